# Signing in, sessions, tokens, and who may do what: the matrix of roles and addresses, every
# cell (reliability.md, 24 to 33).
use strict;
use warnings;
use Test::More;
use Kiosk;
use Site;

my $new = 'a new and longer password';

# An account that has signed in and chosen its password; its cookies.
sub account {
	my ($site, $name, @options) = @_;
	my ($status, $out) = kiosk('user', 'add', $name, @options, '--data', $site->data);
	is($status, 0, "account $name");
	my @lines = split /\n/, $out;
	is($lines[-1], $name, 'its name is the last line');
	my ($once) = $out =~ /(\S+)\s*\n\Q$name\E\n\z/;
	$site->forget;
	my $answer = $site->login($name, $once);
	is($answer->{status}, 303, "$name signs in by the one-time password");
	is($answer->{headers}{location}, '/admin/password', 'and has to choose another');
	for my $path ('/results', '/admin', '/results/crm-audit-1/export') {
		my $other = $site->get($path);
		ok($other->{status} == 303 && $other->{headers}{location} eq '/admin/password' || $other->{status} == 403,
			"before that $path is shut") or diag "$other->{status} ", $other->{headers}{location} // '';
	}
	my $page = $site->get('/admin/password');
	$answer = $site->post('/admin/password', [csrf => $site->csrf($page), old => $once,
		password => $new, again => $new]);
	is($answer->{status}, 303, 'which is taken');
	return {%{$site->{cookies}}};
}

