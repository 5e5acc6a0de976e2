# The brief: one page for management, with an analyst's words and money at both ends.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Site;

my $data = temp_folder() . '/data';
my ($status, $out, $err) = kiosk('demo', '--respondents', 120, '--seed', 1, '--data', $data, {env => {KIOSK_ADMIN_PASSWORD => PASSWORD}});
is($status, 0, 'a company') or diag $err;
my $site = Site->new('cgi', $data);
$site->login('admin', PASSWORD);
my $path = '/results/crm-audit-1/brief';
my $page = text_of($site->get($path)->{body});
like($page, qr/\d+ usable answers/, 'how many answered');
like($page, qr/Automate first: this much is clear 1 Look up customer history, contract or warranty \d+ \(\d+–\d+\) hours saveable a week/, 'the clear tier with its hours');
# Why a place is contested: the same range as in the list.
my ($got, $list) = kiosk('priorities', 'crm-audit-1', '--data', $data);
my %places = map { /^ *\d+  (\S(?: ?\S)*)  .*?(\d+)–(\d+)  (?:\S(?: ?\S)*)?$/ ? ($1 => "$2 to $3") : () } split /\n/, $list;
my %contested = map { $page =~ /\Q$_\E the answers allow every place from (\d+ to \d+)/ ? ($_ => $1) : () } keys %places;
is(scalar keys %contested, scalar(() = $page =~ /the answers allow every place/g), 'what is contested, by name');
cmp_ok(scalar keys %contested, '>', 1, 'some are');
is_deeply(\%contested, {map { $_ => $places{$_} } keys %contested}, 'and why');
unlike($page, qr/Worth/, 'no money before anybody says what an hour costs');

my %fields = map { @$_ } fields_of($site->get($path)->{body});
is($site->post($path, {%fields, hour => 'much'})->{status}, 422, 'a cost is a number');
is($site->post($path, {%fields, hour => '-1'})->{status}, 422, 'not below nothing');
is($site->post($path, {%fields, risks => 'x' x 601})->{status}, 422, 'words fit the page');
is($site->post($path, {%fields, risks => 'Few <b>in marketing</b>', steps => 'Ask again in May', hour => '32,5', once => '90000', year => '20000', currency => 'EUR'})->{status}, 303, 'kept');
$page = text_of($site->get($path)->{body});
like($page, qr/Few <b>in marketing<\/b>/, 'words are words');
like($page, qr/Worth ([\d,]+) EUR to ([\d,]+) EUR a year \(an hour at 32\.50 EUR/, 'both ends');
my ($lo, $hi) = $page =~ /Worth ([\d,]+) EUR to ([\d,]+)/;
my ($hours_lo, $hours_hi) = $page =~ /Together about [\d.]+ hours a week, between ([\d.]+) and ([\d.]+) with/;
tr/,//d for $lo, $hi;
# 46 weeks a year; money in two digits, hours in two digits.
cmp_ok(abs($lo / ($hours_lo * 46 * 32.5) - 1), '<', 0.1, 'the lower is the lower hours');
cmp_ok(abs($hi / ($hours_hi * 46 * 32.5) - 1), '<', 0.1, 'the upper the upper');
like($page, qr/has paid for itself: [\d.]+ years at best, [\d.]+ years at worst/, 'and when it pays');
done_testing;
