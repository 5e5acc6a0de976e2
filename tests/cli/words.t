# What commands print: every table as text and as CSV, cell by cell; each option's effect; what wrong
# usage is told; what is taken exactly up to its limit.
use strict;
use warnings;
use lib 'tests/cli';
use lib 'tests/lib';
use Cli;
use Html qw(in_columns);
use Kiosk qw(cells_of sql);
use POSIX ();
use Test::More;

my $data = new_data();
my @data = ('--data', $data);

sub day { return POSIX::strftime('%Y-%m-%d', gmtime(time + 86400 * $_[0])) }

# A table both ways: the rows of the CSV, without the heading.
sub table {
	my ($align, @command) = @_;
	my ($status, $csv, $err) = kiosk(@command, '--csv', @data);
	is $status, 0, "kiosk @command --csv" or diag $err;
	my ($also, $text) = kiosk(@command, @data);
	is $also, 0, "kiosk @command";
	is $text, in_columns($align, cells_of($csv)), 'the same as text, in columns';
	my ($head, @rows) = cells_of($csv);
	return ("@$head", @rows);
}

# ---- accounts ----

my ($status, $out, $err) = kiosk('user', 'add', 'zoë', '--role', 'manager', '--rows', @data);
is $status, 0, 'an account';
like $out, qr/\Aone-time password: \S{19}\nzoë\n\z/, 'its password, then its name';
is((kiosk('user', 'add', 'al', '--role', 'analyst', '--rounds', @data))[0], 0, 'another');
my ($head, @rows) = table('lllll', 'user', 'list');
is $head, 'name role rows rounds state', 'columns of accounts';
is_deeply \@rows, [['admin', 'admin', 'no', 'yes', 'one-time password'], ['al', 'analyst', 'no', 'yes', 'one-time password'],
	['zoë', 'manager', 'yes', 'no', 'one-time password']], 'by name, with role and rights';
system('sqlite3', "$data/kiosk.db", "UPDATE account SET disabled = 1 WHERE name = 'al'; UPDATE account SET must_change = 0 WHERE name = 'zoë'");
(undef, @rows) = table('lllll', 'user', 'list');
is_deeply [map { $_->[4] } @rows], ['one-time password', 'disabled', 'in use'], 'and whether it is in use';
($status, $out, $err) = kiosk('user', 'add', 'al', '--role', 'admin', @data);
is $status, 2, 'a name once';
like $err, qr/\Akiosk user add: .*al.*\n\z/, 'in one line';
is((kiosk('user', 'add', 'n' x 40, '--role', 'manager', @data))[0], 0, 'forty characters');
is((kiosk('user', 'add', 'n' x 41, '--role', 'manager', @data))[0], 2, 'not one more');
for my $role ('god', '', 'Admin') {
	($status, $out, $err) = kiosk('user', 'add', 'x', '--role', $role, @data);
	is $status, 1, "no role “$role”";
	like $err, qr/--role is one of admin, analyst, manager/, 'as it says';
}
is join('|', map { $_->[0] } sql($data, "SELECT detail FROM trail WHERE action = 'user.add' ORDER BY seq")), 'manager with rows|analyst|manager', 'the trail says which';

# ---- forms ----