both_ways(sub {
	my ($site) = @_;
	my ($cookie) = ('');

	subtest 'signing in' => sub {
		my $page = $site->get('/login?next=/admin/trail');
		is($page->{status}, 200, 'the form');
		my %fields = map { @$_ } fields_of($page->{body});
		ok(length $fields{csrf}, 'has a token');
		is($site->post('/login', [user => 'admin', password => PASSWORD])->{status}, 403, 'no token, no login');
		is($site->post('/login', {%fields, user => 'admin', password => PASSWORD},
			origin => 'http://evil.example')->{status}, 403, 'from elsewhere');
		is($site->post('/login', [csrf => $fields{csrf}, user => 'admin', password => PASSWORD],
			cookie => '')->{status}, 403, "a token without its cookie");

		my $wrong = $site->post('/login', {%fields, user => 'admin', password => 'wrong'});
		my $unknown = $site->post('/login', {%fields, user => 'nobody', password => 'wrong'});
		is($wrong->{status}, 403, 'a wrong password');
		(my $a = $wrong->{body}) =~ s/admin|nobody//g;
		(my $b = $unknown->{body}) =~ s/admin|nobody//g;
		is($unknown->{status}, $wrong->{status}, 'an unknown name looks alike');
		is($b, $a, 'to the letter');
		ok(!$wrong->{cookies}{'kiosk-8080'}, 'no session is made');

		my $in = $site->post('/login', {%fields, user => 'admin', password => PASSWORD});
		is($in->{status}, 303, 'signed in');
		is($in->{headers}{location}, '/admin/trail', 'and sent where it was going');
		my ($set) = grep { /^kiosk-8080=/ } @{$in->{all}{'set-cookie'}};
		like($set, qr/; *HttpOnly/i, 'the cookie is HttpOnly');
		like($set, qr/; *SameSite=Strict/i, 'SameSite=Strict');
		like($set, qr{; *Path=/(?:;|$)}i, 'Path=/');
		unlike($set, qr/; *(?:Domain|Expires|Max-Age)/i, 'for this browser session and host');
		$cookie = $in->{cookies}{'kiosk-8080'};
		like($cookie, qr/^[0-9a-f]{64}$/, '256 bits');
		is(scalar sql($site->data, "SELECT count(*) FROM session WHERE hex(token_hash) = upper('$cookie')"), 0,
			'the token itself is not stored');
		is($site->get('/admin')->{status}, 200, 'admin is in');

		my %s = map { @$_ } fields_of($site->get('/login', https => 1, cookie => '')->{body});
		my $secure = $site->get('/login', https => 1, cookie => '');
		my ($pre) = @{$secure->{all}{'set-cookie'} // []};
		like($pre // '', qr/^__Host-.*; *Secure/i, 'on https cookies are Secure and __Host-');
	};

	subtest 'where to go next' => sub {
		my $answer = $site->get('/admin/trail', cookie => '');
		is($answer->{status}, 303, 'sign in first');
		is($answer->{headers}{location}, '/login?next=/admin/trail', 'then come back');
		is($site->get('/admin', cookie => '', accept => 'application/json')->{status}, 401, 'a script gets 401');
		for my $next ('//evil.example', 'http://evil.example', '/\\evil.example', "/a\r\nX: y", 'javascript:alert(1)',
				'/%09/evil.example', "\\/\\/evil.example") {
			$site->forget;
			my $page = $site->get('/login');
			my %fields = map { @$_ } fields_of($page->{body});
			my $in = $site->post('/login', {%fields, user => 'admin', password => PASSWORD, next => $next});
			is($in->{status}, 303, 'signed in');
			like($in->{headers}{location}, qr{^/(?![/\\])[!-~]*$}, 'only to a path of ours');
			unlike($in->{headers}{location}, qr{^/+[^/]*evil}, 'not elsewhere') if $next !~ /^\/%09/;
			unlike($in->{head}, qr/^X: y/m, 'no header of theirs');
		}
	};

	subtest 'a session' => sub {
		$site->forget;
		my $in = $site->login('admin', PASSWORD);
		my $old = $in->{cookies}{'kiosk-8080'};
		my $page = $site->get('/login');
		my %fields = map { @$_ } fields_of($page->{body});
		my $again = $site->post('/login', {%fields, user => 'admin', password => PASSWORD});
		isnt($again->{cookies}{'kiosk-8080'}, $old, 'another token at each login');
		is($site->get('/admin', cookie => "kiosk-8080=$old")->{status}, 303, 'the old one is dead');
		my $token = $again->{cookies}{'kiosk-8080'};
		is($site->get('/admin', cookie => "kiosk-8080=$token")->{status}, 200, 'the new one lives');
		is($site->get('/admin', cookie => 'kiosk-8080=' . $_)->{status}, 303, 'no token: ' . substr $_, 0, 20)
			for '', 'x', '0' x 64, substr($token, 0, 63), $token . '0', '%00', "' OR 1=1 --";
		$page = $site->get('/admin');
		is($site->post('/logout', [csrf => 'x' x 64])->{status}, 403, 'logout needs the token');
		is($site->get('/admin')->{status}, 200, 'still in');
		my $out = $site->post('/logout', [csrf => $site->csrf($page)]);
		is($out->{status}, 303, 'logged out');
		is($site->get('/admin', cookie => "kiosk-8080=$token")->{status}, 303, 'on the server too');

		# Limits: 30 minutes idle, 12 hours in all (help/en/admin.html).
		$site->forget;
		$site->login('admin', PASSWORD);
		is($site->get('/admin')->{status}, 200, 'in again');
		my $set = sub { run_command(['sqlite3', $site->data . '/kiosk.db', '.timeout 5000', "UPDATE session SET $_[0]"]) };
		$set->("seen_at = unixepoch() - 29*60");
		is($site->get('/admin')->{status}, 200, 'after 29 minutes');
		$set->("seen_at = unixepoch() - 31*60");
		is($site->get('/admin')->{status}, 303, 'not after 31');
		$site->forget;
		$site->login('admin', PASSWORD);
		$set->("created_at = unixepoch() - 13*3600");
		is($site->get('/admin')->{status}, 303, 'nor after 13 hours at work');
	};

	my %who = (nobody => {});
	$site->forget;
	$site->login('admin', PASSWORD);
	$who{admin} = {%{$site->{cookies}}};
	$who{analyst} = account($site, 'anna', '--role', 'analyst');
	$who{manager} = account($site, 'marek', '--role', 'manager');
	$who{rows} = account($site, 'roberta', '--role', 'analyst', '--rows');
	# A manager who may open rounds of pilots.
	$who{rounds} = account($site, 'petra', '--role', 'manager', '--rounds');

	subtest 'who may read what' => sub {
		# 303: to the login; 403: signed in, but not for that.
		my @matrix = (
			# address                              nobody admin analyst manager; with the tick, where other than a manager
			['/',                                     200, 200, 200, 200],
			['/s/crm-audit-1',                        200, 200, 200, 200],
			['/s/crm-audit-1/comments',               404, 404, 404, 404],
			['/receipt',                              200, 200, 200, 200],
			['/resume',                               200, 200, 200, 200],
			['/board',                                200, 200, 200, 200],
			['/promise',                              200, 200, 200, 200],
			['/health',                               200, 200, 200, 200],
			['/login',                                200, 200, 200, 200],
			['/today',                                303, 200, 200, 200],
			['/decisions',                            303, 200, 200, 200],
			['/admin/first',                          303, 200, 403, 403],
			['/results',                              303, 200, 200, 200],
			['/results/crm-audit-1',                  303, 200, 200, 200],
			['/results/crm-audit-1/priorities',       303, 200, 200, 200],
			['/results/crm-audit-1/functions/SAL01',  303, 200, 200, 200],
			['/results/crm-audit-1/agenda',           303, 200, 200, 200],
			['/vote',                                 200, 200, 200, 200],
			['/results/crm-audit-1/exec',             303, 200, 200, 200],
			['/results/pilots',                       303, 200, 200, 200],
			['/results/pilots/nothing',               303, 404, 404, 404],
			['/results/pilots/nothing/nothing',       303, 404, 404, 404],
			['/results/crm-audit-1/export',           303, 200, 200, 403],
			['/results/crm-audit-1/baseline',         303, 200, 200, 200],
			['/results/crm-audit-1/baseline/1',       303, 404, 404, 404],
			['/results/crm-audit-1/baseline/1/paper', 303, 404, 404, 403],
			['/results/crm-audit-1/requirement',      303, 200, 200, 403],
			['/results/crm-audit-1/roster',           303, 200, 200, 200],
			['/results/crm-audit-1/quarter',          303, 200, 200, 200],
			['/sign',                                 200, 200, 200, 200],
			['/admin/alerts',                         303, 200, 403, 403],
			# Without the right to single answers nobody reads texts or sees their pictures.
			['/results/crm-audit-1/texts',            303, 403, 403, 403],
			['/results/triage',                       303, 403, 403, 403],
			['/results/triage/vendor',                303, 403, 403, 403],
			['/results/triage/vendor.csv',            303, 403, 403, 403],
			['/results/board',                        303, 403, 403, 403],
			['/results/board/card',                   303, 403, 403, 403],
			['/results/triage/picture/' . 'a' x 64,   303, 403, 403, 403],
			['/board/picture/' . 'a' x 64,            404, 404, 404, 404],
			['/admin',                                303, 200, 403, 403],
			['/admin/password',                       303, 200, 200, 200],
			['/admin/setup',                          303, 200, 403, 403],
			['/admin/poster',                         303, 200, 403, 403],
			['/admin/trail',                          303, 200, 403, 403],
			['/admin/users',                          303, 200, 403, 403],
			['/admin/settings',                       303, 200, 403, 403],
			['/admin/forms',                          303, 200, 403, 403],
			['/admin/forms/crm-audit',                303, 200, 403, 403],
			['/admin/forms/crm-audit/preview',        303, 200, 403, 403],
			['/admin/forms/crm-audit/texts',          303, 200, 403, 403],
			['/admin/forms/crm-audit/texts.csv',      303, 200, 403, 403],
			['/admin/forms/crm-audit/file/xlsx',      303, 200, 403, 403],
			['/admin/forms/_template/crm-audit/zip',  303, 200, 403, 403],
			['/admin/forms/_draft/1',                 303, 404, 403, 403],
			# Rounds of pilots are open to who has the tick, other rounds are not.
			['/admin/rounds',                         303, 200, 403, 403, 200],
			['/admin/rounds/_new',                    303, 200, 403, 403, 200],
			['/admin/rounds/crm-audit-1',             303, 200, 403, 403],
			['/admin/rounds/nothing',                 303, 404, 403, 403, 404],
			['/admin/rounds/crm-audit-1/invite',      303, 200, 403, 403],
			['/admin/rounds/crm-audit-1/final',       303, 409, 403, 403],
			['/admin/rounds/nothing/final',           303, 404, 403, 403],
			['/admin/functions',                      303, 200, 403, 403],
			['/admin/functions?edit=SAL01',           303, 200, 403, 403],
			['/admin/functions.csv',                  303, 200, 403, 403],
			['/admin/departments',                    303, 200, 403, 403],
			['/admin/departments.csv',                303, 200, 403, 403],
			['/admin/project',                        303, 200, 403, 403],
			['/project',                              404, 404, 404, 404],
			['/admin/rounds/crm-audit-1/paper',       303, 200, 403, 403],
			['/admin/rounds/crm-audit-1/entry',       303, 200, 403, 403],
			['/admin/prototypes',                     303, 200, 403, 403, 200],
			['/admin/prototypes.csv',                 303, 200, 403, 403, 200],
			['/admin/prototypes/_new',                303, 200, 403, 403, 200],
			['/admin/prototypes/CRM/1',               303, 404, 403, 403, 404],
			['/admin/prototypes/CRM/1/cards',         303, 404, 403, 403, 404],
			['/admin/rounds/nothing/packs',           303, 404, 403, 403, 404],
			['/admin/rounds/crm-audit-1/packs',       303, 404, 403, 403],
			['/logo',                                 404, 404, 404, 404],
			['/theme.css',                            200, 200, 200, 200],
		);
		for my $row (@matrix) {
			my ($path, @expected) = @$row;
			$expected[4] //= $expected[3];
			for my $role (qw(nobody admin analyst manager rounds)) {
				$site->{cookies} = {%{$who{$role}}};
				is($site->get($path)->{status}, shift @expected, "$role: $path");
			}
		}
	};

	subtest 'who may change what' => sub {
		my @posts = (
			# address                          nobody admin analyst manager, with a token of their own
			['/admin/setup',                      401, 422, 403, 403],
			['/admin/forms',                      401, 422, 403, 403],
			['/admin/forms/_start',               401, 404, 403, 403],
			['/admin/forms/_draft/1/publish',     401, 404, 403, 403],
			['/admin/forms/_draft/1/correct',     401, 404, 403, 403],
			['/admin/forms/_draft/1/discard',     401, 404, 403, 403],
			['/admin/forms/_draft/1/choices',     401, 404, 403, 403],
			['/admin/forms/nothing/texts',        401, 404, 403, 403],
			['/admin/forms/nothing/preview',      401, 404, 403, 403],
			['/admin/rounds/nothing/close',       401, 404, 403, 403],
			['/admin/rounds/nothing/discard',     401, 404, 403, 403],
			['/admin/rounds/nothing/recode',      401, 404, 403, 403],
			['/admin/rounds/nothing/edit',        401, 404, 403, 403],
			['/admin/rounds/nothing/reopen',      401, 404, 403, 403],
			['/admin/rounds/nothing/final',       401, 404, 403, 403],
			['/admin/rounds/crm-audit-1/final',   401, 409, 403, 403],
			['/admin/rounds/nothing/entry',       401, 404, 403, 403],
			['/admin/rounds/crm-audit-1/entry',   401, 422, 403, 403],
			['/admin/rounds/nothing/packs',       401, 404, 403, 403, 404],
			['/admin/rounds/crm-audit-1/packs',   401, 404, 403, 403],
			['/admin/rounds/nothing/codes',       401, 404, 403, 403, 404],
			['/admin/rounds/crm-audit-1/codes',   401, 422, 403, 403],
			['/admin/rounds',                     401, 422, 403, 403, 422],
			['/admin/prototypes',                 401, 422, 403, 403, 422],
			['/admin/prototypes/put',             401, 422, 403, 403, 422],
			['/admin/prototypes/CRM/1/picture',   401, 404, 403, 403, 404],
			['/admin/prototypes/remove',          401, 404, 403, 403, 404],
			['/admin/users',                      401, 422, 403, 403],
			['/admin/users/1/edit',               401, 422, 403, 403],
			['/admin/users/1/reset',              401, 422, 403, 403],
			['/admin/users/nobody/edit',          401, 404, 403, 403],
			['/admin/duties',                     401, 303, 403, 403],
			['/admin/settings',                   401, 303, 403, 403],
			['/admin/functions',                  401, 422, 403, 403],
			['/admin/functions/put',              401, 422, 403, 403],
			['/admin/functions/remove',           401, 404, 403, 403],
			['/admin/departments',                401, 422, 403, 403],
			['/admin/departments/put',            401, 422, 403, 403],
			['/admin/departments/remove',         401, 404, 403, 403],
			['/admin/project',                    401, 422, 403, 403],
			['/results/nothing/weights',          401, 404, 404, 403],
			['/results/nothing/agenda',           401, 404, 404, 403],
			['/results/nothing/exec',             401, 404, 404, 403],
			['/results/nothing/texts',            401, 403, 403, 403],
			['/results/triage',                   401, 403, 403, 403],
			['/results/triage/vendor',            401, 403, 403, 403],
			['/results/board',                    401, 403, 403, 403],
			['/results/nothing/baseline',         401, 404, 404, 403],
			['/results/nothing/baseline/1/codes', 401, 404, 404, 403],
			['/results/nothing/baseline/1/overrule', 401, 404, 404, 403],
			['/results/nothing/baseline/1/proxy', 401, 404, 404, 403],
			['/results/nothing/baseline/1/paper', 401, 404, 404, 403],
			['/results/nothing/requirement',      401, 404, 404, 403],
			['/results/nothing/roster',           401, 404, 404, 403],
			['/results/pilots/nothing',           401, 404, 404, 403],
			['/results/nothing/quarter',          401, 404, 404, 403],
			['/sign',                             403, 403, 403, 403],
			['/resume',                           403, 403, 403, 403],
			['/admin/alerts',                     401, 404, 403, 403],
			['/admin/password',                   401, 422, 422, 422],
			['/admin/sessions',                   401, 303, 303, 303],
		);
		my $before = join '|', map { "@$_" } sql($site->data,
			'SELECT key, value FROM setting UNION ALL SELECT code, ifnull(closed_day, 0) FROM round');
		for my $row (@posts) {
			my ($path, @expected) = @$row;
			$expected[4] //= $expected[3];
			for my $role (qw(nobody admin analyst manager rounds)) {
				$site->{cookies} = {%{$who{$role}}};
				my $token = $role eq 'nobody' ? 'x' : $site->csrf($site->get('/admin/password'));
				my $expected = shift @expected;
				is($site->post($path, [csrf => $token])->{status}, $expected, "$role: POST $path");
				next if $role eq 'nobody' || $expected == 403;
				is($site->post($path, [])->{status}, 403, 'without the token');
				is($site->post($path, [csrf => 'f' x 64])->{status}, 403, 'with another');
				is($site->post($path, [csrf => $token], origin => 'http://evil.example')->{status}, 403, 'from elsewhere');
			}
		}
		$site->{cookies} = {%{$who{admin}}};
		my $anna = do { local $site->{cookies} = {%{$who{analyst}}}; $site->csrf($site->get('/admin/password')) };
		is($site->post('/admin/setup', [csrf => $anna])->{status}, 403, "another's token");
		is(join('|', map { "@$_" } sql($site->data,
			'SELECT key, value FROM setting UNION ALL SELECT code, ifnull(closed_day, 0) FROM round')),
			$before, 'nothing was changed by all that');
	};

	subtest 'passwords' => sub {
		$site->{cookies} = {%{$who{analyst}}};
		my $token = $site->csrf($site->get('/admin/password'));
		my $try = sub { $site->post('/admin/password', [csrf => $token, old => $_[0], password => $_[1], again => $_[2]]) };
		is($try->('wrong', $new . '!', $new . '!')->{status}, 422, 'the old one is asked for');
		is($try->($new, 'one two three four', 'one two three five')->{status}, 422, 'twice the same');
		is($try->($new, 'short', 'short')->{status}, 422, 'not short');
		is($try->($new, 'anna', 'anna')->{status}, 422, 'not the name');
		is(scalar sql($site->data, "SELECT count(*) FROM account WHERE password NOT LIKE '\$argon2id\$%'"), 0,
			'stored as Argon2id only');
		unlike($site->log, qr/\Q@{[PASSWORD]}\E|\Q$new\E/, 'and in no log');
	};

	subtest 'attempts are throttled, also across a restart' => sub {
		$site->forget;
		my @statuses = map { $site->login('marek', "wrong $_")->{status} } 1 .. 8;
		is($statuses[0], 403, 'at first only wrong');
		is($statuses[-1], 429, 'then too many');
		my $answer = $site->login('marek', $new);
		is($answer->{status}, 429, 'also for the right one');
		like($answer->{headers}{'retry-after'} // '', qr/^\d+$/, 'with Retry-After');
		$site->stop;
		is($site->login('marek', $new)->{status}, 429, 'after a restart too');
		is($site->login('admin', PASSWORD)->{status}, 303, 'others may');
		my @unknown = map { $site->login('nobody2', "wrong $_")->{status} } 1 .. 8;
		is("@unknown", "@statuses", 'an unknown name is throttled alike');
	};

	subtest 'the trail tells what accounts did' => sub {
		$site->forget;
		$site->login('admin', PASSWORD);
		my $page = $site->get('/admin/setup');
		my %fields = map { @$_ } fields_of($page->{body});
		my $answer = $site->post('/admin/setup', {%fields, company => 'Öl & <b>Söhne</b>', 'people/SAL' => 20});
		is($answer->{status}, 303, 'the company is set up');
		my ($status, $out) = kiosk('audit', 'verify', '--data', $site->data);
		is($status, 0, 'the chain holds');
		my $trail = $site->get('/admin/trail');
		is($trail->{status}, 200, 'to be read');
		like($trail->{body}, qr/admin/, 'by whom');
		unlike($trail->{body} . $site->get('/admin')->{body} . $site->get('/')->{body}, qr/<b>S/, 'the name of the company is text');
		like($site->get('/')->{body}, qr/&lt;b&gt;S/, 'shown as it is');
		run_command(['sqlite3', $site->data . '/kiosk.db', '.timeout 5000', "UPDATE trail SET actor = 'somebody' WHERE seq = 2"]);
		($status, $out, my $err) = kiosk('audit', 'verify', '--data', $site->data);
		is($status, 3, 'an edited row is found');
		like("$out$err", qr/\b2\b/, 'with its number');
	};
});
done_testing;
