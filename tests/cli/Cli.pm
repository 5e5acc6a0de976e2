# What the scripts of this folder share beside tests/lib/Kiosk.pm: data folders, the whole
# database as text, CSV files, unpacked bundles.
package Cli;
use strict;
use warnings;
use Cwd ();
use Exporter 'import';
use lib 'tests/lib';
use Kiosk qw(kiosk temp_folder slurp_file write_file);

our @EXPORT = qw(kiosk new_data slurp spew folder snapshot csv_rows unzip_to root);

delete @ENV{qw(KIOSK_DATA DATA KIOSK_ADMIN_PASSWORD)};

my $root = Cwd::getcwd();

sub root { return $root }
sub folder { return temp_folder() }
sub slurp { return slurp_file($_[0]) // die "$_[0]: $!" }

sub spew {
	write_file(@_);
	return $_[0];
}

# A data folder that was just set up.
sub new_data {
	my $data = folder() . '/data';
	my ($status, $out, $err) = kiosk('init', '--data', $data);
	die "init: $status $err" if $status;
	return $data;
}

# Everything in the database as text, to see that nothing changed.
sub snapshot {
	my ($data) = @_;
	open my $dump, '-|', 'sqlite3', '-readonly', "$data/kiosk.db", '.dump'
		or die "sqlite3: $!";
	local $/;
	my $text = <$dump>;
	close $dump or die "sqlite3 failed on $data";
	return $text;
}

# Rows of a CSV file by RFC 4180, each a reference to its fields.
sub csv_rows {
	my ($path) = @_;
	my $text = slurp($path);
	my (@rows, @row);
	while ($text =~ /\G(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\z)/gc) {
		my ($field, $end) = (defined $1 ? $1 : $2, $3);
		last if $end eq '' && $field eq '' && !@row;
		$field =~ s/""/"/g;
		push @row, $field;
		next if $end eq ',';
		push @rows, [@row];
		@row = ();
	}
	die "$path is no CSV at " . (pos($text) // 0) if (pos($text) // length $text) < length $text;
	return @rows;
}

sub unzip_to {
	my ($zip) = @_;
	my $to = folder();
	system('unzip', '-q', '-o', $zip, '-d', $to) == 0 or die "unzip $zip failed";
	return $to;
}

1;
