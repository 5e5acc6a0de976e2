# Bad input: every fault as file:line: message, exit status 2, nothing changed.
use strict;
use warnings;
use lib 'tests/cli';
use Cli;
use Test::More;

my $data = new_data();
my $before = snapshot($data);
my $in = folder();

sub refused {
	my ($what, $pattern, @args) = @_;
	my ($status, $out, $err) = kiosk(@args, '--data', $data);

	is $status, 2, "$what: status 2";
	like $err, $pattern, 'with place and reason';
	is $out, '', 'nothing on stdout';
	is snapshot($data), $before, 'nothing changed';
}

refused 'departments: no label', qr/^departments\.csv:3: label/m, 'department', 'add',
	spew("$in/departments.csv", "code,label,headcount\nLOG,Logistics,12\nFIN,,3\n");
refused 'departments: two faults', qr/^two\.csv:2: headcount.*\n(?s:.*)two\.csv:3: /m,
	'department', 'add', spew("$in/two.csv", "code,label,headcount\nLOG,L,many\nLOG,L,-4\n");
refused 'departments: broken quotes', qr/^broken\.csv:2/m, 'department', 'add',
	spew("$in/broken.csv", "code,label\nLOG,\"Logi\"stics\n");
refused 'departments: UTF-16', qr/^wide\.csv:/m, 'department', 'add',
	spew("$in/wide.csv", "\xFF\xFEc\0o\0d\0e\0\n\0");
refused 'departments: empty file', qr/^empty\.csv:/m, 'department', 'add',
	spew("$in/empty.csv", '');
refused 'departments: no file', qr/no-such/, 'department', 'add', "$in/no-such.csv";
refused 'functions: exec out of range', qr/^functions\.csv:2: exec/m, 'function', 'add',
	spew("$in/functions.csv", "code,home,label,exec\nX1,SAL,Do x,7\n");
refused 'form: no folder', qr/no-such/, 'form', 'add', "$in/no-such";
refused 'round: no form', qr/no form/, 'round', 'open', '--form', 'x', '--title', 'T';
refused 'round: code in use', qr/already/, 'round', 'open', '--form', 'crm-audit',
	'--title', 'T', '--code', 'crm-audit-1';
refused 'round: bad code', qr/a-z/, 'round', 'open', '--form', 'crm-audit', '--title', 'T',
	'--code', 'CRM audit';
refused 'round: bad day', qr/YYYY-MM-DD/, 'round', 'open', '--form', 'crm-audit',
	'--title', 'T', '--to', '31.12.2030';
refused 'round: days crossed', qr/before/, 'round', 'open', '--form', 'crm-audit',
	'--title', 'T', '--from', '2031-01-02', '--to', '2031-01-01';
refused 'round: unknown department', qr/NOPE/, 'round', 'open', '--form', 'crm-audit',
	'--title', 'T', '--department', 'NOPE';
refused 'round close: unknown', qr/no round/, 'round', 'close', 'nope';
refused 'priorities: unknown round', qr/no round/, 'priorities', 'nope';
refused 'user: name taken', qr/already/, 'user', 'add', 'ADMIN', '--role', 'admin';
refused 'user: bad name', qr/letters/, 'user', 'add', 'a b', '--role', 'admin';
refused 'restore: no file', qr/no-such/, 'restore', "$in/no-such.db";
refused 'restore: not a database', qr/text\.db/, 'restore',
	spew("$in/text.db", "SQLite format 3\0but not really" x 50);

my ($status, $out, $err) = kiosk('export', 'crm-audit-1', 'nope', '-o', "$in/x.zip",
	'--data', $data);
is $status, 2, 'export of an unknown round';
ok !-e "$in/x.zip" && !-e "$in/x.zip.new", 'leaves no file';
is snapshot($data), $before, 'nothing changed';

# ---- forms ----

my $form = folder() . '/bad';
mkdir $form;
spew("$form/survey.csv", "type,name,label,relevant\ntext,a,A,\${nope} = 1\n"
	. "select_one colours,b,B,\nimage,c,C,\n");
($status, $out, $err) = kiosk('form', 'check', $form);
is $status, 2, 'form check of a bad form';
like $err, qr/^survey\.csv:2: relevant: .*nope/m, 'names the unknown question';
like $err, qr/^survey\.csv:3: /m, 'the missing list';
like $err, qr/^survey\.csv:4: .*image/m, 'and the unsupported type, in one go';
refused 'form add of the same', qr/^survey\.csv:2: /m, 'form', 'add', $form;

