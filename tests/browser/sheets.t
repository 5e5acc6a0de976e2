# Thirty sheets typed in by keys alone: what is stored is what was written on them, question by question.
use strict;
use warnings;
use Test::More;
use JSON::PP ();
use Kiosk;
use Browser;

my $browser = Browser->start;
my $plain = JSON::PP->new->canonical;

# How many questions two sheets differ in, and which.
sub differing {
	my ($got, $meant) = @_;
	my %all = (%$got, %$meant);
	return grep { $plain->encode([$got->{$_}]) ne $plain->encode([$meant->{$_}]) } sort keys %all;
}

my @told = $browser->story('sheets', PASSWORD);
my @sheets = map { $_->{sheet} // () } @told;
my ($keys) = map { $_->{keys} // () } @told;
is(scalar @sheets, 30, 'thirty sheets were typed');
cmp_ok($keys, '<', 180, "a usual one, 6 ticked and 5 described, takes $keys keys: a minute at three a second");

# The draw's own: not written on paper. A round keeps no order, so each is looked for.
my @stored = map { my $s = $_; +{map { m{/design_w\z|^seed\z} ? () : ($_ => $s->{$_}) } keys %$s} } $browser->stored('crm-audit-1');
is(scalar @stored, 30, 'and as many are stored');
for my $n (1 .. @sheets) {
	my $meant = $sheets[$n - 1]{stored};
	my ($like) = sort { $a->[0] <=> $b->[0] } map { [scalar(differing($stored[$_], $meant)), $_] } 0 .. $#stored;
	my ($got) = $like ? splice @stored, $like->[1], 1 : {};
	is(join("\n", map { "$_: " . $plain->encode([$got->{$_}, $meant->{$_}]) } differing($got, $meant)), '',
		"sheet $n: " . scalar(keys %$meant) . ' answers are as they were written');
}
is(join("\n", sort map { "$_->[0]: $_->[1]" } raw_texts($browser->data)), join("\n", sort map { @{$_->{texts}} } @sheets), 'own words stand apart, as they were written');
is(join("\n", map { $_->[0] } sql($browser->data, 'SELECT count(*) FROM quarantine')), '0', 'nothing is kept aside');

$browser->end;
