# A site without nginx: its programs as plain CGI (RFC 3875), or over FastCGI by a small
# client. Both answer to the same calls, so that the same cases run through both.
package Site;
use strict;
use warnings;
use Exporter 'import';
use IO::Socket::UNIX;
use POSIX ();
use Test::More;
use Time::HiRes ();
use Kiosk;

our @EXPORT = qw(both_ways);

# Which program answers which address (contracts.md, Addresses).
sub program_of {
	my ($path) = @_;
	return 'results' if $path =~ m{^/(?:(?:results|decisions)(?:/|$)|(?:sign|vote)$)};
	return 'admin' if $path =~ m{^/(?:login|logout|today|admin|help)(?:/|$)};
	return 'survey';
}

# Run cases as CGI and over FastCGI, each on a data folder of its own; SITE_WAYS names fewer.
sub both_ways {
	my ($cases) = @_;
	for my $way (split ' ', $ENV{SITE_WAYS} // 'cgi fcgi') {
		my $site = Site->new($way, new_kiosk());
		subtest $way => sub { $cases->($site) };
		$site->stop;
	}
}

sub new {
	my ($class, $way, $data) = @_;
	return bless {way => $way, data => $data, pids => {}, cookies => {}}, $class;
}

sub data { $_[0]{data} }
sub way { $_[0]{way} }

sub get { my ($self, $path, %with) = @_; return $self->ask('GET', $path, %with) }

# `fields` is a list, a hash, or a body as it is.
sub post {
	my ($self, $path, $fields, %with) = @_;
	my $body = ref $fields eq 'HASH' ? form_body(%$fields) : ref $fields ? form_body(@$fields) : $fields;
	return $self->ask('POST', $path, body => $body,
		type => 'application/x-www-form-urlencoded', %with);
}

