# Somebody with a pencil: takes every figure that pages, tables of the command line and aggregate
# bundles show, and tries to work out one that is hidden (method.md F; reliability 38).
use strict;
use warnings;
use Test::More;
use Figures;
use Kiosk;
use Site;

my $K = 5;
my @departments = qw(MGT MKT SAL SUP);

# One activity: with the sum in hand, what is hidden taken together is still of K people or
# more, for those who do it and for those who timed it.
sub attack {
	my ($name, $list) = @_;
	my @found;
	for my $function (sort keys %$list) {
		my $scopes = $list->{$function};
		my @parts = grep { exists $scopes->{$_} } @departments;
		for my $column (qw(doers detailed)) {
			my $left = $scopes->{overall}{$column} // '';
			next if $left eq '';
			my @hidden = grep { $scopes->{$_}{$column} eq '' } @parts;
			$left -= $scopes->{$_}{$column} for grep { $scopes->{$_}{$column} ne '' } @parts;
			push @found, "$function: $left $column in @hidden" if $left && $left < $K;
		}
		# No figure stands on fewer than K people.
		for my $scope (keys %$scopes) {
			my $doers = $scopes->{$scope}{doers};
			push @found, "$function $scope: $doers people" if $doers ne '' && $doers < $K;
			my $detailed = $scopes->{$scope}{detailed};
			push @found, "$function $scope: hours of $detailed" if $detailed ne '' && $detailed < $K;
		}
	}
	is("@found", '', "$name: nothing hidden can be worked out");
}

