# A round is opened, and one becomes final, killed at the n-th write, flush or rename: a round never
# stands without its key, a final one is never used by it, and the next look deletes it.
use strict;
use warnings;
use Test::More;
use Kiosk;

my @calls = ('-e', 'trace=pwrite64,write,fsync,fdatasync,rename');
my ($traced, undef, $why) = run_command(['strace', '-f', @calls, '-o', '/dev/null', 'true']);
plan skip_all => 'strace may not trace here: ' . (split /\n/, $why)[0] if $traced != 0;
my $every = ($ENV{FAULT_ROUNDS} // 0) > 100;

# The program killed at the n-th of them: its status.
sub killed {
	my ($n, $env, @command) = @_;
	my $where = $n eq 'rename' ? 'rename:signal=KILL' : "pwrite64,write,fsync,fdatasync,rename:signal=KILL:when=$n";
	return (run_command(['strace', '-f', '-e', 'signal=none', '-o', '/dev/null', @calls, '-e', "inject=$where", @command], env => $env))[0];
}

sub step { my ($n) = @_; return $every ? $n + 1 : $n + 1 + int $n / 8 }

my $data = new_kiosk();
my (@broken, $cut);
for (my ($n, $status) = (1, 1); $n < 1000 && $status != 0; $n = step($n)) {
	$status = killed($n, {}, build() . '/bin/kiosk', 'round', 'open', '--form', 'crm-audit', '--title', 'T', '--code', "r$n", '--data', $data);
	my $keys = keys_of($data);
	push @broken, $n if grep { !$keys->{round}{$_->[0]} } sql($data, 'SELECT code FROM round WHERE final_day IS NULL');
	push @broken, "file $n" if !$keys->{secret} || !$keys->{hash};
	$cut += $status != 0;
}
is("@broken", '', 'no round without its key, and the file is always whole');
cmp_ok($cut, '>', 5, 'often enough it was cut off');
is((kiosk('check', '--data', $data))[0], 0, 'all is sound');

# Closed a month ago, it becomes final with the keeper's first look.
kiosk('round', 'open', '--form', 'crm-audit', '--title', 'T', '--code', "m$_", '--data', $data) for 1 .. ($every ? 150 : 40);
($cut, @broken) = (0);
my @open = map { $_->[0] } sql($data, 'SELECT code FROM round WHERE closed_day IS NULL ORDER BY id');
# The keeper renames nothing but that file.
for (my ($n, $status) = ('rename', 1); $n eq 'rename' || ($n < 1000 && $status != 0); $n = $n eq 'rename' ? 1 : step($n)) {
	my $code = shift @open // last;
	my ($failed, undef, $err) = run_command(['sqlite3', "$data/kiosk.db", "UPDATE round SET closed_day = date('now', '-40 days') WHERE code = '$code'"]);
	die $err if $failed;
	$status = killed($n, {KIOSK_DATA => $data}, build() . '/cgi-bin/keeper.fcgi', '--once');
	my ($is_final) = sql($data, "SELECT final_day IS NOT NULL FROM round WHERE code = '$code'");
	my $there = defined keys_of($data)->{round}{$code};
	push @broken, $n if !$is_final->[0] && !$there;
	$cut++ if $is_final->[0] && $there;
	is((run_command([build() . '/cgi-bin/keeper.fcgi', '--once'], env => {KIOSK_DATA => $data}))[0], 0, "$code: the next look");
	push @broken, "after $n" if defined keys_of($data)->{round}{$code};
}
is("@broken", '', 'a key goes behind its round, and always does');
cmp_ok($cut, '>', 0, 'it was cut off in between');
is((kiosk('check', '--data', $data))[0], 0, 'all is sound');
done_testing;
