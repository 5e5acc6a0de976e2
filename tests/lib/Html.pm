# Reading figures out of a page: tables, sections, links, what is chosen; and tables as commands print
# them. Knows HTML as our templates write it, not what is on them.
package Html;
use strict;
use warnings;
use Encode qw(decode_utf8 encode_utf8);
use Exporter 'import';
use Kiosk;

our @EXPORT = qw(words rows_in part links_in entries chosen values_of in_columns);

# Text without blanks at its ends.
sub words { my ($html) = @_; return text_of($html // '') =~ s/^\s+|\s+$//gr }

# Rows of the tables, each a list of its cells' words.
sub rows_in {
	my ($html) = @_;
	return map { [map { words($_) } m{<t[hd]\b[^>]*>(.*?)</t[hd]>}gs] } $html =~ m{<tr\b[^>]*>(.*?)</tr>}gs;
}

# What follows a heading of these words, up to the next heading of its level or the section's end.
sub part {
	my ($html, $heading) = @_;
	my ($found) = $html =~ m{<h[23][^>]*>\s*\Q$heading\E\s*</h[23]>(.*?)(?:<h2\b|</section>|</main>)}s;
	return $found // '';
}

# [address, words] of links.
sub links_in {
	my ($html) = @_;
	my @links;
	push @links, [unescape($1), words($2)] while $html =~ m{<a\b[^>]*\bhref="([^"]*)"[^>]*>(.*?)</a>}gs;
	return @links;
}

# The blocks of a tag that have an id: (id => html).
sub entries {
	my ($html, $tag) = @_;
	return $html =~ m{<$tag\b[^>]*\bid="([^"]+)"[^>]*>(.*?)</$tag>}gs;
}

# The values of a field that are checked or selected.
sub chosen {
	my ($html, $name) = @_;
	return map { $_->[1] } grep { $_->[0] eq $name && $_->[1] ne '' } fields_of($html);
}

# Name => value of a form's fields.
sub values_of { my ($html) = @_; return map { @$_ } fields_of($html) }

# Rows as the command line prints a table: columns two blanks apart, as wide as their widest cell, those
# of align `r` to the right, nothing behind the last.
sub in_columns {
	my ($align, @cells) = @_;
	my @rows = map { [map { decode_utf8($_) } @$_] } @cells;
	my @width;
	for my $row (@rows) {
		for (0 .. $#$row) { $width[$_] = length $row->[$_] if length $row->[$_] > ($width[$_] // 0) }
	}
	my $text = '';
	for my $row (@rows) {
		$text .= join('  ', map { substr($align, $_, 1) eq 'r' ? sprintf('%*s', $width[$_], $row->[$_])
			: $_ == $#$row ? $row->[$_] : sprintf('%-*s', $width[$_], $row->[$_]) } 0 .. $#$row) . "\n";
	}
	return encode_utf8($text);
}

1;