($head, @rows) = table('lrlr', 'form', 'list');
is $head, 'form version title rounds', 'columns of forms';
is_deeply \@rows, [['crm-audit', 1, 'CRM audit', 1]], 'the one there is, used by one round';
my $folder = folder();
spew("$folder/survey.csv", "type,name,label\ntext,q,Good?\nselect_one yn,y,Yes?\nnote,n,Just this\n");
spew("$folder/choices.csv", "list_name,name,label\nyn,y,Yes\nyn,n,No\n");
spew("$folder/settings.csv", "form_id,form_title\nsmall,Small form\n");
($status, $out, $err) = kiosk('form', 'check', $folder);
is $status, 0, 'a form' or diag $err;
like $out, qr/\Asound: 2 questions in 1 languages\n\z/, 'two questions: a note asks nothing';
($status, $out) = kiosk('form', 'add', $folder, @data);
is $out, "version 1\nsmall\n", 'brought in';
($status, $out) = kiosk('form', 'add', $folder, @data);
is $out, "version 1\nsmall\n", 'again: nothing changed';
is((kiosk('form', 'diff', 'small', @data))[0], 2, 'one version is not compared');
like((kiosk('form', 'diff', 'small', @data))[2], qr/small has one version only/, 'as it says');
spew("$folder/survey.csv", "type,name,label\ntext,q,Really good?\nselect_one yn,y,Yes?\ninteger,i,How many?\n");
($status, $out) = kiosk('form', 'add', $folder, @data);
is $out, "version 2\nsmall\n", 'another version';
spew("$folder/choices.csv", "list_name,name,label\nyn,y,Yes\nyn,n,No\nyn,m,Maybe\n");
($status, $out) = kiosk('form', 'add', $folder, @data);
is $out, "version 3\nsmall\n", 'and one more';
($head, @rows) = table('llllllll', 'form', 'diff', 'small', '--from', 1, '--to', 2);
is $head, 'change question part language code before after rounds', 'columns of differences';
ok((grep { $_->[1] eq 'q' && $_->[5] eq 'Good?' && $_->[6] eq 'Really good?' } @rows), 'words before and after');
ok((grep { $_->[1] eq 'i' } @rows), 'a question more');
my ($last) = (kiosk('form', 'diff', 'small', '--csv', @data))[1];
is $last, (kiosk('form', 'diff', 'small', '--from', 2, '--to', 3, '--csv', @data))[1], 'the last two where nothing is said';
is $last, (kiosk('form', 'diff', 'small', '--to', 3, '--csv', @data))[1], 'or the one before';
isnt $last, (kiosk('form', 'diff', 'small', '--from', 1, '--csv', @data))[1], 'and others otherwise';
like $last, qr/^choice_added,,yn,,m,,m,partly\r?$/m, 'what came';
($status, $out, $err) = kiosk('form', 'diff', 'small', '--to', 4, @data);
is $status, 2, 'a version that is not there';
like $err, qr/there is no version 4 of small/, 'as it says';
for my $bad (0, -1, 'x', '1000001') {
	($status, $out, $err) = kiosk('form', 'diff', 'small', '--from', $bad, @data);
	is $status, 1, "no version $bad";
	like $err, qr/a version is a number from 1/, 'as it says';
}
is((kiosk('form', 'diff', 'small', '--from', '1000000', @data))[0], 2, 'a million is a number');
($head, @rows) = table('llrrrr', 'form', 'translations', 'crm-audit');
is $head, 'language code missing draft reviewed validated', 'columns of translations';
is_deeply [map { $_->[1] } @rows], [qw(en sk pl it es ca)], 'each language';
my @sums = map { my $r = $_; my $sum = 0; $sum += $_ for @{$r}[2 .. 5]; $sum } @rows;
is scalar(grep { $_ == $sums[1] } @sums), 6, 'each text in one state, in each language';
is_deeply [map { $_->[2] } @rows], [(0) x 6], 'none is missing';
($status, $out) = kiosk('form', 'translations', 'crm-audit', '--texts', @data);
my ($columns, @texts) = cells_of($out);
is scalar @texts, $sums[0], 'a row for each text' or diag "@$columns";
is((kiosk('form', 'translations', 'none', @data))[0], 2, 'no such form');
# A correction is words only.
spew("$folder/survey.csv", "type,name,label\ntext,q,Very good?\nselect_one yn,y,Yes?\ninteger,i,How many?\n");
($status, $out, $err) = kiosk('form', 'correct', $folder, @data);
is $out, "version 3.1\nsmall\n", 'a correction' or diag $err;
spew("$folder/survey.csv", "type,name,label\ntext,q,Very good?\nselect_one yn,y,Yes?\n");
($status, $out, $err) = kiosk('form', 'correct', $folder, @data);
is $status, 2, 'a question less is none';

# ---- rounds ----

for my $case (['--title', 'form', 'x'], ['--form', 'title', 'x']) {
	my ($missing, $given, $value) = @$case;
	($status, $out, $err) = kiosk('round', 'open', "--$given", $value, @data);
	is $status, 1, "$missing is missing";
	like $err, qr/\Q$missing\E is missing/, 'as it says';
}
($status, $out, $err) = kiosk('round', 'open', '--form', 'small', '--title', 'First', @data);
is $status, 0, 'a round' or diag $err;
is $out, "small-1\n", 'whose code is made';
($status, $out) = kiosk('round', 'open', '--form', 'small', '--title', 'Näxt', '--code', 'next', '--from', day(1), '--to', day(2), '--subject', 'Prototype', @data);
is $out, "next\n", 'or given';
($head, @rows) = table('llrllllll', 'round', 'list');
is $head, 'round form version state from to closed subject title', 'columns of rounds';
is_deeply [@rows[1, 2]], [['small-1', 'small', 3, 'open', $rows[1][4], '', '', '', 'First'],
	['next', 'small', 3, 'planned', day(1), day(2), '', 'Prototype', 'Näxt']], 'as they were opened, the oldest first';
