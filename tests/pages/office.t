# What the office's pages say, word by word: who is where, what is chosen, where links and answers lead,
# how many are told, and what is taken exactly up to its limit.
use strict;
use warnings;
use POSIX ();
use Test::More;
use Html;
use Kiosk;
use Site;

my $site = Site->new('fcgi', new_kiosk());
my $data = $site->data;

sub day { return POSIX::strftime('%Y-%m-%d', gmtime(time + 86400 * $_[0])) }
my @months = qw(January February March April May June July August September October November December);
sub date {
	my ($y, $m, $d) = split /-/, $_[0];
	return sprintf "%d\xc2\xa0%s %d", $d, $months[$m - 1], $y;
}

# What a page says in its notice, and in its error.
sub notice { my ($page) = @_; return words(($page->{body} =~ m{<p class="notice" role="status">(.*?)</p>}s)[0]) }
sub fault { my ($page) = @_; return words(($page->{body} =~ m{<p class="(?:error|warning)" role="alert">(.*?)</p>}s)[0]) }
sub menu { my ($page) = @_; return ($page->{body} =~ m{<nav class="menu"(.*?)</nav>}s)[0] // '' }
sub parts { my ($page) = @_; return ($page->{body} =~ m{<nav class="tabs parts no-print"(.*?)</nav>}s)[0] // '' }
sub account { my ($page) = @_; return ($page->{body} =~ m{<details class="account">(.*?)</details>}s)[0] // '' }
sub current { my ($html) = @_; return join ' ', $html =~ m{href="([^"]+)" aria-current}g }
sub languages { my ($page) = @_; return map { $_->[0] } links_in(($page->{body} =~ m{<nav class="langs"(.*?)</nav>}s)[0]) }

subtest 'signing in' => sub {
	my $wrong = $site->login('admin', 'not it');
	is($wrong->{status}, 403, 'a wrong password');
	is(fault($wrong), 'Name or password is wrong.', 'is told');
	is({values_of($wrong->{body})}->{user}, 'admin', 'the name stays');
	is(join(' ', languages($wrong)), join(' ', map { "/login?lang=$_" } qw(en sk pl it es ca)), 'in another language: the page itself');
	is(menu($wrong), '', 'no menu');
	my $in = sub {
		my ($next, @env) = @_;
		$site->forget;
		my %fields = values_of($site->get('/login' . (defined $next ? '?next=' . urlencode($next) : ''))->{body});
		return $site->post('/login', {%fields, user => 'admin', password => PASSWORD})->{headers}{location};
	};
	is($in->(undef), '/admin/first', 'first the company is confirmed');
	is($in->('/results/crm-audit-1?lang=sk'), '/results/crm-audit-1?lang=sk', 'or where one was going');
	is($in->($_), '/admin/first', "not to $_") for 'http://evil.example/', '//evil.example', '/\\evil.example', 'results';
	is($in->($_), '/admin/first', "$_ waits too") for '/admin', '/today';
	my $page = $site->get('/admin/setup');
	my %fields = values_of($page->{body});
	$site->post('/admin/setup', {%fields, company => 'Acme', 'people/SAL' => 20, 'people/MKT' => 8, 'people/SUP' => 5, 'people/MGT' => 4});
	is($in->(undef), '/today', 'then what waits is the first page');
	is($in->('/admin'), '/today', 'when the overview was asked for, too');
};

my $csrf = $site->csrf($site->get('/admin/password'));
my $post = sub { my ($path, @fields) = @_; return $site->post($path, [csrf => $csrf, @fields]) };

subtest 'the menu' => sub {
	my $page = $site->get('/admin/users?done=1&x=a+b');
	is_deeply([map { $_->[1] } links_in(menu($page))], ['Today', 'Rounds', 'Results', 'Decisions', 'Kiosk'], 'of an administrator');
	is_deeply([map { $_->[1] } links_in(parts($page))], ['Overview', 'Company and departments', 'Departments', 'Activities', 'Accounts', 'Settings', 'About the project', 'Alerts', 'Audit trail'], 'and the parts of where one is');
	is(current(parts($page)), '/admin/users', 'the longest that fits');
	is_deeply([map { $_->[1] } grep { $_->[0] !~ /lang=/ } links_in(account($page))], ['Help', 'Password'], 'and what belongs to the account');
	is(current(menu($page)), '/admin', 'accounts belong to the kiosk');
	is(current(menu($site->get('/admin/rounds/crm-audit-1'))), '/admin/rounds', 'and what lies under it');
	# Each page shows where it belongs, and only what there is: a round's parts, one without a list its overview.
	my %at = ('/today' => ['/today', ''], '/admin/settings' => ['/admin', '/admin/settings'], '/admin/first' => ['/admin', '/admin'],
		'/admin/forms/crm-audit' => ['/admin/rounds', '/admin/forms'], '/admin/rounds/crm-audit-1/paper' => ['/admin/rounds', '/admin/rounds'],
		'/results' => ['/results', ''], '/results/crm-audit-1' => ['/results', '/results/crm-audit-1'], '/decisions' => ['/decisions', ''],
		(map { ("/results/crm-audit-1/$_" => ['/results', '/results/crm-audit-1/priorities']) } 'priorities', 'priorities?department=SAL', 'functions/SAL01'),
		(map { ("/results/crm-audit-1/$_" => ['/decisions', "/results/crm-audit-1/$_"]) } qw(brief baseline agenda exec quarter roster)),
		'/results/crm-audit-1/requirement' => ['/decisions', '/results/crm-audit-1/baseline']);
	for my $path (sort keys %at) {
		my $there = $site->get($path);
		is_deeply([current(menu($there)), current(parts($there))], $at{$path}, $path);
	}
	is_deeply([map { $_->[0] =~ s{/results/crm-audit-1}{}r } links_in(parts($site->get('/results/crm-audit-1')))], ['', '/priorities', '/export'], 'texts are for those who may read them');
	is((languages($page))[1], '/admin/users?done=1&x=a%20b&lang=sk', 'the same page in another language');
	is(join(' ', $page->{body} =~ m{hreflang="(\w+)" href="[^"]*" aria-current}g), 'en', 'this one');
	my $refused = $post->('/admin/users', name => 'with space', role => 'manager');
	is($refused->{status}, 422, 'what answers a form');
	is((languages($refused))[1], '/today?lang=sk', 'has no address of its own in another language: the first page');
	is(current(parts($refused)), '/admin/users', 'but its place in the menu');
	like(account($page), qr{<summary>admin</summary>.*Sign out admin}s, 'and who one is');
};

subtest 'passwords' => sub {
	my $change = sub { my ($old, $new, $again) = @_; return $post->('/admin/password', old => $old, password => $new, again => $again // $new) };
	for (['not it', 'longer than eight', undef, 'The current password is wrong.'], [PASSWORD, 'longer than eight', 'another', 'The two new passwords differ.'],
			[PASSWORD, PASSWORD, undef, 'The new password is the old one: choose another.'], [PASSWORD, 'x' x 7, undef, 'The password is too short: at least 8 characters.'],
			[PASSWORD, 'x' x 257, undef, 'The password is too long: at most 256 characters.'],
			map { [PASSWORD, $_, undef, 'The password is among those that are tried first: take a longer one, such as a few words.'] }
				'password', '12345678', 'Welcome2024', 'y' x 256, 'admin123') {
		my ($old, $new, $again, $says) = @$_;
		my $page = $change->($old, $new, $again);
		is($page->{status}, 422, $says);
		is(fault($page), $says, 'is told');
	}
	unlike($site->get('/admin/password')->{body}, qr/one-time password/, 'nobody is told of a one-time password who has none');
	my $eight = 'kfj29dkq';
	for my $new ($eight x 32, $eight) {
		my $done = $change->(length $new == 256 ? PASSWORD : $eight x 32, $new);
		is($done->{headers}{location}, '/today', length($new) . ' characters are taken');
		$csrf = $site->csrf($site->get('/admin/password'));
	}
	$change->($eight, PASSWORD);
	$csrf = $site->csrf($site->get('/admin/password'));
};

subtest 'accounts' => sub {
	my $long = 'n' x 40;
	is($post->('/admin/users', name => "${long}n", role => 'manager')->{status}, 422, 'a name of 41 characters');
	my $refused = $post->('/admin/users', name => 'with space', role => 'manager', rows => 1);
	is(fault($refused), 'A name is 1 to 40 letters, digits or . - _ @ without spaces.', 'a bad name is told');
	my ($form) = $refused->{body} =~ m{<form method="post" action="/admin/users" class="stack">(.*?)</form>}s;
	my %kept = values_of($form);
	is($kept{name}, 'with space', 'what was typed stays');
	is($kept{role}, 'manager', 'and what was chosen');
	is($kept{rows}, '1', 'and ticked');
	is(fault($post->('/admin/users', name => 'eva')), 'Choose a role.', 'a role is chosen');
	my $page = $site->get('/admin/users');
	($form) = $page->{body} =~ m{<form method="post" action="/admin/users" class="stack">(.*?)</form>}s;
	is_deeply([chosen($form, 'role'), chosen($form, 'rows')], ['analyst'], 'else an analyst without rows');
	is(notice($page), '', 'nothing is told');
	my $made = $post->('/admin/users', name => $long, role => 'manager', rows => 1);
	is($made->{status}, 200, '40 are taken');
	like($made->{body}, qr/One-time password of $long</, 'whose password it is');
	is(fault($post->('/admin/users', name => $long, role => 'manager')), "There is an account named $long already.", 'once');
	my $find = sub { my ($name) = @_; return (grep { /<h2>\Q$name\E</ } $site->get('/admin/users')->{body} =~ m{<section class="card user">(.*?)</section>}gs)[0] };
	my $card = $find->($long);
	is_deeply([map { words($_) } $card =~ m{<span class="badge[^"]*">(.*?)</span>}g], ['manager', 'single answers', 'one-time password'], 'as made');
	my ($action) = $card =~ m{action="(/admin/users/\d+)/edit"};
	my ($edit) = $card =~ m{(<form method="post" action="[^"]+/edit".*?</form>)}s;
	is_deeply([map { "$_->[0]=$_->[1]" } grep { $_->[0] ne 'csrf' } fields_of($edit)], ['role=manager', 'rows=1'], 'as it can be changed');
	is($post->("$action/edit", role => 'analyst', disabled => 1)->{headers}{location}, '/admin/users?done=1', 'changed');
	is(notice($site->get('/admin/users?done=1')), 'Saved.', 'is told');
	$card = $find->($long);
	is_deeply([map { words($_) } $card =~ m{<span class="badge[^"]*">(.*?)</span>}g], ['analyst', 'disabled'], 'as changed');
	($edit) = $card =~ m{(<form method="post" action="[^"]+/edit".*?</form>)}s;
	is_deeply([map { "$_->[0]=$_->[1]" } grep { $_->[0] ne 'csrf' } fields_of($edit)], ['role=analyst', 'disabled=1'], 'and in its form');
	is_deeply([map { words($_) } $find->('admin') =~ m{<span class="badge[^"]*">(.*?)</span>}g], ['administrator', 'in use'], 'the administrator');
	my ($own) = $find->('admin') =~ m{action="(/admin/users/\d+)/edit"};
	is(fault($post->("$own/reset")), 'Change your own password under Password in the menu.', 'whose password is not reset');
	is(fault($post->("$own/edit", role => 'analyst')), 'admin is the only administrator: make another first.', 'nor role taken');
	my @trail = map { join '|', @$_ } sql($data, "SELECT actor, action, object, detail FROM trail WHERE action LIKE 'user.%' ORDER BY seq");
	is_deeply([grep { /$long/ } @trail], ["admin|user.add|$long|manager with rows", "admin|user.edit|$long|analyst, disabled"], 'the trail says how');
};

subtest 'company and departments' => sub {
	my $setup = sub { my %f = (values_of($site->get('/admin/setup')->{body}), @_); return $site->post('/admin/setup', \%f) };
	my $people = sub { scalar sql($data, "SELECT headcount FROM catalogue WHERE list = 'departments' AND code = '$_[0]'") };
	my $page = $site->get('/admin/setup');
	is_deeply({map { $_->[0] => $_->[1] } grep { $_->[0] =~ /^people/ } fields_of($page->{body})},
		{'people/SAL' => 20, 'people/MKT' => 8, 'people/SUP' => 5, 'people/MGT' => 4}, 'as confirmed');
	my @warned = map { m{<h2>(.*?)</h2>} } grep { /class="warning"/ } $page->{body} =~ m{<section class="card">(.*?)</section>}gs;
	is_deeply(\@warned, ['Management'], 'four are too few to be shown, five are not');
	is($setup->('people/SAL' => 1_000_000)->{headers}{location}, '/admin/first', 'a million people');
	my $bad = $setup->('people/SAL' => 1_000_001, company => 'Typed');
	is($bad->{status}, 422, 'not one more');
	is(fault($bad), '“1000001” is not a number of people for SAL: enter a whole number, or nothing when it is not known.', 'as it says');
	is({values_of($bad->{body})}->{company}, 'Typed', 'what was typed stays');
	is({values_of($bad->{body})}->{'people/SAL'}, '1000001', 'the bad one too');
	is(fault($setup->(company => '  ')), "Enter the company’s name.", 'a company has a name');
	is($setup->('people/SAL' => '')->{status}, 303, 'nobody knows');
	is($people->('SAL') // '', '', 'is kept as such');
	is($setup->('people/SAL' => 0)->{headers}{location}, '/admin/setup', 'nobody is too few: told once');
	is($setup->('people/SAL' => 20, 'merge/MGT' => 'MKT')->{headers}{location}, '/admin/first', 'management is counted with marketing');
	$page = $site->get('/admin/setup');
	is_deeply([chosen($page->{body}, 'merge/MGT')], ['MKT'], 'which is chosen');
	is_deeply([chosen($page->{body}, 'merge/SAL')], [], 'the others stand alone');
	unlike($page->{body}, qr/class="warning"/, 'and nobody is too few any more');
	my ($select) = $page->{body} =~ m{<select id="[^"]+" name="merge/MKT">(.*?)</select>}s;
	is_deeply([$select =~ /value="(\w*)"/g], ['', qw(SAL SUP MGT)], 'nobody with itself');
	is($setup->('merge/MKT' => 'MGT', 'merge/MGT' => '')->{status}, 303, 'the other way round');
	is_deeply([chosen($site->get('/admin/setup')->{body}, 'merge/MKT')], ['MGT'], 'without a circle');
	is($setup->('merge/MGT' => 'MKT')->{status}, 422, 'a circle is none');
	$setup->('merge/MKT' => '');
};

subtest 'rounds' => sub {
	my $open = sub { my %w = (form => 'crm-audit', @_); return $post->('/admin/rounds', language => 'en', department => 'SAL', department => 'SUP', map { $_ => $w{$_} } sort keys %w) };
	is($open->(title => 'x' x 201, code => 'long')->{status}, 422, 'a title of 201');
	is($open->(title => 'x', subject => 's' x 201, code => 'long')->{status}, 422, 'a subject of 201');
	is($open->(title => 'x', code => 'c' x 33)->{status}, 422, 'a code of 33');
	is($open->(title => "\xc4\x8d" x 201, code => 'long')->{status}, 422, 'of any letters');
	is($open->(title => 'x' x 200, subject => 's' x 200, code => 'c' x 32, from => day(-1), to => day(4))->{headers}{location},
		'/admin/rounds/' . 'c' x 32 . '?done=opened', '200, 200 and 32 are taken');
	for ([{title => ''}, 'Give the round a title of at most 200 characters.'], [{from => '2026-13-01'}, '“2026-13-01” is not a date: write 2026-03-14.'],
			[{from => day(2), to => day(1)}, 'The last day is before the first: swap them.'], [{code => 'Big'}, '“Big” is not a code: 1 to 32 of a-z, 0-9 and -.'],
			[{code => 'c' x 32}, "There is a round @{['c' x 32]} already: choose another code."], [{form => 'none'}, 'There is no form none.']) {
		my ($with, $says) = @$_;
		my $page = $open->(title => 'Typed', to => day(9), code => 'next', %$with);
		is($page->{status}, 422, $says);
		is(fault($page), $says, 'is told');
		my %kept = values_of(($page->{body} =~ m{<form method="post" action="/admin/rounds"(.*?)</form>}s)[0]);
		is($kept{to}, $with->{to} // day(9), 'what was typed stays');
		is_deeply([chosen($page->{body}, 'department')], [qw(SAL SUP)], 'and what was ticked');
		is_deeply([chosen($page->{body}, 'language')], ['en'], 'and the languages');
	}
	is(fault($post->('/admin/rounds', form => 'crm-audit', title => 'x', language => 'en')), 'Choose at least one department.', 'somebody is asked');
	is(fault($post->('/admin/rounds', form => 'crm-audit', title => 'x', department => 'SAL')), 'Choose at least one language.', 'in some language');
	is($open->(title => 'Same day', code => 'same', from => day(0), to => day(0))->{status}, 303, 'for a day');
	is($open->(title => 'Later', code => 'later', from => day(1))->{status}, 303, 'or from tomorrow');
	is($open->(title => 'Coded', code => 'coded', to => day(3), access => 'codes')->{status}, 303, 'with codes');
	my $new = $site->get('/admin/rounds/_new?form=crm-audit');
	is_deeply([chosen($new->{body}, 'form'), chosen($new->{body}, 'department'), chosen($new->{body}, 'language'), chosen($new->{body}, 'access'), chosen($new->{body}, 'from')],
		['crm-audit', qw(SAL MKT SUP MGT en sk pl it es ca open), day(0)], 'a new one: all asked, in all languages, from today');

	my $list = $site->get('/admin/rounds')->{body};
	my %group = map { m{<h2>(.*?)</h2>} => [map { words($_) } m{<li class="card">(.*?)</li>}gs] } $list =~ m{<section class="stack">(.*?)</section>}gs;
	is_deeply([sort keys %group], ['Open', 'Planned'], 'open and planned');
	is_deeply($group{Planned}, ['Later from ' . date(day(1)) . ' CRM audit, version 1 · later'], 'planned');
	is_deeply([@{$group{Open}}[0 .. 2]], ['Coded until ' . date(day(3)) . ' CRM audit, version 1 · coded · with access codes', 'Same day ' . date(day(0)) . ' – ' . date(day(0)) . ' CRM audit, version 1 · same',
		'x' x 200 . ' ' . date(day(-1)) . ' – ' . date(day(4)) . ' CRM audit, version 1 · ' . 'c' x 32], 'open, the latest first');
	is(scalar @{$group{Open}}, 4, 'all of them');
	like($site->get('/admin/rounds?lang=it')->{body}, qr{<h2>Aperte</h2>}, 'a heading speaks of many');
	like(words($site->get('/admin/rounds/coded?lang=it')->{body}), qr/ Aperta /, 'the state of one of that one');
	$site->get('/admin/rounds?lang=en');

	# The start page has those that are open, in their order.
	my %card = map { m{href="(/s/[\w-]+)} => words($_) } $site->get('/')->{body} =~ m{<li class="card">(.*?)</li>}gs;
	is(join(' ', sort keys %card), join(' ', sort '/s/' . 'c' x 32, '/s/coded', '/s/same', '/s/crm-audit-1'), 'not the planned one');
	like($card{'/s/same'}, qr/^Same day For: Sales, Support about \d+ minutes · until \Q@{[date(day(0))]}\E · anonymous$/, 'for whom, how long, until when');
	like($card{'/s/coded'}, qr/until \Q@{[date(day(3))]}\E · with access codes$/, 'with codes: not called anonymous');
	like($card{'/s/crm-audit-1'}, qr/For everyone about \d+ minutes · no end date · anonymous$/, 'for all, without end');
	is($site->get('/s/later')->{status}, 410, 'which is not open yet');

	# The overview warns of what closes within three days.
	my $warnings = sub { return map { words($_) } $site->get('/today')->{body} =~ m{<p class="warning">(.*?)</p>}gs };
	is_deeply([$warnings->()], ['“Same day” closes after ' . date(day(0)) . '. Who is behind', '“Coded” closes after ' . date(day(3)) . '. Who is behind'], 'three days, not four');
	like($site->get('/today')->{body}, qr{<a href="/admin/rounds/coded">Who is behind</a>}, 'and where');
	is(join(' ', sort map { $_->[0] } grep { $_->[0] =~ m{^/admin/rounds/[a-z]} } links_in(part($site->get('/today')->{body}, 'Open'))), join(' ', map { "/admin/rounds/$_" } 'c' x 32, 'coded', 'crm-audit-1', 'same'), 'and shows what is open');

	is(notice($site->get("/admin/rounds/later?done=$_->[0]")), $_->[1], "done=$_->[0]") for ['opened', 'The round is open. Next: invite people.'],
		['closed', 'The round is closed and its final list is ready.'], ['reopened', 'The round is open again.'], ['final', 'The round is final.'], ['saved', 'Saved.'], ['else', 'Saved.'];
	is(notice($site->get('/admin/rounds/later')), '', 'nothing done, nothing told');
	like($site->get('/admin/rounds/later?done=entered')->{body}, qr/role="status"/, 'done=entered');
	is(words(($site->get("/admin/rounds/$_->[0]")->{body} =~ m{<span class="badge">(.*?)</span>})[0]), $_->[1], "$_->[0]: $_->[1]") for ['later', 'Planned'], ['same', 'Open'];

	my $edit = sub { my %w = (title => 'Later', from => day(1), language => 'en', @_); return $post->('/admin/rounds/later/edit', %w) };
	is($edit->(title => 't' x 200, subject => 's' x 200)->{headers}{location}, '/admin/rounds/later?done=saved', 'changed');
	is($edit->(title => "\xc4\x8d" x 200, subject => "\xc4\x8d" x 200)->{status}, 303, 'letters count, not bytes');
	is($edit->(title => 't' x 201)->{status}, 422, 'a title is not longer');
	my $refused = $edit->(subject => 's' x 201, title => 'Typed');
	is(fault($refused), 'A subject has at most 200 characters.', 'nor a subject');
	is({values_of(($refused->{body} =~ m{/edit"(.*?)</form>}s)[0])}->{title}, 'Typed', 'and what was typed stays');
	is($post->('/admin/rounds/same/close')->{headers}{location}, '/admin/rounds/same?done=closed', 'closed');
	is($post->('/admin/rounds/same/close')->{status}, 409, 'once');
	is(words(($site->get('/admin/rounds/same')->{body} =~ m{<span class="badge">(.*?)</span>})[0]), 'Closed', 'and says so');
	my $page = $site->get('/admin/rounds/same')->{body};
	unlike($page, qr{/(?:invite|entry|edit|close)"}, 'nobody is invited, nothing is typed in, changed or closed');
	like($page, qr{<h2>Who answered</h2>}, 'nor is anybody behind');
	like($page, qr{action="/admin/rounds/same/reopen"}, 'but it may be reopened');
	is($post->('/admin/rounds/same/reopen', to => day(-1))->{status}, 422, 'not until yesterday');
	is($post->('/admin/rounds/same/reopen', to => day(0))->{headers}{location}, '/admin/rounds/same?done=reopened', 'until today');
	is($post->('/admin/rounds/same/reopen', to => day(1))->{status}, 409, 'an open one is not');
	$post->('/admin/rounds/same/close');
	my ($closed) = grep { /<h2>Closed</ } $site->get('/admin/rounds')->{body} =~ m{<section class="stack">(.*?)</section>}gs;
	like(words($closed), qr/^Closed Same day /, 'among the closed ones');
};

subtest 'made final' => sub {
	my $badge = sub { return words(($site->get('/admin/rounds/same')->{body} =~ m{<span class="badge">(.*?)</span>})[0]) };
	my $round = $site->get('/admin/rounds/same')->{body};
	like($round, qr{<a class="button quiet" href="/admin/rounds/same/final">Make final</a>}, 'a closed round can be');
	like(words($round), qr/Devices may deliver answers until \Q@{[date(day(30))]}\E/, 'before its thirty days are over');
	unlike($site->get('/admin/rounds/coded')->{body}, qr{/final}, 'an open one cannot');
	for my $open ($site->get('/admin/rounds/coded/final'), $post->('/admin/rounds/coded/final')) {
		is($open->{status}, 409, 'whoever asks');
		is(fault($open), 'The round is open. Close it first.', 'and says what to do');
	}

	my $page = $site->get('/admin/rounds/same/final');
	is($page->{status}, 200, 'what it means is said first');
	my @means = map { words($_) } $page->{body} =~ m{<li>(.*?)</li>}gs;
	is_deeply([@means[-4 .. -1]], ['Answers that still wait on a device count no more: what arrives is kept aside.',
		'A last list is made if at least 5 answers have come since the one before.',
		'The key of the receipts is deleted: a receipt then says only whether answers were counted, and nothing can be erased by it.',
		'The round cannot be reopened. None of this can be undone.'], 'all of it');
	is($badge->(), 'Closed', 'and nothing is done by looking');

	# Who finds a screen open is not who signed in.
	run_command(['sqlite3', '-cmd', '.timeout 5000', $site->data . '/kiosk.db', 'UPDATE session SET proved_at = proved_at - 601']);
	my $asked = $post->('/admin/rounds/same/final');
	is($asked->{status}, 403, 'ten minutes after signing in');
	like($asked->{body}, qr{<form[^>]*action="/admin/rounds/same/final".*name="proof" type="password"}s, 'the password is asked again');
	is($post->('/admin/rounds/same/final', proof => 'not it at all')->{status}, 403, 'a wrong one does nothing');
	is($badge->(), 'Closed', 'so far');
	ok(keys_of($site->data)->{round}{same}, 'its key is there');
	is($post->('/admin/rounds/same/final', proof => PASSWORD)->{headers}{location}, '/admin/rounds/same?done=final', 'the right one does it');
	ok(!keys_of($site->data)->{round}{same}, 'and the key is gone');
	is($badge->(), 'Final', 'and the round says so');
	is_deeply([sql($site->data, "SELECT actor, action FROM trail WHERE object = 'same' ORDER BY seq DESC LIMIT 1")], [['admin', 'round.final']], 'so does the trail');
	unlike($site->get('/admin/rounds/same')->{body}, qr{/(?:final|reopen)"}, 'nothing is left to do');
	$csrf = $site->csrf($site->get('/admin'));
	for my $again ($site->get('/admin/rounds/same/final'), $post->('/admin/rounds/same/final'), $post->('/admin/rounds/same/reopen')) {
		is($again->{status}, 409, 'nor done twice, or back');
		like(fault($again), qr/has been final since/, 'in words');
	}
};

subtest 'who is behind, in steps of five' => sub {
	my $rows = sub { return {map { m{<b>(.*?)</b> <span class="meta">(.*?)</span>}s } $site->get('/admin/rounds/crm-audit-1')->{body} =~ m{<li><div>(.*?)</li>}gs} };
	my $answer = sub { return $site->post('/s/crm-audit-1', [audit_fields(department => $_[0], functions => ['SAL01'])], accept => 'application/json', cookie => '')->{status} };
	is($answer->('SAL'), 201, 'an answer') for 1 .. 4;
	is_deeply($rows->(), {Sales => 'fewer than 5 · people: 20', Marketing => 'fewer than 5 · people: 8', Support => 'fewer than 5 · people: 5',
		Management => 'too small to be counted alone · people: 4'}, 'four are not told');
	is($answer->('SAL'), 201, 'the fifth');
	is($rows->()->{Sales}, '5 answers or more · people: 20', 'five are');
	is($answer->('SAL'), 201, 'more') for 6 .. 9;
	is($rows->()->{Sales}, '5 answers or more · people: 20', 'nine are five');
	is($answer->('SAL'), 201, 'the tenth');
	is($rows->()->{Sales}, '10 answers or more · people: 20', 'ten are ten');
	my ($bar) = $site->get('/admin/rounds/crm-audit-1')->{body} =~ m{<b>Sales</b>.*?(<svg.*?</svg>)}s;
	like($bar // '', qr/width="50%"/, 'half of twenty');
	# Codes: made are told, used in steps.
	my $sheet = $post->('/admin/rounds/coded/codes', count => 6);
	my @codes = $sheet->{body} =~ /class="slip-code">(\w{5}-\w{5})</g;
	is(scalar @codes, 12, 'six for each of two');
	my $told = sub { return join ' | ', map { words($_) } grep { /made/ } $site->get('/admin/rounds/coded')->{body} =~ m{<p class="meta">(.*?)</p>}gs };
	is($told->(), 'SAL: made: 6 · used: fewer than 5 | SUP: made: 6 · used: fewer than 5', 'made, none used');
	for my $n (1 .. 5) {
		my $used = $site->post('/s/coded', [audit_fields(department => 'SAL', functions => ['SAL01'], more => [code => $codes[$n - 1]])], accept => 'application/json', cookie => '');
		is($used->{status}, 201, "code $n") or diag $used->{body};
		is($told->(), 'SAL: made: 6 · used: ' . ($n < 5 ? 'fewer than 5' : '5 answers or more') . ' | SUP: made: 6 · used: fewer than 5', "$n used");
	}
	is($post->('/admin/rounds/coded/codes', count => $_->[0])->{status}, $_->[1], "$_->[0] codes for each of two") for [500, 200], [501, 422], [0, 422], [1, 200];
};

subtest 'a round opened by mistake' => sub {
	my $at = '/admin/rounds/mistaken';
	my $open = sub { return $post->('/admin/rounds', form => 'crm-audit', title => "Mistaken $_[1]", code => $_[0], language => 'en', department => 'SAL', access => 'codes') };
	is($open->('mistkaen', 1)->{status}, 303, 'its code mistyped');
	is($post->('/admin/rounds/mistkaen/codes', count => 2)->{status}, 200, 'with codes');
	is($post->('/admin/rounds/mistkaen/recode', code => $_->[0])->{status}, $_->[1], "not “$_->[0]”") for ['Not Good', 422], ['', 422], ['crm-audit-1', 409];
	for my $code (qw(board pilots triage)) {
		my $page = $post->('/admin/rounds/mistkaen/recode', code => $code);
		is($page->{status}, 422, "$code has a page of its own under /results");
		like(text_of($page->{body}), qr/is the address of another page: choose another code/, 'which is told');
		$page = $post->('/admin/rounds', form => 'crm-audit', title => 'x', code => $code, department => 'SAL', language => 'en');
		is($page->{status}, 422, 'nor is a round opened under it');
		like(text_of($page->{body}), qr/is the address of another page: choose another code/, 'for the same reason');
	}
	is($post->('/admin/rounds/mistkaen/recode', code => 'mistaken')->{headers}{location}, "$at?done=saved", 'mended');
	is($site->get('/s/mistkaen')->{status}, 404, 'the old one leads nowhere');
	is($site->get('/s/mistaken')->{status}, 200, 'the new one to its first page');
	is($post->("$at/discard")->{headers}{location}, '/admin/rounds?done=discarded', 'taken away');
	is(notice($site->get('/admin/rounds?done=discarded')), 'The round is gone.', 'which is told');
	is($site->get('/s/mistaken')->{status}, 404, 'and so it is');
	is_deeply([map { $_->[0] } sql($data, "SELECT action FROM trail WHERE object LIKE 'mist%' ORDER BY seq")], ['round.open', 'round.codes', 'round.recode', 'round.discard'], 'in the trail');
	is((kiosk('check', '--data', $data))[0], 0, 'nothing is left hanging');
	# Its number may come again, with another form behind it: nobody is shown the one before.
	my $file = temp_folder() . '/short.csv';
	write_file($file, "type,name,label\ntext,a,What else?\n");
	is((kiosk('form', 'add', $file, '--data', $data))[0], 0, 'another form');
	is((kiosk('round', 'open', '--form', 'short', '--title', 'Again', '--code', 'mistaken', '--data', $data))[0], 0, 'a round of it by the same code');
	like(text_of($site->get('/s/mistaken')->{body}), qr/What else\?/, 'asks its own');
	is($site->post('/s/mistaken', [instance_id => uuid4(), lang => 'en', seed => 1, a => 'x'], accept => 'application/json', cookie => '')->{status}, 201, 'an answer');
	my $kept = $post->("$at/discard");
	is($kept->{status}, 409, 'is not lost');
	is(fault($kept), 'Round mistaken has answers, or something was written on it. Close it instead.', 'as it says');
	is($post->("$at/recode", code => 'other')->{status}, 409, 'nor is its code changed any more');
	is($post->("/admin/rounds/nothing/$_", code => 'x')->{status}, 404, "$_: no such round") for 'discard', 'recode';
	$post->("$at/close");
};

subtest 'what was kept aside' => sub {
	my $id = uuid4();
	my $send = sub { return $site->post('/s/crm-audit-1', [audit_fields(id => $_[0], department => 'SUP', functions => ['SUP01'], detail => {A21 => $_[1]})], accept => 'application/json', cookie => '')->{status} };
	my $told = sub { return join ' ', grep { /kept aside/ } map { words($_) } $site->get('/today')->{body} =~ m{<p class="warning">(.*?)</p>}gs };
	is($send->($id, 10), 201, 'sent');
	is($told->(), '', 'none is kept aside');
	is($send->($id, 20), 409, 'sent again, otherwise');
	like($told->(), qr/^1 submission was kept aside: its key had been used/, 'one');
	is($send->($id, 30), 409, 'and once more');
	like($told->(), qr/^2 submissions were kept aside: their key/, 'two');
};

subtest 'counts of the command line' => sub {
	my $count = sub { my (undef, $csv) = kiosk('stats', '--csv', '--data', $data); my %of = map { ("$_->[0]/$_->[1]" => $_->[2]) } cells_of($csv); return \%of };
	my $stats = $count->();
	is(join(' ', map { $stats->{"$_/"} } 'forms', 'rounds', 'accounts', 'kept aside'), '2 6 2 2', 'forms, rounds, accounts, what was kept aside');
	# Ten of sales, one of support: the one is not told, nor may the sum tell it.
	is($stats->{'answered crm-audit-1/SUP'}, 'fewer than 5', 'one is not told');
	is($stats->{'answered crm-audit-1/MKT'}, 0, 'none is');
	isnt(join(' ', map { $stats->{"answered crm-audit-1/$_"} } '', 'SAL'), '11 10', 'nor can it be worked out');
	$site->post('/s/crm-audit-1', [audit_fields(department => 'SUP', functions => ['SUP01'])], accept => 'application/json', cookie => '') for 1 .. 3;
	is($count->()->{'answered crm-audit-1/SUP'}, 'fewer than 5', 'four are not');
	$site->post('/s/crm-audit-1', [audit_fields(department => 'SUP', functions => ['SUP01'])], accept => 'application/json', cookie => '');
	$stats = $count->();
	is(join(' ', map { $stats->{"answered crm-audit-1/$_"} } '', 'SAL', 'SUP', 'MKT'), '15 10 5 0', 'five are, and all');
};

subtest 'settings' => sub {
	my %now = values_of(($site->get('/admin/settings')->{body} =~ m{<form method="post" action="/admin/settings"(.*?)</form>}s)[0]);
	my @langs = qw(en sk pl it es ca);
	my $save = sub { my %f = (%now, @_); my $l = delete $f{languages}; $l = \@langs if !ref $l; return $post->('/admin/settings', (map { $_ => $f{$_} } grep { $_ ne 'csrf' } sort keys %f), map { (languages => $_) } @$l) };
	my $error = sub { my ($page, $key) = @_; return words(($page->{body} =~ m{id="s-$key-error">(.*?)</p>}s)[0]) };
	my %limits = (min_cell => [3, 100], retention_days => [0, 36500], quarantine_days => [1, 3650]);
	for my $key (sort keys %limits) {
		my $none = $save->($key => -1);
		my ($from, $to) = $error->($none, $key) =~ /^A whole number from (\d+) to ([\d,]+)\.$/;
		ok(defined $from, "$key has limits") or diag $error->($none, $key);
		next if !defined $from;
		$to =~ tr/,//d;
		is($save->($key => $from)->{headers}{location}, '/admin/settings?done=1', "$key: $from");
		is($save->($key => $to)->{status}, 303, "$key: $to");
		is($save->($key => $_)->{status}, 422, "$key: not $_") for $from - 1, $to + 1, 'x', '';
		$save->(%now);
	}
	is(notice($site->get('/admin/settings?done=1')), 'Saved.', 'saved');
	is(notice($site->get('/admin/settings')), '', 'told once');
	is(fault($save->(min_cell => 2)), 'That could not be saved', 'or not');
	is($save->(languages => [qw(pl en)], first_language => 'pl')->{status}, 303, 'languages');
	my $page = $site->get('/admin/settings')->{body};
	is_deeply([sort(chosen($page, 'languages'))], [qw(en pl)], 'are ticked');
	is_deeply([chosen($page, 'first_language')], ['pl'], 'the first is chosen');
	is($save->(languages => [qw(pl en)], first_language => 'sk')->{status}, 303, 'one that is not offered is not the first');
	is(scalar sql($data, "SELECT value FROM setting WHERE key = 'languages'"), 'pl en', 'as ticked');
	is($save->(languages => [])->{status}, 422, 'none is too few');
	my @changed = map { $_->[0] } sql($data, "SELECT detail FROM trail WHERE action = 'settings.change' ORDER BY seq");
	$save->(%now, contact => 'Eva', company_name => 'Acme 2', languages => \@langs, first_language => 'en');
	is((sql($data, "SELECT detail FROM trail WHERE action = 'settings.change' ORDER BY seq DESC LIMIT 1"))[0][0], 'company_name, contact, languages', 'the trail says what was changed');
	my $before = scalar sql($data, 'SELECT count(*) FROM trail');
	$save->(%now, contact => 'Eva', company_name => 'Acme 2', languages => \@langs, first_language => 'en');
	is(scalar sql($data, 'SELECT count(*) FROM trail'), $before, 'and nothing when nothing was');
	like($site->get('/')->{body}, qr/Whom to ask: Eva/, 'whom to ask is on the start page');
	# A colour field is never empty: the kiosk's own colour stands for none.
	is($save->(%now, contact => 'Eva', company_name => 'Acme 2', languages => \@langs, first_language => 'en', accent => '#0a5c59')->{status}, 303, 'the own colour');
	is(scalar sql($data, "SELECT count(*) FROM setting WHERE key = 'accent' AND value <> ''"), 0, 'is none');
	my ($zones) = $site->get('/admin/settings')->{body} =~ m{<select class="short" id="s-timezone".*?>(.*?)</select>}s;
	my @zones = $zones =~ /<option value="([^"]+)"/g;
	cmp_ok(scalar @zones, '>', 300, 'time zones are a list');
	is_deeply(\@zones, [sort @zones], 'in order');
	ok(scalar(grep { $_ eq 'Europe/Bratislava' || $_ eq 'Europe/Prague' } @zones), 'with ours');
	is(scalar(() = $zones =~ / selected/g), 1, 'one is chosen');
};

subtest 'alerts' => sub {
	my $rule = sub { my %w = (id => 0, measure => 'coverage', comparison => 'above', threshold => 50, department => '', audience => 'analyst', active => 1, @_); return $post->('/admin/alerts', %w) };
	my $forms = sub { return map { {values_of($_)} } grep { /action="\/admin\/alerts"/ } $_[0] =~ m{<tr>(.*?)</tr>}gs };
	is($rule->()->{headers}{location}, '/admin/alerts?saved=1', 'a rule');
	like($site->get('/admin/alerts?saved=1')->{body}, qr/class="notice" role="status"/, 'is told');
	unlike($site->get('/admin/alerts')->{body}, qr/class="notice" role="status"/, 'once');
	my $body = $site->get('/admin/alerts')->{body};
	my @rules = $forms->($body);
	my ($mine) = grep { $_->{measure} eq 'coverage' && $_->{id} } @rules;
	is_deeply({map { $_ => $mine->{$_} } qw(measure threshold audience active)}, {measure => 'coverage', threshold => 50, audience => 'analyst', active => 1}, 'as it was made');
	is($mine->{comparison}, 'above', 'above');
	is_deeply({map { $_ => $rules[-1]{$_} } qw(id measure threshold audience active)}, {id => 0, measure => 'response', threshold => 50, audience => 'all', active => 1}, 'and a fresh one below');
	for (['measure', 'mood', 'Choose the figure, and below or above, from the lists.'], ['comparison', 'near', 'Choose the figure, and below or above, from the lists.'],
			['threshold', '1000001', 'Choose a figure, and enter a threshold from 0 to 1,000,000.'], ['threshold', '-1', 'Choose a figure, and enter a threshold from 0 to 1,000,000.'],
			['threshold', '', 'Choose a figure, and enter a threshold from 0 to 1,000,000.'], ['department', 'SAL', 'Only response rates are told apart by department: choose the whole company.'],
			['audience', 'nobody', 'Choose from the list for whom the alert is.']) {
		my ($field, $value, $says) = @$_;
		my $page = $rule->(id => $mine->{id}, $field => $value);
		is($page->{status}, 422, "$field is not $value");
		is(words(($page->{body} =~ m{<p class="error" role="alert">(.*?)</p>}s)[0]), $says, 'as it says');
		my ($own) = grep { $_->{id} == $mine->{id} } $forms->($page->{body});
		is($own->{$field}, $value, 'in its place') if $field eq 'threshold';
	}
	is($rule->(id => $mine->{id}, threshold => $_)->{status}, 303, "a threshold of $_") for 0, 1000000;
	is($rule->(id => -1)->{status}, 404, 'no such rule');
	is($rule->(id => 'x')->{status}, 404, 'nor such');
	my $off = $post->('/admin/alerts', id => $mine->{id}, measure => 'response', comparison => 'below', threshold => '1,5', department => '*', audience => 'all');
	is($off->{status}, 303, 'out of force');
	my ($again) = grep { ($_->{id} // 0) == $mine->{id} } $forms->($site->get('/admin/alerts')->{body});
	is(join(' ', map { $again->{$_} // '-' } qw(measure threshold department audience active)), 'response 1.5 * all -', 'as it was changed');
};

subtest 'the trail' => sub {
	my $numbers = sub { my ($body) = @_; my (undef, @rows) = rows_in($body); return map { $_->[0] } @rows };
	my $all = scalar sql($data, 'SELECT count(*) FROM trail');
	my $last = scalar sql($data, 'SELECT max(seq) FROM trail');
	my $page = $site->get('/admin/trail');
	is(notice($page) || words(($page->{body} =~ m{<p class="notice">(.*?)</p>}s)[0]), "The chain is sound. Entries: $all", 'how many');
	cmp_ok($all, '>', 10, 'some');
	run_command(['sqlite3', "$data/kiosk.db", '.timeout 5000', 'SELECT 1']);
	$post->('/admin/users/' . (sql($data, "SELECT id FROM account WHERE name <> 'admin' LIMIT 1"))[0][0] . '/edit', role => 'analyst') while scalar(sql($data, 'SELECT count(*) FROM trail')) < 100;
	$page = $site->get('/admin/trail')->{body};
	my @first = $numbers->($page);
	is(scalar @first, 100, 'a hundred to a page');
	is($first[0], (sql($data, 'SELECT max(seq) FROM trail'))[0][0], 'the latest first');
	my ($next) = map { $_->[0] } grep { $_->[1] eq 'Earlier entries' } links_in($page);
	is($next, "/admin/trail?before=$first[-1]", 'and what is earlier');
	my @rest = $numbers->($site->get($next)->{body});
	is(scalar @rest, (sql($data, 'SELECT count(*) FROM trail'))[0][0] - 100, 'all the rest');
	is($rest[0], $first[-1] - 1, 'without a gap') if @rest;
	unlike($site->get("/admin/trail?before=$first[-1]")->{body}, qr/Earlier entries/, 'and nothing earlier');
	is($site->get('/admin/trail?before=x')->{status}, 404, 'no such entry');
	my ($head, @row) = rows_in($page);
	is_deeply([@{$row[0]}[2 .. 4]], [@{(sql($data, 'SELECT actor, action, object FROM trail ORDER BY seq DESC LIMIT 1'))[0]}], 'who did what to what');
};

subtest 'the lists of activities and departments' => sub {
	for ('/admin/functions', '/admin/departments') {
		my $page = $site->get("$_?done=1");
		is(notice($page), 'Saved.', "$_: saved");
		is(notice($site->get($_)), '', 'told once');
	}
	is($post->('/admin/functions/put', code => 'NEW01', home => '*', 'label/en' => 'Brand new', 'hint/en' => 'A hint', effort_days => '2.5', auto_override => '1')->{headers}{location}, '/admin/functions?done=1', 'a new one');
	my ($row) = grep { $_->[0] eq 'NEW01' } rows_in($site->get('/admin/functions')->{body});
	is_deeply($row, ['NEW01', 'Brand new', 'Everyone', '2.5', '1'], 'in the table');
	my ($plain) = grep { $_->[0] eq 'SAL01' } rows_in($site->get('/admin/functions')->{body});
	is_deeply($plain, ['SAL01', 'Record a new lead', 'SAL', '', ''], 'and one without figures');
	my $edit = $site->get('/admin/functions?edit=NEW01')->{body};
	my %fields = values_of(($edit =~ m{<form method="post" action="/admin/functions/put"(.*?)</form>}s)[0]);
	is(join('|', map { $fields{$_} } qw(code home effort_days auto_override label/en hint/en label/sk)), 'NEW01|*|2.5|1|Brand new|A hint|', 'in its form');
	like($edit, qr{action="/admin/functions/remove"}, 'which can take it out');
	my $fresh = $site->get('/admin/functions?edit=')->{body};
	unlike($fresh, qr{action="/admin/functions/remove"}, 'what is not there cannot be');
	for (['auto_override', '1.01'], ['auto_override', '-0.01'], ['effort_days', '-1'], ['effort_days', 'x']) {
		my ($field, $value) = @$_;
		my $page = $post->('/admin/functions/put', %{{code => 'NEW01', home => '*', 'label/en' => 'Typed', $field => $value}});
		is($page->{status}, 422, "$field is not $value") or next;
		like(fault($page), qr/\w/, 'as it says');
		is({values_of(($page->{body} =~ m{/put"(.*?)</form>}s)[0])}->{'label/en'}, 'Typed', 'what was typed stays');
	}
	is($post->('/admin/functions/put', code => 'NEW01', home => '*', 'label/en' => 'Brand new', auto_override => $_)->{status}, 303, "a share of $_") for 0, 1;
	is($post->('/admin/functions/remove', code => 'NEW01')->{headers}{location}, '/admin/functions?done=1', 'taken out');
	is($post->('/admin/functions/remove', code => 'NEW01')->{status}, 404, 'once');
	my ($department) = grep { $_->[0] eq 'SAL' } rows_in($site->get('/admin/departments')->{body});
	is_deeply($department, ['SAL', 'Sales', '20'], 'a department');
	is(fault($post->('/admin/departments')), fault($post->('/admin/functions')), 'no table, no change');
	my $bad = $post->('/admin/departments', csv => "code,label::English (en),headcount\nFIN,Finance,many\n");
	like($bad->{body}, qr/line 2, headcount: /, 'where a fault is');
	like($bad->{body}, qr/>code,label::English/, 'and what was pasted stays');
};

subtest 'about the project' => sub {
	my $long = '/admin/project';
	is($post->($long, edit => 'en', why => 'y' x 4000, call => 'Eva')->{headers}{location}, '/admin/project?edit=en&done=1', 'four thousand characters');
	is($post->($long, edit => 'en', why => "\xc3\xa9" x 4000)->{status}, 303, 'of any alphabet');
	my $refused = $post->($long, edit => 'en', why => 'y' x 4001, call => 'Typed');
	is($refused->{status}, 422, 'not one more');
	is(fault($refused), 'A part has at most 4,000 characters: shorten it.', 'as it says');
	is({values_of($refused->{body})}->{call}, 'Typed', 'what was typed stays');
	is($post->($long, why => 'x')->{status}, 422, 'a language is named');
	my $page = $site->get('/admin/project?edit=en&done=1');
	is(notice($page), 'Saved. See the page', 'saved');
	my @tabs = grep { $_->[0] =~ /edit=/ } links_in($page->{body} =~ s/.*<h1>//sr);
	is_deeply([map { $_->[1] } @tabs], ['English 2/5', map { "$_ 0/5" } 'Slovenčina', 'Polski', 'Italiano', 'Español', 'Català'], 'how much is written in each');
	is_deeply([$page->{body} =~ m{href="([^"]+)"[^>]*aria-current="page">English 2}g], ['/admin/project?edit=en'], 'which one this is');
	is({values_of($site->get('/admin/project?edit=sk')->{body})}->{call}, '', 'another language is empty');
};

subtest 'inviting' => sub {
	my %minutes = map { m{href="/s/([\w-]+)} => (words($_) =~ /(about \d+ minutes)/)[0] } $site->get('/')->{body} =~ m{<li class="card">(.*?)</li>}gs;
	my $page = $site->get('/admin/rounds/coded/invite')->{body};
	my ($mail) = $page =~ m{<textarea[^>]*>(.*?)</textarea>}s;
	is(unescape($mail), "Hello,\n\nWe are asking for a few minutes of your time: “Coded”.\nYour answers decide which work the new system should take off your hands.\n"
		. "It takes $minutes{coded}. Results are shown only for groups of 5 or more.\nYou need the access code from your slip of paper.\n\nOpen this address on a phone or computer in our network:\n"
		. "http://localhost:8080/s/coded?lang=en\nOpen until " . date(day(3)) . "\n\nEva", 'a text for a mail');
	unlike($page, qr/anonym/i, 'who holds a code is not told to be anonymous');
	$page = $site->get('/admin/rounds/crm-audit-1/invite')->{body};
	my ($open) = $page =~ m{<textarea[^>]*>(.*?)</textarea>}s;
	unlike($open, qr/access code|Open until/, 'without code and end where there is none');
	like($open, qr/^It takes $minutes{'crm-audit-1'}\. Anonymous: results are shown only for groups of 5 or more\.$/m, 'whoever answers without one is');
	like(words($page), qr/Tell us which work the new CRM should do for you It takes $minutes{'crm-audit-1'}\. Anonymous:/, 'on the poster too');
	is(scalar(() = $page =~ /<textarea/g), 6, 'in each of its languages');

	# What other forms ask decides nothing about the CRM.
	kiosk('form', 'add', 'www/forms/pilot-feedback', '--data', $data);
	kiosk('prototype', 'add', 'tests/data/pilot/prototypes.csv', '--data', $data);
	kiosk('round', 'open', '--form', 'pilot-feedback', '--title', 'Tried', '--code', 'tried', '--subject', 'CRM', '--data', $data);
	$page = $site->get('/admin/rounds/tried/invite')->{body};
	like(words($page), qr/Tell us what you think It takes about \d+ minutes\. Results are shown only for groups of 5 or more\./, 'a poster of another form');
	unlike($page, qr/take off your hands|which work the new CRM/, 'speaks for that form');
	$page = words($site->get('/admin/poster')->{body});
	is(scalar(() = $page =~ /Tell us what you think Results are shown only for groups of 5 or more\./g), 1, 'the poster of the kiosk speaks for every round');
	unlike($page, qr/anonym|minutes/i, 'and says of none what holds for some');
};

subtest 'receipts' => sub {
	my $stored = $site->post('/s/crm-audit-1', [audit_fields(department => 'SUP', functions => ['SUP01'])], cookie => '');
	my ($receipt) = $stored->{headers}{location} =~ /receipt=(\w{12})/;
	my $ask = sub { my $page = $site->get('/receipt?lang=en&receipt=' . urlencode($_[0]), cookie => ''); return words(($page->{body} =~ m{<p class="(?:notice|warning)" role="(?:status|alert)">(.*?)</p>}s)[0]) };
	like($ask->($receipt), qr/^CRM audit These answers have arrived and are stored/, 'known');
	like($ask->(lc join '-', $receipt =~ /(.{4})/g), qr/have arrived/, 'as people type it');
	like($ask->(" $receipt "), qr/have arrived/, 'with blanks');
	my $look = $receipt =~ tr/OIB/018/r;
	like($ask->($look), qr/have arrived/, 'look-alikes');
	like($ask->($_), qr/^This receipt is not known here/, "not “$_”") for substr($receipt, 0, 11), "${receipt}A", 'A' x 12;
	is($ask->(''), '', 'nothing asked, nothing told');
	my $thanks = $site->get("/thanks?lang=en&receipt=$receipt", cookie => '');
	$thanks = $site->get("/s/crm-audit-1/thanks?lang=en&receipt=$receipt", cookie => '') if $thanks->{status} != 200;
	my $fours = join '-', $receipt =~ /(.{4})/g;
	like($thanks->{body}, qr/\b$fours\b/, 'shown in fours');
	like(text_of($thanks->{body}), qr/Back to the start in 30 seconds/, 'and back to the start, as it says');
};

$site->stop;
done_testing;
