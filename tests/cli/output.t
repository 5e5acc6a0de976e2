# Files that somebody names to be written: what is there is never replaced by half a file, nor
# is what is no file; links are followed; `-` is standard output. Export, backup, compute.
use strict;
use warnings;
use lib 'tests/cli';
use lib 'tests/lib';
use Cli;
use Kiosk qw(build run_command until_true);
use File::Glob ':bsd_glob';
use File::Temp qw(tempdir);
use IO::Socket::UNIX;
use POSIX qw(mkfifo);
use Test::More;

my $data = new_data();
my @data = ('--data', $data);
kiosk('demo', '--respondents', '40', '--seed', '3', @data);
my $in = folder();

# Each command that writes a file somebody names, and how what it wrote is known.
my %write = (
	export => sub { kiosk('export', 'crm-audit-1', '-o', $_[0], @data) },
	backup => sub { kiosk('backup', $_[0], @data) },
);
my %begins = (export => "PK\x03\x04", backup => "SQLite format 3\0");

sub is_whole {
	my ($what, $bytes) = @_;
	$bytes //= '';
	my $end = $what eq 'export' ? index($bytes, "PK\x05\x06") > 0 : length($bytes) % 4096 == 0;
	return substr($bytes, 0, length $begins{$what}) eq $begins{$what} && $end;
}

sub mode { return sprintf '%o', (lstat $_[0])[2] & 07777 }

# A device to try: root might ruin the machine's own, and makes one of the kind.
sub device {
	my ($dir, $name, $minor) = @_;
	return "$dir/$name" if !$> && system("mknod '$dir/$name' c 1 $minor && : >> '$dir/$name'") == 0;
	return "/dev/$name";
}

# What a command writes into a pipe, read by another process: (status, out, err, bytes).
sub through {
	my ($pipe, $run) = @_;
	my $got = folder() . '/got';
	my $pid = fork // die;
	if (!$pid) {
		system "cat '$pipe' > '$got'";
		POSIX::_exit(0);
	}
	my @said = $run->($pipe);
	waitpid $pid, 0;
	return (@said, slurp($got));
}

