# A small company's answers many times over: large rounds made in seconds, for what grows.
package Crowd;
use strict;
use warnings;
use Exporter 'import';
use Kiosk;

our @EXPORT = qw(multiply);

# Each answer `times` over, under a number of its own, to be released when the round is closed and not
# before; headcounts as many times.
sub multiply {
	my ($data, $times) = @_;
	my $columns = join ', ', map { $_->[0] } sql($data, "SELECT name FROM pragma_table_info('settled') WHERE name NOT IN ('id', 'number')");
	my ($status, undef, $err) = run_command(['sqlite3', "$data/kiosk.db",
		"WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < $times) "
		. "INSERT INTO settled (number, id, $columns) SELECT number + (i << 20), randomblob(16), $columns FROM settled, n WHERE $times > 1; "
		. "DELETE FROM release; DELETE FROM counted_receipt; UPDATE settled SET release = 1; "
		. "UPDATE round_department SET answered = answered * $times, released = answered * $times, "
		. "headcount = headcount * $times"]);
	die $err if $status;
}

1;
