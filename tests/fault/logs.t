# What leaves for a log, when all is well and when the disk is full, a socket is gone, or requests
# are hostile: never a client's address, a query, a header, an answer or a length; each line with
# its priority; refusals counted, not listed (reliability.md, 15, 36, 41, 47).
use strict;
use warnings;
use Test::More;
use IO::Socket::INET;
use Time::HiRes qw(sleep time);
use Kiosk;
use Server;

my $round = '/s/crm-audit-1';
my $marker = 'Zx9' . int rand 1e9;
# An address of loopback that nothing else has; the length of the body says how long the answer is.
my $client = '127.98.76.54';
my $length = 123457;

sub ask {
	my ($server, $text, $wait) = @_;
	my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $server->{port}, LocalAddr => $client, Timeout => 5)
		or return 0;
	local $SIG{PIPE} = 'IGNORE';
	print $socket $text;
	my $answer = '';
	local $SIG{ALRM} = sub { close $socket };
	alarm($wait // 20);
	while (sysread $socket, $answer, 65536, length $answer) { }
	alarm 0;
	return $answer =~ m{^HTTP/1.1 (\d+)} ? $1 : 0;
}

sub request {
	my ($method, $path, $body) = @_;
	return "$method $path HTTP/1.1\r\nHost: localhost\r\nUser-Agent: $marker\r\nReferer: http://$marker.example/\r\n"
		. "Cookie: kiosk=$marker\r\nConnection: close\r\n"
		. (defined $body ? 'Content-Length: ' . length($body) . "\r\nContent-Type: application/x-www-form-urlencoded\r\n" : '')
		. "\r\n" . ($body // '');
}

# A whole answer of exactly $length bytes.
sub marked_answer {
	my $body = form_body(audit_fields(text => "mark $marker"));
	return "$body&filler=" . 'y' x ($length - length("$body&filler="));
}

sub hostile {
	my ($server) = @_;
	ask($server, request('POST', "$round?answer=$marker", marked_answer()));
	ask($server, request('GET', $_)) for "/receipt?receipt=$marker", "/static/$marker", "/static/a%0a$marker", "/$marker?$marker",
		'/static/' . "$marker/" x 200, "/admin/$marker?q=$marker", "http://$marker.example/", "/results/%22$marker%22,%20client:%20$marker";
	ask($server, request('POST', '/login', "user=$marker&password=$marker"));
	ask($server, "GET / HTTP/1.1\r\nHost: $marker.example\r\nConnection: close\r\n\r\n");
	ask($server, "$marker\r\n\r\n");
	ask($server, request('POST', $round, 'x' x 300_000));
	ask($server, "POST $round HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9$length\r\n\r\n");
}

# All that is written outside the database: what the kiosk says, and the files beside it.
sub nothing_told {
	my ($server, $when) = @_;
	my @logs = ($server->{log}, glob($server->data . '/run/access.log*'));
	my $all = join '', map { slurp_file($_) // '' } @logs;
	unlike($all, qr/\Q$marker\E/i, "$when: nothing of a request");
	unlike($all, qr/\Q$client\E|, (?:client|server|request|referrer|host|upstream): /, 'no address, nothing of what nginx adds');
	unlike($all, qr/$length/, 'no length');
	unlike(slurp_file($server->data . '/run/access.log') // '', qr{/s/|/receipt|/static}, 'no line for what staff answer and read');
	my $said = $server->log;
	my @bare = grep { !/^<[1-7]>/ && !m{^(http://\S+|\s*)$|one-time|^[A-Z(]} } split /\n/, $said;
	is("@bare", '', 'each line has its priority') or diag $said;
	unlike($said, qr{\d{4}/\d\d/\d\d \d\d:\d\d}, 'and none the time of a request');
	return $said;
}

subtest 'on a good day' => sub {
	my $server = Server->start;
	hostile($server) for 1 .. 2;
	is($server->login('admin', PASSWORD)->{status}, 303, 'somebody signs in');
	is($server->stop, 0, 'it ends');
	my $said = nothing_told($server, 'hostile requests');
	like($said, qr/^<6>kiosk: ready$/m, 'that it is ready is information');
	like($said, qr/^<5>kiosk: refused:.* 4 x 421 Misdirected Request/m, 'refusals are counted by their kind');
	like($said, qr/ 4 x 413 Content Too Large/, 'all of them');
	my $access = slurp_file($server->data . '/run/access.log');
	like($access, qr{ 303 POST /login }, 'the log of the desks tells what was asked for there');
	unlike($access, qr{ /admin/}, 'and what was refused without its name');
};

subtest 'a socket that is gone' => sub {
	my $server = Server->start;
	unlink $server->data . '/run/survey.sock';
	hostile($server) for 1 .. 3;
	is(ask($server, request('POST', $round, marked_answer())), 503, 'an answer is refused');
	is($server->stop, 0, 'it ends');
	my $said = nothing_told($server, 'with a socket gone');
	my @lines = grep { /connect\(\)/ } split /\n/, $said;
	like($lines[0] // '', qr{^<2>nginx: connect\(\) to unix:\S+/survey\.sock failed \(2: No such file or directory\) while connecting to upstream$},
		'what is wrong is told');
	is(scalar @lines, 2, 'once, and how often') or diag $said;
	like($lines[1] // '', qr/\((?:[2-9]|\d\d) times more\)$/, 'with its number');
};

subtest 'a disk that is full' => sub {
	plan skip_all => 'only root may mount a small disk' if $> != 0;
	my $disk = temp_folder();
	my ($status, undef, $err) = run_command(['mount', '-t', 'tmpfs', '-o', 'size=3m,mode=0700', 'tmpfs', $disk]);
	plan skip_all => "no small disk may be mounted here: $err" if $status;
	my $server = Server->start(data => new_kiosk("$disk/data"), log => temp_folder() . '/log');
	run_command(['dd', 'if=/dev/zero', "of=$disk/full", 'bs=4096']);
	hostile($server) for 1 .. 3;
	my $big = ask($server, "POST /admin/forms HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
		. "X: $marker\r\n\r\n" . sprintf("%x\r\n%s\r\n", 60000, $marker x 5000) x 3 . "0\r\n\r\n");
	isnt($big, 200, 'an upload is refused');
	is($server->stop, 0, 'it ends');
	nothing_told($server, 'with the disk full');
	undef $server;
	run_command(['umount', '-l', $disk]);
};
done_testing;
