# Started by root: programs and nginx's workers run as www-data where that account can read the
# tree and DATA, and where it cannot, that is said, with what is in the way and what mends it; never
# as root in silence (contracts.md, Commands).
use strict;
use warnings;
use Test::More;
use Cwd ();
use File::Temp ();
use Kiosk;
use Server;

plan skip_all => 'only root can become somebody else' if $> != 0;
my @www = getpwnam 'www-data' or plan skip_all => 'there is no account www-data';
my $tree = build();
plan skip_all => "www-data cannot reach $tree, so nothing else can be tried"
	if (run_command(['setpriv', '--reuid', 'www-data', '--regid', 'www-data', '--clear-groups', 'test', '-x', "$tree/cgi-bin/survey.fcgi"]))[0];

# Where others may look, as they may in /srv and /var/lib.
sub folder {
	my $folder = File::Temp->newdir('kiosk-root-XXXXXX', TMPDIR => 1);
	chmod 0755, "$folder";
	return $folder;
}

# [owners of the programs, what was said of root].
sub started {
	my ($data) = @_;
	my $server = Server->start(data => $data);
	my %owner;
	my $pids = $server->pids;
	for my $pid (map { @{$pids->{$_} // []} } 'survey.fcgi', 'results.fcgi', 'admin.fcgi', 'nginx') {
		$owner{getpwuid((stat "/proc/$pid")[4])} = 1;
	}
	my ($said) = $server->log =~ /^<4>kiosk: (running as root.*)$/m;
	is($server->stop, 0, 'it ends');
	return (join(' ', sort keys %owner), $said);
}

# It does not start: what was said.
sub refused {
	my ($data) = @_;
	my $server = Server->start(data => $data, wait => 0);
	is($server->wait_end(30), 3, 'does not start');
	return $server->log;
}

sub for_www {
	my $data = new_kiosk($_[0] . '/data');
	run_command(['chown', '-R', 'www-data', $data]);
	return $data;
}

my $place = folder();
my ($owners, $said) = started(for_www($place));
is($owners, 'www-data', 'DATA of www-data: all run as it');
is($said, undef, 'and nothing is to be said');

$place = folder();
my $data = new_kiosk("$place/data");
($owners, $said) = started($data);
is($owners, 'root', "DATA of root: root's");
is($said, "running as root, not as www-data: it cannot use $data (chown -R www-data $data would let it); until then a fault in a "
	. "program would have root's rights", 'which is said, with the mend');
run_command(['chown', '-R', 'www-data', $data]);
is((started($data))[0], 'www-data', 'and the mend mends it');

$place = folder();
$data = new_kiosk("$place/data");
chmod 0700, "$place";
($owners, $said) = started($data);
is($owners, 'root', "a folder of root's above DATA");
like($said, qr/it cannot reach \Q$data\E, as it may not pass \Q$place\E \(chmod o\+x \Q$place\E would let it\)/, 'is named, with its mend');

$place = folder();
$data = for_www($place);
run_command(['chown', 'root', "$data/kiosk.db"]);
like(refused($data), qr{^<3>kiosk: \Q$data\E belongs to www-data, but it cannot use \Q$data\E/kiosk\.db \(chown -R www-data \Q$data\E would let it\)$}m,
	'a database of another: named, with its mend');
run_command(['chown', '-R', 'www-data', $data]);
chmod 0700, "$place";
like(refused($data), qr/belongs to www-data, but it cannot reach \Q$data\E, as it may not pass \Q$place\E \(chmod o\+x/, 'a folder above: named');
chmod 0711, "$place";
is((started($data))[0], 'www-data', 'and with the mend it starts');
done_testing;
