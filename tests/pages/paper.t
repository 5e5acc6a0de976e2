# Paper: the printed questionnaire, and typing its sheets in (method A1.4).
use strict;
use warnings;
use utf8;
use Encode qw(encode_utf8);
use Test::More;
use Kiosk;
use Site;

both_ways(sub {
	my ($site) = @_;
	my $data = $site->data;
	$site->login('admin', PASSWORD);
	my $round = '/admin/rounds/crm-audit-1';

	subtest 'printed' => sub {
		my $page = $site->get("$round/paper?lang=sk");
		is($page->{status}, 200, 'there');
		like($page->{body}, qr/<html lang="sk">/, 'in the language asked for');
		my @numbers = $page->{body} =~ /<h3>(\d+)\. /g;
		is_deeply([@numbers[0 .. 4]], [1 .. 5], 'questions are numbered');
		ok(index($page->{body}, encode_utf8('120–240')) > 0, 'minutes in bands');
		is(scalar(() = $page->{body} =~ /class="paper-card"/g), 5, 'as many cards as the form draws');
		like($page->{body}, qr/class="paper-skip">@{[encode_utf8('Len ak ste v otázke 3 označili viac ako 1')]}/, 'conditions in words');
		$site->get('/admin?lang=en');
		like($site->get("$round/paper")->{body}, qr/Only if you named this activity in question 5; or: Only if you ticked exactly 1 in question 3/,
			'also on a card, which stands for every activity');
	};

	my $page = $site->get("$round/entry");
	is($page->{status}, 200, 'the page to type in');
	my %blank = map { $_->[0] => $_->[1] } fields_of($page->{body});
	my ($department, $hours) = ($page->{body} =~ /1 Sales/, $page->{body} =~ /for="q2"/);
	ok($department && $hours, 'its numbers are those of paper');
	my $rows = sub { scalar sql($data, 'SELECT count(*) FROM submission') };
	my $send = sub { my ($from, %typed) = @_; my %f = map { $_->[0] => $_->[1] } fields_of($from->{body});
		return $site->post("$round/entry", {%f, csrf => $site->csrf($from), step => 'next', sheet_lang => 'sk', %typed}) };

	# Seven activities, the third the most painful, and the four after it on cards.
	my %sheet = (q1 => '1', q2 => '', q3 => '1 2 3 4 5 6 7', q5 => '3');
	my @cards = (3, 4, 5, 6, 7);
	for my $c (1 .. 5) {
		my %card = map { my ($n, $v) = split /=/; ("c${c}q$n" => $v) } ("6=$cards[$c - 1]", '7=4', '8=2', '9=3', '10=3', '11=4', '12=5', '13=2');
		%sheet = (%sheet, %card);
	}
	my $bad = $send->($page, %sheet, c1q9 => '9', q1 => '77');
	is($bad->{status}, 422, 'numbers that no box has');
	is(scalar(() = $bad->{body} =~ /aria-invalid/g), 2, 'each beside its field');
	like($bad->{body}, qr/name="c5q6" value="7"/, 'and all that was typed is kept');
	my $one = $send->($page, %sheet);
	is($one->{status}, 200, 'a sheet') or diag(grep { /error/ } split /^/, $one->{body});
	is($rows->(), 0, 'waits, so that it can be taken back');
	like($one->{body}, qr/0 sheets stored/, 'and is not counted yet');
	my $undo = $send->($one, step => 'undo');
	like($undo->{body}, qr/name="q3" value="1 2 3 4 5 6 7"/, 'taken back, it can be mended');
	is($rows->(), 0, 'nothing was sent');
	$one = $send->($undo);
	my $two = $send->($one, q1 => '3', q3 => '16', c1q6 => '16', c1q7 => '1', c1q8 => '1', c1q9 => '1');
	is($two->{status}, 200, 'the next sheet') or diag(grep { /error/ } split /^/, $two->{body});
	is($rows->(), 1, 'sends the one before');
	like($two->{body}, qr/1 sheet stored/, 'which is counted');
	is($send->($two)->{status}, 422, 'an empty sheet is no sheet');
	my $end = $send->($two, step => 'finish');
	is($end->{status}, 303, 'finished');
	is($rows->(), 2, 'both are stored');
	$send->($two, step => 'finish');
	is($rows->(), 2, 'sent twice, stored once');

	my ($answers) = map { json($_->[0]) } sql($data, "SELECT answers FROM submission WHERE department = 'SAL'");
	is_deeply($answers->{'pick/A10'}, [map { sprintf 'SAL%02d', $_ } 1 .. 7], 'the activities ticked');
	my ($minutes) = grep { m{A21$} } sort keys %$answers;
	is(join(' ', sort map { m{detail/(\w+)/A21} ? $1 : () } keys %$answers), 'SAL03 SAL04 SAL05 SAL06 SAL07', 'those on the cards are the ones drawn');
	is($answers->{$minutes}, 7.2135, 'a band is stored as what stands for it');
	is($answers->{'detail/SAL04/design_w'}, 1.5, 'with the weight of the draw');
	is(scalar sql($data, "SELECT lang FROM submission WHERE department = 'SAL'"), 'sk', 'in the language of the sheet');
	ok(!scalar(sql($data, "SELECT 1 FROM trail WHERE detail LIKE '%SAL0%'")), 'no answer in the trail');
	is(scalar sql($data, "SELECT count(*) FROM trail WHERE action = 'round.entry'"), 2, 'which tells that it was done');
});

done_testing();
