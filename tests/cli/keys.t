# The secret keys apart from the database: sealed and put back, made anew, what a restore and a kiosk
# without them say; and that no backup nor bundle has any.
use strict;
use warnings;
use lib 'tests/cli';
use Fcntl qw(:flock O_RDWR O_NOCTTY);
use Cli;
use Kiosk qw(keys_of key_traces run_command build free_port);
use POSIX ();
use Test::More;

my $lines = folder();
my $count = 0;

# A file with these lines, to be read as standard input.
sub typed { return spew("$lines/" . ++$count, join '', map { "$_\n" } @_) }
sub with { return {in => typed(@_)} }

my $pass = 'four words and a horse';
my $data = new_data();
my @data = ('--data', $data);
my $file = folder() . '/kiosk.keys';
my $keys = keys_of($data);
my ($status, $out, $err);

sub actions { return join ' ', split /\n/, `sqlite3 -readonly $data/kiosk.db "SELECT action FROM trail WHERE action LIKE 'keys.%' ORDER BY seq"` }

# Everything in the folder as it stands, to see that nothing changed.
sub state_of { return join "\0", snapshot($_[0]), slurp("$_[0]/keys") }

# ---- out ----

($status, $out, $err) = kiosk('keys', 'export', $file, @data, with('short'));
is $status, 2, 'a short passphrase seals nothing';
like $err, qr/at least 8 characters/, 'which it says';
is((kiosk('keys', 'export', $file, @data, with('')))[0], 2, 'nor an empty one');
ok !-e $file, 'and no file is left';
($status, $out, $err) = kiosk('keys', 'export', $file, @data, with($pass));
is $status, 0, 'export' or diag $err;
is $out, '', 'prints nothing';
is sprintf('%o', (stat $file)[2] & 07777), '600', 'for its owner alone';
is_deeply [key_traces(folder(), $keys), grep { index(slurp($file), $_) >= 0 } $keys->{secret}, $keys->{hash}, values %{$keys->{round}}],
	[], 'no key is to be read in it';
like slurp($file), qr/\Akiosk keys sealed 1\nkiosk $keys->{id}\nargon2id 4 67108864 [0-9a-f]{32}\nxchacha20poly1305 [0-9a-f]{48}\n(?:[0-9a-f]{2,64}\n)+\z/,
	'it says whose they are and how they are sealed';
is actions(), 'keys.export', 'the trail has it';
symlink 'kiosk.keys', "$file.link";
my $first = slurp($file);
is((kiosk('keys', 'export', "$file.link", @data, with($pass)))[0], 0, 'through a link');
ok -l "$file.link", 'which stays';
isnt slurp($file), $first, 'sealed anew';
($status, $out) = kiosk('keys', 'export', '-', @data, with($pass));
like $out, qr/\Akiosk keys sealed 1\n/, 'to standard output';
($status, $out, $err) = kiosk('keys', 'export', "$data/keys", @data, with($pass));
is $status, 2, "not over the kiosk's own file";
is_deeply keys_of($data), $keys, 'which is as it was';

# ---- in ----

my $now = state_of($data);
($status, $out, $err) = kiosk('keys', 'import', $file, @data, with($pass));
is $status, 0, 'import of what is there';
like $out, qr/there already: nothing was changed/, 'says so';
is state_of($data), $now, 'and changes nothing';

