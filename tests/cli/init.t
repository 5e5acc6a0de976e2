# kiosk init, and what every command promises: statuses, help, one clear line.
use strict;
use warnings;
use lib 'tests/cli';
use Cli;
use File::Glob ':bsd_glob';
use Kiosk qw(free_port);
use Test::More;

my $data = folder() . '/new/data';
my ($status, $out, $err) = kiosk('init', '--data', $data);

is $status, 0, 'init makes a folder that was not there';
like $out, qr/^Sign in as admin with the one-time password \S{19}$/m, 'one-time password';
is((split /\n/, $out)[-1], 'crm-audit-1', 'the last line is the round, alone');
is sprintf('%o', (stat $data)[2] & 07777), '700', 'the data folder is for its owner';
is sprintf('%o', (stat "$data/kiosk.db")[2] & 07777), '600', 'and so is the database';

my $before = snapshot($data);
($status, $out, $err) = kiosk('init', '--data', $data);
is $status, 2, 'a second init is refused';
like $err, qr/already/, 'and says why';
is $out, '', 'and prints no password';
is snapshot($data), $before, 'and changes nothing';

($status, $out) = kiosk('round', 'list', '--csv', '--data', $data);
like $out, qr/^crm-audit-1,crm-audit,1,open,/m, 'the audit is open';
($status, $out) = kiosk('user', 'list', '--csv', '--data', $data);
like $out, qr/^admin,admin,no,yes,one-time password\r?$/m, 'admin has a one-time password';
($status, $out) = kiosk('check', '--data', $data);
is $status, 0, 'check finds it sound';
like $out, qr/^audit trail: sound, [1-9]/m, 'and the trail begun';

{
	local $ENV{KIOSK_ADMIN_PASSWORD} = 'correct horse battery';
	my $given = folder() . '/data';

	($status, $out) = kiosk('init', '--data', $given);
	is $status, 0, 'a password from outside';
	unlike $out, qr/password/, 'is not printed';
	($status, $out) = kiosk('user', 'list', '--csv', '--data', $given);
	like $out, qr/^admin,admin,no,yes,in use\r?$/m, 'and is for good';
}

# ---- a folder that is there already ----

# Its mode is its owner's business: it is never changed.
my $backup = folder() . '/b.db';
kiosk('backup', $backup, '--data', new_data());
for my $case (['0700', 0], ['0755', 2], ['0750', 2], ['0701', 2], ['0777', 2]) {
	my ($mode, $want) = @$case;

	for my $command (['init'], ['demo', '--respondents', '3', '--seed', '1'], ['restore', $backup],
		['serve', '--port', free_port()])
	{
		next if $command->[0] eq 'serve' && !$want;
		my $there = folder() . '/there';
		mkdir $there;
		chmod oct $mode, $there;
		($status, $out, $err) = kiosk(@$command, '--data', $there);
		is $status, $want, "$command->[0] in an existing folder of mode $mode" or diag $err;
		is sprintf('%04o', (stat $there)[2] & 07777), $mode, 'whose mode stays';
		next if !$want;
		like $err, qr/chmod 700 \Q$there\E/, 'refused with the mend';
		is_deeply [glob("$there/*"), glob("$there/.??*")], [], 'nothing is in it';
		is $out, '', 'nothing is said of success';
	}
}
{
	my $file = folder() . '/file';
	spew($file, 'mine');
	($status, $out, $err) = kiosk('init', '--data', $file);
	is $status, 3, 'init on a file';
	is slurp($file), 'mine', 'leaves it';
	($status, $out, $err) = kiosk('init', '--data', "$file/data");
	is $status, 3, 'and below one';
	like $err, qr/\Q$file\E.*(?:Not a directory|is not a folder)/, 'is named';
}

