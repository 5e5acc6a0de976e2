# A kiosk of version 1 opens with today's programs: copied aside, brought to today's schema, every
# answer as it was, the trail sound, every page there. Its database is made by the steps of version 1
# themselves and holds a whole company's round, its release among it.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Site;

my $round = 'crm-audit-1';

# The SQL of a version's rows in migrations.def: C strings side by side are one.
sub steps_of {
	my ($version) = @_;
	my $c = slurp_file('src/store/migrations.def');
	my @steps;
	while ($c =~ m{\G.*?(?:/\*.*?\*/|^MIGRATION\((\d+),((?:\s|/\*.*?\*/|"(?:\\.|[^"\\])*")+)\))}gsm) {
		my ($of, $rows) = ($1, $2);
		next if !defined $of || $of != $version;
		$rows =~ s{("(?:\\.|[^"\\])*")|/\*.*?\*/}{$1 // ''}ge;
		my $sql = join '', $rows =~ /"((?:\\.|[^"\\])*)"/g;
		push @steps, $sql =~ s/\\(.)/$1/gr;
	}
	return @steps;
}

sub change {
	my ($path, $sql) = @_;
	my $script = temp_folder() . '/sql';
	write_file($script, ".bail on\n$sql\n");
	my ($status, $out, $err) = run_command(['sqlite3', $path], in => $script);
	die "sqlite3: $err" if $status;
	return $out;
}

