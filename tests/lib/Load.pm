# Many at once: processes that submit answers and write down which were acknowledged.
package Load;
use strict;
use warnings;
use POSIX ();
use Time::HiRes qw(sleep);
use Kiosk;

# Call `what` in n processes that begin together; what each returned, a line each.
sub parallel {
	my ($n, $what) = @_;
	pipe my $go, my $start or die;
	my @readers;
	for my $i (1 .. $n) {
		pipe my $read, my $write or die;
		my $pid = fork // die "fork: $!";
		if (!$pid) {
			close $start;
			srand $$;
			sysread $go, my $byte, 1;
			syswrite $write, $what->($i) // '';
			POSIX::_exit(0);
		}
		close $write;
		push @readers, [$pid, $read];
	}
	close $go;
	close $start;
	return map { my ($pid, $read) = @$_; local $/; my $said = <$read>; waitpid $pid, 0; $said } @readers;
}

# Processes that submit until told to stop, each answer with a remark of its own. What broke off
# is sent again with the same key, as a browser would.
sub start {
	my ($class, $server, $n) = @_;
	my $self = bless {dir => temp_folder(), pids => [], server => $server}, $class;
	for my $i (1 .. $n) {
		my $pid = fork // die "fork: $!";
		if ($pid) {
			push @{$self->{pids}}, $pid;
			next;
		}
		my $stop = 0;
		$SIG{TERM} = sub { $stop = 1 };
		srand $$;
		open my $log, '>', "$self->{dir}/$i" or POSIX::_exit(1);
		$log->autoflush;
		my $count = 0;
		while (!$stop) {
			my $id = uuid4();
			$count++;
			my $body = form_body(audit_fields(id => $id, text => "load $$ $count",
				department => (qw(SAL MKT SUP MGT))[$count % 4]));
			my $answer;
			while (!$stop) {
				$answer = $server->fast('POST', '/s/crm-audit-1', $body, Accept => 'application/json');
				last if $answer->{status} && $answer->{status} < 500 && $answer->{status} != 429;
				print $log "again $answer->{status}\n";
				sleep 0.02;
			}
			print $log $answer->{status}, ' ', $id =~ tr/-//dr, "\n" if $answer->{status};
		}
		POSIX::_exit(0);
	}
	return $self;
}

# Stop; the ids (hex) that were acknowledged.
sub stop {
	my ($self) = @_;
	kill 'TERM', @{$self->{pids}};
	waitpid $_, 0 for @{$self->{pids}};
	$self->{pids} = [];
	my %acknowledged;
	for my $file (glob "$self->{dir}/*") {
		for (split /\n/, slurp_file($file)) {
			$acknowledged{$1} = 1 if /^201 (\w+)/;
			$self->{refused}++ if /^4\d\d /;
		}
	}
	return \%acknowledged;
}

sub DESTROY {
	my ($self) = @_;
	local $?;
	kill 'KILL', @{$self->{pids}};
	waitpid $_, 0 for @{$self->{pids}};
}

1;
