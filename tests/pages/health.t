# /health, and what every answer carries: security headers, no-store, HEAD, 405, and that plain
# addresses answer alike by CGI and over FastCGI.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Site;

# reliability.md: CSP without unsafe-*; nosniff; same-origin, since no-referrer makes
# Chromium send Origin: null.
sub check_headers {
	my ($answer, $what) = @_;
	my $h = $answer->{headers};
	my $csp = $h->{'content-security-policy'} // '';
	my %csp = map { /^\s*(\S+)\s+(.*?)\s*$/ ? ($1 => $2) : () } split /;/, $csp;
	subtest "headers of $what" => sub {
		unlike($csp, qr/unsafe|\*|data:|blob:|https?:/, 'CSP: nothing unsafe, nothing from elsewhere');
		is($csp{'default-src'} // '', "'none'", 'CSP: nothing that is not named');
		is($csp{'script-src'} // '', "'self'", 'CSP: own scripts');
		is($csp{'frame-ancestors'} // '', "'none'", 'CSP: no frame');
		is($csp{'form-action'} // '', "'self'", 'CSP: forms to here');
		is($csp{'base-uri'} // '', "'none'", 'CSP: no base');
		is($h->{'x-content-type-options'} // '', 'nosniff', 'nosniff');
		is($h->{'referrer-policy'} // '', 'same-origin', 'referrer');
		is($h->{'cache-control'} // '', 'no-store', 'no-store');
		like($h->{'content-type'} // '', qr{; charset=utf-8|^application/json}, 'its type says UTF-8')
			if length $answer->{body};
		is(scalar @{$answer->{all}{$_} // []}, 1, "one $_") for qw(content-security-policy cache-control);
	};
}

both_ways(sub {
	my ($site) = @_;

	my $health = $site->get('/health');
	is($health->{status}, 200, 'well');
	is(json($health->{body})->{status}, 'ok', 'and says so');
	like($health->{headers}{'content-type'}, qr{^application/json}, 'as JSON');
	unlike($health->{body}, qr/submission|answer|round|crm/i, 'and nothing about answers');

	check_headers($site->get($_), $_) for '/', '/health', '/s/crm-audit-1', '/receipt', '/board',
		'/promise', '/login', '/nothing', '/s/nothing', '/results', '/admin';
	check_headers($site->post('/s/crm-audit-1', [audit_fields()]), 'a 303');
	check_headers($site->post('/s/crm-audit-1', [audit_fields(department => '')]), 'a 422');
	check_headers($site->post('/s/crm-audit-1', [audit_fields()], origin => 'http://x.example'), 'a 403');

	for my $path ('/', '/health', '/s/crm-audit-1', '/login') {
		my $head = $site->ask('HEAD', $path);
		is($head->{status}, 200, "HEAD $path");
		is($head->{body}, '', 'without a body');
		is($head->{headers}{'content-type'}, $site->get($path)->{headers}{'content-type'}, 'of the same type');
	}
	for my $case (['POST', '/', 'GET, HEAD'], ['PUT', '/s/crm-audit-1', 'GET, HEAD, POST'],
			['DELETE', '/health', 'GET, HEAD'], ['POST', '/health', 'GET, HEAD'],
			['PUT', '/login', 'GET, HEAD, POST'], ['GET', '/logout', 'POST']) {
		my ($method, $path, $allow) = @$case;
		my $answer = $site->ask($method, $path, body => '', type => 'application/x-www-form-urlencoded');
		is($answer->{status}, 405, "$method $path");
		is(join(', ', sort split /, */, $answer->{headers}{allow} // ''), $allow, "Allow: $allow");
	}
	is($site->ask('GET', $_)->{status}, 404, "$_ is not there")
		for '/nothing', '/health/', '/s', '/s/', '/s//', '/admin/nothing', '/results/a/b/c/d', '/%2e%2e/etc/passwd';
	is($site->get('/nothing', accept => 'application/json')->{headers}{'content-type'}, 'application/json',
		'an error is JSON where that is asked for');

	# A receipt nobody got; hostile text comes back as text.
	my $odd = $site->get('/receipt?receipt=' . urlencode('"><script>alert(1)</script>'));
	is($odd->{status}, 200, 'an odd receipt is only unknown');
	unlike($odd->{body}, qr/<script>alert/, 'and inert');
	is($site->get('/receipt?receipt=%ff')->{status}, 400, 'what is not UTF-8 is refused');
	is($site->get("/?lang=" . urlencode("x\r\nSet-Cookie: a=b"))->{headers}{'set-cookie'}, undef,
		'CR LF makes no header');
});
done_testing;