# What today's programs made, put into tables of version 1.
sub as_version_1 {
	my ($data) = @_;
	my ($now, $old) = ("$data/kiosk.db", "$data/old.db");
	my $keys = keys_of($data);
	my %taken_out = (secret_key => "x'$keys->{secret}'", hash_key => "x'$keys->{hash}'",
		receipt_key => 'CASE code ' . join(' ', map { "WHEN '$_' THEN x'$keys->{round}{$_}'" } keys %{$keys->{round}}) . ' END');
	my $id = sql($data, 'PRAGMA application_id');
	change($old, "PRAGMA page_size = 4096; PRAGMA application_id = $id; BEGIN;\n"
		. join(";\n", steps_of(1)) . ";\nPRAGMA user_version = 1; COMMIT;");
	my @tables = split /\n/, change($old, q{SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%';});
	my $copy = "ATTACH '$now' AS now; BEGIN;\n";
	for my $table (@tables) {
		my @columns = split /\n/, change($old, "SELECT name FROM pragma_table_info('$table');");
		my $columns = join ', ', map { "\"$_\"" } @columns;
		my $values = join ', ', map { $taken_out{$_} // "\"$_\"" } @columns;
		$copy .= "DELETE FROM main.$table; INSERT INTO main.$table ($columns) SELECT $values FROM now.$table;\n";
	}
	change($old, "$copy COMMIT; PRAGMA main.journal_mode = WAL;");
	chain_of_then($old);
	unlink "$now$_" for '', '-wal', '-shm';
	rename "$old", $now or die "$now: $!";
	unlink "$old-wal", "$old-shm", "$data/keys";
	chmod 0600, $now;
	return @tables;
}

# The trail's chain as version 1 made it, without a key: number and lengths of eight bytes, big end
# first, by BLAKE2b-256.
sub chain_of_then {
	my ($path) = @_;
	my $bytes = temp_folder() . '/row';
	my ($head, $sql) = ("\0" x 32, '');
	for my $row (split /\n/, change($path, "SELECT seq || '|' || hex(at) || '|' || hex(actor) || '|' || hex(action) || '|' || hex(object) || '|' || hex(detail) FROM trail ORDER BY seq;")) {
		my ($seq, @texts) = split /\|/, $row, -1;
		write_file($bytes, join '', pack('Q>', $seq), map { pack('Q>', length) . $_ } (map { pack 'H*', $_ } @texts), $head);
		my ($hash) = (run_command(['b2sum', '-l', '256', $bytes]))[1] =~ /^([0-9a-f]{64})/;
		$sql .= "UPDATE trail SET prev = x'" . unpack('H*', $head) . "', hash = x'$hash' WHERE seq = $seq;\n";
		$head = pack 'H*', $hash;
	}
	change($path, "BEGIN; $sql UPDATE kiosk SET trail_head = x'" . unpack('H*', $head) . "'; COMMIT;");
}

# Everything in these tables, columns of version 1 alone, and without those of secret keys.
sub content {
	my ($path, @tables) = @_;
	my %all;
	for my $table (@tables) {
		my ($columns) = map { join ', ', map { "quote(\"$_\")" } grep { !/^(?:secret|hash|receipt)_key$/ } /"([a-z_0-9]+)"/g } $table->{columns};
		my ($status, $out, $err) = run_command(['sqlite3', '-readonly', $path, "SELECT $columns FROM $table->{name} ORDER BY $columns"]);
		die "sqlite3: $err" if $status;
		$all{$table->{name}} = $out;
	}
	return \%all;
}

my $data = temp_folder() . '/data';
my ($status, $out, $err) = kiosk('demo', '--respondents', 60, '--seed', 1, '--data', $data,
	{env => {KIOSK_ADMIN_PASSWORD => PASSWORD}});
is($status, 0, 'a company') or diag $err;
cmp_ok(scalar(steps_of(1)), '>', 10, 'steps of version 1 are read');
my ($newest) = sort { $b <=> $a } slurp_file('src/store/migrations.def') =~ /^MIGRATION\((\d+),/gm;

my $keys = keys_of($data);
my @names = as_version_1($data);
my @tables = map { {name => $_, columns => join ' ', map { "\"$_->[0]\"" } sql($data, "SELECT name FROM pragma_table_info('$_')")} } @names;
my $before = content("$data/kiosk.db", @tables);
is(sql($data, 'PRAGMA user_version'), 1, 'a database of version 1');
is(sql($data, 'SELECT count(*) FROM submission'), 60, 'with sixty answers');
is(sql($data, q{SELECT count(*) FROM sqlite_schema WHERE name = 'access_code'}), 0, 'and nothing newer');

subtest 'the first command brings it to today' => sub {
	($status, $out, $err) = kiosk('check', '--data', $data);
	is($status, 0, 'status 0');
	like($err, qr/version $newest.*before-v$newest\.db/, 'it says so, and where the copy is') or diag $err;
	is(sql($data, 'PRAGMA user_version'), $newest, 'the newest version');
	is_deeply(content("$data/kiosk.db", @tables), $before, 'every row of every table as it was');
	is_deeply(content("$data/before-v$newest.db", @tables), $before, 'and in the copy');
	is_deeply(keys_of($data), $keys, 'the keys in a file');
	is(join(' ', key_traces($data, $keys)), '', 'and nowhere else');
	is((stat "$data/before-v$newest.db")[2] & 0777, 0600, 'which is for its owner alone');
	is((run_command(['sqlite3', '-readonly', "$data/before-v$newest.db", 'PRAGMA user_version']))[1], "1\n", 'of version 1');
	($status, $out, $err) = kiosk('check', '--data', $data);
	unlike($err, qr/version/, 'the next command has nothing to bring');
	($status, $out) = kiosk('audit', 'verify', '--data', $data);
	is($status, 0, 'the audit trail is sound') or diag $out;
};

subtest 'its release is shown, figures as they were' => sub {
	($status, $out, $err) = kiosk('priorities', $round, '--csv', '--data', $data);
	is($status, 0, 'priorities') or diag $err;
	my ($head, @rows) = cells_of($out);
	my %at = map { $head->[$_] => $_ } 0 .. $#$head;
	is($rows[0][$at{release}], 1, 'of the first release');
	my @scores = map { $_->[$at{score}] } grep { $_->[$at{scope}] eq 'overall' && $_->[$at{score}] ne '' } @rows;
	is_deeply([@scores], [sort { $b <=> $a } @scores], scalar(@scores) . ' scores, highest first');
	($status, $out, $err) = kiosk('export', $round, '-o', "$data/../bundle.zip", '--data', $data);
	is($status, 0, 'and exported') or diag $err;
};

subtest 'every page is there' => sub {
	my $site = Site->new('fcgi', $data);
	is($site->login('admin', PASSWORD)->{status}, 303, 'the account signs in');
	my %is = (round => $round, form => 'crm-audit', function => 'SAL01', ending => 'csv', template => 'crm-audit');
	my $asked = 0;
	for my $program (qw(survey results admin)) {
		for my $path (slurp_file("cgi-bin/$program.c") =~ /\{"GET", "([^"]+)"/g) {
			my $known = 1;
			my $address = $path =~ s{:(\w+)}{$is{$1} // ($known = 0, '')[1]}ger;
			next if !$known;
			my $answer = $site->get($address);
			# Some have nothing to show yet, in a new kiosk too; free texts and the desks ask
			# for the right to rows, which this account lacks; an open round is not made final. None may break.
			my $may = $address =~ m{/texts$|^/results/(?:board|triage)} && $program eq 'results' ? qr/^403$/ : $address =~ m{/final$} ? qr/^409$/ : qr/^(?:200|303|404)$/;
			like($answer->{status}, $may, "$address: $answer->{status}");
			$asked++;
		}
	}
	cmp_ok($asked, '>', 35, "$asked pages asked for");
	for my $path ('/', "/s/$round", "/results/$round", "/results/$round/priorities", "/results/$round/functions/SAL01",
		"/results/$round/baseline", "/results/$round/brief", '/admin', '/admin/forms', '/admin/forms/crm-audit',
		"/admin/rounds/$round", '/admin/users', '/admin/settings', '/admin/trail', '/admin/alerts') {
		is($site->get($path)->{status}, 200, $path);
	}
	my @fields = audit_fields();
	is($site->post("/s/$round", [@fields], accept => 'application/json', cookie => '')->{status}, 201, 'and answers are taken');
	is(sql($data, 'SELECT count(*) FROM submission'), 61, 'beside the others');
	$site->stop;
	unlike($site->log, qr/error|cannot|no such/i, 'the programs had nothing to complain about');
};

subtest 'the copy can be put back' => sub {
	($status, $out, $err) = kiosk('restore', "$data/before-v$newest.db", '--data', $data);
	is($status, 0, 'restored') or diag $err;
	kiosk('check', '--data', $data);
	is(sql($data, 'PRAGMA user_version'), $newest, 'brought to today again');
	is(sql($data, 'SELECT count(*) FROM submission'), 60, 'with what it held');
};

done_testing;
