# Texts that the program asks the catalogue for are in it: those it names whole, and those whose
# end is the name of something that is listed.
use strict;
use warnings;
use Test::More;
use Sources;

my %has = map { s/#.*//r => 1 } slurp('www/i18n/interface.csv') =~ /^([a-z_0-9]+\.[\w.#-]+),/gm;
my %c = map { $_ => code_of($_) } grep { m{^(?:src|cgi-bin)/.*\.c\z} } project_files();

# The arguments of each call of one of these functions, as they are written.
sub calls {
	my ($text, $names) = @_;
	return $text =~ /\b(?:$names)(\((?:[^()"]|"(?:[^"\\]|\\.)*"|(?1))*\))/g;
}

# ---- named whole ----

my $key = qr/"([a-z][a-z_0-9]*(?:\.[a-z_0-9]+)+)"/;
my ($count, @lacking) = (0);
for my $path (sort keys %c) {
	for my $call (calls($c{$path}, 'err_text|page_text|page_count')) {
		# The first argument of err_text() is a failure of its own, in English.
		$call =~ s/\berr_fail(\((?:[^()"]|"(?:[^"\\]|\\.)*"|(?1))*\))//g;
		for my $name ($call =~ /$key/g) {
			$count++;
			push @lacking, "$path: $name" if !$has{$name};
		}
	}
}
# Those that a list names for its page.
for my $row (slurp('include/form/catalogue_columns.def') =~ /^(COLUMN\(.*)$/mg) {
	for my $name ($row =~ /$key/g) {
		$count++;
		push @lacking, "catalogue_columns.def: $name" if !$has{$name};
	}
}
cmp_ok($count, '>', 200, "$count texts named by err_text(), page_text() and page_count()");
is(join("\n", @lacking), '', 'each is in the catalogue');

# ---- put together: "family.%s" ----

# The strings of the list that begins behind these words.
sub listed {
	my ($path, $words) = @_;
	my ($list) = code_of($path) =~ /\Q$words\E[^{;]*\{(.*?)\};/s or die "$path: no $words\n";
	my @names = $list =~ /"([a-z_0-9]+)"/g or die "$path: $words lists nothing\n";
	return @names;
}

my @bearings = listed('src/form/diff.c', 'diff_bearing_name');
my @roles = listed('src/model/people/accounts.c', 'roles[');
my %family = (
	'fault.%s' => [slurp('include/form/check_codes.def') =~ /^CODE\(\w+, "(\w+)"\)/gm],
	'forms.diff.%s' => [listed('src/form/diff.c', 'diff_kind_name')],
	'forms.bearing.%s' => \@bearings,
	'forms.worst.%s' => \@bearings,
	'forms.state.%s' => [listed('src/model/forms/reviews.c', 'state_names[')],
	'forms.column.%s' => [listed('src/form/texts.c', 'columns[')],
	'forms.done.%s' => [listed('src/pages/forms/forms_draft.c', 'done['),
		listed('src/pages/forms/forms_form.c', 'done[')],
	'users.role.%s' => \@roles,
	'users.role.%s.hint' => \@roles,
	'change.%s' => [listed('src/pages/decide/baseline_parts.c', 'change_keys[')],
);
@lacking = ();
for my $name (sort keys %family) {
	push @lacking, grep { !$has{$_} } map { sprintf $name, $_ } @{$family{$name}};
}
is(join("\n", @lacking), '', scalar(keys %family) . ' families have a text for each of their names');

# Of the others some are.
my %begun;
for my $text (values %c) {
	$begun{$_}++ for $text =~ /"([a-z_0-9]+(?:\.[a-z_0-9]+)*\.)%s[^"]*"/g;
	$begun{"$_."}++ for map { $_ =~ /"([a-z_]+(?:\.[a-z_]+)*)"/ } calls($text, 'coded_text|text_of');
}
# What they do not show: names of files, of elements, of downloads.
delete @begun{grep { my $family = $_; grep { index($_, $family) == 0 } keys %has } keys %begun};
is(join(' ', sort keys %begun), '', 'and no family is without texts');
done_testing;
