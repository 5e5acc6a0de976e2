# By finger alone: what was tapped is what is stored.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Browser;

my $browser = Browser->start;

subtest 'by finger alone' => sub {
	$browser->open_form('tests/data/form/everything', 'Everything', 'everything');
	my ($told) = $browser->story('tap');
	my @rows = map { json($_->[0]) } sql($browser->data, "SELECT answers FROM submission WHERE department = 'SUP'");
	is(scalar @rows, 2, 'at a kiosk and on a phone');
	for my $answers (@rows) {
		for my $code (sort keys %{$told->{times}}) {
			is_deeply([map { $answers->{"detail/$code/$_"} } qw(A20 A20_unit A21 A22 A23 A24 A25 A27)],
				[$told->{times}{$code}, 'month', 34, '0', '2', '2', '5', ['paper']], "$code as it was tapped");
		}
		is($answers->{'start/A02'}, '25', 'the hours');
		is($answers->{'painful/A11'}, 'SUP07', 'the most painful one');
	}
};

subtest 'going on by itself' => sub {
	is((kiosk('setting', 'set', 'moves_on', '1', '--data', $browser->data))[0], 0, 'the setting');
	$browser->story('tap', 'onward');
};

$browser->end;
