# From the list to a signed baseline: a draft is frozen, people sign it by a code that works once
# or on paper, a change makes a new version, and it is signed when all agree (method.md H).
use strict;
use warnings;
use Test::More;
use Kiosk;
use Site;

my $base = '/results/crm-audit-1/baseline';

# Codes of the letters: {name => code}.
sub codes_of {
	my ($html) = @_;
	my %codes;
	while ($html =~ m{<section class="card letter">\s*<h2>([^<]*)</h2>.*?<p class="receipt">([^<]*)</p>}gs) { $codes{$1} = $2 }
	return \%codes;
}

sub sign {
	my ($site, $code, $verdict, %more) = @_;
	my $page = $site->post('/sign', {code => $code, open => 1}, cookie => '');
	return $page if $page->{status} != 200;
	my %fields = map { @$_ } fields_of($page->{body});
	my @ids = $page->{body} =~ /name="v\/([^"]+)"/g;
	my %seen;
	for my $id (grep { !$seen{$_}++ } @ids) {
		$fields{"v/$id"} = $verdict;
		$fields{"t/$id"} = 'yes' if $page->{body} =~ /name="t\/\Q$id\E".*?value="yes"/s;
		$fields{"r/$id"} = 'because it is not enough' if $verdict ne 'agree';
	}
	return $site->post('/sign', {%fields, %more}, cookie => '');
}

