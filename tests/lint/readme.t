# "Where does it go?" in the README stays true: the files it names are there, and what each kind
# of thing takes is told by an example that is looked for in all of the sources.
use strict;
use warnings;
use Test::More;
use Sources;

my ($part) = slurp('README.md') =~ /^### Where does it go\?\n(.*?)^(?:#|BSD)/ms or BAIL_OUT('no such part');
my @rows = map { [/^\| (.*?) \| (.*) \|$/] } grep { !/^\|(?:-| a new)/ } $part =~ /^(\|.*)$/mg;
cmp_ok(scalar @rows, '>=', 7, scalar(@rows) . ' kinds of things');
for my $must ('question type', 'page', 'statistic', 'statement', 'text', 'setting', 'column') {
	ok((grep { $_->[0] =~ /^\Q$must\E\b/ } @rows), "a $must");
}

# ROOM stands for any of them.
sub paths { return grep { m{/} && !m{^/} } $_[0] =~ /`([^`]+)`/g }
my @lost;
for my $row (@rows) {
	for my $path (paths($row->[1])) {
		my @there = glob($path =~ s/ROOM/*/r);
		push @lost, "$row->[0]: $path" if !grep { -e } @there;
	}
}
is(join("\n", @lost), '', 'what is named is there');

# Where the example stands, the row says so: in the sources as a word, in texts as their key.
my %word = (
	'question type' => [qr/"acknowledge"|^acknowledge|[>`]acknowledge\b/m],
	field => [qr/\badd_rank\b|\bIS_RANK\b|[#\/]is_rank\b|^\s*rank\(/m, qr{^src/pages/admin/}],
	page => [qr/\broster_(?:get|post)\b|"roster"|^roster\./m],
	statement => [qr/\b(?:STMT_)?GOAL_LIST\b/],
	setting => [qr/"quarantine_days"|int quarantine_days|^settings\.quarantine_days/m],
	kind => [qr/\b(?:FAULT_)?CATALOGUE_TWICE\b|^formfault\.catalogue_twice/m, qr{^src/(?:form/catalogue|model/pilots/prototype_csv)\.c$}],
	command => [qr/\bcmd_user_add\b/],
	text => [qr/^office\.saved,/m],
);
my @sources = grep { m{^(?:src|include|cgi-bin|www/(?:i18n|help|templates|static))/} } project_files();
for my $kind (sort keys %word) {
	my ($row) = grep { $_->[0] =~ /^\Q$kind\E\b/ } @rows;
	my ($what, $besides) = @{$word{$kind}};
	my @named = map { quotemeta =~ s/ROOM/[a-z]+/r } paths($row->[1]);
	my @where = grep { slurp($_) =~ $what } @sources;
	my @untold = grep { my $path = $_; !($besides && $path =~ $besides) && !grep { $path =~ m{^$_} } @named } @where;
	cmp_ok(scalar @where, '>', 0, "the example of a $kind is found");
	is(join("\n", @untold), '', "and the row of a $kind names every file it stands in");
}
done_testing();
