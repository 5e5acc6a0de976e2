# Somebody with a computer: takes all figures of all releases of a round, from pages and files, as linear
# constraints over cells, with the rounding they are told with, and asks how closely a hidden cell is bounded by
# them (method.md F, P11, P12). On demo data and on companies drawn by chance: DISCLOSURE_COMPANIES of them,
# from seed DISCLOSURE_SEED on.
#
# What the reader has beyond the figures: the method; each department's headcount, and of those shown how many of
# them stand behind a cell; scores, and with them hours saved, pain and wanted, to all digits (weights and effort
# may be tried as often as one likes, until a rounding turns); how many people stand behind each hidden opinion.
use strict;
use warnings;
use Test::More;
use Company;
use Figures;
use Html;
use Kiosk;
use Site;

my $K = 5;
my $BAND = 0.149;
my $companies = $ENV{DISCLOSURE_COMPANIES} // ($ENV{TEST_QUICK} ? 1 : 3);
my $first_seed = $ENV{DISCLOSURE_SEED} // 1;
my $round = '/results/crm-audit-1';

# Figures of a cell, by their digits: what the cell's own quantity is, given the text.
my %of_cells = (
	doers => \&whole, detailed => \&whole, n_pain => \&whole, n_want => \&whole, doers_pop => \&nearest, share => \&percent,
	hours_now => \&two_digits, hours_saved => \&two_digits, pain => \&percent, want => \&percent, auto => \&percent,
	u_time => \&exact_elsewhere, score => \&exact_elsewhere, payback_weeks => \&exact_elsewhere,
);
# Figures that constrain no cell, each with its reason.
my %of_none = (
	(map { $_ => 'ends of intervals: of redrawn samples, over all that counts' } qw(saved_lo saved_hi score_lo score_hi together_lo together_hi together_nr_lo together_nr_hi saved_nr_lo saved_nr_hi)),
	(map { $_ => 'places: of what is shown alone' } qw(rank cs_lo cs_hi p_topk p_first w_topk w_topk_local clear)),
	(map { $_ => 'a question over all, each figure of five and more' } qw(answered blank mean median)),
	(map { $_ => 'of a whole department or the company' } qw(n rate headcount coverage)),
	(map { $_ => 'set by those who read' } qw(effort_days u_exec u_ease)),
	together => 'a sum of figures that are shown',
);

sub whole { return ($_[0], $_[0]) }
sub nearest { return ($_[0] - 0.5, $_[0] + 0.5) }
# Pages print hundredths as whole numbers, with or without their sign.
sub percent { my ($v) = $_[0] =~ /^([\d.]+)/; return (($v - 0.5) / 100, ($v + 0.5) / 100) }
sub two_digits {
	my ($v) = @_;
	return (0, 0.05) if $v == 0;
	my ($power) = sprintf('%.1e', $v) =~ /e([-+]\d+)/;
	return ($v - 0.5 * 10 ** ($power - 1), $v + 0.5 * 10 ** ($power - 1));
}
sub exact_elsewhere { return }

# ---- what is told ----

# All figures by name: {name => text}. A name that is not known here is a fault: nobody has said what it tells.
sub read_pages {
	my ($site, $departments) = @_;
	my (%told, %unknown);
	my @activities = sort keys %{{map { $_ => 1 } $site->get("$round/priorities")->{body} =~ m{/functions/(\w+)}g}};
	for my $path ('/results', $round, "$round?first=10", map({ "$round/$_" } qw(priorities priorities?view=departments priorities?view=effort brief agenda)),
		map({ "$round/priorities?department=$_" } @$departments), map({ "$round/functions/$_" } @activities)) {
		my $page = $site->get($path);
		# A department that is not shown has no list.
		next if $page->{status} == 404;
		is($page->{status}, 200, $path) if $page->{status} != 200;
		my ($figures) = figures_of($page->{body});
		for (@$figures) {
			my ($name, $text) = @$_;
			my ($kind) = $name =~ /^(\w+)/;
			next if $name =~ / between$/;
			$unknown{$kind} = $path if !$of_cells{$kind} && !$of_none{$kind};
			$told{$name} = $text if $text =~ /^\D{0,3}\d/;
		}
	}
	is(join(', ', map { "$_ on $unknown{$_}" } sort keys %unknown), '', 'of all figures it is known what they tell');
	return \%told;
}

