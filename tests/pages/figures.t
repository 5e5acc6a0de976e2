# The figures that pages print, against answers counted by hand and against the list as the command
# line prints it: a page that says something else is wrong.
use strict;
use warnings;
use Test::More;
use Html;
use Kiosk;
use Seed;
use Site;

my $round = '/results/crm-audit-1';
my $site = Site->new('fcgi', new_kiosk());
my $hidden = 'hidden: too few answers';
my %name = (SAL01 => 'Record a new lead', SAL10 => 'Check new leads for duplicates',
	SAL04 => 'Log calls, visits and e-mails', SAL06 => 'Prepare quotes or proposals', SAL08 => 'Update pipeline and forecast',
	SAL09 => 'Hand over won orders', MKT01 => 'Build target lists and segments', MKT02 => 'Set up and send campaigns',
	SUP01 => 'Record a ticket or request', SUP03 => 'Look up customer history, contract or warranty');
my %departments = (SAL => 'Sales', MKT => 'Marketing', SUP => 'Support', MGT => 'Management');

my $people = 0;

# What a person does, and says of each activity: times a week, minutes, redone of ten, frustrating, wanted, by rules, where.
sub person {
	my ($department, $does, %with) = @_;
	my @does = sort keys %$does;
	my @fields = (instance_id => sprintf('%08d-0000-4000-8000-000000000000', ++$people), seed => seed_for($with{alerts} ? 'alerts' : 'reports'), lang => 'en', 'start/A01' => $department,
		'start/A02' => $with{hours} // 39, map({ ('pick/A10' => $_) } @does), @does > 1 ? ('painful/A11' => $with{worst} // $does[0]) : ());
	for my $f (@does) {
		my ($times, $minutes, $redone, $frustrating, $wanted, $rules, $where) = @{$does->{$f}};
		my %said = (A20 => $times, A20_unit => $times && 'week', A21 => $minutes, A22 => $redone, A23 => $frustrating, A24 => $wanted, A25 => $rules);
		push @fields, map { ("detail/$f/$_" => $said{$_}) } grep { defined $said{$_} } sort keys %said;
		push @fields, map { ("detail/$f/A27" => $_) } @{$where // []};
	}
	push @fields, map { ('end/A30' => $_) } @{$with{reports} // []};
	push @fields, map { ('end/A30_alerts' => $_) } @{$with{alerts} // []};
	my $answer = $site->post('/s/crm-audit-1', \@fields, accept => 'application/json', cookie => '');
	is($answer->{status}, 201, "$department answers") or diag $answer->{body};
}

# A table of the list by scope and activity: {scope}{activity}{column}.
sub by_activity {
	my ($head, @rows) = cells_of($_[0]);
	my %list;
	for my $row (@rows) {
		my %cell = map { $head->[$_] => $row->[$_] } 0 .. $#$head;
		$list{$cell{scope}}{$cell{func}} = \%cell;
	}
	return \%list;
}

# As it is shown, and with all digits, as who owns the data folder may see it.
sub shown { return by_activity((kiosk('priorities', 'crm-audit-1', '--csv', '--data', $site->data))[1]) }
sub exact {
	my $zip = temp_folder() . '/bundle.zip';
	my ($status, undef, $err) = kiosk('export', 'crm-audit-1', '-o', $zip, '--data', $site->data);
	is($status, 0, 'a bundle') or diag $err;
	return by_activity((run_command(['unzip', '-p', $zip, 'priorities.csv']))[1]);
}

# Two digits, as hours are written.
sub hours {
	my ($v) = @_;
	return $v if $v eq '' || $v == 0;
	my ($power) = sprintf('%.1e', $v) =~ /e([-+]\d+)/;
	return sprintf '%.*f', $power >= 1 ? 0 : 1 - $power, sprintf '%.1e', $v;
}
sub two { my ($v) = @_; return $v == 0 ? 0 : 0 + sprintf '%.1e', $v }
sub hundred { my ($share) = @_; return sprintf '%.0f', 100 * $share }
sub between { my ($lo, $hi) = @_; return length $lo ? " ($lo–$hi)" : '' }
sub whole { return sprintf '%.0f', $_[0] }

$site->login('admin', PASSWORD);
$site->post('/admin/setup', {values_of($site->get('/admin/setup')->{body}), company => 'Acme', 'people/SAL' => 20, 'people/MKT' => 8,
	'people/SUP' => 14, 'people/MGT' => 3});
like(text_of($site->get($round)->{body}), qr/Nothing is shown yet\. The first list is made when every department of 5 people/, 'nothing yet');

# Sales, 10 of 20: all record leads, five write quotes, four check leads, six do the rest. Four of them say 4 to
# everything: all alike. Marketing, 8 of 8. Support, 5 of 14, says nothing of how often it looks things up; its
# seeds fall on alerts, all others on reports.
for my $p (1 .. 10) {
	my @same = ($p + 2, 30, 3, 4, 4, 4);
	my %does = $p <= 4 ? (map { $_ => \@same } qw(SAL01 SAL10 SAL06))
		: (SAL01 => [4, 30, 2, 3, 5, 4, ['sheet', $p < 10 ? 'crm' : (), $p == 5 ? 'paper' : ()]], SAL04 => [10 + $p, 45, 4, 5, 5, 5],
			SAL08 => [2, 30, 2, 3, 3, 3], SAL09 => [1, 5, 0, 1, 1, 1]);
	$does{SAL06} = [1, 120, 3, 2, 2, 2] if $p == 5;
	person('SAL', \%does, hours => $p <= 5 ? 39 : 25, reports => [$p <= 5 ? 'R01' : ()]);
}
person('MKT', {MKT01 => [$_, 20, 5, 4, 4, 5], SAL01 => [1, 10, 0, 1, 1, 1], $_ <= 5 ? (MKT02 => [2, 60, 4, 5, 5, 5]) : ()},
	worst => $_ <= 5 ? 'MKT02' : 'MKT01') for 1 .. 8;
person('SUP', {SUP01 => [10 * $_, 6, 2, 3, 4, 4], MKT01 => [1, 15, 3, 3, 3, 3], SUP03 => [undef, undef, undef, 2, 3, 3]}, alerts => ['AL4']) for 1 .. 5;
is(scalar sql($site->data, 'SELECT count(*) FROM release'), 1, 'released');
my $day = sql($site->data, 'SELECT day FROM release');
my @months = qw(January February March April May June July August September October November December);
my $date = sprintf "%d\xc2\xa0%s %d", (split /-/, $day)[2], $months[(split /-/, $day)[1] - 1], (split /-/, $day)[0];

# What a row of the list says when it is opened, from the row of the command line.
sub opened_text {
	my ($r) = @_;
	my ($saved, @saved) = map { hours($r->{$_}) } qw(hours_saved saved_lo saved_hi);
	return join ' ', "About $saved hours a week could be saved" . (length $r->{saved_lo} ? " (between $saved[0] and $saved[1])" : '') . '; people who do it: ' . whole($r->{doers_pop}) . '.',
		'Its score lies between ' . whole($r->{score_lo}) . ' and ' . whole($r->{score_hi}) . '.';
}

# A row, word by word.
sub row_text {
	my ($r) = @_;
	my %solid = (solid => ' solid', contested => ' contested', '' => '');
	my %verdict = (clear => 'clear', possible => 'possible', unlikely => 'hardly');
	my %say = (clear => 'Among the first 5 even allowing for chance', possible => 'May be among the first 5', unlikely => 'Hardly among the first 5');
	return join ' ', $r->{rank}, $name{$r->{func}}, $r->{cs_lo} == $r->{cs_hi} ? $r->{cs_lo} : "$r->{cs_lo}–$r->{cs_hi}", sprintf('%.1f', $r->{score}), hours($r->{hours_saved}),
		whole($r->{doers_pop}), hundred($r->{pain}), hundred($r->{want}), length $r->{payback_weeks} ? hours($r->{payback_weeks}) : (),
		$verdict{$r->{verdict}} . $solid{$r->{standing}}, "$say{$r->{verdict}}: its place lies between $r->{cs_lo} and $r->{cs_hi}.", opened_text($r),
		"Answers behind it: time $r->{detailed}, pain $r->{n_pain}, wanted $r->{n_want}.",
		'It costs ' . hours($r->{hours_now}) . ' hours a week today; the share that follows fixed rules and could be taken over is ' . hundred($r->{auto}) . '%.', hundred($r->{auto} / 0.8) . '% of it follows fixed rules; software usually takes over 80% of such work.',
		'Bootstrap support: in ' . hundred($r->{p_topk}) . '% of the redrawn samples it is among the first 5.',
		'Other weights: among the first 5 under ' . hundred($r->{w_topk_local}) . '% of the weights near yours, and under ' . hundred($r->{w_topk}) . '% of all.',
		'From the answers to this score Compare with this one';
}

# Rows of a list as a page has them, those without a place as well.
sub rows_of { return entries($_[0], 'tbody') }

# The activities of a page's list with a place, in its order.
sub order_of { return [map { $_->[0] } grep { $_->[1] =~ /data-figure="rank:/ } map { [$_->[0], $_->[1]] } pairs_of($_[0])] }
sub pairs_of { my @all = rows_of($_[0]); my @pairs; push @pairs, [splice @all, 0, 2] while @all; return @pairs }

my ($list, $shown) = (exact(), shown());
my @by_rank = sort { $a->{rank} <=> $b->{rank} } grep { $_->{state} eq 'shown' } values %{$list->{overall}};

subtest 'the list as a table' => sub {
	my %digits = ((map { $_ => \&two } qw(hours_now hours_saved payback_weeks saved_lo saved_hi saved_nr_lo saved_nr_hi)), (map { $_ => sub { 0 + sprintf '%.2f', sprintf('%.0f', 100 * $_[0]) / 100 } }
		qw(share auto u_time pain want u_exec u_ease p_topk p_first w_topk w_first w_topk_local)),
		(map { $_ => sub { 0 + sprintf '%.1f', $_[0] } } qw(score score_lo score_hi score_se)), doers_pop => \&whole);
	is(join(' ', sort keys %$shown), 'MKT MGT SAL SUP overall' =~ s/MGT //r, 'overall, and by department');
	my (@wrong, $hidden);
	for my $scope (sort keys %$list) {
		is(join(' ', sort keys %{$shown->{$scope}}), join(' ', sort keys %{$list->{$scope}}), "$scope: the same activities");
		for my $f (sort keys %{$list->{$scope}}) {
			my ($is, $was) = ($shown->{$scope}{$f}, $list->{$scope}{$f});
			$hidden .= "$scope $f " if $is->{state} eq 'hidden';
			for my $column (sort keys %$was) {
				my $round = $digits{$column} // sub { $_[0] };
				my $want = $was->{$column} eq '' ? '' : $round->($was->{$column});
				# Of what four do only who they are and what it was made with is told.
				$want = '' if $is->{state} eq 'hidden' && $column !~ /^(?:round|scope|func|state|release|release_day|method|seed|draws|top_k|level|department|activity|w_\w+)$/;
				$want = '' if $is->{state} eq 'hidden' && $column =~ /^w_(?:topk|first|topk_local)$/;
				push @wrong, "$scope $f $column: $is->{$column}, not $want" if $is->{$column} ne $want;
			}
		}
	}
	is($hidden, 'SAL SAL10 overall SAL10 ', 'what four do is hidden in both');
	# Ten of sales and eight of marketing rated it; names stand beside the codes.
	is(join('|', map { @{$list->{$_}{SAL01}}{qw(n_pain n_want department activity)} } qw(overall MKT)), "18|18||$name{SAL01}|8|8|Marketing|$name{SAL01}", 'how many rated it, and what the codes mean');
	is(join("\n", @wrong), '', 'each figure with the digits it may have');
};

subtest 'the list over all departments' => sub {
	my $page = $site->get("$round/priorities")->{body};
	like(text_of($page), qr/From 23 usable answers, as of \Q$date\E\./, 'ten, eight and five');
	my %row = rows_of($page);
	is(join(' ', @{order_of($page)}), join(' ', map { $_->{func} } @by_rank), 'what is shown, in order of place');
	is(words($row{$_->{func}}), row_text($_), "$_->{func}: each figure") for @by_rank;
	is(words($row{SAL10}), "– $name{SAL10} hidden: too few answers, or most of its hours from one person", 'what four do is not, and why');
	my %tier = (clear => 'Clearly among the first 5', possible => 'Possibly among the first 5', unlikely => 'Hardly among the first 5');
	my (undef, @bands) = split /<tbody class="band">/, $page;
	for my $verdict (sort keys %tier) {
		my ($band) = grep { words($_) =~ /^\Q$tier{$verdict}\E / } @bands;
		my @want = map { $_->{func} } grep { $_->{verdict} eq $verdict } @by_rank;
		cmp_ok(scalar @want, '>', 0, "$verdict: some");
		is(join(' ', @{order_of($band // '')}), "@want", 'in order of place');
	}
	like(text_of($page), qr/with 90% confidence for all places at once/, 'how sure');
	# Drawn on one axis for all: places from the first to the last, scores to 100, hours from 0 to the first round value over all ends.
	my ($ticks) = $page =~ m{<th class="num col-hours_saved drawn".*?(<svg.*?</svg>)}s;
	my ($end) = words($ticks) =~ /([\d,]+)$/;
	$end =~ tr/,//d;
	my $last = @by_rank;
	for my $r (@by_rank) {
		my %at = map { $_ => ($row{$r->{func}} =~ m{<td class="num col-$_ drawn".*?(<svg.*?</svg>)}s)[0] } qw(cs_lo score hours_saved);
		my $whisker = sub { my ($lo, $hi) = $_[0] =~ /class="whisker" x1="([\d.]+)%" y1="10" x2="([\d.]+)%" y2="10"/; return "$lo $hi" };
		my $percent = sub { return join ' ', map { 0 + sprintf '%.4g', $_ } @_ };
		is($whisker->($at{cs_lo}), $percent->(map { 100 * ($r->{$_} - 1) / ($last - 1) } qw(cs_lo cs_hi)), "$r->{func}: its places");
		is($whisker->($at{score}), $percent->(map { whole($_) } @$r{qw(score_lo score_hi)}), 'its score');
		next if !length $r->{saved_lo};
		# In the digits that are told: a length by more of them would tell more.
		my $long = $percent->(100 * two($r->{hours_saved}) / $end);
		is($whisker->($at{hours_saved}), $percent->(map { 100 * two($r->{$_}) / $end } qw(saved_lo saved_hi)), 'its hours');
		like($at{hours_saved}, qr/<rect [^>]*width="$long%"/, 'as long as they are');
	}
	is_deeply([map { $_->[1] } grep { $_->[0] =~ m{/functions/} } links_in($page)], [('From the answers to this score') x @by_rank], 'a link each');
	like($page, qr{href="$round/functions/$by_rank[0]{func}"}, 'to its page');
	is_deeply([map { [@$_] } grep { $_->[0] =~ m{/priorities(?:\?|$)} } links_in(($page =~ m{<nav class="tabs"(.*?)</nav>}s)[0])],
		[["$round/priorities", 'All departments'], map({ ["$round/priorities?department=$_", $departments{$_}] } qw(MGT MKT SAL SUP)),
			["$round/priorities?view=departments", 'Departments side by side'], ["$round/priorities?view=effort", 'Effort against hours']], 'tabs');
	is_deeply([$page =~ m{<nav class="tabs".*?<a href="([^"]+)" aria-current="page">}s], ["$round/priorities"], 'of which this is one');
	my ($unranked) = grep { words($_) =~ /^Not ranked/ } @bands;
	$unranked = words($unranked =~ s{</table>.*}{}sr);
	like($unranked, qr/$name{SUP03} nobody said how often and how long/, 'what nobody timed');
	like($unranked, qr/Compile regular reports not done here: nobody ticked it/, 'what nobody does');
	is(() = $unranked =~ /nobody/g, 30 - 10 + 1, 'twenty of 30 are done by nobody, one was not timed');
	like(text_of($page), qr/rest on 2,000 redrawn samples at 90% confidence, seed 20250701/, 'how intervals were made');
	unlike(text_of($page), qr/very fast or all alike/, 'four that were all alike are not told');
};

subtest 'the brief draws an interval where one is told' => sub {
	my %line = map { m{/functions/(\w+)"} ? ($1 => $_) : () } $site->get("$round/brief?first=10")->{body} =~ m{<li>(<div class="answer-line">.*?)</li>}gs;
	is(join(' ', sort keys %line), join(' ', sort map { $_->{func} } @by_rank[0 .. ($#by_rank < 9 ? $#by_rank : 9)]), 'what is shown, and nothing hidden');
	my %without;
	for my $r (grep { $line{$_->{func}} } @by_rank) {
		my $told = length $r->{saved_lo};
		$without{$r->{func}} = 1 if !$told;
		is(($line{$r->{func}} =~ /class="whisker"/ ? 1 : 0), $told ? 1 : 0, "$r->{func}: " . ($told ? 'with' : 'without'));
		is(($line{$r->{func}} =~ /<rect class="bar-/ ? 1 : 0), $r->{hours_saved} > 0 ? 1 : 0, 'a bar where there is something to save');
	}
	cmp_ok(scalar keys %without, '>', 0, 'some are told without');
};

subtest 'in another order' => sub {
	# Biggest first, or smallest; what is hidden stays last, whatever it would be.
	# By the digits that are told: more of them would tell more.
	my %told = (score => sub { sprintf '%.1f', $_[0] }, hours_saved => \&two, doers_pop => \&whole, pain => \&hundred, want => \&hundred);
	for my $column (qw(score hours_saved doers_pop pain want)) {
		my %v = map { $_->{func} => $told{$column}->($_->{$column}) } @by_rank;
		my @want = sort { $v{$b} <=> $v{$a} || $a cmp $b } keys %v;
		my $page = $site->get("$round/priorities?sort=$column")->{body};
		is(join(' ', @{order_of($page)}), "@want", "by $column");
		unlike($page, qr/Clearly among the first/, 'without bands');
		like($page, qr{<th class="num col-$column[^"]*" aria-sort="descending"><a href="$round/priorities\?sort=$column-up">}, 'and the other way round');
		my @up = sort { $v{$a} <=> $v{$b} || $a cmp $b } keys %v;
		my $turned = $site->get("$round/priorities?sort=$column-up")->{body};
		is(join(' ', @{order_of($turned)}), "@up", 'turned');
		is((pairs_of($_))[-1][0], 'SAL10', 'the hidden one is last') for $page, $turned;
	}
	is(join(' ', @{order_of($site->get("$round/priorities?sort=$_")->{body})}), join(' ', map { $_->{func} } @by_rank), "no such order: $_") for 'x', '-up', 'hours_now', "'";
};

subtest 'compared with one' => sub {
	my ($one) = grep { $_->{verdict} eq 'possible' } @by_rank;
	my $page = $site->get("$round/priorities?compare=$one->{func}")->{body};
	my @alike = $page =~ /<tbody class="act alike" id="(\w+)"/g;
	my ($n, $all) = text_of($page) =~ /Shaded: cannot be told apart from “\Q$name{$one->{func}}\E” by these answers \((\d+) of (\d+)\)\./;
	is($n, scalar @alike, 'as many as it says');
	is($all, @by_rank - 1, 'of all others');
	# Its places are those it shares with what it cannot be told from: who surely stands before it and behind it are the others.
	is(@alike, $one->{cs_hi} - $one->{cs_lo}, 'as many as its places allow');
	for my $r (grep { $_->{func} ne $one->{func} } @by_rank) {
		my $apart = $r->{cs_hi} < $one->{cs_lo} || $r->{cs_lo} > $one->{cs_hi};
		ok(!$apart || !grep({ $_ eq $r->{func} } @alike), "$r->{func}: places that do not meet are told apart");
	}
	like($page, qr{<tbody class="act base" id="$one->{func}"}, 'itself is marked');
	unlike($site->get("$round/priorities?compare=$_")->{body}, qr/Shaded:/, "nothing is compared with $_") for 'SAL10', 'SUP03', 'x';
};

subtest 'departments side by side' => sub {
	my $page = $site->get("$round/priorities?view=departments")->{body};
	# Once a row of the department counts for each person there, the darkest is what saves most for each.
	my ($heat) = $page =~ m{<table class="table heat">(.*?)</table>}s;
	my ($head, @rows) = rows_in($heat);
	is_deeply($head, ['Activity', 'Marketing n = 8', 'Sales n = 10', 'Support n = 5'], 'the departments that may be shown');
	my %staff = (MKT => 8, SAL => 20, SUP => 14);
	my $most = (sort { $b <=> $a } map { my $d = $_; map { $_->{hours_saved} / $staff{$d} } grep { $shown->{$d}{$_->{func}}{hours_saved} ne '' } values %{$list->{$d}} } keys %staff)[0];
	my @tones = map { [m{<td class="num heat-(\w+)"}g] } $heat =~ m{<tr><th scope="row">(.*?)</tr>}gs;
	for my $row (@rows) {
		my $tones = shift @tones;
		my ($function) = grep { $name{$_} eq $row->[0] } keys %name;
		for my $i (0 .. 2) {
			my $department = (qw(MKT SAL SUP))[$i];
			my $cell = $list->{$department}{$function};
			my $saved = $cell && ($shown->{$department}{$function}{hours_saved} eq '' ? '' : $cell->{hours_saved});
			is($row->[$i + 1], !$cell ? '–' : $saved eq '' ? 'hidden' : hours($saved), "hours of $function in $department");
			next if !$cell || $saved eq '';
			my $part = $saved / $staff{$department} / $most;
			is($tones->[$i], $part >= 1 ? 4 : int(5 * $part), 'and how dark');
		}
	}
	is($rows[0][0], $name{$by_rank[0]{func}}, 'the first first');
	my ($legend) = $page =~ m{<ul class="heat-legend"[^>]*>(.*?)</ul>}s;
	is(words($legend), join(' ', map({ 'up to ' . hours($most * $_ / 5) . ' h a person' } 1 .. 5), 'hidden: too few answers, or to protect another department', '– nobody there does it'), 'what the shades mean');
	# Sales want it most, marketing least; support sees segments otherwise than marketing.
	my $differ = part($page, 'Where departments see it differently');
	my $points = sub { my ($f, $hi, $lo) = @_; return whole($list->{$hi}{$f}{score} - $list->{$lo}{$f}{score}) };
	like(words($differ), qr/$name{SAL01} : @{[$points->('SAL01', 'SAL', 'MKT')]} points higher in Sales than in Marketing, more than chance explains/, 'where sales and marketing differ');
	like(words($differ), qr/$name{MKT01} : @{[$points->('MKT01', 'MKT', 'SUP')]} points higher in Marketing than in Support/, 'and marketing and support');
	like(words($differ), qr/$name{SAL01} : of two minds/, 'ten want it done, eight do not');
	is(() = words($differ) =~ /of two minds/g, 1, 'and nothing else');
	like($differ, qr{<a href="$round/agenda">}, 'and where it is settled');
	my ($agree) = words($differ) =~ /(The departments.*?p = [\d.]+)/;
	is($agree, undef, 'two departments with one activity in common have no order to compare');
};

subtest "a department's list" => sub {
	my $page = $site->get("$round/priorities?department=SUP")->{body};
	like(text_of($page), qr/From 5 usable answers/, 'of its own');
	is_deeply([$page =~ m{<nav class="tabs".*?<a href="([^"]+)" aria-current="page">}s], ["$round/priorities?department=SUP"], 'its tab');
	my %row = rows_of($page);
	is(join(' ', sort @{order_of($page)}), 'MKT01 SUP01', 'what it does');
	for my $f (sort keys %row) {
		my $r = $list->{SUP}{$f};
		is(words($row{$f}), join(' ', $r->{rank}, $name{$f}, sprintf('%.1f', $r->{score}), hours($r->{hours_saved}), 14, hundred($r->{pain}), hundred($r->{want}), opened_text($r), 'Answers behind it: time 5, pain 5, wanted 5.'), "$f: each figure");
	}
	like(text_of($page), qr/In order of score Rank is by score/, 'no tiers');
	unlike($page, qr/class="table heat"/, 'nor the others');
	my $other = text_of($site->get("$round/priorities?department=MGT")->{body});
	like($other, qr/Management: fewer than 5 people, never shown alone/, 'one of three');
	unlike($other, qr/usable answers?, as of .* Score from/, 'without figures');
	is($site->get("$round/priorities?department=NONE")->{status}, 404, 'and none that is not there');
};

subtest 'who answered' => sub {
	for my $page ($round) {
		my $html = part($site->get($page)->{body}, 'Who answered');
		my $text = words($html);
		# 23 of 45; 42 of 45 people are in departments that answered.
		like($text, qr/^23 usable answers, as of \Q$date\E\. Response rate \(AAPOR RR2\): 51%\. The departments that answered have 93% of all people\./, "$page: of all");
		is_deeply([rows_in($html)], [['Department', 'Answered', 'People', 'Rate', ''], ['Marketing', 8, 8, '100%', ''],
			['Sales', 10, 20, '50%', ''], ['Support', 5, 14, '36%', '']], 'by department');
		like($text, qr/Management: fewer than 5 people: never shown alone/, 'or why not');
		like($text, qr/more than a factor of two apart/, '100 % and 36 %');
		unlike($text, qr/left out for quality|was raised|is not known/, 'nothing else to warn of');
	}
	my ($card) = grep { /crm-audit-1/ } $site->get('/results')->{body} =~ m{<li class="card">(.*?</ul>.*?)</li>}gs;
	like(words($card), qr/^CRM audit CRM audit, version 1 open · figures of \Q$date\E Response rate \(AAPOR RR2\): 51%\. Marketing: 8 \/ 8 Sales: 10 \/ 20 Support: 5 \/ 14$/, 'on its card');
	unlike($card, qr/Management/, 'none of three');
	like($card, qr{href="$round"}, 'which leads to it');
};

# A question's card: its words; the table behind the chart is {choice => share}.
sub question {
	my ($html, $path) = @_;
	my ($card) = $html =~ m{<section class="card summary" id="\Q$path\E">(.*?)</section>}s;
	my ($table) = ($card // '') =~ m{<table class="table">(.*?)</table>}s;
	return (words(($card // '') =~ s/<figure.*//sr), {map { $_->[0] => $_->[1] } grep { $_->[1] ne 'none' } rows_in($table // '')},
		[map { $_->[0] } rows_in($table // '')]);
}

subtest 'what was answered' => sub {
	my $page = $site->get($round)->{body};
	# Five of sales work 20 to under 30 hours: 5 of 23 are 22 %, 18 are 78 %.
	my ($says, $table) = question($page, 'start/A02');
	is($says, 'How many hours do you usually work per week? 23 answers. Left blank by 0% of those asked. Most often: 38 to 40 (78%)', 'hours');
	is_deeply($table, {'20 to under 30' => '22%', '38 to 40' => '78%'}, 'with both bands');
	($says, $table) = question($page, 'pick/A10');
	like($says, qr/23 answers\. Left blank by 0% of those asked\. Most often: Record a new lead \(78%\)$/, 'activities');
	# Of 23: 18 leads, 13 segments, 6 each of the other three of sales, 5 of quotes, campaigns, tickets, look-ups; four check leads.
	is_deeply($table, {$name{SAL01} => '78%', $name{SAL10} => $hidden, $name{MKT01} => '57%', (map { $name{$_} => '26%' } qw(SAL04 SAL08 SAL09)),
		(map { $name{$_} => '22%' } qw(SAL06 MKT02 SUP01 SUP03))}, 'shares of those who ticked');
	($says, $table) = question($page, 'painful/A11');
	# Ten of sales and five of support name the first of theirs, in marketing five campaigns and three segments.
	like($says, qr/^Which one .*? 23 answers\. .*Most often: Record a new lead \(43%\)$/, 'the most painful');
	is_deeply($table, {$name{SAL01} => '43%', $name{MKT01} => '35%', $name{MKT02} => '22%'}, 'of all');
	($says, $table) = question($page, 'end/A30');
	# Asked of sales and marketing: 13 of 18 left it blank. Alerts were asked of support alone.
	like($says, qr/5 answers\. Left blank by 72% of those asked\. Most often: Pipeline by stage \(100%\)/, 'five said which reports, 13 of 18 asked did not');
	($says) = question($page, 'end/A30_alerts');
	like($says, qr/5 answers\. Left blank by 0% of those asked\. Most often: Service deadline missed \(100%\)/, 'and all five asked which alerts');
	($says) = question($page, 'end/A31');
	like($says, qr/Nobody answered this\.$/, 'nobody wrote');
	my ($matrix) = $page =~ m{<table class="table matrix">(.*?)</table>}s;
	# Six of sales said where: all in a spreadsheet, five in the CRM (83 %), one on paper.
	is_deeply([rows_in($matrix)], [['Activity', 'Answered', 'CRM', 'Spreadsheet', 'E-mail', 'Paper', 'Other system', 'In my head'],
		[$name{SAL01}, 6, '83%', '100%', 'none', $hidden, 'none', 'none']], 'where leads are recorded');
	like($matrix, qr{<a href="$round/functions/SAL01">}, 'leads to it');
	is(() = $matrix =~ /class="num none"/g, 4, 'three that nobody ticked and one hidden are marked');
	is(scalar(grep { $_->[0] =~ m{^$round/functions/\w+$} } links_in(part($page, 'By activity'))), 30, 'a link to each of 30 activities');
	my ($open) = $page =~ m{<p class="meta">(CRM audit, version 1[^<]*)};
	like($open, qr/^CRM audit, version 1 · open · round $/, 'what it is');
	is_deeply([map { $_->[0] } grep { $_->[0] =~ m{^$round/(?!functions)} } links_in($page)], [map { "$round/$_" } qw(priorities export)],
		'what may be done: no texts without the right to them');
	unlike($page, qr/version 1 · open · .*EXAMPLE/, 'real ones');
	like(text_of($page), qr/The export holds aggregated figures/, 'and what an export holds');
};

subtest 'one activity' => sub {
	my $page = $site->get("$round/functions/SAL01")->{body};
	my $r = $list->{overall}{SAL01};
	like(text_of($page), qr/Place $r->{rank}; place range $r->{cs_lo} to $r->{cs_hi}, with 90% confidence for all places at once\./, 'its place');
	my @factors = rows_in(part($page, 'From the answers to the score'));
	my %weighs = (time => 50, pain => 25, want => 25);
	is_deeply(\@factors, [
		# Ten of sales, eight of marketing: all 28 people of both.
		['Respondents who do it', 18, 'of 23 usable answers'],
		['People who do it', 28, 'scaled to the number of people in each department'],
		['Answers with times', 18, 'said how often and how many minutes'],
		['Hours a week now', hours($r->{hours_now}), 'of all people who do it; where answers are few, other departments count too'],
		['Share that could be taken over', hundred($r->{auto}) . '%', hundred($r->{auto} / 0.8) . '% of it follows fixed rules; software usually takes over 80% of such work.'],
		['Hours saveable a week', hours($r->{hours_saved}) . between(hours($r->{saved_lo}), hours($r->{saved_hi})), 'hours now times that share'],
		['Hours, 0 to 100', hundred($r->{u_time}), 'counts 50% of the score'],
		['Pain, 0 to 100', hundred($r->{pain}), 'counts 25% of the score'],
		['Wanted, 0 to 100', hundred($r->{want}), 'counts 25% of the score'],
		['Score, 0 to 100', sprintf('%.1f', $r->{score}) . between(whole($r->{score_lo}), whole($r->{score_hi})), 'the parts above, each times what it counts'],
	], 'from the answers to the score');
	my ($head, @rows) = rows_in(part($page, 'By department'));
	is_deeply(\@rows, [map { my $d = $list->{$_}{SAL01};
		[$departments{$_}, whole($d->{doers_pop}), '100%', $_ eq 'MKT' ? 8 : 10, hours($d->{hours_now}), hours($d->{hours_saved}) . between(hours($d->{saved_lo}), hours($d->{saved_hi})),
			hundred($d->{pain}), hundred($d->{want}), sprintf('%.1f', $d->{score}) . between(whole($d->{score_lo}), whole($d->{score_hi}))] } qw(MKT SAL)], 'by department');
	like(text_of($page), qr/points higher in Sales than in Marketing.*of two minds/, 'where it differs');
	unlike(text_of($page), qr/points higher in Marketing/, 'only for this one');
	# How often: 8 once a week, then 3, 4, 5, 6 of those all alike, six 4: mean (8 + 18 + 24) / 18 = 2.8; half 3.5 or less.
	my ($says, $table) = question($page, 'detail/SAL01/A20');
	like($says, qr/^How often do you do it\? 18 answers\. .*As times a week: on average 2\.8; half 3\.5 or less\.$/, 'numbers, in one unit');
	# Where it is done was asked of all 18; six said it.
	($says) = question($page, 'detail/SAL01/A27');
	like($says, qr/6 answers\. Left blank by 67% of those asked\./, 'who was asked and left it blank');
	my ($bars) = $page =~ m{(<section class="card summary" id="detail/SAL01/A20">.*?)<details>}s;
	is(join(' ', map { sprintf '%.1f', $_ } $bars =~ /<rect class="bar-plain"[^>]*width="([\d.]+)%"/g), '44.4 55.6', 'a bar is as long as its share, the same for all questions');
	is(join(' ', map { words($_) } $bars =~ m{<text class="chart-tick"[^>]*>(.*?)</text>}g), '0% 50% 100%', 'on an axis');
	is_deeply($table, {1 => '44%', '3 or more' => '56%'}, 'in ranges of five or more');
	# Redone: 8 none, six 2, four 3.
	($says, $table) = question($page, 'detail/SAL01/A22');
	is_deeply($table, {0 => '44%', 2 => $hidden, 3 => $hidden}, 'nor may a hidden one be worked out from the rest');
	is($site->get("$round/functions/SAL99")->{status}, 404, 'no other');

	my $few = $site->get("$round/functions/SAL10")->{body};
	is_deeply([map { $_->[1] } rows_in(part($few, 'From the answers to the score'))], [($hidden) x 10], 'where four do it, all is hidden');
	unlike(text_of($few), qr/Place \d/, 'its place too');
	my $five = $site->get("$round/functions/SAL06")->{body};
	my %factor = map { $_->[0] => $_->[1] } rows_in(part($five, 'From the answers to the score'));
	is($factor{'Respondents who do it'}, 5, 'five are enough');
	is($factor{'Hours saveable a week'}, hours($list->{overall}{SAL06}{hours_saved}) . between(hours($list->{overall}{SAL06}{saved_lo}), hours($list->{overall}{SAL06}{saved_hi})),
		'for an interval too');
	like(text_of($site->get("$round/functions/SUP03")->{body}), qr/nobody said how often and how long/, 'not timed');
	like(text_of($site->get("$round/functions/MGT02")->{body}), qr/not done here: nobody ticked it/, 'not done');
};

# A row of the list as the command line prints it, from all digits.
sub printed {
	my ($r, $overall) = @_;
	my $range = sub { my ($lo, $hi, $as) = @_; return length $lo ? $as->($lo) . '–' . $as->($hi) : '' };
	my $says = $r->{verdict} . ($r->{standing} ? ", $r->{standing}" : '');
	return [$r->{rank}, $name{$r->{func}}, hours($r->{hours_now}), hours($r->{hours_saved}), $range->(@$r{qw(saved_lo saved_hi)}, \&hours), whole($r->{doers_pop}),
		hundred($r->{pain}) . '%', hundred($r->{want}) . '%', sprintf('%.1f', $r->{score}), $range->(@$r{qw(score_lo score_hi)}, \&whole), $overall ? ("$r->{cs_lo}–$r->{cs_hi}", $says) : ()];
}

subtest 'the list by the shell' => sub {
	my ($status, $text) = kiosk('priorities', 'crm-audit-1', '--data', $site->data);
	is($status, 0, 'kiosk priorities');
	my %part = $text =~ /^(\w[^\n]*?)(?: \(hours per week\))?\n((?: *(?:rank|\d+|-)  [^\n]*\n)+)/mg;
	my @head = ('rank', 'activity', 'hours now', 'saveable', '90 %', 'people', 'pain', 'wanted', 'score', '90 %');
	my @none = ('-', $name{SAL10}, 'hidden', 'hidden', '', 'hidden', 'hidden', 'hidden', 'hidden', '');
	is($part{'All departments'}, in_columns('rlrrrrrrrrrl', [@head, 'places', 'first 5'], (map { printed($_, 1) } @by_rank), [@none, '', '']), 'over all departments, what is hidden last');
	for my $department (qw(MKT SAL SUP)) {
		my @own = sort { $a->{rank} <=> $b->{rank} } grep { $_->{state} eq 'shown' } values %{$list->{$department}};
		is($part{$departments{$department}}, in_columns('rlrrrrrrrr', \@head, (map { printed($_) } @own), $department eq 'SAL' ? \@none : ()), "of $departments{$department}");
	}
	is(scalar keys %part, 4, 'and no other');
	my $day = (sql($site->data, 'SELECT day FROM release'))[0][0];
	like($text, qr/\ACRM audit \(crm-audit-1\), release 1 of $day\n23 answers counted, 0 left out for quality\n\nAll departments/, 'of which release');
	like($text, qr/\nDepartments not shown\n  Management: fewer than 5 people; never shown alone\n\nhidden: too few answers/, 'what is not shown, and why');
	like($text, qr/\nNot ranked\n  Compile regular reports: nobody does it\n/, 'what nobody does');
	like($text, qr/\n  \Q$name{SUP03}\E: nobody timed it\n/, 'what nobody timed');
	like($text, qr/\nWho answered\n  Marketing: 100% of 8\n  Sales: 50% of 20\n  Support: 36% of 14; warning: less than half\n  departments that answered have 93% of all people\n  NONRESPONSE: /, 'who answered; half is not less than half');
	like($text, qr/\nWeights used: time 0\.50 pain 0\.25 want 0\.25\n\n2000 draws, seed 20250701\. Intervals .* at 90 %\.\n\z/s, 'with what');
	my (undef, $none) = kiosk('priorities', 'crm-audit-1', '--draws', 0, '--data', $site->data);
	unlike($none, qr/–|draws|clear|solid/, 'without draws nothing of how sure it is');
	my (undef, $seed) = kiosk('priorities', 'crm-audit-1', '--seed', 7, '--draws', 500, '--csv', '--data', $site->data);
	my $other = by_activity($seed);
	is(join(' ', map { $other->{overall}{$_->{func}}{score} } @by_rank), join(' ', map { 0 + sprintf '%.1f', $_->{score} } @by_rank), 'other draws: the same scores');
	is(join(' ', @{$other->{overall}{SAL01}}{qw(seed draws)}), '7 500', 'by which, it says');
	is((kiosk('priorities', 'crm-audit-1', @$_, '--data', $site->data))[0], 2, "@$_ is refused") for ['--seed', 'x'], ['--draws', -1];

	my (undef, $stats) = kiosk('stats', '--csv', '--data', $site->data);
	my (undef, @stats) = cells_of($stats);
	# Half of sales is not below half; the highest rate, all of marketing, is 2.8 times that of support.
	is_deeply([grep { $_->[0] !~ /disagreement|contested|roles|representative/ } @stats], [['forms', '', 1], ['rounds', '', 1], ['accounts', '', 1], ['kept aside', '', 0], ['comments unread', '', 0], ['comments unanswered', '', 0], ['comments overdue', '', 0],
		['half days to the first answer', '', ''], ['answered crm-audit-1', '', 23],
		['answered crm-audit-1', 'MGT', 0], ['answered crm-audit-1', 'MKT', 8], ['answered crm-audit-1', 'SAL', 10], ['answered crm-audit-1', 'SUP', 5],
		['alert response crm-audit-1 below 50', 'SUP', '35.7'], ['alert rates_apart crm-audit-1 above 2', '', '2.8']], 'kiosk stats: counts, and alerts that hold');
	is((kiosk('stats', '--data', $site->data))[1], in_columns('llr', ['what', 'department', 'count'], @stats), 'the same as text');
	my $alerts = join ' | ', map { words($_) } $site->get('/today')->{body} =~ m{<p class="warning">(.*?)</p>}gs;
	like($alerts, qr/Response rate in percent, Support \( crm-audit-1 \): 36, below 50/, 'the page says the same');
	like($alerts, qr/Highest response rate divided by the lowest \( crm-audit-1 \): 2\.8, above 2/, 'of both');
	unlike($alerts, qr/Sales/, 'and nothing else');
};

# The form beside the list.
sub panel {
	my ($html) = @_;
	my ($form) = $html =~ m{<form method="post" action="\Q$round\E/weights"[^>]*>(.*?)</form>}s;
	return $form;
}

subtest 'weights' => sub {
	my $page = $site->get("$round/priorities")->{body};
	my %fields = values_of(panel($page));
	is(join(' ', map { "$_=$fields{$_}" } grep { /^w_/ } sort keys %fields), 'w_ease=0.1 w_exec=0.1 w_pain=0.2 w_time=0.4 w_want=0.2', 'as they are');
	is(() = panel($page) =~ /counts \d+%/g, 3, 'three count');
	is(() = panel($page) =~ /not used: not every activity has a value/g, 2, 'two do not');
	is(scalar(grep { m{^effort/} } keys %fields), 30, 'an effort for each activity');
	my $post = sub { $site->post("$round/weights", {%fields, @_}) };
	for (['w_time', '100001', 'Hours saveable'], ['w_pain', 'x', 'Pain'], ['w_want', '', 'Wanted'], ['w_exec', '-0.1', 'Executives'], ['w_ease', '1e9', 'Ease']) {
		my ($field, $typed, $label) = @$_;
		my $answer = $post->($field => $typed);
		is($answer->{status}, 422, "$field is not $typed");
		like(text_of($answer->{body}), qr/“\Q$typed\E” is not a weight for $label: enter a number of 0 or more/, 'as it says');
	}
	for ('-1', 'x', '100001') {
		my $answer = $post->('effort/SAL04' => $_);
		is($answer->{status}, 422, "an effort is not $_");
		like(text_of($answer->{body}), qr/“$_” is not an effort for SAL04: enter 0 or more days, or nothing/, 'as it says');
	}
	is($post->('effort/SAL04' => '0')->{status}, 303, 'no effort is one');
	$post->('effort/SAL04' => '');
	like(text_of($post->(map { $_ => 0 } qw(w_time w_pain w_want))->{body}), qr/Hours, pain and wanted all weigh 0/, 'not all nothing');
	is(scalar sql($site->data, 'SELECT count(*) FROM round_param WHERE name <> \'method_version\''), 0, 'nothing was kept by that');

	# Tried out: the places under wanted alone, each move told as what it is.
	my %was = map { $_->{func} => $_->{rank} } values %{$list->{overall}};
	my $all = '';
	for my $try ([0, 0, 1], [1, 0, 0], [0.6, 0.2, 0.2]) {
		my %weights = (w_time => $try->[0], w_pain => $try->[1], w_want => $try->[2]);
		my $tried = $post->(%weights, try => 1);
		is($tried->{status}, 200, "@$try: tried");
		my $told = words(part($tried->{body}, 'With these weights'));
		my %row = rows_of($tried->{body});
		my $moves = 0;
		like($tried->{body}, qr/<details class="drawer no-print" open>/, 'the drawer stays open');
		is(scalar sql($site->data, 'SELECT count(*) FROM round_param WHERE name = \'w_pain\''), 0, 'nothing is kept by trying');
		is(join(' ', @{{values_of(panel($tried->{body}))}}{qw(w_time w_pain w_want)}), "@$try", 'the fields hold what was tried');
		my $kept = $post->(%weights);
		is($kept->{headers}{location}, "$round/priorities?saved=1", 'kept');
		my $now = shown()->{overall};
		for my $f (sort grep { $shown->{overall}{$_}{rank} ne '' } keys %$now) {
			my ($from, $to) = ($was{$f}, $now->{$f}{rank});
			my $say = $to <= 5 && $from > 5 ? "from place $from to $to: now among the first" : "from place $from to $to: no longer among the first";
			my $moved = words(($row{$f} =~ m{(<small class="moved.*?</small>)}s)[0] // '');
			is($moved, $to == $from ? '' : "was $from", "$f: where it was");
			like($row{$f}, $to < $from ? qr/class="moved up"/ : qr/class="moved down"/, 'and whether that is up') if $to != $from;
			$moves += $to != $from;
			if (($to <= 5) == ($from <= 5)) { unlike($told, qr/\Q$name{$f}\E/, "$f stays among or behind the first") }
			else { like($told, qr/\Q$name{$f} : $say\E(?! among)/, "$f crosses the line") }
		}
		like($told, $moves == 1 ? qr/^1 place changes\./ : $moves ? qr/^$moves places change\./ : qr/^No place changes\./, 'how many move');
		$all .= $told;
		is($post->(reset => 1)->{status}, 303, 'and back');
	}
	like($all, qr/$_/, "some: $_") for 'now among', 'no longer among';
	like(text_of($site->get("$round/priorities?saved=1")->{body}), qr/Weights and effort are saved/, 'that they are kept is told');
	unlike(text_of($site->get("$round/priorities")->{body}), qr/Weights and effort are saved/, 'once');
	is_deeply(shown(), $shown, 'to the same list');
	# An effort for each that is ranked: the weeks until it is saved are its days of eight hours over the hours saved.
	is($post->(map { ("effort/$_" => '10,7') } keys %name)->{status}, 303, 'efforts');
	my $with = exact()->{overall};
	$page = $site->get("$round/priorities")->{body};
	my %row = rows_of($page);
	for my $f (map { $_->{func} } @by_rank) {
		my $saved = $list->{overall}{$f}{hours_saved};
		my ($weeks) = $row{$f} =~ m{data-figure="payback_weeks:overall:$f">(.*?)<};
		# Two digits, as the hours have: the days of effort are known, so more would tell more of the hours.
		is($weeks, $saved > 0 ? hours(8 * 10.7 / $saved) : '–', "$f pays back");
	}
	is(() = panel($page) =~ /counts \d+%/g, 4, 'and ease counts');
	my $body = $site->get("$round/priorities?view=effort")->{body};
	my ($plane) = $body =~ m{<figcaption>Effort against hours</figcaption>(.*?)</figure>}s;
	for my $f (map { $_->{func} } @by_rank) {
		next if $with->{$f}{hours_saved} == 0;
		like(words($plane), qr/\Q$name{$f}: days: 11, hours a week: @{[hours($with->{$f}{hours_saved})]}\E/, "$f on the plane");
	}
	my %drawn = map { $_->[1] => $_ } rows_in($body);
	for my $f (map { $_->{func} } @by_rank) {
		my $r = $with->{$f};
		is(join('|', @{$drawn{$name{$f}} // []}), $r->{hours_saved} == 0 ? '' : join('|', $r->{rank}, $name{$f}, '11', hours($r->{hours_saved}) . between(hours($r->{saved_lo}), hours($r->{saved_hi})), $r->{detailed}, hours($r->{payback_weeks})), "$f: the same figures as a table");
	}
	# Eight hours a day: a line of w weeks goes through the points that save 8 days' hours in them.
	my %weeks = map { sprintf('%.1f', $_->{payback_weeks}) => 1 } grep { length $_->{payback_weeks} } @$with{map { $_->{func} } @by_rank};
	cmp_ok(scalar(() = $plane =~ /weeks: [\d.]+/g), '>=', keys %weeks > 1 ? 2 : 1, 'lines of equal payback');
	is($post->(map { ("effort/$_" => '') } keys %name)->{status}, 303, 'taken back');
};

# The brief's lines from the list.
sub range_text {
	my ($r) = @_;
	return hours($r->{hours_saved}) . between(hours($r->{saved_lo}), hours($r->{saved_hi}));
}

# What the first k save together, by the method's own command on the bundle's tables: {k}{column}.
sub together {
	my $zip = temp_folder() . '/bundle.zip';
	my $folder = temp_folder();
	kiosk('export', 'crm-audit-1', '-o', $zip, '--data', $site->data);
	is((run_command(['unzip', '-q', $zip, '-d', $folder]))[0], 0, 'the bundle');
	is((kiosk('compute', 'audit', "$folder/audit/crm-audit-1", '--out', "$folder/out"))[0], 0, 'computed');
	my ($head, @rows) = cells_of(slurp_file("$folder/out/together.csv"));
	return {map { my $row = $_; my %cell = map { $head->[$_] => $row->[$_] } 0 .. $#$head; ($cell{k} => \%cell) } @rows};
}

# Ten of 20 of sales, all 8 of marketing and 5 of 14 of support did or did not answer; by department what the
# first ones save: those who stayed away spend three quarters of it, or four thirds.
sub absent {
	my ($x, @codes) = @_;
	my %answered = (SAL => 10 / 20, MKT => 1, SUP => 5 / 14);
	my ($all, $with) = (0, 0);
	for my $d (keys %answered) {
		for my $r (map { $list->{$d}{$_} // () } @codes) {
			$all += $r->{hours_saved};
			$with += $r->{hours_saved} * ($answered{$d} + (1 - $answered{$d}) * $x);
		}
	}
	return $with / $all;
}

# The answer on top of a page, for so many first ones.
sub answer_is {
	my ($body, $k, $sum) = @_;
	my ($card) = $body =~ m{<section class="card answer">(.*?)</section>}s;
	my @first = @by_rank[0 .. $k - 1];
	is_deeply([map { words($_) } $card =~ m{<li>(.*?)</li>}gs], [map { "$name{$_->{func}} " . range_text($_) . ' hours saveable a week ' . ($_->{cs_hi} <= $k ? 'settled' : 'not settled yet') } @first], "the first $k");
	my ($told) = $card =~ m{<p class="answer-sum"[^>]*>(.*?)</p>}s;
	is(words($told), 'Together about ' . hours($sum->{saved}) . ' hours a week, between ' . hours($sum->{saved_lo}) . ' and ' . hours($sum->{saved_hi}) . ' with 90% confidence.', 'what they save together, by the draws of the sum');
	my @others = map { $name{$_->{func}} } grep { $_->{cs_lo} <= $k } @by_rank[$k .. $#by_rank];
	@others = (@others[0 .. 3], "$others[4] \xe2\x80\xa6") if @others > 5;
	my ($open, $names) = (scalar(grep { $_->{cs_hi} > $k } @first), join ', ', @others);
	like(words($card), $open && @others ? qr/What is not settled may change places with: \Q$names.\E/ : qr/^(?!.*change places)/, 'with what they may change places');
	my @codes = map { $_->{func} } @first;
	my $range = hours($sum->{saved_lo} * absent(3 / 4, @codes)) . ' to ' . hours($sum->{saved_hi} * absent(4 / 3, @codes));
	like(words($card), qr/three quarters to four thirds as much time on it as the others: \Q$range.\E/, 'and if the others spend less or more');
	return $card;
}

subtest 'more answers' => sub {
	my $card = sub { my ($card) = $site->get($round)->{body} =~ m{<section class="card answer">(.*?)</section>}s; return $card };
	ok(until_true(30, sub { ($card->() // '') =~ /answer-more/ }), 'the keeper works it out');
	my $told = $card->();
	my ($table) = $told =~ m{<table class="table answer-more">(.*?)</table>}s;
	my ($answers, $clear) = map { [map { words($_) } /<t[hd]\b[^>]*class="num"[^>]*>(.*?)<\/t[hd]>/gs] } split m{</tr>}, $table;
	# Ten of sales and nine of support did not answer; nobody of management did.
	is("@$answers", '0 5 10 19', 'so many more, up to all who are missing');
	is($clear->[0], scalar(grep { $_->{verdict} eq 'clear' } @by_rank), 'today as many as the list has');
	is(scalar @$clear, 4, 'a figure each');
	cmp_ok($_, '<=', 5, 'of five') for @$clear;
	my ($first) = grep { $clear->[$_] >= 4.5 } 0 .. $#$clear;
	like(words($told), !defined $first ? qr/Not even if everybody answered would all of the first 5 be clear/ : $first ? qr/About $answers->[$first] more answers would make all of the first 5 clear/ : qr/All of the first 5 are clear already/, 'and what that means');
	like(words($told), qr/would answer like those who have/, 'on a premise');
	my ($brief) = $site->get("$round/brief")->{body} =~ m{<table class="table answer-more">(.*?)</table>}s;
	is($brief, $table, 'the same on the brief');
};

subtest 'the answer on top' => sub {
	my $together = together();
	my $body = $site->get($round)->{body};
	my $card = answer_is($body, 3, $together->{3});
	cmp_ok(index($body, 'Start with these'), '<', index($body, 'Who answered'), 'before all else');
	like(words($site->get("$round/quarter")->{body}), qr/Hours a week now hidden to protect others Hours a week that could be saved hidden to protect others/, 'a sum that would tell what is hidden is not of too few');
	like(words($card), qr/Fewer than half have answered from: Support\./, 'who stays away');
	unlike(words($card), qr/Nobody has answered/, 'too small a department is not told of');
	is_deeply([map { $_->[0] } grep { $_->[0] =~ m{^/admin} } links_in($card)], ['/admin/rounds/crm-audit-1/invite'], 'a press away from being reminded; no day is the last one, so none is later');
	my $last = sub { is($site->post('/admin/rounds/crm-audit-1/edit', {values_of(($site->get('/admin/rounds/crm-audit-1')->{body} =~ m{/edit"(.*?)</form>}s)[0]), to => $_[0]})->{status}, 303, "last day: $_[0]") };
	$last->('2099-12-31');
	($card) = $site->get($round)->{body} =~ m{<section class="card answer">(.*?)</section>}s;
	is_deeply([map { $_->[0] } grep { $_->[0] =~ m{^/admin} } links_in($card)], ['/admin/rounds/crm-audit-1/invite', '/admin/rounds/crm-audit-1'], 'or given time');
	$last->('');
	is($site->get($_)->{status}, 200, "$_ is there") for '/admin/rounds/crm-audit-1/invite', '/admin/rounds/crm-audit-1';
	is_deeply([map { $_->[0] } grep { $_->[0] =~ /first=/ } links_in($card)], ["$round?first=5", "$round?first=10"], 'more of them');
	answer_is($site->get("$round?first=5")->{body}, 5, $together->{5});
	my ($all) = $site->get("$round?first=10")->{body} =~ m{<section class="card answer">(.*?)</section>}s;
	is(() = $all =~ /<li>/g, scalar @by_rank, 'of ten there are as many as can be ranked');
	answer_is($site->get("$round?first=$_")->{body}, 3, $together->{3}) for 4, 'x', '-3', '99999999999999999999';
	answer_is($site->get("$round/brief")->{body}, 3, $together->{3});
};

subtest 'the brief' => sub {
	my $page = sub { $site->get("$round/brief")->{body} };
	my $body = $page->();
	my @clear = grep { $_->{verdict} eq 'clear' } @by_rank;
	my @possible = grep { $_->{verdict} eq 'possible' } @by_rank;
	my $sum = together()->{3};
	is(words(part($body, 'Automate first: this much is clear')), join(' ', map({ "$_->{rank} $name{$_->{func}} " . range_text($_) . ' hours saveable a week, people: ' . whole($_->{doers_pop}) } @clear)), 'what is clear');
	is(words(part($body, 'Next in line, not yet settled')), join(' ', map { "$name{$_->{func}} " . range_text($_) . ' hours saveable a week' } @possible[0 .. ($#possible > 4 ? 4 : $#possible)]), 'what is next');
	my @contested = grep { $_->{standing} eq 'contested' } @by_rank;
	is(words(part($body, 'What is contested, and why')), join(' ', map { $_->{verdict} eq 'possible' ? "$name{$_->{func}} the answers allow every place from $_->{cs_lo} to $_->{cs_hi}"
		: "$name{$_->{func}} it depends on the weights: among the first under " . hundred($_->{w_topk_local}) . '% of those near ours' } @contested[0 .. ($#contested > 4 ? 4 : $#contested)]), 'what is contested');
	like(text_of($body), qr/Acme · CRM audit · \Q$date\E/, 'whose');
	like(words(part($body, 'Who answered')), qr/^23 usable answers, .* Response rate \(AAPOR RR2\): 51%\. .* 93% of all people\. Executives: not asked\. .*a factor of two apart/, 'who answered');
	is(words(part($body, 'Risks')), 'not written yet', 'no risks yet');
	my %fields = values_of($body =~ s/.*(?=<form class="card stack no-print")//sr);
	my $save = sub { $site->post("$round/brief", {%fields, @_}) };
	my $saved = $save->(asked => 'a' x 600, risks => 'r' x 600, steps => 's' x 600, hour => '20', 'once/other' => '50000', 'year/other' => '1000', currency => 'EURO-EUR');
	is($saved->{headers}{location}, "$round/brief?saved=1", 'exactly as long as it may be');
	like($site->get("$round/brief?saved=1")->{body}, qr/role="status"/, 'and told');
	unlike($page->(), qr/role="status"/, 'once');
	for my $field (qw(asked risks steps)) {
		my $long = $save->($field => 'x' x 601);
		is($long->{status}, 422, "$field: not one more");
		like(text_of($long->{body}), qr/A text is too long: the brief is one page\./, 'as it says');
		like($long->{body}, qr/>x{601}</, 'and keeps what was typed');
	}
	is($save->(currency => 'x' x 9)->{status}, 422, 'nor of the currency');
	is($save->(risks => "\xc4\x8d" x 600, currency => "K\xc4\x8d" x 4)->{status}, 303, 'letters count, not bytes');
	is($save->(risks => "\xc4\x8d" x 601)->{status}, 422, 'of which one more is too many');
	for my $field (qw(hour once/other year/other)) {
		is($save->($field => $_)->{status}, 422, "$field is not $_") for '-0.01', 'x', '1000000000001';
	}
	is($save->(hour => 0, currency => 'EUR')->{status}, 303, 'an hour may cost nothing');
	is($save->(asked => 'What we asked', risks => 'The risk', steps => 'The step', hour => '20', 'once/other' => '50000', 'year/other' => '1000', currency => 'EUR')->{status}, 303, 'saved');
	$body = $page->();
	is(words(part($body, $_->[0])), $_->[1], $_->[0]) for ['What was asked', 'What we asked'], ['Risks', 'The risk'], ['Next steps', 'The step'];
	# 46 weeks of what the first three save, at 20 an hour, as told in two digits; 50,000 once over that less 1,000 a year.
	my @worth = map { 46 * 20 * sprintf '%.1e', $sum->{$_} } qw(saved_lo saved_hi);
	my $money = sub { my $v = sprintf '%.0f', sprintf '%.1e', $_[0]; 1 while $v =~ s/^(\d+)(\d{3})/$1,$2/; return $v };
	my @net = map { $money->($_ - 1000) } @worth;
	my @years = map { sprintf '%.1f', 50000 / ($_ - 1000) } reverse @worth;
	like(text_of($body), qr/Worth @{[$money->($worth[0])]} EUR to @{[$money->($worth[1])]} EUR a year \(an hour at 20 EUR, weeks a year: 46\)\. Less yearly costs: $net[0] EUR to $net[1] EUR\. Until the CRM has paid for itself: $years[0] years at best, $years[1] years at worst\./, 'worth');
	my %form = values_of($body =~ s/.*(?=<form class="card stack no-print")//sr);
	is(join(' ', @form{qw(asked risks steps hour once/other year/other currency)}), 'What we asked The risk The step 20 50000 1000 EUR', 'the form holds it');
	$save->(hour => '20', 'once/other' => '50000', 'year/other' => '500000', currency => 'EUR');
	like(text_of($page->()), qr/has paid for itself: not within 10 years at best, not within 10 years at worst/, 'dearer than what it saves');
	$save->(hour => '20', 'once/other' => '', 'year/other' => '', currency => 'EUR');
	unlike(text_of($page->()), qr/paid for itself/, 'without a price no years');
	like(text_of($page->()), qr/Worth /, 'but what it is worth');
};

subtest 'the agenda' => sub {
	my $body = $site->get("$round/agenda")->{body};
	my %question = entries($body, 'section');
	# The nearest to the line between the fifth and the sixth come first.
	my @order = sort { ($a->{rank} > 5 ? $a->{rank} - 6 : 5 - $a->{rank}) <=> ($b->{rank} > 5 ? $b->{rank} - 6 : 5 - $b->{rank}) || $a->{rank} <=> $b->{rank} }
		grep { $_->{standing} eq 'contested' || $_->{func} =~ /SAL01|MKT01/ } @by_rank;
	is(join(' ', $body =~ /agenda-question" id="(\w+)"/g), join(' ', map { $_->{func} } @order), 'the most consequential first');
	my $minutes = int(25 / @order);
	my ($head, @plan) = rows_in(part($body, 'Plan of the meeting'));
	is_deeply([map { $_->[-1] } @plan], [3, ($minutes) x @order, 27 - $minutes * @order], 'thirty minutes');
	my $at = 0;
	my %place = map { $_->{rank} => $_ } @by_rank;
	for my $r (@order) {
		my $text = words($question{$r->{func}});
		$at++;
		like($text, qr/^\Q$at. $name{$r->{func}} Question $at of @{[scalar @order]} · Minutes: $minutes\E/, "$r->{func}: its number");
		like($text, qr/Rank $r->{rank} Score @{[sprintf '%.1f', $r->{score}]} Hours saveable a week \Q@{[range_text($r)]}\E In the top group $r->{verdict}/, 'its figures');
		if ($r->{standing} eq 'contested') { like($text, qr/leave its place open, between $r->{cs_lo} and $r->{cs_hi} Rank/, 'why') }
		is(scalar($text =~ /of two minds/), $r->{func} eq 'SAL01' ? 1 : '', 'two minds or not');
		is(scalar($text =~ /points higher in/), $r->{func} =~ /SAL01|MKT01/ ? 1 : '', 'departments or not');
		my $other = $place{$r->{rank} <= 5 ? 6 : 5};
		my $crosses = $name{$other->{func}};
		like($text, $r->{rank} <= 5 ? qr/taken in It stays at place $r->{rank}; .* left out It moves behind the first 5, to place 6 or later\. Comes into the first 5: \Q$crosses\E Either/
			: qr/taken in It moves up to place 5, among the first 5\. Goes out of the first 5: \Q$crosses\E If it is left out It stays at place $r->{rank};/, 'what each outcome changes');
		like($question{$r->{func}}, qr{href="$round/functions/$r->{func}"}, 'and where its figures are');
	}
	my %fields = (csrf => $site->csrf({body => $body}), act => 'views');
	my $first = $order[0]{func};
	my $kept = $site->post("$round/agenda", {%fields, "first/$first" => 'f' x 1000, "second/$first" => 's' x 1000});
	is($kept->{headers}{location}, "$round/agenda?saved=1", 'a thousand characters are taken');
	is($site->post("$round/agenda", {%fields, "second/$first" => 's' x 1001})->{status}, 422, 'not one more');
	is($site->post("$round/agenda", {%fields, "second/$first" => "\xc4\x8d" x 1000})->{status}, 303, 'letters of any alphabet');
	is($site->post("$round/agenda", {%fields, "second/$first" => "\xc4\x8d" x 1001})->{status}, 422, 'not one more of these');
	like($site->post("$round/agenda", {%fields, act => 'close'})->{body}, qr/role="alert"/, 'no vote to close');
	for (5, 200) {
		my $answer = $site->post("$round/agenda", {%fields, act => 'open', ballots => $_});
		is(() = $answer->{body} =~ /class="slip-code long"/g, $_, "$_ ballots");
		is($site->post("$round/agenda", {%fields, act => 'close'})->{headers}{location}, "$round/agenda?saved=1#vote", 'and closed');
	}
	like(text_of($site->post("$round/agenda", {%fields, act => 'open', ballots => $_})->{body}), qr/5.*200/, "not $_") for 4, 201;
};

subtest 'four timed it, and three are enough to be shown' => sub {
	my %now = values_of(($site->get('/admin/settings')->{body} =~ m{<form method="post" action="/admin/settings"(.*?)</form>}s)[0]);
	my $smallest = sub { return $site->post('/admin/settings', [(map { $_ => $now{$_} } grep { $_ ne 'languages' && $_ ne 'min_cell' } sort keys %now), min_cell => $_[0], map { (languages => $_) } qw(en sk pl it es ca)])->{status} };
	is($smallest->(3), 303, 'the smallest group is three');
	# What four timed has figures now, and no interval: that takes five (method B.2).
	my $hours = hours($list->{overall}{SAL10}{hours_saved});
	my %row = rows_of($site->get("$round/priorities")->{body});
	like(words($row{SAL10}), qr/About $hours hours a week could be saved; people who do it: 8\. Answers behind it: time 4,/, 'on the list');
	like(words($row{SAL06}), qr/could be saved \(between .* Its score lies between/, 'what five timed has one');
	my %own = rows_of($site->get("$round/priorities?department=SAL")->{body});
	like(words($own{SAL10}), qr/About $hours hours a week could be saved; people/, "on the department's");
	my %factor = map { $_->[0] => $_->[1] } rows_in(part($site->get("$round/functions/SAL10")->{body}, 'From the answers to the score'));
	is($factor{'Hours saveable a week'}, $hours, 'on its page');
	like(words(part($site->get("$round/brief")->{body}, 'Next in line, not yet settled')), qr/\Q$name{SAL10}\E $hours hours saveable a week/, 'on the brief');
	my %question = entries($site->get("$round/agenda")->{body}, 'section');
	like(words($question{SAL10}), qr/Hours saveable a week $hours In the top group/, 'on the agenda');
	my $csrf = $site->csrf($site->get("$round/baseline"));
	$site->post("$round/requirement", {csrf => $csrf, id => '', text => 'x', why => '', activity => 'SAL10', test => '', level => 'must', owner => '', depends => ''});
	like(words($site->get("$round/baseline")->{body}), qr/hours a week that could be saved: $hours · people: 8/, 'beside a requirement');
	$site->post("$round/baseline", {csrf => $csrf, act => 'freeze'});
	my ($row) = grep { ($_->[1] // '') eq $name{SAL10} } rows_in($site->get("$round/baseline/1")->{body});
	is($row->[3], $hours, 'and in what is frozen');
	like($row->[2], qr/^[\d.]+$/, 'the score too');
	is($smallest->(5), 303, 'five again');
};

subtest 'a manager reads' => sub {
	my %mine = %{$site->{cookies}};
	$site->enter('mila', '--role', 'manager');
	my $page = $site->get("$round/priorities")->{body};
	is(panel($page), undef, 'no weights to change');
	my ($weights) = $page =~ m{<dl class="review">(.*?)</dl>}s;
	is(words($weights), 'Hours saveable 50% Pain 25% Wanted 25% Executives not used: not every activity has a value Ease not used: not every activity has a value', 'what they are');
	my $overview = $site->get($round)->{body};
	unlike($overview, qr{/export"|The export holds}, 'no export');
	my $brief = $site->get("$round/brief")->{body};
	like($brief, qr/hours saveable a week/, 'the brief');
	unlike($brief, qr/<form[^>]*brief/, 'but not to write on');
	is_deeply([map { $_->[1] } links_in(($page =~ m{<nav class="menu"(.*?)</nav>}s)[0])], ['Today', 'Results', 'Decisions'], 'what there is for them in the menu');
	like($page, qr{<a href="/results" aria-current="page">Results</a>}, 'where one is');
	$site->{cookies} = \%mine;
};

# One more in marketing says 4 to everything. Else one could say by subtraction what it said.
sub alike { person('MKT', {map { $_ => [2, 20, 3, 4, 4, 4] } qw(MKT01 MKT02 SAL01)}) }

subtest 'one more waits for four others' => sub {
	my $told = ' Answers that came since an earlier list count once 5 of a department, and about an activity, have come: two lists never differ by single people.';
	my $figures = sub {
		my $list = shown();
		delete @$_{qw(release release_day)} for map { values %$_ } values %$list;
		my $page = $site->get("$round/priorities")->{body};
		return [$list, {rows_of($page)}, words(part($site->get($round)->{body}, 'Who answered')) =~ s/\Q$told\E//r, words(part($page, 'By department'))];
	};
	my $before = $figures->();
	alike();
	is((kiosk('round', 'close', 'crm-audit-1', '--data', $site->data))[0], 0, 'closed');
	is(scalar sql($site->data, 'SELECT count(*) FROM release'), 2, 'which made a second list');
	is_deeply($figures->(), $before, 'by the same figures');
	like(words(part($site->get($round)->{body}, 'Who answered')), qr/\Q$told\E/, 'and says so');
};

subtest 'five that were all alike' => sub {
	is((kiosk('round', 'reopen', 'crm-audit-1', '--data', $site->data))[0], 0, 'reopened');
	alike() for 1 .. 5;
	is((kiosk('round', 'close', 'crm-audit-1', '--data', $site->data))[0], 0, 'closed again');
	my $page = $site->get("$round/priorities")->{body};
	like(text_of($page), qr/From 29 usable answers/, 'with the one that waited');
	my $sure = words(part($page, 'What would make the list surer'));
	like($sure, qr/10 answers were very fast or all alike and were kept\. Without them (?:the same activities are among the first 5\.|the first 5 would change:)/, 'with the four of before they are told');
	my $who = words(part($site->get($round)->{body}, 'Who answered'));
	# Fourteen answered of eight: the eight are fourteen then, of 51 in all.
	like($who, qr/29 usable answers/, 'of all');
	like($who, qr/Marketing 14 8/, 'as many as there are');
	like($who, qr/Marketing: more people answered than the department has; its number of people was raised to that/, 'and more');
	unlike($who, qr/left out/, 'none was left out');
	my ($overview) = $site->get($round)->{body} =~ m{<p class="meta">(CRM audit, version 1[^<]*)};
	like($overview, qr/^CRM audit, version 1 · closed on \Q$date\E · round $/, 'and when it was closed');
	unlike($site->get("$round$_")->{body}, qr{href="/admin/rounds/crm-audit-1/invite"}, "nobody is reminded any more: $_") for '', '/brief';
	like(words($site->get('/admin/rounds/crm-audit-1')->{body}), qr/Closed \Q$date\E ·/, 'it is not closed until that day');
};

# A table of a bundle: {its first columns} => {column => cell}.
sub table {
	my ($zip, $file, @key) = @_;
	my ($head, @rows) = cells_of((run_command(['unzip', '-p', $zip, $file]))[1]);
	my %table;
	for my $row (@rows) {
		my %cell = map { $head->[$_] => $row->[$_] } 0 .. $#$head;
		$table{join ' ', @cell{@key}} = \%cell;
	}
	return \%table;
}

subtest 'the bundle' => sub {
	my %zip = map { $_ => temp_folder() . "/$_.zip" } qw(rows sums);
	kiosk('export', 'crm-audit-1', '-o', $zip{rows}, '--data', $site->data);
	kiosk('export', 'crm-audit-1', '-o', $zip{sums}, '--aggregate', '--data', $site->data);
	# The fifth of sales, as it was sent: five activities; quotes once a week, two hours, three of ten redone.
	my $fifth = '00000005-0000-4000-8000-000000000000';
	my $sent = table($zip{rows}, 'submissions.csv', 'submission');
	is(scalar keys %$sent, 29, 'all that were sent');
	is_deeply({%{$sent->{$fifth}}{qw(round form version department lang day status flags)}}, {round => 'crm-audit-1', form => 'crm-audit', version => 1, department => 'SAL', lang => 'en', day => $day, status => 'complete', flags => ''}, 'one of them');
	my $answers = table($zip{rows}, 'answers.csv', qw(submission question position));
	my %told = map { s/^\Q$fifth\E //r => $answers->{$_}{value} } grep { /^\Q$fifth\E / } keys %$answers;
	is_deeply({map { $_ => $told{$_} } 'start/A01 1', 'start/A02 1', (map { "pick/A10 $_" } 1 .. 5), 'painful/A11 1', 'end/A30_half 1', 'end/A30 1', map({ "detail/SAL06/$_ 1" } qw(A20 A20_unit A21 A22 A23 A24 A25)), map { "detail/SAL01/A27 $_" } 1 .. 3},
		{'start/A01 1' => 'SAL', 'start/A02 1' => 39, 'pick/A10 1' => 'SAL01', 'pick/A10 2' => 'SAL04', 'pick/A10 3' => 'SAL06', 'pick/A10 4' => 'SAL08', 'pick/A10 5' => 'SAL09', 'painful/A11 1' => 'SAL01', 'end/A30_half 1' => 'reports', 'end/A30 1' => 'R01',
			'detail/SAL06/A20 1' => 1, 'detail/SAL06/A20_unit 1' => 'week', 'detail/SAL06/A21 1' => 120, 'detail/SAL06/A22 1' => 3, 'detail/SAL06/A23 1' => 2, 'detail/SAL06/A24 1' => 2, 'detail/SAL06/A25 1' => 2,
			'detail/SAL01/A27 1' => 'crm', 'detail/SAL01/A27 2' => 'sheet', 'detail/SAL01/A27 3' => 'paper'}, 'a row an answer, a code');
	my $wide = table($zip{rows}, 'responses/crm-audit-v1.csv', 'submission')->{$fifth};
	is_deeply({map { $_ => $wide->{$_} } qw(round start/A01 pick/A10 pick/A10/SAL01 pick/A10/SAL10 pick/A10/none painful/A11 detail/SAL06/A21 detail/SAL10/A21 detail/SAL01/A27 detail/SAL01/A27/crm detail/SAL01/A27/head detail/SAL10/A27/crm end/A30/R01)},
		{round => 'crm-audit-1', 'start/A01' => 'SAL', 'pick/A10' => 'SAL01 SAL04 SAL06 SAL08 SAL09', 'pick/A10/SAL01' => 1, 'pick/A10/SAL10' => 0, 'pick/A10/none' => 0, 'painful/A11' => 'SAL01', 'detail/SAL06/A21' => 120, 'detail/SAL10/A21' => '',
			'detail/SAL01/A27' => 'crm sheet paper', 'detail/SAL01/A27/crm' => 1, 'detail/SAL01/A27/head' => 0, 'detail/SAL10/A27/crm' => '', 'end/A30/R01' => 1}, 'a column a question, and a code');
	is_deeply([grep { /A31|A26|A10_else|A30_else/ } keys %$wide], [], 'but for own words');
	my $audit = 'audit/crm-audit-1';
	is_deeply(table($zip{rows}, "$audit/details.csv", qw(resp func))->{"$fifth SAL06"}, {resp => $fifth, func => 'SAL06', design_w => 1, freq_n => 1, freq_unit => 'week', minutes => 120, rework10 => 3, frust5 => 2, want5 => 2, rule5 => 2}, 'as the audit reads it');
	is_deeply(table($zip{rows}, "$audit/respondents.csv", 'resp')->{$fifth}, {resp => $fifth, dept => 'SAL', weekly_hours => 39, picks_done => 1, excluded => 0, release => 1}, 'who said it');
	is(scalar keys %{table($zip{rows}, "$audit/picks.csv", qw(resp func))}, 4 * 3 + 5 + 5 * 4 + 8 * 2 + 5 + 5 * 3 + 6 * 3, 'and every activity ticked');
	is_deeply({map { $_->{dept} => $_->{headcount} } values %{table($zip{rows}, "$audit/departments.csv", 'dept')}}, {SAL => 20, MKT => 8, SUP => 14, MGT => 3}, 'people of each department');
	for my $which (qw(rows sums)) {
		my $rounds = table($zip{$which}, 'rounds.csv', 'round')->{'crm-audit-1'};
		is_deeply({%{$rounds}{qw(title form version closed release release_day submissions)}}, {title => 'CRM audit', form => 'crm-audit', version => 1, closed => $day, release => 3, release_day => $day, submissions => 29}, "$which: the round");
		my $departments = table($zip{$which}, 'departments.csv', 'code');
		is(join(' ', map { $departments->{$_}{answered} } qw(SAL MKT SUP)), '10 14 5', "$which: who answered");
		is(join(' ', map { $departments->{$_}{headcount} } qw(SAL MKT SUP)), '20 8 14', "$which: of how many");
		is(join(' ', map { $departments->{$_}{'label::English (en)'} // $departments->{$_}{'label::en (en)'} } qw(SAL MGT)), 'Sales Management', "$which: their names");
		my $functions = table($zip{$which}, 'functions.csv', 'code');
		is(join(' ', map { $functions->{$_}{unranked} || '-' } qw(SAL01 SUP03 MGT02)), '- no_timing not_done', "$which: what is not ranked, and why");
	}
	is_deeply(by_activity((run_command(['unzip', '-p', $zip{sums}, 'priorities.csv']))[1]), shown(), 'the list of sums is the one the shell prints');
	unlike(join("\n", map { (run_command(['unzip', '-p', $zip{sums}, $_]))[1] } split /\n/, (run_command(['unzip', '-Z1', $zip{sums}]))[1]), qr/00000005-0000/, 'and no single answer is in it');
	my $codebook = table($zip{rows}, 'codebook.csv', qw(question choice));
	is_deeply({%{$codebook->{'detail/SAL01/A23 3'}}{qw(form type list measure function version), 'label::English (en)', 'choice_label::English (en)'}},
		{form => 'crm-audit', type => 'select_one', list => 'frust', measure => 'frust5', function => 'SAL01', version => 1, 'label::English (en)' => 'How frustrating is it?', 'choice_label::English (en)' => 'Somewhat'}, 'what a code means');
};

$site->stop;
done_testing;
