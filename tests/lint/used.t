# Nothing is kept that nothing needs: texts of the interface, names of the templates' vocabulary,
# classes of the sheets, functions of the headers. Words are looked for as they are written, so
# what this calls unused is; what it lets pass may still be.
use strict;
use warnings;
use Test::More;
use Sources;

my @all = project_files();
my $c = join "\n", map { code_of($_) } grep { m{^(?:src|include|cgi-bin)/.*\.(?:[ch]|def)\z} } @all;
my $templates = join "\n", map { slurp($_) } grep { m{^www/templates/} } @all;
my $scripts = join "\n", map { slurp($_) } grep { m{^www/static/.*\.m?js\z} } @all;
my $help = join "\n", map { slurp($_) } grep { m{^www/help/.*\.html\z} } @all;

# ---- texts: named whole, or put together from a beginning that C names ----

my %whole = map { $_ => 1 } "$c\n$templates\n$scripts" =~ /[a-zA-Z_0-9]+(?:\.[a-zA-Z0-9_-]+)+/g;
my @begun = $c =~ /"([a-z_0-9]+(?:\.[a-z_0-9]+)*\.)(?:%[^"]*)?"/g;
# These put a full stop and a code behind what they are given.
push @begun, map { "$_." } $c =~ /\b(?:coded_text|text_of|add_choice)\((?:[^"();]|\([^()]*\))*"([a-z_.]+)"/g;
# NAME.title and NAME.text of what a function is given.
push @begun, map { ("$_.title", "$_.text") } $c =~ /"([a-z_]+\.[a-z_.]+)"/g;
my $begun = join '|', map { quotemeta } @begun;
my %keys = map { s/#.*//r => 1 } slurp('www/i18n/interface.csv') =~ /^([a-z_0-9]+\.[\w.#-]+),/gm;
cmp_ok(scalar keys %keys, '>', 300, scalar(keys %keys) . ' texts of the interface');
is(join("\n", grep { !$whole{$_} && !/^(?:$begun)/ } sort keys %keys), '', 'each is shown somewhere');

# ---- names: C sets them, templates show them ----

my @names = slurp('include/view/names.def') =~ /^NAME\((\w+)\)/gm;
# What only texts have as a placeholder, filled by the template engine itself.
my %by_engine = map { $_ => 1 } qw(K);
my @faults;
for my $name (@names) {
	my $word = lc $name;
	push @faults, "$name is never set" if $c !~ /\bV_$name\b/;
	push @faults, "$name is never shown" if !$by_engine{$name} && $templates !~ /\{\{[^}]*\b$word\b[^}]*\}\}/;
}
is(join("\n", @faults), '', scalar(@names) . ' names of the vocabulary are set and shown');

# ---- classes of the sheets ----

my %word = map { $_ => 1 } "$c\n$templates\n$scripts\n$help" =~ /[a-zA-Z][\w-]*/g;
# A number stands behind these; the name of a column behind others.
my $counted = qr/^(?:cols|heat|chart-room)-\d+$/;
my $is_column = sub { return $_[0] =~ /^col-(\w+)\z/ && $word{$1} };
@faults = ();
for my $path (grep { m{^www/static/.*\.css\z} } @all) {
	my $rules = slurp($path) =~ s{/\*.*?\*/}{}gsr;
	my %classes = map { $_ => 1 } ($rules =~ s/\{[^{}]*\}/ /gr) =~ /\.([a-zA-Z][\w-]*)/g;
	push @faults, map { "$path: .$_" } grep { !$word{$_} && !/$counted/ && !$is_column->($_) } sort keys %classes;
}
is(join("\n", @faults), '', 'every class of the sheets is used');

# Office pages load both sheets, respondents' pages the first alone: what stands in both is
# a copy that was left, or put back by a merge.
my %in_first = map { $_ => 1 } grep { length > 50 } split /\n/, slurp('www/static/kiosk.css');
is(join("\n", grep { $in_first{$_} } split /\n/, slurp('www/static/office.css')), '', 'no rule stands in both sheets');

# ---- functions: those a header offers are called by programs, not by tests alone ----

# What tests look through or set.
my %for_tests = map { $_ => 1 } qw(arena_used catalog_count catalog_key clock_fix migrate_use node_number
	markup_html random_fix setting_key store_fault_hits store_fault_writes store_stats summaries_find
	throttle_pass);
# Whole and tested, but no page asks for it yet: results of the other packs, pilots, best-worst
# sets, how far texts are reviewed; signing and reading bundles.
my %for_later = map { $_ => 1 } qw(catalog_review challenge_of chi2_quantile maxdiff_block need_name
	property_of pulse_of zip_open);
my %uses;
for my $path (grep { m{^(?:src|cgi-bin)/.*\.c\z} } @all) {
	$uses{$_}++ for code_without_strings($path) =~ /\b[a-z]\w+\b/g;
}
# Called by a macro of a header.
for my $path (grep { m{^include/.*\.h\z} } @all) {
	$uses{$_}++ for map { /\b[a-z]\w+\b/g } code_without_strings($path) =~ /^#define \w+\([^()]*\)(.*)$/gm;
}
# Defined by a macro, with the name put together: found in the route tables.
my %made = map { $_ => 1 } $c =~ /\{"(?:GET|POST)", "[^"]*",\s*(\w+)/g;
@faults = ();
for my $path (grep { m{^(?:src|include)/.*\.h\z} } @all) {
	my $text = code_without_strings($path);
	# Declarations alone: a name, its parameters, attributes, a semicolon.
	for my $name ($text =~ /^[a-z][\w \t*]*?\b([a-z]\w+)\([^;{}]*\)[^;{}]*;/gm) {
		push @faults, "$path: $name()" if ($uses{$name} // 0) < 2 && !$made{$name} && !$for_tests{$name} && !$for_later{$name};
	}
}
is(join("\n", @faults), '', 'every function of a header is called');
done_testing;
