# The power goes (reliability.md, 2): all that survey.fcgi writes to the database's files under load is
# recorded by strace, then replayed up to a random point; what no fsync had covered by then is kept,
# dropped or torn by chance, file by file and sector by sector. Whatever is left must open sound
# and hold every submission whose COMMIT had been acknowledged before that point.
# FAULT_ROUNDS says how many cuts (400 by `make fault`); FAULT_SEED repeats a run.
use strict;
use warnings;
use Test::More;
use Time::HiRes qw(sleep);
use Kiosk;
use Server;

my ($traced, undef, $why) = run_command(['strace', '-f', '-e', 'trace=pwrite64', '-o', '/dev/null', 'true']);
plan skip_all => 'strace may not trace here: ' . (split /\n/, $why)[0] if $traced != 0;

use constant SECTOR => 512;
my $cuts = $ENV{FAULT_ROUNDS} // 25;
my $seed = $ENV{FAULT_SEED} // int rand 2 ** 31;
srand $seed;
diag "FAULT_SEED=$seed" if $ENV{FAULT_ROUNDS};

my $server = Server->start;
my $data = $server->data;
my %start = map { $_ => slurp_file("$data/$_") // '' } 'kiosk.db', 'kiosk.db-wal';
my $log = "$data/../writes";

# ---- record ----
# Trace lines give the time and order of all threads' calls: writes and syncs of the files, and
# the writes of answers to sockets, by which what was acknowledged is known.
my $tracer = fork // die "fork: $!";
if (!$tracer) {
	open STDERR, '>', "$log.err";
	exec 'strace', '-f', '-y', '-xx', '-s', '70000', '-e', 'signal=none',
		'-e', 'trace=write,pwrite64,fdatasync,fsync,ftruncate', '-o', $log,
		'-p', $server->pids->{'survey.fcgi'}[0] or POSIX::_exit(127);
}
until_true(10, sub { (slurp_file("$log.err") // '') =~ /attached/ });
sleep 0.3;
my (@senders, @acknowledged);
for my $i (1 .. 4) {
	pipe my $read, my $write or die;
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		srand $seed + $i;
		for (1 .. 60) {
			my $id = uuid4();
			my $answer = $server->submit(id => $id, text => "cut $i " . 'x' x int rand 250);
			syswrite $write, "$id\n" if $answer->{status} == 201;
		}
		POSIX::_exit(0);
	}
	close $write;
	push @senders, [$pid, $read];
}
for (@senders) {
	my ($pid, $read) = @$_;
	chomp(my @ids = <$read>);
	push @acknowledged, @ids;
	waitpid $pid, 0;
}
kill 'TERM', $tracer;
waitpid $tracer, 0;
cmp_ok(scalar @acknowledged, '>=', 200, scalar(@acknowledged) . ' submissions acknowledged while recording');

# ---- read the record ----

# A call that another thread interrupts is printed in two lines; it counts where it ended. A write
# that had begun may be on the disk already, which dropping and tearing allow for.
sub calls {
	my (%begun, @calls);
	open my $in, '<', $log or die "$log: $!";
	while (my $line = <$in>) {
		my ($pid, $text) = $line =~ /^(\d+)\s+(.*)$/s or next;
		if ($text =~ /^(.*) <unfinished \.\.\.>\s*$/s) {
			$begun{$pid} = $1;
			next;
		}
		$text = delete($begun{$pid}) . $1 if $text =~ /^<\.\.\. \w+ resumed>\s*(.*)$/s && defined $begun{$pid};
		push @calls, $text;
	}
	return @calls;
}

sub bytes_of { my ($hex) = @_; $hex =~ s/\\x//g; return pack 'H*', $hex }

my (@events, %acknowledged_at);
my %is_ours = map { lc(tr/-//dr) => 1 } @acknowledged;
for my $text (calls()) {
	my ($call, $path, $rest) = $text =~ /^(\w+)\(\d+<([^>]*)>(.*)$/s or next;
	$path = bytes_of($path) if $path =~ /^\\x/;
	my ($file) = $path =~ m{/(kiosk\.db(?:-wal)?)$};
	if ($call eq 'write') {
		my ($hex) = $rest =~ /"((?:\\x..)*)"/ or next;
		my $bytes = bytes_of($hex);
		push @events, ['ack', lc($1 =~ tr/-//dr)] while $bytes =~ /"instance_id":"([0-9a-f-]{36})"/g;
	} elsif (!$file) {
		next;
	} elsif ($call eq 'pwrite64') {
		my ($hex, $len, $at, $wrote) = $rest =~ /"((?:\\x..)*)"(?:\.\.\.)?, (\d+), (\d+)\)\s+= (\d+)/ or next;
		push @events, ['write', $file, $at, substr bytes_of($hex), 0, $wrote];
	} elsif ($call =~ /sync/ && $rest =~ /= 0/) {
		push @events, ['sync', $file];
	} elsif ($call eq 'ftruncate' && $rest =~ /, (\d+)\)\s+= 0/) {
		push @events, ['cut', $file, $1];
	}
}
my $seen = grep { $_->[0] eq 'ack' && $is_ours{$_->[1]} } @events;
is($seen, scalar @acknowledged, 'each acknowledgement stands in the record');
cmp_ok(scalar(grep { $_->[0] eq 'sync' } @events), '>', 20, 'and so do syncs');

# ---- cut ----

sub apply {
	my ($content, $at, $bytes) = @_;
	$$content .= "\0" x ($at - length $$content) if length $$content < $at;
	substr $$content, $at, length $bytes, $bytes;
}

# What of an unsynced write reaches the disk: all, nothing, or some of its sectors.
sub perhaps {
	my ($content, $at, $bytes) = @_;
	my $chance = rand;
	return if $chance < 0.4;
	return apply($content, $at, $bytes) if $chance < 0.7;
	for (my $i = 0; $i < length $bytes;) {
		my $n = SECTOR - ($at + $i) % SECTOR;
		$n = length($bytes) - $i if $n > length($bytes) - $i;
		apply($content, $at + $i, substr $bytes, $i, $n) if rand() < 0.5;
		$i += $n;
	}
}

sub cut_at {
	my ($end) = @_;
	my %content = %start;
	my (%unsynced, %known);
	for my $event (@events[0 .. $end - 1]) {
		my ($kind, $file, $at, $bytes) = @$event;
		if ($kind eq 'ack') {
			$known{$file} = 1 if $is_ours{$file};
		} elsif ($kind eq 'sync') {
			for (@{$unsynced{$file} // []}) {
				defined $_->[1] ? apply(\$content{$file}, @$_) : ($content{$file} = substr $content{$file}, 0, $_->[0]);
			}
			$unsynced{$file} = [];
		} else {
			push @{$unsynced{$file}}, [$at, $kind eq 'write' ? $bytes : undef];
		}
	}
	for my $file (keys %unsynced) {
		for (@{$unsynced{$file}}) {
			if (defined $_->[1]) { perhaps(\$content{$file}, @$_) }
			elsif (rand() < 0.5) { $content{$file} = substr $content{$file}, 0, $_->[0] }
		}
	}
	return (\%content, \%known);
}

my ($dir, $lost, $broken, $checked) = (temp_folder(), 0, 0, 0);
for my $round (1 .. $cuts) {
	my $end = 1 + int rand @events;
	my ($content, $known) = cut_at($end);
	unlink glob "$dir/*";
	write_file("$dir/$_", $content->{$_}) for keys %$content;
	my ($status, $out, $err) = run_command(['sqlite3', "$dir/kiosk.db", 'PRAGMA quick_check; SELECT lower(hex(id)) FROM submission;']);
	my ($first, @rows) = split /\n/, $out;
	my %there = map { $_ => 1 } @rows;
	my @missing = grep { !$there{$_} } keys %$known;
	$checked += keys %$known;
	if ($status || ($first // '') ne 'ok') {
		$broken++;
		diag "cut $round, event $end of ", scalar @events, ": ", $first // '', $err;
	}
	if (@missing) {
		$lost += @missing;
		diag "cut $round, event $end: lost @missing[0 .. ($#missing > 2 ? 2 : $#missing)]";
	}
}
is($broken, 0, "after each of $cuts cuts the file is sound");
is($lost, 0, "and none of the acknowledged is lost ($checked looked for)");

diag "FAULT_SEED=$seed" if $broken || $lost;

# The test itself must be able to see a loss: with the syncs left out, some are.
@events = grep { $_->[0] ne 'sync' } @events;
my $would = 0;
for (1 .. 10) {
	my ($content, $known) = cut_at(scalar @events);
	unlink glob "$dir/*";
	write_file("$dir/$_", $content->{$_}) for keys %$content;
	my (undef, $out) = run_command(['sqlite3', "$dir/kiosk.db", 'SELECT lower(hex(id)) FROM submission;']);
	my %there = map { $_ => 1 } split /\n/, $out;
	$would++ if grep { !$there{$_} } keys %$known;
	last if $would;
}
cmp_ok($would, '>', 0, 'without its syncs the same record loses answers');
done_testing;
