# Starting and stopping, and what can be in the way: each gets one clear line (issue "two commands").
use strict;
use warnings;
use Test::More;
use IO::Socket::INET;
use Kiosk;
use Server;

# The lines a failed start says, without what root is told.
sub said { my ($log) = @_; return grep { !/running as root/ } split /\n/, $log }

subtest 'a busy port' => sub {
	my $port = free_port();
	my $busy = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 1, ReuseAddr => 1);
	ok($busy, 'somebody listens');
	my $server = Server->start(port => $port, wait => 0);
	my $status = $server->wait_end(30);
	is($status, 3, 'the kiosk does not start');
	my @lines = said($server->log);
	is(scalar @lines, 1, 'one line') or diag @lines;
	like($lines[0] // '', qr/\b$port\b/, 'names the port');
	like($lines[0] // '', qr/in use|busy|already|PORT=/i, 'and what is the matter');
};

subtest 'the same folder twice' => sub {
	my $server = Server->start;
	my $second = Server->start(data => $server->data, wait => 0);
	my $status = $second->wait_end(30);
	isnt($status, 0, 'a second kiosk on the same data does not start');
	isnt($status, undef, 'and ends');
	ok($server->healthy, 'the first goes on');
	is($server->submit->{status}, 201, 'and stores');
};

# Somebody may have read it meanwhile: that is said, and no longer possible.
subtest 'keys that others may read' => sub {
	my $data = new_kiosk();
	chmod 0644, "$data/keys";
	my $server = Server->start(data => $data);
	is(sprintf('%o', (stat "$data/keys")[2] & 07777), '600', 'are closed to them');
	like($server->log, qr{/keys was open to others than its owner, and no longer is$}m, 'and the log says so');
	for my $path ('/keys', '/../keys', '/static/../../data/keys', '/static/..%2f..%2fdata%2fkeys', '/help/keys') {
		my $answer = $server->fast('GET', $path);
		isnt($answer->{status}, 200, "$path is not served");
		unlike($answer->{body} // '', qr/kiosk keys 1/, 'nor anything of it');
	}
	is($server->stop, 0, 'it ends');
};

subtest 'folders' => sub {
	my $nowhere = temp_folder() . '/nowhere';
	for my $command (['check'], ['stats'], ['round', 'list'], ['user', 'list'], ['priorities', 'x'], ['export', 'x', '-o', "$nowhere.zip"], ['backup', "$nowhere.db"]) {
		my ($status, $out, $err) = kiosk(@$command, '--data', $nowhere);
		is($status, 3, "kiosk @$command");
		is(scalar(split /\n/, $err), 1, 'one line') or diag $err;
	}
	ok(!-e $nowhere, 'and none makes one');
	for my $how ([], ['--once'], ['--results']) {
		my ($status, undef, $err) = run_command([build() . '/cgi-bin/keeper.fcgi', @$how], env => {KIOSK_DATA => $nowhere});
		isnt($status, 0, "keeper.fcgi @$how without a folder ends");
		like($err, qr/cannot start: /, 'and says that it could not begin');
	}
	my $server = Server->start(data => '/proc/nowhere/data', log => temp_folder() . '/log', wait => 0);
	is($server->wait_end(30), 3, 'a place where none can be made: the kiosk does not start');
	my @lines = said($server->log);
	is(scalar @lines, 1, 'one line') or diag @lines;
	like($lines[0] // '', qr{/proc/nowhere}, 'names it');
	my ($init, undef, $err) = kiosk('init', '--data', '/proc/nowhere/data');
	is($init, 3, 'a folder that cannot be made');
	is(scalar(split /\n/, $err), 1, 'one line') or diag $err;
	my $file = temp_folder() . '/file';
	write_file($file, "a letter\n");
	($init, undef, $err) = kiosk('init', '--data', $file);
	isnt($init, 0, 'a file in its place');
	is(slurp_file($file), "a letter\n", 'which is left alone');
};

subtest 'a schema that is amiss' => sub {
	my $data = new_kiosk();
	my $change = sub { is((run_command(['sqlite3', '-cmd', '.timeout 5000', "$data/kiosk.db", $_[0]]))[0], 0, $_[1]) };
	$change->('CREATE TRIGGER spy AFTER INSERT ON settled BEGIN SELECT 1; END; ALTER TABLE form ADD COLUMN note TEXT', 'a trigger and a column of others');
	my $server = Server->start(data => $data, wait => 0);
	my @wrong = ('the column form.note is not of this program', 'the trigger spy of settled is not of this program');
	ok(until_true(30, sub { (eval { $server->fast('GET', '/health') } // {})->{status} }), 'the kiosk starts');
	like($server->log, qr/^<4>kiosk: schema: \Q$_\E$/m, "and says: $_") for @wrong;
	my $answer = $server->fast('GET', '/health');
	is($answer->{status}, 503, '/health is not well');
	is_deeply(json($answer->{body})->{faults}, [@wrong], 'and says why');
	my ($status, $out, $err) = kiosk('check', '--data', $data);
	is($status, 3, 'nor does check pass');
	like($err, qr/^kiosk check: schema: \Q$_\E$/m, $_) for @wrong;
	$change->('DROP TRIGGER spy; ALTER TABLE form DROP COLUMN note', 'both are taken away');
	is($server->fast('GET', '/health')->{status}, 200, 'all is well at once');
	is($server->submit->{status}, 201, 'answers are taken');
	$change->('DROP INDEX settled_release; DROP VIEW answer', 'an index and a view are gone');
	is_deeply(json($server->fast('GET', '/health')->{body})->{faults}, ['the index settled_release of settled is missing', 'the view answer is missing'],
		'which is seen while it runs');
	is($server->stop, 0, 'it ends');
};

subtest 'usage' => sub {
	for my $case ([], ['nothing'], ['serve', '--port'], ['serve', '--port', 'x'], ['serve', '--port', '0'], ['serve', '--port', '99999'], ['round'],
			['round', 'open'], ['user', 'add', 'x'], ['user', 'add', 'x', '--role', 'king'], ['init', '--nothing'], ['export'], ['compute', 'nothing', 'x']) {
		my ($status, $out, $err) = kiosk(@$case);
		is($status, 1, "kiosk @$case: wrong usage");
		like($err, qr/usage|kiosk/, 'says how');
	}
	for my $command (['--help'], map { [split(/ /, $_), '--help'] } 'serve', 'init', 'check', 'backup', 'restore', 'stats', 'audit verify',
			'form check', 'form add', 'form list', 'function add', 'department add', 'round open', 'round close', 'round list',
			'user add', 'user list', 'priorities', 'compute', 'export', 'demo') {
		my ($status, $out) = kiosk(@$command);
		is($status, 0, "kiosk @$command");
		like($out, qr/usage: kiosk/, 'tells how it is used');
	}
};

subtest 'a path too long for a socket' => sub {
	my $long = temp_folder() . '/' . 'long' x 40;
	mkdir $long, 0700;
	my $server = Server->start(data => new_kiosk("$long/data"));
	is($server->submit->{status}, 201, 'works all the same');
	is($server->stop('INT'), 0, 'and ends');
	is(scalar(glob("/tmp/kiosk-*/*.sock") // ''), '', 'and takes its folder along');
};

subtest 'a folder with a space and other letters' => sub {
	my $odd = temp_folder() . "/a b'č;{}#";
	mkdir $odd, 0700;
	my $server = Server->start(data => new_kiosk("$odd/data"));
	is($server->submit->{status}, 201, 'works');
	is($server->stop, 0, 'and ends');
};

subtest 'a data folder that its owner opened to others' => sub {
	my $data = new_kiosk();
	chmod 0755, $data;
	my $server = Server->start(data => $data);
	like($server->log, qr/\Q$data\E is open to others than its owner: chmod 700 \Q$data\E/, 'is told, with the mend');
	is((stat $data)[2] & 0777, 0755, 'and left as it is');
	is($server->stop, 0, 'it serves');
};

subtest 'rights' => sub {
	my $server = Server->start;
	my $data = $server->data;
	is((stat $data)[2] & 0777, 0700, 'the data folder is 0700');
	my @open = split /\n/, `find '$data' \\( -perm /077 \\) -not -type s -not -type l`;
	is("@open", '', 'nothing in it is for others');
	unlike($server->log, qr/open to others/, 'nor is that said');
	my ($socket) = glob "$data/run/*.sock";
	# 0660 within a 0700 folder (design.md).
	ok(!defined $socket || !((stat $socket)[2] & 0007), 'sockets are not for everybody');
	my $lines = `ss -ltnH 2>/dev/null` || '';
	my @wide = grep { /:$server->{port}\b/ && !/127\.0\.0\.1|\[::1\]/ } split /\n/, $lines;
	is("@wide", '', 'it listens on loopback only');
	my ($connect) = run_command(['curl', '-s', '-o', '/dev/null', '--max-time', '5', "http://[::1]:$server->{port}/health"]);
	ok(1, 'IPv6 loopback is ' . ($connect == 0 ? 'there' : 'not there'));
};

subtest 'names and addresses' => sub {
	for my $case ([{HOSTS => 'http://kiosk.example'}, 'HOSTS holds http://kiosk.example, which is not a host name (write names alone, without http:// and port)'],
			[{HOSTS => '.example'}, 'HOSTS holds .example, which is not a host name'], [{HOSTS => 'a;b'}, 'HOSTS holds a;b, which is not a host name'],
			[{BIND => 'here'}, 'BIND is here, which is not an IP address (0.0.0.0 stands for all of this machine\'s)'], [{BIND => '192.0.2.1'}, 'cannot listen on 192.0.2.1: ']) {
		my ($env, $says) = @$case;
		my $server = Server->start(env => $env, wait => 0);
		isnt($server->wait_end(30), 0, join(' ', %$env) . ': does not start');
		like(join("\n", said($server->log)), qr/\Q$says\E/, 'and says why');
	}
	my $own = lc((run_command(['hostname']))[1] =~ s/\s+$//r);
	my $server = Server->start(env => {HOSTS => 'Kiosk.Example, other.example'});
	my $port = $server->{port};
	is(join(' ', $server->log =~ m{^(http://\S+)$}mg), "http://localhost:$port/ http://Kiosk.Example:$port/ http://other.example:$port/", 'what is printed: of loopback no other address');
	is(slurp_file($server->data . '/run/addresses'), "http://Kiosk.Example:$port/\nhttp://other.example:$port/\n", 'and kept for posters');
	my $as = sub { return $server->fast('GET', '/', undef, Host => "$_[0]:$port")->{status} };
	is($as->($_), 200, "$_ is answered") for 'localhost', '127.0.0.1', '[::1]', 'kiosk.example', 'KIOSK.example', 'other.example', $own =~ /^[a-z0-9.-]+$/ ? $own : ();
	is($as->($_), 421, "$_ is not") for 'example', 'kiosk.example.org', 'xother.example', '192.0.2.1';
	is($server->stop, 0, 'it ends');
	my $second = Server->start(env => {BIND => '127.0.0.2'}, wait => 0);
	ok(until_true(30, sub { $second->log =~ /ready/ }), 'another address of loopback');
	is(join(' ', $second->log =~ m{^(http://\S+)$}mg), "http://127.0.0.2:$second->{port}/", 'is printed as it is');
	ok(!-e $second->data . '/run/addresses', 'and there is none for posters');
	is((run_command(['curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', "http://127.0.0.2:$second->{port}/"]))[1], 200, 'and answers');
	is($second->stop, 0, 'it ends, too');
};

subtest 'the first password' => sub {
	my $data = temp_folder() . '/data';
	my ($status, $out) = kiosk('init', '--data', $data, {env => {KIOSK_ADMIN_PASSWORD => undef}});
	is($status, 0, 'without one given');
	my @lines = split /\n/, $out;
	is($lines[-1], 'crm-audit-1', 'the round is the last line');
	like($out, qr/admin/, 'the one-time password of admin is printed');
	my ($again, $second, $err) = kiosk('init', '--data', $data);
	isnt($again, 0, 'a second init does nothing');
	unlike("$second$err", qr/password:?\s+\S{8}/, 'and prints none');
	is(scalar sql($data, 'SELECT count(*) FROM account'), 1, 'there is one account, and no default one');
};

subtest 'back-up and restore' => sub {
	my $server = Server->start;
	$server->submit for 1 .. 5;
	my $file = temp_folder() . '/backup.db';
	my ($status, $out, $err) = kiosk('backup', $file, '--data', $server->data);
	is($status, 0, 'a copy while it runs') or diag $err;
	$server->submit;
	is(scalar sql($server->data, 'SELECT count(*) FROM submission'), 6, 'goes on');
	$server->stop;
	($status, $out, $err) = kiosk('restore', $file, '--data', $server->data);
	is($status, 0, 'restored') or diag $err;
	$server->run;
	is(scalar sql($server->data, 'SELECT count(*) FROM submission'), 5, 'as it was then');
	is($server->submit->{status}, 201, 'and takes answers');
	$server->stop;
	write_file($file, 'no database');
	($status) = kiosk('restore', $file, '--data', $server->data);
	isnt($status, 0, 'what is no back-up is refused');
	is(scalar sql($server->data, 'SELECT count(*) FROM submission'), 6, 'and what was there stays');
};

subtest 'Ctrl-C while it starts' => sub {
	for my $after (0.02, 0.1, 0.3) {
		my $server = Server->start(wait => 0);
		Time::HiRes::sleep($after);
		my @mine = map { @$_ } values %{$server->pids};
		# -2: the signal came before there was anything to end.
		like($server->stop('INT') // 'none', qr/^(?:0|-2)$/, "after $after s: ends");
		is(join(' ', grep { kill 0, $_ } @mine), '', 'and leaves nothing');
	}
};

subtest 'a signal at any moment of the first start' => sub {
	my $data = temp_folder() . '/new/data';
	my $log = temp_folder() . '/log';
	my $early = POSIX::SigSet->new(POSIX::SIGINT(), POSIX::SIGTERM());
	# Blocked across exec, none comes before the kiosk itself can look for it.
	my $begin = sub {
		POSIX::sigprocmask(POSIX::SIG_BLOCK(), $early);
		my $server = Server->start(data => $data, log => $log, wait => 0);
		POSIX::sigprocmask(POSIX::SIG_UNBLOCK(), $early);
		return $server;
	};
	for my $after (0, map { 0.01 * 1.5 ** $_ } 0 .. 9) {
		my $server = $begin->();
		Time::HiRes::sleep($after);
		my @mine = map { @$_ } values %{$server->pids};
		is($server->stop((int $after * 1000) % 2 ? 'INT' : 'TERM'), 0, sprintf 'after %.3f s: ends well', $after);
		is(join(' ', grep { kill 0, $_ } @mine), '', 'and leaves nothing');
	}
	my $server = $begin->();
	ok(until_true(60, sub { $server->log =~ /ready/ && $server->healthy }), 'the next start goes on where it was cut short');
	my ($password) = $server->log =~ /.*one-time password (\S+)/s;
	like($server->login('admin', $password // '')->{status}, qr/^30[23]$/, 'and the last password shown is admin\'s');
	is($server->submit->{status}, 201, 'and it takes answers');
	is($server->stop, 0, 'and ends');
};
done_testing;
