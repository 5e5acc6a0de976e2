# The figures of pages by the names they carry: data-figure="NAME" on an element that is one,
# data-figures="NAME=TEXT|…" on a sentence that tells several. And the list as a file has it.
package Figures;
use strict;
use warnings;
use Exporter 'import';
use Html;
use Kiosk qw(cells_of unescape);

our @EXPORT = qw(figures_of read_priorities told_apart);

# A figure as it is printed and, as one of its own, the interval behind it: [name, text], …
sub told_apart {
	my ($name, $text) = @_;
	my ($figure, $between) = $text =~ /^(.*?) ?\(([^()]*–[^()]*)\)$/ ? ($1, $2) : ($text, undef);
	return ($figure ne '–' ? [$name, $figure] : (), defined $between ? ["$name between", $between] : ());
}

# All figures of a page; what is left of it without them; sentences that do not tell what they say they tell.
sub figures_of {
	my ($html) = @_;
	$html =~ s{<(header|footer|nav|script|svg|form|textarea)\b.*?</\1>}{ }gs;
	$html =~ s{^.*?<main\b}{<main}s;
	my (@figures, @untold);
	my $one = qr{<(\w+)\b[^>]*?\sdata-figure="([^"]+)"[^>]*>(.*?)</\1>}s;
	while ($html =~ /$one/g) { push @figures, told_apart($2, words($3)) }
	$html =~ s/$one/ /g;
	my $several = qr{<(\w+)\b[^>]*?\sdata-figures="([^"]*)"[^>]*>(.*?)</\1>}s;
	while ($html =~ /$several/g) {
		my ($names, $text) = ($2, words($3));
		for (split /\|/, unescape($names)) {
			my ($name, $figure) = /^(.*?)=(.*)$/s;
			push @untold, $name if index($text, words($figure)) < 0;
			push @figures, told_apart($name, words($figure));
		}
	}
	$html =~ s/$several/ /g;
	return (\@figures, $html, \@untold);
}

# A table priorities.csv: {activity => {scope => {column => value}}}.
sub read_priorities {
	my ($csv) = @_;
	my ($head, @rows) = cells_of($csv);
	my %list;
	for my $row (@rows) {
		my %cell = map { $head->[$_] => $row->[$_] } 0 .. $#$head;
		$list{$cell{func}}{$cell{scope}} = \%cell;
	}
	return \%list;
}

1;
