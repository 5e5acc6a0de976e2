# A pilot from its first version to GO, told in a real browser; then the same roads without a script.
use strict;
use warnings;
use Test::More;
use File::Copy ();
use Kiosk;
use Browser;

my $browser = Browser->start;
my $data = $browser->data;
kiosk('form', 'add', 'www/forms/pilot-feedback', '--data', $data);
run_command(['sqlite3', "$data/kiosk.db", '.timeout 5000', "UPDATE account SET rows = 1"]);

# Three versions, a table each, as who looks after the pilot gets them.
my $tables = temp_folder();
my %news = (1 => '', 2 => 'Prices load at once', 3 => 'Quotes are sent by one press');
for my $version (1 .. 3) {
	my @rows = (
		['prototype', 'version', 'task', 'title::English (en)', 'news::English (en)', 'done_when::English (en)', 'address', 'departments', 'activity', 'level'],
		['CRM', $version, '', 'Sales desk', $news{$version}, '', "https://crm.example/v$version", 'SAL SUP', '', ''],
		['CRM', $version, 'T1', 'Find a customer', '', 'Their history is open', '', '', 'SAL01', 'must'],
		['CRM', $version, 'T2', 'Log a call', '', 'It is in the history', '', '', 'SAL04', 'must'],
		['CRM', $version, 'T3', 'Send a quote', '', 'It is marked as sent', '', '', 'SAL06', 'should'],
	);
	write_file("$tables/v$version.csv", join '', map { join(',', @$_) . "\r\n" } @rows);
}
$browser->story('pilot_story', PASSWORD, build() . '/bin/kiosk', $data, $tables, $ENV{SHOTS} // ());
is_deeply([sql($data, "SELECT status, in_version FROM comment WHERE original IS NULL AND text LIKE 'The price list%'")], [['verified', '2']], 'it is verified, in that version');
is_deeply([sql($data, 'SELECT r.code, d.verdict, d.decision, d.name FROM pilot_decision d JOIN round r ON r.id = d.round ORDER BY r.id')],
	[['pilot-1', 'ITERATE', 'ITERATE', 'Jana Horvathova'], ['pilot-3', 'GO', 'GO', 'Jana Horvathova']], 'who decided what');
is((sql($data, 'SELECT count(*) FROM picture WHERE expires IS NULL'))[0][0], 2, 'two photos stay');
is((sql($data, "SELECT count(*) FROM picture WHERE instr(hex(bytes), hex('Exif')) OR instr(hex(bytes), hex('Jana Nova'))"))[0][0], 0,
	'neither with what its device had noted');
$browser->end;
