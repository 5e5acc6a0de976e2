# Sheets of the project's own texts: CSV in UTF-8 as rows, or as hashes by column.
package Sheets;
use strict;
use warnings;
use Exporter 'import';
our @EXPORT = qw(csv_rows csv_hashes);

# RFC 4180: rows of cells.
sub csv_rows {
	my ($path) = @_;
	open my $in, '<:raw:encoding(UTF-8)', $path or die "$path: $!\n";
	my $text = do { local $/; <$in> };
	my (@rows, @row);
	die "$path: a byte order mark\n" if $text =~ /\A\x{FEFF}/;
	while ($text =~ /\G(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|\z)/gc) {
		my ($quoted, $bare, $end) = ($1, $2, $3);
		$quoted =~ s/""/"/g if defined $quoted;
		push @row, $quoted // $bare;
		next if $end eq ',';
		push @rows, [@row] if @row > 1 || $row[0] ne '';
		@row = ();
		last if pos($text) == length $text;
	}
	die "$path: broken quotes near character " . (pos($text) // 0) . "\n"
		if (pos($text) // 0) != length $text;
	return @rows;
}

# Rows as hashes by column; every row must be as wide as the heading.
sub csv_hashes {
	my ($path) = @_;
	my ($head, @rows) = csv_rows($path);
	my @out;
	for my $i (0 .. $#rows) {
		my %h;
		die "$path: row " . ($i + 2) . " has " . @{$rows[$i]} . " cells, not " . @$head . "\n"
			if @{$rows[$i]} != @$head;
		@h{@$head} = @{$rows[$i]};
		push @out, \%h;
	}
	return @out;
}

1;
