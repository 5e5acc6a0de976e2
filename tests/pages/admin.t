# What administrators do in the browser: language of the pages, accounts, settings, rounds.
use strict;
use warnings;
use utf8;
use Encode qw(encode_utf8);
use Test::More;
use Kiosk;
use Site;

both_ways(sub {
	my ($site) = @_;
	my $data = $site->data;
	$site->login('admin', PASSWORD);
	my $token = sub { $site->csrf($site->get('/admin/password')) };
	my $csrf = $token->();
	my $post = sub { my ($path, @fields) = @_; return $site->post($path, [csrf => $csrf, @fields]) };

	subtest 'the language of the office' => sub {
		like($site->get('/admin', language => 'pl')->{body}, qr/<html lang="pl">/, "the browser's");
		my $page = $site->get('/admin?lang=sk', language => 'pl');
		like($page->{body}, qr/<html lang="sk">/, 'the one asked for');
		like($page->{body}, qr{href="/admin\?lang=ca"}, 'with links to the others');
		my ($set) = grep { /^lang-8080=/ } @{$page->{all}{'set-cookie'}};
		like($set, qr/^lang-8080=sk;.*SameSite=Strict/i, 'is remembered');
		like($site->get('/admin/trail', language => 'pl')->{body}, qr/<html lang="sk">/, 'on the next page');
		my $error = $site->get('/admin/rounds/nothing');
		is($error->{status}, 404, 'an error page');
		like($error->{body}, qr/<html lang="sk">/, 'speaks it too');
		my $refused = $site->post('/admin/setup', [csrf => $csrf, company => '']);
		is($refused->{status}, 422, 'a refusal');
		like($refused->{body}, qr/@{[encode_utf8('Zadajte názov firmy')]}/, 'says so in it');
		like($site->get('/', language => 'pl')->{body}, qr/<html lang="pl">/, 'respondents are asked by no cookie');
		like($site->get('/admin?lang=xx', language => 'pl')->{body}, qr/<html lang="sk">/, 'an unknown one changes nothing');
		$site->get('/admin?lang=en');
	};

	subtest 'accounts' => sub {
		my $made = $post->('/admin/users', name => 'anna', role => 'analyst');
		is($made->{status}, 200, 'made');
		my ($once) = $made->{body} =~ /class="receipt">([a-zA-Z0-9-]{19})</;
		ok($once, 'with a one-time password');
		is($post->('/admin/users', name => 'ANNA', role => 'analyst')->{status}, 422, 'no two of a name');
		is($post->('/admin/users', name => 'with space', role => 'analyst')->{status}, 422, 'no such name');
		is($post->('/admin/users', name => 'eva', role => 'god')->{status}, 422, 'no such role');
		is($post->('/admin/users', name => 'eva')->{status}, 422, 'a missing role is not guessed');
		my ($id) = sql($data, "SELECT id FROM account WHERE name = 'anna'");
		$id = $id->[0];
		my %mine = %{$site->{cookies}};
		$site->forget;
		is($site->login('anna', $once)->{status}, 303, 'it signs in');
		my %hers = %{$site->{cookies}};
		$site->{cookies} = {%mine};
		is($post->("/admin/users/$id/edit", role => 'manager', rows => 1)->{status}, 303, 'changed');
		is(join(' ', map { "@$_" } sql($data, "SELECT role, rows, disabled FROM account WHERE id = $id")), 'manager 1 0', 'role and rights');
		is($post->("/admin/users/$id/edit", role => 'manager', disabled => 1)->{status}, 303, 'disabled');
		is($site->get('/admin/password', cookie => "kiosk-8080=$hers{'kiosk-8080'}")->{status}, 303, 'is out at once');
		is($post->("/admin/users/$id/edit", role => 'manager', rows => 1)->{status}, 303, 'and enabled again');
		$site->forget;
		$site->login('anna', "wrong $_") for 1 .. 6;
		is($site->login('anna', $once)->{status}, 429, 'too many wrong passwords: to wait');
		$site->{cookies} = {%mine};
		my $reset = $post->("/admin/users/$id/reset");
		is($reset->{status}, 200, 'a new password');
		my ($again) = $reset->{body} =~ /class="receipt">([a-zA-Z0-9-]{19})</;
		$site->forget;
		is($site->login('anna', $again)->{status}, 303, 'who gets a new password need not wait for the old one');
		$site->{cookies} = {%mine};
		unlike($reset->{body}, qr/\Q$once\E/, 'another one');
		my ($admin) = map { $_->[0] } sql($data, "SELECT id FROM account WHERE name = 'admin'");
		is($post->("/admin/users/$admin/edit", role => 'analyst')->{status}, 422, 'the last administrator stays one');
		is($post->("/admin/users/$admin/reset")->{status}, 422, "one's own is not reset");
		is($post->('/admin/users/99999/edit', role => 'analyst')->{status}, 404, 'nobody');
	};

	subtest 'settings' => sub {
		my %now = map { @$_ } grep { $_->[0] ne 'languages' } fields_of($site->get('/admin/settings')->{body});
		my $save = sub { my %f = (%now, @_); my $l = delete $f{languages}; return $post->('/admin/settings', %f, map { (languages => $_) } @{$l // [qw(en sk pl it es ca)]}) };
		my $value = sub { scalar sql($data, "SELECT value FROM setting WHERE key = '$_[0]'") };
		is($save->(company_name => 'Acme & Söhne', contact => 'Eva, 123', languages => [qw(en sk)], first_language => 'sk')->{status}, 303, 'saved');
		is($value->('contact'), 'Eva, 123', 'whom to ask');
		is($value->('languages'), 'sk en', 'languages, the default first');
		for (['min_cell', 2], ['min_cell', 'five'], ['timezone', 'Mars/Olympus'], ['hosts', 'http://x'],
				['accent', 'red'], ['accent', '#ffff00'], ['retention_days', -1]) {
			my ($key, $bad) = @$_;
			my $page = $save->($key => $bad, contact => 'not this');
			is($page->{status}, 422, "$key $bad is refused");
			is(join(' ', $page->{body} =~ /id="(s-\w+)"[^>]*aria-invalid/g), "s-$key", 'at its field alone');
			is(scalar(() = $page->{body} =~ /<p class="error"/g), 1, 'one fault, told once');
			is($value->('contact'), 'Eva, 123', 'and nothing else is stored');
		}
		like($save->(accent => '#ffff00')->{body}, qr/contrast is 1\.1 to 1.*#[0-9a-f]{6} is the same colour/, 'a weak colour is told a better one');
		is($site->get('/theme.css')->{body}, '', 'no colour, no sheet');
		is($save->(accent => '#7b1fa2')->{status}, 303, 'a strong one is taken');
		my $page = $site->get('/');
		like($page->{body}, qr{href="/theme.css\?v=7b1fa2"}, 'pages of respondents have it');
		like($site->get('/admin')->{body}, qr{href="/theme.css\?v=7b1fa2"}, 'and of the office');
		my $sheet = $site->get('/theme.css?v=7b1fa2');
		like($sheet->{headers}{'content-type'}, qr{^text/css}, 'a style sheet');
		like($sheet->{body}, qr/--accent:#7b1fa2;.*prefers-color-scheme:dark.*--accent:#/s, 'for light and dark');
		is($site->get('/theme.css?v=7b1fa2', env => {HTTP_IF_NONE_MATCH => $sheet->{headers}{etag}})->{status}, 304, 'kept by its tag');
	};

	subtest 'the logo' => sub {
		my $png = pack 'H*', '89504e470d0a1a0a0000000d4948445200000001000000010800000000' . '3a7e9b55' . '0000000a49444154789c636000000002000148afa471' . '0000000049454e44ae426082';
		my $send = sub {
			my ($bytes, %fields) = @_;
			return $site->ask('POST', '/admin/settings', type => 'multipart/form-data; boundary=xyz',
				body => join('', map { "--xyz\r\nContent-Disposition: form-data; name=\"$_\"\r\n\r\n$fields{$_}\r\n" } sort keys %fields) . "--xyz\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n$csrf\r\n"
				. "--xyz\r\nContent-Disposition: form-data; name=\"logo\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n$bytes\r\n--xyz--\r\n");
		};
		is($send->('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')->{status}, 422, 'no SVG, whatever it calls itself');
		is($send->(substr $png, 0, 60)->{status}, 422, 'no half picture');
		is($site->get('/logo')->{status}, 404, 'none yet');
		my $both = $send->('GIF89a', contact => 'not this');
		is($both->{status}, 422, 'not a GIF');
		like($both->{body}, qr/id="s-logo"[^>]*aria-invalid/, 'at its field');
		isnt(scalar sql($data, "SELECT value FROM setting WHERE key = 'contact'"), 'not this', 'and what was sent with it is not kept');
		is($send->($png)->{status}, 303, 'a PNG is taken');
		my ($address) = $site->get('/')->{body} =~ m{src="(/logo\?v=[0-9a-f]{16})"};
		ok($address, 'pages show it');
		my $got = $site->get($address);
		is($got->{body}, $png, 'as it was sent');
		is($got->{headers}{'content-type'}, 'image/png', 'as what it is');
		is($got->{headers}{'x-content-type-options'}, 'nosniff', 'and nothing else');
		is($post->('/admin/settings', remove_logo => 1)->{status}, 303, 'taken away');
		unlike($site->get('/')->{body}, qr{/logo}, 'and gone');
	};

	subtest 'rounds' => sub {
		my @fields = (form => 'crm-audit', title => 'Second <i>', code => 'second', from => '2026-01-01',
			language => 'en', language => 'sk', department => 'SAL', department => 'SUP', access => 'codes');
		is($post->('/admin/rounds', @fields[0 .. 7], access => 'open')->{status}, 422, 'nobody is asked');
		is($post->('/admin/rounds', @fields, to => '2025-01-01')->{status}, 422, 'ends before it begins');
		is($post->('/admin/rounds', @fields, to => 'soon')->{status}, 422, 'no date');
		is(scalar sql($data, 'SELECT count(*) FROM round'), 1, 'nothing was opened by that');
		my $opened = $post->('/admin/rounds', @fields);
		is($opened->{status}, 303, 'opened');
		is($opened->{headers}{location}, '/admin/rounds/second?done=opened', 'and shown');
		is($post->('/admin/rounds', @fields)->{status}, 422, 'not twice');
		is(join(' ', map { "@$_" } sql($data, "SELECT access, languages FROM round WHERE code = 'second'")), 'codes en sk', 'as asked');
		my $page = $site->get('/admin/rounds/second');
		like($page->{body}, qr/Second &lt;i&gt;/, 'its title is text');
		unlike($page->{body}, qr/Marketing/, 'only the departments asked');
		my $sheet = $post->('/admin/rounds/second/codes', count => 3);
		is($sheet->{status}, 200, 'codes');
		is(scalar(() = $sheet->{body} =~ /class="slip-code">\w{5}-\w{5}</g), 6, 'three for each department');
		is(scalar(() = $sheet->{body} =~ /<svg class="qr"/g), 6, 'each as a QR code');
		is(join(' ', map { my $l = $_; scalar(() = $sheet->{body} =~ /<p class="slip-word" lang="$l">/g) } qw(en sk pl it es ca)), '6 6 0 0 0 0', 'saying what it is in each language of the round');
		my ($code) = $sheet->{body} =~ /class="slip-code">(\w{5}-\w{5})</;
		unlike($site->get('/admin/rounds/second')->{body}, qr/$code/, 'shown this once');
		is($post->('/admin/rounds/second/codes', count => $_)->{status}, 422, "not $_") for 0, -1, 'x', 5000;
		is($post->('/admin/rounds/crm-audit-1/codes', count => 3)->{status}, 409, 'none for an open round');
		my $invite = $site->get('/admin/rounds/second/invite');
		like($invite->{body}, qr{http://localhost:8080/s/second\?lang=sk}, 'the invitation names its address');
		unlike($invite->{body}, qr{lang=pl\b.*readonly}, 'in its languages');
		is($post->('/admin/rounds/second/edit', title => 'Renamed', to => '2030-01-31', language => 'sk')->{status}, 303, 'changed');
		is(join(' ', map { "@$_" } sql($data, "SELECT title, to_day, languages FROM round WHERE code = 'second'")), 'Renamed 2030-01-31 sk', 'and kept');
		is($post->('/admin/rounds/second/edit', title => '')->{status}, 422, 'not without a title');
		is($post->('/admin/rounds/second/close')->{status}, 303, 'closed');
		is($post->('/admin/rounds/second/edit', title => 'Later')->{status}, 409, 'then it stays as it is');
		like($site->get('/admin/rounds')->{body}, qr/Closed.*Renamed/s, 'among the closed ones');
	};

	subtest 'lists' => sub {
		my $csv = $site->get('/admin/departments.csv');
		like($csv->{headers}{'content-disposition'}, qr/attachment; filename="departments\.csv"/, 'a table to take away');
		like($csv->{body}, qr/^code,.*label::English \(en\).*headcount\r\n.*^SAL,.*Sales,/ms, 'as formats.html says');
		my $had = sub { join ' ', map { "@$_" } sql($data, "SELECT code, headcount FROM catalogue WHERE list = 'departments' ORDER BY code") };
		is($post->('/admin/departments', csv => "code,label::English (en),headcount\nLOG,Logistics <b>,12\n")->{status}, 303, 'pasted');
		like($had->(), qr/LOG 12/, 'and taken');
		like($site->get('/admin/departments')->{body}, qr/Logistics &lt;b&gt;/, 'shown as text');
		my $before = $had->();
		my $bad = $post->('/admin/departments', csv => "code,label::English (en),headcount\nFIN,Finance,many\nLEG,,3\n");
		is($bad->{status}, 422, 'a bad table');
		like($bad->{body}, qr/line 2, headcount: .*line 3/s, 'each fault with its place');
		is($had->(), $before, 'changes nothing');
		is($post->('/admin/departments')->{status}, 422, 'no table at all');
		my $boundary = 'xyz';
		my $part = sub { "--$boundary\r\nContent-Disposition: form-data; name=\"$_[0]\"$_[2]\r\n\r\n$_[1]\r\n" };
		my $sent = $site->ask('POST', '/admin/functions', type => "multipart/form-data; boundary=$boundary",
			body => $part->('csrf', $csrf, '') . $part->('file', "code,home,label::English (en)\r\nLOG01,LOG,Pack parcels\r\n", '; filename="f.csv"') . "--$boundary--\r\n");
		is($sent->{status}, 303, 'an uploaded file');
		like($site->get('/admin/functions')->{body}, qr/LOG01.*Pack parcels/s, 'is in the list');
		is($post->('/admin/functions/put', code => 'LOG01', home => '*', 'label/en' => 'Pack and send', 'label/sk' => 'Balenie', effort_days => '3.5', auto_override => '0.5')->{status}, 303, 'one entry changed');
		is(join(' ', map { "@$_" } sql($data, "SELECT home, effort_days, auto_override FROM catalogue WHERE code = 'LOG01'")), '* 3.5 0.5', 'and kept');
		is($post->('/admin/functions/put', code => 'LOG01', 'label/en' => 'x', auto_override => '7')->{status}, 422, 'a share is 0 to 1');
		is($post->('/admin/functions/remove', code => 'LOG01')->{status}, 303, 'taken out');
		is(scalar sql($data, "SELECT count(*) FROM catalogue WHERE code = 'LOG01'"), 0, 'gone');
	};

	subtest 'the project page' => sub {
		unlike($site->get('/')->{body}, qr{/project}, 'not there before something is written');
		is($post->('/admin/project', edit => 'sk', why => "Prvý odsek\r\nide ďalej.\r\n\r\nDruhý <script>.", call => '')->{status}, 303, 'written');
		my $page = $site->get('/project?lang=sk');
		is($page->{status}, 200, 'read by anybody');
		like($page->{body}, qr{<p>@{[encode_utf8('Prvý odsek ide ďalej.')]}</p>\s*<p>@{[encode_utf8('Druhý &lt;script&gt;.')]}</p>}, 'in paragraphs, as text');
		my $other = $site->get('/project?lang=pl')->{body};
		like($other, qr{<div lang="sk"><p>}, 'in another language what there is, marked as what it is');
		like($site->get('/')->{body}, qr{href="/project\?lang=en"}, 'linked from the start');
		is($post->('/admin/project', edit => 'sk', why => 'x' x 4001)->{status}, 422, 'not without end');
		is($post->('/admin/project', edit => 'sk', why => '')->{status}, 303, 'taken away');
		is($site->get('/project')->{status}, 404, 'and gone');
	};

	subtest 'no count moves with a single answer' => sub {
		my $seen = sub { my $b = $site->get('/admin/rounds/crm-audit-1')->{body}; return join '|', $b =~ /<span class="meta">([^<]*)/g };
		my $before = $seen->();
		$site->post('/s/crm-audit-1', [audit_fields(department => 'SAL')]) for 1 .. 4;
		is($seen->(), $before, 'four of a department');
		$site->post('/s/crm-audit-1', [audit_fields(department => 'SAL')]);
		like($seen->(), qr/5 answers or more/, 'five are told');
		my $five = $seen->();
		$site->post('/s/crm-audit-1', [audit_fields(department => 'SAL')]);
		is($seen->(), $five, 'six are not');
	};
});

done_testing();
