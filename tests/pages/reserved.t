# Questions of forms kept from earlier days whose names are the kiosk's own (contracts.md,
# Reserved at the top level): they keep working under other names of fields, and what is posted
# beside the answers, an access code before all, is never taken for one.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Site;

my @names = qw(seed lang pages step code department device instance_id active_s submission round at seen csrf queued);
# Some are numbers; words stand apart from the answers (method F, P7).
my %number = (seed => 11, department => 12, submission => 13, round => 14);
my $survey = "type,name,label,constraint\n" . join('', map { ($number{$_} ? 'integer' : 'text') . ",$_,Your $_," . ($_ eq 'code' ? '". != \'bad\'"' : '') . "\n" } @names)
	. "begin group,g,More,\ntext,code,Code within,\ntext,Code,Large code,\nend group,,,\n";
my @json = (accept => 'application/json');

# A form as it was kept before these names were refused.
sub kept_form {
	my ($data) = @_;
	my $sql = "INSERT INTO form (code, version, title, hash) VALUES ('old', 1, 'Old', zeroblob(32));"
		. "INSERT INTO form_sheet SELECT id, 'survey', '" . $survey =~ s/'/''/gr . "' FROM form WHERE code = 'old';";
	my ($status, $out, $err) = run_command(['sqlite3', "$data/kiosk.db", '.timeout 5000', $sql]);
	die $err if $status;
}

