# One figure, one text, wherever it stands: all pages of a round's results and its files are walked by the
# names figures carry, and a number without a name is found.
use strict;
use warnings;
use Test::More;
use Figures;
use Html;
use Kiosk;
use Site;

my $data = temp_folder() . '/data';
my ($made, undef, $why) = kiosk('demo', '--respondents', 98, '--seed', 3, '--data', $data, {env => {KIOSK_ADMIN_PASSWORD => PASSWORD}});
is($made, 0, 'a company') or diag $why;
my $site = Site->new('fcgi', $data);
eval { $site->login('admin', PASSWORD); 1 } or die $@ . $site->log;
my $round = '/results/crm-audit-1';
my (undef, $csv) = kiosk('priorities', 'crm-audit-1', '--csv', '--data', $data);
my ($head, @rows) = cells_of($csv);
my @list = map { my $r = $_; +{map { $head->[$_] => $r->[$_] } 0 .. $#$head} } @rows;
my @departments = grep { $_ ne 'overall' } do { my %seen; grep { !$seen{$_}++ } map { $_->{scope} } @list };
my @activities = map { $_->{func} } grep { $_->{scope} eq 'overall' } @list;

# {name}{text}{where}
my %told;
sub note_figure { my ($name, $text, $where) = @_; $told{$name}{$text}{$where} = 1; return }

# What a page tells, noted; what is left of it without its figures.
sub read_page {
	my ($html, $where) = @_;
	my ($figures, $rest, $untold) = figures_of($html);
	is("@$untold", '', "$where: sentences tell the figures they name") if @$untold;
	note_figure(@$_, $where) for @$figures;
	return $rest;
}

# What has digits and is no figure of a round: dates, numbers of versions and places in a sentence of the
# method, ends of scales, the smallest group.
my $day = qr/\d{1,2}\xc2\xa0\w+ \d{4}/;
my @said = (qr/2,000 redrawn samples at 90% confidence, seed \d+/, qr/may add up to more than 100/, qr/$day/, qr/crm-audit-1/, qr/version \d+/, qr/\b90% (?:interval|confidence)/, qr/\b0 to 100\b/, qr/from 0 \(not at all\) to 100 \(fully\)/, qr/the first \d+/, qr/How many first: [\d ]+/,
	qr/\d+% of it follows fixed rules; software usually takes over \d+% of such work/, qr/\(0–100\)/,
	qr/More answers [\d ]+/, qr/Clear of the first \d+/, qr/n =/, qr/count once 5 of a department/, qr/counts \d+% of the score/, qr/count \d+% of the score/, qr/fewer than \d+ (?:people|answers)/, qr/AAPOR RR2/,
	qr/CRM 360/, qr/Question \d+ of \d+/, qr/minutes: \d+/, qr/place \d+/i, qr/the first \d+/, qr/0 \(not needed\) to 3 \(must\)/, qr/0 to 3/,
	qr/\d+ of \d+ submissions (?:is|are) left out for quality/, qr/\d+ points higher/, qr/\d+ answers? (?:was|were) very fast/, qr/Shaded: .*? \(\d+ of \d+\)/, qr/W = [\d.]+ of \d+ departments over \d+ activities, permutation p = [\d.]+/);
sub unnamed {
	my ($html) = @_;
	# Labels hold numbers of their own: choices, headings.
	$html =~ s{<(th|h1|h2|h3|caption|figcaption|summary|dt|code)\b.*?</\1>}{ }gs;
	$html =~ s{<ul class="heat-legend".*?</ul>}{ }gs;
	my $text = words($html);
	$text =~ s/$_/ /g for @said;
	return [$text =~ /(\S*(?:\S+ ){0,3}\S*\d\S*(?: \S+){0,2})/g];
}

my @pages = ('/results', map({ "$round$_" } '', '?first=5', '?first=10', '/priorities', '/priorities?sort=hours_saved', "/priorities?compare=$activities[0]",
	map({ "/priorities?department=$_" } @departments), '/priorities?view=departments', '/priorities?view=effort',
	'/brief', '/brief?first=5', '/agenda', map({ "/functions/$_" } @activities)));
my %without;
for my $path (@pages) {
	my $page = $site->get($path);
	is($page->{status}, 200, $path);
	my $rest = read_page($page->{body}, $path);
	$without{$path} = unnamed($rest);
}
for my $path (grep { !m{/agenda} } @pages) {
	is(join("\n", @{$without{$path}}), '', "$path: every number has a name");
}

# The list as a file, by the digits of the pages.
sub two { my ($v) = @_; return $v == 0 ? '0' : do { my ($power) = sprintf('%.1e', $v) =~ /e([-+]\d+)/; sprintf '%.*f', $power >= 1 ? 0 : 1 - $power, sprintf '%.1e', $v } }
my %as = ((map { $_ => \&two } qw(hours_now hours_saved payback_weeks)), (map { $_ => sub { sprintf '%.0f', 100 * $_[0] } } qw(pain want u_time u_exec u_ease)),
	(map { $_ => sub { sprintf '%.0f%%', 100 * $_[0] } } qw(share auto p_topk w_topk w_topk_local)), (map { $_ => sub { sprintf '%.1f', $_[0] } } qw(score)),
	(map { $_ => sub { $_[0] } } qw(rank doers detailed n_pain n_want)), doers_pop => sub { sprintf '%.0f', $_[0] });
my $compared = 0;
for my $row (@list) {
	for my $column (sort keys %as) {
		my ($name, $v) = ("$column:$row->{scope}:$row->{func}", $row->{$column});
		next if !length $v || !$told{$name};
		note_figure($name, $as{$column}->($v), 'priorities.csv');
		$compared++;
	}
	my %between = (hours_saved => [map { length $row->{$_} ? two($row->{$_}) : () } qw(saved_lo saved_hi)], score => [map { length $row->{$_} ? sprintf('%.0f', $row->{$_}) : () } qw(score_lo score_hi)]);
	for my $column (keys %between) {
		my $name = "$column:$row->{scope}:$row->{func} between";
		note_figure($name, join('–', @{$between{$column}}), 'priorities.csv') if $told{$name};
	}
	if (length $row->{cs_lo} && $told{"cs_lo:$row->{scope}:$row->{func}"}) {
		# As one number where both ends are the same, else as a range in the table and as ends in sentences.
		my $range = $row->{cs_lo} == $row->{cs_hi} ? $row->{cs_lo} : "$row->{cs_lo}–$row->{cs_hi}";
		my %texts = %{$told{"cs_lo:$row->{scope}:$row->{func}"}};
		is(join(' ', sort keys %texts), join(' ', sort do { my %seen; grep { !$seen{$_}++ } $range, $row->{cs_lo} }), "$row->{scope} $row->{func}: one range of places");
		delete $told{"cs_lo:$row->{scope}:$row->{func}"};
	}
}
cmp_ok($compared, '>', 300, "$compared figures of the file stand on pages");
my @apart = grep { keys %{$told{$_}} > 1 } sort keys %told;
is(join("\n", map { my $n = $_; "$n: " . join('; ', map { "$_ on " . join(', ', sort keys %{$told{$n}{$_}}) } sort keys %{$told{$n}}) } @apart), '', 'one name, one text');
cmp_ok(scalar keys %told, '>', 500, scalar(keys %told) . ' figures');
# The three first ones are told together on two pages, in one text.
is(join(' ', sort keys %{(values %{$told{'together:overall:3'}})[0]}), "$round $round/brief", 'what they save together');

$site->stop;
done_testing;
