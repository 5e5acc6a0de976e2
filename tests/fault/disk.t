# A disk that fails, fills up, is read-only or holds a broken database: refused, never half
# acknowledged, well again without a hand (reliability.md, 1, 4 to 7, 11). Errors are injected into
# system calls by strace; where tracing is not permitted, that part is skipped and says so.
use strict;
use warnings;
use Test::More;
use POSIX ();
use Time::HiRes qw(sleep time);
use Kiosk;
use Server;
use Site;

my ($traced, undef, $why) = run_command(['strace', '-f', '-e', 'trace=fdatasync', '-o', '/dev/null', 'true']);
my $no_trace = $traced == 0 ? undef : 'strace may not trace here: ' . (split /\n/, $why)[0];
my $round = '/s/crm-audit-1';

sub rows { my ($server) = @_; return scalar sql($server->data, 'SELECT count(*) FROM submission') }

# Attach strace to a program; returns [pid, log].
sub inject {
	my ($server, @rules) = @_;
	my $pid = $server->pids->{'survey.fcgi'}[0];
	my $log = $server->data . '/../strace.log';
	unlink $log;
	my $tracer = fork // die "fork: $!";
	if (!$tracer) {
		open STDERR, '>', "$log.err";
		exec 'strace', '-f', '-p', $pid, '-o', $log, @rules or POSIX::_exit(127);
	}
	until_true(10, sub { (slurp_file("$log.err") // '') =~ /attached/ });
	sleep 0.2;
	return [$tracer, $log, $pid];
}

sub detach {
	my ($trace) = @_;
	kill 'TERM', $trace->[0];
	waitpid $trace->[0], 0;
	return slurp_file($trace->[1]) // '';
}

subtest 'one fdatasync or more for every acknowledgement in turn' => sub {
	plan skip_all => $no_trace if $no_trace;
	my $server = Server->start;
	my $trace = inject($server, '-e', 'trace=fdatasync');
	my $stored = grep { $server->submit->{status} == 201 } 1 .. 10;
	is($stored, 10, 'ten stored, one after the other');
	my $calls = () = detach($trace) =~ /fdatasync\(/g;
	cmp_ok($calls, '>=', 10, "$calls calls of fdatasync");
};

subtest 'EIO from the disk' => sub {
	plan skip_all => $no_trace if $no_trace;
	my $server = Server->start;
	is($server->submit->{status}, 201, 'well at first');
	for my $n (1 .. 4) {
		my $trace = inject($server, '-e', 'trace=fdatasync', '-e', 'inject=fdatasync:error=EIO');
		my @fields = audit_fields(text => "eio $n");
		my $body = form_body(@fields);
		my $before = rows($server);
		my $answer = $server->fast('POST', $round, $body, Accept => $n % 2 ? 'application/json' : 'text/html');
		is($answer->{status}, 503, "the disk fails: 503 ($n)");
		like($answer->{headers}{'retry-after'} // '', qr/^\d+$/, 'with Retry-After');
		unlike($answer->{body}, qr/eio $n|sqlite|disk I\/O/i, 'and nothing of the inside');
		my $ended = until_true(15, sub { !kill 0, $trace->[2] });
		ok($ended, 'the process ends');
		my $log = detach($trace);
		my $injected = () = $log =~ /\(INJECTED\)/g;
		cmp_ok($injected, '>', 0, "$injected errors were injected");
		ok(until_true(20, sub { $server->healthy }), 'a fresh one is well, without a hand');
		# A refusal means "unknown": the same key again.
		$answer = $server->fast('POST', $round, $body, Accept => 'application/json');
		is($answer->{status}, 201, 'sent again with its key it is stored');
		my %f = @fields;
		(my $hex = $f{instance_id}) =~ tr/-//d;
		is(scalar sql($server->data, "SELECT count(*) FROM submission WHERE id = x'$hex'"), 1, 'once');
		is(rows($server), $before + 1, 'and nothing else is');
	}
};

subtest 'ENOSPC' => sub {
	plan skip_all => $no_trace if $no_trace;
	my $server = Server->start;
	is($server->submit->{status}, 201, 'well at first');
	my $trace = inject($server, '-e', 'trace=pwrite64', '-e', 'inject=pwrite64:error=ENOSPC');
	my $body = form_body(audit_fields());
	my $answer = $server->fast('POST', $round, $body, Accept => 'application/json');
	is($answer->{status}, 503, 'no space: 503');
	isnt($server->fast('GET', '/health')->{status}, 0, '/health answers') for 1;
	my $log = detach($trace);
	like($log, qr/ENOSPC.*INJECTED/, 'it was injected');
	ok(until_true(20, sub { $server->healthy }), 'well again without a hand');
	is($server->fast('POST', $round, $body, Accept => 'application/json')->{status}, 201, 'and stores');
};

subtest 'a disk that is really full' => sub {
	plan skip_all => 'only root may mount a small disk' if $> != 0;
	my $disk = temp_folder();
	my ($status, undef, $err) = run_command(['mount', '-t', 'tmpfs', '-o', 'size=1500k,mode=0700', 'tmpfs', $disk]);
	plan skip_all => "no small disk may be mounted here: $err" if $status;
	my $data = new_kiosk("$disk/data");
	my $server = Server->start(data => $data);
	my ($stored, %refused, @ids) = (0);
	for my $n (1 .. 400) {
		my $id = uuid4();
		my $answer = $server->submit(id => $id, text => "$n " . 'x' x 270, functions => [qw(SAL01 SAL10 SAL03 SAL04 SAL05)]);
		if ($answer->{status} == 201) { $stored++; push @ids, $id =~ tr/-//dr }
		else { $refused{$answer->{status}}++ }
		last if keys %refused;
	}
	cmp_ok($stored, '>', 10, "$stored are stored");
	is_deeply([keys %refused], [503], 'then the disk is full: 503') or diag explain \%refused;
	run_command(['mount', '-o', 'remount,size=32m', $disk]);
	ok(until_true(20, sub { $server->healthy }), 'with more room it is well, without a restart by hand');
	is($server->submit->{status}, 201, 'and stores again');
	my %there = map { $_->[0] => 1 } sql($data, 'SELECT lower(hex(id)) FROM submission');
	is(scalar(grep { !$there{$_} } @ids), 0, 'nothing acknowledged is lost');
	is(scalar sql($data, 'PRAGMA integrity_check'), 'ok', 'the database is sound');
	$server->stop;
	undef $server;
	run_command(['umount', '-l', $disk]);
};

subtest 'a read-only database' => sub {
	my $data = new_kiosk();
	my $bound;
	if ($> == 0) {
		my ($status, undef, $err) = run_command(['mount', '--bind', "$data/kiosk.db", "$data/kiosk.db"]);
		plan skip_all => "a file may not be made read-only for root here: $err" if $status;
		run_command(['mount', '-o', 'remount,bind,ro', "$data/kiosk.db"]);
		$bound = 1;
	} else {
		chmod 0400, "$data/kiosk.db";
	}
	my $before = slurp_file("$data/kiosk.db");
	my $server = Server->start(data => $data, wait => 0);
	my $up = until_true(10, sub { $server->fast('GET', '/health')->{status} });
	if ($up) {
		my $health = $server->fast('GET', '/health');
		is($health->{status}, 503, '/health is red');
		isnt(json($health->{body})->{status}, 'ok', 'and says so') if ($health->{headers}{'content-type'} // '') =~ /json/;
		is($server->submit->{status}, 503, 'a submission is refused with 503');
		$server->stop;
	} else {
		isnt($server->wait_end(40), 0, 'it does not start');
		like($server->log, qr/read-?only|cannot/i, 'and says why');
	}
	ok($before eq slurp_file("$data/kiosk.db"), 'the file is as it was');
	undef $server;
	run_command(['umount', '-l', "$data/kiosk.db"]) if $bound;
};

subtest 'turned read-only while it runs' => sub {
	plan skip_all => $no_trace if $no_trace;
	my $server = Server->start;
	is($server->submit->{status}, 201, 'well at first');
	my $trace = inject($server, '-e', 'trace=pwrite64,fdatasync', '-e', 'inject=pwrite64:error=EROFS');
	is($server->submit->{status}, 503, 'then refused with 503');
	detach($trace);
	ok(until_true(20, sub { $server->healthy }), 'and well once it can be written');
};

subtest 'a database that is no good' => sub {
	my %broken = (
		'garbage in the middle' => sub { my $b = $_[0]; substr $b, 8192, 4096 * 20, "\xa5" x (4096 * 20); $b },
		'cut short' => sub { substr $_[0], 0, 40000 },
		'no database at all' => sub { "This is a letter, not a database.\n" x 1000 },
		'empty' => sub { '' },
		'of a newer kiosk' => undef,
	);
	for my $what (sort keys %broken) {
		my $data = new_kiosk();
		if ($broken{$what}) {
			write_file("$data/kiosk.db", $broken{$what}->(slurp_file("$data/kiosk.db")));
		} else {
			run_command(['sqlite3', "$data/kiosk.db", 'PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)']);
		}
		my $bytes = slurp_file("$data/kiosk.db");
		my $server = Server->start(data => $data, wait => 0);
		my $status = $server->wait_end(40);
		is($status, 3, "$what: refuses to start, with status 3") or diag $server->log;
		my @lines = grep { !/running as root/ } split /\n/, $server->log;
		cmp_ok(scalar @lines, '<=', 3, 'in few words') or diag @lines;
		like("@lines", qr/database|kiosk\.db|newer/i, 'that name the place') or diag @lines;
		ok($bytes eq slurp_file("$data/kiosk.db"), 'and leaves the bytes as they are');
		my ($check) = kiosk('check', '--data', $data);
		is($check, 3, 'kiosk check says so too');
		my ($again) = kiosk('init', '--data', $data);
		ok($bytes eq slurp_file("$data/kiosk.db"), 'kiosk init does not write over it');
	}
};

subtest 'killed while the folder is made' => sub {
	plan skip_all => $no_trace if $no_trace;
	my $whole = 0;
	for my $when (1 .. 15) {
		my $data = temp_folder() . '/data';
		run_command(['strace', '-f', '-o', '/dev/null', '-e', 'trace=fdatasync,fsync,rename', '-e',
			"inject=fdatasync,fsync,rename:signal=KILL:when=$when", build() . '/bin/kiosk', 'init', '--data', $data]);
		my ($status, $out, $err) = kiosk('init', '--data', $data, {env => {KIOSK_ADMIN_PASSWORD => PASSWORD}});
		# 2: it had got so far that there is one already.
		ok($status == 0 || $status == 2, "killed at step $when: init again works") or diag $err;
		($status) = kiosk('check', '--data', $data);
		is($status, 0, 'and makes a sound kiosk');
		$whole++ if (sql($data, 'SELECT count(*) FROM round'))[0][0] == 1;
	}
	is($whole, 15, 'with the starter round in it, each time');
};

subtest 'a clock that is wrong' => sub {
	my ($status) = run_command(['faketime', '-f', '-1d', 'true']);
	plan skip_all => 'faketime is not installed' if $status;
	my $site = Site->new('cgi', new_kiosk());
	my $stored = 0;
	for my $shift ('-400d', '+3650d', '-400d', '+0d') {
		$site->{under} = ['faketime', '-f', $shift];
		my $answer = $site->post($round, [audit_fields()], accept => 'application/json');
		is($answer->{status}, 201, "with the clock at $shift");
		$stored++;
		is(scalar sql($site->data, 'SELECT count(*) FROM submission'), $stored, 'none lost');
	}
};
done_testing;
