# Sheets of paper, typed in by keys alone: what was written is what is stored.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Browser;

my $browser = Browser->start;

subtest 'sheets of paper, typed by keys alone' => sub {
	$browser->open_form('www/forms/pilot-feedback', 'Pilot on paper', 'pilot-paper');
	my @told = $browser->story('paper', PASSWORD);
	my %audit = map { $_->{'start/A01'} => $_ } $browser->stored('crm-audit-1');
	my $card = sub { my ($answers, $code) = @_; return join ' ', map { my $v = $answers->{"detail/$code/$_"}; ref $v ? join('+', @$v) : $v // '_' } qw(A20 A20_unit A21 A22 A23 A24 A25 A27) };
	my %meant = (
		'sheet always' => {'start/A01' => 'SAL', 'start/A02' => '39', 'pick/A10' => ['SAL01', 'SAL03'], 'painful/A11' => 'SAL03', 'end/A30' => ['R01'],
			SAL01 => '12 week 10 0 1 1 1 crm', SAL03 => '3 day 90 10 5 5 5 sheet+head'},
		'sheet seldom' => {'start/A01' => 'MKT', 'pick/A10' => ['SAL01'], SAL01 => '1 dk _ 1 dk _ 3 _'},
		'sheet mixed' => {'start/A01' => 'SUP', 'start/A02' => 'dk', 'pick/A10' => ['SAL01', 'SAL03'], 'painful/A11' => 'SAL01',
			SAL01 => '99 year 600 9 2 2 2 email+paper', SAL03 => '_ month _ dk 4 _ 4 _'},
	);
	for my $sheet (sort keys %meant) {
		my $answers = $audit{$meant{$sheet}{'start/A01'}};
		ok($answers, "$sheet is stored") or next;
		for my $path (qw(start/A01 start/A02 pick/A10 painful/A11 end/A30)) {
			is_deeply($answers->{$path}, $meant{$sheet}{$path}, "$sheet: $path is what was written");
		}
		is($card->($answers, $_), $meant{$sheet}{$_} // '_ _ _ _ _ _ _ _', "$sheet: the card of $_") for qw(SAL01 SAL03);
	}
	my %department = (Sales => 'SAL', Marketing => 'MKT', Support => 'SUP');
	is(scalar @told, 3, 'three sheets of the pilot');
	for my $sheet (map { $_->{pilot} } @told) {
		my ($answers) = map { json($_->[0]) } sql($browser->data, "SELECT answers FROM submission WHERE department = '$department{$sheet->{department}}'"
			. q{ AND round = (SELECT id FROM round WHERE code = 'pilot-paper')});
		is(join(' ', map { $answers->{"sus/P$_"} } 10 .. 19), join(' ', @{$sheet->{agree}}), "pilot, $sheet->{habit}: ten lines");
		is(join(' ', map { my $t = $_; map { $answers->{"task/$t/$_"} // '_' } qw(P01 P02 P03) } qw(T1 T2 T3)), 'alone 7 2.5 helped 1 12 no 4 _', 'three tasks');
		is(join(' ', map { $answers->{"last/$_"} } qw(P20 P21 P22)), '7 2 0', 'and what comes last');
		is_deeply($answers->{'fit/tried'}, ['SAL01'], 'what was tried');
		is(join(' ', map { $answers->{"function/SAL01/$_"} // '_' } qw(P04 P05 P06)), 'workaround bug S2', 'and how it fits');
	}
	is_deeply([map { "$_->[0]: $_->[1]" } raw_texts($browser->data)], ['detail/SAL01/A26: 5 steps', 'detail/SAL01/A26: x', 'detail/SAL03/A26: One mask, 2 clicks',
		map({ "end/A31: $_" } sort keys %meant), ('function/SAL01/P07: It lost my 2 notes') x 3, 'pick/A10_else: 3 things, 4 times'], 'own words stand apart');
};

$browser->end;
