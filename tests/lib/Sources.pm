# What the lint tests share: which files the project has, and C without its comments.
package Sources;
use strict;
use warnings;
use Exporter 'import';
our @EXPORT = qw(project_files c_files slurp code_of code_without_strings);

# Every file that is in the repository or about to be; of a tree without git, every
# file outside build folders.
sub project_files {
	my @files = split /\0/, `git ls-files -z -co --exclude-standard 2>/dev/null`;
	@files = split /\0/, `find . -path ./.git -prune -o -path ./build -prune -o -name node_modules -prune -o -type f -print0`
		if !@files;
	s{^\./}{} for @files;
	return sort grep { -f } @files;
}

sub c_files {
	my (@under) = @_;
	my $places = join '|', map { quotemeta } @under;
	return grep { m{^(?:$places)/.*\.[ch]\z} } project_files();
}

sub slurp {
	my ($path) = @_;
	open my $in, '<:raw', $path or die "$path: $!\n";
	local $/;
	return scalar <$in> // '';
}

my $token = qr{
	(?<comment> /\*.*?\*/ | //[^\n]* )
	| (?<text> "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' )
}xs;

sub blank { my ($s) = @_; $s =~ s/[^\n]/ /g; return $s }

# The text with comments blanked, line numbers kept.
sub code_of {
	my ($path) = @_;
	my $code = slurp($path);
	$code =~ s/$token/defined $+{comment} ? blank($+{comment}) : $+{text}/ge;
	return $code;
}

# The same with the contents of strings blanked too.
sub code_without_strings {
	my ($path) = @_;
	my $code = slurp($path);
	$code =~ s/$token/blank($&)/ge;
	return $code;
}

1;
