# A version of the schema that was shipped is never edited: databases of it are out there, and what is
# changed in its rows never reaches them. What is needed is a new version at the end of migrations.def.
# Comments may be mended; the statements may not.
use strict;
use warnings;
use Digest::SHA qw(sha256_hex);
use Test::More;
use Sources;

# A new version adds its line here with the commit that ships it.
my %shipped = (
	1 => '3ac4b59c57d510ca7965bc59471c93521db72d77f11b8eeb40ab70cc79e3712a',
	2 => 'e3d78d7111ed2e499e2137172428114fbf08d2d78e898ecc88b2768c99430ce5',
	3 => 'fbf41e4b596a821d3676fde54c55db25217b5df6f3a33da957771f0c81e2451c',
	4 => 'bc10d7d6290ae8f75405ac8b353b69766e38c215e804b8bc18c167d4d9efbc54',
	5 => '0f812ace0fd3f04b4985a6fa2ae69bff600768f1961d25bab95980ec7740379b',
	6 => 'd0c0bda2483166cf1dce99d1fa811239b8d148fbde2786fb3d63dff357d0dde6',
	7 => 'c748e8e8d0dd1d1915cc1a4eab2ffe38b62086316926f00fc61c5400cc66e5e4',
	8 => '19ff1bd9cfe742f0e50f8138b9f0100cba7d936368c949a9547bce1a1f3c21af',
	9 => 'f7f52e907c404fd2d27cad81af50a055df0026e7e1b52a6a1a3b17dea1114547',
	10 => 'a870aebd35c1a3c3fe2582269c0b0b8e7b59deb4de3f807965f5e6606c98dc65',
	11 => '65c9ff1f35f31a6156955f30a5da7023229c7db84cea57afbcae44c5b11e485a',
);

my $def = slurp('src/store/migrations.def');
my (%statements, @order);
while ($def =~ m{\G.*?(?:/\*.*?\*/|^HEAL\((\d+)\)|^(?:MIGRATION|TAKE_OUT)\((\d+),((?:\s|,|/\*.*?\*/|"(?:\\.|[^"\\])*")+)\))}gsm) {
	my ($healed, $version, $rows) = ($1, $2, $3 // '');
	next if !$healed && !$version;
	$rows =~ s{("(?:\\.|[^"\\])*")|/\*.*?\*/}{$1 // ''}ge;
	$statements{$healed // $version} .= $healed ? 'HEAL' : join('', $rows =~ /"((?:\\.|[^"\\])*)"/g) . ';';
	push @order, $healed // $version;
}
is(scalar(@order), scalar(() = $def =~ /^(?:HEAL|MIGRATION|TAKE_OUT)\(/gm), scalar(@order) . ' rows are read');
is("@order", join(' ', sort { $a <=> $b } @order), 'in the order of their versions');
for my $version (sort { $a <=> $b } keys %shipped) {
	is(sha256_hex($statements{$version} // ''), $shipped{$version}, "version $version is as it was shipped")
		or diag "take the edit back and make it in a new version";
}
my @fresh = grep { !$shipped{$_} } sort { $a <=> $b } keys %statements;
is("@fresh", '', 'each version is written down here')
	or diag map { "when version $_ is as it will ship, add\n\t$_ => '" . sha256_hex($statements{$_}) . "',\n" } @fresh;
done_testing;
