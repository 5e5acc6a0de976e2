# Start, the form's pages, and every outcome of the contract's table (contracts.md, Addresses),
# as a browser sees them and as a script does.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Seed;
use Site;

my $round = '/s/crm-audit-1';
my @json = (accept => 'application/json');

sub rows { my ($site) = @_; return scalar sql($site->data, 'SELECT count(*) FROM submission') }

both_ways(sub {
	my ($site) = @_;

	subtest 'start' => sub {
		my $page = $site->get('/');
		is($page->{status}, 200, 'there');
		like($page->{body}, qr/<html lang="en">/, 'in English when nothing is asked for');
		like($page->{body}, qr{href="/s/crm-audit-1\?lang=en"}, 'the open round is on it');
		like($page->{body}, qr/>\Q$_\E</, "the language $_ is offered in its own word")
			for qw(English Slovenčina Polski Italiano Español Català);
		$page = $site->get('/', language => 'pl-PL,pl;q=0.9,en;q=0.5');
		like($page->{body}, qr/<html lang="pl">/, "in the browser's language");
		$page = $site->get('/?lang=ca', language => 'pl');
		like($page->{body}, qr/<html lang="ca">/, 'in the one asked for');
	};

	subtest 'nothing is promised that is not there' => sub {
		for my $lang (qw(en sk pl it es ca)) {
			my ($heading) = $site->get("/board?lang=$lang")->{body} =~ m{<h1>(.*?)</h1>};
			ok($heading, "the board has a heading ($lang)");
			for my $path ("/?lang=$lang", "$round/thanks?receipt=AAAABBBBCCCC&lang=$lang", "/receipt?lang=$lang") {
				my $body = $site->get($path)->{body};
				unlike($body, qr{/board}, "an empty board is not linked from $path");
				unlike($body, qr{\Q$heading\E}, 'nor named');
			}
			unlike(text_of($site->get("$round/thanks?receipt=AAAABBBBCCCC&lang=$lang")->{body}),
				qr/what comes of it|čo z neho vzíde|co z niej wyniknie|che cosa ne segue|lo que resulte|el que en surti/i,
				"thanks tell of no place that is empty ($lang)");
		}
	};

	subtest 'the form' => sub {
		my $page = $site->get("$round?lang=sk");
		is($page->{status}, 200, 'the first section');
		like($page->{body}, qr/<html lang="sk">/, 'in Slovak');
		like($page->{body}, qr/skupiny s 5 alebo viac/, 'with the promise');
		my %fields = map { @$_ } fields_of($page->{body});
		like($fields{instance_id}, qr/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
			'a key is issued');
		like($fields{seed}, qr/^\d+$/, 'and a seed');
		cmp_ok($fields{seed}, '<', 2 ** 53, 'below 2^53');
		my %again = map { @$_ } fields_of($site->get($round)->{body});
		isnt($again{instance_id}, $fields{instance_id}, 'another key for another page');
		is($site->get('/s/nothing')->{status}, 404, 'no such round');
		is($site->get('/s/nothing', @json)->{status}, 404, 'no such round, as JSON');
		is($site->get('/s/../etc')->{status}, 404, 'no such page');
	};

	subtest 'steps without a script' => sub {
		my @sent = map { @$_ } fields_of($site->get($round)->{body});
		my $page = $site->post($round, [@sent, step => 'next']);
		is($page->{status}, 422, 'the department is required');
		like($page->{body}, qr/Choose your department\./, 'and asked for beside its field');
		@sent = ((map { @$_ } fields_of($page->{body})), 'start/A01' => 'SUP', 'start/A02' => '39');
		$page = $site->post($round, [@sent, step => 'next']);
		is($page->{status}, 200, 'the next section');
		my @fields = fields_of($page->{body});
		ok((grep { $_->[0] eq 'start/A01' && $_->[1] eq 'SUP' } @fields), 'earlier answers are carried');
		my ($first) = $page->{body} =~ /name="pick\/A10" value="(\w+)"/;
		like($first, qr/^SUP/, 'the own department comes first');

		@sent = ((map { @$_ } @fields), map { ('pick/A10' => $_) } qw(SUP07 SUP04 MGT01));
		$page = $site->post($round, [@sent, step => 'next']);
		@sent = ((map { @$_ } fields_of($page->{body})), 'painful/A11' => 'SUP04');
		$page = $site->post($round, [@sent, step => 'next']);
		is($page->{status}, 200, 'the details');
		like($page->{body}, qr{name="detail/(?:SUP07|SUP04|MGT01)/A20"}, 'of what was picked');
		unlike($page->{body}, qr{name="detail/SAL01/A20"}, 'and of nothing else');

		# Walk on to the review, at most so many sections.
		my $steps = 0;
		while ($page->{body} !~ /data-send/ && $steps++ < 12) {
			@sent = map { @$_ } fields_of($page->{body});
			my ($card) = map { $_->[1] } grep { $_->[0] eq 'at' && $_->[1] =~ m{^detail/} } fields_of($page->{body});
			push @sent, "$card/A20" => 3, "$card/A20_unit" => 'week', "$card/A21" => 20 if $card;
			$page = $site->post($round, [@sent, step => 'next']);
			is($page->{status}, 200, "step $steps") or last;
		}
		like($page->{body}, qr/data-send/, 'the review comes at the end');
		my $before = rows($site);
		@sent = map { @$_ } fields_of($page->{body});
		$page = $site->post($round, \@sent);
		is($page->{status}, 303, 'sent');
		is(rows($site), $before + 1, 'and stored');
		my %sent = @sent;
		(my $id = $sent{instance_id}) =~ tr/-//d;
		my $answers = json(scalar sql($site->data, "SELECT answers FROM submission WHERE id = x'$id'"));
		is_deeply($answers->{'pick/A10'}, [qw(SUP04 SUP07 MGT01)], 'with what was picked, in the order of the list');
		is($answers->{'detail/SUP04/A21'}, 20, 'and the minutes');

		$page = $site->post($round, [@sent, step => 'back']);
		is($page->{status}, 200, 'a step back is no submission');
		is(rows($site), $before + 1, 'and stores nothing');
	};

	subtest 'stored' => sub {
		my $id = uuid4();
		my @fields = audit_fields(id => $id, text => 'Ľahšie <b>ponuky</b> & "viac"');
		my $answer = $site->post($round, \@fields);
		is($answer->{status}, 303, 'a browser is sent on');
		like($answer->{headers}{location}, qr{^/s/crm-audit-1/thanks\?lang=en&receipt=([A-Z2-7]{12})$}, 'to its thanks');
		my ($receipt) = $answer->{headers}{location} =~ /receipt=(\w+)/;
		my $thanks = $site->get($answer->{headers}{location});
		is($thanks->{status}, 200, 'the thanks');
		my ($a, $b, $c) = $receipt =~ /(.{4})/g;
		like($thanks->{body}, qr/\Q$a-$b-$c\E|\Q$receipt\E/, 'with the receipt');
		like($thanks->{body}, qr{<noscript><meta http-equiv="refresh" content="30; url=/\?lang=en"></noscript>}, 'and back to the start after 30 s without a script');

		my $same = $site->post($round, \@fields);
		is($same->{status}, 303, 'the same again is the same success');
		is($same->{headers}{location}, $answer->{headers}{location}, 'with the same receipt');
		my $json = $site->post($round, \@fields, @json);
		is($json->{status}, 201, 'for a script too');
		is_deeply(json($json->{body}), {instance_id => $id, receipt => $receipt}, 'which gets key and receipt');
		like($json->{headers}{'content-type'}, qr{^application/json}, 'as JSON');
		my $later = $site->post($round, [@fields, pages => 'start:3;', active_s => '9'], @json);
		is($later->{status}, 201, 'other times are no other answers');
		my %lang = @fields;
		my @other = map { $_ eq 'en' ? 'pl' : $_ } @fields;
		is($site->post($round, \@other, @json)->{status}, 201, 'nor is another language');
		(my $hex = $id) =~ tr/-//d;
		is(scalar sql($site->data, "SELECT count(*) FROM submission WHERE id = x'$hex'"), 1, 'one row');
		is($json->{body}, $site->post($round, \@fields, @json)->{body}, 'the same body as then');
		is_deeply([grep { $_->[1] =~ /ponuky/ } raw_texts($site->data)], [['end/A31', 'Ľahšie <b>ponuky</b> & "viac"']], 'text as it was written, once');
		unlike(scalar sql($site->data, "SELECT answers FROM submission WHERE id = x'$hex'"), qr/A31|ponuky/, 'apart from the answers');
		is($site->post($round, [map { /ponuky/ ? 'Other words' : $_ } @fields], @json)->{body}, $json->{body}, 'and of one answer with it: sent again with others it is known');
		is_deeply([grep { $_->[1] =~ /Other words/ } raw_texts($site->data)], [], 'of which nothing is stored');
		is($site->post($round, [audit_fields(id => uc uuid4())], @json)->{status}, 201, 'an id in capitals is an id');
	};

	subtest 'same key, other answers' => sub {
		my $id = uuid4();
		is($site->post($round, [audit_fields(id => $id, seed => 1, hours => 25)], @json)->{status}, 201, 'first');
		my @second = audit_fields(id => $id, seed => 1, hours => 34);
		my $other = $site->post($round, \@second, @json);
		is($other->{status}, 409, 'second');
		is_deeply(json($other->{body}), {instance_id => $id, kept => JSON::PP::true()}, 'is kept aside');
		my $page = $site->post($round, \@second);
		is($page->{status}, 409, 'a browser sees a page');
		like($page->{headers}{'content-type'}, qr{^text/html}, 'of HTML');
		(my $hex = $id) =~ tr/-//d;
		is(scalar sql($site->data, "SELECT json_extract(answers, '\$.\"start/A02\"') FROM submission WHERE id = x'$hex'"),
			25, 'the first stays');
		is(scalar sql($site->data, "SELECT count(*) FROM quarantine WHERE id = x'$hex'"), 1, 'the second is there once');
		is($site->post($round, [audit_fields(id => $id, seed => 1, hours => 25)], @json)->{status}, 201,
			'the first again is still a success');

		run_command(['sqlite3', '-cmd', '.timeout 5000', $site->data . '/kiosk.db', "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1999) "
			. "INSERT INTO quarantine SELECT randomblob(16), randomblob(16), 'crm-audit-1', 'refused', '2026-01-01', x'', '{}' FROM n"]);
		is($site->post($round, \@second, @json)->{status}, 409, '2,000 are kept aside; one of them again');
		my $full = $site->post($round, [audit_fields(id => $id, seed => 1, hours => 45)], @json);
		is($full->{status}, 429, 'one more is not');
		ok($full->{headers}{'retry-after'}, 'and is to be tried again later');
		is(scalar sql($site->data, 'SELECT count(*) FROM quarantine'), 2000, 'nothing grows without bound');
		run_command(['sqlite3', '-cmd', '.timeout 5000', $site->data . '/kiosk.db', "DELETE FROM quarantine WHERE answers = '{}'"]);
	};

	subtest 'a rule is broken' => sub {
		my $before = rows($site);
		my @fields = audit_fields(detail => {A20 => 100, A21 => 'abc'}, functions => ['SAL01'], text => 'kept "text" <i>');
		my $json = $site->post($round, \@fields, @json);
		is($json->{status}, 422, 'for a script');
		my $errors = json($json->{body})->{errors};
		is_deeply([sort map { $_->{field} } @$errors], ['detail/SAL01/A20', 'detail/SAL01/A21'], 'each field is named');
		ok(!(grep { !length $_->{message} } @$errors), 'with a message each');
		my $page = $site->post($round, \@fields);
		is($page->{status}, 422, 'for a browser: the form again');
		my %kept;
		push @{$kept{$_->[0]}}, $_->[1] for fields_of($page->{body});
		my %sent = @fields;
		for my $name (qw(start/A01 pick/A10 detail/SAL01/A20 detail/SAL01/A21 detail/SAL01/A22 end/A31)) {
			ok((grep { $_ eq $sent{$name} } @{$kept{$name} // []}), "$name is kept");
		}
		is($kept{instance_id}[0], $sent{instance_id}, 'so is the key');
		is($kept{seed}[0], $sent{seed}, 'and the seed');
		my $faults = () = $page->{body} =~ /class="error" id="/g;
		cmp_ok($faults, '>=', 2, 'a message beside each field');
		is(rows($site), $before, 'nothing is stored');

		my %broken = (
			'no department' => [grep { 1 } audit_fields(department => '')],
			'an unknown department' => [audit_fields(department => 'XYZ')],
			'an unknown function' => [audit_fields(functions => ['NOPE'])],
			'nothing picked' => [audit_fields(functions => [])],
			'none beside others' => [audit_fields(functions => ['none', 'SAL01'])],
			'four reports' => [audit_fields(seed => seed_for('reports'), more => [map { ('end/A30' => $_) } qw(R01 R02 R03 R04)])],
			'four alerts' => [audit_fields(seed => seed_for('alerts'), more => [map { ('end/A30_alerts' => $_) } qw(AL1 AL2 AL3 AL12)])],
			'an alert among reports' => [audit_fields(seed => seed_for('reports'), more => ['end/A30' => 'AL1'])],
			'none of them beside one' => [audit_fields(seed => seed_for('alerts'), more => [map { ('end/A30_alerts' => $_) } qw(AL1 none)])],
			'a text too long' => [audit_fields(text => 'x' x 281)],
			'a key that is none' => [audit_fields(id => 'not-a-uuid')],
			'another department field' => [audit_fields(more => [department => 'MKT'])],
		);
		for my $what (sort keys %broken) {
			is($site->post($round, $broken{$what}, @json)->{status}, 422, $what);
			is($site->post($round, $broken{$what})->{status}, 422, "$what, for a browser");
		}
		my @no_seed = audit_fields(functions => [qw(SAL01 SAL10 SAL03 SAL04 SAL05 SAL06 SAL07)]);
		splice @no_seed, 2, 2;
		is($site->post($round, \@no_seed, @json)->{status}, 422, 'a draw needs a seed');
		my @big = audit_fields(seed => '9007199254740992');
		is($site->post($round, \@big, @json)->{status}, 422, 'a seed of 2^53');
		is(rows($site), $before, 'nothing of it is stored');
		is($site->post($round, [audit_fields(text => 'č' x 280)], @json)->{status}, 201, '280 letters of two bytes are 280');
	};

	subtest 'what is not relevant is not stored' => sub {
		my $id = uuid4();
		(my $hex = $id) =~ tr/-//d;
		my @fields = audit_fields(id => $id, functions => ['SAL01'], more => ['detail/MKT01/A20' => 3,
			'painful/A11' => 'SAL01', 'nonsense' => 'x', 'detail/SAL01/design_w' => '99']);
		is($site->post($round, \@fields, @json)->{status}, 201, 'taken');
		my $answers = json(scalar sql($site->data, "SELECT answers FROM submission WHERE id = x'$hex'"));
		is_deeply([grep { /MKT01|nonsense|A11/ } keys %$answers], [], 'without the rest');
		isnt($answers->{'detail/SAL01/design_w'} // '', '99', 'and without a weight from outside');
	};

	subtest 'half are asked for reports, half for alerts' => sub {
		my %path = (reports => 'end/A30', alerts => 'end/A30_alerts');
		my %code = (reports => ['R01', 'R08'], alerts => ['AL2', 'AL10']);
		for my $half (sort keys %path) {
			my ($other) = grep { $_ ne $half } keys %path;
			my $id = uuid4();
			(my $hex = $id) =~ tr/-//d;
			my @fields = audit_fields(id => $id, seed => seed_for($half), functions => ['none'],
				more => [map { my $h = $_; map { ($path{$h} => $_) } @{$code{$h}} } sort keys %path]);
			my $page = $site->post($round, [@fields, at => 'pick', step => 'next'])->{body};
			like($page, qr{name="$path{$half}" value="$code{$half}[0]"}, "$half are offered");
			unlike($page, qr{name="$path{$other}"}, "no $other");
			unlike($page, qr{name="$path{$half}" value="$code{$other}[0]"}, 'nor among them');
			is($site->post($round, \@fields, @json)->{status}, 201, 'who answers both');
			my $answers = json(scalar sql($site->data, "SELECT answers FROM submission WHERE id = x'$hex'"));
			is_deeply([@$answers{@path{$half, $other}}], [$code{$half}, undef], "is counted for the $half alone");
		}
	};

	subtest 'who may send' => sub {
		my $before = rows($site);
		is($site->post($round, [audit_fields()], @json, origin => $_)->{status}, 403, "from $_")
			for 'http://evil.example', 'https://localhost:8080', 'null', 'http://localhost:8081', 'http://localhost:8080.evil.example';
		is(rows($site), $before, 'nothing is stored');
		is($site->post($round, [audit_fields()], @json, origin => 'http://localhost:8080')->{status}, 201, 'from here');
		is($site->post($round, [audit_fields()], @json)->{status}, 201, 'from nowhere');
		is($site->post('/s/nothing', [audit_fields()], @json)->{status}, 404, 'to no round');
		is($site->post('/s/nothing', [audit_fields()], origin => 'http://evil.example')->{status}, 403,
			'a foreign origin is found before the round');
	};

	subtest 'too large' => sub {
		my $before = rows($site);
		my $body = form_body(audit_fields());
		my $fill = 256 * 1024 - length($body) - length '&x=';
		my $most = "$body&x=" . 'a' x $fill;
		is($site->post($round, $most, @json)->{status}, 201, '256 KiB');
		my $over = $site->post($round, $most . 'a', @json);
		is($over->{status}, 413, 'a byte more');
		is($site->post($round, $most . 'a')->{status}, 413, 'a byte more, for a browser');
		is(rows($site), $before + 1, 'only the first is stored');
	};

	subtest 'bodies that are no form' => sub {
		my $before = rows($site);
		is($site->post($round, 'a=%zz', @json)->{status}, 400, 'a broken escape');
		is($site->post($round, 'a=%ff%fe', @json)->{status}, 400, 'no UTF-8');
		is($site->post($round, 'a=%00', @json)->{status}, 400, 'a NUL');
		is($site->post($round, '{}', @json, type => 'application/json')->{status}, 415, 'another type');
		is($site->post($round, 'abc', length => 10)->{status}, 400, 'cut short') if $site->way eq 'cgi';
		is($site->post($round, '', @json)->{status}, 422, 'empty');
		is(rows($site), $before, 'nothing is stored');
	};

	subtest 'erased and closed' => sub {
		my $id = uuid4();
		(my $hex = $id) =~ tr/-//d;
		run_command(['sqlite3', $site->data . '/kiosk.db', '.timeout 5000', "INSERT INTO erased VALUES (x'$hex')"]);
		is($site->post($round, [audit_fields(id => $id)], @json)->{status}, 410, 'an erased key');
		is($site->post($round, [audit_fields(id => $id)])->{status}, 410, 'an erased key, for a browser');
		my $known = uuid4();
		my @fields = audit_fields(id => $known);
		my $first = $site->post($round, \@fields, @json);
		is($first->{status}, 201, 'while it is open');
		my $before = rows($site);

		my ($status) = kiosk('round', 'close', 'crm-audit-1', '--data', $site->data);
		is($status, 0, 'the round is closed');
		is($site->post($round, [audit_fields()], @json)->{status}, 410, 'on the next request already');
		is($site->post($round, [audit_fields()])->{status}, 410, 'for a browser');
		is($site->get($round)->{status}, 410, 'and to read');
		is($site->post($round, \@fields, @json)->{status}, 201, 'what is stored is stored, closed or not');
		unlike($site->get('/')->{body}, qr{/s/crm-audit-1}, 'the start does not offer it');

		my $today = sql($site->data, "SELECT date('now', 'localtime')");
		my $queued = $site->post($round, [audit_fields()], @json, queued => $today);
		is($queued->{status}, 201, 'a queued answer is taken for 30 days');
		is(rows($site), $before + 1, 'and stored');
		is(scalar sql($site->data, "SELECT count(*) FROM submission WHERE flags LIKE '%WINDOW%'"), 0, 'as any other');
		($status) = kiosk('round', 'open', '--form', 'crm-audit', '--title', 'Two', '--code', 'two',
			'--from', $today, '--data', $site->data);
		is($status, 0, 'another round');
		is($site->post('/s/two', [audit_fields()], @json, queued => '2001-01-01')->{status}, 201,
			'a queued answer of a day outside is taken');
		is(scalar sql($site->data, "SELECT count(*) FROM submission WHERE flags LIKE '%WINDOW%'"), 1, 'and flagged');
		is($site->post($round, [audit_fields()], @json, queued => 'yesterday')->{status}, 400, 'a date is a date');
	};
	unlike($site->log, qr/ponuky|kept "text"|SUP04/, 'no answer in the log');
});

done_testing;
