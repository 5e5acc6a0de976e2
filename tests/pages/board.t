# The board (ux.md; method F, P1, P7, P9): nothing that nobody reviewed, no department, no day;
# how many from the smallest group on; one voice a code; and what a receipt tells.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Site;

my $secret = 'ACME-GmbH';	# a customer's name, in what nobody may see

sub write_sql {
	my ($site, $sql) = @_;
	my ($status, $out, $err) = run_command(['sqlite3', '-bail', '-cmd', '.timeout 5000', $site->data . '/kiosk.db', $sql]);
	die $err if $status;
}

# A comment as triage leaves it; its token.
my $tokens = 0;
sub comment {
	my ($site, %with) = @_;
	my %c = (prototype => 'quotes', version => '1', department => 'SUP', kind => 'bug', severity => 'S2', activity => '', lang => 'en',
		since => '2026-01-05', day => '2026-01-17', half => 'am', text => '', picture_state => '', status => 'new', in_version => '',
		reply => '', reply_lang => 'en', month => '2026-03', theme => '', %with);
	my $voices = delete $c{voices} // 1;
	my $token = sprintf '%032x', ++$tokens;
	my $plain = sub { defined $_[0] ? "'" . $_[0] =~ s/'/''/gr . "'" : 'NULL' };
	my %blob = (original => 1, picture => 1);
	write_sql($site, "INSERT INTO comment (token, round, " . join(', ', sort keys %c) . ") VALUES (x'$token', 1, "
		. join(', ', map { $blob{$_} ? "x'$c{$_}'" : $plain->($c{$_}) } sort keys %c) . ");"
		. join '', map { "INSERT INTO comment_voice VALUES (x'$token', randomblob(32));" } 1 .. $voices);
	return $token;
}

# Cards of a column: their number => what stands on them.
sub column {
	my ($html, $which) = @_;
	my ($column) = $html =~ m{<section class="board-column" aria-labelledby="$which">(.*?)</section>}s;
	my @cards = ($column // '') =~ m{<article class="card"(.*?)</article>}gs;
	return map { (/id="(C\d+)"/ ? $1 : '?') => text_of("<p$_") } @cards;
}

sub start_text { my ($site, $lang) = @_; return text_of($site->get('/?lang=' . ($lang // 'en'))->{body}) }

both_ways(sub {
	my ($site) = @_;
	my $data = $site->data;
	my $slip;
	write_sql($site, "INSERT INTO prototype VALUES ('quotes', ''), ('other', '');"
		. "INSERT INTO prototype_version (prototype, version, position, address) VALUES ('quotes', '1', 1, ''), ('other', '1', 1, '');"
		. "INSERT INTO prototype_task VALUES ('quotes', '1', 'T1', 1, 'SAL01', 'must', ''), ('other', '1', 'T1', 1, 'SAL01', 'must', '');"
		. join '', map { "INSERT INTO prototype_text VALUES ('$_', '1', '', 'title', 'en', 'Quotes of tomorrow'),"
			. " ('$_', '1', 'T1', 'title', 'en', 'Find'), ('$_', '1', 'T1', 'done', 'en', 'Found');" } qw(quotes other));

	subtest 'until something is there' => sub {
		my $page = $site->get('/board?lang=en');
		is($page->{status}, 200, 'the page answers');
		like(text_of($page->{body}), qr/Nothing is here yet/, 'and says so');
		unlike(start_text($site), qr/You said, we did/, 'the start page promises nothing');
		unlike($site->get('/')->{body}, qr{/board}, 'nor leads there');
		like(text_of($site->get("/board?lang=$_")->{body}), qr/\S/, "in $_") for qw(sk pl it es ca);
	};

	subtest 'only what was reviewed' => sub {
		comment($site, raw => "The discount of $secret is lost");
		comment($site, number => 90, raw => "Half read, $secret", text => '');
		comment($site, number => 91, text => "Declined, nobody said why $secret", status => 'declined');
		my $first = comment($site, number => 1, text => 'The discount is lost', activity => 'SAL01', status => 'accepted', raw => "The discount of $secret is lost");
		comment($site, number => 92, text => "The same of $secret", status => 'duplicate', original => $first);
		comment($site, number => 93, text => "Said to be the same $secret", status => 'duplicate');
		comment($site, number => 2, text => 'Search by tax number', status => 'declined', reply => 'The register has no such numbers', month => '2026-01');
		comment($site, number => 3, text => 'Read, no word yet', month => '');
		write_sql($site, "INSERT INTO comment_event VALUES (randomblob(16), x'$first', 1, 'k', '2026-01-19', 'anna', 'status', 'accepted', '', '', '', 'note: ask $secret', randomblob(16), '')");
		my $hash = 'ab' x 32;
		write_sql($site, "INSERT INTO picture VALUES (x'$hash', 1, 'image/png', 1, 1, NULL, x'00')");
		comment($site, number => 4, text => 'See the picture', status => 'planned', picture => $hash, picture_state => 'raw');
		my $html = $site->get('/board?lang=en')->{body};
		my %heard = column($html, 'heard');
		my %working = column($html, 'working');
		my %done = column($html, 'done');
		is(join(' ', sort keys %heard), 'C1 C3', 'read and accepted ones are heard');
		is(join(' ', sort keys %working), 'C4', 'a planned one is worked on');
		is(join(' ', sort keys %done), 'C2', 'one declined with an answer is done');
		like($done{C2}, qr/Will not be done.*The register has no such numbers/, 'with its answer');
		unlike($html, qr/\Q$secret\E/, 'no raw words, no note, no declined one without an answer, no duplicate');
		unlike($html, qr/Support|SUP\b|2026-01-|17|19 Jan/, 'no department, no day') or diag $html =~ /(.{40}(?:Support|SUP\b|2026-01-|17).{40})/s;
		unlike($html, qr/$hash|<img/i, 'no picture that was not released');
		unlike($html, qr/SAL01|class="board-theme"/, 'no activity, as nobody knows how many do it');
		write_sql($site, "UPDATE comment SET picture_state = 'left_out' WHERE number = 4");
		unlike($site->get('/board')->{body}, qr/$hash/i, 'nor one that was left out');
		write_sql($site, "UPDATE comment SET picture_state = 'released' WHERE number = 4");
		like($site->get('/board')->{body}, qr{<img[^>]* src="/board/picture/$hash"}, 'one that was is shown');
	};

	subtest 'the activity where enough do it' => sub {
		write_sql($site, "INSERT INTO board_activity VALUES (1, 'SAL01')");
		my ($named) = sql($data, "SELECT label FROM catalogue_text WHERE list = 'functions' AND code = 'SAL01' AND lang = 'en'");
		my %first = column($site->get('/board?lang=en')->{body}, 'heard');
		like($first{C1}, qr/\Q$named->[0]\E/, 'is named');
		comment($site, number => 5, text => 'Few do this', activity => 'SUP04');
		my ($label) = sql($data, "SELECT label FROM catalogue_text WHERE list = 'functions' AND code = 'SUP04' AND lang = 'en'");
		unlike(text_of($site->get('/board?lang=en')->{body}), qr/\Q$label->[0]\E/, 'another is not');
		comment($site, number => 6, text => 'Own theme', theme => 'Printing', activity => 'SAL01');
		my $page = $site->get('/board?lang=en')->{body};
		my ($nav) = $page =~ m{<nav class="filters"[^>]*>(.*?)</nav>}s;
		like($nav, qr{href="/board\?lang=en&amp;theme=Printing"}, 'themes are links');
		like($nav, qr{href="/board\?lang=en&amp;activity=SAL01"}, 'activities too');
		is(join(' ', grep { /^C/ } column($site->get('/board?lang=en&theme=Printing')->{body}, 'heard')), 'C6', 'a theme shows its own');
		my %of = column($site->get('/board?lang=en&activity=SAL01')->{body}, 'heard');
		is(join(' ', sort keys %of), 'C1', 'so does an activity');
		my %none = column($site->get('/board?lang=en&activity=SUP04')->{body}, 'heard');
		is(scalar keys %none, 0, 'asking for one that is not named finds nothing');
	};

	subtest 'by how many' => sub {
		comment($site, number => 10, text => 'Ten', status => 'verified', in_version => '2', voices => 1);
		comment($site, number => 11, text => 'Eleven', status => 'verified', voices => 4);
		my $many = comment($site, number => 12, text => 'Twelve', status => 'in_version', in_version => '2', voices => 3);
		comment($site, number => 94, text => 'Twelve again', status => 'duplicate', original => $many, voices => 2);
		# Who wrote both counts once.
		write_sql($site, "INSERT INTO comment_voice SELECT (SELECT token FROM comment WHERE number = 94), voice FROM comment_voice WHERE comment = x'$many' LIMIT 1");
		my $html = $site->get('/board?lang=en')->{body};
		my %done = column($html, 'done');
		my %working = column($html, 'working');
		like($done{C10}, qr/One person/, 'one');
		like($done{C10}, qr/Solved: Quotes of tomorrow, version 2/, 'and in which version');
		like($done{C11}, qr/Several people/, 'fewer than five are several');
		like($working{C12}, qr/5 people/, 'five are five: three, and two of its duplicate');
		like($working{C12}, qr/To try in Quotes of tomorrow, version 2/, 'where to try it');
		kiosk('setting', 'set', 'min_cell', '6', '--data', $data);
		my %higher = column($site->get('/board?lang=en')->{body}, 'working');
		like($higher{C12}, qr/Several people/, 'where groups are of six, five are several');
		kiosk('setting', 'set', 'min_cell', '5', '--data', $data);
	};

	subtest 'page by page' => sub {
		comment($site, number => 100 + $_, text => "One of many $_", theme => 'Many', month => '2025-02') for 1 .. 25;
		my $first = $site->get('/board?lang=en&theme=Many')->{body};
		is(scalar(() = $first =~ /One of many/g), 20, 'twenty at once');
		my ($more) = $first =~ m{<a class="button quiet small" href="([^"]+)">Show more};
		my $second = $site->get(unescape($more // ''))->{body};
		is(scalar(() = $second =~ /One of many/g), 5, 'then the others');
		like($second, qr/Show those before/, 'and back');
		is($site->get("/board?lang=en&heard=$_")->{status}, 200, "a page $_ is none") for qw(0 -1 x 99999999999999999999 9999);
		write_sql($site, "DELETE FROM comment_voice WHERE comment IN (SELECT token FROM comment WHERE theme = 'Many'); DELETE FROM comment WHERE theme = 'Many'");
	};

	subtest 'the start page' => sub {
		my $html = $site->get('/?lang=en')->{body};
		my ($strip) = $html =~ m{<section class="said"(.*?)</section>}s;
		ok(defined $strip, 'has the strip now');
		like($strip // '', qr/Ten|Eleven|Twelve/, 'with what was done');
		unlike($strip // '', qr/Will not be done|Read, no word yet/, 'and neither a no nor what was only heard');
		is(scalar(() = ($strip // '') =~ /<li class="card">/g), 3, 'three of it');
		my ($attract) = $html =~ m{<div class="attract(.*?)\n\s*</main>|<div class="attract(.*)}s;
		like($html =~ s/.*<div class="attract//sr, qr/Ten|Eleven|Twelve/, 'the waiting screen shows them too');
		like($html, qr{href="/board\?lang=en"}, 'and a way to the board');
		unlike($html, qr/\Q$secret\E/, 'nothing else');
		like(start_text($site, 'sk'), qr/Čo zaznelo a čo sa zmenilo/, 'in the language of the page');
	};

	subtest 'me too' => sub {
		my ($status, $out, $err) = kiosk(qw(form add www/forms/pilot-feedback --data), $data);
		is($status, 0, 'the pilot form') or diag $err;
		($status, $out, $err) = kiosk(qw(round open --form pilot-feedback --title Pilot --code p1 --subject quotes --codes 2 --data), $data);
		is($status, 0, 'a round with codes') or diag $err;
		my ($code, $next) = $out =~ /^SAL,(\w{5}-\w{5})\r?$/mg;
		$slip = $next;
		($status, $out) = kiosk(qw(round open --form pilot-feedback --title Else --code p2 --subject other --codes 1 --data), $data);
		my ($foreign) = $out =~ /^SAL,(\w{5}-\w{5})\r?$/m;
		comment($site, number => 20, text => 'Of no prototype', prototype => '', status => 'accepted');
		my $voices = sub { (sql($data, "SELECT count(*) FROM comment_voice WHERE comment = (SELECT token FROM comment WHERE number = $_[0])"))[0][0] };
		my $page = $site->get('/board?lang=en')->{body};
		my ($form) = $page =~ m{(<form(?:(?!</form>).)*name="number" value="1".*?</form>)}s;
		like($form // '', qr{method="post" action="/board\?lang=en"}, 'a form without a script');
		unlike($page, qr/name="number" value="20"/, 'none where there is no prototype');
		unlike($page, qr/name="number" value="(?:2|10)"/, 'none for what is done');
		my $press = sub { my ($number, $typed, %with) = @_; return $site->post('/board?lang=en', [number => $number, code => $typed], %with) };
		is($voices->(1), 1, 'one voice so far');
		my $yes = $press->(1, $code);
		is($yes->{status}, 303, 'taken');
		is($voices->(1), 2, 'it counts');
		my $again = $press->(1, lc $code =~ s/-/ /r);
		is("$again->{status} $again->{headers}{location}", "303 $yes->{headers}{location}", 'again, the same is said');
		is($voices->(1), 2, 'and nothing is counted twice');
		like(text_of($site->get($yes->{headers}{location})->{body}), qr/Noted for C1\. Each code counts once\./, 'which it says');
		my $no = $press->(1, 'AAAAA-AAAAA');
		is($no->{status}, 422, 'a code that is none');
		like($no->{body}, qr/aria-invalid="true"/, 'is told beside the field');
		is($press->(1, '<b>')->{status}, 422, 'nor is this one');
		is($press->(1, $foreign)->{status}, 422, 'nor the code of another prototype');
		is($press->(20, $next)->{status}, 404, 'no voice for what has no prototype');
		is($press->($_, $next)->{status}, 404, "nor for $_, which is not open to it") for 2, 90, 91, 92, 4711;
		is($press->('x', $next)->{status}, 422, 'nor for nothing') ;
		is($press->(1, $next, origin => 'http://evil.example')->{status}, 403, 'nor from elsewhere');
		is($voices->(1), 2, 'nothing came of all that');
		is((sql($data, "SELECT count(*) FROM trail WHERE action LIKE '%voice%' OR action LIKE '%board%'"))[0][0], 0, 'no line says when somebody pressed');
		my @bodies = ($site->get('/board')->{body}, $site->get('/')->{body});
		unlike(join('', @bodies), qr/\Q$code\E/, 'no page has a code');
	};

	subtest 'who guesses waits' => sub {
		plan skip_all => 'a process for each request remembers nobody' if $site->way eq 'cgi';
		my $press = sub { my ($typed, $from) = @_; return $site->post('/board', [number => 1, code => $typed], env => {KIOSK_CLIENT => $from})->{status} };
		is($press->('ZZZZZ-ZZZZZ', '10.0.0.7'), 422, 'free') for 1 .. 10;
		is($press->($slip, '10.0.0.7'), 429, 'then wait, whatever comes');
		is($press->($slip, '10.0.0.8'), 303, 'nobody else waits');
	};

	subtest 'with the receipt' => sub {
		my @fields = (code => $slip, seed => 1, 'start/P00_department' => 'SAL', 'task/T1/P01' => 'alone', 'task/T1/P02' => 6, 'activity/SAL01/P04' => 'no_fit',
			'activity/SAL01/P05' => 'bug', 'activity/SAL01/P06' => 'S1', 'activity/SAL01/P07' => "The discount of $secret is lost",
			(map { ("sus/P1$_" => 3) } 0 .. 9));
		my $sent = $site->post('/s/p1', [@fields, instance_id => uuid4()], accept => 'application/json');
		my $answer = eval { json($sent->{body}) } // {};
		my $receipt = $answer->{receipt};
		if (!$receipt) {
			fail('the answers were taken');
			diag $sent->{status}, ' ', $sent->{body};
			return;
		}
		like(text_of($site->get("/receipt?lang=en&receipt=$receipt")->{body}), qr/Something does not work.*Nobody has read it yet/s, 'what was sent is found at once');
		my ($status, $out, $err) = kiosk(qw(round close p1 --data), $data);
		is($status, 0, 'the round is closed, and answers leave the inbox') or diag $err;
		my $page = $site->get("/receipt?lang=en&receipt=$receipt")->{body};
		my $text = text_of($page);
		like($text, qr/Something does not work.*Nobody has read it yet/s, 'kind and status') or diag $text;
		unlike($page, qr/\Q$secret\E|Support/, 'not the words');
		my $words = 'And again today';
		my $added = $site->post('/receipt?lang=en', [receipt => $receipt, comment => 1, words => $words]);
		is($added->{status}, 303, 'words can be added');
		is((sql($data, "SELECT count(*) FROM comment WHERE raw LIKE '%lost\n\n$words'"))[0][0], 1, 'they stand behind the others');
		is($site->post('/receipt', [receipt => $receipt, comment => 1, words => ' '])->{status}, 422, 'not none');
		is($site->post('/receipt', [receipt => $receipt, comment => 2, words => $words])->{status}, 422, 'not to one there is none of');
		is($site->post('/receipt', [receipt => 'AAAAAAAAAAAA', comment => 1, words => $words])->{status}, 422, 'not by a receipt that is not known');
		write_sql($site, "UPDATE comment SET number = 50, text = 'The discount is lost', raw = NULL, status = 'in_version', in_version = '2', reply = 'Please try' WHERE round <> 1");
		$page = $site->get("/receipt?lang=en&receipt=$receipt")->{body};
		like(text_of($page), qr/To try in version 2.*Please try/s, 'status, version and answer');
		unlike($page, qr/<textarea/, 'and no more words, as somebody has read it');
		is($site->post('/receipt', [receipt => $receipt, comment => 1, words => $words])->{status}, 409, 'nor by a form from before');
	};

	subtest 'texts, decisions, requirements' => sub {
		$site->login('admin', PASSWORD);
		is($site->get('/results/board')->{status}, 403, 'not without the right to single answers');
		$site->enter('reader', '--role', 'analyst', '--rows');
		my $token = 'cd' x 16;
		write_sql($site, "INSERT INTO released_text (token, round, question, department, text) VALUES (x'$token', 1, 'end/A31', 'SUP', 'We type everything twice')");
		my $desk = $site->get('/results/board');
		is($desk->{status}, 200, 'the desk');
		my $csrf = $site->csrf($desk);
		like($site->get('/results/crm-audit-1/texts')->{body}, qr{href="/results/board/card\?kind=text&amp;round=crm-audit-1&amp;ref=$token"}, 'a released text can be answered');
		my $card = $site->get("/results/board/card?kind=text&round=crm-audit-1&ref=$token");
		like(text_of($card->{body}), qr/We type everything twice/, 'its words stand there');
		my $put = sub { my (%with) = @_; return $site->post('/results/board', {csrf => $csrf, kind => 'text', round => 'crm-audit-1', ref => $token, said => "Other words $secret",
			said_lang => 'en', reply => 'It will be typed once', reply_lang => 'en', column => 'working', theme => 'Typing', %with}) };
		is($put->(reply => '')->{status}, 422, 'what is worked on needs an answer');
		is($put->(column => 'x')->{status}, 422, 'a column that is none');
		is($put->(ref => 'ee' x 16)->{status}, 409, 'not a text that was not released');
		is($put->(kind => 'comment')->{status}, 404, 'not a comment');
		my $up = $put->();
		is($up->{status}, 303, 'put up');
		my $board = $site->get('/board?lang=en&theme=Typing', cookie => '')->{body};
		like(text_of($board), qr/Typing We type everything twice Answer: It will be typed once One person/, 'it is on the board, in the released words');
		unlike($board, qr/\Q$secret\E|Support|\bSUP\b/, 'no others, no department');
		my ($id) = $up->{headers}{location} =~ /id=(\w{32})/;
		like(text_of($site->get($up->{headers}{location})->{body}), qr/It is on the board\./, 'the desk says so');
		is($site->post('/results/board', {csrf => $csrf, down => $id})->{status}, 303, 'taken down');
		unlike($site->get('/board?lang=en')->{body}, qr/typed once/, 'it is gone');
		is($site->post('/results/board', {csrf => $csrf, back => $id})->{status}, 303, 'undone');
		like($site->get('/board?lang=en')->{body}, qr/typed once/, 'it is there again');
		my $texts = $site->get('/results/crm-audit-1/texts');
		is($site->post('/results/crm-audit-1/texts', [csrf => $csrf, take_back => $token])->{status}, 303, 'the text is taken back');
		unlike($site->get('/board?lang=en')->{body}, qr/typed once|everything twice/, 'and with it the card');
		is((sql($data, "SELECT count(*) FROM board_card"))[0][0], 0, 'for good');
		is($put->(kind => 'decision', ref => 'SAL01', said => 'Finding customers comes first', reply => '')->{status}, 303, 'a decision');
		is($put->(kind => 'decision', ref => 'NONE', said => 'x')->{status}, 422, 'not of an activity there is none of');
		is($put->(kind => 'decision', ref => 'SAL01', said => '')->{status}, 422, 'not without words');
		is($put->(kind => 'baseline', ref => '1', said => 'x')->{status}, 422, 'the first requirements change nothing');
		like(text_of($site->get('/board?lang=en')->{body}), qr/Finding customers comes first Decision/, 'as a card');
		my ($trail) = map { join ' ', @$_ } sql($data, "SELECT group_concat(action || ' ' || detail, '; ') FROM trail WHERE action LIKE 'board.%'");
		is($trail, 'board.put text; board.take_down text; board.put_back text; board.put decision SAL01', 'the trail has it, without words');
		$site->forget;
		$site->enter('marek', '--role', 'manager', '--rows');
		is($site->get('/results/board')->{status}, 403, 'managers read the board as everybody does');
	};
});

done_testing;
