# Sheets of paper, typed in by keys alone: what was written is what is stored.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Browser;

my $browser = Browser->start;

subtest 'sheets of paper, typed by keys alone' => sub {
	$browser->open_form('www/forms/pilot-feedback', 'Pilot on paper', 'pilot-paper');
	my @told = $browser->story('paper', PASSWORD, map { $browser->slips('pilot-paper', 1, $_) } qw(SAL MKT));
	my %department = (Sales => 'SAL', Marketing => 'MKT');
	is(scalar @told, 2, 'two sheets of the pilot');
	for my $sheet (map { $_->{pilot} } @told) {
		my ($answers) = map { json($_->[0]) } sql($browser->data, "SELECT answers FROM submission WHERE department = '$department{$sheet->{department}}'"
			. q{ AND round = (SELECT id FROM round WHERE code = 'pilot-paper')});
		is(join(' ', map { $answers->{"sus/P$_"} } 10 .. 19), join(' ', @{$sheet->{agree}}), "pilot, $sheet->{department}: ten lines");
		is(join(' ', map { my $t = $_; map { $answers->{"task/$t/$_"} // '_' } qw(P01 P02 P03) } qw(T1 T2 T3)), 'alone 7 2.5 helped 1 12 no 4 _', 'three tasks');
		is($answers->{'last/P22'}, '0', 'and what comes last');
		is(join(' ', map { $answers->{"activity/SAL01/$_"} // '_' } qw(P04 P05 P06)), 'workaround bug S2', 'and how it fits');
	}
	my @comments = map { values %{json($_->[0])} } sql($browser->data, q{SELECT comments FROM inbox WHERE comments <> ''});
	is_deeply([map { [@$_[0 .. 3]] } @comments], [(['It lost my 2 notes', 'bug', 'S2', 'SAL01']) x 2], 'own words stand apart, as comments');
};

$browser->end;
