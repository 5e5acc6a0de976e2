# Accounts: signing in beside another kiosk, one's own sessions, the password once
# more, what the trail says of it.
use strict;
use warnings;
use lib 'tests/lib';
use Kiosk;
use Site;
use Test::More;

# ---- two kiosks on one machine ----

# One browser keeps one jar for a host, whatever the port.
subtest 'two kiosks on one host' => sub {
	my %jar;
	my @kiosks = map { {site => Site->new('cgi', new_kiosk()), host => $_} }
		'localhost:8080', 'localhost:8081', 'localhost';
	my $ask = sub {
		my ($kiosk, $do) = @_;
		$kiosk->{site}{cookies} = \%jar;
		return $do->($kiosk->{site}, host => $kiosk->{host});
	};
	for my $kiosk (@kiosks) {
		my $in = $ask->($kiosk, sub { my ($site, @host) = @_; $site->login('admin', PASSWORD, @host) });
		is $in->{status}, 303, "signed in at $kiosk->{host}";
	}
	for my $kiosk (@kiosks) {
		is $ask->($kiosk, sub { my ($site, @host) = @_; $site->get('/admin', @host) })->{status}, 200,
			"and still there at $kiosk->{host}";
	}
	my $out = $ask->($kiosks[0], sub {
		my ($site, @host) = @_;
		$site->post('/logout', {csrf => $site->csrf($site->get('/admin', @host))}, @host);
	});
	is $out->{status}, 303, 'signed out of one';
	is $ask->($kiosks[0], sub { my ($site, @host) = @_; $site->get('/admin', @host) })->{status}, 303, 'is out there';
	is $ask->($kiosks[1], sub { my ($site, @host) = @_; $site->get('/admin', @host) })->{status}, 200,
		'and not of the other';
};

# The time of what is stored goes back instead of the clock going on.
sub age {
	my ($data, $sql) = @_;
	my ($status, $out, $err) = run_command(['sqlite3', "$data/kiosk.db", ".timeout 5000", $sql]);
	is $status, 0, 'time passes' or diag $err;
}

