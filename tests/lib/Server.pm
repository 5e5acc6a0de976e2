# A whole kiosk behind real nginx, as `kiosk serve` runs it; asked by curl as people's scripts
# do, or by a plain socket where many requests at once are wanted.
package Server;
use strict;
use warnings;
use IO::Socket::INET;
use POSIX ();
use Test::More;
use Time::HiRes qw(sleep time);
use Kiosk;

# Options: data (else a new one), port, log, wait => 0 not to wait, env, under => [command in front].
sub start {
	my ($class, %with) = @_;
	my $self = bless {data => $with{data} // new_kiosk(), port => $with{port} // free_port(), own_port => !$with{port},
		under => $with{under} // [], env => $with{env} // {}}, $class;
	$self->{log} = $with{log} // "$self->{data}/../serve.log";
	$self->{jar} = "$self->{data}/../cookies";
	return $self->run(%with);
}

sub run {
	my ($self, %with) = @_;
	my @command = (@{$self->{under}}, build() . '/bin/kiosk', 'serve', '--data', $self->{data},
		'--port', $self->{port});
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		setpgrp 0, 0;
		open STDIN, '<', '/dev/null';
		open STDOUT, '>>', $self->{log};
		open STDERR, '>>', $self->{log};
		$ENV{$_} = $self->{env}{$_} for keys %{$self->{env}};
		exec { $command[0] } @command or POSIX::_exit(127);
	}
	$self->{pid} = $pid;
	$self->{owner} = $$;
	return $self if exists $with{wait} && !$with{wait};
	my $ready = until_true(60, sub {
		return -1 if waitpid($pid, POSIX::WNOHANG()) == $pid;
		return ($self->log =~ /ready/ && $self->healthy) || undef;
	});
	if (!$ready || $ready == -1) {
		diag 'the kiosk did not start: ', $self->log;
		$self->{pid} = undef if ($ready // 0) == -1;
		BAIL_OUT('the kiosk did not start');
	}
	return $self;
}

sub url { my ($self, $path) = @_; return "http://localhost:$self->{port}" . ($path // '') }
sub data { $_[0]{data} }
sub log { return slurp_file($_[0]{log}) // '' }

sub healthy {
	my ($self) = @_;
	my $answer = eval { $self->fast('GET', '/health') };
	return $answer && $answer->{status} == 200;
}

# Its processes by name: {name => [pids]}, from /proc.
sub pids {
	my ($self) = @_;
	my (%parent, %name);
	for my $stat (glob '/proc/[0-9]*/stat') {
		my $text = slurp_file($stat) or next;
		$text =~ /^(\d+) \((.*)\) \S (\d+)/s or next;
		($parent{$1}, $name{$1}) = ($3, $2);
	}
	my %mine;
	for my $pid (keys %parent) {
		for (my $up = $pid; $up; $up = $parent{$up}) {
			next if $up != $self->{pid};
			push @{$mine{$name{$pid}}}, $pid;
			last;
		}
	}
	return \%mine;
}

# Tell it to stop as Ctrl-C does, or by another signal; its exit status, undef after 30 s.
sub stop {
	my ($self, $signal) = @_;
	return undef if !$self->{pid};
	kill $signal // 'TERM', $self->{pid};
	return $self->wait_end;
}

sub wait_end {
	my ($self, $seconds) = @_;
	my $pid = $self->{pid};
	my $status;
	until_true($seconds // 30, sub {
		return 0 if waitpid($pid, POSIX::WNOHANG()) != $pid;
		$status = $?;
		return 1;
	});
	$self->{pid} = undef if defined $status;
	return undef if !defined $status;
	return $status & 127 ? -($status & 127) : $status >> 8;
}

sub DESTROY {
	my ($self) = @_;
	return if ($self->{owner} // 0) != $$;
	release_port($self->{port}) if $self->{own_port};
	return if !$self->{pid};
	local ($?, $@);
	kill 'TERM', $self->{pid};
	defined $self->wait_end(20) or do {
		kill 'KILL', -$self->{pid};
		waitpid $self->{pid}, 0;
	};
}

# ---- by curl ----

# One request; options: fields, cookies => 1 (keeps a jar), args => [more of curl's].
sub curl {
	my ($self, $path, %with) = @_;
	my @command = ('curl', '-s', '-i', '--max-time', $with{max} // 60);
	push @command, '-b', $self->{jar}, '-c', $self->{jar} if $with{cookies};
	if ($with{fields}) {
		my @fields = ref $with{fields} eq 'HASH' ? %{$with{fields}} : @{$with{fields}};
		my $body = "$self->{data}/../curl-body-$$";
		write_file($body, form_body(@fields));
		push @command, '--data-binary', "\@$body";
	}
	push @command, '-H', "Accept: $with{accept}" if $with{accept};
	my ($status, $out, $err) = run_command([@command, @{$with{args} // []}, $self->url($path)]);
	my $answer = read_http($out);
	$answer->{curl} = $status;
	return $answer;
}

sub read_http {
	my ($text) = @_;
	my ($head, $body) = split /\r?\n\r?\n/, $text // '', 2;
	# curl prints 100 Continue and redirects as heads of their own.
	($head, $body) = split /\r?\n\r?\n/, $body // '', 2 while ($head // '') =~ m{^HTTP/\S+ 1\d\d};
	my %answer = (status => 0, headers => {}, body => $body // '', head => $head // '');
	$answer{status} = 0 + $1 if ($head // '') =~ m{^HTTP/\S+ (\d+)};
	for my $line (split /\r?\n/, $head // '') {
		$answer{headers}{lc $1} = $2 if $line =~ /^([\w-]+):\s*(.*)$/;
	}
	return \%answer;
}

# Sign in by curl; the answer to the POST.
sub login {
	my ($self, $user, $password) = @_;
	my %fields = map { @$_ } fields_of($self->curl('/login', cookies => 1)->{body});
	return $self->curl('/login', cookies => 1, fields => {%fields, user => $user, password => $password});
}

sub csrf {
	my ($self, $path) = @_;
	my %fields = map { @$_ } fields_of($self->curl($path, cookies => 1)->{body});
	return $fields{csrf};
}

# ---- by a socket ----

sub fast {
	my ($self, $method, $path, $body, %headers) = @_;
	my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $self->{port}, Timeout => 5)
		or return {status => 0, headers => {}, body => ''};
	my %h = (Host => "localhost:$self->{port}", Connection => 'close', %headers);
	if (defined $body) {
		$h{'Content-Length'} //= length $body;
		$h{'Content-Type'} //= 'application/x-www-form-urlencoded';
	}
	my $request = "$method $path HTTP/1.1\r\n" . join('', map { "$_: $h{$_}\r\n" } grep { defined $h{$_} } sort keys %h)
		. "\r\n" . ($body // '');
	local $SIG{PIPE} = 'IGNORE';
	while (length $request) {
		my $n = syswrite $socket, $request;
		last if !defined $n;
		substr $request, 0, $n, '';
	}
	my $text = '';
	while (sysread $socket, $text, 65536, length $text) { }
	close $socket;
	return read_http($text);
}

# Submit the audit as a script does: the status.
sub submit {
	my ($self, %with) = @_;
	return $self->fast('POST', '/s/crm-audit-1', form_body(audit_fields(%with)), Accept => 'application/json');
}

1;