# All bytes of the database, behind a checkpoint.
sub bytes_of {
	my ($data) = @_;
	run_command(['sqlite3', "$data/kiosk.db", '.timeout 5000', 'PRAGMA wal_checkpoint(TRUNCATE)']);
	return join '', map { slurp_file($_) // '' } glob "$data/kiosk.db*";
}

sub holds_code {
	my ($bytes, $code) = @_;
	(my $plain = $code) =~ tr/-//d;
	return $bytes =~ /\Q$code\E|\Q$plain\E/i;
}

both_ways(sub {
	my ($site) = @_;
	my $data = $site->data;
	kept_form($data);
	my ($status, $out, $err) = kiosk(qw(round open --form old --title Old --code old --codes 6 --data), $data);
	is($status, 0, 'a round of it opens') or diag $err;
	my @codes = $out =~ /\b(\w{5}-\w{5})\b/g;
	is(scalar @codes, 24, 'with codes, six for each department');
	my $answers = sub { (sql($data, "SELECT answers FROM submission WHERE hex(id) = upper('" . $_[0] =~ tr/-//dr . "')"))[0][0] };
	my %mine = map { $_ => $number{$_} // "my-$_" } @names;
	my @mine = map { ("/$_" => $mine{$_}) } @names;
	my $written = sub { my ($question, $text) = @_; return scalar grep { "@$_" eq "$question $text" } raw_texts($data) };

	subtest 'without a script' => sub {
		my $asked = $site->get('/s/old?lang=en')->{body};
		is(scalar(grep { $_->[0] eq 'code' } fields_of($asked)), 1, 'the access code is asked for first');
		my $page = $site->post('/s/old', {(map { @$_ } fields_of($asked)), code => $codes[0], step => 'code'});
		my @fields = fields_of($page->{body});
		is(join(' ', map { $_->[0] } grep { $_->[0] =~ m{^/} } @fields), join(' ', map { "/$_" } @names), 'each question has a name of its own');
		my %first = map { @$_ } @fields;
		my $next = $site->post('/s/old', {%first, @mine, step => 'next'});
		is($next->{status}, 200, 'the next section') or diag $next->{body};
		my %second = map { @$_ } fields_of($next->{body});
		is($second{"/$_"}, $mine{$_}, "$_ is carried along") for @names;
		is($second{code}, $codes[0], 'the access code beside it');
		is($second{seed}, $first{seed}, 'the seed, too');
		my $back = $site->post('/s/old', {%second, step => 'lang:sk'});
		is({map { @$_ } fields_of($back->{body})}->{'/lang'}, 'my-lang', 'through a change of language');
		my $bad = $site->post('/s/old', {%second, '/code' => 'bad', step => 'next'});
		is($bad->{status}, 422, 'rules hold');
		my $sent = $site->post('/s/old', {%second, 'g/code' => 'inner', 'g/Code' => 'large'});
		is($sent->{status}, 303, 'sent') or diag $sent->{body};
		my $stored = $answers->($second{instance_id});
		is($stored, '{' . join(',', map { "\"$_\":$number{$_}" } grep { $number{$_} } @names) . '}', 'each answer under its path');
		is(join(' ', grep { !$written->($_, $mine{$_}) } grep { !$number{$_} } @names), '', 'each word, too');
		is($written->('g/code', 'inner') . $written->('g/Code', 'large'), '11', 'and those within the group');
	};

	subtest 'the form for the script' => sub {
		my $form = json($site->get('/s/old/form?lang=en')->{body});
		is(join(' ', map { $_->{w} // '' } @{$form->{nodes}}), join(' ', map { "/$_" } @names) . ' ', 'says the names of fields');
		is(join(' ', map { $_->{w} // 'own' } @{$form->{nodes}[-1]{in}}), 'own own', 'where they differ');
	};

	my $post = sub { my ($id, @fields) = @_; return $site->post('/s/old', [instance_id => $id, lang => 'en', @fields], @json) };
	subtest 'what comes beside the answers' => sub {
		my $id = uuid4();
		is($post->($id, code => $codes[1], device => 'tablet', seed => '7', pages => 'g:3;', active_s => '12', 'g/code' => 'x')->{status},
			201, 'stored');
		is($answers->($id), '{}', 'is no answer');
		is($written->('g/code', 'x'), 1, 'nor are words of that name');
		my $faults = $post->(uuid4(), code => $codes[2], '/code' => 'bad');
		is($faults->{status}, 422, 'a fault');
		is(json($faults->{body})->{errors}[0]{field}, '/code', 'names the field');
		my $other = $post->(uuid4(), code => $codes[2], department => 'NOPE');
		is($other->{status}, 422, 'the department of the post is judged as one');
		is(json($other->{body})->{errors}[0]{field}, 'department', 'and named so');
	};

	subtest 'kept aside' => sub {
		my $id = uuid4();
		is($post->($id, code => $codes[3], '/code' => 'one', '/round' => 1)->{status}, 201, 'stored');
		is($post->($id, code => $codes[3], '/code' => 'two', '/round' => 2)->{status}, 409, 'others under the same key');
		my $queued = $site->post('/s/old', [instance_id => uuid4(), lang => 'en', code => $codes[3], '/code' => 'late', '/lang' => 'mine'],
			@json, queued => '2026-01-01');
		is($queued->{status}, 409, 'and what waited in a queue with a used code');
		is(join(' ', sort map { $_->[0] =~ m{("/code":\["\w+"\])} } sql($data, 'SELECT answers FROM quarantine')),
			'"/code":["late"] "/code":["two"]', 'are kept as they were posted');
		is(scalar(grep { $_->[0] =~ /"lang":"en"/ && $_->[0] =~ m{"/lang":\["mine"\]} } sql($data, 'SELECT answers FROM quarantine')), 1,
			'what came beside them apart');
	};

	subtest 'paper and preview' => sub {
		$site->login('admin', PASSWORD);
		my %sheet = map { @$_ } fields_of($site->get('/admin/rounds/old/entry')->{body});
		my $read = $site->post('/admin/rounds/old/entry', {%sheet, code => $codes[4], q5 => 'typed', q1 => 77, step => 'check'});
		is($read->{status}, 200, 'a sheet is read back') or diag $read->{body};
		my $typed = $site->post('/admin/rounds/old/entry', {(map { @$_ } fields_of($read->{body})), step => 'store'});
		like($typed->{status}, qr/^(?:200|303)$/, 'and stored') or diag $typed->{body};
		is((sql($data, "SELECT count(*) FROM submission WHERE answers = '{\"seed\":77}'"))[0][0] . $written->('code', 'typed'), '11', 'under the paths');
		my %fields = map { @$_ } fields_of($site->get('/admin/forms/old/preview')->{body});
		my $next = $site->post('/admin/forms/old/preview', {%fields, '/csrf' => 'mine', step => 'next'});
		is($next->{status}, 200, 'a preview goes on');
		my %more = map { @$_ } fields_of($next->{body});
		is("$more{csrf} $more{'/csrf'}", "$fields{csrf} mine", 'token and answer apart');
		$site->forget;
	};

	subtest 'nothing of a code is left' => sub {
		my $bytes = bytes_of($data);
		ok($bytes =~ /my-code/, 'the answers are in the file');
		ok(!holds_code($bytes, $_), 'no access code is') for @codes;
		my $folder = temp_folder();
		is((kiosk('export', 'old', '-o', "$folder/old.zip", '--data', $data))[0], 0, 'a bundle');
		system('unzip', '-q', "$folder/old.zip", '-d', $folder) == 0 or die 'unzip';
		my $all = join '', map { slurp_file($_) } grep { -f } split /\n/, `find $folder -type f ! -name '*.zip'`;
		ok(!holds_code($all, $_), 'nor in the bundle') for @codes;
		like(slurp_file("$folder/answers.csv"), qr/^[\w-]+,round,1,14\r?$/m, 'which has the answers by their paths');
		unlike($all, qr/my-code/, 'and no words');
		my ($head, @rows) = split /\r?\n/, slurp_file("$folder/responses/old-v1.csv");
		is($head, join(',', 'submission', 'round', map { /^(?:submission|round)$/ ? "/$_" : $_ } grep { $number{$_} } @names),
			'a column each, none of them twice');
		is(scalar(grep { /,11,12,13,14$/ } @rows), 1, 'filled');
	};
});

# New forms are refused, as are drafts; what is published can still be corrected.
both_ways(sub {
	my ($site) = @_;
	my $data = $site->data;
	kept_form($data);
	$site->login('admin', PASSWORD);
	my $csrf = $site->csrf($site->get('/admin/password'));
	my $post = sub { my ($path, @fields) = @_; return $site->post($path, [csrf => $csrf, @fields]) };
	my $upload = "--XyZ\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n$csrf\r\n--XyZ\r\n"
		. "Content-Disposition: form-data; name=\"files\"; filename=\"survey.csv\"\r\n\r\ntype,name,label\ntext,code,C\n\r\n--XyZ--\r\n";
	my $page = $site->ask('POST', '/admin/forms', body => $upload, type => 'multipart/form-data; boundary=XyZ');
	is($page->{status}, 422, 'a new form');
	like($page->{body}, qr/“code” is the name of a field of the kiosk; choose another or put the question into a group/, 'is refused with the mend');
	like($page->{body}, qr{<b>survey\.csv</b> · row 2 · column <code>name</code>}, 'and its place');

	my ($draft) = $post->('/admin/forms/_start', form => 'old')->{headers}{location} =~ m{^(/admin/forms/_draft/\d+)};
	$page = $site->get($draft);
	like($page->{body}, qr/“code” is a name of the kiosk.*?s own; this form keeps working/, 'a draft of a form from earlier days says so');
	$page = $post->("$draft/publish");
	is($page->{status}, 422, 'and is no new version');
	like($page->{body}, qr/cannot be published as a new version: .*“seed”/, 'for that reason');
	my ($words) = $post->('/admin/forms/old/texts?to=default', 'text survey code label' => 'Which code?')
		->{headers}{location} =~ m{^(/admin/forms/_draft/\d+)};
	is($post->("$words/correct")->{status}, 303, 'its words are corrected');
	is(join(' ', map { "@$_" } sql($data, "SELECT version, (SELECT max(minor) FROM form_correction c WHERE c.form = form.id) FROM form WHERE code = 'old'")),
		'1 1', 'as version 1.1');
	my $folder = temp_folder();
	mkdir "$folder/old";
	write_file("$folder/old/survey.csv", $survey =~ s/Your seed/Your own seed/r);
	my ($status, $out, $err) = kiosk('form', 'add', "$folder/old", '--data', $data);
	is($status, 2, 'form add refuses it');
	is(scalar(() = $err =~ /^survey\.csv:\d+: name: “\w+” is the name of a field of the kiosk/mg), 11, 'each of the names');
	is((kiosk('form', 'check', "$folder/old"))[0], 2, 'so does form check');
	is((kiosk('form', 'correct', "$folder/old", '--data', $data))[0], 0, 'form correct takes its words');
});

done_testing();
