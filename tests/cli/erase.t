# kiosk erase: answers that somebody wants gone leave no byte in the data folder, are never taken again,
# and what was counted of them is not.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Site;

my $data = new_kiosk();
my @data = ('--data', $data);
my $site = Site->new('cgi', $data);
my (%fields, %receipt);
my $n = 0;
for my $who (qw(anna boris celia dana emil felix)) {
	$fields{$who} = [audit_fields(department => $who eq 'emil' ? 'SUP' : 'SAL', id => uuid4(), text => "Marked words of $who"), device => "tablet $who"];
	my $answer = $site->post('/s/crm-audit-1', $fields{$who}, accept => 'application/json');
	is($answer->{status}, 201, "$who answers");
	$receipt{$who} = json($answer->{body})->{receipt};
	# Some are settled before the others come.
	local $ENV{KIOSK_DATA} = $data;
	run_command([build() . '/cgi-bin/keeper.fcgi', '--once']) if ++$n == 3;
}

# Every file below DATA that holds these words.
sub holding {
	my ($words) = @_;
	my ($status, $out) = run_command(['grep', '-rlaF', $words, $data]);
	return join ' ', sort map { s{^\Q$data\E/}{}r } split /\n/, $out;
}
sub answered { return join ' ', map { "$_->[0]:$_->[1]" } sql($data, "SELECT code, answered FROM round_department WHERE answered > 0 ORDER BY code") }

isnt(holding("Marked words of $_"), '', "the words of $_ are there") for qw(anna emil);
is(answered(), 'SAL:5 SUP:1', 'five and one are counted');
write_file("$data/before-v3.db", 'an old copy with Marked words of anna');

# ---- by receipt: one that is settled, one that waits ----

my ($status, $out, $err) = kiosk('erase', '--receipt', $receipt{anna}, @data);
is($status . $out, "01 answers erased\n", 'by receipt') or diag $err;
is(holding('Marked words of anna'), '', 'no byte of it is left');
like($err, qr{removed \S+/before-v3\.db, which held them as well}, 'and what held a copy is named');
is(answered(), 'SAL:4 SUP:1', 'it is not counted any more');
is($site->post('/s/crm-audit-1', $fields{anna}, accept => 'application/json')->{status}, 410, 'nor taken again');
($status, $out) = kiosk('erase', '--receipt', lc($receipt{emil} =~ s/^(.{4})/$1-/r), @data);
is($status . $out, "01 answers erased\n", 'one that waits in the inbox, its receipt as people type it');
is(holding('Marked words of emil'), '', 'gone as well');
like($site->get("/receipt?receipt=$receipt{emil}")->{body}, qr/This receipt is not known here/, 'its receipt is not known');
isnt(holding("Marked words of $_"), '', "the words of $_ are still there") for qw(boris celia dana felix);
is(scalar sql($data, "SELECT group_concat(detail, ', ') FROM trail WHERE action = 'answers.erase'"), '1 answers, 1 answers', 'the trail says how many');
is(scalar sql($data, "SELECT count(*) FROM trail WHERE detail LIKE '%$receipt{anna}%' OR object LIKE '%$receipt{anna}%'"), 0, 'and not which');

($status, $out, $err) = kiosk('erase', '--receipt', $receipt{anna}, @data);
is($status, 2, 'a second time there is nothing');
like($err, qr/this receipt is not known/, 'which it says');

# Words a reviewer has passed on meanwhile, changed as they may be, go with the answers they came with.
sub in_database { run_command(['sqlite3', '-cmd', '.timeout 5000', "$data/kiosk.db", @_]) }
sub counted { return scalar sql($data, "SELECT sum(n) FROM text_count WHERE question = 'end/A31'") }
in_database("INSERT INTO released_text (round, token, question, department, text) SELECT round, token, question, department, 'Edited words of dana' FROM raw_text WHERE text = 'Marked words of dana'",
	"DELETE FROM raw_text WHERE text = 'Marked words of dana'");
is(counted(), 4, 'four wrote something');
isnt(holding('Edited words of dana'), '', 'the words passed on are there');
($status, $out) = kiosk('erase', '--receipt', $receipt{dana}, @data);
is($status . $out, "01 answers erased\n", 'by receipt');
is(holding('words of dana'), '', 'no byte of what was written or made of it');
is(counted(), 3, 'one less wrote something');

# ---- by day, by round ----

($status, $out) = kiosk('erase', '--before', '2020-01-01', @data);
is($status . $out, "00 answers erased\n", 'nothing is that old');
is(answered(), 'SAL:3', 'nothing went');
($status, $out) = kiosk('erase', '--round', 'crm-audit-1', @data);
is($status . $out, "03 answers erased\n", 'all of a round');
is(scalar sql($data, 'SELECT count(*) FROM text_count'), 0, 'with what was counted of it');
is(join('', map { holding("Marked words of $_") } keys %fields), '', 'no byte of any is left');
is(answered(), '', 'nobody is counted');
is($site->get('/s/crm-audit-1')->{status}, 200, 'the round stays');
is((kiosk('check', @data))[0], 0, 'and the kiosk is sound');
is((kiosk('erase', '--round', 'nothing', @data))[0], 2, 'a round that is not');

# ---- by day, in a round that is final: nothing leads from answers to words, so those as old go ----

{
	my $final = new_kiosk();
	my $there = Site->new('cgi', $final);
	is($there->post('/s/crm-audit-1', [audit_fields(text => "Late words $_")], accept => 'application/json')->{status}, 201, 'an answer') for 1 .. 7;
	kiosk('round', 'close', 'crm-audit-1', '--data', $final);
	is((kiosk('round', 'final', 'crm-audit-1', '--data', $final))[0], 0, 'the round is final');
	is(scalar(@{[raw_texts($final)]}), 7, 'with words that nobody has read');
	($status, $out) = kiosk('erase', '--before', '2020-01-01', '--data', $final);
	is($status . $out, "00 answers erased\n", 'nothing is that old');
	is(scalar(@{[raw_texts($final)]}), 7, 'nor are words');
	($status, $out) = kiosk('erase', '--before', '2999-01-01', '--data', $final);
	is($status . $out, "07 answers erased\n", 'all of them are');
	is(scalar(@{[raw_texts($final)]}), 0, 'and their words');
	is((run_command(['grep', '-rlaF', 'Late words', $final]))[1], '', 'no byte of which is left');
}

# ---- usage ----

for my $wrong ([], ['--round', 'a', '--before', '2026-01-01'], ['--before', 'yesterday']) {
	($status, $out, $err) = kiosk('erase', @$wrong, @data);
	is($status, 1, "kiosk erase @$wrong");
	like($err, qr/say one of|is a day/, 'says what is wrong');
}
done_testing;
