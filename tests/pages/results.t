# What analysts see: nothing before the first release, then the list, hidden where it rests on
# fewer than five, and always the same figures on every way out (contracts.md, Releases; method.md F).
use strict;
use warnings;
use Test::More;
use Kiosk;
use Site;

my $list = '/results/crm-audit-1/priorities';

sub answer {
	my ($site, %with) = @_;
	my $answer = $site->post('/s/crm-audit-1', [audit_fields(%with)], accept => 'application/json', cookie => '');
	return $answer->{status} == 201;
}

sub set_up {
	my ($site, %people) = @_;
	my %fields = map { @$_ } fields_of($site->get('/admin/setup')->{body});
	return $site->post('/admin/setup', {%fields, company => 'Acme', map { ("people/$_" => $people{$_}) } keys %people});
}

both_ways(sub {
	my ($site) = @_;
	$site->login('admin', PASSWORD);

	subtest 'company and departments' => sub {
		like(text_of($site->get('/results/crm-audit-1')->{body}), qr/EXAMPLE FIGURES/, 'until confirmed, figures are examples');
		is(set_up($site, SAL => 'many')->{status}, 422, 'people are a number');
		is(set_up($site, SAL => -1)->{status}, 422, 'and not negative');
		my $confirmed = set_up($site, SAL => 20, MKT => 8, SUP => 12, MGT => 3);
		is($confirmed->{status}, 303, 'confirmed');
		is($confirmed->{headers}{location}, '/admin/setup', 'back to what there is to say of a small department');
		is(set_up($site, MGT => 3)->{headers}{location}, '/admin/first', 'once');
		unlike(text_of($site->get('/results/crm-audit-1')->{body}), qr/EXAMPLE FIGURES/, 'then they are not');
		like(text_of($site->get('/admin/setup')->{body}), qr/never be shown alone/i, 'a small department is told so');
	};

	subtest 'before the first release' => sub {
		for my $department (qw(SAL MKT SUP)) {
			for my $n (1 .. ($department eq 'SUP' ? 4 : 5)) {
				ok(answer($site, department => $department, functions => [$n == 5 ? () : "${department}03", "${department}01"]), "$department $n");
			}
		}
		ok(answer($site, department => 'MGT', functions => ['MGT01']), "MGT $_") for 1 .. 2;
		my $text = text_of($site->get($list)->{body});
		like($text, qr/nothing is shown yet/i, 'nothing is shown');
		unlike($text, qr/\b(?:16|14)\b/, 'no count either');
		my ($status, $out) = kiosk('priorities', 'crm-audit-1', '--data', $site->data);
		is($status, 0, 'the shell says so too');
		unlike($out, qr/SAL01|Record a new lead/, 'and shows nothing');
		my $bundle = $site->get('/results/crm-audit-1/export?aggregate=1')->{body};
		unlike($bundle, qr/answers\.csv/, 'an aggregate bundle holds no answers');
		($status, undef, my $err) = kiosk('user', 'add', 'later', '--role', 'manager', '--data', $site->data);
		is($status, 0, 'the trail grows') or diag $err;
		ok($site->get('/results/crm-audit-1/export?aggregate=1')->{body} eq $bundle, 'the same data give the same bytes, head of the trail and all');
	};

	my $shown;
	subtest 'the list' => sub {
		ok(answer($site, department => 'SUP', functions => ['SUP01']), 'the fifth of support');
		is(scalar sql($site->data, 'SELECT count(*) FROM release'), 1, 'makes the release');
		$shown = $site->get($list)->{body};
		my $text = text_of($shown);
		like($text, qr/From 17 usable answers/, 'of all that is there');
		like($text, qr/1 Record a new lead 1–2 [\d.]+ 24 20 /, 'activities by name, with rank, its range, score, hours and people');
		like($shown, qr/<svg\b[^>]*>/, 'a chart');
		unlike($shown, qr/<svg[^>]*style=|<[^>]*\sstyle=/, 'without inline styles');
		# Who answered: 5 of 20, 5 of 8, 5 of 12.
		my $round = text_of($site->get('/results/crm-audit-1')->{body});
		like($round, qr/Management: fewer than 5 people: never shown alone/, 'a department of three is never shown alone');
		like($round, qr/Sales 5 20 25%/, 'response by department, and its rate');
		unlike($round, qr/Marketing 5 8/, 'not where a smaller department could be worked out from it (P2)');
		like($round, qr/leans towards/, 'and a warning when rates are low or far apart');

		# What was answered, question by question: shares of those who answered, none of under five.
		like($round, qr/How many hours do you usually work per week\? 17 answers\. Left blank by 0% of those asked/, 'n and missing');
		like($round, qr/Record a new lead 29%/, 'what five of 17 ticked');
		like($round, qr/Update customer and contact details[^%]*?hidden: too few answers/, 'not what four did');
		unlike($round, qr/Which department do you work in/, 'departments only as they are protected above');
		my $function = $site->get('/results/crm-audit-1/functions/SAL01');
		is($function->{status}, 200, 'the page of an activity');
		like(text_of($function->{body}), qr/Respondents who do it 5 of 17 usable answers/, 'says what its score is made of');
		my $few = text_of($site->get('/results/crm-audit-1/functions/SAL03')->{body});
		like($few, qr/Respondents who do it hidden: too few answers/, 'but not where four do it');
		unlike($few, qr/Score, 0 to 100 \d/, 'no score either');
		is($site->get('/results/crm-audit-1/functions/NONE')->{status}, 404, 'and there is none for what is not on the list');

		my ($status, $out) = kiosk('priorities', 'crm-audit-1', '--csv', '--data', $site->data);
		is($status, 0, 'kiosk priorities');
		my ($head, @rows) = cells_of($out);
		my %at = map { $head->[$_] => $_ } 0 .. $#$head;
		ok(exists $at{rank} && exists $at{score}, 'has ranks and scores') or diag "@$head";
		# SAL03 rests on four: hidden (P1). SAL01 on five.
		my ($dept) = grep { exists $at{$_} } qw(dept department scope);
		my @lines = split /\n/, $out;
		ok((grep { /SAL01/ } @lines), 'SAL01 is on it');
		for my $line (grep { /SAL03/ } @lines) {
			my ($cells) = cells_of($line);
			my $score = $cells->[$at{score}];
			unlike($score, qr/^\d/, 'SAL03 shows no score: only four do it');
		}
	};

	subtest 'the same figures until the next release' => sub {
		ok(answer($site, department => 'SAL', functions => ['SAL01'], detail => {A20 => 50, A21 => 120}), 'one more');
		is(text_of($site->get($list)->{body}), text_of($shown), 'changes nothing');
		ok(answer($site, department => $_, functions => ["${_}01"]), "one more in $_") for (('SAL') x 4, ('MKT') x 5, ('SUP') x 5);
		is(scalar sql($site->data, 'SELECT count(*) FROM release'), 2, 'five new in each: a second release');
		isnt(text_of($site->get($list)->{body}), text_of($shown), 'and other figures');
	};

	subtest 'weights' => sub {
		my %fields = map { @$_ } fields_of($site->get($list)->{body});
		my $post = sub { $site->post('/results/crm-audit-1/weights', {%fields, @_}) };
		is($post->(w_time => 'much')->{status}, 422, 'a number');
		is($post->(w_time => '-1')->{status}, 422, 'not negative');
		is($post->(w_time => 0, w_pain => 0, w_want => 0, w_exec => 0, w_ease => 0)->{status}, 422, 'not all nothing');
		my $answer = $post->(w_time => '0,1', w_pain => '0.8', w_want => '0.1');
		is($answer->{status}, 303, 'stored');
		my $page = $site->get($answer->{headers}{location});
		is($page->{status}, 200, 'and shown');
		isnt(text_of($page->{body}), text_of($shown), 'with another order or score');
		is(scalar sql($site->data, "SELECT value FROM round_param WHERE name = 'w_pain'"), '0.8', 'kept with the round');
		my $tried = $post->(w_time => '0', w_pain => '1', w_want => '0', try => 1);
		is($tried->{status}, 200, 'other weights are tried out');
		like(text_of($tried->{body}), qr/With these weights/, 'with what they would change');
		is(scalar sql($site->data, "SELECT value FROM round_param WHERE name = 'w_pain'"), '0.8', 'and nothing is kept');
		is($post->(reset => 1)->{status}, 303, 'back to the defaults');
		is(scalar sql($site->data, "SELECT count(*) FROM round_param WHERE name LIKE 'w\\_%' ESCAPE '\\'"), 0, 'which are not stored');
	};

	subtest 'closing' => sub {
		my $page = $site->get('/admin');
		my $answer = $site->post('/admin/rounds/crm-audit-1/close', [csrf => $site->csrf($page)]);
		is($answer->{status}, 303, 'closed in the browser');
		is(scalar sql($site->data, "SELECT reason FROM release ORDER BY seq DESC LIMIT 1"), 'closing', 'with a last release');
		like(slurp_file($site->data . '/keys'), qr/^round crm-audit-1 [0-9a-f]{64}$/m, 'the key of the receipts stays until the round is final');
		is($site->post('/admin/rounds/crm-audit-1/close', [csrf => $site->csrf($page)])->{status} =~ /^(?:303|409|410|422)$/ ? 1 : 0, 1,
			'closing again does no harm');
	};
});
done_testing;