my $good = folder() . '/tea';
mkdir $good;
spew("$good/survey.csv", "type,name,label::English (en),label::Slovak (sk)\n"
	. "integer,cups,Cups a day,\"\x{c5}\x{a0}\x{c3}\x{a1}lok denne\"\ntext,why,Why?,Pre\xc4\x8do?\n");
($status, $out, $err) = kiosk('form', 'check', $good);
is $status, 0, 'a sound form';
is $out, "sound: 2 questions in 2 languages\n", 'is counted';
is((kiosk('form', 'check', "$good/survey.txt"))[0], 2, 'a path that is not there');

($status, $out, $err) = kiosk('form', 'add', $good, '--data', $data);
is $status, 0, 'form add';
is((split /\n/, $out)[-1], 'tea', 'ends with the code: the folder\'s name');
($status, $out) = kiosk('form', 'add', $good, '--data', $data);
like $out, qr/^version 1$/m, 'the same sheets again are the same version';
spew("$good/survey.csv", "type,name,label\ninteger,cups,Cups a day\n");
($status, $out) = kiosk('form', 'add', $good, '--data', $data);
like $out, qr/^version 2$/m, 'a change is the next one';
($status, $out) = kiosk('round', 'open', '--form', 'tea', '--title', 'Tea', '--data', $data);
is $out, "tea-1\n", 'round open prints the code, alone';

my $odd = folder() . '/odd';
mkdir $odd;
spew("$odd/survey.csv", "type,name,label\ntext,t,\"=1+1, \"\"quoted\"\"\"\n");
spew("$odd/settings.csv", "form_id\n../../A b\n");
($status, $out, $err) = kiosk('form', 'add', $odd, '--data', $data);
is $status, 2, 'a form whose code would leave its folder is refused';
like $err, qr/^settings\.csv:2: form_id: /m, 'by its place';
spew("$odd/settings.csv", "form_id\nA b: \xc3\xa9\n");
is((kiosk('form', 'add', $odd, '--data', $data))[0], 0, 'a form whose code is no file name');
($status, $out) = kiosk('round', 'open', '--form', "A b: \xc3\xa9", '--title', 'Odd',
	'--data', $data);
is $out, "a-b-1\n", 'its round has a code that can be typed';
($status, $out, $err) = kiosk('export', 'a-b-1', 'crm-audit-1', '-o', "$in/odd.zip",
	'--data', $data);
is $status, 0, 'and can be exported' or diag $err;
is scalar(grep { m{\.\.|^/} } `unzip -Z1 $in/odd.zip`), 0, 'under names that stay in their folder';
($status, $out, $err) = kiosk('priorities', 'a-b-1', '--data', $data);
is $status, 2, 'a form without activities has no list';

# ---- catalogues ----

my $list = spew("$in/more.csv", "code,label::English (en),headcount\nLOG,Logistics,12\n"
	. "SAL,Sales and more,\n");
($status, $out) = kiosk('department', 'add', $list, '--data', $data);
is $status, 0, 'department add';
is $out, "LOG\nSAL\n", 'prints the codes';
like snapshot($data), qr/'LOG','en','Logistics'/, 'the new one is there';
like snapshot($data), qr/'SAL','en','Sales and more'/, 'the known one updated';
like snapshot($data), qr/'SAL','sk','Predaj'/, 'and keeps its other languages';
is((kiosk('round', 'close', 'tea-1', '--data', $data))[0], 0, 'round close');
is((kiosk('round', 'close', 'tea-1', '--data', $data))[0], 2, 'but not twice');

($status, $out) = kiosk('user', 'add', 'Eva.Nová', '--role', 'analyst', '--rows',
	'--data', $data);
is $status, 0, 'user add';
like $out, qr/^one-time password: \S{19}\nEva\.Nov\xc3\xa1\n\z/, 'password, then the name';
($status, $out) = kiosk('audit', 'verify', '--data', $data);
is $status, 0, 'the audit trail holds';

SKIP: {
	my $forms = root() . '/../shared/xlsforms';
	skip 'no example forms here', 1 unless -d $forms;
	for my $path (sort glob "$forms/*/") {
		($status, $out, $err) = kiosk('form', 'check', $path);
		ok $status == 0 || ($status == 2 && $err =~ /^[a-z]+\.csv:\d+/m),
			"$path is sound or its faults are named" or diag $err;
	}
}

done_testing;
