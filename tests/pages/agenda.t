# What executives want (E01), the disagreement agenda and the vote at its meeting (method.md).
use strict;
use warnings;
use Test::More;
use Kiosk;
use Site;

my $round = '/results/crm-audit-1';

both_ways(sub {
	my ($site) = @_;
	# Sellers want SAL01 (5), support does it too and does not (1).
	for my $department (qw(SAL MKT SUP)) {
		my @functions = ("${department}01", "${department}03", $department eq 'SUP' ? 'SAL01' : ());
		for (1 .. 6) {
			is($site->post('/s/crm-audit-1', [audit_fields(department => $department, functions => \@functions, detail => {A24 => $department eq 'SUP' ? 1 : 5})],
				accept => 'application/json', cookie => '')->{status}, 201, 'an answer');
		}
	}
	kiosk('round', 'close', 'crm-audit-1', '--data', $site->data);
	$site->login('admin', PASSWORD);
	like(text_of($site->get($round)->{body}), qr/Nobody answered from: Management\./, 'nobody will answer a closed round yet');
	like(text_of($site->get("$round/priorities?department=MGT")->{body}), qr/Management: no answers\. /, 'nor do answers count that are not there');
	my $start = text_of($site->get('/')->{body});
	like($start, qr/Nothing to answer at the moment/, 'no round is open');
	unlike($start, qr/Choose what you would like to answer/, 'so there is nothing to choose from');
	my $csrf = $site->csrf($site->get("$round/baseline"));
	my $post = sub { my ($path, %fields) = @_; return $site->post("$round/$path", {csrf => $csrf, %fields}) };

	subtest 'what executives want' => sub {
		my $page = text_of($site->get("$round/exec")->{body});
		like($page, qr/Not asked\./, 'nobody was asked');
		like($page, qr/Nobody is on the roster/, 'nor can anybody be');
		# A figure that came with the list of activities counts, so nothing says that none was asked for.
		my $came = sub { run_command(['sqlite3', '-cmd', '.timeout 5000', $site->data . '/kiosk.db',
			"UPDATE round_function SET exec = $_[0] WHERE code = 'SAL01'; UPDATE round SET revision = revision + 1"]) };
		$came->('1.5');
		$page = text_of($site->get("$round/exec")->{body});
		like($page, qr/These figures came with the list of activities\./, 'whence they are');
		like($page, qr/It does not count yet: ranked activities without an answer: [1-9]/, 'and that one is not all');
		like($page, qr/ 0 1\.50 50 /, 'which it is');
		unlike($page, qr/Not asked/, 'it does not say both');
		$came->('NULL');
		is($post->('roster', person => 0, name => $_, 'role/sponsor' => '4')->{status}, 303, "$_ is on the roster") for 'Anna Nová', 'Peter Starý';
		my ($anna, $peter) = $site->get("$round/exec")->{body} =~ m{<option value="(\d+)"}g;
		is($site->get("$round/exec?person=99")->{status}, 404, 'only people of the roster');
		my %fields = map { @$_ } fields_of($site->get("$round/exec?person=$anna")->{body});
		ok(exists $fields{'want/SAL01'}, 'each activity is asked about');
		is($post->('exec', person => '', 'want/SAL01' => 3)->{status}, 422, 'of somebody');
		for my $wrong (4, -1, 'x', '3x', '1.5') {
			my $again = $post->('exec', person => $anna, 'want/SAL01' => $wrong, 'want/SAL10' => 2);
			is($again->{status}, 422, "not $wrong");
			like($again->{body}, qr/name="want\/SAL10".*?<option value="2" selected/s, 'and what was chosen stays');
		}
		is((sql($site->data, 'SELECT count(*) FROM exec_answer'))[0][0], 0, 'nothing was stored by all that');
		is($post->('exec', person => $anna, 'want/SAL01' => 3, 'want/SAL10' => 0)->{status}, 303, 'Anna');
		is($post->('exec', person => $peter, 'want/SAL01' => 2)->{status}, 303, 'Peter');
		$page = text_of($site->get("$round/exec")->{body});
		unlike($page, qr/Not asked\./, 'they were asked');
		like($page, qr/Executives who have answered: 2/, 'how many');
		like($page, qr/It does not count yet: ranked activities without an answer: [1-9]/, 'and that it takes all activities');
		# Means of 3 and 2, and of 0 alone; u = mean / 3.
		like($page, qr/ 2 2\.50 83 /, 'the mean and its part of the score');
		like($page, qr/ 1 0\.00 0 /, 'a zero counts, a blank does not');
		my ($exec) = sql($site->data, "SELECT exec FROM round_function WHERE code = 'SAL01'");
		cmp_ok($exec->[0], '==', 2.5, 'it feeds the list');
		is($post->('exec', person => $peter)->{status}, 303, 'taken back');
		like(text_of($site->get("$round/exec")->{body}), qr/Executives who have answered: 1/, 'and not counted');
	};

	subtest 'the agenda' => sub {
		my $page = $site->get("$round/agenda");
		is($page->{status}, 200, 'is there');
		my $text = text_of($page->{body});
		like($text, qr/Question 1 of \d/, 'with questions') or diag $text;
		my @codes = $page->{body} =~ /<section class="card stack agenda-question" id="([^"]+)"/g;
		cmp_ok(scalar @codes, '<=', 6, 'no more than a meeting takes');
		ok((grep { $_ eq 'SAL01' } @codes), 'what people are of two minds about') or diag "@codes";
		like($text, qr/of two minds/, 'and why');
		my ($plan) = $page->{body} =~ m{<h2>Plan of the meeting</h2>(.*?)</table>}s;
		my $minutes = 0;
		$minutes += $_ for $plan =~ m{<td class="num">(\d+)</td>}g;
		is($minutes, 30, 'of thirty minutes');
		like($text, qr/If it is taken in .* If it is left out/s, 'what each outcome changes');
		like($text, qr/Nobody has written this view yet|: score [\d.]+, hours saveable a week [\d.]+, pain \d+, wanted \d+\.|of the redrawn samples, and under \d+% of the weights near ours\./, 'where nobody wrote a view, the figures that differ');
		run_command(['sqlite3', $site->data . '/kiosk.db', '.timeout 5000', "INSERT INTO released_text SELECT randomblob(16), id, 'detail/SAL01/A26', '', 'Fewer <b>clicks</b>' FROM round"]);
		my %shown = $site->get("$round/agenda")->{body} =~ /agenda-question" id="([^"]+)"(.*?)<\/section>/gs;
		like($shown{SAL01}, qr/Fewer &lt;b&gt;clicks/, 'released texts stand beside');
		unlike($shown{$_}, qr/clicks/, 'only at their activity') for grep { $_ ne 'SAL01' } keys %shown;
		is($post->('agenda', act => 'views', 'first/SAL01' => 'It <b>takes</b> hours', 'second/SAL01' => 'Customers want a call')->{status}, 303, 'written');
		my $written = $site->get("$round/agenda")->{body};
		unlike($written, qr/<b>takes/, 'words are words');
		like(text_of($written), qr/For it It <b>takes<\/b> hours.*Against it Customers want a call/s, 'on its page');
		my $long = $post->('agenda', act => 'views', 'first/SAL01' => 'x' x 1001, 'second/SAL01' => 'kept as typed');
		is($long->{status}, 422, 'not too long');
		like($long->{body}, qr/kept as typed/, 'nothing typed is lost');
		unlike($site->get("$round/agenda")->{body}, qr/kept as typed/, 'nor stored');
		is($post->('agenda', act => 'views', 'first/NOTHING' => 'x')->{status}, 303, 'only what is on it');
		is((sql($site->data, "SELECT count(*) FROM agenda_view WHERE activity <> 'SAL01'"))[0][0], 0, 'is stored');
		unlike($site->get("$round/agenda")->{body}, qr/Put on the board/, 'the board is for who may read single answers');
		run_command(['sqlite3', $site->data . '/kiosk.db', '.timeout 5000', 'UPDATE account SET rows = 1']);
		my ($put) = grep { /name="ref" value="SAL01"/ } split /(?=<form\b)/, $site->get("$round/agenda")->{body};
		my %fields = map { @$_ } fields_of(($put // '') =~ s{</form>.*}{}sr);
		is($site->post('/results/board', {%fields, said => 'Leads come first, from March on'})->{status}, 303, 'a decision goes on the board');
		like($site->get("$round/agenda")->{body}, qr{kind=decision&amp;round=crm-audit-1&amp;ref=SAL01">On the board: change}, 'once');
		like(text_of($site->get('/board?lang=en', cookie => '')->{body}), qr/Leads come first, from March on Decision/, 'for all to read');
		run_command(['sqlite3', $site->data . '/kiosk.db', '.timeout 5000', 'UPDATE account SET rows = 0']);
	};

	subtest 'a vote at the meeting' => sub {
		is($site->get('/vote', cookie => '')->{status}, 200, 'a page asks for the ballot');
		my $list = sub { text_of($site->get("$round/priorities")->{body}) };
		my $before = $list->();
		is($post->('agenda', act => 'open', ballots => $_)->{status}, 422, "$_ ballots") for 0, 4, 201, 'x', '';
		is($post->('agenda', act => 'close')->{status}, 409, 'none runs');
		my $sheet = $post->('agenda', act => 'open', ballots => 7);
		is($sheet->{status}, 200, 'opened');
		my @ballots = $sheet->{body} =~ m{<p class="slip-code long">([^<]+)</p>}g;
		is(scalar @ballots, 7, 'a ballot each');
		is(() = $sheet->{body} =~ /<svg/g, 7, 'to scan');
		is($post->('agenda', act => 'open', ballots => 7)->{status}, 409, 'one vote at a time');
		my @stored = map { join '|', map { $_ // '' } @$_ } sql($site->data, 'SELECT hex(hash) FROM revote_ballot');
		is(scalar @stored, 7, 'stored');
		unlike("@stored", qr/\Q@{[$ballots[0] =~ s{ }{}gr]}/, 'as hashes');

		my $vote = sub { my ($code, %with) = @_; return $site->post('/vote', {code => $code, %{$with{fields}}}, cookie => '', %with) };
		is($site->get('/vote?code=AAAAAAAAAAAAAAAA', cookie => '')->{status}, 403, 'an unknown ballot');
		my $link = $site->get('/vote?code=' . $ballots[0] =~ s{ }{}gr, cookie => '');
		is($link->{status}, 200, 'the link opens it');
		like($link->{body}, qr/name="vote\/SAL01"/, 'and asks about what is on the agenda');
		is($vote->($ballots[0], fields => {open => 1})->{status}, 200, 'as typing does');
		is($vote->($ballots[0], fields => {'vote/SAL01' => 4}, origin => 'http://evil.example')->{status}, 403, 'not from elsewhere');
		is($vote->($ballots[0], fields => $_)->{status}, 422, 'not like that') for {}, {'vote/SAL01' => 6}, {'vote/SAL01' => '0'}, {'vote/SAL01' => 'x'};
		is($vote->($ballots[$_], fields => {'vote/SAL01' => $_ < 4 ? 5 : 2})->{status}, 200, "ballot $_") for 0 .. 5;
		is($vote->($ballots[0], fields => {'vote/SAL01' => 1})->{status}, 403, 'works once');
		my $running = text_of($site->get("$round/agenda")->{body});
		like($running, qr/Ballots not used yet: 1/, 'one is left');
		unlike($running, qr/At the meeting/, 'no counts while it runs');
		is($post->('agenda', act => 'close')->{status}, 303, 'closed');
		is($vote->($ballots[6], fields => {'vote/SAL01' => 1})->{status}, 403, 'too late');
		my ($counts) = $site->get("$round/agenda")->{body} =~ m{(<section class="stack agenda-vote.*?</section>)}s;
		$counts = text_of($counts);
		# Twelve did it: six want it (5), six do not (1).
		like($counts, qr/No 6 none .*Rather not none 2 .*Yes 6 4 .*All answers 12 6/s, 'before and after');
		like($counts, qr/not part of the estimate/, 'and what it is not');
		is($list->(), $before, 'the list is as it was');
		my @trail = map { join ' ', @$_ } sql($site->data, "SELECT action, object FROM trail WHERE action LIKE 'revote%' OR action LIKE 'vote%'");
		is("@trail", 'revote.open crm-audit-1 revote.close crm-audit-1', 'the trail knows of no ballot');
		my $again = $post->('agenda', act => 'open', ballots => 5);
		my ($one) = $again->{body} =~ m{<p class="slip-code long">([^<]+)</p>};
		is($vote->($one, fields => {'vote/SAL01' => 1})->{status}, 200, 'another vote');
		is($post->('agenda', act => 'close')->{status}, 303, 'with one voter');
		($counts) = $site->get("$round/agenda")->{body} =~ m{(<section class="stack agenda-vote.*?</section>)}s;
		like(text_of($counts), qr/No 6 hidden: too few answers/, 'is not shown');
	};
});
done_testing;
