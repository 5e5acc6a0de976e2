# Results of pilots: figures of the page against a count by hand, who may read and decide, and what
# four testers, a small department and a late tester give away.
use strict;
use warnings;
use Test::More;
use Html;
use Kiosk;
use Pilot;
use Site;

my $page = '/results/pilots/quotes';

# A figure of a page by its name; undef: it is not there.
sub figure {
	my ($html, $name) = @_;
	my ($text) = $html =~ m{<(?:span|td)[^>]*data-figure="\Q$name\E"[^>]*>(.*?)</};
	return defined $text ? text_of($text) : undef;
}
sub mean { my $sum = 0; $sum += $_ for @_; return $sum / @_ }
# Two significant digits, as pages show means.
sub two { return 0 + sprintf '%.2g', $_[0] }
sub lines { my ($html) = @_; $html =~ s{<tr\b}{\n<tr}g; return text_of($html) }

# Six of sales, six of support. SUS of [a, b]: 12.5 (a - b + 4).
my @first = (
	(map { {department => 'SAL', done => [$_->[0], 'alone'], ease => [$_->[1], 6], minutes => [$_->[2], 10], sus => $_->[3], fit => [$_->[4], 'as_is'], severity => $_->[5]} }
		['alone', 6, 4, [4, 2], 'as_is'], ['alone', 7, 5, [5, 2], 'as_is'], ['alone', 6, 6, [4, 1], 'workaround'],
		['helped', 4, 8, [3, 2], 'as_is'], ['helped', 4, 9, [4, 3], 'no_fit', 'S1'], ['helped', 3, 8, [5, 1], 'no_fit', 'S1']),
	(map { {department => 'SUP', done => [$_->[0], 'helped'], ease => [$_->[1], 5], minutes => [$_->[2], 11], sus => $_->[3], fit => [$_->[4], 'as_is']} }
		['alone', 5, 5, [4, 2], 'as_is'], ['alone', 6, 6, [5, 2], 'as_is'], ['alone', 6, 7, [4, 1], 'workaround'],
		['alone', 5, 7, [3, 2], 'as_is'], ['alone', 5, 6, [4, 3], 'as_is'], ['no', 2, 12, [5, 1], 'as_is']),
);
my %a_score = ('4 2' => 75, '5 2' => 87.5, '4 1' => 87.5, '3 2' => 62.5, '4 3' => 62.5, '5 1' => 100);

