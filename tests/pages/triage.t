# The desk for comments: from what was sent, over reading, answering, merging and the vendor's list,
# to who sees what of it.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Site;

my $desk = '/results/triage';
my $last = '';

# The form of a page that has a button of that name and value, as fields in order.
sub form_with {
	my ($html, $value) = @_;
	my ($form) = grep { /value="\Q$value\E"/ && /name="csrf"/ } map { s{</form>.*}{}sr } split /(?=<form\b)/, $html;
	return map { @$_ } fields_of($form // '');
}

sub both {
	my ($fields, %words) = @_;
	my @all = @$fields;
	for my $i (grep { $_ % 2 == 0 } 0 .. $#all) {
		$all[$i + 1] = delete $words{$all[$i]} if exists $words{$all[$i]};
	}
	return [@all, map { $_ => $words{$_} } sort keys %words];
}

sub report {
	my ($site, $kind, $severity, $words, %more) = @_;
	my $answer = $site->post('/s/reports', [instance_id => uuid4(), lang => 'en', 'start/department' => 'SAL',
		'report/kind' => $kind, 'report/severity' => $severity, 'report/activity' => 'SAL01', 'report/words' => $words, %more],
		accept => 'application/json', cookie => '');
	is($answer->{status}, 201, "sent: $words") or diag $answer->{body};
	return json($answer->{body})->{receipt};
}

# Out of the inbox, as the keeper does it in silence.
sub settled {
	my ($site) = @_;
	if ($site->way eq 'cgi') {
		run_command([build() . '/cgi-bin/keeper.fcgi', '--once'], env => {KIOSK_DATA => $site->data});
		return;
	}
	until_true(30, sub { !sql($site->data, "SELECT 1 FROM inbox WHERE comments <> ''") }) or diag 'they stay in the inbox';
}

sub tokens { my ($html) = @_; return $html =~ /name="tick" value="([0-9a-f]{32})"/g }
sub opened { my ($site, $words) = @_; my ($item) = grep { /\Q$words\E/ } split /(?=<li class="mail-item)/, $site->get("$desk?f_status=all")->{body}; return $item =~ /name="tick" value="([0-9a-f]{32})"/ ? $1 : '' }
sub pressed {
	my ($site, $token, $do, %words) = @_;
	my $page = $site->get("$desk?f_status=all&open=$token")->{body};
	my $answer = $site->post($desk, both([form_with($page, $do eq 'merge' ? 'merge' : 'save')], %words, do => $do));
	$last = $answer->{headers}{location} // '';
	return $answer;
}
sub upload {
	my ($site, $csrf, $csv) = @_;
	my $body = "--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n$csrf\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"back.csv\"\r\nContent-Type: text/csv\r\n\r\n$csv\r\n--x--\r\n";
	return $site->ask('POST', "$desk/vendor", body => $body, type => 'multipart/form-data; boundary=x');
}

both_ways(sub {
	my ($site) = @_;
	is((kiosk('form', 'add', 'tests/data/form/reports', '--data', $site->data))[0], 0, 'a form');
	is((kiosk('round', 'open', '--form', 'reports', '--title', 'Reports', '--code', 'reports', '--data', $site->data))[0], 0, 'is open');
	my $receipt = report($site, 'bug', 'S1', 'Discount of ACME is lost, says Eva Novak');
	report($site, 'bug', 'S2', 'The discount goes');
	report($site, 'gap', 'S3', 'No search');
	report($site, 'gap', 'S3', 'No search');
	report($site, 'praise', '', 'RAWSECRET nice colours');
	settled($site);

	$site->login('admin', PASSWORD);
	my $closed = $site->get($desk);
	is($closed->{status}, 403, 'without the right to single answers nobody deals with comments');
	like(text_of($closed->{body}), qr/You give it under Accounts, also to yourself: Accounts/, 'as it says');
	unlike($closed->{body}, qr/Novak/, 'and sees none');
	unlike($site->get('/results')->{body}, qr{href="/results/triage"}, 'nor a link');
	like(text_of($site->get('/today')->{body}), qr/5 comments wait for an answer\./, 'but is told that some wait');

	$site->enter('ana', '--role', 'analyst', '--rows');
	like($site->get('/results')->{body}, qr{href="/results/triage"}, 'whoever has it has a link');
	like($site->get('/today')->{body}, qr{href="/results/triage\?show=unanswered"}, 'from Today, too');
	my $page = $site->get($desk)->{body};
	is(scalar(() = tokens($page)), 5, 'all wait');
	like(text_of($page), qr/Unread: 5\. Unanswered: 5\. Overdue: 0\./, 'and are counted');
	unlike($page, qr/Sales/, 'without department');

	subtest 'reading' => sub {
		my $a = opened($site, 'Discount of ACME');
		is(pressed($site, $a, 'save', status => 'accepted')->{status}, 409, 'nothing is said of what nobody has read');
		is(pressed($site, $a, 'read', words => ' ')->{status}, 422, 'nor released without words');
		is(pressed($site, $a, 'read', words => "A discount is lost\r\n", status => 'accepted', reply => 'We repair it', note => 'INTERNAL ask the vendor')->{status}, 303, 'read and answered in one press');
		is_deeply([sql($site->data, "SELECT number, raw IS NULL, text, status, reply, day, half, waited FROM comment WHERE text <> ''")], [[1, 1, 'A discount is lost', 'accepted', 'We repair it', '', '', 0]], 'as it is stored');
		my $after = $site->get($last)->{body};
		like($after, qr/1 comment changed\./, 'as it says');
		like($after, qr{<p class="mail-note"><b>Stays here:</b> INTERNAL ask the vendor</p>}, 'the note stands in the history, marked');
		my @undo = form_with($after, 'undo');
		is($site->post($desk, [@undo, do => 'undo'])->{status}, 303, 'Undo');
		is_deeply([sql($site->data, "SELECT ifnull(number, 0), raw, status, reply, day <> '' FROM comment WHERE raw LIKE 'A discount%'")], [[0, 'A discount is lost', 'new', '', 1]], 'it waits again, in the reviewer’s words');
		is($site->post($desk, [@undo, do => 'undo'])->{status}, 409, 'once');
		is(pressed($site, opened($site, 'A discount is lost'), 'read', status => 'accepted', reply => 'We repair it', note => 'INTERNAL ask the vendor')->{status}, 303, 'and again');
		my $both = opened($site, 'No search');
		like($site->get("$desk?open=$both")->{body}, qr/Texts in these same words: 2\./, 'the same words are read once');
		is(pressed($site, $both, 'read')->{status}, 303, 'they are');
		is(scalar sql($site->data, "SELECT count(*) FROM comment WHERE text = 'No search' AND number IS NOT NULL"), 2, 'both');
		is(pressed($site, opened($site, 'The discount goes'), 'read')->{status}, 303, 'another');
	};

	subtest 'two at once' => sub {
		my $token = opened($site, 'The discount goes');
		my @fields = form_with($site->get("$desk?open=$token")->{body}, 'save');
		is(pressed($site, $token, 'save', status => 'planned')->{status}, 303, 'somebody is quicker');
		my $late = $site->post($desk, both(\@fields, reply => 'My long answer', do => 'save'));
		is($late->{status}, 409, 'the other is told');
		like($late->{body}, qr/Somebody has changed this comment meanwhile/, 'in words');
		like($late->{body}, qr/>My long answer</, 'and loses nothing');
		is(scalar sql($site->data, "SELECT status FROM comment WHERE text = 'The discount goes'"), 'planned', 'nothing of the first is undone');
	};

	subtest 'merging by search' => sub {
		my $token = opened($site, 'The discount goes');
		my $found = $site->get("$desk?open=$token&find=discount")->{body};
		my ($into) = $found =~ /name="into" value="(\d+)"/;
		is($into, 1, 'the other one is found by a word');
		is(scalar(() = $found =~ /name="into"/g), 1, 'and itself is not');
		is($site->post($desk, [form_with($found, 'merge'), into => $into, do => 'merge'])->{status}, 303, 'merged');
		is((sql($site->data, "SELECT count(*) FROM comment WHERE status = 'duplicate' AND original = (SELECT token FROM comment WHERE number = 1)"))[0][0], 1, 'it repeats the first');
		like(text_of($site->get("$desk?open=" . opened($site, 'A discount is lost'))->{body}), qr/2 people .* The same was said in C4\./, 'which has the count');
		like($site->get("$desk?open=$token&find=nothing+like+it")->{body}, qr/No comment that was read has this/, 'nothing is found');
	};

	subtest 'many at once' => sub {
		my $all = $site->get("$desk?kind=gap")->{body};
		my @tokens = tokens($all);
		is(scalar @tokens, 2, 'two of a kind');
		my @fields = form_with($all, 'batch');
		is($site->post($desk, [@fields, do => 'batch', batch_status => 'declined'])->{status}, 422, 'none is ticked');
		my $answer = $site->post($desk, both(\@fields, do => 'batch', batch_status => 'declined', batch_reply => 'Not in this year'));
		is($answer->{status}, 422, 'still none');
		$answer = $site->post($desk, [@{both(\@fields, batch_status => 'declined', batch_reply => 'Not in this year')}, (map { (tick => $_) } @tokens), do => 'batch']);
		is($answer->{status}, 303, 'both');
		is((sql($site->data, "SELECT count(DISTINCT batch) FROM comment_event WHERE reply = 'Not in this year'"))[0][0], 1, 'as one press');
		$page = $site->get($answer->{headers}{location})->{body};
		like($page, qr/2 comments changed\./, 'as it says');
		is($site->post($desk, [form_with($page, 'undo'), do => 'undo'])->{status}, 303, 'undone');
		is(scalar sql($site->data, "SELECT count(*) FROM comment WHERE status = 'declined'"), 0, 'both');
	};

	subtest 'the list for the vendor' => sub {
		my $list = $site->get("$desk/vendor");
		is($list->{status}, 200, 'a page');
		unlike($list->{body}, qr/INTERNAL|RAWSECRET|Novak|Sales|2 people/, 'without what is not for it');
		like($list->{body}, qr/fewer than 5/, 'few are not counted');
		my $csv = $site->get("$desk/vendor.csv");
		like($csv->{headers}{'content-type'}, qr{^text/csv}, 'a file');
		my @rows = split /\r\n/, $csv->{body};
		is($rows[0], 'number,kind,severity,activity,text,picture,how_often,status,version,reply', 'with its columns');
		is(scalar @rows, 4, 'of three: the duplicate and what nobody has read are not in it');
		like($rows[1], qr/^1,Bug,S1,[^,]+,A discount is lost,,fewer than 5,accepted,,$/, 'as they are');
		my $csrf = $site->csrf($list);
		my $bad = upload($site, $csrf, "number,status,version,reply\r\n1,in_version,2,Done\r\n77,planned,,\r\n2,fixed,,\r\n");
		is($bad->{status}, 422, 'what is wrong is refused');
		like(text_of($bad->{body}), qr/back\.csv:3: No comment that was read has the number “77”.*back\.csv:4: There is no status “fixed”/s, 'row by row');
		is(scalar sql($site->data, "SELECT count(*) FROM comment WHERE vendor <> ''"), 0, 'and nothing is taken over');
		# As ten thousand comments come back.
		my $large = join '', "number,text,status\r\n", map { "$_," . 'x' x 150 . ",planned\r\n" } 1_000_001 .. 1_010_000;
		is(upload($site, $csrf, $large)->{status}, 422, 'a long list is read: its numbers are not known here');
		is(upload($site, $csrf, "number,status,version,reply\r\n1,in_version,2,Done\r\n")->{status}, 303, 'what is right is');
		my $token = opened($site, 'A discount is lost');
		my $open = $site->get("$desk?show=vendor")->{body};
		is_deeply([tokens($open)], [$token], 'as a proposal');
		my %fields = form_with($open, 'drop');
		is_deeply([@fields{qw(status version reply)}], [qw(in_version 2 Done)], 'which the fields hold');
		is(scalar sql($site->data, 'SELECT status FROM comment WHERE number = 1'), 'accepted', 'and nothing more yet');
		is(pressed($site, $token, 'save', reply => 'Done, thank you', proposal => 1)->{status}, 303, 'accepted, edited');
		is_deeply([sql($site->data, 'SELECT status, in_version, reply, vendor FROM comment WHERE number = 1')], [['in_version', '2', 'Done, thank you', '']], 'as it was saved');
		my $second = upload($site, $csrf, "number,status,version,reply\r\n1,declined,,No\r\n");
		is($second->{status}, 303, 'another proposal');
		my $proposals = $site->get($second->{headers}{location})->{body};
		is($site->post($desk, [form_with($proposals, 'undo'), do => 'undo'])->{status}, 303, 'can be undone');
		is(scalar sql($site->data, "SELECT count(*) FROM comment WHERE vendor <> ''"), 0, 'as it was');
		like($site->get(upload($site, $csrf, "number,status,version,reply\r\n1,in_version,2,\r\n")->{headers}{location})->{body}, qr/Proposals that wait for you: 0\./, 'what says nothing new proposes nothing');
		is(upload($site, $csrf, "number,status,version,reply\r\n1,declined,,No\r\n")->{status}, 303, 'once more');
		is(pressed($site, $token, 'drop')->{status}, 303, 'dropped');
		is_deeply([sql($site->data, 'SELECT status, vendor FROM comment WHERE number = 1')], [['in_version', '']], 'leaves nothing');
	};

	subtest 'a picture' => sub {
		my $hash = 'ab' x 32;
		run_command(['sqlite3', $site->data . '/kiosk.db', '.timeout 5000', "UPDATE comment SET picture = x'$hash', picture_state = 'raw' WHERE number = 1"]);
		my $token = opened($site, 'A discount is lost');
		like($site->get("$desk?show=picture")->{body}, qr{<img src="/results/triage/picture/$hash" alt="Picture">.*Nobody but you sees this picture yet\.}s, 'is seen here alone');
		unlike($site->get("$desk/vendor.csv")->{body}, qr/$hash/, 'and not by the vendor');
		is(pressed($site, $token, 'picture_release')->{status}, 303, 'until it is released');
		like($site->get("$desk/vendor.csv")->{body}, qr/,$hash,/, 'then it is');
		is($site->post($desk, [form_with($site->get($last)->{body}, 'undo'), do => 'undo'])->{status}, 303, 'undone');
		is(pressed($site, $token, 'picture_leave')->{status}, 303, 'or left out');
		unlike($site->get("$desk/vendor.csv")->{body}, qr/$hash/, 'which shows it nowhere');
		run_command(['sqlite3', $site->data . '/kiosk.db', '.timeout 5000', "UPDATE comment SET picture = NULL, picture_state = '' WHERE number = 1"]);
	};

	subtest 'who sees what' => sub {
		my ($found) = grep { /\S/ } $site->post('/receipt', [receipt => $receipt])->{body};
		my @pages = map { [$_, $site->get($_)->{body}] } '/', '/board', '/s/reports', '/results', '/results/reports', '/today', "$desk/vendor", "$desk/vendor?all=1", "$desk/vendor.csv?all=1", '/help/en/analyst.html';
		my $zip = temp_folder() . '/out.zip';
		is((kiosk('export', 'reports', '-o', $zip, '--data', $site->data))[0], 0, 'a bundle');
		push @pages, ['the bundle', (run_command(['unzip', '-p', $zip]))[1]];
		push @pages, ['the receipt', $found // ''];
		push @pages, ['the trail', join ' ', map { join ' ', map { $_ // '' } @$_ } sql($site->data, 'SELECT actor, action, object, detail FROM trail')];
		unlike($_->[1], qr/INTERNAL|RAWSECRET|Novak/, "$_->[0]: neither a note nor raw words") for @pages;
		like($pages[-3][1], qr/A discount is lost/, 'the bundle has the reviewed words');
		my $texts = $site->get('/results/reports/texts');
		unlike($texts->{body}, qr/INTERNAL|RAWSECRET/, 'nor the desk of texts');
	};

	subtest 'nobody forgets' => sub {
		my ($status, $out) = kiosk('stats', '--csv', '--data', $site->data);
		is($status, 0, 'kiosk stats');
		like($out, qr/^comments unread,,1\r?$/m, 'one is unread');
		like($out, qr/^comments overdue,,0\r?$/m, 'none is late');
		run_command(['sqlite3', $site->data . '/kiosk.db', '.timeout 5000', "UPDATE comment SET day = date('now', '-42 days') WHERE number IS NULL"]);
		like((kiosk('stats', '--csv', '--data', $site->data))[1], qr/^comments overdue,,1\r?$/m, 'after six weeks it is');
		like(text_of($site->get("$desk?show=overdue")->{body}), qr/RAWSECRET nice colours/, 'on the desk');
		like(text_of($site->get('/today')->{body}), qr/1 of them is overdue\./, 'and in Today');
	};

	subtest 'wrong addresses' => sub {
		is($site->get("$desk?kind=nonsense")->{status}, 422, 'a filter that is none');
		is($site->get("$desk?open=" . '0' x 32)->{status}, 200, 'a comment that is gone');
		is($site->get("$desk?after=x")->{status}, 422, 'a page that is none');
		my %csrf = form_with($site->get($desk)->{body}, 'batch');
		is($site->post($desk, [csrf => $csrf{csrf}, do => 'nothing'])->{status}, 422, 'a button that is none');
		is($site->post($desk, [do => 'save'])->{status}, 403, 'without the token');
		is($site->post($desk, [csrf => $csrf{csrf}, do => 'save', open => '0' x 32])->{status}, 404, 'of none');
	};
});
done_testing;