my $sealed = slurp($file);
my ($head, $body) = $sealed =~ /\A((?:[^\n]*\n){4})(.+)\z/s;
my $other = new_data();
my %bad = (
	'another passphrase' => [$sealed, 'four words and a hound', qr/does not open: the passphrase is another/],
	'an empty passphrase' => [$sealed, '', qr/passphrase is empty/],
	'a cut file' => [substr($sealed, 0, -40), $pass, qr/does not open|cut off/],
	'a file cut in its head' => [substr($sealed, 0, 60), $pass, qr/is not a file of kiosk keys export/],
	'a file with a line more' => ["$sealed" . "00\n", $pass, qr/does not open/],
	'a changed digit' => [$head . ($body =~ s/\A(.)/$1 eq 'a' ? 'b' : 'a'/er), $pass, qr/does not open/],
	'a changed head' => [$sealed =~ s/argon2id 4 /argon2id 3 /r, $pass, qr/does not open/],
	'a greedy one' => [$sealed =~ s/argon2id 4 \d+/argon2id 4 99999999999/r, $pass, qr/asks for more or less work/],
	'a weak one' => [$sealed =~ s/argon2id 4 \d+/argon2id 4 8192/r, $pass, qr/asks for more or less work/],
	'no keys at all' => ["hello\n", $pass, qr/is not a file of kiosk keys export/],
	'the plain file' => [slurp("$data/keys"), $pass, qr/is not a file of kiosk keys export/],
	'a database' => [slurp("$data/kiosk.db"), $pass, qr/is not a file of kiosk keys export/],
	'nothing' => ['', $pass, qr/is not a file of kiosk keys export/],
);
for my $case (sort keys %bad) {
	my ($bytes, $word, $says) = @{$bad{$case}};
	my $path = spew(folder() . '/bad', $bytes);
	($status, $out, $err) = kiosk('keys', 'import', $path, @data, with($word));
	is $status, 2, "$case is refused" or diag $err;
	like $err, $says, 'and why';
	is state_of($data), $now, 'nothing changed';
}
my $theirs = state_of($other);
($status, $out, $err) = kiosk('keys', 'import', $file, '--data', $other, with($pass));
is $status, 2, "another kiosk's are refused";
like $err, qr/holds the keys of the kiosk $keys->{id}/, 'by name';
is state_of($other), $theirs, 'nothing changed';
is((kiosk('keys', 'import', '/no/such', @data, with($pass)))[0], 2, 'no file');

# ---- at a terminal ----

# Run a command at a terminal of its own: each reply is typed once its prompt is there. Its status
# (negative: a signal), what the terminal showed, whether it shows again what is typed.
sub at_terminal {
	my ($command, @talk) = @_;
	open my $master, '+<', '/dev/ptmx' or die "/dev/ptmx: $!";
	my ($locked, $number) = (pack('i', 0), pack 'I', 0);
	ioctl($master, 0x40045431, $locked) or die "TIOCSPTLCK: $!";
	ioctl($master, 0x80045430, $number) or die "TIOCGPTN: $!";
	my $name = '/dev/pts/' . unpack 'I', $number;
	my $hold = POSIX::open($name, O_RDWR | O_NOCTTY) // die "$name: $!";
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		POSIX::setsid();
		# Whoever runs the tests in the background has them ignore it.
		$SIG{INT} = 'DEFAULT';
		my $slave = POSIX::open($name, O_RDWR) // POSIX::_exit(126);
		POSIX::dup2($slave, $_) for 0 .. 2;
		exec @$command or POSIX::_exit(127);
	}
	my $shown = '';
	while (my ($prompt, $reply) = splice @talk, 0, 2) {
		local $SIG{ALRM} = sub { die "no prompt $prompt in: $shown\n" };
		alarm 30;
		sysread $master, $shown, 200, length $shown or die while $shown !~ /$prompt\z/;
		alarm 0;
		syswrite $master, $reply;
	}
	local $SIG{ALRM} = sub { kill 'KILL', $pid };
	alarm 30;
	waitpid $pid, 0;
	alarm 0;
	my $ended = $? & 127 ? -($? & 127) : $? >> 8;
	my $modes = POSIX::Termios->new;
	$modes->getattr($hold);
	POSIX::close($hold);
	1 while sysread $master, $shown, 200, length $shown;
	return ($ended, $shown, $modes->getlflag & POSIX::ECHO());
}

my @kiosk = (build() . '/bin/kiosk', 'keys');
my ($ask, $again) = (qr/seal the keys by: /, qr/The same again: /);
my ($ended, $shown, $echo) = at_terminal([@kiosk, 'export', "$lines/typed", @data], $ask => "$pass\n", $again => "$pass\n");
is $ended, 0, 'typed twice';
unlike $shown, qr/words/, 'and not shown';
ok $echo, 'the terminal then is as it was';
($ended, $shown) = at_terminal([@kiosk, 'import', "$lines/typed", @data], qr/Passphrase: / => "$pass\n");
is $ended, 0, 'it opens';
like $shown, qr/there already/, 'by what was typed';
($ended, $shown, $echo) = at_terminal([@kiosk, 'export', "$lines/differs", @data], $ask => "$pass\n", $again => "$pass!\n");
is $ended, 2, 'twice, and not the same';
like $shown, qr/the two are not the same/, 'which it says';
($ended, $shown, $echo) = at_terminal([@kiosk, 'export', "$lines/cut", @data], $ask => "\x03");
is $ended, -2, 'Ctrl-C ends it';
ok $echo, 'and what is typed then is shown';
is_deeply [glob "$lines/differs* $lines/cut*"], [], 'nothing is left of either';