{
	local $ENV{KIOSK_DATA} = $data;
	is((kiosk('stats'))[0], 0, 'KIOSK_DATA names the folder');
	is((kiosk('stats', '--data', folder()))[0], 3, '--data outweighs it');
}
{
	local $ENV{DATA} = $data;
	is((kiosk('stats'))[0], 0, 'and DATA does');
}

($status, $out, $err) = kiosk('stats', '--data', folder());
is $status, 3, 'no database: the store failed';
is scalar(() = $err =~ /\n/g), 1, 'in one line';

# ---- usage ----

my @commands = ('serve', 'init', 'check', 'backup', 'restore', 'stats', 'audit verify',
	'form check', 'form add', 'form list', 'function add', 'department add', 'round open',
	'round close', 'round list', 'erase', 'user add', 'user list',
	'user password', 'user disable', 'user enable', 'setting list', 'setting get', 'setting set',
	'audit list', 'priorities', 'compute', 'export',
	'demo');
my (undef, $help) = kiosk('--help');

for my $command (@commands) {
	my ($first) = split ' ', $command;

	like $help, qr/^  \Q$command\E /m, "--help lists $command";
	($status, $out, $err) = kiosk(split(' ', $command), '--help');
	is $status, 0, "$command --help";
	like $out, qr/^usage: kiosk $command/, 'prints its usage';
	($status, $out, $err) = kiosk(split(' ', $command), '--no-such-option');
	is $status, 1, "$command with an unknown option is wrong usage";
	like $err, qr/\Akiosk \Q$command\E: --no-such-option .*\nusage: kiosk \Q$command\E.*\n\z/,
		'which it says first, then one line of usage';
	is $out, '', 'on stderr';
	($status, $out, $err) = kiosk(split(' ', $command), '--data', 'a', '--data', 'b');
	is $status, 1, "$command with two values for one option is wrong usage";
	like $err, qr/--data is there twice/, 'which it says';
}
for my $wrong ([], ['frobnicate'], ['form'], ['form', 'frobnicate'], ['round', 'open'],
	['priorities'], ['priorities', 'a', 'b'], ['export', 'crm-audit-1'], ['export', '-o', 'x'],
	['user', 'add', 'x', '--role', 'king'], ['user', 'add', 'x'], ['user', 'add', 'x', '--role'],
	['demo', '--respondents', '0', '--seed', '1'], ['demo', '--respondents', '5'],
	['demo', '--respondents', '5', '--seed', '-1'], ['backup'], ['init', 'x'])
{
	is((kiosk(@$wrong, '--data', $data))[0], 1, "wrong usage: kiosk @$wrong");
}
is snapshot($data), $before, 'none of it changed anything';

# What is missing is said.
for my $case ([FILE => 'backup'], [FILE => 'restore'], [ROUND => 'export', '-o', 'x'], [ROUND => 'priorities'],
	['-o FILE.zip' => 'export', 'crm-audit-1'], [PATH => 'form', 'check'], [FORM => 'form', 'translate'],
	[FILE => 'form', 'translate', 'x'], [CSV => 'function', 'add'], [R => 'round', 'codes', '--count', '1'],
	[NAME => 'user', 'add', '--role', 'admin'], [DIR => 'compute', 'audit'], ['--title' => 'round', 'open', '--form', 'x'])
{
	my ($what, @call) = @$case;

	($status, $out, $err) = kiosk(@call, '--data', $data);
	is $status, 1, "kiosk @call";
	like $err, qr/: \Q$what\E is missing\n/, "says that $what is missing";
}
for my $call (['frobnicate'], ['form', 'frobnicate'], [], ['round']) {
	($status, $out, $err) = kiosk(@$call);
	like $err, qr/\Akiosk.*\nusage: kiosk .*\n\z/, "kiosk @$call: the error, then one line of usage";
}
($status, $out) = kiosk('--version');
is $status, 0, 'kiosk --version';
like $out, qr/\Akiosk \d+\.\d+\.\d+\n/, 'is a number';

done_testing;
