# The limits of the site, in nginx and in the programs: sizes, slow bodies, names, rates
# (reliability.md, 34, 15; contracts.md, Addresses), and what nginx answers by itself.
use strict;
use warnings;
use Test::More;
use IO::Socket::INET;
use Time::HiRes qw(sleep time);
use Encode ();
use Kiosk;
use Server;

# What nginx says by itself: the catalogue's words, in six languages, as a browser reads them.
sub pages_of_nginx {
	my ($server) = @_;
	my %said;
	my @rows = map { [cells_of($_)] } split /\n/, Encode::decode_utf8(slurp_file('www/i18n/interface.csv'));
	for my $row (map { @$_ } @rows) { $said{$1} = [@$row[2 .. 7]] if ($row->[0] // '') =~ /^error\.(\w+\.\w+)$/ }
	my $conf = Encode::decode_utf8(slurp_file($server->data . '/run/nginx.conf'));
	my @pages = $conf =~ /"(<!doctype html>[^"]*)"/g;
	cmp_ok(scalar @pages, '>=', 3, 'pages of its own');
	my $words = text_of(unescape(join ' ', @pages));
	for my $status (grep { $conf =~ /return $_|=\s*\@?\w*$_|error_page[^;]*\b$_\b/ } qw(429 503)) {
		is(join(' ', grep { index($words, $said{"$status.title"}[$_]) < 0 } 0 .. 5), '', "the title of $status in all languages");
	}
	unlike(join('', @pages), qr/&#(?:9[7-9]|1[01]\d|12[0-2]);/, 'letters stand as letters');
	unlike(join('', map { s/<[^>]*>//gr } @pages), qr/[<>'"\\]|&(?!#\d+;)/, 'and what HTML and nginx read otherwise does not');
}

my $server = Server->start;
pages_of_nginx($server);
my $round = '/s/crm-audit-1';
my $port = $server->{port};

sub open_socket {
	return IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port, Timeout => 5) // die "connect: $!";
}

subtest 'a body one byte over' => sub {
	my $body = form_body(audit_fields());
	my $most = "$body&x=" . 'a' x (256 * 1024 - 3 - length $body);
	is($server->fast('POST', $round, $most, Accept => 'application/json')->{status}, 201, '256 KiB are taken');
	my $before = sql($server->data, 'SELECT count(*) FROM submission');
	my $over = $server->fast('POST', $round, $most . 'a');
	is($over->{status}, 413, 'a byte more is not');
	is($over->{headers}{'x-content-type-options'} // '', 'nosniff', "nginx's own answer has the headers");
	like($over->{headers}{'content-security-policy'} // '', qr/default-src 'none'/, 'and the policy');
	is($server->fast('POST', '/login', 'a' x (256 * 1024 + 1))->{status}, 413, 'for the login too');
	is(scalar sql($server->data, 'SELECT count(*) FROM submission'), $before, 'nothing is stored');
	my $socket = open_socket();
	print $socket "POST $round HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999999\r\n\r\n";
	my $line = <$socket>;
	like($line, qr{^HTTP/1.1 413}, 'at once, when it is announced');
};

subtest 'a slow body' => sub {
	my $from = time;
	my $socket = open_socket();
	print $socket "POST $round HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
		. "Content-Type: application/x-www-form-urlencoded\r\n\r\ninstance_id=";
	my $text = '';
	while (sysread $socket, $text, 4096, length $text) { }
	my $took = time - $from;
	cmp_ok($took, '>', 3, 'is waited for');
	cmp_ok($took, '<', 8, sprintf 'and dropped after %.1f s', $took);
	unlike($text, qr{^HTTP/1.1 [23]}, 'without success');
	$from = time;
	$socket = open_socket();
	print $socket "GET / HTTP/1.1\r\nHost: loc";
	$text = '';
	while (sysread $socket, $text, 4096, length $text) { }
	cmp_ok(time - $from, '<', 8, 'so is a slow header');
};

subtest 'names' => sub {
	my @own = ('localhost', "localhost:$port", '127.0.0.1', "[::1]:$port");
	is($server->fast('GET', '/health', undef, Host => $_)->{status}, 200, "Host: $_") for @own;
	my $other = $server->fast('GET', '/health', undef, Host => $_) for 'x';
	is($server->fast('GET', '/health', undef, Host => $_)->{status}, 421, "Host: $_")
		for 'evil.example', 'localhost.evil.example', 'localhost@evil.example', 'kiosk.invalid:80';
	my $wrong = $server->fast('GET', '/', undef, Host => 'evil.example');
	is($wrong->{headers}{'x-content-type-options'} // '', 'nosniff', 'with the headers');
	unlike($wrong->{body}, qr/evil/, 'which is not repeated');
	isnt($server->fast('GET', '/health', undef, Host => undef)->{status}, 200, 'no Host, no answer');
	for my $host ('evil.example', 'evil.example:80', 'localhost.evil.example', '127.0.0.1') {
		my $absolute = $server->fast('GET', 'http://localhost/', undef, Host => $host);
		is($absolute->{status}, 421, "Host: $host with another host in the address");
		is($absolute->{headers}{'x-content-type-options'} // '', 'nosniff', 'with the headers');
	}
	is($server->fast('GET', 'http://evil.example/', undef, Host => 'localhost')->{status}, 421, 'a foreign address with our Host');
	is($server->fast('GET', "http://localhost:$port/", undef, Host => "localhost:$port")->{status}, 200, 'an absolute address of ours is served');
	is($server->fast('GET', '/', undef, Host => 'LOCALHOST.')->{status}, 200, 'names have no case, and may end in a dot');
	my $answer = $server->curl('/', args => ['-H', 'Host: evil.example', '-H', 'Origin: http://evil.example',
		'-X', 'POST', '-d', 'a=b']);
	is($answer->{status}, 421, 'an origin that matches a foreign Host does not help');
};

subtest 'files' => sub {
	for my $case (['/static/kiosk.css', 'text/css'], ['/static/kiosk.js', 'text/javascript'],
			['/forms/crm-audit/survey.csv', 'text/csv'], ['/help/method.html', 'text/html'], ['/help/', 'text/html']) {
		my ($path, $type) = @$case;
		my $file = $server->fast('GET', $path);
		is($file->{status}, 200, $path);
		like($file->{headers}{'content-type'}, qr{^\Q$type\E}, $type);
		is($file->{headers}{'x-content-type-options'} // '', 'nosniff', 'nosniff');
		like($file->{headers}{'content-security-policy'} // '', qr/default-src 'none'/, 'the policy');
	}
	is($server->fast('GET', $_)->{status}, 404, "$_ is not served")
		for '/templates/start.html', '/i18n/interface.csv', '/static/../templates/start.html',
			'/static/%2e%2e/i18n/interface.csv', '/static/.git', '/kiosk.db', '/static/nothing.js';
	like($server->fast('GET', '/static/kiosk.css', undef, 'Accept-Encoding' => 'gzip')->{headers}{'content-encoding'} // '',
		qr/gzip/, 'files are compressed');
	is($server->fast('GET', '/', undef, 'Accept-Encoding' => 'gzip')->{headers}{'content-encoding'}, undef,
		'pages are not (BREACH)');
};

subtest 'odd requests' => sub {
	my $long = $server->fast('GET', '/' . 'a' x 20000);
	cmp_ok($long->{status}, '>=', 400, 'a very long address') ;
	is($server->fast('GET', '/s/crm-audit-1%0d%0aX:%20y')->{headers}{x}, undef, 'CR LF in the path makes no header');
	is($server->fast('GET', '/?next=%0d%0aSet-Cookie:%20a=b')->{headers}{'set-cookie'}, undef, 'nor in the query');
	is($server->fast('TRACE', '/')->{status}, 405, 'no TRACE');
	is($server->fast('POST', '/health', 'a=b')->{status}, 405, 'no POST to /health');
	my $socket = open_socket();
	print $socket "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" . "\0" x 100;
	my $text = '';
	while (sysread $socket, $text, 4096, length $text) { }
	ok($server->healthy, 'TLS spoken to plain http does no harm');
	for my $body ('a=b&' x 70000, '=&' x 100000, '%' x 1000, 'a' x 200000) {
		my $answer = $server->fast('POST', $round, $body);
		cmp_ok($answer->{status}, '>=', 400, 'an odd body is refused') or diag $answer->{status};
		cmp_ok($answer->{status}, '<', 500, 'and breaks nothing');
	}
	ok($server->healthy, 'it is well after all that');
};

# Loopback is exempt (contracts.md), so this asks from another of the machine's addresses.
subtest 'too fast' => sub {
	my ($address) = grep { !/^127\./ } `hostname -I 2>/dev/null` =~ /(\d+\.\d+\.\d+\.\d+)/g;
	plan skip_all => 'this machine has no address but loopback' if !$address;
	is(scalar(grep { $_ != 422 } map { $server->fast('POST', $round, 'x=y', Accept => 'application/json')->{status} } 1 .. 300), 0,
		'300 posts from loopback are all looked at');
	$server->stop;
	$server->{env}{BIND} = '0.0.0.0';
	$server->run;
	ok(until_true(10, sub { $server->log =~ m{^http://\Q$address\E:$port/\s}m }), "an address of the machine is printed, and answered below without HOSTS");
	for my $printed ($server->log =~ m{^(http://\S+)$}mg) {
		my ($status) = run_command(['curl', '-g', '-s', '-o', '/dev/null', '--max-time', '5', $printed]);
		is($status, 0, "$printed is listened on, as it is printed");
	}
	unlike($server->log, qr{^http://\[}m, 'IPv6 is not, so it is not printed');
	my %status;
	my $last;
	for (1 .. 300) {
		my $socket = IO::Socket::INET->new(PeerAddr => $address, PeerPort => $port, Timeout => 5) or next;
		print $socket "POST $round HTTP/1.1\r\nHost: $address:$port\r\nConnection: close\r\nContent-Length: 3\r\n"
			. "Content-Type: application/x-www-form-urlencoded\r\n\r\nx=y";
		my $text = do { local $/; <$socket> };
		$last = Server::read_http($text);
		$status{$last->{status}}++;
	}
	cmp_ok($status{429} // 0, '>', 10, 'then comes 429') or diag explain \%status;
	cmp_ok($status{422} // 0, '>=', 200, 'after a burst of 200') or diag explain \%status;
	my $answer = Server::read_http(do {
		my $socket = IO::Socket::INET->new(PeerAddr => $address, PeerPort => $port);
		print $socket "POST $round HTTP/1.1\r\nHost: $address:$port\r\nConnection: close\r\nContent-Length: 3\r\n\r\nx=y";
		local $/; <$socket> });
	like($answer->{headers}{'retry-after'} // '', qr/^\d+$/, 'with Retry-After') if $answer->{status} == 429;
	is(Server::read_http(do {
		my $socket = IO::Socket::INET->new(PeerAddr => $address, PeerPort => $port);
		print $socket "GET $round HTTP/1.1\r\nHost: $address:$port\r\nConnection: close\r\n\r\n";
		local $/; <$socket> })->{status}, 200, 'reading goes on');
};

subtest 'logs and temporary files' => sub {
	my $marker = 'Zx9' . int rand 1e9;
	my $answer = $server->fast('POST', $round, form_body(audit_fields(text => "mark $marker " . 'y' x 200,
		more => [map { ("filler$_" => 'z' x 900) } 1 .. 200])), Accept => 'application/json');
	is($answer->{status}, 201, 'a marked answer, large enough for a temporary file');
	my $page = $server->fast('POST', $round, form_body(audit_fields(department => '', text => "mark $marker")));
	is($page->{status}, 422, 'and one that comes back on a page of faults');
	$server->fast('GET', "/receipt?receipt=$marker");
	$server->fast('GET', '/health', undef, 'User-Agent' => "agent$marker", Cookie => "a=$marker", Referer => "http://$marker.example/");
	my $found = `grep -rl --exclude='kiosk.db*' -- $marker @{[$server->data]} @{[$server->{log}]} 2>/dev/null`;
	is($found, '', 'is in no log, temporary file or socket folder');
	my $data = $server->data;
	my $elsewhere = `find /tmp /var/tmp /var/lib/nginx /dev/shm -newer '$data/run/nginx.conf' -type f -size -10M -not -path '$data/*' 2>/dev/null`;
	my @with = grep { (slurp_file($_) // '') =~ /$marker/ } split /\n/, $elsewhere;
	is("@with", '', 'nor anywhere else');
	my $log = slurp_file($server->data . '/run/access.log') // '';
	unlike($log, qr{/s/|/receipt}, 'an answer leaves no line that would date it');
	$server->fast('GET', "/login?next=$marker");
	like(slurp_file($server->data . '/run/access.log') // '', qr{ 200 GET /login \S+$}m, 'the desks do');
	unlike(slurp_file($server->data . '/run/access.log') // '', qr/127\.0\.0\.1|Mozilla|curl|agent|\?|$marker/,
		'not by whom, nor with which query');
};

is($server->stop('INT'), 0, 'Ctrl-C ends it');
done_testing;