# What stands behind each cell, from a bundle with rows: {function => {department => {column => n}}},
# and how many answered in each department. Counted by hand from the tables, not by the kiosk.
sub read_truth {
	my ($bundle, $round) = @_;
	my %table;
	for my $name (qw(respondents picks details functions cells)) {
		my ($status, $csv) = run_command(['unzip', '-p', $bundle, "audit/$round/$name.csv"]);
		die "no $name.csv" if $status;
		my ($head, @rows) = cells_of($csv);
		$table{$name} = [map { my $row = $_; +{map { $head->[$_] => $row->[$_] } 0 .. $#$head} } @rows];
	}
	my %dept = map { $_->{excluded} eq '1' ? () : ($_->{resp} => $_->{dept}) } @{$table{respondents}};
	my %asked = map { $_->{resp} => 1 } grep { $_->{picks_done} eq '1' } @{$table{respondents}};
	# Who came after a cell's cut waits.
	my %came = map { $_->{resp} => $_->{release} } @{$table{respondents}};
	my %cut = map { ("$_->{dept} $_->{func}" => $_->{release}) } @{$table{cells}};
	my $waits = sub { my ($d, $row) = @_; my $cut = $cut{"$d $row->{func}"} // ''; return $cut ne '' && $came{$row->{resp}} > $cut };
	my (%n, %truth, %picked);
	$n{$_}++ for map { $dept{$_} } grep { $asked{$_} } keys %dept;
	for (@{$table{picks}}) {
		my $d = $dept{$_->{resp}} // next;
		next if $waits->($d, $_);
		$truth{$_->{func}}{$d}{doers}++;
		$picked{$_->{resp}, $_->{func}} = 1;
	}
	for (@{$table{details}}) {
		my $d = $dept{$_->{resp}} // next;
		next unless $picked{$_->{resp}, $_->{func}};
		my $cell = $truth{$_->{func}}{$d};
		$cell->{timed}++ if $_->{freq_n} ne '' && $_->{minutes} ne '';
		$cell->{pain}++ if $_->{frust5} ne '' || $_->{rework10} ne '';
		$cell->{want}++ if $_->{want5} ne '';
		$cell->{rule}++ if $_->{rule5} ne '';
	}
	return (\%truth, \%n);
}

# The method's P1 and P2 of one figure across departments: nothing shown of fewer than K, and
# beside a shown sum none hidden alone, none hidden by an imputed one.
sub check_figure {
	my ($function, $column, $behind, $scopes, $truth) = @_;
	my @found;
	my (@hidden, $few, $people, $peopled);
	for my $d (grep { $truth->{$_}{doers} } @departments) {
		my $n = $truth->{$d}{$behind} // 0;
		if (($scopes->{$d}{$column} // '') ne '') {
			push @found, "$function $d: $column of $n" if $n < $K;
			next;
		}
		push @hidden, $d;
		$few = 1 if $n && $n < $K;
		$people += $n;
		$peopled++ if $n;
	}
	if (($scopes->{overall}{$column} // '') ne '' && @hidden) {
		push @found, "$function: $column of @hidden alone" if @hidden < 2 || $people < $K || ($few && $peopled < 2);
	}
	return @found;
}

sub check_truth {
	my ($name, $list, $truth) = @_;
	my @found;
	for my $function (sort keys %$list) {
		push @found, check_figure($function, @$_, $list->{$function}, $truth->{$function})
			for ['doers', 'doers'], ['share', 'doers'], ['hours_now', 'timed'], ['hours_saved', 'timed'], ['hours_saved', 'rule'],
			['auto', 'rule'], ['pain', 'pain'], ['want', 'want'], ['score', 'timed'], ['score', 'pain'], ['score', 'want'];
	}
	is("@found", '', "$name: against the answers themselves");
}

# An opinion over all is the mean of the departments', by the people who do it: with those that are
# shown taken out, what is left allows each of fewer than five a range of 0.15 and more of the scale.
sub check_opinions {
	my ($name, $list, $exact) = @_;
	my @found;
	for my $function (sort keys %$list) {
		for my $column (qw(pain want)) {
			next if ($list->{$function}{overall}{$column} // '') eq '';
			my @hidden = grep { ($exact->{$function}{$_}{doers} // 0) > 0 && ($list->{$function}{$_}{$column} // '') eq '' } @departments;
			my ($rest, $all) = (0, 0);
			for (map { $exact->{$function}{$_} } @hidden) {
				$rest += $_->{doers_pop} * $_->{$column};
				$all += $_->{doers_pop};
			}
			for my $d (@hidden) {
				my ($weight, $n) = @{$exact->{$function}{$d}}{'doers_pop', "n_$column"};
				my ($hi, $lo) = ($rest / $weight, ($rest - ($all - $weight)) / $weight);
				$hi = 1 if $hi > 1;
				$lo = 0 if $lo < 0;
				push @found, "$function: $column of $d within " . ($hi - $lo) if $n && $n < $K && $hi - $lo < 0.149;
			}
		}
	}
	is("@found", '', "$name: no opinion is told by the mean of all");
}

# The departments' table of an activity's page: {department => {column => text}}.
sub read_page {
	my ($body) = @_;
	my %names = (Management => 'MGT', Marketing => 'MKT', Sales => 'SAL', Support => 'SUP');
	my %cells;
	while ($body =~ m{<tr>\s*<th[^>]*>\s*(Management|Marketing|Sales|Support)[^<]*</th>(.*?)</tr>}sg) {
		my ($d, $row) = ($names{$1}, $2);
		my @texts = map { s/<[^>]*>//gr =~ s/^\s+|\s+$//gr } $row =~ m{<td[^>]*>(.*?)</td>}sg;
		@{$cells{$d}}{qw(people rate timed hours_now hours_saved pain want score)} = @texts;
	}
	return \%cells;
}

# Nobody of a department times what it does (and of another one person does), or nobody rates it.
my $silent = q{
	UPDATE settled SET answers = json_remove(answers, '$."detail/MGT01/A21"', '$."detail/MGT02/A21"') WHERE department = 'SAL';
	UPDATE settled SET answers = json_remove(answers, '$."detail/MGT01/A21"') WHERE department = 'MKT'
		AND id > (SELECT min(id) FROM submission WHERE department = 'MKT' AND json_extract(answers, '$."detail/MGT01/A21"') IS NOT NULL);
	UPDATE settled SET answers = json_remove(answers, '$."detail/MGT03/A24"', '$."detail/MGT01/A25"') WHERE department = 'SUP';
};

my @cases = ([24, 1], [57, 4, $silent], [33, 2], [40, 3], [57, 4], [120, 5, $silent]);
splice @cases, 2 if $ENV{TEST_QUICK};
for my $case (@cases) {
	my ($people, $seed, $change) = @$case;
	subtest "$people people, seed $seed" . ($change ? ', some silent' : '') => sub {
		my $data = temp_folder() . '/data';
		my ($status, $out, $err) = kiosk('demo', '--respondents', $people, '--seed', $seed, '--data', $data,
			{env => {KIOSK_ADMIN_PASSWORD => PASSWORD}});
		is($status, 0, 'a company') or diag $err;
		is((run_command(['sqlite3', "$data/kiosk.db", $change]))[0], 0, 'some say nothing of it') if $change;
		my %answered = map { @$_ } sql($data, "SELECT code, answered FROM round_department");
		my @releases = sql($data, 'SELECT seq, submissions FROM release ORDER BY seq');
		kiosk('round', 'close', 'crm-audit-1', '--data', $data);
		($status, $out) = kiosk('priorities', 'crm-audit-1', '--csv', '--data', $data);
		is($status, 0, 'a list');
		my $list = read_priorities($out);
		attack('the list', $list);
		my $rows = temp_folder() . '/rows.zip';
		kiosk('export', 'crm-audit-1', '-o', $rows, '--data', $data);
		my ($truth, $n) = read_truth($rows, 'crm-audit-1');
		my @imputed = map { my $f = $_; map { "$f $_" } grep { $truth->{$f}{$_}{doers} && !$truth->{$f}{$_}{timed} } keys %{$truth->{$f}} } keys %$truth;
		cmp_ok(scalar @imputed, '>', 1, 'in some departments nobody timed what they do') if $change;
		check_truth('the list', $list, $truth);
		check_opinions('the list', $list, read_priorities((run_command(['unzip', '-p', $rows, 'priorities.csv']))[1]));

		my $bundle = temp_folder() . '/a.zip';
		kiosk('export', 'crm-audit-1', '--aggregate', '-o', $bundle, '--data', $data);
		my ($unzip, $csv) = run_command(['unzip', '-p', $bundle, 'priorities.csv']);
		is($unzip, 0, 'an aggregate bundle');
		my $other = read_priorities($csv);
		attack('the bundle', $other);
		check_truth('the bundle', $other, $truth);
		# Two ways out never say more than one: what one hides, the other does not show.
		my @more;
		for my $function (keys %$list) {
			for my $scope (keys %{$list->{$function}}) {
				for my $column (qw(doers hours_saved pain want score)) {
					my @two = map { $_->{$function}{$scope}{$column} // '' } $list, $other;
					push @more, "$function $scope $column" if ($two[0] eq '') != ($two[1] eq '');
				}
			}
		}
		is("@more", '', 'both hide the same');

		# Pages: people per department, and what was ticked. From one process, which keeps the list they
		# share; as a CGI each would compute it anew.
		my $site = Site->new('fcgi', $data);
		$site->login('admin', PASSWORD);
		my $round = text_of($site->get('/results/crm-audit-1')->{body});
		# Where it is done today: no row of fewer than five, no share of fewer than five.
		my ($matrix) = $site->get('/results/crm-audit-1')->{body} =~ m{<table class="table matrix">(.*?)</table>}s;
		my @few;
		for my $row (split /<tr>/, $matrix // '') {
			my ($n) = $row =~ m{</th><td class="num"[^>]*>(\d+)</td>} or next;
			push @few, "a row of $n" if $n < $K;
			for my $percent ($row =~ /<td class="num "[^>]*>(\d+)%</g) {
				push @few, "$percent% of $n" if int($n * $percent / 100 + 0.5) < $K;
			}
		}
		like($matrix // '', qr/<td class="num "[^>]*>\d+%</, 'it has figures') if $people > 50;
		is("@few", '', 'nor does the table of where things are done');
		my ($usable) = $round =~ /(\d+) usable answers/;
		my %shown = map { my ($name) = $_; $round =~ /\b$name (\d+) (?:\d+|not known)/ ? ($name => $1) : () }
			'Management', 'Marketing', 'Sales', 'Support';
		my $hidden = 4 - keys %shown;
		isnt($hidden, 1, 'never one department alone is hidden') or diag $round;
		for my $name (keys %shown) {
			cmp_ok($shown{$name}, '>=', $K, "$name has five or more");
		}
		my (@pages, $read);
		for my $function (sort keys %$list) {
			my $body = $site->get("/results/crm-audit-1/functions/$function")->{body};
			my $page = text_of($body);
			my $cells = read_page($body);
			$read += keys %$cells;
			for my $d (keys %$cells) {
				my %behind = (people => 'doers', timed => 'timed', hours_now => 'timed', hours_saved => 'timed', pain => 'pain', want => 'want');
				for my $column (sort keys %behind) {
					my $shown = $cells->{$d}{$column} =~ /\d/;
					my $of = $truth->{$function}{$d}{$behind{$column}} // 0;
					push @pages, "$function $d: $column of $of" if $shown && $of < $K;
					push @pages, "$function $d: $column said to be none" if !$shown && $cells->{$d}{$column} =~ /none/i;
					my $same = {people => 'doers_pop', timed => 'detailed'}->{$column} // $column;
					push @pages, "$function $d: $column here, not in the list" if $shown != (($list->{$function}{$d}{$same} // '') ne '');
				}
			}
			my ($do) = $page =~ /Respondents who do it (\d+) of/;
			is($do // '', $list->{$function}{overall}{doers} // '', "$function: its page says what the list says");
			# Shares of five or more people only: each shown share is at least K of those asked.
			my @cards = $page =~ /(\d+) answers\./g;
			is(scalar(grep { $_ < $K } @cards), 0, 'no card stands on fewer than five');
		}
		cmp_ok($read, '>', 20, 'departments are read on pages of activities') if $people > 50;
		is("@pages", '', 'pages of activities show what the list shows, and call nothing none that is hidden');
		# Between one list and the next, five or more came in each department that is shown.
		cmp_ok($releases[$_][1] - $releases[$_ - 1][1], '>=', $K, 'releases lie five or more apart') for 1 .. $#releases;
		$site->stop;
	};
}
# One list less the one before: nobody, or five and more, in each cell and figure of it.
subtest 'one list after the other' => sub {
	my $data = temp_folder() . '/data';
	my $list = sub { return read_priorities((kiosk('priorities', 'crm-audit-1', '--csv', '--data', $data))[1]) };
	my ($moved, $stayed, $before, @found);
	for my $seed (1 .. 4) {
		is((kiosk('demo', '--respondents', 40 + $seed, '--seed', $seed, '--data', $data))[0], 0, 'some more answer');
		for my $closing (0, 1) {
			is((kiosk('round', 'close', 'crm-audit-1', '--data', $data))[0], 0, 'closed') if $closing;
			my $now = $list->();
			for my $function (sort keys %$now) {
				for my $scope (sort keys %{$now->{$function}}) {
					my ($is, $was) = map { $_->{$function}{$scope} } $now, $before;
					for my $column (qw(doers detailed)) {
						my @two = map { $_->{$column} // '' } $is, $was;
						next if grep { $_ eq '' } @two;
						my $more = $two[0] - $two[1];
						push @found, "$function $scope: $more more $column" if $more && $more < $K;
						$more ? $moved++ : $stayed++;
					}
					# Who does it here is who did it, so nothing is known of the newcomers.
					push @found, "$function $scope: other people by as many who do it"
						if $scope ne 'overall' && $is->{doers} ne '' && $is->{doers} eq ($was->{doers} // '') && $is->{share} ne $was->{share};
				}
			}
			$before = $now;
		}
		is((kiosk('round', 'reopen', 'crm-audit-1', '--data', $data))[0], 0, 'reopened');
	}
	is(join("\n", @found), '', 'no difference is that of a few');
	cmp_ok($_, '>', 50, 'many cells stayed, many moved') for $moved, $stayed;
};

done_testing;