both_ways(sub {
	my ($site) = @_;
	my $data = $site->data;

	$site->login('admin', PASSWORD);
	my $none = $site->get('/results/pilots');
	is($none->{status}, 200, 'without any prototype');
	like(text_of($none->{body}), qr/There is no prototype yet\..*opens a pilot round/, 'the page says what to do');
	is($site->get($page)->{status}, 404, 'there is none to look at');

	pilot_prototype($data, 'quotes', '1');
	like(text_of($site->get('/results/pilots')->{body}), qr/Quotes made easy.*No round about it/, 'one that nobody tried');
	my $codes = pilot_round($data, 'p1', 'quotes', 8);
	my @codes = map { shift @{$codes->{$_->{department}}} } @first;
	my $body = $site->get($page)->{body};
	like(text_of($body), qr/Nothing is shown yet/, 'before any answer');

	# Four testers.
	pilot_answer($site, 'p1', %{$first[$_]}, code => $codes[$_]) for 0 .. 3;
	kiosk(qw(round close p1 --data), $data);
	$body = $site->get($page)->{body};
	like(text_of($body), qr/Too few to show: fewer than 5 testers gave usable answers\./, 'four testers: too few to show');
	like(text_of($site->get('/results/pilots')->{body}), qr/Quotes made easy Too few to show/, 'as the list of pilots says too');
	unlike($body, qr/data-figure/, 'and no figure');
	unlike(text_of($body), qr/\b4 testers|Testers 4|67 %|67%|75%/, 'nor how many there were');
	my $sheet = $site->get("$page/p1");
	is($sheet->{status}, 200, 'the page to print');
	unlike($sheet->{body}, qr/Criteria of the verdict/, 'is empty, too');

	# All twelve.
	kiosk(qw(round reopen p1 --data), $data);
	pilot_answer($site, 'p1', %{$first[$_]}, code => $codes[$_]) for 4 .. 11;
	kiosk(qw(round close p1 --data), $data);
	$body = $site->get($page)->{body};
	my @scores = map { $a_score{"@{$_->{sus}}"} } @first;
	like(figure($body, 'sus:p1:all'), qr/^${\two(mean(@scores))} \(\d+–\d+\)$/, 'SUS: ' . figure($body, 'sus:p1:all'));
	like($body, qr/grade A-, excellent/, 'with grade and adjective');
	is(figure($body, 'testers:p1:all'), 12, 'twelve testers');
	# 8 of 12 alone: adjusted Wald at 90 %, z = 1.6449: (8 + 1.3528) / 14.7055 = 0.636, +- 0.206.
	is(figure($body, 'done:p1:T1'), '67% (43%–84%)', '8 of 12 without help');
	like(figure($body, 'ease:p1:T1'), qr/^${\two(mean(map { $_->{ease}[0] } @first))} /, 'mean ease');
	my $minutes = exp mean(map { log $_->{minutes}[0] } @first);
	like(figure($body, 'minutes:p1:T1'), qr/^${\two($minutes)} /, 'geometric mean of minutes');
	is((split ' ', figure($body, 'fit:p1:SAL01'))[0], '83%', 'it fits ten of twelve');
	like(figure($body, 'sus_item:p1:1'), qr/^${\two(mean(map { $_->{sus}[0] - 1 } @first))} /, 'an item');
	like(text_of($body), qr/ITERATE: improve it and try again\. Why: too few managed without help: Find a customer; the must tasks are not easy enough\./, 'the verdict, first of all');
	like(lines($body), qr/Done without help: Find a customer 67% at least 80% not met/, 'each criterion with figure and threshold');

	# Departments: T1 was done with help only by three of six in sales, by nobody in support.
	is(figure($body, 'helped:p1:SAL.T1'), '50%', 'the training list');
	is(figure($body, 'helped:p1:SUP.T2'), '100%', 'of both departments');
	is(figure($body, 'helped:p1:SUP.T1'), undef, 'and only who needed help');

	subtest 'a small department' => sub {
		pilot_prototype($data, 'other', '1');
		my $codes = pilot_round($data, 'o1', 'other', 8);
		my $n = 0;
		for my $says (@first[0 .. 5], @first[6 .. 8]) {
			pilot_answer($site, 'o1', %$says, done => ['helped', 'alone'], code => shift @{$codes->{$says->{department}}});
		}
		kiosk(qw(round close o1 --data), $data);
		my $body = $site->get('/results/pilots/other')->{body};
		is(figure($body, 'helped:o1:SUP.T1'), undef, 'three testers of a department are not told apart');
		is(figure($body, 'helped:o1:SAL.T1'), undef, 'nor is the other, which would tell what is left');
		like(figure($body, 'done:o1:T1'), qr/^0%/, 'the whole is shown');
	};

	subtest 'a late tester' => sub {
		my $before = figure($site->get($page)->{body}, 'sus:p1:all');
		kiosk(qw(round reopen p1 --data), $data);
		pilot_answer($site, 'p1', %{$first[0]}, sus => [1, 5], code => shift @{$codes->{SAL}});
		kiosk(qw(round close p1 --data), $data);
		my $body = $site->get($page)->{body};
		is(figure($body, 'sus:p1:all'), $before, 'changes no figure');
		is(figure($body, 'testers:p1:all'), 12, 'and is not counted');
	};

	subtest 'deciding' => sub {
		my $token = $site->csrf($site->get($page));
		my $post = sub { $site->post($page, [csrf => $token, @_]) };
		my $bad = $post->(act => 'decide', round => 'p1', name => 'Eva', decision => 'GO', reason => '');
		is($bad->{status}, 422, 'against the verdict without a reason');
		like(text_of($bad->{body}), qr/Enter a reason: the decision differs from the verdict\./, 'is refused in words');
		like($bad->{body}, qr/value="Eva"/, 'and what was typed is kept');
		is($post->(act => 'decide', round => 'p1', name => '', decision => 'ITERATE')->{status}, 422, 'nobody decides');
		is($post->(act => 'decide', round => 'p1', name => 'Eva', decision => 'GO', reason => 'Mended in a <week>')->{status}, 303, 'with one it is kept');
		is($post->(act => 'decide', round => 'p1', name => 'Jan', decision => 'ITERATE')->{status}, 303, 'and another behind it');
		my $body = $site->get($page)->{body};
		like(text_of($body), qr/ITERATE: improve it and try again – decided by Jan.*GO: ready to launch – decided by Eva.*Mended in a <week>/, 'the history stands, newest first');
		like(text_of($body), qr/the verdict then: ITERATE: improve it and try again \(Done without help: [^;()]+; Ease of the must tasks, mean\); entered by admin/, 'with what decided the verdict, in words');
		like($site->get("$page/p1")->{body}, qr/decided by Jan/, 'the latest on the page to print');
		is(join(' ', map { $_->[0] } sql($data, "SELECT action FROM trail WHERE action LIKE 'pilot.%'")), 'pilot.decide pilot.decide', 'both in the trail');
		is($post->(act => 'wave', department => 'SAL', version => '1', day => '2026-09-01', wave => '', note => 'two helpers')->{status}, 303, 'a wave');
		is($post->(act => 'wave', department => 'SAL', version => '7', day => '2026-09-01')->{status}, 422, 'of a version there is none of');
		is($post->(act => 'wave', department => 'NONE', version => '1', day => '2026-09-01')->{status}, 422, 'of a department there is none of');
		like(text_of($site->get($page)->{body}), qr/1.{1,2}September.{1,2}2026 · Sales · version 1 · not decided · open S1 \/ S2: \d+ \/ \d+/, 'is shown');
		is($post->(act => 'unwave', department => 'SAL')->{status}, 303, 'and can be removed');
		is($post->(act => 'no_path', round => 'p1', activity => 'SAL03')->{status}, 422, 'no way is for what two testers cannot do');
		is($post->(act => 'no_path', round => 'p1', activity => 'SAL01')->{status}, 303, 'two say so of this one');
		like(text_of($site->get($page)->{body}), qr/STOP: back to the selection\. Why: there is no way to do/, 'confirmed, it stops the pilot');
		is($post->(act => 'path', round => 'p1', activity => 'SAL01')->{status}, 303, 'until it is taken back');
		my %limits = map { @$_ } grep { $_->[0] =~ m{^limit/} } fields_of($site->get($page)->{body});
		is(scalar keys %limits, 13, 'thirteen thresholds');
		is($post->(act => 'limits', %{{%limits, 'limit/go_success' => '0,6', 'limit/go_seq' => '4.5'}})->{status}, 303, 'others are kept');
		my $go = text_of($site->get($page)->{body});
		like($go, qr/Done without help: Find a customer 67% at least 60% met/, 'and printed');
		like($go, qr/Ease of the must tasks, mean 4\.9 at least 4\.5 met/, 'in their own units');
		is($post->(act => 'limits', %{{%limits, 'limit/go_sus' => '101'}})->{status}, 422, 'out of range they are not');
	};

	subtest 'the next version' => sub {
		pilot_prototype($data, 'quotes', '2');
		pilot_round($data, 'p2', 'quotes 2');
		for my $i (0 .. 11) {
			my %says = %{$first[$i]};
			# One point better in items 1, 3 …, where there is one: 12.5 more.
			my @sus = ($says{sus}[0] < 5 ? $says{sus}[0] + 1 : 5, $says{sus}[1]);
			pilot_answer($site, 'p2', %says, done => ['alone', 'alone'], sus => \@sus, fit => ['as_is', 'as_is'], severity => undef,
				minutes => [$says{minutes}[0] / 2, 10], code => $codes[$i]);
		}
		kiosk(qw(round close p2 --data), $data);
		my $body = $site->get($page)->{body};
		is(figure($body, 'done:p2:T1'), '100% (78%–100%)', 'all of them alone');
		like(figure($body, 'done:p1:T1'), qr/^67%/, 'beside the round before');
		like(text_of($body), qr/better: \+8\.3 \(\+[\d.]+–\+\d+\) · the same 12 testers/, 'SUS improved, of the same testers') or diag text_of($body);
		like(text_of($body), qr/better: \+33 points/, 'so did the task');
		like(text_of($body), qr/better: −50%/, 'in half the time');
		unlike(text_of($body), qr/SUS counts once/, 'each version in one round');
	};

	subtest 'wording that nobody validated' => sub {
		pilot_prototype($data, 'slovak', '1');
		my $codes = pilot_round($data, 's1', 'slovak', 8);
		pilot_answer($site, 's1', %{$first[$_]}, lang => $_ < 4 ? 'sk' : 'en', code => shift @{$codes->{SAL}}) for 0 .. 5;
		kiosk(qw(round close s1 --data), $data);
		my $body = $site->get('/results/pilots/slovak')->{body};
		like(text_of($body), qr/no grade: most answered in wording that was not validated/, 'has no grade');
		unlike(text_of($body), qr/grade [A-F]|excellent/, 'and no adjective');
		like(lines($body), qr/SUS, mean \d+ at least 68 (?:not )?met advice only/, 'its criteria are advice');
		like(text_of($body), qr/its criteria are advice and do not decide/, 'and that is said');
	};

	subtest 'the overview of the round' => sub {
		my $body = $site->get('/results/p1')->{body};
		unlike(text_of($body), qr/I thought the system was easy to use|Did you finish this task/, 'does not tell by parts what the pilot page tells as means');
		unlike($body, qr{<h3>Describe it in one or two sentences}, 'nor comments as texts that nobody released');
		like($body, qr{href="/results/pilots/quotes">What testers said}, 'but where it stands');
	};

	subtest 'taken away' => sub {
		my $zip = "$data/../pilots.zip";
		is((kiosk('export', 'p2', '-o', $zip, '--aggregate', '--data', $data))[0], 0, 'a bundle');
		my ($status, $csv) = run_command(['unzip', '-p', $zip, '*pilots.csv']);
		my ($head, @rows) = cells_of($csv);
		my @list = map { my $row = $_; +{map { $head->[$_] => $row->[$_] } 0 .. $#$head} } @rows;
		my ($done) = grep { $_->{figure} eq 'done' && $_->{of} eq 'T1' } @list;
		is(join(' ', map { $_ // '' } @$done{qw(round prototype version n value lo hi level state)}), 'p2 quotes 2 12 1 0.78 1 0.9 shown', 'the same figure');
		my ($verdict) = grep { $_->{figure} eq 'verdict' } @list;
		is($verdict->{text}, ($site->get($page)->{body} =~ /class="lead">(\w+):/)[0], 'and verdict');
		is(scalar(grep { $_->{state} ne 'shown' && join('', @$_{qw(n value lo hi)}) ne '' } @list), 0, 'what is hidden is blank');
	};

	subtest 'who may' => sub {
		$site->enter('vera', '--role', 'manager');
		my $page_of = $site->get($page);
		is($page_of->{status}, 200, 'a manager reads');
		unlike($page_of->{body}, qr/name="act"/, 'and has nothing to press');
		is($site->post($page, [csrf => $site->csrf($site->get('/admin/password')), act => 'limits'])->{status}, 403, 'or to change');
		like($site->get('/results')->{body}, qr{href="/results/pilots"}, 'the way in');
		like($site->get('/results/p1')->{body}, qr{<nav class="tabs[^>]*>.*href="/results/pilots/quotes"[^>]*>Pilot</a>}s, 'and from a round');
		unlike($site->get('/results/crm-audit-1')->{body}, qr{href="/results/pilots/}, 'of a pilot only');
	};

	subtest 'a version tried twice' => sub {
		my $before = figure($site->get($page)->{body}, 'sus:p2:all');
		pilot_round($data, 'p3', 'quotes 2');
		pilot_answer($site, 'p3', %{$first[$_]}, sus => [1, 5], code => $codes[$_]) for 0 .. 11;
		kiosk(qw(round close p3 --data), $data);
		my $again = $site->get($page)->{body};
		is(figure($again, 'sus:p2:all'), $before, 'a second round of the version changes nothing of the first');
		is(figure($again, 'sus:p3:all') // 'none', 'none', 'who gave SUS there gives none here');
		like(text_of($again), qr/SUS counts once for each tester and version/, 'which is said');
	};
});
done_testing();
