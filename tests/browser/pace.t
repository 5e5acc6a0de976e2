# The minutes that are promised, and those that are said to be left, beside those that twenty people
# take at human pace (pace.mjs): before anybody was measured, and once the twenty are released.
# PACE_FROM=N: twenty others.
use strict;
use warnings;
use List::Util qw(max);
use POSIX qw(ceil floor);
use Test::More;
use Html;
use Kiosk;
use Browser;

my $first = $ENV{PACE_FROM} // 0;
my @rounds = qw(crm-audit-1 pilot-1);
# People who may be told too little: none of these twenty; of any others who writes every text. Of a
# pilot nobody knows how much will not fit, and is to be described: three of four people are promised.
my %surprised = ('crm-audit-1' => $first ? 1 : 0, 'pilot-1' => 5);
my $browser = Browser->start;
$browser->open_form('www/forms/pilot-feedback', 'Pilot', 'pilot-1');
# Five testers of each department, and some to spare.
my @of = map { [$browser->slips('pilot-1', 7, $_)] } qw(SAL MKT SUP MGT);
my @slips = map { my $i = $_; map { $_->[$i] } @of } 0 .. 6;
$browser->{server}->login('admin', PASSWORD);

sub page { my ($path) = @_; return $browser->{server}->curl("$path?lang=en", cookies => 1)->{body} }
sub minutes { my ($text) = @_; return $text =~ /about (\d+) min/ ? $1 : undef }

# Where people read how long it takes: {place => minutes}.
sub told {
	my ($round) = @_;
	my %says;
	($says{card}) = map { minutes(words($_)) } grep { m{href="/s/\Q$round\E\b} } page('/') =~ m{<li class="card">(.*?)</li>}gs;
	# On a screen of no department a pilot has no card.
	delete $says{card} if $round ne 'crm-audit-1';
	my $form = page("/s/$round");
	# Where a slip is asked for first, it says so beside it.
	$says{progress} = minutes(words(($form =~ m{<(?:div class="progress"><p|p class="meta")>(.*?)</p>}s)[0]));
	$says{promise} = minutes(words(($form =~ m{<div class="promise"[^>]*>(.*?)</div>}s)[0])) if $round eq 'crm-audit-1';
	$says{poster} = minutes(words((page("/admin/rounds/$round/invite") =~ m{<li lang="en">(.*?)</li>}s)[0]));
	return \%says;
}

# Type 1 of Hyndman and Fan: three of four were done by then.
sub third_quartile { my @sorted = sort { $a <=> $b } @_; return $sorted[ceil(0.75 * @sorted) - 1] }
sub median { my @sorted = sort { $a <=> $b } @_; return $sorted[floor($#sorted / 2)] }
# A fifth, or a minute where a fifth is less: nothing smaller is told.
sub slack { my ($seconds) = @_; return max(60, $seconds / 5) }

# What a person was told of the time left, in lines: where it went up, where it was below what the
# rest took, and where it fell faster than time passed (either figure may be rounded by half a minute).
sub left_to {
	my ($person) = @_;
	my (@up, @below, @jumps, $before);
	for my $step (@{$person->{steps}}) {
		my ($said, $rest) = (60 * $step->{minutes}, $person->{took} - $step->{after});
		my $line = sprintf '%s: %d min said, %.1f took', $step->{at}, $said / 60, $rest / 60;
		push @below, $line if $said < $rest - slack($rest);
		push @up, $line if $before && $step->{minutes} > $before->{minutes};
		push @jumps, $line if $before && 60 * ($before->{minutes} - $step->{minutes}) > $step->{after} - $before->{after} + 60;
		$before = $step;
	}
	return (\@up, \@below, \@jumps);
}

sub time_left {
	my ($surprised, @people) = @_;
	my @told_less;
	for my $person (@people) {
		my ($up, $below, $jumps) = left_to($person);
		is_deeply($up, [], "person $person->{number}: time left only goes down");
		next if !@$below;
		push @told_less, [$person->{number}, @$below];
		is_deeply($jumps, [], "person $person->{number}: below what the rest takes, but not by a jump");
	}
	cmp_ok(scalar @told_less, '<=', $surprised, 'at no step it is below what the rest takes') or diag explain \@told_less;
}

# Nor are most told to need longer than three of four do, rounding apart: at each place that most come to.
sub not_too_much {
	my (@people) = @_;
	my %at;
	for my $person (@people) {
		my %seen;
		for my $step (@{$person->{steps}}) {
			my $kind = $step->{at} =~ s{/.*}{}r;
			push @{$at{$kind . ' ' . ++$seen{$kind}}}, [60 * $step->{minutes}, $person->{took} - $step->{after}];
		}
	}
	for my $place (grep { @{$at{$_}} > @people / 2 } sort keys %at) {
		my ($said, $rest) = (median(map { $_->[0] } @{$at{$place}}), third_quartile(map { $_->[1] } @{$at{$place}}));
		cmp_ok($said, '<=', $rest + slack($rest) + 30, "$place: not much more than three of four take");
	}
}

my %promised = map { $_ => told($_) } @rounds;
my @people = $browser->story('pace', $first, 20, 'crm-audit-1', join('=', 'pilot-1', join ',', @slips));
my %took;
for my $round (@rounds) {
	my @of = sort { $a->{number} <=> $b->{number} } grep { $_->{round} eq $round } @people;
	$took{$round} = third_quartile(map { $_->{took} } @of);
	subtest "$round: twenty people" => sub {
		is(scalar @of, 20, 'came to the end');
		is_deeply([sort { $a <=> $b } map { 0 + $_->[0] } sql($browser->data, "SELECT active_s FROM submission WHERE round = (SELECT id FROM round WHERE code = '$round')")],
			[sort { $a <=> $b } map { $_->{took} } @of], 'the pages measured what was counted by hand');
		my $said = $promised{$round}{progress};
		is_deeply([sort { $a <=> $b } values %{$promised{$round}}], [($said) x keys %{$promised{$round}}], "all say $said minutes");
		cmp_ok(abs(60 * $said - $took{$round}), '<=', $took{$round} / 5, sprintf 'three of four take %.1f: within a fifth', $took{$round} / 60);
	};
	subtest "$round: time left" => sub { time_left($surprised{$round}, @of); not_too_much(@of) };
}

for my $round (@rounds) {
	subtest "$round: as people took" => sub {
		my $minutes = floor($took{$round} / 60 + 0.5);
		ok(until_true(30, sub { sql($browser->data, "SELECT 1 FROM release WHERE round = (SELECT id FROM round WHERE code = '$round')") }), 'the twenty are released');
		is_deeply(told($round), {map { $_ => $minutes } keys %{$promised{$round}}}, 'each place says what three of four took');
	};
}

subtest 'those who come then' => sub {
	time_left(0, $browser->story('pace', $first + 20, 4, 'crm-audit-1'));
};

$browser->end;
