# A large round: what is made of it takes a bounded memory, and gives what a small one gives.
use strict;
use warnings;
use Test::More;
use Crowd;
use Kiosk;

use constant MEMORY_KB => 200 * 1024;

# A command under a limit of memory; an allocation beyond it fails, and the command with it.
sub bounded {
	my ($what, @command) = @_;
	my ($status, $out, $err) = run_command(['sh', '-c', 'ulimit -v ' . MEMORY_KB . ' && exec "$@"', 'sh', @command]);
	is($status, 0, "$what within " . MEMORY_KB / 1024 . ' MB') or diag $err;
	return $out;
}

my $kiosk = build() . '/bin/kiosk';
my $data = temp_folder() . '/data';
my ($status, undef, $err) = kiosk('demo', '--respondents', 200, '--seed', 1, '--data', $data);
is($status, 0, 'a company of 200') or diag $err;
multiply($data, 100);
is(scalar sql($data, 'SELECT count(*) FROM submission'), 20_000, 'becomes one of 20,000');

bounded('a release of 20,000 answers', $kiosk, 'round', 'close', 'crm-audit-1', '--data', $data);
is(scalar sql($data, 'SELECT submissions FROM release ORDER BY seq DESC LIMIT 1'), 20_000, 'holds them all');
like(bounded('their list', $kiosk, 'priorities', 'crm-audit-1', '--csv', '--data', $data), qr/^crm-audit-1,overall,SUP03,/m, 'names activities');
my $zip = temp_folder() . '/all.zip';
bounded('their bundle', $kiosk, 'export', 'crm-audit-1', '-o', $zip, '--data', $data);
my (undef, $rows) = run_command(['unzip', '-p', $zip, 'submissions.csv']);
is(($rows =~ tr/\n//), 20_001, 'holds a row each');
bounded('counts', $kiosk, 'stats', '--data', $data);
bounded('a check', $kiosk, 'check', '--data', $data);
bounded('a backup', $kiosk, 'backup', temp_folder() . '/all.db', '--data', $data);
done_testing;
