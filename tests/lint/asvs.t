# OWASP ASVS 5.0, chapters V6, V7, V8 and V16: tests/asvs.csv has every requirement by its number,
# what holds it (a test, or the page that documents it) and for the others the reason. What is named is
# looked for where it is said to be.
use strict;
use warnings;
use Test::More;
use Sources;

# Requirements of each section of the standard.
my %sections = ('6.1' => 3, '6.2' => 12, '6.3' => 8, '6.4' => 6, '6.5' => 8, '6.6' => 4, '6.7' => 2, '6.8' => 4,
	'7.1' => 3, '7.2' => 4, '7.3' => 2, '7.4' => 5, '7.5' => 3, '7.6' => 2,
	'8.1' => 4, '8.2' => 4, '8.3' => 3, '8.4' => 2, '16.1' => 1, '16.2' => 5, '16.3' => 4, '16.4' => 3, '16.5' => 4);

my ($heading, @lines) = split /\n/, slurp('tests/asvs.csv');
is($heading, 'requirement,held,file,text,reason', 'the table');
my (%seen, @faults);
for my $line (@lines) {
	my ($number, $held, $file, $text, $reason) = map { s/^"(.*)"$/$1/r =~ s/""/"/gr }
		$line =~ /\G("(?:[^"]|"")*"|[^,]*)(?:,|$)/g;
	push @faults, "$number: twice" if $seen{$number}++;
	push @faults, "$number: held is one of yes, part, no, none" if $held !~ /^(?:yes|part|no|none)$/;
	push @faults, "$number: a reason is for what is not held in full" if !length $reason == ($held ne 'yes');
	push @faults, "$number: what holds it" if !length $file == ($held =~ /^(?:yes|part)$/);
	next if !length $file;
	push @faults, "$number: $file is no test and no help page" if $file !~ m{^(?:tests/.*\.(?:t|c|mjs)|www/help/.*\.html)$};
	push @faults, "$number: there is no “$text” in $file" if !-f $file || index(slurp($file), $text) < 0;
}
my @all = map { my $section = $_; map { "$section.$_" } 1 .. $sections{$section} } keys %sections;
push @faults, map { "$_: missing" } grep { !$seen{$_} } @all;
push @faults, map { "$_: no such requirement" } grep { my $n = $_; !grep { $_ eq $n } @all } keys %seen;
is(join("\n", sort @faults), '', 'every requirement, and what is named is there');

# 6.2.7: nothing of a page hinders pasting or a browser's memory for passwords.
my @hindered;
for my $page (grep { m{^www/(?:templates/.*\.html|static/.*\.js)$} } project_files()) {
	my $text = slurp($page);
	push @hindered, $page if $text =~ /onpaste|['"]paste['"]/;
	push @hindered, "$page: $1" for grep { !/autocomplete="(?:current|new)-password"/ } $text =~ /(<input[^>]*type="password"[^>]*>)/g;
}
is("@hindered", '', 'nothing of a page hinders pasting or password managers');

done_testing;