is $rows[0][0], 'crm-audit-1', 'the first first';
is_deeply [map { "@$_[0, 1, 3]" } (table('lrlr', 'form', 'list'))[1 .. 4]], ['crm-audit 1 1', 'small 1 0', 'small 2 0', 'small 3 2'], 'each version with the rounds that use it';
is((kiosk('round', 'close', 'next', @data))[0], 0, 'closed');
(undef, @rows) = table('llrllllll', 'round', 'list');
is join(' ', @{$rows[2]}[3, 6]), 'closed ' . day(0), 'since today';
is((kiosk('round', 'close', 'next', @data))[0], 2, 'once');
is((kiosk('round', 'reopen', 'next', '--to', day(-1), @data))[0], 2, 'not until yesterday');
is((kiosk('round', 'reopen', 'next', '--to', day(5), @data))[0], 0, 'reopened');
(undef, @rows) = table('llrllllll', 'round', 'list');
is join(' ', @{$rows[2]}[3, 5, 6]), 'planned ' . day(5) . ' ', 'until another day';
is((kiosk('round', 'reopen', 'small-1', @data))[0], 2, 'an open one is not');
($status, $out, $err) = kiosk('round', 'final', 'next', @data);
is $status, 2, 'nor made final';
is $err, "kiosk round final: round next is not closed: close it first, with `kiosk round close next`\n", 'and what to do first is said';
is((kiosk('round', 'close', 'next', @data))[0], 0, 'closed again');
($status, $out, $err) = kiosk('round', 'final', 'next', @data);
is_deeply [$status, $out, $err], [0, '', ''], 'made final, without a word';
unlike slurp("$data/keys"), qr/^round next /m, 'and without its key';
like slurp("$data/keys"), qr/^round crm-audit-1 /m, 'others keep theirs';
(undef, @rows) = table('llrllllll', 'round', 'list');
is $rows[2][3], 'final', 'as the list says';
for my $again (['final', 'next'], ['reopen', 'next'], ['close', 'next'], ['final', 'none']) {
	($status, $out, $err) = kiosk('round', @$again, @data);
	is $status, 2, "then: round @$again";
	like $err, qr/\Akiosk round $again->[0]: .+\n\z/, 'in one line';
}
is((kiosk('round', 'final', @data))[0], 1, 'a round has to be named');
is((kiosk('round', 'close', 'none', @data))[0], 2, 'nor one that is not there');
for my $bad (['--to', 'soon'], ['--from', day(2), '--to', day(1)], ['--code', 'Big'], ['--code', 'c' x 33], ['--department', 'NONE'], ['--code', 'next']) {
	($status, $out, $err) = kiosk('round', 'open', '--form', 'small', '--title', 'x', @$bad, @data);
	is $status, 2, "round open @$bad";
	like $err, qr/\Akiosk round open: .+\n\z/, 'in one line';
}
is((kiosk('round', 'open', '--form', 'crm-audit', '--title', 'x' x 201, @data))[0], 2, 'a title of 201');
is((kiosk('round', 'open', '--form', 'crm-audit', '--title', 'x' x 200, '--code', 'c' x 32, '--to', day(0), @data))[0], 0, 'of 200, a code of 32, until today');

# ---- codes ----

