# Answers past their days are deleted; the list they gave is kept before, and can be taken away.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Server;

my $data = temp_folder() . '/data';
my ($status, $out, $err) = kiosk('demo', '--respondents', 120, '--seed', 1, '--data', $data, {env => {KIOSK_ADMIN_PASSWORD => PASSWORD}});
is($status, 0, 'a company') or diag $err;
kiosk('round', 'close', 'crm-audit-1', '--data', $data);
my $before = temp_folder() . '/before.zip';
is((kiosk('export', 'crm-audit-1', '--aggregate', '-o', $before, '--data', $data))[0], 0, 'its aggregates');
# Closed a year ago, and the settings say a month.
is((run_command(['sqlite3', "$data/kiosk.db", "UPDATE round SET closed_day = '2020-01-01'; "
	. "INSERT INTO setting (key, value) VALUES ('retention_days', '30') ON CONFLICT (key) DO UPDATE SET value = '30'"]))[0], 0, 'a year passes');
my $server = Server->start(data => $data);
ok(until_true(30, sub { return sql($data, 'SELECT count(*) FROM submission') == 0 }), 'the answers go');
is(scalar sql($data, 'SELECT count(*) FROM round_archive'), 1, 'the list stays');
like(join(' ', map { $_->[0] } sql($data, 'SELECT action FROM trail ORDER BY seq')), qr/round\.archive .*answers\.expire/, 'in that order');

$server->login('admin', PASSWORD);
like($server->curl('/results/crm-audit-1', cookies => 1)->{body}, qr/answers of this round were deleted/, 'the page says so');
my $got = $server->curl('/results/crm-audit-1/export', cookies => 1);
is($got->{status}, 200, 'and gives the bundle');
my $zip = temp_folder() . '/kept.zip';
write_file($zip, $got->{body});
my @lists = map { (run_command(['unzip', '-p', $_, 'priorities.csv']))[1] } $before, $zip;
like($lists[1], qr/SUP03/, 'with the list');
is($lists[1], $lists[0], 'as it was');
is($server->stop, 0, 'the kiosk ends');
done_testing;
