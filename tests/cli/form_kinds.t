# A form comes as folder, workbook, ZIP or single CSV; what cannot be read is told with its
# place and changes nothing, within two seconds.
use strict;
use warnings;
use lib 'tests/cli';
use Cli;
use Test::More;
use Time::HiRes qw(time);

my $data = new_data();
my $in = folder();

sub added {
	my ($path, $code, $what) = @_;
	my ($status, $out, $err) = kiosk('form', 'add', $path, '--data', $data);

	is $status, 0, "$what comes in" or diag $err;
	like $out, qr/^\Q$code\E\n\z/m, 'and is called so';
	return $err;
}

# What the commands have used of it.
sub cpu { my @times = times; return $times[2] + $times[3] }

sub refused {
	my ($path, $pattern, $what) = @_;
	my $before = snapshot($data);
	my $began = cpu();
	my ($status, $out, $err) = kiosk('form', 'add', $path, '--data', $data);

	is $status, 2, "$what is refused";
	like $err, $pattern, 'with place and mend';
	is snapshot($data), $before, 'and nothing changed';
	cmp_ok cpu() - $began, '<', 2, 'within two seconds of the processor';
}

my $xlsx = 'tests/data/codec/xlsx';
added("$xlsx/office.xlsx", 'office', 'a workbook');
added(spew("$in/poll.csv", "survey,,,\n,type,name,label\n,text,a,A\n"), 'poll', 'a single CSV');
added(spew("$in/plain.csv", "type,name,label\ntext,a,A\n"), 'plain', 'a bare survey');
like added(spew("$in/semi.csv", "type;name;label\ntext;a;A\n"), 'semi', 'a CSV with semicolons'),
	qr/^warning: semi\.csv: its cells are separated by semicolons/m, 'which is warned of';
mkdir "$in/pack";
spew("$in/pack/survey.csv", "type,name,label\ntext,a,A\n");
added("$in/pack", 'pack', 'a folder');

# What is taken can be opened: remarks beside the rows are somebody's own business.
my $remarks = 'tests/data/form/remark-beside.xlsx';
like added($remarks, 'cell-beyond-header', 'a workbook with a remark beside its rows'),
	qr/^warning: survey:2: E: “ask the boss about this” is in a column without a heading/m,
	'which is named';
spew("$in/beside.csv", "survey,,,,\n,type,name,label,\n,text,a,A,mine\n");
added("$in/beside.csv", 'beside', 'the same in a CSV');
for my $form ('cell-beyond-header', 'beside') {
	my ($status, $out, $err) = kiosk('round', 'open', '--form', $form, '--title', 'T',
		'--data', $data);

	is $status, 0, "$form: a round of it opens" or diag $err;
}

# The same workbook again is the same version.
my ($status, $out) = kiosk('form', 'add', "$xlsx/office.xlsx", '--data', $data);
like $out, qr/^version 1$/m, 'the same workbook is no new version';

# A, then B, then A: a round asks what came last.
sub brought {
	my ($text, $version) = @_;
	my ($status, $out) = kiosk('form', 'add', spew("$in/swing.csv",
		"type,name,label\ntext,a,$text\n"), '--data', $data);

	is $status, 0, "$text comes in";
	like $out, qr/^version $version$/m, "as version $version";
}
brought('First', 1);
brought('Second', 2);
brought('First', 3);
brought('First', 3);
($status, $out) = kiosk('round', 'open', '--form', 'swing', '--title', 'T', '--data', $data);
is $status, 0, 'a round opens';
($status, $out) = kiosk('round', 'list', '--csv', '--data', $data);
like $out, qr/^swing-1,.*swing,3,/m, 'with the last version';
($status, $out) = kiosk('form', 'list', '--csv', '--data', $data);
is join(' ', $out =~ /^swing,(\d,\w+,\d)/mg), '1,swing,0 2,swing,0 3,swing,1', 'the list says so';
($status, $out) = kiosk('form', 'diff', 'swing', '--csv', '--data', $data);
like $out, qr/Second,First/, 'compared are the last two';

refused("$xlsx/faults.xlsx", qr/^survey:3: name: .*\n?/m, 'a workbook with faults');
refused("$xlsx/wide.xlsx", qr/^survey:1: SG: too many columns: 501/m, 'one with 20,000 columns');
refused("$xlsx/dtd.xlsx", qr/document type \(DTD\)/, 'one with a DTD');
refused("$xlsx/deep.xlsx", qr/nested too deep/, 'one nested without end');
refused(spew("$in/old.xls", "\xD0\xCF\x11\xE0" . "\0" x 600), qr/^old\.xls: .*\.xlsx/m, 'an old .xls');
refused(spew("$in/cut.xlsx", substr(slurp("$xlsx/office.xlsx"), 0, 900)), qr/^cut\.xlsx: ZIP: /m,
	'a workbook that was cut off');
refused(spew("$in/latin.csv", "type,name,label\ntext,a,\xE1\n"), qr/:2: .*save the file as CSV UTF-8/m,
	'Latin-1');
refused(spew("$in/wide.csv", join(',', map { "c$_" } 1 .. 20000) . "\n"), qr/:1: 20000 columns/m,
	'a CSV of 20,000 columns');
# Faults are told from the first row to the last, whatever looked for them.
spew("$in/rows.csv", "type,name,label,relevant\ntext,a,A,\${zz} = 1\nfoo,b,B,\ntext,a,C,\ntext,,D,\${yy}\n");
my ($checked, undef, $told) = kiosk('form', 'check', "$in/rows.csv");
is $checked, 2, 'a form of many faults';
is join(' ', $told =~ /^[^:\n]*:(\d+): (?:\w+)/mg), '2 3 4 5 5', 'row by row';

done_testing;
