# Healing a database of the first content of the schema, killed or out of room at its n-th write: it is
# wholly of the old version or wholly of the new one, and the next start goes on; its secret keys are
# then in their file, and in no other.
# FAULT_ROUNDS above 100 (make fault) tries every write, else ever larger steps are made.
use strict;
use warnings;
use Test::More;
use Kiosk;

my ($traced, undef, $why) = run_command(['strace', '-f', '-e', 'trace=pwrite64', '-o', '/dev/null', 'true']);
plan skip_all => 'strace may not trace here: ' . (split /\n/, $why)[0] if $traced != 0;
my $every = ($ENV{FAULT_ROUNDS} // 0) > 100;
my ($newest) = sort { $b <=> $a } slurp_file('src/store/migrations.def') =~ /^MIGRATION\((\d+),/gm;
my $dump = q{PRAGMA user_version; SELECT type, name, replace(sql, char(10), ' ') FROM sqlite_schema ORDER BY 1, 2;}
	. q{ SELECT hex(id), round, day, digest, answers FROM submission ORDER BY 1; SELECT round, seq, day FROM release; SELECT * FROM trail;};

# What a program that opens these files now would find, without touching them.
sub found {
	my ($data) = @_;
	my $copy = temp_folder() . '/kiosk.db';
	for my $end ('', '-wal', '-journal') {
		write_file("$copy$end", slurp_file("$data/kiosk.db$end")) if -e "$data/kiosk.db$end";
	}
	my ($status, $out, $err) = run_command(['sqlite3', $copy, $dump]);
	die "sqlite3: $err" if $status;
	return $out;
}

my $data = temp_folder() . '/data';
mkdir $data, 0700;
my $script = temp_folder() . '/sql';
write_file($script, slurp_file('tests/data/store/228e82b.sql') . ";\nPRAGMA journal_mode = WAL;\n");
is((run_command(['sqlite3', "$data/kiosk.db"], in => $script))[0], 0, 'a database of then');
my $bytes = slurp_file("$data/kiosk.db");
my $old = found($data);
is((kiosk('round', 'list', '--data', $data))[0], 0, 'opens');
my $new = found($data);
my ($keys, $file) = (keys_of($data), slurp_file("$data/keys"));
like($new, qr/^$newest\n/, 'as one of the newest version');

for my $fault ('signal=KILL', 'error=ENOSPC') {
	my (%seen, @broken, @keys);
	for (my $n = 1; $n < 2000; $n += $every ? 1 : 1 + int $n / 5) {
		unlink glob "$data/*";
		write_file("$data/kiosk.db", $bytes);
		my $when = $fault =~ /KILL/ ? $n : "$n+";
		my ($status) = run_command(['strace', '-f', '-e', 'signal=none', '-o', '/dev/null', '-e', 'trace=pwrite64',
			'-e', "inject=pwrite64:$fault:when=$when", build() . '/bin/kiosk', 'round', 'list', '--data', $data]);
		my $now = found($data);
		$seen{$now eq $old ? 'old' : $now eq $new ? 'new' : 'broken'}++;
		push @broken, $n if $now ne $old && $now ne $new;
		push @broken, "after $n" if (kiosk('check', '--data', $data))[0] != 0 || found($data) ne $new;
		push @keys, $n if slurp_file("$data/keys") ne $file || key_traces($data, $keys);
		last if $status == 0;
	}
	is("@keys", '', "$fault: the keys are in their file then, and nowhere else");
	is("@broken", '', "$fault: wholly old or wholly new, and the next start goes on");
	cmp_ok($seen{old} // 0, '>', 5, "$fault: often enough it was cut off");
}
done_testing;