# Options: body, type, length, accept, language, origin, host, queued, https, cookie (else
# those set so far), env (anything else, undef takes away).
sub ask {
	my ($self, $method, $target, %with) = @_;
	my ($path, $query) = split /\?/, $target, 2;
	my $cookies = join '; ', map { "$_=$self->{cookies}{$_}" } sort keys %{$self->{cookies}};
	my %env = (
		GATEWAY_INTERFACE => 'CGI/1.1', SERVER_PROTOCOL => 'HTTP/1.1', SCRIPT_NAME => '',
		REQUEST_METHOD => $method, PATH_INFO => Kiosk::unescape_url($path),
		QUERY_STRING => $query // '', HTTP_HOST => $with{host} // 'localhost:8080',
		HTTP_ACCEPT => $with{accept} // 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8',
	);
	$env{HTTP_ACCEPT_LANGUAGE} = $with{language} if defined $with{language};
	$env{HTTP_ORIGIN} = $with{origin} if defined $with{origin};
	$env{HTTP_KIOSK_QUEUED} = $with{queued} if defined $with{queued};
	$env{HTTPS} = 'on' if $with{https};
	$env{HTTP_COOKIE} = $with{cookie} // $cookies if length($with{cookie} // $cookies);
	if (defined $with{body}) {
		$env{CONTENT_LENGTH} = $with{length} // length $with{body};
		$env{CONTENT_TYPE} = $with{type} if defined $with{type};
	}
	$env{$_} = $with{env}{$_} for keys %{$with{env} // {}};
	delete $env{$_} for grep { !defined $env{$_} } keys %env;

	my $program = program_of($path);
	my $answer = $self->{way} eq 'cgi' ? $self->by_cgi($program, \%env, $with{body} // '')
		: $self->by_fcgi($program, \%env, $with{body} // '');
	$answer = $self->read_answer($answer);
	# What is refused makes no release due.
	$self->wait_for_keeper if $self->{way} ne 'cgi' && defined $with{body} && $program ne 'results' && $answer->{status} < 400;
	return $answer;
}

# Until no release is due: what a reader would wait for.
sub wait_for_keeper {
	my ($self) = @_;
	until_true(20, sub { !sql($self->{data}, 'SELECT count(*) FROM round WHERE release_due') })
		or diag 'the keeper made no release', $self->log;
}

sub read_answer {
	my ($self, $text) = @_;
	my ($head, $body) = split /\r?\n\r?\n/, $text // '', 2;
	my %answer = (status => 0, headers => {}, body => $body // '', head => $head // '', cookies => {});
	for my $line (split /\r?\n/, $head // '') {
		my ($name, $value) = $line =~ /^([\w-]+):\s*(.*)$/ or next;
		$answer{status} = 0 + substr($value, 0, 3) if lc $name eq 'status';
		push @{$answer{all}{lc $name}}, $value;
		$answer{headers}{lc $name} = $value;
		if (lc $name eq 'set-cookie' && $value =~ /^([^=;]+)=([^;]*)/) {
			my ($cookie, $token) = ($1, $2);
			$answer{cookies}{$cookie} = $token;
			if ($token eq '' || $value =~ /max-age=(?:0|-)/i) { delete $self->{cookies}{$cookie} }
			else { $self->{cookies}{$cookie} = $token }
		}
	}
	return \%answer;
}

sub forget { my ($self) = @_; $self->{cookies} = {} }

# Sign in; the answer to the POST.
sub login {
	my ($self, $user, $password, %with) = @_;
	my $page = $self->get('/login', %with);
	my %fields = map { @$_ } fields_of($page->{body});
	return $self->post('/login', {%fields, user => $user, password => $password}, %with);
}

# Sign in as somebody new, who chooses a password: the answer to the POST that begins the session.
sub enter {
	my ($self, $name, @options) = @_;
	my ($status, $out, $err) = kiosk('user', 'add', $name, @options, '--data', $self->data);
	die "no account $name: $err" if $status;
	my ($once) = $out =~ /password\S*\s+(\S+)/;
	$self->forget;
	$self->login($name, $once);
	$self->post('/admin/password', {csrf => $self->csrf($self->get('/admin/password')), old => $once, password => PASSWORD, again => PASSWORD});
	$self->forget;
	return $self->login($name, PASSWORD);
}

# The token of a page's forms.
sub csrf {
	my ($self, $page) = @_;
	my %fields = map { @$_ } fields_of($page->{body});
	return $fields{csrf};
}

# ---- CGI ----

sub by_cgi {
	my ($self, $program, $env, $body) = @_;
	my $in;
	if (length $body) {
		$in = build() . "/tmp/$$-body";
		write_file($in, $body);
	}
	my $path = build() . "/cgi-bin/$program.fcgi";
	local %ENV = (PATH => $ENV{PATH}, BUILD => build(), %$env, KIOSK_DATA => $self->{data},
		map { $_ => $ENV{$_} } grep { /^(?:(?:ASAN|UBSAN|LSAN)_OPTIONS|GCOV_PREFIX\w*)$/ } keys %ENV);
	my ($status, $out, $err) = run_command([@{$self->{under} // []}, $path], $in ? (in => $in) : ());
	unlink $in if $in;
	$self->{log} .= $err;
	diag "$program.fcgi ended with $status: $err" if $status != 0 && $status != 3;
	return $out;
}

# ---- FastCGI 1.0 ----

sub start {
	my ($self, $program) = @_;
	return if $self->{pids}{$program};
	$self->start('keeper') if $program ne 'keeper';
	my $path = "$self->{data}/../$program.sock";
	unlink $path;
	my $socket = IO::Socket::UNIX->new(Local => $path, Listen => 64) or die "$path: $!";
	my ($exe, $log) = (build() . "/cgi-bin/$program.fcgi", "$self->{data}/../$program.log");
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		open STDERR, '>>', $log;
		open STDOUT, '>', '/dev/null';
		POSIX::dup2(fileno $socket, 0);
		local %ENV = (PATH => $ENV{PATH}, KIOSK_DATA => $self->{data},
			map { $_ => $ENV{$_} } grep { /^(?:(?:ASAN|UBSAN|LSAN)_OPTIONS|GCOV_PREFIX\w*)$/ } keys %ENV);
		exec $exe or POSIX::_exit(127);
	}
	$self->{pids}{$program} = $pid;
	$self->{sockets}{$program} = $path;
}

sub record {
	my ($type, $content) = @_;
	return pack('CCnnCC', 1, $type, 1, length $content, 0, 0) . $content;
}

sub pairs {
	my ($env) = @_;
	my $length = sub { $_[0] < 128 ? pack 'C', $_[0] : pack 'N', $_[0] | 1 << 31 };
	return join '', map { $length->(length $_) . $length->(length $env->{$_}) . $_ . $env->{$_} }
		sort keys %$env;
}

# Content in records of at most 65535 bytes, and the empty one that ends the stream.
sub stream {
	my ($type, $content) = @_;
	my $out = '';
	$out .= record($type, substr $content, 0, 60000, '') while length $content;
	return $out . record($type, '');
}

sub by_fcgi {
	my ($self, $program, $env, $body) = @_;
	$self->start($program);
	my $socket = IO::Socket::UNIX->new(Peer => $self->{sockets}{$program}) or die "$program: $!";
	my $send = record(1, pack 'nCx5', 1, 0) . stream(4, pairs($env)) . stream(5, $body);
	my $out = '';
	# It may answer, and close, before it has read all of the body.
	local $SIG{PIPE} = 'IGNORE';
	while (length $send) {
		my $n = syswrite $socket, $send, 65536;
		last if !defined $n;
		substr $send, 0, $n, '';
	}
	my $in = '';
	while (1) {
		my $n = sysread $socket, $in, 65536, length $in;
		last if !$n;
		while (length $in >= 8) {
			my (undef, $type, undef, $length, $pad) = unpack 'CCnnC', $in;
			last if length $in < 8 + $length + $pad;
			my $content = substr $in, 8, $length;
			substr $in, 0, 8 + $length + $pad, '';
			$out .= $content if $type == 6;
			return $out if $type == 3;
		}
	}
	return $out;
}

# What the programs said on stderr so far.
sub log {
	my ($self) = @_;
	return $self->{log} // '' if $self->{way} eq 'cgi';
	return join '', map { slurp_file("$self->{data}/../$_.log") // '' } qw(survey results admin keeper);
}

sub stop {
	my ($self) = @_;
	for my $program (sort keys %{$self->{pids}}) {
		kill 'TERM', $self->{pids}{$program};
		my $end = time + 20;
		my $gone;
		Time::HiRes::sleep(0.01) while !($gone = waitpid $self->{pids}{$program}, POSIX::WNOHANG()) && time < $end;
		my $status = $?;
		if (!$gone) {
			kill 'KILL', $self->{pids}{$program};
			waitpid $self->{pids}{$program}, 0;
		}
		ok($gone && $status == 0, "$program.fcgi ends with 0 when told to")
			or diag "status $status; log:\n", $self->log;
	}
	$self->{pids} = {};
}

sub DESTROY {
	my ($self) = @_;
	local $?;
	kill 'KILL', $_ for values %{$self->{pids}};
	waitpid $_, 0 for values %{$self->{pids}};
}

1;
