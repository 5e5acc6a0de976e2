# Prototypes by the shell: their table brought in whole or not at all, each fault told by its place;
# listed, and taken away while no round is about them.
use strict;
use warnings;
use lib 'tests/cli';
use lib 'tests/lib';
use Cli;
use Kiosk qw(sql);
use Test::More;

my $data = new_data();
my @data = ('--data', $data);
my $file = 'tests/data/pilot/prototypes.csv';

sub add { return kiosk('prototype', 'add', @_, @data) }
# A table of these lines, in a file.
sub table { return spew(folder() . '/p.csv', join '', map { "$_\n" } @_) }

my ($status, $out, $err) = add($file);
is $status, 0, 'brought in' or diag $err;
is $out, "CRM\n", 'its code alone is the last line';
is_deeply [sql($data, 'SELECT code, activity, level, requirement FROM prototype_task ORDER BY position')],
	[[qw(T1 SAL01 must R1)], [qw(T2 SAL04 must R2)], ['T3', 'SAL06', 'should', '']], 'tasks in their order';
is((sql($data, "SELECT text FROM prototype_text WHERE task = 'T1' AND part = 'title' AND lang = 'sk'"))[0][0],
	"N\xc3\xa1js\xc5\xa5 z\xc3\xa1kazn\xc3\xadka", 'in each language that has a column');
($status, $out) = kiosk('prototype', 'list', '--csv', @data);
is $out, "prototype,version,tasks,departments,address,title\r\nCRM,1,3,all,https://crm.example/v1,Sales desk\r\n", 'listed';

# The same again changes nothing; another version stands behind the first.
sub prototypes { return join '', snapshot($data) =~ /^INSERT INTO prototype.*\n/gm }
my $before = prototypes();
is((add($file))[0], 0, 'once more');
is prototypes(), $before, 'is the same';
my @head = ('prototype,version,task,title,done_when,activity,level,departments,requirement,address,news');
($status, $out, $err) = add(table(@head, 'CRM,2,,Sales desk,,,,SAL SUP,,,Calls are logged by one press', 'CRM,2,T1,Find,Found,SAL01,must,,,,',
	'APP,1,,Van,,,,,,,', 'APP,1,T1,Load,Loaded,SUP01,should,,,,'));
is $status, 0, 'several versions and prototypes in one file' or diag $err;
is $out, "CRM\nAPP\n", 'each code once';
is_deeply [map { "@$_" } sql($data, 'SELECT prototype, version, position FROM prototype_version ORDER BY 1, 3')], ['APP 1 1', 'CRM 1 1', 'CRM 2 2'], 'versions in the order they came';
is((sql($data, "SELECT departments FROM prototype WHERE code = 'CRM'"))[0][0], 'SAL SUP', 'departments are those of the prototype');
is((sql($data, "SELECT lang FROM prototype_text WHERE version = '2' AND part = 'news'"))[0][0], 'en', 'a heading without a language is in the first of the kiosk');
# Versions without the column keep the departments.
(my $bare = $head[0]) =~ s/,departments//;
is((add(table($bare, 'CRM,3,,Sales desk,,,,,,')))[0], 0, 'without the column');
is((sql($data, "SELECT departments FROM prototype WHERE code = 'CRM'"))[0][0], 'SAL SUP', 'they stay');

# Every fault in one go, by line and column; nothing is changed.
$before = snapshot($data);
($status, $out, $err) = add(table(@head,
	'C M,4,,,,,,NIX,,crm.example,',
	'CRM,4,T1,Find,Found,SAL01,must,,,,',
	'CRM,4,T1,Find,,XXX99,perhaps,,"R 1",,',
	'CRM,,T2,Find,Found,SAL01,must,,,,',
	'CRM,5,,' . 'x' x 1001 . ',,,,,,,',
	'CRM,5,,Again,,,,,,,'));
is $status, 2, 'bad input';
is $out, '', 'no code';
like $err, qr/^p\.csv:$_/m, $_ for '2: prototype: must be 1 to 32', '2: address: must begin with https', '2: departments: “NIX” is not a department',
	'2: title: is missing', '3: version: CRM 4 has tasks but no row', '4: task: “T1” is in the table twice', '4: activity: “XXX99”', '4: level: must be “must” or',
	'4: requirement: must be', '4: done_when: is missing', '5: version: is missing', '6: title: has more than 1000', '7: version: “5” is in the table twice';
my @lines = $err =~ /^p\.csv:(\d+)/mg;
is join(' ', @lines), join(' ', sort { $a <=> $b } @lines), 'as an author goes through them';
($status, undef, $err) = add(table('prototype,version,task,titel,activity,level', 'CRM,6,,A,,'));
is $status, 2, 'a wrong heading';
like $err, qr/^p\.csv:1: titel: is not a column of this table; known are prototype, version/m, 'is told with those known';
like $err, qr/^p\.csv:1: (?:title|done_when): the column is missing/m, 'and what is missing';
unlike $err, qr/^p\.csv:2/m, 'no row is blamed for it';
is snapshot($data), $before, 'nothing was changed';
is((add('nowhere.csv'))[0], 2, 'a file that is not there');
is((kiosk('prototype', 'add', @data))[0], 1, 'no file named');
is((add(table(@head, map { $_ ? "CRM,7,T$_,Find,Found,SAL01,must,,,," : 'CRM,7,,Desk,,,,,,,' } 0 .. 40)))[0], 0, 'forty tasks');
($status, undef, $err) = add(table(@head, map { $_ ? "CRM,8,T$_,Find,Found,SAL01,must,,,," : 'CRM,8,,Desk,,,,,,,' } 0 .. 41));
is $status, 2, 'not one more';
like $err, qr/^p\.csv:43: task: a version has at most 40 tasks/m, 'as it says';

# Rounds: the latest version, or the one named; SUS or UMUX-Lite.
is((kiosk('form', 'add', 'www/forms/pilot-feedback', @data))[0], 0, 'the form');
($status, undef, $err) = kiosk('round', 'open', '--form', 'pilot-feedback', '--title', 'Tried', @data);
is $status, 2, 'not without a prototype';
like $err, qr/asks about a prototype/, 'which it says';
($status, $out, $err) = kiosk('round', 'open', '--form', 'pilot-feedback', '--title', 'Tried', '--code', 'tried', '--subject', 'CRM 1', '--questionnaire', 'umux', @data);
is $status, 0, 'version 1' or diag $err;
is_deeply [sql($data, "SELECT prototype, prototype_version, questionnaire, access FROM round WHERE code = 'tried'")], [[qw(CRM 1 umux codes)]], 'with codes, and what was asked for';
($status, undef, $err) = kiosk('round', 'open', '--form', 'pilot-feedback', '--title', 'Tried', '--subject', 'CRM', '--questionnaire', 'nps', @data);
is $status, 2, 'no third questionnaire';
like $err, qr/sus or umux/, 'as it says';

($status, undef, $err) = kiosk('prototype', 'remove', 'CRM', '1', @data);
is $status, 2, 'a version that a round is about';
like $err, qr/a round is about CRM 1/, 'stays';
is((kiosk('prototype', 'remove', 'APP', '1', @data))[0], 0, 'another goes');
is((sql($data, "SELECT count(*) FROM prototype WHERE code = 'APP'"))[0][0], 0, 'with its last version the prototype');
is((kiosk('prototype', 'remove', 'APP', '1', @data))[0], 2, 'once');
done_testing;