for my $what (sort keys %write) {
	my $run = $write{$what};
	my $dir = folder();
	my ($status, $out, $err);

	($status, $out, $err) = $run->("$dir/new");
	is $status, 0, "$what: a new file" or diag $err;
	ok is_whole($what, slurp("$dir/new")), 'is whole';
	is mode("$dir/new"), '600', 'for its owner alone';
	spew("$dir/old", 'old');
	chmod 0644, "$dir/old";
	($status) = $run->("$dir/old");
	ok is_whole($what, slurp("$dir/old")), "$what: over an older one";
	is mode("$dir/old"), '600', 'for its owner alone, as a new one';

	spew("$dir/target", 'old');
	mkdir "$dir/links";
	symlink '../target', "$dir/links/one";
	symlink 'links/one', "$dir/two";
	($status) = $run->("$dir/two");
	is $status, 0, "$what: through two links";
	ok -l "$dir/two" && -l "$dir/links/one", 'which stay';
	ok is_whole($what, slurp("$dir/target")), 'and lead to what was written';

	symlink "$dir/links/to-be", "$dir/dangling";
	($status) = $run->("$dir/dangling");
	ok $status == 0 && -l "$dir/dangling" && is_whole($what, slurp("$dir/links/to-be")),
		"$what: a link whose file is not there yet makes it";

	symlink 'loop', "$dir/loop";
	($status, $out, $err) = $run->("$dir/loop");
	is $status, 3, "$what: links in a circle";
	like $err, qr{\Q$dir/loop\E: .*links}, 'are named';

	($status, $out, $err) = $run->("$dir/links");
	is $status, 2, "$what: a folder is no file";
	like $err, qr{\Q$dir/links\E is a folder}, 'which it says';
	($status, $out, $err) = $run->("$dir/no/such");
	is $status, 3, "$what: a folder that is not there";
	like $err, qr{\Q$dir/no/such\E.*No such file}, 'is named';

	mkfifo("$dir/pipe", 0600) or die;
	($status, $out, $err, my $bytes) = through("$dir/pipe", $run);
	is $status, 0, "$what: into a pipe" or diag $err;
	ok is_whole($what, $bytes), 'all of it';
	ok -p "$dir/pipe", 'which stays one';
	ok !-s "$dir/pipe.new", 'with nothing beside it';

	my $reader = fork // die;
	if (!$reader) {
		open my $pipe, '<', "$dir/pipe" or POSIX::_exit(1);
		sysread $pipe, my $part, 10;
		POSIX::_exit(0);
	}
	($status, $out, $err) = $run->("$dir/pipe");
	waitpid $reader, 0;
	is $status, 3, "$what: a reader that goes away";
	like $err, qr{\Q$dir/pipe\E: nobody reads}, 'is told';

	my $null = device($dir, 'null', 3);
	my $was = join ' ', (lstat $null)[0, 1, 2, 6];
	($status, $out, $err) = $run->($null);
	is $status, 0, "$what: into a device" or diag $err;
	is join(' ', (lstat $null)[0, 1, 2, 6]), $was, 'which stays what it was';
	my $full = device($dir, 'full', 7);
	($status, $out, $err) = $run->($full);
	is $status, 3, "$what: into one that takes nothing";
	like $err, qr{\Q$full\E: No space left}, 'which it says';

	symlink '/proc/self/fd/1', "$dir/stdout";
	for my $stdout ('-', "$dir/stdout", '/proc/self/fd/1') {
		($status, $out, $err) = $run->($stdout);
		is $status, 0, "$what: $stdout is standard output" or diag $err;
		ok is_whole($what, $out), 'and holds nothing else';
	}
	ok -l "$dir/stdout", 'a link to it stays';
	is((kiosk('stats', @data))[0], 0, "$what: the kiosk goes on");

	my $sock = "$dir/s";
	SKIP: {
		skip 'the path is too long for a socket', 2 if length $sock > 100;
		my $server = IO::Socket::UNIX->new(Local => $sock, Listen => 1) or die "socket: $!";
		($status, $out, $err) = $run->($sock);
		is $status, 2, "$what: a socket is no file";
		ok -S $sock, 'and stays';
	}

	for my $own (qw(kiosk.db kiosk.db-wal kiosk.db-shm kiosk.lock keys)) {
		my $inode = (stat "$data/$own")[1];
		symlink "$data/$own", "$dir/to-$own";
		($status, $out, $err) = $run->("$dir/to-$own");
		is $status, 2, "$what: never over $own";
		is((stat "$data/$own")[1], $inode, 'which is the one it was');
	}
	is_deeply [grep { !m{/(?:new|old|target|links|two|dangling|loop|pipe|s|null|full|stdout|to-(?:kiosk|keys).*)\z} } glob "$dir/*"],
		[], "$what: nothing is left beside";
	is_deeply [grep { !m{/(?:keys|kiosk\.(?:lock|db(?:-shm|-wal)?))\z} } glob "$data/*"], [], 'nor in the data folder';
}

# ---- export prints a name, but where that would be in the way ----

is((kiosk('export', 'crm-audit-1', '-o', "$in/a.zip", @data))[1], "$in/a.zip\n",
	'export prints the file');
my ($status, $out, $err) = kiosk('export', 'crm-audit-1', '-o', '-', @data);
ok $out eq slurp("$in/a.zip"), 'to standard output: the same bytes, and no name';
symlink '/proc/self/fd/1', "$in/stdout";
is system("exec >> '$in/more'; echo before; '${\build()}/bin/kiosk' export crm-audit-1 -o '$in/stdout' --data '$data'"),
	0, 'what is appended to';
