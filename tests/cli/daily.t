# The backup the kiosk makes by itself each day, in the folder that the settings name.
use strict;
use warnings;
use POSIX ();
use Test::More;
use Html;
use Kiosk;
use Site;

my $site = Site->new('cgi', new_kiosk());
my $data = $site->data;
my $folder = temp_folder() . '/usb';
my $set = sub { return kiosk('setting', 'set', 'backup_folder', @_, '--data', $data) };
my $keeper = sub {
	my ($status, $out, $err) = run_command(['env', "KIOSK_DATA=$data", build() . '/cgi-bin/keeper.fcgi', '--once']);
	return ($status, $err);
};
my $here = sub { return join ' ', sort map { s{.*/}{}r } glob "$folder/* $folder/.*db*" };

is(($keeper->())[0], 0, 'without a folder there is nothing to do');
for my $bad (['usb', 'not a folder in which the kiosk may write'], [$folder, 'not a folder in which the kiosk may write'],
	[$data, 'is in the data folder'], ["$data/../data/run", 'data folder|not a folder']) {
	my ($status, undef, $err) = $set->($bad->[0]);
	is($status, 2, "refused: $bad->[0]");
	like($err, qr/$bad->[1]/, 'and why');
}
mkdir $folder or die;
is(($set->($folder))[0], 0, 'a folder that is there');
my $zone = (kiosk('setting', 'get', 'timezone', '--data', $data))[1] =~ s/\s+\z//r;
my $today = do { local $ENV{TZ} = $zone; POSIX::tzset(); POSIX::strftime('%Y-%m-%d', localtime) };
write_file("$folder/kiosk-notes.db", 'not ours');
write_file(sprintf("$folder/kiosk-2020-01-%02d.db", $_), 'old') for 1 .. 20;
is(($keeper->())[0], 0, 'the keeper looks after it');
is($here->(), join(' ', (map { sprintf 'kiosk-2020-01-%02d.db', $_ } 8 .. 20), "kiosk-$today.db", 'kiosk-notes.db'),
	'the backup of today is there, thirteen before it stay, and what is not ours');
is(sprintf('%o', (stat "$folder/kiosk-$today.db")[2] & 0777), '600', 'for its owner alone');
is(scalar sql($data, "SELECT count(*) FROM trail WHERE action = 'backup' AND detail = 'daily'"), 1, 'the trail tells of it');
my $elsewhere = temp_folder() . '/data';
is((kiosk('restore', "$folder/kiosk-$today.db", '--data', $elsewhere))[0], 0, 'it can be put back');
is(scalar sql($elsewhere, 'SELECT count(*) FROM round'), scalar sql($data, 'SELECT count(*) FROM round'), 'with all in it');
my $made = (stat "$folder/kiosk-$today.db")[1];
$keeper->();
is((stat "$folder/kiosk-$today.db")[1], $made, 'once a day');

# The disk is pulled out.
rename $folder, "$folder.away" or die;
my (undef, $said) = $keeper->();
like($said, qr/the backup of today could not be made: \S+ is not a folder in which the kiosk may write/, 'the log says why');
$keeper->() for 1 .. 2;
my @failures = sql($data, "SELECT detail FROM trail WHERE action = 'backup.failed'");
is(scalar @failures, 1, 'the trail tells of it once a day');
like($failures[0][0], qr/\Q$folder\E/, 'and which folder it was');
$site->login('admin', PASSWORD);
my $page = text_of($site->get('/today')->{body});
like($page, qr/The daily backup of [^:]+ could not be made: is its folder there/, 'and so does the page of the day');
my $fields = $site->get('/admin/settings')->{body};
like($fields, qr/name="backup_folder" value="\Q$folder\E"/, 'the setting stays');
my %sent = map { @$_ } fields_of($fields);
like(text_of($site->post('/admin/settings', {%sent, backup_folder => '/no/such/place'})->{body}), qr/The kiosk cannot write there\./, 'another that is not there is refused on its page');
# It is put back.
rename "$folder.away", $folder or die;
unlink "$folder/kiosk-$today.db";
is(($keeper->())[0], 0, 'the next look makes it');
ok(-e "$folder/kiosk-$today.db", 'there it is');
unlike(text_of($site->get('/today')->{body}), qr/could not be made/, 'and nothing is said any more');

done_testing;
