# Backup and restore, and what check says of a damaged folder.
use strict;
use warnings;
use lib 'tests/cli';
use Fcntl ':flock';
use Cli;
use Test::More;

my $data = new_data();
my @data = ('--data', $data);
my $file = folder() . '/kiosk-backup.db';
my ($status, $out, $err) = kiosk('backup', $file, @data);

is $status, 0, 'backup';
is sprintf('%o', (stat $file)[2] & 07777), '600', 'for its owner alone';
is_deeply [sort map { s{.*/}{}r } glob "$data/*"],
	[qw(keys kiosk.db kiosk.db-shm kiosk.db-wal kiosk.lock)], 'nothing is left in the data folder';
is scalar(() = glob "$file*"), 1, 'nor beside the backup';
my $then = snapshot($data);

kiosk('demo', '--respondents', '40', '--seed', '3', @data);
my $later = snapshot($data);
isnt $later, $then, 'then answers came';

mkdir "$data/run";
open my $lock, '>', "$data/run/lock" or die;
flock $lock, LOCK_EX;
($status, $out, $err) = kiosk('restore', $file, @data);
is $status, 3, 'no restore while a kiosk serves';
like $err, qr/stop it first/, 'which it says';
is snapshot($data), $later, 'nothing changed';
close $lock;

($status, $out, $err) = kiosk('restore', $file, @data);
is $status, 0, 'restore' or diag $err;
like $out, qr/before-restore-1\.db/, 'tells where the other is';
my ($kept) = $out =~ /(\S*before-restore-1\.db)/;
is `sqlite3 -readonly $data/kiosk.db 'SELECT count(*) FROM submission'`, "0\n", 'as it was';
is `sqlite3 -readonly $kept 'SELECT count(*) FROM submission'`, "40\n", 'the other is whole';
is((kiosk('check', @data))[0], 0, 'and sound');
is((kiosk('demo', '--respondents', '40', '--seed', '3', @data))[0], 0, 'and takes answers');

my $bytes = slurp($file);
# A whole page: free room within one may hold anything.
substr($bytes, 4096, 4096) = "\xA5" x 4096;
spew("$file.bad", $bytes);
my $now = snapshot($data);
($status, $out, $err) = kiosk('restore', "$file.bad", @data);
is $status, 2, 'a damaged backup is refused';
is snapshot($data), $now, 'nothing changed';
is((kiosk('backup', "$data/kiosk.db", @data))[0], 2, 'a backup never goes over the database');
is snapshot($data), $now, 'nothing changed';
is((kiosk('backup', '/no/such/folder/x', @data))[0], 3, 'nor where nobody can write');

# ---- damage ----

system('sqlite3', "$data/kiosk.db", "UPDATE trail SET detail = 'edited' WHERE seq = 1");
($status, $out, $err) = kiosk('audit', 'verify', @data);
is $status, 3, 'an edited audit trail is found';
like $err, qr/1/, 'with the row';
is((kiosk('check', @data))[0], 3, 'by check too');

my $broken = new_data();
my $whole = slurp("$broken/kiosk.db");
my $cut = $whole;
substr($cut, 4096, 8192) = "\x5A" x 8192;
unlink "$broken/kiosk.db-wal", "$broken/kiosk.db-shm";
spew("$broken/kiosk.db", $cut);
($status, $out, $err) = kiosk('check', '--data', $broken);
is $status, 3, 'a damaged database is found';
($status) = kiosk('stats', '--data', $broken);
is $status, 3, 'and not used';
is slurp("$broken/kiosk.db"), $cut, 'its bytes stay as they are';
($status, $out, $err) = kiosk('restore', $file, '--data', $broken);
is $status, 0, 'a backup takes its place' or diag $err;
is slurp("$broken/before-restore-1.db"), $cut, 'the damaged one is kept';
like $err, qr/keys-aside-1/, 'its keys are kept too: they are not those of the backup';
spew("$broken/keys", slurp("$data/keys"));
chmod 0600, "$broken/keys";
is((kiosk('check', '--data', $broken))[0], 0, 'with those of the backup it is sound again');

done_testing;
