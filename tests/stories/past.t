# A database of every past state of the schema (tests/data/store) opens with today's program: copied
# aside, healed, its schema that of a new database object by object, every row kept, its secret keys
# in a file and nowhere else, and it is used afterwards. Where healing fails no byte changes; cut off half way: tests/fault/migration.t.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Site;

my $id = '11111111-1111-4111-8111-111111111111';
my @known = (id => $id, seed => 7, text => 'Quotes');

sub change {
	my ($path, $sql) = @_;
	my $script = temp_folder() . '/sql';
	write_file($script, ".bail on\n$sql\n");
	my ($status, $out, $err) = run_command(['sqlite3', $path], in => $script);
	die "sqlite3: $err" if $status;
	return $out;
}

# A data folder with the database of that state; more SQL may follow.
sub past {
	my ($state, $more) = @_;
	my $data = temp_folder() . '/data';
	mkdir $data, 0700 or die "$data: $!";
	my $sql = slurp_file("tests/data/store/$state.sql");
	change("$data/kiosk.db", "$sql;\n" . ($more // ''));
	my %said = $sql =~ /^-- (\w+): (\S+)$/gm;
	if (my @keys = $sql =~ /^-- keys: (.+)$/gm) {
		write_file("$data/keys", join '', map { "$_\n" } @keys);
		chmod 0600, "$data/keys" or die "$data/keys: $!";
	}
	return ($data, \%said);
}

# ---- what a schema is, by SQLite's own account ----

sub rows_of {
	my ($path, $query) = @_;
	my ($status, $out, $err) = run_command(['sqlite3', '-readonly', '-separator', '|', $path, $query]);
	die "sqlite3: $err" if $status;
	return split /\n/, $out;
}

sub schema_of {
	my ($path) = @_;
	my %all = map { my ($name, $rest) = /^([^|]*\|[^|]*)\|(.*)$/; ($name => $rest =~ s/["\s]+/ /gr) }
		rows_of($path, "SELECT type, name, tbl_name, replace(sql, char(10), ' ') FROM sqlite_schema WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~'");
	my $tables = "(SELECT name AS t FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~')";
	my %more = (
		columns => "SELECT t, x.* FROM $tables, pragma_table_xinfo(t) x ORDER BY 1, 2",
		keys => "SELECT t, x.* FROM $tables, pragma_foreign_key_list(t) x ORDER BY 1, 2, 3",
		indexes => "SELECT t, x.name, x.\"unique\", x.origin, x.partial, i.* FROM $tables, pragma_index_list(t) x, pragma_index_xinfo(x.name) i ORDER BY 1, 2, 6",
		list => "SELECT x.name, x.type, x.ncol, x.wr, x.strict FROM pragma_table_list x WHERE x.schema = 'main' ORDER BY 1",
	);
	$all{$_} = [rows_of($path, $more{$_})] for keys %more;
	return \%all;
}

# Every row of every table, as text, by the columns of `of`; secret keys have a file of their own. What was
# worked out of the rest (result) is worked out anew.
sub content {
	my ($path, $of) = @_;
	my @asked = map { my ($table, $columns) = split /[|]/; "SELECT '$table', $columns FROM \"$table\" ORDER BY $columns;" }
		rows_of($of // $path, q{SELECT m.name, group_concat('quote("' || c.name || '")') FROM sqlite_schema m, pragma_table_info(m.name) c}
		. q{ WHERE (m.name = 'submission' OR m.type = 'table' AND m.name NOT IN ('release_member', 'clock', 'text_seen', 'result', 'settled', 'inbox')) AND m.name NOT LIKE 'sqlite~_%' ESCAPE '~'}
		. q{ AND NOT (m.name = 'submission' AND c.name IN ('answers', 'digest')) AND c.name NOT IN ('secret_key', 'hash_key', 'receipt_key') GROUP BY 1});
	return [rows_of($path, join ' ', @asked)];
}

# Of each submission its answers and their digest; from version 5 on own words stand apart.
my $own_words = qr{^(?:end/A31|pick/A10_else|detail/\w+/A26)$};
sub answers_of {
	my ($path) = @_;
	return map { my ($id, $digest, $answers) = split /[|]/, $_, 3; $id => [$digest, json($answers)] } rows_of($path, 'SELECT hex(id), hex(digest), answers FROM submission ORDER BY id');
}

sub words_stand_apart {
	my ($data, $before, $after, @words) = @_;
	my @others;
	for my $id (sort keys %$before) {
		my ($digest, $answers) = @{$before->{$id}};
		my @own = grep { /$own_words/ } sort keys %$answers;
		push @words, map { [$_, $answers->{$_}] } @own;
		push @others, $id if !@own && $digest ne $after->{$id}[0];
		delete @$answers{@own};
		push @others, $id if @own && $digest eq $after->{$id}[0];
	}
	is("@others", '', 'the digest of those with own words is another one, and of no others');
	is_deeply({map { $_ => $after->{$_}[1] } keys %$after}, {map { $_ => $before->{$_}[1] } keys %$before}, 'every answer as it was');
	is_deeply([raw_texts($data)], [sort { "@$a" cmp "@$b" } @words], 'and own words apart from them');
	# What still waits to be settled is counted then.
	is(scalar sql($data, 'SELECT sum(n) FROM text_count'), scalar sql($data, 'SELECT count(*) FROM raw_text'), 'counted');
}

my $fresh = new_kiosk();
my $wanted = schema_of("$fresh/kiosk.db");
my ($newest) = sort { $b <=> $a } slurp_file('src/store/migrations.def') =~ /^MIGRATION\((\d+),/gm;
my @states = sort map { m{([^/]+)\.sql$} } glob 'tests/data/store/*.sql';
my %kept = map { slurp_file("tests/data/store/$_.sql") =~ /^PRAGMA user_version = (\d+);/m ? ($1 => 1) : () } @states;
my ($today) = sort { $b <=> $a } slurp_file('src/store/migrations.def') =~ /^MIGRATION\((\d+)/gm;
is_deeply([sort { $a <=> $b } keys %kept], [grep { $_ != 5 } 1 .. $today - 1], 'there is one of every version before this one that was shipped');
is(scalar(grep { !/-then-/ } @states), 11 + $today - 1 - 3, 'eleven contents there were of versions 1 and 2, one of each since');

# The keys that a database of then holds, or the file beside it, as keys_of() gives them.
sub keys_then {
	my ($data) = @_;
	my $path = "$data/kiosk.db";
	my %keys;
	return keys_of($data) if -e "$data/keys";
	@keys{qw(id public secret hash)} = split /[|]/, (rows_of($path, 'SELECT id, lower(hex(public_key)), lower(hex(secret_key)), lower(hex(hash_key)) FROM kiosk'))[0];
	$keys{round} = {map { split /[|]/ } rows_of($path, 'SELECT code, lower(hex(receipt_key)) FROM round WHERE receipt_key IS NOT NULL')};
	return \%keys;
}

sub opens {
	my ($data) = @_;
	my $path = "$data/kiosk.db";
	my $before = content($path);
	my %answers = answers_of($path);
	my $keys = keys_then($data);
	my ($old_version) = rows_of($path, 'PRAGMA user_version');
	my $apart = $old_version >= 5;
	my @texts = $apart ? raw_texts($data) : ();
	cmp_ok(scalar(key_traces($data, $keys)), '>', 2, 'its keys are found in it') if !-e "$data/keys";
	my ($status, $out, $err) = kiosk('check', '--data', $data);
	is($status, 0, 'it is checked') or diag $err;
	like($err, qr/version $newest; as it was before: \S*before-v$newest\.db$/m, 'and says what was done');
	like($out, qr/^schema: as it should be$/m, 'the schema is in order');
	is((rows_of($path, 'PRAGMA user_version'))[0], $newest, 'its version');
	is_deeply(schema_of($path), $wanted, 'object by object that of a new database');
	is_deeply(content($path, "$data/before-v$newest.db"), $before, 'every row as it was');
	words_stand_apart($data, \%answers, {answers_of($path)}, @texts);
	is_deeply(content("$data/before-v$newest.db"), $before, 'and in the copy');
	is((rows_of("$data/before-v$newest.db", 'PRAGMA user_version'))[0], $old_version, 'of the old version');
	is_deeply(keys_of($data), $keys, 'the keys have a file of their own');
	is(sprintf('%o', (stat "$data/keys")[2] & 07777), '600', 'for its owner alone');
	is(join(' ', key_traces($data, $keys)), '', 'and are nowhere else');
	ok(!-e "$data/traces.due", 'with nothing left to do');
}

sub works {
	my ($data, $said) = @_;
	my $site = Site->new('fcgi', $data);
	my $answer = $site->get('/health');
	is("$answer->{status} " . json($answer->{body})->{status}, '200 ok', '/health is well');
	my @json = (accept => 'application/json', cookie => '');
	$answer = $site->post('/s/second', [audit_fields(@known)], @json);
	is($answer->{status}, 201, 'what was sent then and is sent again is known');
	is(json($answer->{body})->{receipt}, $said->{receipt}, 'by its receipt');
	is($site->post('/s/second', [audit_fields(@known, hours => 25)], @json)->{status}, 409, 'another answer under its key is not taken');
	is($site->post('/s/second', [audit_fields(department => 'MKT', functions => ['MKT01'])], @json)->{status}, 201, 'a new one is');
	is($site->post('/s/coded', [audit_fields(more => [code => $said->{code}])], @json)->{status}, 201, 'and one by an access code of then')
		if $said->{code};
	like($site->get("/receipt?receipt=$said->{receipt}")->{body}, qr/arrived/i, 'the receipt is found');
	is($site->login('admin', PASSWORD)->{status}, 303, 'the account signs in');
	is($site->get($_)->{status}, 200, $_) for '/', '/s/second', '/admin', '/admin/rounds/second', '/admin/forms/crm-audit',
		'/admin/project', '/admin/settings', '/admin/trail', '/results/crm-audit-1', '/results/crm-audit-1/priorities', '/results/second';
	$site->stop;
	my ($status, $out, $err) = kiosk('round', 'list', '--csv', '--data', $data);
	my @rounds = cells_of($out);
	is(scalar @rounds, $said->{code} ? 4 : 3, 'rounds are listed');
	is_deeply([@{$rounds[1]}[0, 3]], ['crm-audit-1', 'closed'], 'the closed one');
	my $zip = "$data/../all.zip";
	is((kiosk('export', 'crm-audit-1', 'second', '-o', $zip, '--data', $data))[0], 0, 'all is exported');
	my @rows = cells_of((run_command(['unzip', '-p', $zip, 'submissions.csv']))[1]);
	is(scalar(@rows) - 1, 14, 'fourteen submissions');
	($status, $out, $err) = kiosk('priorities', 'crm-audit-1', '--csv', '--data', $data);
	is($status, 0, 'the list of the release is made') or diag $err;
	is((kiosk('round', 'close', 'second', '--data', $data))[0], 0, 'the round closes');
	($status, $out, $err) = kiosk('check', '--data', $data);
	is($status, 0, 'and all is sound') or diag $err;
	unlike($err, qr/version/, 'with nothing more to bring');
}

for my $state (@states) {
	subtest "the state $state" => sub {
		my ($data, $said) = past($state);
		opens($data);
		works($data, $said);
	};
}

subtest 'releases of the first content' => sub {
	my ($data) = past('228e82b', "UPDATE release_member SET seq = 2 WHERE id IN (SELECT id FROM release_member ORDER BY id LIMIT 5);\n"
		. "PRAGMA foreign_keys = OFF; INSERT INTO release VALUES (1, 2, '2026-11-20', 'closing'); UPDATE release SET reason = 'answers' WHERE seq = 1;\n"
		. 'DELETE FROM release_member WHERE id = (SELECT max(id) FROM release_member);');
	is((kiosk('check', '--data', $data))[0], 0, 'healed');
	is(join(' ', map { join ':', @$_ } sql($data, 'SELECT seq, submissions FROM release WHERE round = 1 ORDER BY seq')), '1:6 2:11',
		'what each rests on: six, then all eleven');
	is(join(' ', map { join ':', @$_ } sql($data, 'SELECT "release", count(*) FROM submission WHERE round = 1 GROUP BY 1 ORDER BY 1')), '1:6 2:5 3:1',
		'five came later, and one waits for the next');
};

# Words that were read then had stayed among the answers: they count, and are gone.
subtest 'texts that were read' => sub {
	my $written = q{UPDATE settled SET answers = json_set(answers, '$."end/A31"', 'Words ' || number) WHERE round = 1 AND number % 4};
	my $read = "$written; INSERT INTO text_seen SELECT id, 'end/A31' FROM settled WHERE answers LIKE '%A31%' ORDER BY id LIMIT 4";
	my ($data) = past('46ed192', "$read; INSERT INTO text_seen SELECT id, 'end/A31' FROM settled WHERE answers NOT LIKE '%A31%' ORDER BY id LIMIT 1");
	my ($all, $counted) = map { $_->[0] } sql($data, q{SELECT count(*) FROM submission WHERE answers LIKE '%A31%' UNION ALL}
		. q{ SELECT count(*) FROM submission WHERE status <> 'breakoff' AND flags = '' AND (answers LIKE '%A31%' OR id IN (SELECT submission FROM text_seen))});
	cmp_ok($all, '>=', 5, 'there are some');
	is((kiosk('check', '--data', $data))[0], 0, 'opened');
	is(scalar(grep { $_->[0] eq 'end/A31' } raw_texts($data)), $all - 4, 'those that nobody had read wait');
	is(scalar sql($data, "SELECT count(*) FROM submission WHERE answers LIKE '%A31%'"), 0, 'none is among the answers');
	is(scalar sql($data, "SELECT sum(n) FROM text_count WHERE question = 'end/A31'"), $counted, 'read or not, they are counted');
	is(scalar sql($data, "SELECT count(*) FROM (SELECT token < lag(token) OVER (ORDER BY rowid) AS back FROM (SELECT row_number() OVER () AS rowid, token FROM raw_text WHERE round = 1)) WHERE back"), 0, 'in the order of their tokens');
};

# What a release of then rests on has its receipts told with the last one.
subtest 'receipts of a release of then' => sub {
	my ($data, $said) = past('d1d9a88', "INSERT INTO release VALUES (2, 1, '2026-11-20', 'answers', 1);");
	is((kiosk('round', 'close', 'second', '--data', $data))[0], 0, 'the round closes');
	like(Site->new('cgi', $data)->get("/receipt?receipt=$said->{receipt}")->{body}, qr/counted/, 'the receipt says that it was counted');
	is(scalar sql($data, "SELECT count(*) FROM counted_receipt WHERE round = 2 AND seq = 1 AND why = ''"), 1, 'in the list of then');
};

# ---- keys ----

subtest 'older copies lose the keys too, those of others stay' => sub {
	my ($data) = past('d1d9a88');
	my $keys = keys_then($data);
	write_file("$data/before-v2.db", slurp_file("$data/kiosk.db"));
	my ($elsewhere) = past('e0f5011');
	write_file("$data/before-restore-1.db", slurp_file("$elsewhere/kiosk.db"));
	my $theirs = keys_then($elsewhere);
	write_file("$data/before-v3.db", 'precious');
	is((kiosk('check', '--data', $data))[0], 0, 'opened');
	is(join(' ', key_traces($data, $keys)), '', 'ours are in none');
	like(join(' ', key_traces($data, $theirs)), qr/before-restore-1/, "another kiosk's in its own");
	is(slurp_file("$data/before-v3.db"), 'precious', 'what is no database is as it was');
	my ($status, $out, $err) = kiosk('restore', "$data/before-v2.db", '--data', $data);
	is($status, 0, 'one of them is put back') or diag $err;
	# Closed by a program that then deleted its key at once, it has another now.
	my $now = keys_of($data);
	delete $now->{round}{'crm-audit-1'};
	is_deeply($now, $keys, 'with the keys that are there');
	is((kiosk('check', '--data', $data))[0], 0, 'and is sound');
};

subtest 'keys that are there already' => sub {
	my ($data, $said) = past('8352051');
	my $keys = keys_then($data);
	my $known = 'f' x 64;
	write_file("$data/keys", "kiosk keys 1 $keys->{id} $keys->{public}\nsecret $keys->{secret}\nhash $keys->{hash}\nround second $known\nround later $known\n");
	is((kiosk('check', '--data', $data))[0], 0, 'opened');
	is_deeply(keys_of($data)->{round}, {%{$keys->{round}}, second => $known, later => $known}, 'stay; what they lack is added');
	my ($other) = past('8352051');
	my $strange = "kiosk keys 1 @{['0' x 32]} $keys->{public}\nsecret $keys->{secret}\nhash $keys->{hash}\n";
	write_file("$other/keys", $strange);
	my ($status, $out, $err) = kiosk('check', '--data', $other);
	is($status, 0, 'opened with those of another kiosk there');
	like($err, qr/keys was of another database; it is now \S*keys-aside-1/, 'which it says');
	is(slurp_file("$other/keys-aside-1"), $strange, 'they are kept aside');
	is_deeply(keys_of($other), $keys, 'and its own taken');
};

subtest 'put aside before it was ever opened' => sub {
	my ($data) = past('604d7dd');
	my $keys = keys_then($data);
	my $file = temp_folder() . '/backup.db';
	is((kiosk('backup', $file, '--data', $fresh))[0], 0, "another kiosk's backup");
	my ($status, $out, $err) = kiosk('restore', $file, '--data', $data);
	is($status, 0, 'takes its place') or diag $err;
	is(join(' ', key_traces($data, $keys)), '', 'no key is left in what is put aside');
	like($err, qr/keys-aside-1/, 'but in a file of its own');
	($status, $out, $err) = kiosk('restore', "$data/before-restore-1.db", '--data', $data);
	is($status, 0, 'which is put back') or diag $err;
	is_deeply({%{keys_of($data)}, round => 0}, {%$keys, round => 0}, 'with its keys');
	is((kiosk('check', '--data', $data))[0], 0, 'and is sound');
};

# A copy that was scrubbed, on a machine that has no keys: it opens all the same.
subtest 'a scrubbed copy without its keys' => sub {
	my ($data) = past('46ed192', q{UPDATE settled SET answers = json_set(answers, '$."end/A31"', 'Words ' || number);}
		. q{ INSERT INTO inbox SELECT 99, id, (SELECT id FROM round WHERE code = 'coded'), department, lang, device, day, half, status, flags, eligible, answered, active_s, pages, digest, answers FROM settled LIMIT 1;}
		. q{ DELETE FROM settled WHERE id IN (SELECT id FROM inbox)});
	my $keys = keys_then($data);
	is((kiosk('check', '--data', $data))[0], 0, 'opened');
	my $words = sql($data, 'SELECT count(*) FROM raw_text');
	my $copy = "$data/before-v$newest.db";
	my $elsewhere = temp_folder() . '/data';
	mkdir $elsewhere, 0700;
	my ($status, $out, $err) = kiosk('restore', $copy, '--data', $elsewhere);
	is($status, 0, 'restored') or diag $err;
	like($err, qr/kiosk keys renew/, 'with what is to be done');
	is(scalar sql($elsewhere, 'SELECT count(*) FROM submission'), scalar sql($data, 'SELECT count(*) FROM submission'), 'every answer is there');
	is(scalar sql($elsewhere, 'SELECT count(*) FROM raw_text'), $words, 'and all own words');
	is((kiosk('keys', 'renew', '--data', $elsewhere))[0], 0, 'it gets new ones');
	($status, $out, $err) = kiosk('check', '--data', $elsewhere);
	is($status, 0, 'and is sound') or diag $err;
	isnt(keys_of($elsewhere)->{secret}, $keys->{secret}, 'by another key');
};

# Cut off behind the migration: the next start still takes away what is left.
subtest 'traces that could not be removed' => sub {
	my ($data) = past('bf31d19');
	my $keys = keys_then($data);
	is((kiosk('check', '--data', $data))[0], 0, 'opened');
	change("$data/kiosk.db", "CREATE TABLE trace (x); INSERT INTO trace VALUES (x'$keys->{hash}'); PRAGMA secure_delete = OFF; DROP TABLE trace;");
	isnt(join(' ', key_traces($data, $keys)), '', 'as if the free pages still had one');
	write_file("$data/traces.due", '');
	is((kiosk('check', '--data', $data))[0], 0, 'opened again');
	is(join(' ', key_traces($data, $keys)), '', 'it is gone');
	ok(!-e "$data/traces.due", 'and so is the note');
};

# ---- what is not ours, and what cannot be healed ----

subtest 'what others put there stays, and is named' => sub {
	my ($data) = past('228e82b', "CREATE VIEW mine AS SELECT count(*) AS n FROM submission; CREATE TABLE diary (x TEXT); INSERT INTO diary VALUES ('a');\n"
		. "CREATE INDEX by_day ON quarantine (day); CREATE TRIGGER spy AFTER INSERT ON release BEGIN INSERT INTO diary VALUES ('spied'); END;");
	my ($status, $out, $err) = kiosk('check', '--data', $data);
	is($status, 3, 'check says that something is wrong');
	like($err, qr/^kiosk check: schema: the $_ is not of this program$/m, $_) for 'view mine', 'table diary', 'index by_day of quarantine', 'trigger spy of release';
	is(scalar(() = $err =~ /schema: the/g), 4, 'and nothing else');
	is(join(' ', map { $_->[0] } sql($data, 'SELECT x FROM diary')), 'a', 'no trigger took part in healing');
	is(scalar sql($data, 'SELECT n FROM mine'), 13, 'the view still counts');
	my $answer = Site->new('cgi', $data)->get('/health');
	is($answer->{status}, 503, '/health is not well');
	my $health = json($answer->{body});
	is($health->{status}, 'failing', 'says so');
	is(scalar(grep { /not of this program/ } @{$health->{faults}}), 4, 'and what of');
};

my %impossible = (
	'a column of others' => ['e0f5011', 'ALTER TABLE round ADD COLUMN note TEXT', qr/the column round\.note is not of this program: move what it holds/],
	'a table in the way' => ['d1d9a88', 'CREATE TABLE healing_round (x)', qr/table round: .*healing_round/],
	'a view in place of a table' => ['7cfd304', 'CREATE VIEW asset AS SELECT 1', qr/table asset: .*asset/],
	'a reference to nothing' => ['9f5aebc', "INSERT INTO receipt VALUES (99, zeroblob(32))", qr/rows of receipt refer to rows that are missing/],
	'a row that no longer fits' => ['228e82b', "INSERT INTO release SELECT 1, 9, '2026-01-01', 'answers'; PRAGMA ignore_check_constraints = ON; UPDATE submission SET id = x'00' WHERE id = (SELECT min(id) FROM submission)",
		qr/table submission: .*constraint/i],
);
for my $case (sort keys %impossible) {
	subtest $case => sub {
		my ($state, $sql, $why) = @{$impossible{$case}};
		my ($data) = past($state, "PRAGMA foreign_keys = OFF; $sql;");
		for my $mode ('DELETE', 'WAL') {
			change("$data/kiosk.db", "PRAGMA journal_mode = $mode;");
			my $bytes = slurp_file("$data/kiosk.db");
			my ($status, $out, $err) = kiosk('round', 'list', '--data', $data);
			is($status, 3, "$mode: it does not open");
			like($err, qr/could not be brought to version $newest: $why/, 'and says why');
			ok($bytes eq slurp_file("$data/kiosk.db"), 'no byte has changed');
			is_deeply([glob "$data/before-*"], [], 'and no copy of what did not change stays');
		}
	};
}

subtest 'a copy is never written over' => sub {
	my ($data) = past('e0f5011');
	write_file("$data/before-v$newest.db", 'precious');
	my @calls = (['round', 'list'], ['restore', "$data/before-v$newest-2.db"]);
	for my $n (2, 3) {
		my ($status, $out, $err) = kiosk(@{shift @calls}, '--data', $data);
		is($status, 0, 'opened, or put back and opened');
		like($err, qr/before-v$newest-$n\.db$/m, "the copy is before-v$newest-$n.db");
		is((rows_of("$data/before-v$newest-$n.db", 'SELECT count(*) FROM submission'))[0], 13, 'and whole');
	}
	is(slurp_file("$data/before-v$newest.db"), 'precious', 'the first one is as it was');
};

done_testing;
