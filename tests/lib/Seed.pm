# What random() comes to under a respondent's seed, as www/help/en/formats.html tells it, and with it
# which half of the audit's last questions somebody is asked. Knows the contract, not the code.
package Seed;
use strict;
use warnings;
no warnings 'portable';
use Exporter 'import';
use Kiosk qw(cells_of slurp_file);

our @EXPORT = qw(half_of seed_for);

use constant ALL => 0xFFFF_FFFF_FFFF_FFFF;

# Modulo 2^64; the second operand is added last.
sub times_plus {
	my ($a, $b, $c) = @_;
	use integer;
	my $v = $a * $b + $c;
	no integer;
	return $v & ALL;
}

# Output number n, from 0, of SplitMix64.
sub split_mix {
	my ($seed, $n) = @_;
	my $z = times_plus(0x9E3779B97F4A7C15, $n + 1, $seed);
	$z = times_plus($z ^ $z >> 30, 0xBF58476D1CE4E5B9, 0);
	$z = times_plus($z ^ $z >> 27, 0x94D049BB133111EB, 0);
	return $z ^ $z >> 31;
}

# The first output of PCG32 with this start and stream 54.
sub pcg32 {
	my ($start) = @_;
	my $step = sub { return times_plus($_[0], 6364136223846793005, 54 * 2 + 1) };
	my $state = $step->(times_plus($step->(0), 1, $start));
	my $word = ($state >> 18 ^ $state) >> 27 & 0xFFFF_FFFF;
	my $turn = $state >> 59;
	return ($word >> $turn | $word << (32 - $turn)) & 0xFFFF_FFFF;
}

# The number of a question of the shipped audit, from 0, its loop unfolded.
sub number_of {
	my ($name) = @_;
	my $pack = 'www/forms/crm-audit';
	my $activities = () = slurp_file("$pack/functions.csv") =~ /^[A-Z]+\d+,/mg;
	my ($head, @rows) = cells_of(slurp_file("$pack/survey.csv"));
	my ($number, $times) = (0, 1);
	for my $row (@rows) {
		my ($type, $at) = @$row;
		if ($type =~ /^begin loop over functions/) { $times = $activities }
		elsif ($type =~ /^end loop/) { $times = 1 }
		elsif ($type !~ /^(?:begin|end) /) {
			return $number if $at eq $name;
			$number += $times;
		}
	}
	die "no question $name\n";
}

my $number;

# What somebody of this seed is asked at the end: 'reports' or 'alerts'.
sub half_of {
	my ($seed) = @_;
	$number //= number_of('A30_half');
	return pcg32(split_mix($seed, 2 ** 31 + $number)) / 2 ** 32 < 0.5 ? 'reports' : 'alerts';
}

# The smallest seed, from 1, that falls on this half.
sub seed_for {
	my ($half) = @_;
	my $seed = 1;
	$seed++ while half_of($seed) ne $half;
	return $seed;
}

1;