# ---- without them ----

sub answers_without {
	my ($name, $state, $path) = @_;
	my ($s, $o, $e) = kiosk('check', '--data', $path);
	is $s, 3, "$name: check finds it";
	like $e, qr/secret keys .* $state: .*kiosk keys import FILE.*kiosk keys renew/, 'and names the mend';
	($s, $o, $e) = kiosk('serve', '--port', free_port(), '--data', $path);
	is $s, 3, 'it is not served';
	like $e, qr/kiosk keys import FILE/, 'and names the mend';
	my $before = snapshot($path);
	for my $call (['round', 'close', 'crm-audit-1'], ['user', 'add', 'ana', '--role', 'analyst'], ['keys', 'export', "$lines/x"]) {
		($s, $o, $e) = kiosk(@$call, '--data', $path, with($pass));
		is $s, 3, "@$call changes nothing";
		like $e, qr/kiosk keys import FILE/, 'and names the mend';
	}
	is snapshot($path), $before, 'as it was';
	is((kiosk('round', 'list', '--data', $path))[0], 0, 'what is stored can be read');
	($s, $o, $e) = kiosk('backup', "$lines/copy.db", '--data', $path);
	is $s, 0, 'and copied';
	like $e, qr/kiosk keys import FILE.*The copy is made all the same/s, 'which says what it lacks';
	is snapshot($path), $before, 'nor does that change anything';
	ok -s "$lines/copy.db" > 100_000, 'the copy is there';
	unlink "$lines/copy.db";
}

