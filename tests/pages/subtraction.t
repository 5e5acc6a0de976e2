# Somebody with a pencil: takes every figure that pages, tables of the command line and aggregate
# bundles show, and tries to work out one that is hidden (method.md F; reliability 38).
use strict;
use warnings;
use Test::More;
use Kiosk;
use Site;

my $K = 5;
my @departments = qw(MGT MKT SAL SUP);

# Rows of a priorities table: {function => {scope => {column => value}}}.
sub read_list {
	my ($csv) = @_;
	my ($head, @rows) = cells_of($csv);
	my %list;
	for my $row (@rows) {
		my %cell = map { $head->[$_] => $row->[$_] } 0 .. $#$head;
		$list{$cell{func}}{$cell{scope}} = \%cell;
	}
	return \%list;
}

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

for my $case ([24, 1], [33, 2], [40, 3], [57, 4]) {
	my ($people, $seed) = @$case;
	subtest "$people people, seed $seed" => sub {
		my $data = temp_folder() . '/data';
		my ($status, $out, $err) = kiosk('demo', '--respondents', $people, '--seed', $seed, '--data', $data,
			{env => {KIOSK_ADMIN_PASSWORD => PASSWORD}});
		is($status, 0, 'a company') or diag $err;
		my %answered = map { @$_ } sql($data, "SELECT code, answered FROM round_department");
		my @releases = sql($data, 'SELECT seq, submissions FROM release ORDER BY seq');
		kiosk('round', 'close', 'crm-audit-1', '--data', $data);
		($status, $out) = kiosk('priorities', 'crm-audit-1', '--csv', '--data', $data);
		is($status, 0, 'a list');
		my $list = read_list($out);
		attack('the list', $list);

		my $bundle = temp_folder() . '/a.zip';
		kiosk('export', 'crm-audit-1', '--aggregate', '-o', $bundle, '--data', $data);
		my ($unzip, $csv) = run_command(['unzip', '-p', $bundle, 'priorities.csv']);
		is($unzip, 0, 'an aggregate bundle');
		my $other = read_list($csv);
		attack('the bundle', $other);
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

		# Pages: people per department, and what was ticked.
		my $site = Site->new('cgi', $data);
		$site->login('admin', PASSWORD);
		my $round = text_of($site->get('/results/crm-audit-1')->{body});
		# Where it is done today: no row of fewer than five, no share of fewer than five.
		my ($matrix) = $site->get('/results/crm-audit-1')->{body} =~ m{<table class="table matrix">(.*?)</table>}s;
		my @few;
		for my $row (split /<tr>/, $matrix // '') {
			my ($n) = $row =~ m{</th><td class="num">(\d+)</td>} or next;
			push @few, "a row of $n" if $n < $K;
			for my $percent ($row =~ /<td class="num ">(\d+)%</g) {
				push @few, "$percent% of $n" if int($n * $percent / 100 + 0.5) < $K;
			}
		}
		like($matrix // '', qr/<td class="num ">\d+%</, 'it has figures') if $people > 50;
		is("@few", '', 'nor does the table of where things are done');
		my ($usable) = $round =~ /(\d+) usable answers/;
		my %shown = map { my ($name) = $_; $round =~ /\b$name (\d+) (?:\d+|not known)/ ? ($name => $1) : () }
			'Management', 'Marketing', 'Sales', 'Support';
		my $hidden = 4 - keys %shown;
		isnt($hidden, 1, 'never one department alone is hidden') or diag $round;
		for my $name (keys %shown) {
			cmp_ok($shown{$name}, '>=', $K, "$name has five or more");
		}
		for my $function (sort keys %$list) {
			my $page = text_of($site->get("/results/crm-audit-1/functions/$function")->{body});
			my ($do) = $page =~ /Respondents who do it (\d+) of/;
			is($do // '', $list->{$function}{overall}{doers} // '', "$function: its page says what the list says");
			# Shares of five or more people only: each shown share is at least K of those asked.
			my @cards = $page =~ /(\d+) answers\./g;
			is(scalar(grep { $_ < $K } @cards), 0, 'no card stands on fewer than five');
		}
		# Between one list and the next, five or more came in each department that is shown.
		cmp_ok($releases[$_][1] - $releases[$_ - 1][1], '>=', $K, 'releases lie five or more apart') for 1 .. $#releases;
	};
}
done_testing;
