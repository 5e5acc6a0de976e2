# Rows are read by name (store/stmt.h): every name that is read is one that a statement gives.
use strict;
use warnings;
use Test::More;
use Sources;

my $sql = code_of('src/store/stmt.def');
my ($read, @faults) = (0);
for my $path (c_files(qw(src cgi-bin))) {
	next if $path =~ m{^src/store/};
	my $code = code_of($path);
	while ($code =~ /\bcol_(?:text|blob|len|i64|double|is_null|copy|copy_opt)\(([^;]*?)\)/g) {
		my ($name) = $1 =~ /"(\w+)"\z/ or next;
		$read++;
		push @faults, "$path reads $name, which no statement gives" if $sql !~ /\b\Q$name\E\b/;
	}
}
is_deeply(\@faults, [], 'names that are read are given');
cmp_ok($read, '>', 250, 'and they were found');
done_testing();