unlink "$data/keys";
answers_without('no file', 'are missing', $data);
spew("$data/keys", "kiosk keys 1\n");
answers_without('a damaged file', 'are damaged', $data);
spew("$data/keys", slurp("$other/keys"));
answers_without("another kiosk's", q(are another kiosk's), $data);
unlink "$data/keys";
($status, $out, $err) = kiosk('keys', 'import', $file, @data, with($pass));
is $status, 0, 'put back' or diag $err;
like $out, qr/^the keys are in place$/m, 'which it says';
is_deeply keys_of($data), $keys, 'as they were';
is sprintf('%o', (stat "$data/keys")[2] & 07777), '600', 'for their owner alone';
is((kiosk('check', @data))[0], 0, 'all is sound');
is actions(), 'keys.export keys.export keys.export keys.export keys.import', 'the trail has it';
chmod 0644, "$data/keys";
($status, $out, $err) = kiosk('check', @data);
is $status, 3, 'open to others, check says so';
like $err, qr/open to others than its owner: chmod 600/, 'with the mend';
chmod 0600, "$data/keys";
unlink "$data/keys";
($status, $out, $err) = run_command(['setsid', '--wait', 'sh', '-c', "cat '$file' | '" . build() . "/bin/kiosk' keys import - --data '$data'"]);
is $status, 3, 'the passphrase is not taken out of the sealed file';
like $err, qr/no terminal to ask/, 'but asked for at a terminal';
is((kiosk('keys', 'import', $file, @data, with($pass)))[0], 0, 'from a file again');

# ---- backups and bundles have none ----

my $backup = folder() . '/backup.db';
kiosk('demo', '--respondents', '40', '--seed', '3', @data);
is((kiosk('backup', $backup, @data))[0], 0, 'a backup');
is((kiosk('export', 'crm-audit-1', '-o', "$lines/all.zip", @data))[0], 0, 'a bundle');
my $unpacked = unzip_to("$lines/all.zip");
mkdir "$unpacked/backup";
spew("$unpacked/backup/db", slurp($backup));
is_deeply [key_traces($unpacked, keys_of($data))], [], 'with no key in it';

# ---- restore ----

($status, $out, $err) = kiosk('restore', $backup, @data);
is $status, 0, "restore of the kiosk's own" or diag $err;
like $out, qr/^secret keys: those that are here, \S+\/keys$/m, 'goes on with the keys that are here';
is_deeply keys_of($data), $keys, 'as they were';
is((kiosk('check', @data))[0], 0, 'all is sound');

my $new = folder() . '/new';
mkdir $new, 0700;
($status, $out, $err) = kiosk('restore', $backup, '--data', $new);
is $status, 0, 'restored where there are no keys';
like $err, $_, 'it says what does not work' for qr/receipts of rounds that are not final/, qr/access codes .* do not open/,
	qr/cannot be signed/, qr/kiosk keys import FILE/, qr/kiosk keys renew/;
answers_without('the restored one', 'are missing', $new);
is((kiosk('keys', 'import', $file, '--data', $new, with($pass)))[0], 0, 'they are put back');
is_deeply keys_of($new), $keys, 'as they were';
is((kiosk('check', '--data', $new))[0], 0, 'all is sound');

my $strange = slurp("$other/keys");
($status, $out, $err) = kiosk('restore', $backup, '--data', $other);
is $status, 0, "restored over another kiosk";
like $err, qr/not this kiosk's; they are now \S+keys-aside-1/, 'whose keys are kept aside';
is slurp("$other/keys-aside-1"), $strange, 'whole';
ok !-e "$other/keys", 'and not used';

# The other kiosk's own backup brings its keys back.
($status, $out, $err) = kiosk('restore', "$other/before-restore-1.db", '--data', $other);
is $status, 0, 'what was there is put back' or diag $err;
is slurp("$other/keys"), $strange, 'with its keys';
is((kiosk('check', '--data', $other))[0], 0, 'all is sound');

# ---- renew ----

mkdir "$data/run";
my $public = $keys->{public};
($status, $out, $err) = kiosk('keys', 'renew', @data);
is $status, 2, 'keys that are there are not renewed';
like $err, qr/keys are there/, 'which it says';
unlink "$data/keys";
open my $lock, '>', "$data/run/lock" or die;
flock $lock, LOCK_EX;
is((kiosk('keys', 'renew', @data))[0], 3, 'nor while a kiosk serves');
close $lock;
($status, $out, $err) = kiosk('keys', 'renew', @data);
is $status, 0, 'renewed' or diag $err;
like $out, qr/kiosk keys export/, 'with what to do next';
my $renewed = keys_of($data);
isnt $renewed->{public}, $public, 'another pair';
isnt $renewed->{hash}, $keys->{hash}, 'another hash key';
is_deeply [sort keys %{$renewed->{round}}], ['crm-audit-1'], 'and a key for each round that is not final';
($status, $out, $err) = kiosk('audit', 'verify', @data);
is $status, 0, 'the trail verifies' or diag $err;
my ($rows) = $out =~ /^audit trail: sound, (\d+) rows$/m;
like $out, qr/^audit trail: @{[$rows - 1]} of rows 1 to @{[$rows - 1]} rest on a key that this kiosk no longer has: what they say cannot be proven$/m,
	'as far as it can, and says how far';
is((kiosk('check', @data))[0], 0, 'all is sound');
is((kiosk('round', 'close', 'crm-audit-1', @data))[0], 0, 'and goes on');
like((kiosk('audit', 'verify', @data))[1], qr/: @{[$rows - 1]} of rows 1 to @{[$rows - 1]} rest on/, 'no more rows are in doubt');

# An older backup has the public key of then.
($status, $out, $err) = kiosk('restore', $backup, @data);
is $status, 0, 'a backup from before' or diag $err;
like $out, qr/those that are here, newer than the backup/, 'goes on with the newer keys';
is_deeply keys_of($data), $renewed, 'as they were';
is((kiosk('check', @data))[0], 0, 'all is sound');

open $lock, '>', "$data/run/lock" or die;
flock $lock, LOCK_EX;
($status, $out, $err) = kiosk('keys', 'import', $file, @data, with($pass));
is $status, 3, 'another pair is not put in place while a kiosk serves';
like $err, qr/stop it first/, 'which it says';
is_deeply keys_of($data), $renewed, 'nothing changed';
close $lock;
($status, $out, $err) = kiosk('keys', 'import', $file, @data, with($pass));
is $status, 0, 'the old ones turn up' or diag $err;
like $out, qr/in place of those that were made since\nwhat was there before: \S+keys-aside-1/, 'and take their place';
is_deeply keys_of($data), $keys, 'as they were';
($status, $out, $err) = kiosk('audit', 'verify', @data);
is $status, 0, 'the trail verifies';
like $out, qr/^audit trail: 2 of rows \d+ to \d+ rest on a key/m, 'all but what was by the other key';

# What leaves goes out with the public key of now, signed by it.
is((kiosk('export', 'crm-audit-1', '-o', "$lines/again.zip", @data))[0], 0, 'a bundle');
my ($readme) = (run_command(['unzip', '-p', "$lines/again.zip", 'README.txt']))[1];
like $readme, qr/public key\s+$public$/m, 'with the public key of now';
done_testing;