both_ways(sub {
	my ($site) = @_;
	my $data = $site->data;
	my $password_page = sub { return $site->get('/admin/password') };
	my $rows = sub { return $_[0]{body} =~ m{<tr><td>(.*?)</td></tr>}gs };
	my $as = sub { my ($jar, $do) = @_; local $site->{cookies} = $jar; return $do->() };

	subtest 'own sessions' => sub {
		my (%desk, %phone, %other);
		for my $jar (\%desk, \%phone, \%other) {
			$as->($jar, sub { is $site->login('admin', PASSWORD)->{status}, 303, 'signed in somewhere' });
		}
		my $page = $as->(\%desk, $password_page);
		my @rows = $rows->($page);
		is scalar @rows, 3, 'three sessions are listed';
		is scalar(grep { /this one/ } @rows), 1, 'the reader\'s own is marked';
		ok !(grep { /this one/ && /<button/ } @rows), 'and is ended by signing out';
		like $rows[0], qr/\w+\W+\d{4} \d\d:\d\d<.*\w+\W+\d{4} \d\d:\d\d</s, 'when begun and last used, to the minute';
		my @handles = $page->{body} =~ /name="session" value="([0-9a-f]+)"/g;
		is scalar @handles, 2, 'the others can be ended';
		unlike $page->{body}, qr/\Q$phone{'kiosk-8080'}\E|\Q$other{'kiosk-8080'}\E/, 'no token is on the page';

		my $csrf = $site->csrf($page);
		my $end = sub { my %fields = @_; return $as->(\%desk, sub { $site->post('/admin/sessions', {csrf => $csrf, %fields}) }) };
		is $end->(session => $handles[0])->{status}, 303, 'one is ended';
		my $alive = sub { return scalar grep { my $jar = $_; $as->($jar, sub { $site->get('/admin')->{status} }) == 200 } @_ };
		is $alive->(\%phone, \%other), 1, 'and is dead at once, the other is not';
		is $alive->(\%desk), 1, 'nor is one\'s own';
		is $end->(session => $handles[0])->{status}, 404, 'again: it has ended already';
		is $as->(\%phone, sub { $site->login('admin', PASSWORD)->{status} }), 303, 'signed in again';
		is $end->()->{status}, 303, 'all others are ended';
		is $alive->(\%phone, \%other), 0, 'and dead';
		is $alive->(\%desk), 1, 'but one\'s own';
		unlike $as->(\%desk, $password_page)->{body}, qr/name="session"/, 'nothing is left to end';
		is scalar(grep { $_->[0] eq 'session.end' } sql($data, 'SELECT action FROM trail')), 2, 'both are in the trail';
	};

	subtest 'those of others are not one\'s own' => sub {
		my (%admin, %eva);
		$as->(\%admin, sub { $site->login('admin', PASSWORD) });
		my (undef, $said) = kiosk('user', 'add', "eva-$$", '--role', 'analyst', '--data', $data);
		my ($once) = $said =~ /password: (\S+)/;
		$as->(\%eva, sub {
			$site->login("eva-$$", $once);
			$site->post('/admin/password', {csrf => $site->csrf($site->get('/admin/password')), old => $once,
				password => PASSWORD, again => PASSWORD});
		});
		my $handle = lc substr sql($data, "SELECT hex(token_hash) FROM session s JOIN account a ON a.id = s.account WHERE a.name = 'admin' LIMIT 1"), 0, 16;
		my $page = $as->(\%eva, $password_page);
		unlike $page->{body}, qr/\Q$handle\E/, 'she does not see the administrator\'s';
		is $as->(\%eva, sub { $site->post('/admin/sessions', {csrf => $site->csrf($page), session => $handle}) })->{status}, 404,
			'and cannot end it';
		is $as->(\%admin, sub { $site->get('/admin')->{status} }), 200, 'it lives';
	};

	subtest 'who opens rounds of pilots' => sub {
		$site->forget;
		$site->login('admin', PASSWORD);
		my $csrf = $site->csrf($password_page->());
		is $site->post('/admin/users', {csrf => $csrf, name => 'petra', role => 'manager', rounds => 1})->{status}, 200, 'an account with the tick';
		my $id = sql($data, q{SELECT id FROM account WHERE name = 'petra'});
		my $ticked = sub { return scalar sql($data, "SELECT rounds FROM account WHERE id = $id") };
		is $ticked->(), 1, 'has it';
		my ($card) = $site->get('/admin/users')->{body} =~ m{(<h2>petra</h2>.*?</section>)}s;
		like $card, qr{<span class="badge warm">pilot rounds</span>}, 'which the list says';
		like $card, qr{name="rounds" value="1" checked}, 'and the form below it';
		is $site->post("/admin/users/$id/edit", {csrf => $csrf, role => 'manager'})->{status}, 303, 'taken away';
		is $ticked->(), 0, 'it has it no more';
		is $site->post("/admin/users/$id/edit", {csrf => $csrf, role => 'manager', rounds => 1})->{status}, 303, 'given again';
		is_deeply [map { $_->[0] } sql($data, q{SELECT detail FROM trail WHERE action = 'user.rounds' AND object = 'petra' ORDER BY seq})],
			['may open pilot rounds', 'may not open pilot rounds', 'may open pilot rounds'], 'the trail has each';
	};

	subtest 'the password once more' => sub {
		$site->forget;
		$site->login('admin', PASSWORD);
		my $csrf = $site->csrf($password_page->());
		my $count = sub { return sql($data, q{SELECT count(*) FROM account}) };
		my $before = $count->();
		is $site->post('/admin/users', {csrf => $csrf, name => 'first', role => 'manager'})->{status}, 200,
			'an account is made by who just signed in';
		is $count->(), $before + 1, 'and is there';

		age($data, 'UPDATE session SET proved_at = proved_at - 601');
		my $id = sql($data, q{SELECT id FROM account WHERE name = 'first'});
		for (['/admin/users', name => 'second', role => 'analyst'], ["/admin/users/$id/edit", role => 'admin', rows => 1],
				["/admin/users/$id/reset"]) {
			my ($path, %fields) = @$_;
			my $asked = $site->post($path, {csrf => $csrf, %fields});
			is $asked->{status}, 403, "$path, ten minutes later";
			like $asked->{body}, qr/<form[^>]*action="\Q$path\E".*name="proof" type="password"/s, 'asks for the password';
			my %kept = map { @$_ } fields_of($asked->{body});
			is_deeply {map { $_ => $kept{$_} } keys %fields}, \%fields, 'and keeps what was entered';
		}
		is_deeply [sql($data, "SELECT role, rows, must_change FROM account WHERE id = $id")], [['manager', 0, 1]], 'nothing changed';
		is $count->(), $before + 1, 'nothing was made';
		is $site->get('/admin/users')->{status}, 200, 'looking is free';
		is $site->post('/admin/settings', {csrf => $csrf, contact => 'Eva'})->{status}, 303, 'and so is what is not about accounts';

		my %sent = (csrf => $csrf, name => 'second', role => 'analyst');
		my $wrong = $site->post('/admin/users', {%sent, proof => 'not it at all'});
		is $wrong->{status}, 403, 'a wrong one';
		like $wrong->{body}, qr/The password is wrong/, 'is told';
		is $count->(), $before + 1, 'and makes nothing';
		my %old = %{$site->{cookies}};
		my $done = $site->post('/admin/users', {%sent, proof => PASSWORD});
		is $done->{status}, 200, 'the right one goes on';
		like $done->{body}, qr/second/, 'with what was asked';
		is $count->(), $before + 2, 'which is done';
		isnt $site->{cookies}{'kiosk-8080'}, $old{'kiosk-8080'}, 'under a new token';
		is $as->(\%old, sub { $site->get('/admin')->{status} }), 303, 'the one before is dead';
		$csrf = $sent{csrf} = $site->csrf($done);
		is $site->post("/admin/users/$id/edit", {csrf => $csrf, role => 'analyst'})->{status}, 303, 'and is not asked again for ten minutes';

		age($data, 'UPDATE session SET proved_at = proved_at - 601');
		my $others = $site->post('/admin/sessions', {csrf => $csrf});
		is $others->{status}, 403, 'sessions are ended by who gives it, too';
		my @status = map { $site->post('/admin/users', {%sent, name => 'third', proof => "guess $_"})->{status} } 1 .. 7;
		is $status[-1], 429, 'guessing is throttled as at the door' or diag "@status";
		is $site->get('/admin')->{status}, 200, 'and ends no session';
		is $as->({}, sub { $site->login('admin', PASSWORD)->{status} }), 303, 'nor does it close the door';
		age($data, 'DELETE FROM login_throttle');
		$as->({}, sub { $site->login('admin', "guess $_") }) for 1 .. 7;
		is $as->({}, sub { $site->login('admin', PASSWORD)->{status} }), 429, 'a stranger guessing at the door';
		is $site->post('/admin/users', {%sent, name => 'fourth', proof => PASSWORD})->{status}, 200,
			'does not keep out who is in';
	};

	subtest 'sign-ins, failures and denials in trail and log' => sub {
		within_the_hour(30);
		$site->forget;
		my $trail = sub { return map { "@$_" } sql($data, "SELECT actor, action, object, detail FROM trail WHERE seq > $_[0] ORDER BY seq") };
		my $end = sub { return sql($data, 'SELECT max(seq) FROM trail') };
		age($data, 'DELETE FROM refusal; DELETE FROM login_throttle');
		my $from = $end->();
		is $site->login('admin', PASSWORD)->{status}, 303, 'a sign-in';
		is_deeply [$trail->($from)], ['admin login admin '], 'is a line of the trail';
		like $site->log, qr/signed in: admin$/m, 'and of the log';

		$from = $end->();
		my $secret = "my secret $$ typed as name";
		local $site->{cookies} = {};
		$site->login('Admin', "wrong one $_") for 1 .. 3;
		$site->login("nobody-$_", 'wrong one') for 1 .. 3;
		$site->login($secret, 'x');
		is_deeply [$trail->($from)], ['admin login.failed admin ', '? login.failed  no such account'],
			'failures: the first of an hour for each name, and for all who are unknown';
		like $site->log, qr/sign-in failed: admin/, 'in the log too';
		unlike $site->log . join('', map { "@$_" } sql($data, 'SELECT * FROM trail')), qr/\Q$secret\E|nobody-1|wrong one/,
			'what was typed is in neither';

		$from = $end->();
		age($data, 'UPDATE refusal SET hour = hour - 1');
		$site->login('admin', PASSWORD);
		my @lines = $trail->($from);
		like $lines[0], qr/^\? login\.failed  4 in the hour from \S+$|^admin login\.failed  3 in the hour from \S+$/, 'when it is over, how many they were';
		is scalar(grep { / in the hour from / } @lines), 2, 'a line for each';

		my ($eva) = (sql($data, q{SELECT name FROM account WHERE role = 'analyst' AND must_change = 0 LIMIT 1}))[0][0];
		$site->forget;
		is $site->login($eva, PASSWORD)->{status}, 303, 'an analyst';
		$from = $end->();
		is $site->get('/admin/users')->{status}, 403, 'is denied what is the administrator\'s';
		is $site->get('/admin/trail')->{status}, 403, 'again';
		my $csrf = $site->csrf($password_page->());
		is $site->post('/admin/password', {csrf => 'f' x 64})->{status}, 403, 'and a form without its token';
		is_deeply [$trail->($from)], ["$eva denied GET /admin/users role"], 'once for each hour';
		like $site->log, qr/denied: \Q$eva\E, GET \/admin\/users, role$/m, 'and in the log';
		age($data, 'UPDATE refusal SET hour = hour - 1');
		$from = $end->();
		is $site->post('/admin/password', {csrf => 'f' x 64})->{status}, 403, 'a form without its token, an hour on';
		is(($trail->($from))[-1], "$eva denied POST /admin/password token", 'is in the trail by itself');
		$from = $end->();
		is $site->post('/login', {}, origin => 'http://evil.example')->{status}, 403, 'another site\'s form';
		is_deeply [$trail->($from)], ['? denied POST /login other site'], 'too';
		is((kiosk('audit', 'verify', '--data', $data))[0], 0, 'and the trail is sound');
	};
});

done_testing;
