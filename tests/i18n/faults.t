# Faults of a form are told in the author's language: every kind that the sources know has its
# row in the catalogue, and no row has lost its kind.
use strict;
use warnings;
use Test::More;

sub slurp {
	my ($path) = @_;
	open my $in, '<', $path or die "$path: $!\n";
	local $/;
	return scalar <$in>;
}

my %known;
for my $file (glob('src/form/*.c'), glob('src/codec/*.c')) {
	my $text = slurp($file);
	$known{$1} = $file while $text =~ /"([a-z0-9_]+)\|/g;
}
my %rows = map { $_ => 1 } slurp('www/i18n/interface.csv') =~ /^formfault\.([a-z0-9_]+),/mg;

# Said of the insides of broken files, or where no form is: English is enough.
my %inside = map { $_ => 1 } qw(sheet_large file_other position_unknown);
is(join(' ', sort grep { !$rows{$_} && !$inside{$_} } keys %known), '', 'every kind has a text');
is(join(' ', sort grep { !$known{$_} } keys %rows), '', 'every text has its kind');
done_testing;
