# Free texts (method.md, P7): nobody sees them before a reviewer let them, and then without
# anything that leads to who wrote them.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Site;

my $texts = '/results/crm-audit-1/texts';

sub fields_in {
	my ($html, $mark) = @_;
	for my $form (split /(?=<form)/, $html) {
		next if index($form, $mark) < 0;
		return {map { @$_ } fields_of($form)};
	}
	return {};
}

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
	is($site->get($texts)->{status}, 403, 'without the right to single answers nobody reads texts');
	unlike($site->get('/results/crm-audit-1')->{body}, qr/waits too long/, 'nor sees them in the results');

	# Who owns the data folder gives the right.
	is($site->enter('reader', '--role', 'analyst', '--rows')->{status}, 303, 'an analyst with it');

	my $page = $site->get($texts);
	is($page->{status}, 200, 'reads them');
	like($page->{body}, qr/20 texts are waiting/, 'all of them');
	unlike($page->{body}, qr/<b>/, 'as they were written, inert');
	is(scalar(() = $page->{body} =~ /name="text" value="[0-9a-f]{32}"/g), 10, 'ten at a time');
	like(text_of($page->{body}), qr/What nobody has read is deleted after 90 days at the latest\./, 'and how long they wait');
	my $fields = fields_in($page->{body}, 'name="text"');
	my $raw = $fields->{words};
	like($raw, qr/^Our customer number \d+ waits too long <b>$/, 'one by one');
	my $answer = $site->post($texts, {%$fields, words => 'A customer waits too long', release => 1});
	is($answer->{status}, 303, 'released without the number');
	is($site->post($texts, {%$fields, words => 'again', release => 1})->{status}, 409, 'once only');
	is(scalar sql($site->data, 'SELECT count(*) FROM released_text'), 1, 'one is there');
	is(scalar sql($site->data, 'SELECT text FROM released_text'), 'A customer waits too long', 'in the reviewer\'s words');
	is_deeply([grep { $_->[1] eq $raw } raw_texts($site->data)], [], 'what was written is gone');
	unlike(join(' ', map { @$_ } sql($site->data, 'SELECT * FROM trail')), qr/waits too long/, 'the trail holds no text');

	my $round = $site->get('/results/crm-audit-1')->{body};
	like($round, qr/A customer waits too long/, 'and readers see it');
	unlike($round, qr/customer number/, 'but no raw one');
	unlike($round, qr/A customer waits too long\s*<cite/, 'nor a department: fewer than ten wrote there');

	my $next = fields_in($site->get($texts)->{body}, 'name="text"');
	isnt($next->{text}, $fields->{text}, 'the next one');
	is($site->post($texts, {%$next, words => '   ', release => 1})->{status}, 422, 'an empty text is not released');
	is($site->post($texts, {%$next, leave_out => 1})->{status}, 303, 'left out');
	$page = $site->get($texts)->{body};
	like($page, qr/18 texts are waiting/, 'two less');
	my ($left) = $page =~ /name="put_back" value="([0-9a-f]{32})"/;
	is($left, $next->{text}, 'it can be put back');
	is($site->post($texts, {csrf => $next->{csrf}, put_back => $left})->{status}, 303, 'is');
	$page = $site->get($texts)->{body};
	like($page, qr/19 texts are waiting/, 'and waits again');
	unlike($page, qr/put_back/, 'nothing is left out');
	is($site->post($texts, {csrf => $next->{csrf}, put_back => $left})->{status}, 409, 'once');
	is($site->post($texts, {%$next, leave_out => 1})->{status}, 303, 'left out again');
	is($site->post($texts, {%$next, text => uuid4(), release => 1})->{status}, 404, 'no submission is named');
	is($site->post($texts, {%$next, text => '0' x 32, release => 1})->{status}, 409, 'nor a text that is not there');
	is($site->post($texts, {%$next, csrf => 'x', release => 1})->{status}, 403, 'nor without the token');
	is($site->post($texts, {csrf => $next->{csrf}, release => 1})->{status}, 422, 'nor one that is not named');
	my $third = fields_in($site->get($texts)->{body}, 'name="text"');
	is($site->post($texts, {%$third, words => 'x' x 16385, release => 1})->{status}, 422, 'a text of 16385 bytes is not released');
	is($site->post($texts, {%$third, words => ' ' . 'x' x 16384 . "\r\n", release => 1})->{headers}{location}, $texts, 'one of 16384 is, blanks at its ends aside');
	is(length scalar sql($site->data, 'SELECT text FROM released_text ORDER BY length(text) DESC LIMIT 1'), 16384, 'as it was typed');
	like($site->get($texts)->{body}, qr/17 texts are waiting/, 'three less');

	# The same words are read once, and what is decided goes for all of them.
	my @same = (sql($site->data, 'SELECT lower(hex(token)) FROM raw_text WHERE left_out = 0 ORDER BY token'))[0, -4 .. -1];
	run_command(['sqlite3', $site->data . '/kiosk.db', '.timeout 5000', "UPDATE raw_text SET text = 'Quotes' WHERE hex(token) IN (" . join(',', map { "upper('$_->[0]')" } @same) . ')']);
	my $alike = $site->get($texts)->{body};
	like($alike, qr/17 texts are waiting/, 'as many wait');
	is(scalar(() = $alike =~ /<textarea/g), 10, 'ten are shown');
	my ($card) = grep { />Quotes</ } split /(?=<form)/, $alike;
	if (ok($card, 'one of them for the five')) {
		like(text_of($card), qr/Texts in these same words: 5\. What you do here goes for all of them\./, 'as it says');
		is_deeply([sort $card =~ /name="text" value="([0-9a-f]{32})"/g], [sort map { $_->[0] } @same], 'each by its token');
		my @all = map { @$_ } fields_of($card);
		my %one = @all;
		is($site->post($texts, [csrf => $one{csrf}, words => 'Faster quotes', release => 1, map { (text => $_->[0]) } @same])->{status}, 303, 'released');
		is(scalar sql($site->data, "SELECT count(*) FROM released_text WHERE text = 'Faster quotes'"), 5, 'all five');
		like($site->get($texts)->{body}, qr/12 texts are waiting/, 'and no other');
		is($site->post($texts, [csrf => $one{csrf}, leave_out => 1, map { (text => $_->[0]) } @same])->{status}, 409, 'once');
	}

	my ($token) = map { /name="take_back" value="([0-9a-f]{32})"/ } grep { /A customer waits/ } split /(?=<form)/, $site->get($texts)->{body};
	ok($token, 'a released one can be taken back');
	is($site->post($texts, {csrf => $next->{csrf}, take_back => $token})->{status}, 303, 'is');
	unlike($site->get('/results/crm-audit-1')->{body}, qr/A customer waits too long/, 'and is seen no more');
	is($site->post($texts, {csrf => $next->{csrf}, take_back => $token})->{status}, 404, 'once');

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