both_ways(sub {
	my ($site) = @_;
	for my $department (qw(SAL MKT SUP)) {
		for (1 .. 6) {
			is($site->post('/s/crm-audit-1', [audit_fields(department => $department, functions => ["${department}01", "${department}03"])],
				accept => 'application/json', cookie => '')->{status}, 201, 'an answer');
		}
	}
	kiosk('round', 'close', 'crm-audit-1', '--data', $site->data);
	$site->login('admin', PASSWORD);
	my $csrf = $site->csrf($site->get($base));
	my $post = sub { my ($path, %fields) = @_; return $site->post("/results/crm-audit-1/$path", {csrf => $csrf, %fields}) };

	is($post->('baseline', act => 'freeze')->{status}, 422, 'nothing to freeze yet');
	is($post->('baseline', act => 'propose')->{status}, 303, 'taken from the list');
	my $draft = $site->get($base)->{body};
	my @ids = do { my %seen; grep { !$seen{$_}++ } $draft =~ /requirement\?id=(R\d+)/g };
	cmp_ok(scalar @ids, '>=', 3, 'requirements') or diag text_of($draft);
	like(text_of($draft), qr/No acceptance test: R1/, 'what is missing is named');
	is($post->('requirement', id => 'R1', text => 'Quotes <b>at once</b>', why => 'slow', activity => '', test => 'A quote in 1 minute',
		level => 'must', owner => 'Anna', depends => 'R2')->{status}, 303, 'one is written');
	is($post->('requirement', id => 'R2', text => 'x', activity => '', level => 'must', depends => 'R1')->{status}, 422, 'no circle');
	is($post->('requirement', id => 'R2', text => 'x', activity => '', level => 'must', depends => 'R99')->{status}, 422, 'nor what is not there');
	unlike($site->get($base)->{body}, qr/<b>at once/, 'words are words');

	for my $name ('Anna Nová', 'Peter Starý') {
		is($post->('roster', person => 0, name => $name, department => 'SAL', hours => '10', 'role/sponsor' => '4', signs => 1)->{status}, 303, "$name is on the roster");
	}
	like(text_of($site->get('/results/crm-audit-1/roster')->{body}), qr/Nobody speaks for this department: [^:]*Marketing/, 'it says who is missing');

	my $silent = $post->('baseline', act => 'freeze', note => '  ');
	is($silent->{status}, 422, 'examples are not frozen without a word');
	like(text_of($silent->{body}), qr/The figures are examples: confirm company and departments first, or write why this is frozen all the same\./, 'as it says');
	is(scalar sql($site->data, 'SELECT count(*) FROM baseline'), 0, 'nothing is frozen');

	my $frozen = $post->('baseline', act => 'freeze', note => 'first');
	is($frozen->{status}, 303, 'frozen');
	like($frozen->{headers}{location}, qr{/baseline/1$}, 'as version 1');
	my $document = text_of($site->get("$base/1")->{body});
	like($document, qr/Quotes <b>at once/, 'with its words');
	like($document, qr/20250701/, 'the seed of its list');

	run_command(['sqlite3', '-cmd', '.timeout 5000', $site->data . '/kiosk.db', 'UPDATE baseline_activity SET people = NULL WHERE rank = 1']);
	like(text_of($site->get("$base/1")->{body}), qr/people: hidden/, 'how many people do it may be hidden, and is said to be');
	run_command(['sqlite3', '-cmd', '.timeout 5000', $site->data . '/kiosk.db', "UPDATE baseline_activity SET rank = NULL, verdict = '' WHERE position = 2"]);
	like(text_of($site->get("$base/1")->{body}), qr/hidden: too few answers, or to protect another department/, 'and so may all of it be, for either reason');

	my $letters = $post->('baseline/1/codes', person => '');
	is($letters->{status}, 200, 'letters with codes');
	like($letters->{body}, qr/<svg/, 'to scan');
	my $codes = codes_of($letters->{body});
	is(scalar keys %$codes, 2, 'one each');
	my ($anna, $peter) = @$codes{'Anna Nová', 'Peter Starý'};
	unlike(join('', map { join '|', map { $_ // '' } @$_ } sql($site->data, 'SELECT * FROM sign_code')), qr/\Q@{[$anna =~ s{ }{}gr]}/, 'no code is stored');
	unlike(text_of(($site->get("$base/1")->{body} =~ m{(<tr><th scope="row">Anna.*?</tr>)}s)[0]), qr/\d{4}|first/, 'who has not signed has no date, and no word of the version');
	is(sign($site, 'AAAA AAAA AAAA AAAA', 'agree')->{status}, 403, 'an unknown code');
	my $signed = sign($site, $anna, 'agree');
	is($signed->{status}, 200, 'agreed') or diag text_of($signed->{body});
	is(sign($site, $anna, 'object')->{status}, 403, 'a code works once');
	is(sign($site, $peter, 'object', map { ("r/$_" => '') } @ids)->{status}, 422, 'an objection needs a reason');
	# How far one is the server tells once the form comes back; until then a script does.
	my $fresh = $site->post('/sign', {code => $peter, open => 1}, cookie => '')->{body};
	my $n = @ids;
	like($fresh, qr{<p class="answered" role="status"[^>]*\bhidden><span>0 of $n answered</span> <a href="#R1" *>No answer yet: R1<}, 'nothing is answered yet');
	my $part = $site->post('/sign', {(map { @$_ } fields_of($fresh)), 'v/R1' => 'agree', 'v/R2' => 'object', 'v/R3' => 'agree'}, cookie => '');
	is($part->{status}, 422, 'an objection without a reason is no answer');
	like($part->{body}, qr{<p class="answered" role="status"[^>]*" ><span>2 of $n answered</span> <a href="#R2" *>No answer yet: R2<}, 'two are answered, and which is next');
	like($part->{body}, qr{<section class="card requirement" id="R2">}, 'the link leads there');
	like(text_of($site->get("$base/1")->{body}), qr/Signatures Signed: 1 of 2/, 'one of two has signed');
	is(sign($site, $peter, 'object')->{status}, 200, 'objected');
	unlike(text_of($site->get("$base/1")->{body}), qr/Signed by all/, 'not signed');

	# An objection stays; a sponsor's reasoned decision stands beside it.
	my $objected = $site->get("$base/1")->{body};
	like(text_of($objected), qr/Peter Starý, Object: because it is not enough/, 'the document prints it');
	my ($form) = $objected =~ m{(<form class="stack" method="post" action="[^"]*/baseline/1/overrule">.*?</form>)}s;
	my %decision = map { @$_ } fields_of($form);
	($decision{sponsor}) = $form =~ m{<option value="(\d+)">Anna Nová</option>} or diag $form;
	$site->enter('reader', '--role', 'manager');
	my $read = $site->get("$base/1")->{body};
	like(text_of($read), qr/Object: because it is not enough/, 'a manager reads it');
	unlike($read, qr/overrule/, 'and is not asked');
	is($site->post("$base/1/overrule", {%decision, csrf => $site->csrf($site->get($base)), reason => 'Mine'})->{status}, 403, 'nor heard');
	$site->forget;
	$site->login('admin', PASSWORD);
	$csrf = $decision{csrf} = $site->csrf($site->get($base));
	is($post->('baseline/1/overrule', %decision, reason => ' ')->{status}, 422, 'a decision has a reason');
	is($post->('baseline/1/overrule', %decision, reason => 'The law asks', sponsor => 0)->{status}, 422, 'and somebody who took it');
	is($post->('baseline/1/overrule', %decision, reason => 'The law asks', requirement => 'R99')->{status}, 404, 'about an objection');
	is($post->('baseline/1/overrule', %decision, reason => 'The law <b>asks</b>')->{status}, 303, 'recorded');
	my $again = $post->('baseline/1/overrule', %decision, reason => 'Once more');
	is($again->{status}, 409, 'once');
	like(text_of($again->{body}), qr/This objection is decided already\./, 'as it says');
	my $decided = text_of($site->get("$base/1")->{body});
	like($decided, qr/because it is not enough Decided by Anna Nová, .*?: The law <b>asks<\/b>/, 'both are printed') or diag $decided;
	unlike($decided, qr/signed with objections/, 'others are still open');
	for my $id ($site->get("$base/1")->{body} =~ /name="requirement" value="([^"]+)"/g) {
		is($post->('baseline/1/overrule', %decision, requirement => $id, reason => 'We need it')->{status}, 303, "$id is decided");
	}
	like(text_of($site->get("$base/1")->{body}), qr/signed with objections: 2 of 2/, 'signed with objections');
	like(text_of($site->get($base)->{body}), qr/signed with objections: 2 of 2/, 'the list of versions says so, too');

	# A change is a new version with a difference to read; the old one stays as it was.
	my $before = $site->get("$base/1")->{body};
	is($post->('requirement', id => 'R1', text => 'Quotes in one minute', activity => '', test => 'A quote in 1 minute', level => 'must',
		owner => 'Anna', depends => 'R2')->{status}, 303, 'changed');
	run_command(['sqlite3', $site->data . '/kiosk.db', '.timeout 5000', 'UPDATE account SET rows = 1']);
	unlike($site->get("$base")->{body}, qr/Put on the board/, 'the first version changes nothing for the board');
	is($post->('baseline', act => 'freeze', note => 'shorter')->{headers}{location}, "$base/2", 'version 2');
	my ($put) = grep { /name="kind" value="baseline"/ } split /(?=<form\b)/, $site->get("$base")->{body};
	my %card = map { @$_ } fields_of(($put // '') =~ s{</form>.*}{}sr);
	is($site->post('/results/board', {%card, said => 'Two requirements were taken out'})->{status}, 303, 'the second goes on the board');
	like(text_of($site->get('/board?lang=en', cookie => '')->{body}), qr/Done 1.*Two requirements were taken out Changed requirements/s, 'in the words of who put it there');
	run_command(['sqlite3', $site->data . '/kiosk.db', '.timeout 5000', 'UPDATE account SET rows = 0']);
	like(text_of($site->get("$base/2")->{body}), qr/at once.*→.*Quotes in one minute/s, 'says what changed');
	my ($old) = map { text_of($_) =~ /(Quotes <b>at once)/ } $site->get("$base/1")->{body};
	ok($old, 'version 1 is as it was');
	is($post->('baseline/1/codes', person => '')->{status}, 409, 'nobody signs the old one any more');
	my $new = codes_of($post->('baseline/2/codes', person => '')->{body});
	is(sign($site, $new->{'Anna Nová'}, 'agree')->{status}, 200, 'Anna agrees again');
	my ($person) = $site->get("$base/2")->{body} =~ m{<option value="(\d+)">Peter};
	my $paper = $site->get("$base/2/paper?person=$person");
	is($paper->{status}, 200, 'Peter signs on paper');
	my %fields = map { @$_ } fields_of($paper->{body});
	my %seen;
	for my $id (grep { !$seen{$_}++ } $paper->{body} =~ /name="v\/([^"]+)"/g) { @fields{"v/$id", "r/$id"} = ('agree', '') }
	is($site->post("$base/2/paper", {%fields, witness => ''})->{status}, 422, 'nobody saw it');
	# Silence is never consent; a press that agrees to what has no remark is one, but for what has a word.
	my %silent = (%fields, witness => 'Eva', map { ("v/$_" => '') } keys %seen);
	is($site->post("$base/2/paper", \%silent)->{status}, 422, 'nothing is chosen');
	my ($one) = sort keys %seen;
	is($site->post("$base/2/paper", {%silent, rest => 1, "r/$one" => 'but'})->{status}, 422, 'nor for one that has a remark');
	is($site->post("$base/2/paper", {%silent, rest => 1})->{status}, 303, 'all without a remark, as Eva saw');
	like(text_of($site->get("$base/2")->{body}), qr/Signed/, 'all agree: signed');

	# Names stay here.
	my $bundle = temp_folder() . '/b.zip';
	kiosk('export', 'crm-audit-1', '-o', $bundle, '--data', $site->data);
	my (undef, $all) = run_command(['unzip', '-p', $bundle]);
	unlike($all, qr/Peter Star|Anna Nov/, 'no name is in a bundle');
	unlike(join(' ', map { @$_ } sql($site->data, 'SELECT actor, action, object, detail FROM trail')), qr/Peter Star/, 'nor in the trail');
	like(join(' ', map { @$_ } sql($site->data, 'SELECT action FROM trail')), qr/baseline\.freeze/, 'which says what was done');
});
done_testing;
