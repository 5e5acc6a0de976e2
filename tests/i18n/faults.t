# include/base/faults.def lists every kind of fault. Here: each is found by the program, and the
# catalogue of the interface has no text without its kind. That each kind has its texts is for
# tests/view/test_faults.c.
use strict;
use warnings;
use Test::More;
use Sources;

my $def = slurp('include/base/faults.def');
my @names = $def =~ /^(?:FAULT|SHELL)\((\w+)/gm;
my %keys = map { $_ => 1 } $def =~ /^FAULT\(\w+,\s*"(\w+)"/gm;
cmp_ok(scalar @names, '>', 200, scalar(@names) . ' kinds of faults');

my $c = join "\n", map { code_without_strings($_) } grep { m{^src/.*\.c\z} } project_files();
my %found = map { $_ => 1 } $c =~ /\bFAULT_(\w+)/g;
is(join(' ', grep { !$found{$_} } @names), '', 'each is found by the program');

my @texts = slurp('www/i18n/interface.csv') =~ /^formfault\.([a-z0-9_]+),/mg;
is(join(' ', grep { !$keys{$_} } @texts), '', 'every text has its kind');

# So are the messages that the shell tells, and those that programs fail with.
my $odd = qr/\b(?:mend(?:s|ed)?|parted|a mail|(?<!there )is no (?!longer)|no whole)\b/;
my %said = map { $_ => code_of($_) } 'include/base/faults.def', grep { m{^src/.*\.c\z} } project_files();
my $literal = qr/'(?:[^'\\]|\\.)+'|"((?:[^"\\]|\\.)*)"/;
is(join("\n", map { my $path = $_; map { "$path: $_" } grep { defined && /$odd/ } $said{$path} =~ /$literal/g }
	sort keys %said), '', 'English is plain in messages too');

# Beside some faults pages show what would be right.
my ($mends) = slurp('src/pages/forms/forms.c') =~ /^\} mends\[\] = \{\n(.*?)^\};/ms;
my @shown = $mends =~ /^\t\{"(\w+)"/mg;
cmp_ok(scalar @shown, '>', 10, scalar(@shown) . ' kinds with the mend beside them');
is(join(' ', grep { !$keys{$_} } @shown), '', 'each of them is a kind');
done_testing;
