# Goals from a starting value to a target, judged by time gone (method H), and rounds of one
# form compared, as far as both may be shown.
use strict;
use warnings;
use Test::More;
use POSIX ();
use Kiosk;
use Site;

my $at = '/results/crm-audit-1/quarter';

sub day { return POSIX::strftime('%Y-%m-%d', gmtime(time + 86400 * $_[0])) }

both_ways(sub {
	my ($site) = @_;
	$site->login('admin', PASSWORD);
	my $csrf = $site->csrf($site->get('/admin'));
	my $post = sub { return $site->post($at, {csrf => $csrf, goal => 0, act => 'save', what => 'Minutes per quote',
		unit => 'min', start_value => 30, start_day => day(-100), target_value => '10,0', target_day => day(100),
		owner => 'Anna', source => 'CRM', @_}) };

	like(text_of($site->get($at)->{body}), qr/No goal yet/, 'begins empty');
	is($post->(target_value => 30)->{status}, 422, 'the target differs from the starting value');
	is($post->(target_day => day(-200))->{status}, 422, 'and lies later');
	my $answer = $post->(start_value => 'some');
	is($answer->{status}, 422, 'values are numbers');
	like($answer->{body}, qr/value="Minutes per quote"/, 'what was typed is kept');
	is($post->()->{status}, 303, 'a goal');
	my ($id) = map { $_->[0] } sql($site->data, 'SELECT id FROM goal');
	like(text_of($site->get($at)->{body}), qr/Minutes per quote not measured yet/, 'not judged without a value');
	my $measure = sub { return $post->(goal => $id, act => 'measure', day => $_[0], value => $_[1]) };
	is($measure->(day(-2), 'x')->{status}, 422, 'a measured value is a number');
	# Half the time is gone: 0.40 of the way is on track (0.10 of slack), less is not.
	is($measure->(day(-3), 24)->{status}, 303, 'measured');
	like(text_of($site->get($at)->{body}), qr/Minutes per quote behind.*Attained 30%/, '30 % of the way at half time: behind');
	like(text_of($site->get('/today')->{body}), qr/Goals that are behind: 1, above 0/, 'one goal, not 1.0');
	$measure->(day(-2), 20);
	like(text_of($site->get($at)->{body}), qr/Minutes per quote on track.*Attained 50%/, '50 %: on track');
	$measure->(day(-1), '9,5');
	like(text_of($site->get($at)->{body}), qr/Minutes per quote achieved.*Attained 10\d%/, 'past the target: achieved');
	is($post->(goal => $id, target_value => 5)->{status}, 303, 'the target moves');
	unlike(text_of($site->get($at)->{body}), qr/Minutes per quote achieved/, 'and it is not achieved any more');
	is($post->(goal => $id, act => 'drop')->{status}, 303, 'dropped');
	unlike($site->get($at)->{body}, qr/Minutes per quote not/, 'and gone');
	is($post->(goal => 999, act => 'drop')->{status}, 404, 'none of that number');

	my $fill = sub {
		my ($round, $minutes, $n) = @_;
		for my $department (qw(SAL MKT SUP)) {
			$site->post("/s/$round", [audit_fields(department => $department, functions => ["${department}01"],
				detail => {A20_unit => 'month', A21 => $minutes})], accept => 'application/json', cookie => '') for 1 .. $n;
		}
		kiosk('round', 'close', $round, '--data', $site->data);
	};
	$fill->('crm-audit-1', 60, 6);
	kiosk('round', 'open', '--form', 'crm-audit', '--title', 'Afterwards', '--code', 'after', '--data', $site->data);
	$fill->('after', 20, 6);
	my $page = text_of($site->get('/results/after/quarter')->{body});
	like($page, qr/Afterwards .* Usable answers 18/, 'both rounds of the form') or diag $page;
	like($page, qr/Hours a week actually saved.*Record a new lead \d/, 'and what is really saved') or diag $page;
	unlike(text_of($site->get($at)->{body}), qr/actually saved/, 'nothing before the first round');
	# The first round as of a time when a month had other weeks: rounds are compared by one method.
	my ($saved) = $page =~ /(Hours a week actually saved.*)/;
	my $listed = sub { (text_of($site->get('/results/crm-audit-1/priorities')->{body}) =~ /(Record a new lead .*)/)[0] };
	my $second = $listed->();
	run_command(['sqlite3', '-cmd', '.timeout 5000', $site->data . '/kiosk.db',
		"DELETE FROM round_param WHERE name = 'method_version' AND round = (SELECT id FROM round WHERE code = 'crm-audit-1');"
		. " UPDATE round SET revision = revision + 1 WHERE code = 'crm-audit-1'"]);
	isnt($listed->(), $second, 'the list of the first is of the first version of the method');
	is((text_of($site->get('/results/after/quarter')->{body}) =~ /(Hours a week actually saved.*)/)[0], $saved, 'what is really saved is the same');
	# A goal about an activity stands beside it, and beside its requirement.
	my $linked = $post->(what => 'Minutes per <lead>', activity => 'NOPE');
	is($linked->{status}, 422, 'an activity the round does not have is refused');
	like(text_of($linked->{body}), qr/Choose one of the activities offered, or none\./, 'as it says');
	like($linked->{body}, qr/value="Minutes per &lt;lead&gt;"/, 'what was typed is kept');
	is($post->(what => 'Minutes per <lead>', activity => 'SAL01')->{status}, 303, 'one it has is taken');
	my ($goal) = map { $_->[0] } sql($site->data, "SELECT id FROM goal WHERE activity = 'SAL01'");
	my $goals = $site->get($at)->{body};
	like($goals, qr{<li class="card" id="goal-$goal">.*?<a href="/results/crm-audit-1/functions/SAL01">Record a new lead</a>}s, 'the goal names it, with a link');
	like($site->get("$at?goal=$goal")->{body}, qr{<option value="SAL01" selected>}, 'and its form has it chosen');
	my $link = qr{<a href="\Q$at\E#goal-$goal">Minutes per &lt;lead&gt;</a> <span class="badge">not measured yet</span>};
	like($site->get('/results/crm-audit-1/functions/SAL01')->{body}, qr{<h2>Goals</h2>\s*<ul class="plain"><li>$link}, 'the activity lists it with its state');
	unlike($site->get('/results/crm-audit-1/functions/MKT01')->{body}, qr{<h2>Goals</h2>}, 'another activity has none');
	$measure = sub { return $post->(goal => $goal, act => 'measure', day => day(-1), value => $_[0]) };
	$measure->('9');
	my $write = sub { my ($path, %fields) = @_; return $site->post("/results/crm-audit-1/$path", {csrf => $csrf, %fields}) };
	$write->('requirement', id => 'R1', text => 'Leads at once', activity => 'SAL01', test => 'Seen', level => 'must');
	$write->('requirement', id => 'R2', text => 'Mails at once', activity => 'MKT01', test => 'Seen', level => 'must');
	my $beside = sub { my ($id, $html) = @_; return text_of(($html =~ m{(<li class="card requirement" id="$id">.*?</dl>)}s)[0]) };
	my $draft = $site->get('/results/crm-audit-1/baseline')->{body};
	like($beside->('R1', $draft), qr/Goals Minutes per <lead> achieved/, 'so does its requirement');
	unlike($beside->('R2', $draft), qr/Goals/, 'and no other');
	$write->('roster', person => 0, name => 'Anna', signs => 1);
	is($write->('baseline', act => 'freeze', note => 'now')->{status}, 303, 'frozen');
	like($beside->('R1', $site->get('/results/crm-audit-1/baseline/1')->{body}), qr/Goals Minutes per <lead> achieved/, 'the document, too');
	my ($code) = $write->('baseline/1/codes', person => '')->{body} =~ m{<p class="receipt">([^<]*)<};
	unlike($site->post('/sign', {code => $code, open => 1}, cookie => '')->{body}, qr{/quarter}, 'who signs without an account gets no link they may not follow');
	is($post->(goal => $goal, what => 'Minutes per <lead>', activity => '')->{status}, 303, 'a goal may be about none');
	unlike($site->get('/results/crm-audit-1/functions/SAL01')->{body}, qr{<h2>Goals</h2>}, 'then the activity has none');
	# Another round's activity stays with the goal, without a link.
	run_command(['sqlite3', '-cmd', '.timeout 5000', $site->data . '/kiosk.db', "UPDATE goal SET activity = 'OLD01' WHERE id = $goal"]);
	$goals = $site->get("$at?goal=$goal")->{body};
	like($goals, qr{<dd>OLD01</dd>}, 'it is named');
	like($goals, qr{<option value="OLD01" selected>}, 'and stays chosen');
	is($post->(goal => $goal, activity => 'OLD01')->{status}, 303, 'and may stay');
	is($post->(activity => 'OLD01')->{status}, 422, 'but not be chosen anew');
	is($site->get("/results/after/quarter?lang=$_")->{status}, 200, "in $_") for qw(sk pl it es ca);
});
done_testing;
