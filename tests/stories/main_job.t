# The main job, end to end, as a company does it: start the kiosk, answer in several departments,
# read the list, take the bundle away, and recompute the list from the bundle.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Seed;
use Server;

my $server = Server->start;
my $round = '/s/crm-audit-1';

like($server->log, qr{http://localhost:$server->{port}/}, 'the address is printed');

subtest 'the company is set up' => sub {
	is($server->login('admin', PASSWORD)->{status}, 303, 'admin signs in');
	my %fields = map { @$_ } fields_of($server->curl('/admin/setup', cookies => 1)->{body});
	my $answer = $server->curl('/admin/setup', cookies => 1, fields => {%fields, company => 'Ján & Söhne',
		'people/SAL' => 30, 'people/MKT' => 9, 'people/SUP' => 14, 'people/MGT' => 3});
	is($answer->{status}, 303, 'departments and people are confirmed');
	like($server->curl('/')->{body}, qr/J\xc3\xa1n &amp; S/, 'its name is on the start page');
};

# What each department does, and how it answers; the numbers differ between people.
my %does = (SAL => [qw(SAL01 SAL06 SAL08 SAL04)], MKT => [qw(MKT01 MKT02 SAL01)],
	SUP => [qw(SUP01 SUP07 SUP04)], MGT => [qw(MGT01 MGT02)]);
my %people = (SAL => 9, MKT => 6, SUP => 7, MGT => 2);
my @langs = qw(en sk pl it es ca);
my %receipt;

subtest 'people answer' => sub {
	my $n = 0;
	for my $department (sort keys %people) {
		for my $person (1 .. $people{$department}) {
			my $id = uuid4();
			my $answer = $server->curl($round, fields => [audit_fields(id => $id, department => $department,
				lang => $langs[$n++ % 6], functions => [@{$does{$department}}[0 .. ($person % 2 ? 1 : $#{$does{$department}})]],
				hours => (25, 34, 39)[$person % 3], text => "Poznámka $n: ťažké, \"citát\"\nďalší riadok",
				seed => $n, more => ['end/A30' => 'R01', 'end/A30_alerts' => 'AL1'],
				detail => {A20 => 1 + $person, A21 => 10 * $person, A22 => $person % 11, A23 => 1 + $person % 5,
					A24 => 1 + ($person * 2) % 5, A25 => 1 + ($person * 3) % 5})]);
			is($answer->{status}, 303, "$department $person") or last;
			($receipt{$id}) = $answer->{headers}{location} =~ /receipt=(\w+)/;
		}
	}
	is(scalar sql($server->data, 'SELECT count(*) FROM submission'), 24, 'all are stored');
	is(scalar(keys %{{reverse %receipt}}), 24, 'each with a receipt of its own');
	like($server->curl("/s/crm-audit-1/thanks?lang=sk&receipt=AAAABBBBCCCC")->{body}, qr/AAAA-?BBBB-?CCCC/, 'thanks show it');
};

subtest 'what is stored' => sub {
	my @columns = map { $_->[1] } sql($server->data, 'PRAGMA table_info(submission)');
	unlike("@columns", qr/address|agent|ip\b|user|name|time/i, 'no address, no name, no time of day');
	my ($one) = sql($server->data, "SELECT day, half, status, flags, lang FROM submission WHERE department = 'SAL' LIMIT 1");
	like($one->[0], qr/^\d{4}-\d\d-\d\d$/, 'the day');
	like($one->[1], qr/^(?:am|pm)$/, 'the half of it');
	is($one->[2], 'complete', 'complete');
	my %asked = (reports => 0, alerts => 0);
	$asked{half_of($_)}++ for 1 .. 24;
	is_deeply({map { $_->[0] => $_->[1] } sql($server->data, "SELECT question, count(*) FROM answer WHERE question LIKE 'end/A30%' AND question <> 'end/A30_half' GROUP BY 1")},
		{'end/A30' => $asked{reports}, 'end/A30_alerts' => $asked{alerts}}, 'reports of one half, alerts of the other');
	my ($cells) = sql($server->data, "SELECT count(*), count(DISTINCT question) FROM answer");
	cmp_ok($cells->[0], '>', 24 * 10, 'unfolded for anyone with SQL');
};

subtest 'the list' => sub {
	ok(until_true(10, sub { scalar sql($server->data, 'SELECT count(*) FROM release') }), 'is made by the keeper');
	my $page = $server->curl('/results/crm-audit-1/priorities', cookies => 1);
	is($page->{status}, 200, 'there');
	my $text = $page->{body} =~ s/<[^>]*>/ /gr =~ s/\s+/ /gr;
	# Due with the 22nd, the fifth of the last department; the keeper makes it while others come.
	my ($rests_on) = $text =~ /From (\d+) usable answers/;
	ok($rests_on && $rests_on >= 22 && $rests_on <= 24, 'with how many it rests on') or diag substr $text, 0, 800;
	like($text, qr/Record a new lead/, 'activities by name');
	like($text, qr/Sales/, 'departments by name');
	unlike($text, qr/EXAMPLE FIGURES/, 'real figures');
	my $department = $server->curl('/results/crm-audit-1/priorities?department=SAL', cookies => 1);
	is($department->{status}, 200, 'of a department');
	unlike($page->{body}, qr/Pozn/, 'no free text on it');
};

# In the order things are asked for: the round is closed, a last release is made.
is((kiosk('round', 'close', 'crm-audit-1', '--data', $server->data))[0], 0, 'the round is closed');

my $zip = temp_folder() . '/bundle.zip';
my $dir = temp_folder() . '/bundle';
subtest 'the bundle' => sub {
	my ($status, $out, $err) = kiosk('export', 'crm-audit-1', '-o', $zip, '--data', $server->data);
	is($status, 0, 'exported') or diag $err;
	my $once = slurp_file($zip);
	kiosk('export', 'crm-audit-1', '-o', "$zip.2", '--data', $server->data);
	ok($once eq (slurp_file("$zip.2") // ''), 'the same data, the same bytes');
	($status, $out, $err) = run_command(['unzip', '-q', $zip, '-d', $dir]);
	is($status, 0, 'unzip takes it') or diag $err;
	for my $file (qw(submissions.csv answers.csv codebook.csv rounds.csv departments.csv functions.csv
			priorities.csv datapackage.json README.txt manifest.csv responses/crm-audit-v1.csv
			forms/crm-audit-v1/survey.csv forms/crm-audit-v1/choices.csv forms/crm-audit-v1/settings.csv),
			map { "audit/crm-audit-1/$_" } qw(departments.csv functions.csv respondents.csv picks.csv details.csv params.json)) {
		ok(-f "$dir/$file", $file);
	}
	my ($head, @rows) = cells_of(slurp_file("$dir/submissions.csv"));
	is("@$head", 'submission round form version device department lang day half status flags digest', 'columns of submissions.csv');
	is(scalar @rows, 24, 'a row each');
	($head, @rows) = cells_of(slurp_file("$dir/answers.csv"));
	is("@$head", 'submission question position value', 'columns of answers.csv');
	is(scalar(grep { /A31|Pozn/ } map { @$_ } @rows), 0, 'no remark stands among them');
	my ($stored) = sql($server->data, "SELECT count(*) FROM answer");
	is(scalar @rows, $stored->[0], 'as many answers as the database has');

	# Every file stands in the manifest with its length, and in no folder above.
	my ($columns, @files) = cells_of(slurp_file("$dir/manifest.csv"));
	like("@$columns", qr/^path bytes blake2b-256/, 'columns of the manifest');
	my %listed = map { $_->[0] => $_->[1] } @files;
	my @found = map { s{^\Q$dir\E/}{}r } split /\n/, `find '$dir' -type f`;
	is_deeply([sort grep { !/^manifest\./ } @found], [sort keys %listed], 'names every other file');
	is_deeply([grep { -s "$dir/$_" != $listed{$_} } keys %listed], [], 'with its length');
	my $package = json(slurp_file("$dir/datapackage.json"));
	for my $resource (@{$package->{resources}}) {
		is($resource->{bytes}, -s "$dir/$resource->{path}", "$resource->{path}: its size in the data package");
		like($resource->{name}, qr{^[-a-z0-9._/]+$}, 'and a name as the standard wants it');
		next if !$resource->{schema};
		my ($columns) = cells_of(slurp_file("$dir/$resource->{path}"));
		is_deeply([map { $_->{name} } @{$resource->{schema}{fields}}], $columns, 'its fields are its columns');
	}
};

subtest 'recomputed from the bundle' => sub {
	my $out = temp_folder() . '/again';
	my ($status, undef, $err) = kiosk('compute', 'audit', "$dir/audit/crm-audit-1", '--out', $out);
	is($status, 0, 'compute') or diag $err;
	my ($head, @rows) = cells_of(slurp_file("$out/overall.csv"));
	my %at = map { $head->[$_] => $_ } 0 .. $#$head;
	my %again = map { $_->[$at{func}] => [@{$_}[@at{qw(rank score hours_saved)}]] } @rows;
	($head, @rows) = cells_of(slurp_file("$dir/priorities.csv"));
	%at = map { $head->[$_] => $_ } 0 .. $#$head;
	my $compared = 0;
	my @shown = grep { $_->[$at{scope}] eq 'overall' && $_->[$at{state}] eq 'shown' } @rows;
	for my $row (@shown) {
		my $f = $row->[$at{func}];
		# Places are those among what is shown.
		is($row->[$at{rank}], 1 + (grep { $again{$_->[$at{func}]}[0] < $again{$f}[0] } @shown), "$f has the same rank");
		cmp_ok(abs($row->[$at{score}] - $again{$f}[1]), '<=', 1e-6 * $again{$f}[1], 'and score');
		cmp_ok(abs($row->[$at{hours_saved}] - $again{$f}[2]), '<=', 1e-6 * $again{$f}[2], 'and hours');
		$compared++;
	}
	cmp_ok($compared, '>=', 4, "$compared activities compared") or diag slurp_file("$dir/priorities.csv");

	# What is shown by the shell is what the bundle has.
	($status, my $printed) = kiosk('priorities', 'crm-audit-1', '--csv', '--data', $server->data);
	is($status, 0, 'kiosk priorities --csv');
	# Rounded (P6), else the same.
	my $ranks = sub {
		my ($columns, @lines) = cells_of($_[0]);
		my %c = map { $columns->[$_] => $_ } 0 .. $#$columns;
		return [map { join ' ', @$_[@c{qw(scope func rank)}] } grep { $_->[$c{state}] eq 'shown' } @lines];
	};
	is_deeply($ranks->($printed), $ranks->(slurp_file("$dir/priorities.csv")), 'shows the same rows and ranks');
};

subtest 'a Data Package validator' => sub {
	plan skip_all => 'tests/browser/node_modules is not installed (make test does that)'
		if !-d 'tests/browser/node_modules/datapackage';
	my ($status, $out, $err) = run_command(['node', 'tests/stories/datapackage.cjs', $dir]);
	is($status, 0, 'npm datapackage accepts it') or diag $out, $err;
	diag $out if $out =~ /^note:/m;
};

# Sign in as a new analyst, who chooses a password first.
sub analyst {
	my ($name, @options) = @_;
	my ($status, $out) = kiosk('user', 'add', $name, '--role', 'analyst', @options, '--data', $server->data);
	my ($once) = $out =~ /(\S+)\s*\n$name\n\z/;
	is($server->login($name, $once)->{status}, 303, "$name signs in");
	my $csrf = $server->csrf('/admin/password');
	$server->curl('/admin/password', cookies => 1, fields => {csrf => $csrf, old => $once,
		password => 'another long password', again => 'another long password'});
}

subtest 'a bundle with rows by the web' => sub {
	analyst('roberta', '--rows');
	my ($file, $where) = (temp_folder() . '/rows.zip', temp_folder() . '/rows');
	my $answer = $server->curl('/results/crm-audit-1/export', cookies => 1);
	is($answer->{status}, 200, 'downloads a bundle');
	write_file($file, $answer->{body});
	is((run_command(['unzip', '-q', $file, '-d', $where]))[0], 0, 'which is whole');
	my ($head, @rows) = cells_of(slurp_file("$where/submissions.csv"));
	my %at = map { $head->[$_] => $_ } 0 .. $#$head;
	is(scalar @rows, 24, 'every submission is in it');
	my %of;
	$of{$_->[$at{department}]}++ for @rows;
	is($of{MGT} // 0, 0, 'not by department where fewer than five answered (P10)');
	is($of{SAL}, 9, 'by department elsewhere');
	my ($names, @answers) = cells_of(slurp_file("$where/answers.csv"));
	is(scalar(grep { $_->[1] eq 'start/A01' && $_->[3] eq 'MGT' } @answers), 0, 'nor does an answer tell it');
	my ($wide, @responses) = cells_of(slurp_file("$where/responses/crm-audit-v1.csv"));
	my ($column) = grep { $wide->[$_] eq 'start/A01' } 0 .. $#$wide;
	is(scalar(grep { defined $column && $_->[$column] eq 'MGT' } @responses), 0, 'nor the wide table');
	my ($columns, @respondents) = cells_of(slurp_file("$where/audit/crm-audit-1/respondents.csv"));
	is(scalar(grep { grep { $_ eq 'MGT' } @$_ } @respondents), 0, "nor the audit's tables");
	my ($trail) = sql($server->data, "SELECT count(*) FROM trail WHERE actor = 'roberta' AND action LIKE 'export%'");
	is($trail->[0], 1, 'and that it was taken is written down');
};

subtest 'a spreadsheet of aggregates by the web' => sub {
	my ($status, $out);
	analyst('anna');
	my $file = temp_folder() . '/web.zip';
	my $answer = $server->curl('/results/crm-audit-1/export', cookies => 1);
	is($answer->{status}, 200, 'downloads a bundle');
	like($answer->{headers}{'content-disposition'}, qr/^attachment; filename="[^"]+\.zip"/, 'as a file with a quoted name');
	is($answer->{headers}{'content-type'}, 'application/zip', 'of its type');
	write_file($file, $answer->{body});
	($status, $out) = run_command(['unzip', '-Z1', $file]);
	is($status, 0, 'which is whole');
	unlike($out, qr/^(?:submissions|answers)\.csv|^responses|^audit/m, 'without single answers');
	like($out, qr/^priorities\.csv$/m, 'with the list');
	like($out, qr/^codebook\.csv$/m, 'and the codebook');
	($status, my $list) = run_command(['unzip', '-p', $file, 'priorities.csv']);
	($status, my $printed) = kiosk('priorities', 'crm-audit-1', '--csv', '--data', $server->data);
	is($list, $printed, 'the list is the one the shell prints');
};

subtest 'the end' => sub {
	is((kiosk('check', '--data', $server->data))[0], 0, 'kiosk check finds nothing');
	my %before = %{$server->pids};
	cmp_ok(scalar(map { @$_ } values %before), '>=', 5, 'nginx and three programs run');
	is($server->stop('INT'), 0, 'Ctrl-C ends it');
	my @left = grep { kill 0, $_ } map { @$_ } values %before;
	is("@left", '', 'and leaves nothing running');
};
done_testing;
