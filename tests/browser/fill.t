# The audit filled in at a screen, on a phone, with a script and without one: what was sent is looked
# up in the database.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Seed;
use Browser;

my $browser = Browser->start;

subtest 'what was filled in is what is stored' => sub {
	my @sent = map { $_->{sent} } $browser->story('fill');
	is(scalar @sent, 4, 'four people answered');
	my @rows = map { my $answers = json($_->[1]); {lang => $_->[0], department => $_->[2], answers => $answers, pages => $_->[3], active => $_->[4]} }
		sql($browser->data, 'SELECT lang, answers, department, pages, ifnull(active_s, -1) FROM submission');
	is(scalar @rows, 4, 'and four rows are there');
	for my $person (@sent) {
		my @picks = sort @{$person->{picks}};
		my ($row) = grep { "@{[sort @{$_->{answers}{'pick/A10'}}]}" eq "@picks" && !!$_->{pages} eq ($person->{name} !~ /without/) } @rows;
		ok($row, "$person->{name}: stored") or next;
		utf8::encode(my $remark = $person->{remark});
		is(scalar(grep { $_->[0] eq 'end/A31' && $_->[1] eq $remark } raw_texts($browser->data)), 1, 'the remark as it was written');
		my $answers = $row->{answers};
		is($row->{lang}, 'sk', 'in Slovak');
		is($row->{department}, 'SAL', 'of Sales');
		is($answers->{'start/A02'}, '39', 'hours as their code');
		is_deeply([sort @{$answers->{'pick/A10'}}], [sort @{$person->{picks}}], 'what was picked');
		is($answers->{'painful/A11'}, $person->{first}, 'the most painful one') if @{$person->{picks}} > 1;
		my @detailed = sort grep { exists $answers->{"detail/$_/A20"} } map { m{^detail/(\w+)/A20$} ? $1 : () } keys %$answers;
		is("@detailed", join(' ', sort @{$person->{asked}}), 'the cards that were asked');
		my $p = @{$person->{picks}};
		my $weight = $p > 5 ? ($p - 1) / 4 : 1;
		for my $code (@detailed) {
			my ($n, $unit, $minutes) = @{$answers}{map { "detail/$code/$_" } qw(A20 A20_unit A21)};
			is("$n $unit $minutes", $code eq $person->{asked}[0] ? '6 week 25' : '6 week 20', "$code: six a week, and the minutes");
			is($answers->{"detail/$code/A22"} . $answers->{"detail/$code/A23"} . $answers->{"detail/$code/A24"} . $answers->{"detail/$code/A25"},
				'3453', 'redone, frustrating, wanted, rules');
			cmp_ok(abs($answers->{"detail/$code/design_w"} - ($code eq $person->{first} ? 1 : $weight)), '<', 1e-9, 'and its design weight');
		}
		my ($path, @codes) = half_of($person->{seed}) eq 'reports' ? ('end/A30', 'R01', 'R08') : ('end/A30_alerts', 'AL2', 'AL9');
		is($person->{end}, $path, 'the half that the seed says');
		is_deeply({map { $_ => [sort @{$answers->{$_}}] } grep { exists $answers->{$_} } qw(end/A30 end/A30_alerts)}, {$path => \@codes}, 'reports, or alerts');
		if ($person->{name} =~ /without/) {
			is($row->{pages}, '', 'no times without a script');
		} else {
			like($row->{pages}, qr/^(?:[\w\/-]+:\d+(?:\.\d+)?;?)+$/, 'times per page');
			cmp_ok($row->{active}, '>', 0, 'and seconds of activity');
		}
	}
};

$browser->end;
