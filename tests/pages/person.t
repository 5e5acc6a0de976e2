# What the person in front of the form meets without a script: cards in the order they were drawn, what
# looks forgotten asked about once, an end after three, a promise that says what holds here.
use strict;
use warnings;
use Test::More;
use Html;
use Kiosk;
use Site;

my $round = '/s/crm-audit-1';
my $site = Site->new('fcgi', new_kiosk());
my @picked = qw(SAL01 SAL03 SAL04 SAL05 SAL06 SAL07 SAL08);
my @start = ('start/A01' => 'SAL', 'start/A02' => 39, map({ ('pick/A10' => $_) } @picked), 'painful/A11' => 'SAL06');

sub title { return words(($_[0]{body} =~ m{<h1[^>]*>(.*?)</h1>}s)[0]) }
sub section { my %f = map { @$_ } fields_of($_[0]{body}); return $f{at} // '' }
sub said { return words(($_[0]{body} =~ m{<p class="warning" role="alert">(.*?)</p>}s)[0] // '') }
# The page's own fields go with what is answered on it, as a browser sends them.
sub go { my ($page, @more) = @_; return $site->post($round, [(map { @$_ } fields_of($page->{body})), @more]) }

# The draw of formats.html, by a second writing: the first, then four of the others.
sub drawn {
	my ($seed, $first, @codes) = @_;
	use bigint;
	no warnings 'portable';
	my $mask = (1 << 64) - 1;
	my $z = ($seed + 0x9e3779b97f4a7c15) & $mask;
	$z = (($z ^ ($z >> 30)) * 0xbf58476d1ce4e5b9) & $mask;
	$z = (($z ^ ($z >> 27)) * 0x94d049bb133111eb) & $mask;
	$z ^= $z >> 31;
	my ($state, $inc) = (0, (54 << 1) | 1);
	my $next = sub {
		my $old = $state;
		$state = ($old * 6364136223846793005 + $inc) & $mask;
		my $x = ((($old >> 18) ^ $old) >> 27) & 0xffffffff;
		my $r = $old >> 59;
		return (($x >> $r) | ($x << ((32 - $r) & 31))) & 0xffffffff;
	};
	$next->();
	$state = ($state + $z) & $mask;
	$next->();
	my @rest = grep { $_ ne $first } @codes;
	for my $i (0 .. 3) {
		my ($n, $v) = (@rest - $i);
		my $least = (2 ** 32) % $n;
		do { $v = $next->() } while $v < $least;
		my $j = int "@{[$i + $v % $n]}";
		@rest[$i, $j] = @rest[$j, $i];
	}
	return ($first, @rest[0 .. 3]);
}

subtest 'cards in the order they were drawn' => sub {
	for my $seed (1, 7, 20250701) {
		my @seen;
		my $page = $site->post($round, [seed => $seed, lang => 'en', instance_id => uuid4(), @start, at => 'painful', step => 'next']);
		while (section($page) =~ m{^detail/(\w+)$}) {
			push @seen, $1;
			$page = go($page, "detail/$1/A23" => 3, step => 'next');
			last if @seen > 8;
		}
		is_deeply(\@seen, [drawn($seed, 'SAL06', @picked)], "seed $seed: the one with the most trouble, then by lot");
		is(section($page), 'end', 'then the end');
		is(section(go($page, step => 'back')), "detail/$seen[4]", 'and back is the last card');
	}
	my $page = $site->post($round, [seed => 1, lang => 'en', instance_id => uuid4(), 'start/A01' => 'SAL', map({ ('pick/A10' => $_) } qw(SAL01 SAL03 SAL06)), 'painful/A11' => 'SAL06', at => 'painful', step => 'next']);
	is(section($page), 'detail/SAL06', 'of few that are all asked the most painful comes first, too');
};

subtest 'enough' => sub {
	my $page = $site->post($round, [seed => 3, lang => 'en', instance_id => uuid4(), @start, at => 'painful', step => 'next']);
	for my $card (1 .. 3) {
		my ($code) = section($page) =~ m{^detail/(\w+)$};
		my $offered = $page->{body} =~ m{value="enough"};
		ok($card < 3 ? !$offered : $offered, "card $card: " . ($card < 3 ? 'it goes on' : 'one may finish'));
		like($page->{body}, qr{value="next">2 more</button>}, 'or do two more') if $card == 3;
		$page = go($page, "detail/$code/A23" => 3, step => $card == 3 ? 'enough' : 'next');
	}
	is(section($page), 'end', 'to the last questions');
	$page = go($page, step => 'next');
	is(title($page), 'Check your answers', 'and to the end');
	my @lines = $page->{body} =~ m{<button class="review-line"[^>]*><b>(.*?)</b> <span>(.*?)</span></button>}gs;
	is(scalar(grep { words($lines[2 * $_ + 1]) eq 'not answered' } 0 .. @lines / 2 - 1), 2, 'where the two left out are not answered, each a press away');
};

subtest 'asked about once' => sub {
	my $page = $site->post($round, [seed => 3, lang => 'en', instance_id => uuid4(), @start, at => 'painful', step => 'next']);
	my $blank = go($page, step => 'next');
	is($blank->{status}, 200, 'a card without an answer is no fault');
	is(section($blank), 'detail/SAL06', 'but stays');
	like(said($blank), qr/^Nothing is answered here yet/, 'and says so');
	isnt(section(go($blank, step => 'next')), 'detail/SAL06', 'once');
	my $half = go($page, 'detail/SAL06/A20' => 3, step => 'next');
	is(said($half), 'Still open: Per what period? Answer it, or go on as it is.', 'a number without its period');
	is(said(go($page, 'detail/SAL06/A20_unit' => 'week', step => 'next')), 'Still open: How often do you do it? Answer it, or go on as it is.', 'a period without its number');
	isnt(section(go($half, step => 'next')), 'detail/SAL06', 'once, too');
	is(said(go($page, 'detail/SAL06/A20' => 3, 'detail/SAL06/A20_unit' => 'week', step => 'next')), '', 'both: nothing to ask');
	is(section(go($page, step => 'back')), 'painful', 'nobody is asked on the way back');
};

subtest 'a promise is what holds here' => sub {
	my $promise = sub { return words(($site->get("$round?lang=$_[0]")->{body} =~ m{<div class="promise"[^>]*>(.*?)</div>}s)[0]) };
	like($promise->('en'), qr/groups of 5 or more, and only one named analyst may .* about 9 minutes;/, 'nobody named yet, nobody measured yet');
	like($promise->('pl'), qr/grup od 5 os\S+b wzwy\S+,/, 'in Polish');
	is((kiosk('setting', 'set', $_->[0], $_->[1], '--data', $site->data))[0], 0, "$_->[0] is set") for ['min_cell', '7'], ['analyst', 'Eva Malá & co'];
	like($promise->('en'), qr/groups of 7 or more, and only Eva Mal\S+ & co may export/, 'the setting and the name');
	my $form = $site->get("$round/form?lang=en");
	is(json($form->{body})->{facts}{kiosk_group}, '7', 'the script has the same');
};

subtest 'small departments say how they are counted' => sub {
	my $csv = temp_folder() . '/departments.csv';
	write_file($csv, "code,label,headcount\nSAL,Sales,30\nMKT,Marketing,3\nSUP,Support,4\nMGT,Management,12\n");
	is((kiosk('department', 'add', $csv, '--data', $site->data))[0], 0, 'headcounts');
	my $says = sub { my %of; my $body = $site->get("$round?lang=en")->{body}; while ($body =~ m{name="start/A01" value="(\w+)".*?<span>(.*?)</span>}gs) { $of{$1} = words($2) } return \%of };
	my $of = $says->();
	is($of->{SAL}, 'Sales', 'a large one nothing');
	like($of->{MKT}, qr/^Marketing Small department: its answers count in the company’s results only$/, 'a small one that it counts in the company');
	is(json($site->get("$round/form?lang=en")->{body})->{lists}[0]{n}, 'departments', 'the list of the script') or return;
	my %hint = map { $_->[0] => $_->[2] } @{json($site->get("$round/form?lang=en")->{body})->{lists}[0]{o}};
	like($hint{SUP}, qr/^Small department/, 'has it, too');
	is($hint{MGT}, '', 'and nothing of a large one');
};

# Three of four were done by then: of 1, 2, … 24 minutes that is 18 (the 18th of 24).
subtest 'minutes as they were measured' => sub {
	my $site = Site->new('fcgi', new_kiosk());
	my $minutes = sub { return [map { /(\d+) min/ ? $1 : '' } text_of($site->get('/?lang=en')->{body}) =~ /about \d+ min\w*/g, text_of($site->get("$round?lang=en")->{body}) =~ /about \d+ min\w*/g] };
	is_deeply($minutes->(), [9, 9, 9, 9], 'on the card, the waiting screen, in the promise and in the progress: as the questions come to');
	my $n = 0;
	for my $department (qw(SAL MKT SUP MGT)) {
		is($site->post($round, [audit_fields(department => $department, functions => ['MGT01'], hours => [15, 25, 34, 39, 45, 'dk']->[$_ - 1], more => [active_s => 60 * ++$n])], accept => 'application/json')->{status}, 201, "$department $_") for 1 .. 6;
	}
	$site->wait_for_keeper;
	ok(until_true(20, sub { (kiosk('priorities', 'crm-audit-1', '--csv', '--data', $site->data))[0] == 0 && @{$minutes->()} && $minutes->()[0] == 18 }), 'after the release as people took');
	is_deeply($minutes->(), [18, 18, 18, 18], 'on the card, the waiting screen, in the progress and in the promise');
	is((kiosk('round', 'open', '--form', 'crm-audit', '--title', 'Again', '--code', 'again', '--data', $site->data))[0], 0, 'another round of the form');
	like(text_of($site->get('/s/again?lang=en')->{body}), qr/about 18 minutes;/, 'says what the last one took');
	$site->stop;
};

$site->stop;
done_testing;
