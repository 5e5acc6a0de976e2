# /health says what a submission would meet: a full disk, a checkpoint that fails, a program that
# cannot start, at every poll and without hanging (reliability.md, 5, 49); and it is well again by
# itself. Errors are injected into system calls by strace; where that is not permitted, that part
# is skipped and says so.
use strict;
use warnings;
use Test::More;
use POSIX ();
use Time::HiRes qw(sleep time);
use Kiosk;
use Server;

sub poll {
	my ($server, $n, $pause) = @_;
	my @polls;
	for (1 .. $n) {
		my $from = time;
		my $answer = $server->fast('GET', '/health');
		my $said = ($answer->{headers}{'content-type'} // '') =~ /json/ ? json($answer->{body}) : {};
		push @polls, {status => $answer->{status}, took => time - $from, said => $said->{status} // '', faults => $said->{faults} // []};
		sleep $pause // 0.7;
	}
	return @polls;
}

sub statuses { return join ' ', map { "$_->{status} $_->{said}" } @_ }

subtest 'a disk that is full' => sub {
	plan skip_all => 'only root may mount a small disk' if $> != 0;
	my $disk = temp_folder();
	my ($status, undef, $err) = run_command(['mount', '-t', 'tmpfs', '-o', 'size=4m,mode=0700', 'tmpfs', $disk]);
	plan skip_all => "no small disk may be mounted here: $err" if $status;
	my $server = Server->start(data => new_kiosk("$disk/data"), log => temp_folder() . '/log');
	is($server->submit->{status}, 201, 'well at first');
	is(statuses(poll($server, 2)), '200 ok 200 ok', 'and says so');
	run_command(['dd', 'if=/dev/zero', "of=$disk/full", 'bs=4096']);
	my @polls = poll($server, 4);
	is(statuses(@polls), join(' ', ('503 failing') x 4), 'full: at each of four polls');
	like("@{$polls[0]{faults}}", qr/disk is full/, 'and why');
	$server->submit(text => 'x' x 280) for 1 .. 3;
	is(statuses(poll($server, 4)), join(' ', ('503 failing') x 4), 'also after answers were refused, or just found room');
	unlink "$disk/full";
	is(statuses(poll($server, 2)), '200 ok 200 ok', 'with room it is well at once');
	is($server->submit->{status}, 201, 'and takes answers');
	$server->stop;
	undef $server;
	run_command(['umount', '-l', $disk]);
};

subtest 'a disk that takes no more, though it says it has room' => sub {
	my ($traced, undef, $why) = run_command(['strace', '-f', '-e', 'trace=fdatasync', '-o', '/dev/null', 'true']);
	plan skip_all => 'strace may not trace here: ' . (split /\n/, $why)[0] if $traced;
	my $server = Server->start;
	my $data = $server->data;
	my $tracer = fork // die "fork: $!";
	if (!$tracer) {
		open STDERR, '>', "$data/../strace.err";
		# The database file itself, not its WAL: only a checkpoint writes there.
		exec 'strace', '-f', '-p', $server->pids->{'survey.fcgi'}[0], '-o', "$data/../strace.log", '-P', "$data/kiosk.db",
			'-e', 'trace=pwrite64', '-e', 'inject=pwrite64:error=ENOSPC' or POSIX::_exit(127);
	}
	until_true(10, sub { (slurp_file("$data/../strace.err") // '') =~ /attached/ });
	until_true(60, sub { $server->submit(text => 'y' x 280); (slurp_file("$data/../strace.log") // '') =~ /INJECTED/ });
	like(slurp_file("$data/../strace.log") // '', qr/INJECTED/, 'a checkpoint failed');
	is(statuses(poll($server, 4)), join(' ', ('503 failing') x 4), 'which each of four polls says');
	kill 'TERM', $tracer;
	waitpid $tracer, 0;
	ok(until_true(10, sub { $server->healthy }), 'well again without a hand, once it is written');
	is($server->stop, 0, 'it ends');
};

subtest 'a program that cannot start' => sub {
	for my $program ('survey', 'admin') {
		my $server = Server->start;
		# It ends as often as it is started.
		my $killer = fork // die "fork: $!";
		if (!$killer) {
			while (1) {
				kill 'KILL', @{$server->pids->{"$program.fcgi"} // []};
				sleep 0.01;
			}
		}
		ok(until_true(30, sub { $server->fast('GET', '/health')->{status} == 503 }), "$program ends again and again: not well");
		sleep 1;
		my @polls = poll($server, 4);
		is(statuses(@polls), join(' ', ('503 failing') x 4), 'at each poll');
		my ($slowest) = sort { $b <=> $a } map { $_->{took} } @polls;
		cmp_ok($slowest, '<', 3, sprintf 'at once (%.2f s), not after a minute', $slowest);
		like("@{$polls[-1]{faults}}", qr/the program $program does not (?:run|answer)/, 'and which');
		my $from = time;
		my $page = $server->fast('GET', $program eq 'survey' ? '/' : '/login');
		is($page->{status}, 503, 'its pages say so too');
		cmp_ok(time - $from, '<', 3, 'at once');
		kill 'KILL', $killer;
		waitpid $killer, 0;
		ok(until_true(30, sub { $server->healthy }), 'well again once it runs');
		is($server->stop, 0, 'it ends');
	}
};
done_testing;
