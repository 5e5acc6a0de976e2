# Free texts (method.md, P7): nobody sees them before a reviewer let them, and then without
# anything that leads to who wrote them.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Site;

my $texts = '/results/crm-audit-1/texts';

# The form of the page as a browser sends it, in order.
sub form_in {
	my ($html) = @_;
	my ($form) = grep { /name="csrf"/ && m{action="\Q$texts\E"} } split /(?=<form\b)/, $html;
	return map { @$_ } fields_of($form // '');
}
# An item of it by its number: its tokens, its words.
sub item {
	my ($html, $number) = @_;
	my ($card) = grep { /name="words-$number"/ } split /(?=<section\b)/, $html;
	return {html => '', tokens => [], words => ''} if !$card;
	my %fields = map { @$_ } fields_of($card);
	return {html => $card, tokens => [$card =~ /name="text-$number" value="([0-9a-f]{32})"/g], words => $fields{"words-$number"}};
}
# The same fields with other words in some; fields that are not there are added.
sub typed {
	my ($fields, %words) = @_;
	my @all = @$fields;
	for my $i (grep { $_ % 2 == 0 } 0 .. $#all) {
		$all[$i + 1] = delete $words{$all[$i]} if exists $words{$all[$i]};
	}
	return (@all, map { $_ => $words{$_} } sort keys %words);
}
# What the page says was done, and what Undo would send.
sub notice {
	my ($html) = @_;
	my ($notice) = $html =~ m{<div class="notice[^>]*>(.*?)</div>}s;
	return ['', []] if !defined $notice;
	my ($text) = $notice =~ m{<p>(.*?)</p>}s;
	return [$text, [$notice =~ /name="undone" value="([0-9a-f]{32})"/g], $notice =~ /<button[^>]* name="undo" value="(\w+)">Undo</];
}
sub warned { my ($html) = @_; return join '|', map { text_of($_) } $html =~ m{<p class="warning" role="alert">(.*?)</p>}gs }

both_ways(sub {
	my ($site) = @_;
	my @said = map { "Our customer number $_ waits too long <b>" } 1 .. 20;
	for my $department (qw(SAL MKT SUP MGT)) {
		for (1 .. 5) {
			my $answer = $site->post('/s/crm-audit-1', [audit_fields(department => $department,
				functions => ["${department}01" =~ s/MGT/SAL/r], text => shift @said)], accept => 'application/json', cookie => '');
			is($answer->{status}, 201, 'an answer') or diag $answer->{body};
		}
	}
	is(scalar sql($site->data, 'SELECT count(*) FROM release'), 1, 'a list is there');

	$site->login('admin', PASSWORD);
	my $closed = $site->get($texts);
	is($closed->{status}, 403, 'without the right to single answers nobody reads texts');
	like(text_of($closed->{body}), qr/Free texts are read by accounts with the right to single answers\. You give it under Accounts, also to yourself: Accounts/, 'an administrator is told how they may');
	like($closed->{body}, qr{<p class="warning">[^<]*<a href="/admin/users">Accounts</a>}, 'and where');
	unlike($closed->{body}, qr/waits too long/, 'and sees none');
	unlike($site->get('/results/crm-audit-1')->{body}, qr/waits too long/, 'nor in the results');
	$site->enter('lea', '--role', 'analyst');
	$closed = $site->get($texts);
	is($closed->{status}, 403, 'an analyst without the right');
	like(text_of($closed->{body}), qr/accounts with the right to single answers: ask an administrator for it\./, 'is told whom to ask');
	unlike($closed->{body}, qr{/admin/users|waits too long}, 'without a link that is not theirs');
	is($site->post($texts, [csrf => $site->csrf($closed), 'text-1' => '0' x 32, release => 1])->{status}, 403, 'nor settles any');

	# Who owns the data folder gives the right.
	is($site->enter('reader', '--role', 'analyst', '--rows')->{status}, 303, 'an analyst with it');

	my $page = $site->get($texts);
	is($page->{status}, 200, 'reads them');
	like($page->{body}, qr/20 texts are waiting/, 'all of them');
	unlike($page->{body}, qr/<b>/, 'as they were written, inert');
	is(scalar(() = $page->{body} =~ /name="text-\d+" value="[0-9a-f]{32}"/g), 10, 'ten at a time');
	like(text_of($page->{body}), qr/What nobody has read is deleted after 90 days at the latest\./, 'and how long they wait');
	is_deeply(notice($page->{body}), ['', []], 'nothing was done yet');
	my @form = form_in($page->{body});
	my ($first, $second) = map { item($page->{body}, $_) } 1, 2;
	my $raw = $first->{words};
	like($raw, qr/^Our customer number \d+ waits too long <b>$/, 'one by one');
	my $answer = $site->post($texts, [typed(\@form, 'words-1' => 'A customer waits too long'), release => 1]);
	is($answer->{status}, 303, 'released without the number');
	my $again = $site->post($texts, [typed(\@form, 'words-1' => 'Mine', 'words-2' => 'half done'), release => 1]);
	is($again->{status}, 409, 'once only');
	is(warned($again->{body}), 'Not done: 1. Somebody else has dealt with them meanwhile.', 'as it says');
	like($again->{body}, qr{<summary>What you had typed</summary><blockquote>Mine</blockquote>}, 'with the words that were typed for it');
	is(item($again->{body}, 1)->{words}, 'half done', 'and those of another, which now is the first');
	is(scalar sql($site->data, 'SELECT count(*) FROM released_text'), 1, 'one is there');
	is(scalar sql($site->data, 'SELECT text FROM released_text'), 'A customer waits too long', 'in the reviewer\'s words');
	is_deeply([grep { $_->[1] eq $raw } raw_texts($site->data)], [], 'what was written is gone');
	unlike(join(' ', map { @$_ } sql($site->data, 'SELECT * FROM trail')), qr/waits too long/, 'the trail holds no text');

	my $round = $site->get('/results/crm-audit-1')->{body};
	like($round, qr/A customer waits too long/, 'and readers see it');
	unlike($round, qr/customer number/, 'but no raw one');
	unlike($round, qr/A customer waits too long\s*<cite/, 'nor a department: fewer than ten wrote there');

	subtest 'a release is undone' => sub {
		my $after = $site->get($answer->{headers}{location})->{body};
		is_deeply(notice($after), ['Released: 1.', $first->{tokens}, 'wait_again'], 'the page that follows says so, with Undo');
		my ($department) = sql($site->data, 'SELECT department FROM released_text');
		is($site->post($texts, [form_in($after), undo => 'wait_again'])->{headers}{location}, "$texts?again=1", 'pressed');
		is(notice($site->get("$texts?again=1")->{body})->[0], 'Waiting again: 1.', 'it waits again');
		is_deeply([sql($site->data, "SELECT lower(hex(token)), question, department, text, left_out FROM raw_text WHERE text = 'A customer waits too long'")],
			[[$first->{tokens}[0], 'end/A31', $department->[0], 'A customer waits too long', 0]], 'the reviewer\'s words, under the same token, question and department');
		is(scalar sql($site->data, "SELECT count(DISTINCT since) FROM raw_text"), 1, 'dated to the four weeks, as those that came');
		is(scalar sql($site->data, 'SELECT count(*) FROM released_text'), 0, 'and is released no more');
		is((sql($site->data, 'SELECT sum(n) FROM text_count'))[0][0], 20, 'nor counted twice');
		unlike($site->get('/results/crm-audit-1')->{body}, qr/A customer waits/, 'nor seen');
		is($site->post($texts, [form_in($after), undo => 'wait_again'])->{status}, 409, 'once');
		is_deeply(notice($site->get($answer->{headers}{location})->{body}), ['', []], 'and the old address offers nothing');
		my $queue = $site->get($texts)->{body};
		is(item($queue, 1)->{words}, 'A customer waits too long', 'where it was in the queue');
		is($site->post($texts, [form_in($queue), release => 1])->{status}, 303, 'released again');
		# Later, from the list.
		my ($token) = $site->get($texts)->{body} =~ /name="wait_again" value="([0-9a-f]{32})">Back to waiting</;
		is($token, $first->{tokens}[0], 'the list of released ones has a way back');
		is($site->post($texts, [form_in($queue), wait_again => $token])->{headers}{location}, "$texts?again=1", 'taken');
		is($site->post($texts, [form_in($site->get($texts)->{body}), release => 1])->{status}, 303, 'and released for good');
	};

	$page = $site->get($texts)->{body};
	@form = form_in($page);
	isnt(item($page, 1)->{tokens}[0], $first->{tokens}[0], 'the next one');
	my $refused = $site->post($texts, [typed(\@form, 'words-1' => '   ', 'words-2' => 'kept', tick => 2), release => 1]);
	is($refused->{status}, 422, 'an empty text is not released');
	like(text_of(item($refused->{body}, 1)->{html}), qr/This text is empty or longer than 16,384 bytes/, 'as it says beside the field');
	is(item($refused->{body}, 2)->{words}, 'kept', 'what was typed elsewhere is kept');
	like(item($refused->{body}, 2)->{html}, qr/name="tick" value="2"[^>]* checked/, 'and what was ticked');
	unlike(item($refused->{body}, 1)->{html}, qr/ checked/, 'and no more');
	$answer = $site->post($texts, [@form, leave_out => 1]);
	is($answer->{status}, 303, 'left out');
	my $left = item($page, 1)->{tokens}[0];
	my $after = $site->get($answer->{headers}{location})->{body};
	is_deeply(notice($after), ['Left out: 1.', [$left], 'put_back'], 'with Undo');
	like($after, qr/18 texts are waiting/, 'two less');
	is(($after =~ /name="put_back" value="([0-9a-f]{32})"/)[0], $left, 'it can be put back later, too');
	is($site->post($texts, [form_in($after), undo => 'put_back'])->{headers}{location}, "$texts?again=1", 'is');
	$page = $site->get($texts)->{body};
	like($page, qr/19 texts are waiting/, 'and waits again');
	unlike($page, qr/put_back/, 'nothing is left out');
	is($site->post($texts, [form_in($page), put_back => $left])->{status}, 409, 'once');
	is($site->post($texts, [@form, leave_out => 1])->{status}, 303, 'left out again');
	my %csrf = @form;
	my @bare = (csrf => $csrf{csrf}, 'words-1' => 'x');
	is($site->post($texts, [@bare, 'text-1' => uuid4(), release => 1])->{status}, 404, 'no submission is named');
	is($site->post($texts, [@bare, 'text-1' => '0' x 32, release => 1])->{status}, 409, 'nor a text that is not there');
	is($site->post($texts, [typed(\@form, csrf => 'x'), release => 1])->{status}, 403, 'nor without the token');
	is($site->post($texts, [@bare, release => 1])->{status}, 422, 'nor one that is not named');
	my @third = form_in($site->get($texts)->{body});
	my $entered = $site->post($texts, [typed(\@third, 'words-2' => 'kept'), tick => 2]);
	is($entered->{status}, 200, 'Enter in a box presses nothing');
	is(item($entered->{body}, 2)->{words}, 'kept', 'and loses nothing');
	like($entered->{body}, qr/18 texts are waiting/, 'nor does it');
	like($entered->{body}, qr{<form\b[^>]*action="\Q$texts\E">\s*<button [^>]*aria-hidden="true"></button>}, 'as the first button of the form has no name');
	is($site->post($texts, [typed(\@third, 'words-1' => 'x' x 16385), release => 1])->{status}, 422, 'a text of 16385 bytes is not released');
	is($site->post($texts, [typed(\@third, 'words-1' => ' ' . 'x' x 16384 . "\r\n"), release => 1])->{status}, 303, 'one of 16384 is, blanks at its ends aside');
	is(length scalar sql($site->data, 'SELECT text FROM released_text ORDER BY length(text) DESC LIMIT 1'), 16384, 'as it was typed');
	like($site->get($texts)->{body}, qr/17 texts are waiting/, 'three less');

	# The same words are read once, and what is decided goes for all of them.
	my @same = (sql($site->data, 'SELECT lower(hex(token)) FROM raw_text WHERE left_out = 0 ORDER BY token'))[0, -4 .. -1];
	run_command(['sqlite3', $site->data . '/kiosk.db', '.timeout 5000', "UPDATE raw_text SET text = 'Quotes' WHERE hex(token) IN (" . join(',', map { "upper('$_->[0]')" } @same) . ')']);
	my $alike = $site->get($texts)->{body};
	like($alike, qr/17 texts are waiting/, 'as many wait');
	is(scalar(() = $alike =~ /<textarea/g), 10, 'ten are shown');
	is(item($alike, 1)->{words}, 'Quotes', 'one of them for the five');
	like(text_of(item($alike, 1)->{html}), qr/Texts in these same words: 5\. What you do here goes for all of them\./, 'as it says');
	is_deeply([sort @{item($alike, 1)->{tokens}}], [sort map { $_->[0] } @same], 'each by its token');
	# One more in the words that are about to be released: Undo leaves it alone.
	run_command(['sqlite3', $site->data . '/kiosk.db', '.timeout 5000', "UPDATE released_text SET text = 'Faster quotes' WHERE length(text) = 16384"]);
	my $released = $site->post($texts, [typed([form_in($alike)], 'words-1' => 'Faster quotes'), release => 1]);
	is($released->{status}, 303, 'released');
	is(scalar sql($site->data, "SELECT count(*) FROM released_text WHERE text = 'Faster quotes'"), 6, 'all five, beside the one');
	like($site->get($texts)->{body}, qr/12 texts are waiting/, 'and no other');
	is($site->post($texts, [form_in($alike), leave_out => 1])->{status}, 409, 'once');
	$after = $site->get($released->{headers}{location})->{body};
	is(notice($after)->[0], 'Released: 5.', 'five were');
	is($site->post($texts, [form_in($after), undo => 'wait_again'])->{headers}{location}, "$texts?again=5", 'and are taken back');
	is(scalar sql($site->data, "SELECT count(*) FROM released_text WHERE text = 'Faster quotes'"), 1, 'but not the one from before');
	is_deeply([map { $_->[0] } sql($site->data, "SELECT lower(hex(token)) FROM raw_text WHERE text = 'Faster quotes' ORDER BY token")], [sort map { $_->[0] } @same], 'under their own tokens');
	is($site->post($texts, [form_in($site->get($texts)->{body}), release => 1])->{status}, 303, 'and once more released');

	subtest 'many at once' => sub {
		my $many = $site->get($texts)->{body};
		like($many, qr/name="tick" value="10"/, 'each can be ticked');
		my @fields = form_in($many);
		my $none = $site->post($texts, [typed(\@fields, 'words-3' => 'unfinished'), release => 'ticked']);
		is($none->{status}, 422, 'none is ticked');
		is(warned($none->{body}), 'Nothing is ticked: tick the texts this is for, then press again.', 'as it says');
		is(item($none->{body}, 3)->{words}, 'unfinished', 'and nothing typed is lost');
		is(scalar sql($site->data, 'SELECT count(*) FROM raw_text WHERE left_out = 0'), 12, 'nor done');

		# Of three, one is edited, and one has been read by somebody else; a fourth is being written.
		my %token = map { $_ => item($many, $_)->{tokens}[0] } 1 .. 5;
		is($site->post($texts, [csrf => $csrf{csrf}, 'text-1' => $token{2}, leave_out => 1])->{status}, 303, 'somebody else is quicker with one');
		my $some = $site->post($texts, [typed(\@fields, 'words-3' => 'Edited', 'words-4' => 'unfinished'), tick => 1, tick => 2, tick => 3, release => 'ticked']);
		is($some->{status}, 200, 'the others are done');
		is(warned($some->{body}), 'Not done: 1. Somebody else has dealt with them meanwhile.', 'and how many were not');
		is_deeply([notice($some->{body})->[0], @{notice($some->{body})->[1]}], ['Released: 2.', @token{1, 3}], 'two, which Undo is for');
		is_deeply([sql($site->data, "SELECT text FROM released_text WHERE hex(token) = upper('$token{3}')")], [['Edited']], 'in the words of the field');
		is(item($some->{body}, 1)->{tokens}[0], $token{4}, 'the fourth is the first now');
		is(item($some->{body}, 1)->{words}, 'unfinished', 'with what was typed into it');
		unlike($some->{body}, qr/ checked/, 'and nothing is ticked');
		my $undone = $site->post($texts, [form_in($some->{body}), undo => 'wait_again']);
		is($undone->{status}, 200, 'Undo does not lose it either');
		is(notice($undone->{body})->[0], 'Waiting again: 2.', 'two are back');
		is((grep { $_->{tokens}[0] eq $token{4} } map { item($undone->{body}, $_) } 1 .. 10)[0]{words}, 'unfinished', 'beside it');

		# One of those ticked cannot be released: none is.
		@fields = form_in($site->get($texts)->{body});
		my $bad = $site->post($texts, [typed(\@fields, 'words-2' => ''), tick => 1, tick => 2, release => 'ticked']);
		is($bad->{status}, 422, 'one without words');
		is(warned($bad->{body}), 'Nothing was released: a text below is empty or too long.', 'and nothing is done');
		is(scalar sql($site->data, 'SELECT count(*) FROM raw_text WHERE left_out = 0'), 11, 'all wait');
		is_deeply([$bad->{body} =~ /name="tick" value="(\d+)"[^>]* checked/g], [1, 2], 'still ticked');
		my $gone = $site->post($texts, [typed(\@fields, 'words-2' => ''), tick => 1, tick => 2, leave_out => 'ticked']);
		is($gone->{status}, 303, 'left out, words do not matter');
		is(notice($site->get($gone->{headers}{location})->{body})->[0], 'Left out: 2.', 'both');
		is($site->post($texts, [@fields, tick => 1, tick => 2, leave_out => 'ticked'])->{status}, 409, 'once');
		is($site->post($texts, [form_in($site->get($gone->{headers}{location})->{body}), undo => 'put_back'])->{headers}{location}, "$texts?again=2", 'and undone');
	};

	my ($token) = map { /name="take_back" value="([0-9a-f]{32})" data-confirm="This deletes the released text for good/ } grep { /A customer waits/ } split /(?=<section)/, $site->get($texts)->{body};
	ok($token, 'a released one can be deleted');
	is($site->post($texts, [@bare, take_back => $token])->{status}, 303, 'is');
	unlike($site->get('/results/crm-audit-1')->{body}, qr/A customer waits too long/, 'and is seen no more');
	is($site->post($texts, [@bare, take_back => $token])->{status}, 404, 'once');

	# Twice the smallest group must have written before a department is named.
	# The long one above may be of any department, so it goes first.
	run_command(['sqlite3', $site->data . '/kiosk.db', '.timeout 5000', 'DELETE FROM released_text']);
	my $put = sub { run_command(['sqlite3', $site->data . '/kiosk.db', '.timeout 5000', "INSERT INTO released_text SELECT randomblob(16), id, 'end/A31', '$_[0]', '$_[1]' FROM round"]) };
	$put->('SAL', "Word $_") for 1 .. 9;
	$put->('', 'Of nobody') for 1 .. 10;
	my $cites = sub { return scalar(() = $site->get('/results/crm-audit-1')->{body} =~ m{<blockquote>Word \d+ <cite>Sales</cite>}g) };
	is($cites->(), 0, 'nine are of no department');
	$put->('SAL', 'Word 10');
	is($cites->(), 10, 'ten are of sales');
	unlike($site->get('/results/crm-audit-1')->{body}, qr{Of nobody\s*<cite}, 'and what is of none stays so');
});
done_testing;
