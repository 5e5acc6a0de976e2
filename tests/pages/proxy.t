# A proxy signs for who is away: named with a reason, by a letter of their own or on paper, and
# wherever the signature stands it says who signed for whom.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Site;

my $base = '/results/crm-audit-1/baseline';

# The letters' codes by whom they are addressed to; each with the letter's words.
sub letters_of {
	my ($html) = @_;
	return map { my ($name, $code) = /<h2>([^<]*)<.*<p class="receipt">([^<]*)</s; ($name => {code => $code, text => text_of($_)}) }
		$html =~ m{<section class="card letter">(.*?)</section>}gs;
}

both_ways(sub {
	my ($site) = @_;
	for my $department (qw(SAL MKT SUP)) {
		$site->post('/s/crm-audit-1', [audit_fields(department => $department, functions => ["${department}01"])], accept => 'application/json', cookie => '') for 1 .. 6;
	}
	kiosk('round', 'close', 'crm-audit-1', '--data', $site->data);
	$site->login('admin', PASSWORD);
	my $csrf = $site->csrf($site->get($base));
	my $post = sub { my ($path, %fields) = @_; return $site->post("/results/crm-audit-1/$path", {csrf => $csrf, %fields}) };
	my $document = sub { return $site->get("$base/1")->{body} };

	$post->('requirement', id => 'R1', text => 'Quotes at once', activity => '', test => 'A quote in 1 minute', level => 'must');
	for my $name ('Anna Nova', 'Peter Stary') { $post->('roster', person => 0, name => $name, signs => 1) }
	is($post->('baseline', act => 'freeze', note => 'first of all')->{status}, 303, 'frozen');
	$post->('roster', person => 0, name => 'Zoe Malá');
	my ($form) = $document->() =~ m{(<form class="stack no-print" method="post" action="[^"]*/baseline/1/proxy">.*?</form>)}s;
	my ($anna, $peter, $zoe) = map { $form =~ m{<option value="(\d+)" *>\Q$_\E<} } 'Anna Nova', 'Peter Stary', 'Zoe Malá';
	ok($anna && $peter && $zoe, 'signers and people of the project to choose from') or diag $form;
	unlike(text_of(($document->() =~ m{(<tr><th scope="row">Anna.*?</tr>)}s)[0]), qr/first of all|\d{4}/, 'who has not signed has no date and no word');

	my $name = sub { return $post->('baseline/1/proxy', person => $peter, proxy => $zoe, why => 'On <i>leave</i> until May', @_) };
	for (['no reason', 422, qr/Write why they are away/, why => ' '], ['the signer', 422, qr/Choose another person/, proxy => $peter],
		['nobody', 422, qr/Choose another person/, proxy => ''], ['not asked to sign', 404, undef, person => $zoe]) {
		my ($what, $status, $words, @fields) = @$_;
		my $answer = $name->(@fields);
		is($answer->{status}, $status, "$what: refused");
		like(text_of($answer->{body}), $words, 'as it says') if $words;
	}
	my $again = $name->(proxy => $peter)->{body};
	like($again, qr{<textarea id="why"[^>]*>On &lt;i&gt;leave&lt;/i&gt; until May</textarea>}, 'what was typed is kept');
	like($again, qr{<option value="$peter" selected}, 'and chosen');

	# A letter that is out when a proxy is named is of no use any more.
	my %own = letters_of($post->('baseline/1/codes', person => $peter)->{body});
	is($name->()->{status}, 303, 'named');
	is($site->post('/sign', {code => $own{'Peter Stary'}{code}, open => 1}, cookie => '')->{status}, 403, 'the code of before is dead');
	like(text_of($document->()), qr/Peter Stary Zoe Malá for Peter Stary: On <i>leave<\/i> until May/, 'the document says so');
	is($post->('baseline/1/proxy', person => $anna, proxy => $peter, why => 'x')->{status}, 422, 'who is away signs for nobody');

	# Taken back, and named again.
	my %dead = letters_of($post->('baseline/1/codes', person => $peter)->{body});
	is($post->('baseline/1/proxy', person => $peter, withdraw => 1)->{status}, 303, 'taken back');
	unlike(text_of($document->()), qr/for Peter Stary/, 'nobody signs for him');
	is($site->post('/sign', {code => $dead{'Zoe Malá'}{code}, open => 1}, cookie => '')->{status}, 403, 'the code of the proxy is dead, too');
	is($post->('baseline/1/proxy', person => $peter, withdraw => 1)->{status}, 404, 'once');

	# A sheet that lay open meanwhile is not entered in another's name.
	my %sheet = map { @$_ } fields_of($site->get("$base/1/paper?person=$peter")->{body});
	$name->();
	my $stale = $post->('baseline/1/paper', %sheet, csrf => $csrf, 'v/R1' => 'object', 'r/R1' => 'too dear', witness => 'Eva');
	is($stale->{status}, 409, 'not his sheet any more');
	like($stale->{body}, qr/>too dear<\/textarea>/, 'what was typed is kept');
	is((sql($site->data, 'SELECT count(*) FROM signature'))[0][0], 0, 'nothing is signed');

	my %letters = letters_of($post->('baseline/1/codes', person => '')->{body});
	is_deeply([sort keys %letters], ['Anna Nova', 'Zoe Malá'], 'the letter is addressed to the proxy');
	like($letters{'Zoe Malá'}{text}, qr/You sign for Peter Stary, who is away: On <i>leave<\/i> until May/, 'and says for whom, and why');
	my $page = $site->post('/sign', {code => $letters{'Zoe Malá'}{code}, open => 1}, cookie => '');
	like(text_of($page->{body}), qr/You sign for Peter Stary, who is away: On <i>leave<\/i> until May/, 'so does the page that signs');
	my %answers = ((map { @$_ } fields_of($page->{body})), 'v/R1' => 'change', 'r/R1' => 'in two steps', missing => 'A calendar');
	my $signed = $site->post('/sign', \%answers, cookie => '');
	is($signed->{status}, 200, 'signed');
	like(text_of($signed->{body}), qr/Zoe Malá for Peter Stary/, 'by the one for the other');
	my $text = text_of($document->());
	like($text, qr/Zoe Malá for Peter Stary, Agree, with a change: in two steps/, 'beside the requirement');
	like($text, qr/Peter Stary Zoe Malá for Peter Stary: On <i>leave<\/i> until May Agree, with a change .*? by code/, 'and among the signatures');
	like(text_of($site->get($base)->{body}), qr/Zoe Malá for Peter Stary, Agree, with a change: in two steps.*Zoe Malá version 1 A calendar/s, 'the draft has it, too');
	is($name->()->{status}, 409, 'what is signed stays');
	is($post->('baseline/1/proxy', person => $peter, withdraw => 1)->{status}, 409, 'as it was signed');

	# On paper, for Anna.
	is($post->('baseline/1/proxy', person => $anna, proxy => $zoe, why => 'ill')->{status}, 303, 'Zoe signs for Anna, too');
	my $paper = $site->get("$base/1/paper?person=$anna");
	like(text_of($paper->{body}), qr/Zoe Malá for Anna Nova: ill/, 'the sheet is hers');
	is($post->('baseline/1/paper', (map { @$_ } fields_of($paper->{body})), csrf => $csrf, 'v/R1' => 'agree', witness => 'Eva')->{status}, 303, 'entered');
	is_deeply([sort map { $_->[0] } sql($site->data, 'SELECT proxy FROM signature')], ['Zoe Malá', 'Zoe Malá'], 'stored with the name');
	unlike($document->(), qr/baseline\/1\/proxy/, 'nobody is away any more');

	# What a proxy agreed with is not taken for what the signer did.
	is($post->('baseline', act => 'freeze', note => 'again')->{status}, 303, 'version 2');
	unlike($site->get("$base/2/paper?person=$anna")->{body}, qr/checked|Unchanged since/, 'nothing is chosen for Anna');
	is($post->('baseline/1/proxy', person => $anna, proxy => $zoe, why => 'ill')->{status}, 409, 'the old version is closed');
	$post->('baseline/2/proxy', person => $anna, proxy => $zoe, why => 'still ill');
	like($site->get("$base/2/paper?person=$anna")->{body}, qr/Unchanged since/, 'Zoe agreed with it before');

	my $trail = join ' ', map { join ' ', map { $_ // '' } @$_ } sql($site->data, "SELECT action, object, detail FROM trail WHERE action LIKE 'baseline.%'");
	like($trail, qr/baseline\.proxy crm-audit-1 version 1, person $peter by person $zoe/, 'the trail has them by number');
	like($trail, qr/baseline\.sign\.paper crm-audit-1 version 1, person $anna agrees, by proxy/, 'and that a proxy signed');
	unlike($trail, qr/Zoe|Peter|leave/, 'no name, no reason');
	$site->enter('reader', '--role', 'manager');
	my $read = $site->get("$base/1")->{body};
	like(text_of($read), qr/Zoe Malá for Peter Stary: On <i>leave<\/i> until May/, 'a manager reads it');
	unlike($site->get("$base/2")->{body}, qr{/proxy"}, 'and names nobody');
	is($site->get("$base/1?lang=$_")->{status}, 200, "in $_") for qw(sk pl it es ca);
});
done_testing;