($status, $out, $err) = kiosk('round', 'open', '--form', 'crm-audit', '--title', 'Coded', '--code', 'coded', '--codes', 2, '--department', 'SAL', '--department', 'SUP', @data);
is $status, 0, 'a round for holders of codes' or diag $err;
my @lines = split /\r?\n/, $out;
is $lines[0], 'department,code', 'as a table';
is_deeply [map { s/,.*//r } @lines[1 .. 4]], [qw(SAL SAL SUP SUP)], 'two for each department';
is $lines[5], 'coded', 'then the round';
is scalar(grep { /^(?:SAL|SUP),\w{5}-\w{5}$/ } @lines), 4, 'codes';
($status, $out) = kiosk('round', 'codes', 'coded', '--count', 3, '--department', 'SUP', @data);
is_deeply [map { s/,.*//r } split /\r?\n/, $out], [qw(department SUP SUP SUP)], 'three more for one of them';
($status, $out) = kiosk('round', 'codes', 'coded', '--count', 1, @data);
is_deeply [map { s/,.*//r } split /\r?\n/, $out], [qw(department SAL SUP)], 'one more for each';
is((kiosk('round', 'codes', 'crm-audit-1', '--count', 1, @data))[0], 2, 'none for an open round');
is((kiosk('round', 'codes', 'coded', '--count', 1, '--department', 'MKT', @data))[0], 2, 'nor for a department that is not asked');
for my $bad (0, -1, 'x', 5001) {
	($status, $out, $err) = kiosk('round', 'codes', 'coded', '--count', $bad, @data);
	is $status, 1, "not $bad";
	like $err, qr/--count is a number from 1 to 5000/, 'as it says';
	like((kiosk('round', 'open', '--form', 'small', '--title', 'x', '--codes', $bad, @data))[2], qr/--codes is a number from 1 to 5000/, 'nor when opened');
}
is((kiosk('round', 'codes', 'coded', '--count', 5000, '--department', 'SAL', @data))[0], 0, 'five thousand');
is scalar sql($data, "SELECT count(*) FROM access_code"), 5009, 'all are there' if eval { scalar sql($data, 'SELECT count(*) FROM access_code'); 1 };

# ---- lists ----

my $csv = folder() . '/list.csv';
spew($csv, "code,label::English (en),headcount\nLOG,Logistics,12\nFIN,Finance,\n");
($status, $out, $err) = kiosk('department', 'add', $csv, @data);
is $out, "LOG\nFIN\n", 'departments' or diag $err;
is_deeply [map { [@$_] } sql($data, "SELECT code, ifnull(headcount, '-') FROM catalogue WHERE list = 'departments' AND code IN ('LOG', 'FIN') ORDER BY code")], [['FIN', '-'], ['LOG', '12.0']], 'with people where they are known';
spew($csv, "code,label::English (en),headcount\nLOG,Logistics,\n");
kiosk('department', 'add', $csv, @data);
is scalar sql($data, "SELECT headcount FROM catalogue WHERE code = 'LOG'"), '12.0', 'blank leaves them as they are';
spew($csv, "code,home,label::English (en),effort_days,exec,auto_override\nLOG01,LOG,Pack,2.5,3,1\nLOG02,*,Send,,0,0\n");
($status, $out, $err) = kiosk('function', 'add', $csv, @data);
is $out, "LOG01\nLOG02\n", 'activities' or diag $err;
is_deeply [sql($data, "SELECT code, home, ifnull(effort_days, '-'), ifnull(exec, '-'), auto_override FROM catalogue WHERE code LIKE 'LOG0_' ORDER BY code")],
	[['LOG01', 'LOG', '2.5', '3.0', '1.0'], ['LOG02', '*', '-', '0.0', '0.0']], 'with their figures';
for my $case (['exec', '3.1'], ['exec', '-0.1'], ['auto_override', '1.01'], ['auto_override', '-0.01'], ['effort_days', '-1']) {
	my ($column, $bad) = @$case;
	spew($csv, "code,home,label::English (en),$column\nLOG03,LOG,Pack,$bad\n");
	($status, $out, $err) = kiosk('function', 'add', $csv, @data);
	is $status, 2, "$column is not $bad";
	like $err, qr/\Alist\.csv:2: $column: /, 'with its place';
}
($status, $out, $err) = kiosk('function', 'add', "$csv.none", @data);
is $status, 2, 'no file';
like $err, qr/there is no file \Q$csv.none\E/, 'as it says';
($status, $out, $err) = kiosk('department', 'add', $folder, @data);
is $status, 2, 'a folder is no file';
like $err, qr/is a folder: name a CSV file/, 'as it says';

# ---- the clock ----

my ($today) = map { $_->[0] } sql($data, "SELECT date('now')");
($status, $out) = kiosk('clock', 'show', @data);
is $out, "clock: $today, believed\nlast day known: $today\n", 'the clock is believed';
($status, $out, $err) = kiosk('clock', 'confirm', @data);
is $status, 2, 'there is nothing to confirm';
is $err, "kiosk clock confirm: the clock needs no confirming: it says $today, and the last day known is $today\n", 'as it says';
sub known { system('sqlite3', "$data/kiosk.db", sprintf "UPDATE clock SET day = date('now', '%+d days')", -$_[0]) }
known(40);
like((kiosk('clock', 'show', @data))[1], qr/^clock: $today, believed$/m, 'forty days ahead are believed');
my ($past) = (kiosk('round', 'open', '--form', 'small', '--title', 'Past', '--code', 'past', '--to', day(0), @data))[1];
system('sqlite3', "$data/kiosk.db", "UPDATE round SET to_day = date('now', '-1 day') WHERE code = 'past'");
known(41);
($status, $out) = kiosk('clock', 'show', @data);
is $out, "clock: $today, in doubt: more than 40 days ahead\nlast day known: @{[day(-41)]}\nwaiting: round past closes, its last day was @{[day(-1)]}\n", 'forty-one are not, and what waits';
like((kiosk('check', @data))[1], qr/^clock: $today is in doubt, the last day known is @{[day(-41)]}: see kiosk clock show$/m, 'check says so');
($status, $out) = kiosk('clock', 'confirm', @data);
is $out, "clock: $today, believed\nlast day known: $today\n", 'confirmed';
known(-1);
like((kiosk('clock', 'show', @data))[1], qr/^clock: $today, (?:believed|in doubt: behind the last day known)$/m, 'a day behind');
known(-2);
like((kiosk('clock', 'show', @data))[1], qr/^clock: $today, in doubt: behind the last day known$/m, 'two days behind');
kiosk('clock', 'confirm', @data);

# ---- check ----

($status, $out, $err) = kiosk('check', @data);
is $status, 0, 'check' or diag $err;
my $trail = sql($data, 'SELECT count(*) FROM trail');
my $rounds = sql($data, 'SELECT count(*) FROM round');
my $keyed = sql($data, 'SELECT count(*) FROM round WHERE final_day IS NULL');
like $out, qr/\Adatabase: sound, version \d+\nschema: as it should be\nkeys: there, of $keyed rounds\naudit trail: sound, $trail rows\nforms: sound, $rounds rounds\n\z/, 'a line each';
($status, $out) = kiosk('audit', 'verify', @data);
is $out, "audit trail: sound, $trail rows\n", 'audit verify';

# ---- help ----

($status, $out) = kiosk('--help');
my @listed = $out =~ /^  ([a-z]+(?: [a-z]+)?) +\S/mg;
cmp_ok scalar @listed, '>', 20, 'commands';
for my $word ('help', '-h') {
	is((kiosk($word))[1], $out, "$word is --help");
}
for my $family (qw(form round user clock audit function department)) {
	my @mine = grep { /^$family / } @listed;
	($status, my $help) = kiosk($family, '--help');
	is $status, 0, "kiosk $family --help";
	is_deeply [$help =~ /^  ([a-z]+ [a-z]+) +\S/mg], \@mine, 'its own';
	($status, $help, $err) = kiosk($family);
	is $status, 1, "kiosk $family";
	is $err, "kiosk $family: which command?\nusage: kiosk $family " . join('|', map { s/.* //r } @mine) . "\n", 'asks which';
	($status, $help, $err) = kiosk($family, 'frob');
	like $err, qr/\Akiosk: there is no command $family frob\nusage: kiosk $family /, 'or says there is none';
}
($status, $out, $err) = kiosk('frob');
like $err, qr/\Akiosk: there is no command frob\nusage: kiosk COMMAND/, 'no such command';
($status, $out, $err) = kiosk();
like $err, qr/\Akiosk: which command\?\n/, 'no command';
($status, $out, $err) = kiosk('stats', '--data', '');
is $status, 1, '--data needs a folder';
like $err, qr/--data needs a folder/, 'as it says';
($status, $out, $err) = kiosk('stats', 'x', @data);
like $err, qr/x is one argument too many/, 'an argument too many';
($status, $out, $err) = kiosk('user', 'add', 'x', '--role');
like $err, qr/--role needs a value/, 'a value that is missing';
($status, $out, $err) = kiosk('stats', '--csv', '--csv', @data);
like $err, qr/--csv is there twice: say it once/, 'twice';

# ---- export ----

my $zip = folder() . '/x.zip';
($status, $out) = kiosk('export', 'crm-audit-1', 'coded', '-o', $zip, '--aggregate', @data);
is $out, "$zip\n", 'the name of what was written';
is join(' ', @{(sql($data, "SELECT object, detail FROM trail WHERE action = 'export' ORDER BY seq DESC LIMIT 1"))[0]}), 'crm-audit-1 coded aggregates', 'and the trail says what left';
kiosk('export', 'crm-audit-1', '-o', $zip, @data);
is join(' ', @{(sql($data, "SELECT object, detail FROM trail WHERE action = 'export' ORDER BY seq DESC LIMIT 1"))[0]}), 'crm-audit-1 rows', 'with single answers';
is((kiosk('export', 'crm-audit-1', 'none', '-o', "$zip.2", @data))[0], 2, 'a round that is not there');
ok !-e "$zip.2", 'leaves no file';

done_testing;