ok slurp("$in/more") eq "before\n" . slurp("$in/a.zip"), 'keeps what it had';
is((kiosk('export', 'nope', '-o', "$in/a.zip", @data))[0], 2, 'an export that fails');
ok is_whole('export', slurp("$in/a.zip")), 'leaves what stood there';
isnt system("exec >&-; '${\build()}/bin/kiosk' export crm-audit-1 -o - --data '$data' 2> '$in/said'"), 0,
	'a closed standard output';
like slurp("$in/said"), qr/cannot write standard output/, 'is said';

# ---- a backup comes back through a pipe ----

kiosk('backup', "$in/b.db", @data);
my $other = folder() . '/data';
($status, $out, $err) = kiosk('restore', '-', '--data', $other, {in => "$in/b.db"});
is $status, 0, 'restore from standard input' or diag $err;
system('cp', '-p', "$data/keys", "$other/keys") == 0 or die;
is((kiosk('check', '--data', $other))[0], 0, 'with its keys it is sound');
is system("cat '$in/b.db' | '${\build()}/bin/kiosk' restore /dev/stdin --data '$other' > /dev/null"), 0,
	'and from a pipe';
($status, $out, $err) = kiosk('restore', $in, '--data', $other);
is $status, 2, 'not from a folder';
like $err, qr{\Q$in\E: Is a directory}, 'which it says';

# ---- compute --out ----

my $tables = "tests/vectors/prng";
my $to = folder();
symlink "$to/elsewhere", "$to/result.csv";
is((kiosk('compute', 'prng', $tables, '--out', $to))[0], 0, 'compute --out');
ok -l "$to/result.csv" && -s "$to/elsewhere", 'follows a link';
unlink "$to/result.csv";
mkfifo("$to/result.csv", 0600) or die;
($status, undef, undef, my $bytes) = through("$to/result.csv", sub { kiosk('compute', 'prng', $tables, '--out', $to) });
is $bytes, slurp("$to/elsewhere"), 'writes into a pipe';
ok -p "$to/result.csv", 'which stays';

# ---- no permission, as somebody who has none ----

# Root may do all: as nobody then, with a copy of the program that nobody can reach.
my $public = tempdir('kiosk-XXXXXX', TMPDIR => 1, CLEANUP => 1);
chmod 0755, $public;
my @as = $> ? () : ('setpriv', '--reuid=65534', '--regid=65534', '--clear-groups');
system('cp', build() . '/bin/kiosk', "$public/kiosk") == 0 or die;
sub nobody { return run_command([@as, "$public/kiosk", @_]) }
sub theirs { system('chown', '-R', '65534:65534', @_) == 0 or die if !$>; return $_[0] }

system('cp', '-R', $other, "$public/data") == 0 or die;
mkdir "$public/mine";
mkdir "$public/shut";
spew("$public/mine/kept", 'kept');
theirs("$public/data", "$public/mine");
my @their = ('--data', "$public/data");
is((nobody('backup', "$public/mine/b.db", @their))[0], 0, 'nobody has a kiosk');

chmod 0555, "$public/shut";
($status, $out, $err) = nobody('backup', "$public/shut/b.db", @their);
is $status, 3, 'a folder that may not be written';
like $err, qr{\Q$public/shut/b.db\E.*Permission denied}, 'is named as such';
chmod 0400, "$public/mine/kept";
($status, $out, $err) = nobody('backup', "$public/mine/kept", @their);
is $status, 3, 'a file that may not be written';
like $err, qr{\Q$public/mine/kept\E: Permission denied}, 'is named as such';
is slurp("$public/mine/kept"), 'kept', 'and stays';
mkfifo("$public/mine/pipe", 0400) or die;
theirs("$public/mine/pipe");
($status, $out, $err) = nobody('backup', "$public/mine/pipe", @their);
is $status, 3, 'a pipe that may not be written';
like $err, qr{\Q$public/mine/pipe\E: Permission denied}, 'is named as such';

