# What the pages that decide say, figure by figure: people and their hours, executives' means, goals, the
# draft, the frozen document, who signed; and what is taken exactly up to its limit.
use strict;
use warnings;
use POSIX ();
use Test::More;
use Html;
use Kiosk;
use Site;

my $round = '/results/crm-audit-1';
my $site = Site->new('fcgi', new_kiosk());

sub day { return POSIX::strftime('%Y-%m-%d', gmtime(time + 86400 * $_[0])) }
my @months = qw(January February March April May June July August September October November December);
sub date { my ($y, $m, $d) = split /-/, $_[0]; return sprintf "%d\xc2\xa0%s %d", $d, $months[$m - 1], $y }
sub notice { my ($page) = @_; return words(($page->{body} =~ m{<p class="notice" role="status">(.*?)</p>}s)[0]) }
sub fault { my ($page) = @_; return words(($page->{body} =~ m{<(?:p|div) class="(?:error|warning|error-summary)" role="alert"[^>]*>(.*?)</(?:p|div)>}s)[0]) }
sub lacks { my ($page) = @_; return map { words($_) } (($page->{body} =~ m{<ul class="columns">(.*?)</ul>}s)[0] // '') =~ m{<li>(.*?)</li>}gs }
# Of table rows the one whose first cell begins so.
sub row { my ($html, $name) = @_; my ($row) = grep { $_->[0] =~ /^\Q$name\E/ } rows_in($html); return $row }

# Six of each department do two things each; figures as method A has them are the list's business: read from it.
my $n = 0;
for my $department (qw(SAL MKT SUP)) {
	for my $p (1 .. 6) {
		$site->post('/s/crm-audit-1', [audit_fields(id => sprintf('%08d-0000-4000-8000-000000000000', ++$n), department => $department, functions => ["${department}01", $p < 6 ? "${department}03" : ()],
			detail => {A20 => $p, A24 => $department eq 'SUP' ? 2 : 4})], accept => 'application/json', cookie => '');
	}
}
kiosk('round', 'close', 'crm-audit-1', '--data', $site->data);
$site->login('admin', PASSWORD);
my $csrf = $site->csrf($site->get("$round/baseline"));
my $post = sub { my ($path, %fields) = @_; return $site->post("$round/$path", {csrf => $csrf, %fields}) };
my (undef, $csv) = kiosk('priorities', 'crm-audit-1', '--csv', '--data', $site->data);
my ($head, @list) = cells_of($csv);
@list = grep { $_->{scope} eq 'overall' } map { my $r = $_; +{map { $head->[$_] => $r->[$_] } 0 .. $#$head} } @list;
my %name = (SAL01 => 'Record a new lead', MKT01 => 'Build target lists and segments', SUP01 => 'Record a ticket or request');

subtest 'people of the project' => sub {
	my $put = sub { return $post->('roster', person => 0, @_) };
	my @before = lacks($site->get("$round/roster"));
	is(scalar(() = join('', grep { /^Nobody holds this role: / } @before) =~ /,/g), 11, 'twelve roles nobody holds, in one line');
	is(scalar(() = join('', grep { /^Nobody speaks for this department: / } @before) =~ /,/g), 3, 'four departments nobody speaks for');
	is(scalar @before, 2, 'and no line more');
	is($put->(name => 'n' x 100, hours => 10000, 'role/sponsor' => 0, signs => 1)->{headers}{location}, "$round/roster?saved=1", 'a name of a hundred, ten thousand hours');
	is(notice($site->get("$round/roster?saved=1")), 'Saved.', 'told');
	is(notice($site->get("$round/roster")), '', 'once');
	for (['name', 'n' x 101, 'Enter a name of up to 100 characters.'], ['name', '  ', 'Enter a name of up to 100 characters.'],
			['hours', 10001, 'Hours are numbers from 0 to 10,000, or blank.'], ['hours', -1, 'Hours are numbers from 0 to 10,000, or blank.'], ['hours', 'x', 'Hours are numbers from 0 to 10,000, or blank.'],
			['role/it', 10001, 'Hours are numbers from 0 to 10,000, or blank.'], ['role/it', '-0.5', 'Hours are numbers from 0 to 10,000, or blank.']) {
		my ($field, $bad, $says) = @$_;
		my $page = $put->(name => 'Typed', department => 'MKT', hours => 5, 'role/trainer' => 3, $field => $bad);
		is($page->{status}, 422, "$field is refused");
		is(fault($page), $says, 'as it says');
		my %kept = values_of(($page->{body} =~ m{id="person">(.*?)</section>}s)[0]);
		is(join('|', @kept{'department', 'role/trainer'}), 'MKT|3', 'what was typed stays');
		ok(!exists $kept{signs}, 'and what was not ticked');
	}
	is(scalar sql($site->data, 'SELECT count(*) FROM stakeholder'), 1, 'nothing of that is stored');
	is($put->(name => "\xc5\xa1" x 101)->{status}, 422, 'a name of 101 letters');
	is($put->(name => "\xc5\xa1" x 100)->{status}, 303, 'and of a hundred, whatever they take in bytes');
	$post->('roster', act => 'leave', person => (sql($site->data, 'SELECT max(id) FROM stakeholder'))[0][0]);
	# Anna has ten hours, four and six of them in roles; Eva as many, and one more in hers.
	$put->(name => 'Anna', department => 'SAL', hours => 10, 'role/sponsor' => 4, 'role/steering' => '6', signs => 1);
	$put->(name => 'Eva', department => 'SUP', hours => 10, 'role/it' => 11);
	my $page = $site->get("$round/roster");
	my @lacks = lacks($page);
	is_deeply([grep { !/^Nobody/ } @lacks], ['Fewer hours than needed: IT', 'Overloaded: more hours in roles than they have: Eva'], 'twelve are needed for IT, Eva has ten: eleven are too few and too many');
	is(scalar(() = join('', grep { /^Nobody holds/ } @lacks) =~ /,/g), 8, 'nine roles are left, in one line');
	is_deeply([grep { /^Nobody speaks/ } @lacks], ['Nobody speaks for this department: Management, Marketing'], 'and two departments');
	my ($table) = $page->{body} =~ m{<table class="table">(.*?)</table>}s;
	is_deeply(row($table, 'Anna'), ['Anna', 'Sponsor, Steering committee', 'Sales', 10, 'Yes'], 'who, with what, for whom');
	like($site->get("$round/roster?lang=ca")->{body}, qr{<td>S\xc3\xad</td></tr>}, 'a plain yes: to sign is not to find clear');
	$site->get("$round/roster?lang=en");
	is_deeply(row($table, 'Eva'), ['Eva', 'IT', 'Support', 10, 'No'], 'and who does not sign');
	my ($roles) = $page->{body} =~ m{<h2>Roles</h2>(.*?)</section>}s;
	is_deeply([@{row($roles, 'Sponsor')}[1, 3]], ['Anna ' . 'n' x 100, 4], 'hours given to a role');
	is({values_of($roles)}->{'need/it'}, 12, 'and needed');
	like($roles, qr{<b class="badge w\w*">11</b>}, 'too few are marked');
	unlike($roles, qr{<b class="badge w\w*">(?:4|6)</b>}, 'enough are not');
	my ($anna) = map { $_->[0] } grep { $_->[1] eq 'Anna' } links_in($table);
	like($anna, qr{^\Q$round\E/roster\?person=\d+#person$}, 'a link to change each');
	my ($id) = $anna =~ /person=(\d+)/;
	my %form = values_of(($site->get("$round/roster?person=$id")->{body} =~ m{id="person">(.*?)</section>}s)[0]);
	is(join('|', map { $form{$_} // '-' } qw(person name department hours role/sponsor role/steering role/it signs)), "$id|Anna|SAL|10|4|6||1", 'with what stands');
	is($post->('roster', act => 'needs', 'need/it' => 11)->{status}, 303, 'eleven hours are needed');
	is_deeply([grep { !/^Nobody/ } lacks($site->get("$round/roster"))], ['Overloaded: more hours in roles than they have: Eva'], 'eleven are enough');
	is($post->('roster', act => 'needs', 'need/it' => $_)->{status}, 422, "not $_") for -1, 10001, 'x';
	is($post->('roster', act => 'needs', 'need/it' => 10000)->{status}, 303, 'ten thousand are');
	$post->('roster', act => 'needs', 'need/it' => 12);
	my ($long) = map { $_->[0] } sql($site->data, "SELECT id FROM stakeholder WHERE length(name) = 100");
	is($post->('roster', act => 'leave', person => $long)->{status}, 303, 'one leaves');
	is($site->get("$round/roster?person=$long")->{status}, 404, 'and is gone');
	is($site->get("$round/roster?person=$_")->{status}, 404, "nobody is $_") for 'x', 999;
	is($post->('roster', act => 'leave', person => $_)->{status}, 404, "nor leaves $_") for 'x', -1, 999;
};

subtest 'what executives want' => sub {
	my %id = map { $_->[1] => $_->[0] } sql($site->data, 'SELECT id, name FROM stakeholder');
	my $ask = sub { my ($who, %want) = @_; return $post->('exec', person => $id{$who}, map { ("want/$_" => $want{$_}) } keys %want) };
	is($ask->('Anna', SAL01 => 3, MKT01 => 0)->{headers}{location}, "$round/exec?saved=1", 'asked');
	is($ask->('Eva', SAL01 => 2, MKT01 => 1, SUP01 => 1)->{status}, 303, 'and another');
	my $page = $site->get("$round/exec");
	# Means of 3 and 2, of 0 and 1, of 1 alone; of three.
	is_deeply(row($page->{body}, $name{SAL01}), [$name{SAL01}, 2, '2.50', 83], 'two and a half of three');
	is_deeply(row($page->{body}, $name{MKT01}), [$name{MKT01}, 2, '0.50', 17], 'a half');
	is_deeply(row($page->{body}, $name{SUP01}), [$name{SUP01}, 1, '1.00', 33], 'one');
	is_deeply(row($page->{body}, 'Prepare quotes'), ['Prepare quotes or proposals', 0, '–', '–'], 'and what nobody said');
	like(text_of($page->{body}), qr/Executives who have answered: 2\. .* ranked activities without an answer: 3\./, 'three of six are left');
	my ($select) = $page->{body} =~ m{<select id="who" name="person">(.*?)</select>}s;
	is_deeply([map { words($_) } $select =~ m{<option[^>]*>(.*?)</option>}gs], ["Anna \xe2\x9c\x93", "Eva \xe2\x9c\x93"], 'who has answered is ticked');
	my %form = values_of(($site->get("$round/exec?person=$id{Anna}")->{body} =~ m{id="answers">(.*?)</form>}s)[0]);
	is(join('|', map { $form{"want/$_"} } qw(SAL01 MKT01 SUP01)), '3|0|', 'what she said, a nought too');
	is(fault($post->('exec', person => '')), 'Choose a person of the roster first.', 'nobody is chosen');
	is(fault($ask->('Anna', SAL01 => $_)), 'Choose one of the answers offered, from 0 to 3.', "not $_") for 4, '-', '10';
	like(text_of($site->get("$round/brief")->{body}), qr/Executives were asked about some activities only: it does not count yet\./, 'the brief says so, too');
	# With an answer for each the criterion counts.
	$ask->('Anna', SAL01 => 3, MKT01 => 0, SUP01 => 1, SAL03 => 3, MKT03 => 1, SUP03 => 2);
	unlike(text_of($site->get("$round/exec")->{body}), qr/It does not count yet/, 'all are answered');
	like($site->get("$round/priorities")->{body}, qr/from “not needed” to “must” · counts \d+%/, 'and it counts');
	my %factor = map { $_->[0] => $_->[1] } rows_in(part($site->get("$round/functions/SAL01")->{body}, 'From the answers to the score'));
	is($factor{'Executives, 0 to 100'}, 83, 'as much as their mean');
	my ($counts) = $site->get("$round/priorities")->{body} =~ /from “not needed” to “must” · counts (\d+%)/;
	like(text_of($site->get("$round/brief")->{body}), qr/Executives were asked; their answers count \Q$counts\E of the score\./, 'the brief says so');
	$ask->($_) for qw(Anna Eva);
	like(text_of($site->get("$round/exec")->{body}), qr/Not asked\./, 'all taken back');
	like(text_of($site->get("$round/brief")->{body}), qr/Executives: not asked\./, 'there as well');
};

subtest 'goals' => sub {
	my $save = sub { my %w = (goal => 0, act => 'save', what => 'Minutes per quote', unit => 'min', start_value => 30, start_day => day(-100), target_value => '10,5', target_day => day(100), owner => 'Anna', source => 'CRM', @_); return $post->('quarter', %w) };
	my $says = 'A goal needs a name, two different values and two dates, the second later; a measured value needs a number and a day that is not';
	for (['what', ''], ['what', 'x' x 201], ['unit', 'x' x 201], ['owner', 'x' x 201], ['source', 'x' x 201], ['start_value', ''], ['target_value', '30'], ['target_day', day(-100)], ['start_day', 'x'], ['target_day', '']) {
		my ($field, $bad) = @$_;
		my $page = $save->($field => $bad);
		is($page->{status}, 422, "$field is refused");
		like(fault($page), qr/^\Q$says\E/, 'as it says');
		my %kept = values_of(($page->{body} =~ m{id="goal">(.*?)</section>}s)[0]);
		is($kept{$field}, $bad, 'what was typed stays');
	}
	is($save->(what => 'w' x 200, unit => 'u' x 200, owner => 'o' x 200, source => 's' x 200)->{headers}{location}, "$round/quarter?saved=1", 'texts of two hundred');
	is($save->(goal => (sql($site->data, 'SELECT max(id) FROM goal'))[0][0], what => "\xc5\xa1" x 200)->{status}, 303, 'letters, not bytes');
	is($save->(what => "\xc5\xa1" x 201)->{status}, 422, 'not one more');
	is(notice($site->get("$round/quarter?saved=1")), 'Saved.', 'told');
	is(notice($site->get("$round/quarter")), '', 'once');
	my ($id) = map { $_->[0] } sql($site->data, 'SELECT max(id) FROM goal');
	is($save->(goal => $id)->{status}, 303, 'changed');
	my $card = sub { return words(($site->get("$round/quarter")->{body} =~ m{<li class="card" id="goal-$id">(.*?)<form}s)[0]) };
	my $measure = sub { return $post->('quarter', goal => $id, act => 'measure', day => $_[0], value => $_[1]) };
	is($card->(), 'Minutes per quote not measured yet Starting value 30 min Latest value – Target 10.50 min, ' . date(day(100)) . ' Attained – Owner Anna Measured where CRM', 'a goal, not measured');
	# Half of the time is gone. 30 to 10.5 is 19.5: of that 7.8 is 40 %, on track with the slack of a tenth; 7.7 is not.
	is($measure->(day(-3), '22,2')->{status}, 303, 'measured');
	is($card->(), 'Minutes per quote on track Starting value 30 min Latest value 22.20 min Target 10.50 min, ' . date(day(100)) . ' Attained 40% Owner Anna Measured where CRM', '40 %: on track');
	$measure->(day(-2), '22,3');
	like($card->(), qr/^Minutes per quote behind .*Latest value 22\.30 min .*Attained 39%/, '39 %: behind');
	$measure->(day(-1), '10.5');
	like($card->(), qr/^Minutes per quote achieved .*Latest value 10\.50 min .*Attained 100%/, 'exactly: achieved');
	$measure->(day(0), 31);
	like($card->(), qr/^Minutes per quote behind .*Latest value 31 min .*Attained \xe2\x88\x925%/, 'worse than it was');
	$measure->(day(-4), 10);
	like($card->(), qr/Latest value 31 min/, 'the latest day counts, not the latest word');
	is($measure->($_, 5)->{status}, 422, "not on “$_”") for '', 'x', '2026-02-30';
	is($measure->(day(0), $_)->{status}, 422, "not “$_”") for '', 'x';
	my $edit = $site->get("$round/quarter?goal=$id");
	my %form = values_of(($edit->{body} =~ m{id="goal">(.*?)</section>}s)[0]);
	is(join('|', @form{qw(goal what unit start_value start_day target_value target_day owner source)}), join('|', $id, 'Minutes per quote', 'min', 30, day(-100), '10.5', day(100), 'Anna', 'CRM'), 'in its form');
	like($edit->{body}, qr/Change the goal/, 'to be changed');
	my %fresh = values_of(($site->get("$round/quarter")->{body} =~ m{id="goal">(.*?)</section>}s)[0]);
	is(join('|', @fresh{qw(goal what start_day)}), '0||' . day(0), 'a new one begins today');
	is($site->get("$round/quarter?goal=$_")->{status}, 404, "no goal $_") for 'x', 999;
	is($post->('quarter', goal => $_, act => 'drop')->{status}, 404, "none to drop: $_") for 'x', -1, 999;
	like($site->get("$round/quarter")->{body}, qr{href="\Q$round\E/quarter\?goal=$id#goal"}, 'a link to it');
	# Of the round itself: eighteen of how many are asked, and the sums of the list.
	my ($now, $saved) = (0, 0);
	my ($rounds) = $site->get("$round/quarter")->{body} =~ m{<dl class="facts card">(.*?)</dl>}s;
	like(words($rounds), qr/^CRM audit \Q@{[date(day(0))]}\E Usable answers 18 /, 'the round, its day, its answers');
	my @hours = words($rounds) =~ /Hours a week now (\S+) Hours a week that could be saved (\S+)/;
	$now += $_->{hours_now} for @list;
	$saved += $_->{hours_saved} for @list;
	cmp_ok(abs($hours[0] - $now), '<=', 0.06 * $now, 'what it costs now, in two digits') or diag words($rounds);
	cmp_ok(abs($hours[1] - $saved), '<=', 0.06 * $saved, 'and could save');
};

# One requirement as it was typed, for more.
my %written = (text => 'Quotes at once', why => 'slow', activity => 'SAL01', test => 'A quote in 1 minute', level => 'must', owner => 'Anna', depends => '');

subtest 'the draft' => sub {
	my $base = sub { return $site->get("$round/baseline") };
	is($post->('baseline', act => 'propose')->{headers}{location}, "$round/baseline?saved=1#draft", 'taken from the list');
	my @ids = $base->()->{body} =~ /<li class="card requirement" id="(R\d+)"/g;
	cmp_ok(scalar @ids, '>=', 3, 'some');
	is("@ids", join(' ', map { "R$_" } 1 .. @ids), 'numbered from one');
	is($post->('requirement', id => 'R1', %written)->{headers}{location}, "$round/baseline?saved=1#R1", 'one is written');
	my ($r1) = $base->()->{body} =~ m{<li class="card requirement" id="R1">(.*?)</li>}s;
	my ($sal) = grep { $_->{func} eq 'SAL01' } @list;
	like(words($r1), qr/Quotes at once/, 'its text');
	like(words($r1), qr/rank $sal->{rank} · score \Q@{[sprintf '%.1f', $sal->{score}]}\E of 100 · hours a week that could be saved: .* · people: $sal->{doers_pop}/, 'and the figures of its activity');
	my %form = values_of($site->get("$round/requirement?id=R1")->{body} =~ s/.*<form method="post" action="[^"]*requirement"//sr);
	is(join('|', map { $form{$_} } sort keys %written), join('|', map { $written{$_} } sort keys %written), 'in its form');
	like($site->get("$round/requirement?id=R1")->{body}, qr/name="remove"/, 'which can take it out');
	my %new = values_of($site->get("$round/requirement")->{body});
	is(join('|', @new{qw(id level new)}), 'R' . (@ids + 1) . '|should|1', 'a new one has the next number');
	is($site->get("$round/requirement?id=R99")->{status}, 404, 'none of that number');
	for (['text', 'x' x 1001, 'a text is too long: shorten it to 1,000 characters'], ['why', 'x' x 1001, 'a text is too long: shorten it to 1,000 characters'],
			['test', 'x' x 1001, 'a text is too long: shorten it to 1,000 characters'], ['owner', 'x' x 1001, 'a text is too long: shorten it to 1,000 characters'],
			['depends', 'R1', 'depends on itself by way of others: take one step out of the circle'], ['depends', 'R99', 'depends on an id that the draft does not have: correct “Depends on”']) {
		my ($field, $bad, $says) = @$_;
		my $page = $post->('requirement', id => 'R1', %written, $field => $bad);
		is($page->{status}, 422, "$field is refused");
		is(fault($page), "R1: $says", 'as it says');
		is({values_of($page->{body})}->{$field}, $bad, 'what was typed stays');
	}
	is($post->('requirement', id => 'R1', %written, $_ => "\xc5\xbe" x 1000)->{status}, 303, "$_: a thousand letters are taken") for qw(text why test);
	is($post->('requirement', id => 'R1', %written, $_->[0] => $_->[1])->{status}, 422, "no $_->[0] $_->[1]") for ['level', 'most'], ['activity', 'SAL99'];
	$post->('requirement', id => 'R1', %written);
	is($post->('requirement', id => 'R2', %written, depends => ' R1, R3 ')->{status}, 303, 'on two others');
	is(scalar sql($site->data, "SELECT depends FROM requirement WHERE id = 'R2'"), 'R1 R3', 'kept plainly');
	my $needed = $post->('requirement', id => 'R1', remove => 1);
	is(fault($needed), 'Other requirements depend on it: change those first.', 'what others need stays');
	$post->('requirement', id => 'R2', %written, test => '', owner => '', text => '');
	my %gaps;
	push @{$gaps{$_->[0]}}, $_->[1] for map { [words($_) =~ /^(.*?): (.*)$/] } (($base->()->{body} =~ m{<ul class="gaps columns">(.*?)</ul>}s)[0] // '') =~ m{<li>(.*?)</li>}gs;
	ok((grep { $_ eq 'R2' } @{$gaps{$_}}), "$_: R2") for 'No text', 'No acceptance test', 'No owner';
	ok(!(grep { $_ eq 'R1' } map { @{$_ // []} } values %gaps), 'nothing of R1 is open');
	$post->('requirement', id => 'R2', %written, text => 'Another');
	$post->('requirement', id => $_, remove => 1) for grep { $_ !~ /^R[12]$/ } @ids;
	is(join(' ', $base->()->{body} =~ /<li class="card requirement" id="(R\d+)"/g), 'R1 R2', 'two are left');
	like(text_of($base->()->{body}), qr/Nothing: every requirement has a text, a test and an owner/, 'and nothing is open');
};

# What alerts say of all that: {figure}, of rules that hold whatever the figure is, where it is known.
sub alerts {
	my (undef, $csv) = kiosk('stats', '--csv', '--data', $site->data);
	return {map { my ($what) = $_->[0] =~ /^alert (\w+) .*below 1e\+06$/; $what ? ($what => $_->[2]) : () } cells_of($csv)};
}

subtest 'frozen, and signed' => sub {
	for my $measure (qw(gaps unsigned_days goals_behind roles_uncovered roles_overloaded no_representative contested disagreement excluded)) {
		is($site->post('/admin/alerts', {csrf => $csrf, id => 0, measure => $measure, comparison => 'below', threshold => 1000000, department => '', audience => 'all', active => 1})->{status}, 303, "a rule of $measure");
	}
	# One goal is behind; nine of twelve roles are held by nobody, that of IT has too few hours and Eva too many in
	# it; nobody speaks for two departments; nothing is frozen.
	my $known = alerts();
	is_deeply({map { $_ => $known->{$_} } grep { !/contested|disagreement/ } keys %$known}, {goals_behind => '1.0', roles_uncovered => '9.0', roles_overloaded => '2.0', no_representative => '2.0', excluded => '0.0'}, 'what alerts know before');
	is($known->{contested}, sprintf('%.1f', scalar grep { $_->{standing} eq 'contested' } @list), 'as many as are contested');
	my $frozen = $post->('baseline', act => 'freeze', note => 'The <first>');
	is($frozen->{headers}{location}, "$round/baseline/1", 'version 1');
	my ($card) = map { words($_) } $site->get("$round/baseline")->{body} =~ m{<li class="card"><h3>(.*?)</li>}gs;
	is($card, 'version 1 being signed: 0 of 1 ' . date(day(0)) . ' · requirements: 2 · open points: 0', 'Anna alone is asked');
	is(join(' ', @{alerts()}{qw(gaps unsigned_days)}), '0.0 0.0', 'nothing is open, and it waits since today');
	my $page = $site->get("$round/baseline/1")->{body};
	my ($table) = $page =~ m{90% interval in brackets.*?<table class="table">(.*?)</table>}s;
	my ($heading, @rows) = rows_in($table);
	my %of = map { $_->[1] => $_ } @rows;
	for my $r (grep { $_->{func} =~ /^(?:SAL01|MKT01|SUP01)$/ } @list) {
		my $row = $of{$name{$r->{func}}};
		my $score = sprintf '%.1f', $r->{score};
		is_deeply([@$row[0, 4]], [$r->{rank}, $r->{doers_pop}], "$r->{func}: place and people");
		like($row->[2], qr/^\Q$score\E \(\d+–\d+\)$/, 'score, with its interval');
		cmp_ok(($row->[3] =~ /^([\d.]+) \(/)[0], '==', $r->{hours_saved}, 'hours');
		is($row->[5], $r->{verdict}, 'and in which group');
	}
	like(text_of($page), qr/Usable answers 18 \(release \d+\)/, 'what it rests on');
	like(text_of($page), qr/w_time 0\.4 · w_pain 0\.2 · w_want 0\.2 · w_exec 0\.1 · w_ease 0\.1 ·.*seed 20250701|w_\w+ .*seed 20250701/, 'its weights and seed');
	my ($signers) = $page =~ m{id="signers">(.*?)</section>}s;
	is_deeply([@{row($signers, 'Anna')}[0 .. 2]], ['Anna', 'Sponsor, Steering committee', 'not yet'], 'who is asked');
	my $letters = $site->post("$round/baseline/1/codes", {csrf => $csrf, person => ''});
	my ($code) = $letters->{body} =~ m{<p class="receipt">([^<]*)</p>};
	like($code, qr/^\w{4} \w{4} \w{4} \w{4}$/, 'a code in fours');
	like(words($letters->{body}), qr/Sponsor, Steering committee/, 'for whom');
	is(@{row(($site->get("$round/baseline/1")->{body} =~ m{id="signers">(.*?)</section>}s)[0], 'Anna')}[2], 'has a code, not signed yet', 'which is told');
	my $open = sub { return $site->post('/sign', {code => $code, open => 1}, cookie => '') };
	my %fields = values_of($open->()->{body});
	is(join('|', map { $fields{"l/$_"} } qw(R1 R2)), 'must|must', 'levels as they are');
	is($fields{code} =~ tr/ //dr, $code =~ tr/ //dr, 'with the code');
	like(words($open->()->{body}), qr/CRM audit: Sign the requirements/, 'of which round');
	like($open->()->{body}, qr{<form method="post" action="/sign">}, 'back here');
	my ($hash) = $page =~ m{Fingerprint of this version</dt><dd><code>([0-9a-f]{16})};
	like(words($open->()->{body}), qr/Anna · version 1 · \Q@{[date(day(0))]}\E The <first> /, 'who signs what, of when, and why');
	like(words($open->()->{body}), qr/Signed with the name above, \Q@{[date(day(0))]}\E · Fingerprint of this version: $hash Agree to all I have no remark on 0 of 2 answered No answer yet: R1 Sign off/, 'on which day, and which it is');
	like(words($open->()->{body}), qr/Nothing: every requirement has a text, a test and an owner/, 'with nothing open');
	my %agree = map { ("v/$_" => 'agree', "t/$_" => 'yes') } qw(R1 R2);
	my $asked = $open->()->{body};
	for (['agree', 'Agree'], ['change', 'Agree, with a change'], ['object', 'Object'], ['must', 'Must'], ['wont', "Won’t this time"], ['yes', 'Yes'], ['no', 'No']) {
		my ($value, $words) = @$_;
		ok((grep { text_of(unescape($_)) =~ /^\s*\Q$words\E\s*$/ } $asked =~ /value="$value"[^>]*>(.*?)<\/(?:label|option)>/gs), "the choice $value says: $words");
	}
	my $sign = sub { return $site->post('/sign', {%fields, %agree, @_}, cookie => '') };
	for (['v/R2', '', 'R2: choose one of the three answers'], ['v/R2', 'object', 'R2: write what should change, or why not'], ['t/R1', 'no', 'R1: write what is missing to see when it is met']) {
		my ($field, $bad, $says) = @$_;
		my $again = $sign->($field => $bad, missing => 'Typed');
		is($again->{status}, 422, "$field $bad");
		is(fault($again), $says, 'as it says');
		like($again->{body}, qr/Typed/, 'what was typed stays');
		is({values_of($again->{body})}->{'v/R1'}, 'agree', 'and what was chosen');
	}
	my $signed = $sign->('v/R2' => 'change', 'r/R2' => 'Sooner', missing => 'A search');
	is($signed->{status}, 200, 'agreed with a change');
	like(words($signed->{body}), qr/Thank you, it is recorded Your remarks go to the analyst\. .* Anna · CRM audit · version 1 · \Q@{[date(day(0))]}\E /, 'which is told');
	my $draft = $site->get("$round/baseline")->{body};
	like(words(($draft =~ m{<li class="card requirement" id="R2">(.*?)</li>}s)[0]), qr/Anna, Agree, with a change: Sooner/, 'which stands beside it');
	unlike(words(($draft =~ m{<li class="card requirement" id="R1">(.*?)</li>}s)[0]), qr/Anna,/, 'and beside no other');
	like(text_of($draft), qr/changes asked for; signed: 1 of 1/, 'not signed by all');
	like(text_of($draft), qr/Said to be missing: /, 'what is missing is open');
	my ($missing) = $draft =~ m{<section class="card" id="missing">(.*?)</section>}s;
	like(words($missing), qr/^Said to be missing from the list Anna version 1 A search/, 'and who said so');
	my ($number) = $missing =~ /name="id" value="(\d+)"/;
	is($post->('baseline', act => 'settle', id => $number, note => ' ')->{status}, 422, 'it is settled in words');
	is($post->('baseline', act => 'settle', id => 'x', note => 'done')->{status}, 422, 'by its number');
	is($post->('baseline', act => 'settle', id => $number, note => 'Written')->{headers}{location}, "$round/baseline?saved=1#missing", 'settled');
	unlike($site->get("$round/baseline")->{body}, qr/id="missing"/, 'and gone');

	$post->('requirement', id => 'R2', %written, text => 'Sooner');
	is($post->('baseline', act => 'freeze', note => 'second')->{headers}{location}, "$round/baseline/2", 'version 2');
	my $second = $site->get("$round/baseline/2")->{body};
	my @changes = map { words($_) } (($second =~ m{<ul class="changes">(.*?)</ul>}s)[0] // '') =~ m{<li>(.*?)</li>}gs;
	is(scalar @changes, 1, 'one change') or diag explain \@changes;
	like($changes[0], qr/R2 Another → Sooner$/, 'from what to what');
	my @cards = map { words($_) } $site->get("$round/baseline")->{body} =~ m{<li class="card"><h3>(.*?)</li>}gs;
	like($cards[0], qr/^version 2 being signed: 0 of 1 /, 'the latest first');
	like($cards[1], qr/^version 1 replaced by a later version /, 'then what it replaces');
	like(text_of($site->get("$round/baseline/1")->{body}), qr/replaced by a later version/, 'which says so');
	unlike($site->get("$round/baseline/1")->{body}, qr{/codes"}, 'and takes no signatures');
	my ($person) = $second =~ m{<option value="(\d+)">Anna};
	my $paper = $site->get("$round/baseline/2/paper?person=$person");
	my %sheet = values_of($paper->{body});
	like(words($paper->{body}), qr/Changes since version 1 .*R2 Another → Sooner/, 'what changed is shown');
	is($sheet{'v/R1'}, 'agree', 'what she agreed with and is as it was is chosen');
	ok(!exists $sheet{'v/R2'}, 'what changed is not');
	like($paper->{body}, qr/Unchanged since the version before/, 'and told');
	my %all = (%sheet, %agree);
	is(fault($site->post("$round/baseline/2/paper", {%all, witness => ''})), 'Enter who saw the signed sheet.', 'somebody saw it');
	is($site->post("$round/baseline/2/paper", {%all, witness => 'Eva'})->{headers}{location}, "$round/baseline/2#signers", 'signed on paper');
	is_deeply([@{row(($site->get("$round/baseline/2")->{body} =~ m{id="signers">(.*?)</section>}s)[0], 'Anna')}[2, 3]], ['Agree', date(day(0)) . ' on paper, witness: Eva'], 'as it says');
	like(text_of($site->get("$round/baseline")->{body}), qr/version 2 signed by all: 1 of 1/, 'by all');
	ok(!exists alerts()->{unsigned_days}, 'it waits no more');
	is($site->get("$round/baseline/2/paper?person=$_")->{status}, 404, "nobody is $_") for 'x', 999;
	is($site->get("$round/baseline/$_")->{status}, 404, "no version $_") for 0, 3, 'x';
};

subtest 'a manager reads, and changes nothing' => sub {
	$site->enter('mila', '--role', 'manager');
	for my $page (qw(baseline baseline/1 baseline/2 roster exec quarter agenda brief)) {
		my $answer = $site->get("$round/$page");
		is($answer->{status}, 200, "$page is read");
		my @forms = grep { !m{^/logout} } $answer->{body} =~ m{<form method="post" action="([^"]*)"}g;
		@forms = grep { $_ ne "$round/roster" } @forms if $page eq 'roster';
		is("@forms", '', 'without a form');
		unlike($answer->{body}, qr/<button(?![^>]*data-print)[^>]*>(?!Sign out)/, 'or a button') if $page ne 'agenda';
	}
	unlike($site->get("$round/roster")->{body}, qr/name="need|\?person=/, 'no hours to type, no person to change');
	my $token = $site->csrf($site->get('/admin/password'));
	is($site->post("$round/$_->[0]", {csrf => $token, %{$_->[1]}})->{status}, 403, "$_->[0] takes nothing") for ['roster', {person => 0, name => 'x'}], ['exec', {person => 1}], ['quarter', {goal => 0, act => 'drop'}],
		['baseline', {act => 'freeze'}], ['requirement', {id => 'R1', text => 'x', level => 'must'}], ['agenda', {act => 'views'}], ['brief', {risks => 'x'}], ['weights', {w_time => 1}];
};

$site->stop;
done_testing;
