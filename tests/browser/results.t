# What analysts and managers see, in Chromium: a company's results looked at, weights moved, the
# brief printed on one page.
use strict;
use warnings;
use utf8;
use Test::More;
use JSON::PP ();
use Kiosk;
use Server;

binmode Test::More->builder->$_, ':encoding(UTF-8)' for qw(output failure_output todo_output);

my ($chromium) = grep { -x } $ENV{CHROMIUM} // (), qw(/usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome);
BAIL_OUT('there is no Chromium: make test installs it') if !$chromium;

my $data = temp_folder() . '/data';
my ($made, undef, $why) = kiosk('demo', '--respondents', 120, '--seed', 1, '--data', $data, {env => {KIOSK_ADMIN_PASSWORD => PASSWORD}});
is($made, 0, 'a company') or diag $why;
my $server = Server->start(data => $data);
my $home = temp_folder();
my ($status, $out, $err) = run_command(['node', 'tests/browser/results.mjs', $server->url, PASSWORD],
	env => {CHROMIUM => $chromium, HOME => $home, XDG_CONFIG_HOME => $home, XDG_CACHE_HOME => $home});
for my $line (split /\n/, $out) {
	my $said = eval { JSON::PP->new->utf8->decode($line) } or next;
	ok($said->{ok}, $said->{text}) or diag(ref $said->{detail} ? JSON::PP->new->canonical->pretty->encode($said->{detail}) : $said->{detail} // '');
}
is($status, 0, 'node ended well') or diag $err;
done_testing;