mkdir "$public/closed";
spew("$public/closed/list.csv", "code,label\nLOG,Logistics\n");
spew("$public/closed/params.json", '{}');
system('cp', '-R', "$public/data", "$public/closed/data");
chmod 0, "$public/closed";
for my $command (['stats'], ['check'], ['init'], ['backup', "$public/mine/c.db"],
	['export', 'crm-audit-1', '-o', "$public/mine/c.zip"], ['round', 'list'], ['restore', "$public/mine/b.db"])
{
	($status, $out, $err) = nobody(@$command, '--data', "$public/closed/data");
	is $status, 3, "@$command: a data folder out of reach";
	like $err, qr/Permission denied/, 'is named as such';
	is $err =~ tr/\n//, 1, 'in one line';
}
for my $command (['department', 'add', "$public/closed/list.csv"], ['form', 'check', "$public/closed/form"],
	['form', 'add', "$public/closed/form.xlsx"], ['restore', "$public/closed/b.db"],
	['compute', 'prng', "$public/closed"], ['form', 'translate', 'crm-audit', "$public/closed/list.csv"])
{
	($status, $out, $err) = nobody(@$command, $command->[0] eq 'compute' ? () : @their);
	cmp_ok $status, '>=', 2, "@$command: input out of reach";
	like $err, qr/Permission denied/, 'is named as such';
}
is_deeply [glob "$public/mine/c.*"], [], 'nothing was begun';
chmod 0755, "$public/closed";

# Where anybody may write, the kernel follows no link of somebody else; neither do we.
SKIP: {
	skip 'only root can lay a link in for itself', 3 if $>;
	my $guard = 0 + (slurp('/proc/sys/fs/protected_symlinks') // 0);
	skip 'this kernel guards no links', 3 if !$guard;
	mkdir "$public/tmp";
	chmod 01777, "$public/tmp";
	spew("$public/precious", 'precious');
	run_command([@as, 'ln', '-s', "$public/precious", "$public/tmp/b.db"]);
	($status, $out, $err) = kiosk('backup', "$public/tmp/b.db", @data);
	is $status, 3, 'a link laid in by another';
	like $err, qr/Permission denied/, 'is not followed';
	is slurp("$public/precious"), 'precious', 'and leads nowhere';
}

# ---- a full disk ----

SKIP: {
	skip 'only root may mount a small disk', 7 if $>;
	my $disk = folder();
	my ($mounted) = run_command(['mount', '-t', 'tmpfs', '-o', 'size=64k,mode=0700', 'tmpfs', $disk]);
	skip 'no small disk may be mounted here', 7 if $mounted;
	for my $what (sort keys %write) {
		spew("$disk/there", "what stood there\n");
		($status, $out, $err) = $write{$what}->("$disk/there");
		is $status, 3, "$what: the disk is full";
		like $err, qr{\Q$disk/there\E: No space left}, 'which it says';
		is slurp("$disk/there"), "what stood there\n", 'what stood there stays';
	}
	is_deeply [glob "$disk/*"], ["$disk/there"], 'nothing else is left';
	run_command(['umount', '-l', $disk]);
}

# ---- stopped half way ----

my $big = folder();
my $pid = fork // die;
if (!$pid) {
	open STDERR, '>', '/dev/null';
	# Stopped as soon as its new file is there.
	exec 'sh', '-c', "'${\build()}/bin/kiosk' demo --respondents 3000 --seed 4 --data '$data' > /dev/null 2>&1;"
		. "exec '${\build()}/bin/kiosk' export crm-audit-1 -o '$big/x.zip' --data '$data' > /dev/null";
}
my $begun = until_true(120, sub { glob "$big/x.zip.*" });
kill 'TERM', $pid;
waitpid $pid, 0;
ok $begun && $? & 127, 'an export is stopped by a signal';
is_deeply [glob "$big/*"], [], 'and leaves nothing half made';

done_testing;