# What a release tells and what it hides: figures by name, the list as it is told, the list with all digits.
sub read_release {
	my ($site, $departments) = @_;
	my $data = $site->data;
	my ($rows, $aggregate) = map { temp_folder() . "/$_.zip" } qw(rows aggregate);
	my ($status, $out, $err) = kiosk('export', 'crm-audit-1', '-o', $rows, '--data', $data);
	die "no bundle: $err" if $status;
	($status, $out, $err) = kiosk('export', 'crm-audit-1', '--aggregate', '-o', $aggregate, '--data', $data);
	die "no bundle: $err" if $status;
	my %r = (told => read_pages($site, $departments), exact => read_priorities((run_command(['unzip', '-p', $rows, 'priorities.csv']))[1]));
	my @lists = (read_priorities((kiosk('priorities', 'crm-audit-1', '--csv', '--data', $data))[1]), read_priorities((run_command(['unzip', '-p', $aggregate, 'priorities.csv']))[1]));
	# Files say shares as fractions; told like the pages' by the same digits.
	for my $list (@lists) {
		for my $f (keys %$list) {
			for my $scope (keys %{$list->{$f}}) {
				for my $column (qw(doers detailed n_pain n_want doers_pop share hours_now hours_saved pain want auto)) {
					my $v = $list->{$f}{$scope}{$column} // '';
					next if $v eq '';
					$r{told}{"$column:$scope:$f"} //= $column =~ /^(?:share|pain|want|auto)$/ ? 100 * $v : $v;
				}
				$r{scored}{"$scope:$f"} = 1 if ($list->{$f}{$scope}{score} // '') ne '';
			}
		}
	}
	my ($head, @people) = cells_of((run_command(['unzip', '-p', $rows, 'audit/crm-audit-1/departments.csv']))[1]);
	$r{people} = {map { $_->[0] => $_->[1] } @people};
	return \%r;
}

# ---- one activity as a problem ----

my @counts = qw(doers detailed n_pain n_want);

# Its quantities, by release and department: number of each, the lines that say so, and which of them
# the truth itself does not keep.
sub problem {
	my ($f, $releases, $departments) = @_;
	my (%at, @columns, @lines, @truth, @wrong, $about);
	my $add = sub { my ($key, $kind, $lo, $hi, $truth) = @_; push @columns, "$kind $lo $hi"; push @truth, $truth; return $at{$key} = @truth };
	my $row = sub {
		my ($lo, $hi, @terms) = @_;
		push @lines, join ' ', 'row', $lo, $hi, @terms;
		my ($sum, $scale) = (0, 1);
		while (my ($factor, $number) = splice @terms, 0, 2) {
			$sum += $factor * $truth[$number - 1];
			$scale += abs $factor * $truth[$number - 1];
		}
		push @wrong, "$about: $lo to $hi, but it is $sum" if $sum < $lo - 1e-5 * $scale || $sum > $hi + 1e-5 * $scale;
	};
	for my $n (0 .. $#$releases) {
		my $r = $releases->[$n];
		my $told = sub { my ($kind, $scope) = @_; $about = "release $n, $kind of $scope"; my $text = $r->{told}{"$kind:$scope:$f"}; return defined $text ? $of_cells{$kind}->($text) : () };
		# Hours saved, pain and wanted, by trying, to all digits wherever a score is told.
		my $precisely = sub {
			my ($kind, $scope) = @_;
			my @by_digits = $told->($kind, $scope) or return ();
			return @by_digits if !$r->{scored}{"$scope:$f"} || $kind !~ /^(?:hours_saved|pain|want)$/;
			my $v = $r->{exact}{$f}{$scope}{$kind};
			return ($v - 1e-6 * ($v + 1), $v + 1e-6 * ($v + 1));
		};
		my @there = grep { ($r->{exact}{$f}{$_}{doers} // 0) > 0 } @$departments;
		for my $d (@there) {
			my $exact = $r->{exact}{$f}{$d};
			my $people = $r->{people}{$d};
			$about = "release $n, $d";
			$add->("$n $d $_", 'int', $_ eq 'doers' ? 1 : 0, $people, $exact->{$_}) for @counts;
			$add->("$n $d doers_pop", 'num', 0, $people, $exact->{doers_pop});
			$add->("$n $d $_", 'num', 0, 'inf', $exact->{$_}) for qw(hours_now hours_saved);
			$add->("$n $d $_", 'num', 0, 'inf', $exact->{$_} * $exact->{doers_pop}) for qw(pain want);
			# Nobody says more than who does it; a rating is from 0 to 1; software takes over four fifths at most.
			$row->(0, 'inf', 1, $at{"$n $d doers"}, -1, $at{"$n $d $_"}) for qw(detailed n_pain n_want);
			$row->(0, 'inf', 1, $at{"$n $d doers_pop"}, -1, $at{"$n $d $_"}) for qw(pain want);
			$row->(0, 'inf', 0.8, $at{"$n $d hours_now"}, -1, $at{"$n $d hours_saved"});
			# How many of all do it: each who answered stands for as many, where it was told how many did.
			my $each = $exact->{doers_pop} / $exact->{doers};
			my $answered = sprintf '%.0f', $exact->{doers} / $exact->{share};
			if (grep { ($_->{told}{"answered:$d"} // '') eq $answered } @$releases[0 .. $n]) { $row->(-1e-6, 1e-6, 1, $at{"$n $d doers_pop"}, -$each, $at{"$n $d doers"}) }
			else { $row->(0, 'inf', 1, $at{"$n $d doers_pop"}, -1, $at{"$n $d doers"}) }
			for my $kind (@counts, qw(doers_pop hours_now hours_saved)) {
				my ($lo, $hi) = $precisely->($kind, $d) or next;
				$row->($lo, $hi, 1, $at{"$n $d $kind"});
			}
			if (my ($lo, $hi) = $told->('share', $d)) { $row->($lo * $people, $hi * $people, 1, $at{"$n $d doers_pop"}) }
			for my $kind (qw(pain want)) {
				my ($lo, $hi) = $precisely->($kind, $d) or next;
				$row->(0, 'inf', 1, $at{"$n $d $kind"}, -$lo, $at{"$n $d doers_pop"});
				$row->('-inf', 0, 1, $at{"$n $d $kind"}, -$hi, $at{"$n $d doers_pop"});
			}
			if (my ($lo, $hi) = $told->('auto', $d)) {
				$row->(0, 'inf', 1, $at{"$n $d hours_saved"}, -$lo, $at{"$n $d hours_now"});
				$row->('-inf', 0, 1, $at{"$n $d hours_saved"}, -$hi, $at{"$n $d hours_now"});
			}
		}
		next if !@there;
		my $all = sub { my ($kind, $factor) = @_; return map { ($factor // 1, $at{"$n $_ $kind"}) } @there };
		for my $kind (@counts, qw(doers_pop hours_now hours_saved)) {
			my ($lo, $hi) = $precisely->($kind, 'overall') or next;
			$row->($lo, $hi, $all->($kind));
		}
		if (my ($lo, $hi) = $told->('share', 'overall')) {
			# Of all departments somebody answered in.
			my $people = $r->{exact}{$f}{overall}{doers_pop} / $r->{exact}{$f}{overall}{share};
			$row->($lo * $people, $hi * $people, $all->('doers_pop'));
		}
		for my $kind (qw(pain want)) {
			my ($lo, $hi) = $precisely->($kind, 'overall') or next;
			$row->(0, 'inf', $all->($kind), $all->('doers_pop', -$lo));
			$row->('-inf', 0, $all->($kind), $all->('doers_pop', -$hi));
		}
		if (my ($lo, $hi) = $told->('auto', 'overall')) {
			$row->(0, 'inf', $all->('hours_saved'), $all->('hours_now', -$lo));
			$row->('-inf', 0, $all->('hours_saved'), $all->('hours_now', -$hi));
		}
		# Who counted in the release before counts in this one, and nobody or five and more came.
		for my $d ($n ? @there : ()) {
			for my $kind (@counts) {
				my $before = $at{$n - 1 . " $d $kind"} // next;
				$about = "releases $n and before, $kind of $d";
				my $more = $r->{exact}{$f}{$d}{$kind} - $releases->[$n - 1]{exact}{$f}{$d}{$kind};
				my $came = $add->("$n $d $kind came", 'int', 0, 1, $more ? 1 : 0);
				$row->(0, 'inf', 1, $at{"$n $d $kind"}, -1, $before, -$K, $came);
				$row->('-inf', 0, 1, $at{"$n $d $kind"}, -1, $before, -$r->{people}{$d}, $came);
			}
		}
	}
	return (\%at, [@columns, @lines], \@wrong);
}

# What is hidden for its own sake: of somebody, and of fewer than K: [key, what it is, how far it must lie apart].
sub secrets {
	my ($f, $releases, $departments) = @_;
	my @secrets;
	for my $n (0 .. $#$releases) {
		my $r = $releases->[$n];
		for my $d (@$departments) {
			my $exact = $r->{exact}{$f}{$d} // next;
			my $few = sub { my ($column) = @_; return $exact->{$column} > 0 && $exact->{$column} < $K };
			my $hidden = sub { return !defined $r->{told}{"$_[0]:$d:$f"} };
			# Of a count, another must be possible.
			push @secrets, map { ["$n $d $_", $exact->{$_}, 1] } grep { $few->($_) && $hidden->($_) } @counts;
			push @secrets, map { ["$n $d $_", $exact->{$_}, $BAND * $exact->{$_}] } grep { $few->('detailed') && $exact->{$_} > 0 && $hidden->($_) } qw(hours_now hours_saved);
			push @secrets, map { ["$n $d $_", $exact->{$_} * $exact->{doers_pop}, $BAND * $exact->{doers_pop}] } grep { $few->("n_$_") && $hidden->($_) } qw(pain want);
		}
	}
	return @secrets;
}

sub ask {
	my ($lines) = @_;
	my $problems = temp_folder() . '/problems';
	write_file($problems, join '', map { "$_\n" } @$lines);
	my ($status, $out, $err) = run_command([build() . '/tests/lib/bounds'], in => $problems);
	is($status, 0, 'bounds are worked out') or diag $err;
	return map { [split] } split /\n/, $out;
}

# All that is hidden in these releases, tried.
sub attack {
	my ($name, $releases, $departments) = @_;
	my (@lines, @asked, @found);
	for my $f (sort keys %{{map { %{$_->{exact}} } @$releases}}) {
		my @secrets = secrets($f, $releases, $departments) or next;
		my ($at, $problem, $wrong) = problem($f, $releases, $departments);
		push @found, map { "$f, $_" } @$wrong;
		push @lines, @$problem, map({ "ask $at->{$_->[0]}" } @secrets), 'end';
		push @asked, map { [$f, @$_] } @secrets;
	}
	my @answers = ask(\@lines);
	is(scalar @answers, scalar @asked, "$name: " . @asked . ' hidden cells are tried');
	for my $i (0 .. $#asked) {
		my ($f, $key, $truth, $width) = @{$asked[$i]};
		my (undef, $lo, $hi) = @{$answers[$i]};
		next if $lo eq 'none';	# something told is wrong: said above
		push @found, "$f $key: $truth is told within $lo to $hi" if $hi - $lo < $width - 1e-6;
	}
	is(join("\n", @found), '', "$name: what is told is true, and none is bounded closely");
	return scalar @asked;
}

my $tried = 0;
for my $seed ($first_seed .. $first_seed + $companies - 1) {
	subtest "company $seed" => sub {
		my $site = Site->new('fcgi', new_kiosk());
		$site->login('admin', PASSWORD);
		my $company = Company->new($seed);
		$company->found($site);
		my @departments = sort keys %{$company->{people}};
		my @comers = $company->comers;
		my (@releases, $refused);
		my $waves = $company->among(1, 3);
		for my $wave (1 .. $waves) {
			kiosk('round', 'reopen', 'crm-audit-1', '--data', $site->data) if $wave > 1;
			for my $d (splice @comers, 0, @comers / ($waves - $wave + 1)) {
				my $answer = $site->post('/s/crm-audit-1', [$company->respondent($d)], accept => 'application/json', cookie => '');
				$refused = $answer->{body} if $answer->{status} != 201;
			}
			is((kiosk('round', 'close', 'crm-audit-1', '--data', $site->data))[0], 0, "part $wave of $waves is closed");
			push @releases, read_release($site, \@departments);
		}
		is($refused // '', '', 'all are taken');
		$tried += attack("company $seed", \@releases, \@departments);
		$site->stop;
	};
}

for my $case ([110, 5], $ENV{TEST_QUICK} ? () : [48, 2]) {
	my ($people, $seed) = @$case;
	subtest "the demo of $people" => sub {
		my $data = temp_folder() . '/data';
		is((kiosk('demo', '--respondents', $people, '--seed', $seed, '--data', $data, {env => {KIOSK_ADMIN_PASSWORD => PASSWORD}}))[0], 0, 'a company');
		my $site = Site->new('fcgi', $data);
		$site->login('admin', PASSWORD);
		my @departments = map { $_->[0] } sql($data, 'SELECT code FROM round_department ORDER BY code');
		my @releases = read_release($site, \@departments);
		kiosk('round', 'close', 'crm-audit-1', '--data', $data);
		push @releases, read_release($site, \@departments);
		$tried += attack("the demo of $people", \@releases, \@departments);
		$site->stop;
	};
}
cmp_ok($tried, '>', 20, "$tried hidden cells were tried");

done_testing;
