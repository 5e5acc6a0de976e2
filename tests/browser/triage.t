# The desk for comments in a real browser: by its keys, on a phone, and without a script.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Browser;

my $browser = Browser->start;
$browser->open_form('tests/data/form/reports', 'Reports', 'reports');
run_command(['sqlite3', $browser->data . '/kiosk.db', '.timeout 5000', 'UPDATE account SET rows = 1']);

$browser->story('triage', PASSWORD);

is_deeply([sql($browser->data, "SELECT text, status, reply FROM comment WHERE text <> '' AND original IS NULL ORDER BY text")],
	[['By hand', 'accepted', 'We see to it'], ['The second', 'declined', 'Not this year']], 'what was done is stored');
is(scalar sql($browser->data, "SELECT count(*) FROM comment WHERE status = 'duplicate'"), 1, 'and what was merged');

$browser->end;
