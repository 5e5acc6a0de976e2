# The brief: one page for management, with an analyst's words and money at both ends.
use strict;
use warnings;
use Test::More;
use Html;
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

subtest 'hours of the first ones on one axis, as they are told' => sub {
	for my $first (3, 5, 10) {
		my ($answer) = $site->get("$path?first=$first")->{body} =~ m{<section class="card answer">(.*?)</section>}s;
		my ($head) = $answer =~ m{<p class="answer-line meta">(.*?)</p>}s;
		is(words($head =~ s{<svg.*?</svg>}{}sr), 'Bar: hours saveable a week; line: 90% interval', 'what bars and lines are');
		my @ticks = map { tr/,//dr } $head =~ m{<text class="chart-tick[^"]*"[^>]*>([\d,]+)</text>}g;
		is($ticks[0], 0, 'the axis begins at nothing');
		my $end = $ticks[-1];
		my @lines = $answer =~ m{<li>(.*?)</li>}gs;
		is(scalar @lines, $first, "$first lines");
		my $longest = 0;
		for my $line (@lines) {
			my ($figure) = $line =~ m{data-figures="hours_saved:overall:\w+=([^"]*)"};
			my ($hours, $lo, $hi) = map { tr/,//dr } $figure =~ /^([\d,.]+) \(([\d,.]+)–([\d,.]+)\)$/ or diag $figure;
			my ($bar) = $line =~ /<rect class="bar-(?:strong|plain)"[^>]* width="([\d.]+)%"/;
			my ($from, $to) = $line =~ /class="whisker" x1="([\d.]+)%" y1="10" x2="([\d.]+)%" y2="10"/;
			is_deeply([$bar, $from, $to], [map { 0 + sprintf '%.4g', 100 * $_ / $end } $hours, $lo, $hi], "$figure is as long as it says");
			is(scalar(() = $line =~ /class="chart-grid"/g), scalar @ticks, 'with the lines of the scale');
			like($line, qr/<svg [^>]*aria-hidden="true"/, 'read out once, as a figure');
			$longest = $hi if $hi > $longest;
		}
		cmp_ok($longest, '<=', $end, 'all of them lie on it');
	}
};

my %fields = map { @$_ } fields_of($site->get($path)->{body});
is($site->post($path, {%fields, hour => 'much'})->{status}, 422, 'a cost is a number');
is($site->post($path, {%fields, hour => '-1'})->{status}, 422, 'not below nothing');
is($site->post($path, {%fields, risks => 'x' x 601})->{status}, 422, 'words fit the page');
is($site->post($path, {%fields, risks => 'Few <b>in marketing</b>', steps => 'Ask again in May', hour => '32,5', 'once/licences' => '60000', 'once/other' => '30000', 'year/upkeep' => '20000', currency => 'EUR'})->{status}, 303, 'kept');
$page = text_of($site->get($path)->{body});
like($page, qr/Few <b>in marketing<\/b>/, 'words are words');
like($page, qr/Worth ([\d,]+) EUR to ([\d,]+) EUR a year \(an hour at 32\.50 EUR/, 'both ends');
my ($lo, $hi) = $page =~ /Worth ([\d,]+) EUR to ([\d,]+)/;
my ($hours_lo, $hours_hi) = $page =~ /Together about [\d.]+ hours a week, between ([\d.]+) and ([\d.]+) with/;
tr/,//d for $lo, $hi;
# 46 weeks a year; money in two digits, hours in two digits.
# Of the hours that stand there, and no others.
sub two_digits { return sprintf '%.0f', sprintf '%.1e', $_[0] }
is($lo, two_digits($hours_lo * 46 * 32.5), 'the lower is the lower hours');
is($hi, two_digits($hours_hi * 46 * 32.5), 'the upper the upper');
my ($net_lo, $net_hi) = map { $_ * 46 * 32.5 - 20000 } $hours_lo, $hours_hi;
like($page =~ tr/,//dr, qr/Less yearly costs: \Q@{[two_digits($net_lo)]}\E EUR to \Q@{[two_digits($net_hi)]}\E EUR\./, 'what remains of it');
my ($best, $worst) = map { 90000 / $_ > 10 ? 'not within 10 years' : sprintf '%.1f years', 90000 / $_ } $net_hi, $net_lo;
like($page, qr/has paid for itself: $best at best, $worst at worst/, 'and when it pays');
like($page, qr/Costs of the CRM: Licences: 60,000 EUR once; Upkeep: 20,000 EUR a year; Other: 30,000 EUR once\./, 'what was counted');
my %again = map { @$_ } fields_of($site->get($path)->{body});
is_deeply([@again{'once/licences', 'year/licences', 'year/upkeep', 'once/other', 'once/training'}], [60000, '', 20000, 30000, ''], 'the form holds them');
is($site->post($path, {%again, 'year/training' => 'x'})->{status}, 422, 'each is a number');

subtest 'costs at will do not find out what the digits leave out' => sub {
	# What pays for the hours as told leaves nothing; a little less leaves that little.
	my $paid = $hours_lo * 46 * 32.5;
	is($site->post($path, {%again, 'year/upkeep' => $paid - 1000})->{status}, 303, 'nearly all of it');
	like(text_of($site->get($path)->{body}) =~ tr/,//dr, qr/Less yearly costs: 1000 EUR to /, 'is told by the hours on the page');
};
done_testing;
