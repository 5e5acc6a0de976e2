# A tester's round as it is filled in: on a phone, at a shared screen and without a script; and
# "Report an issue", which is open beside it.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Browser;

my $browser = Browser->start;
$browser->open_form('www/forms/pilot-feedback', 'Pilot', 'pilot-1');
kiosk('form', 'add', 'www/forms/issue-report', '--data', $browser->data);
kiosk('round', 'open', '--form', 'issue-report', '--title', 'Report an issue', '--code', 'report', '--data', $browser->data);
my @codes = $browser->slips('pilot-1', 3);

# What was reported: [number, prototype, activity, status, text].
my @known = (
	[1, 'CRM', 'SAL01', 'new', 'The search misses names without accents.'],
	[2, 'CRM', 'SAL01', 'accepted', 'Chýba pole pre druhý telefón.'],
	[3, 'CRM', 'SAL01', 'declined', 'Make it pink.'],
	[4, 'CRM', 'SAL01', 'duplicate', 'No accents in the search.'],
	[5, 'CRM', 'SAL04', 'new', 'Of another activity.'],
	[6, 'OTHER', 'SAL01', 'new', 'Of another prototype.'],
	['NULL', 'CRM', 'SAL01', 'new', ''],
	[7, '', 'SAL01', 'new', 'Of the CRM we have.'],
	map { [$_, 'CRM', 'SAL01', 'planned', "Known thing $_"] } 11 .. 14);
my $insert = join ";\n", map {
	my ($number, $prototype, $activity, $status, $text) = @{$known[$_]};
	sprintf "INSERT INTO comment VALUES (x'%032x', %s, 1, '%s', '1', 'SAL', 'gap', 'S3', '%s', '%s', '2026-01-01', '', '', NULL, %s,"
		. " '%s', NULL, '', '%s', '', '', '', '', '', NULL, NULL, NULL, '')", $_, $number, $prototype, $activity,
		$text =~ /pole/ ? 'sk' : 'en', $text eq '' ? "'SECRET words nobody read'" : 'NULL', $text, $status;
} 0 .. $#known;
my ($status, undef, $why) = run_command(['sqlite3', '-cmd', '.timeout 5000', $browser->data . '/kiosk.db', $insert]);
is($status, 0, 'what others reported') or diag $why;

my $server = $browser->{server};
my $alike = sub { my ($round, $activity) = @_; $server->curl("/s/$round/comments?activity=$activity") };
my $all = $alike->('pilot-1', 'SAL01');
is_deeply([map { $_->{number} } @{json($all->{body})}], [14, 13, 12, 11, 2], 'the five latest that were read');
unlike($all->{body}, qr/SECRET/, 'of nobody that was not read');
is_deeply(json($alike->('pilot-1', 'SAL04')->{body}), [{number => 5, text => 'Of another activity.', lang => 'en'}], 'number, words, language: nothing else');
is_deeply([map { $_->{number} } @{json($alike->('report', 'SAL01')->{body})}], [7], 'outside pilots those of no prototype');
is_deeply(json($alike->('pilot-1', 'none')->{body}), [], 'of something else there are none');
is($alike->('crm-audit-1', 'SAL01')->{status}, 404, 'a form that takes no comments has none');

$browser->story('pilot', @codes);

my @inbox = sql($browser->data, "SELECT answers FROM inbox WHERE round = (SELECT id FROM round WHERE code = 'pilot-1')"
	. " UNION ALL SELECT answers FROM submission WHERE round = (SELECT id FROM round WHERE code = 'pilot-1')");
is(scalar @inbox, 2, 'two testers sent');
for my $row (@inbox) {
	my $answers = json($row->[0]);
	is($answers->{'task/T1/P01'}, 'alone', 'done alone');
	is($answers->{'activity/SAL01/P04'}, 'no_fit', 'does not fit');
	is($answers->{'activity/SAL01/F11'}, 'system', 'and what should change');
	is($answers->{'start/P00_department'}, 'SAL', 'of the department of the slip');
	unlike($row->[0], qr/No way to|second phone/, 'words are not among the answers');
}
my @said = map { @$_ } sql($browser->data, "SELECT comments FROM inbox WHERE comments <> ''");
my $moved = sql($browser->data, "SELECT count(*) FROM comment WHERE raw LIKE 'No way to%'");
ok($moved || grep({ /No way to/ } @said), 'they are among the comments');
$browser->end;
