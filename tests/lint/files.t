# Every file: where it stands, how long it is, what it must not hold.
use strict;
use warnings;
use Test::More;
use Sources;

my @files = project_files();

# A new entry at the top needs a reason, and a line in the README's layout.
my %top = map { $_ => 1 } qw(.ci .clang-format .editorconfig .gitattributes .gitignore LICENSE
	Makefile README.md cgi-bin include nginx src tests www);
my %strange = map { $_ => 1 } grep { !$top{$_} } map { m{^([^/]+)} } @files;
is(join(' ', sort keys %strange), '', 'the top folder holds only what belongs there');

# Words of the lint itself stand in brackets, so that it does not find itself.
my @leftovers = (qr/\b(?:TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b/, qr/\bfor\ [n]ow\b/i,
	qr/\bplace[h]older (?:text|value|until|for the)/i, qr/\blorem\ [i]psum/i);
my @machine = (qr{(?<![\w.])/(?:home|work|root|Users)/[\w.-]+}, qr{(?<![\w.])/tmp/[b]-},
	qr{\b(?:registry\.[a-z]|npmjs\.(?:org|com)|pypi\.org|deb\.debian\.org|artifac[t]ory|crates\.io|proxy\.golang)}i);
my $text_like = qr{\.(?:c|h|def|in|md|t|pm|pl|sh|mjs|js|css|html|csv|json|svg|txt|yml)\z|(?:^|/)(?:Makefile|[a-z-]+)\z};
# What reproduces the bytes of others.
my $foreign = qr{^tests/(?:fuzz/corpus|data|vectors)/|package-lock\.json\z};

my (@found, @paths, @space, @long_files, @wide, @functions);
for my $path (grep { $_ =~ $text_like } @files) {
	my $text = slurp($path);
	my ($line, $start) = (0);
	my $code = $path =~ /\.[ch]\z/;
	push @space, "$path: CR" if $text =~ /\r/ && $path !~ $foreign && $path !~ /\.csv\z/;
	push @space, "$path: no newline at the end" if $text =~ /[^\n]\z/ && $path !~ $foreign;
	for my $l (split /\n/, $text) {
		$line++;
		for (@leftovers) { push @found, "$path:$line: $&" if $path !~ $foreign && $l =~ $_ }
		for (@machine) { push @paths, "$path:$line: $&" if $l =~ $_ }
		push @space, "$path:$line: white space at the end"
			if $l =~ /[ \t]\z/ && $path !~ $foreign && $path !~ /\.(?:csv|md|svg)\z/;
		next if !$code;
		(my $wide = $l) =~ s/\t/        /g;
		utf8::decode($wide);
		push @wide, "$path:$line" if length($wide) > 120;
		$start = $line if $l =~ /^\{/;
		push @functions, "$path:$start: " . ($line - $start) . ' lines'
			if $l =~ /^\}/ && $start && $line - $start > 80;
	}
	push @long_files, "$path: $line lines" if $code && $line > 800;
}
is(join("\n", @found), '', 'nothing is left to be done later');
is(join("\n", @paths), '', "no path of one machine, no registry's host");
is(join("\n", @space), '', 'lines end in LF, without white space before it');
is(join("\n", @wide), '', 'no line of C is wider than 120');
is(join("\n", @long_files), '', 'no C file is longer than 800 lines');
diag("functions over 80 lines:\n", join "\n", @functions) if @functions;

my @heads = grep { slurp($_) !~ m{\A(?:#!.*\n)?/\*} } c_files(qw(src include cgi-bin));
is(join("\n", @heads), '', 'every C file begins by saying what it owns');

my @binary = grep { -x && -B && !/\.(?:png|zip)\z/ } @files;
is(join("\n", @binary), '', 'no program is committed');
done_testing;
