# The demo with a pilot: every page about pilots has something to show.
use strict;
use warnings;
use utf8;
use Test::More;
use Kiosk;

local $ENV{KIOSK_ADMIN_PASSWORD} = 'demo-Pass-2026x';
my $data = temp_folder() . '/kiosk';
my ($status, undef, $err) = kiosk(qw(demo --respondents 20 --seed 1 --pilot --data), $data);
is $status, 0, 'made' or diag $err;
is_deeply [sql($data, "SELECT prototype, prototype_version, access, closed_day <> '' FROM round WHERE prototype <> '' ORDER BY id")],
	[['crm-trial', 1, 'codes', 1], ['crm-trial', 2, 'codes', 1]], 'two versions, each tried in a round';
is_deeply [sql($data, "SELECT form.code, access, closed_day IS NULL FROM round JOIN form ON form.id = round.form WHERE round.code = 'report-issue'")],
	[['issue-report', 'open', 1]], 'issues are reported at any time';
is_deeply [sql($data, "SELECT c.status, c.raw IS NULL, count(*) FROM comment c JOIN round r ON r.id = c.round WHERE r.code = 'report-issue' GROUP BY 1, 2 ORDER BY 1")],
	[['accepted', 1, 2], ['new', 0, 1]], 'three were: two read and answered, one waits';
is_deeply [sql($data, 'SELECT decision, reason <> \'\' FROM pilot_decision')], [['ITERATE', 1]], 'somebody decided, with a reason';
is_deeply [sql($data, 'SELECT department, version FROM pilot_wave')], [['SAL', 2]], 'and sales begin with the last version';
done_testing;
