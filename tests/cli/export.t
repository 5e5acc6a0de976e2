# From an empty folder to the bundle: init, demo, priorities, export, and the list
# computed anew from the unpacked bundle.
use strict;
use warnings;
use lib 'tests/cli';
use Cli;
use Test::More;

my $data = new_data();
my @data = ('--data', $data);
my ($status, $out, $err) = kiosk('priorities', 'crm-audit-1', @data);

is $status, 0, 'nothing released is no failure';
like $out, qr/nothing is released yet/, 'but said';
like $out, qr/^  Sales: fewer than needed$/m, 'with what is missing';

($status, $out, $err) = kiosk('demo', '--respondents', '120', '--seed', '7', @data);
is $status, 0, 'demo';
is $out, "120 answers taken\ncrm-audit-1\n", 'takes all, and ends with the round';

($status, $out) = kiosk('priorities', 'crm-audit-1', @data);
is $status, 0, 'priorities';
like $out, qr/^EXAMPLE FIGURES/, 'marked until the company is confirmed';
like $out, qr/^Sales \(hours per week\)$/m, 'by department too';
like $out, qr/^Weights used: time 0\.40 pain 0\.20 want 0\.20 exec 0\.10 ease 0\.10$/m,
	'with the weights';
like $out, qr/^rank +activity .* score +90 % +places +first 5$/m, 'and how sure it is';
like $out, qr/^ +1 .* 1–\d+ +(clear|possible)/m, 'place by place';
like $out, qr/^2000 draws, seed 20250701\./m, 'from so many draws';
($status, $out) = kiosk('priorities', 'crm-audit-1', '--draws', '0', @data);
unlike $out, qr/draws, seed|possible|clear/, 'without draws nothing of that';
my (undef, $other_seed) = kiosk('priorities', 'crm-audit-1', '--csv', '--seed', '3', '--draws', '300', @data);
like $other_seed, qr/,A2B2,3,300,5,0\.9,/, 'other draws are said';
is((kiosk('priorities', 'crm-audit-1', '--draws', 'x', @data))[0], 2, 'draws are a number');
is((kiosk('priorities', 'crm-audit-1', '--draws', '1', @data))[0], 2, 'and more than one');
my (undef, $list) = kiosk('priorities', 'crm-audit-1', '--csv', @data);
my ($first) = grep { $_->[0] eq '1' } map { [(split /,/)[23, 24, 25, 30]] } grep { /,overall,/ } split /\n/, $list;
ok $first->[1] >= 1 && $first->[2] >= 1 && $first->[3] > 0, 'the first place has its set and support';

# ---- the bundle ----

my $to = folder();
($status, $out) = kiosk('export', 'crm-audit-1', '-o', "$to/a.zip", @data);
is $status, 0, 'export';
is((split /\n/, $out)[-1], "$to/a.zip", 'ends with the file');
kiosk('export', 'crm-audit-1', 'crm-audit-1', '-o', "$to/b.zip", @data);
is slurp("$to/a.zip"), slurp("$to/b.zip"), 'the same data give the same bytes';
kiosk('user', 'add', 'ana', '--role', 'analyst', @data);
kiosk('export', 'crm-audit-1', '-o', "$to/b.zip", @data);
is slurp("$to/a.zip"), slurp("$to/b.zip"), 'though the trail has grown';
is system("unzip -tq $to/a.zip > /dev/null"), 0, 'unzip finds it whole';

my $bundle = unzip_to("$to/a.zip");
my %expected = map { $_ => 1 } qw(submissions.csv answers.csv texts.csv responses/crm-audit-v1.csv
	codebook.csv rounds.csv departments.csv functions.csv priorities.csv datapackage.json
	README.txt manifest.csv), (map { "forms/crm-audit-v1/$_.csv" } qw(survey choices settings)),
	(map { "audit/crm-audit-1/$_" } qw(departments.csv functions.csv respondents.csv picks.csv
		details.csv cells.csv params.json));
my %trail = map { /^  (kiosk|public key|row|hash|keyed from|signature) +(\S+)$/ ? ($1 => $2) : () } split /\n/,
	slurp("$bundle/README.txt");
like $trail{signature}, qr/^[0-9a-f]{128}$/, 'the head of the trail is in it, signed';
my @verify = ('audit', 'verify', @data, '--head');
($status, $out) = kiosk(@verify, "$trail{row}:$trail{hash}");
is $status, 0, 'the trail is the one it is of';
like $out, qr/^head: row $trail{row} is as it was printed$/m, 'says verify';
is((kiosk(@verify, "$trail{row}:" . '0' x 64))[0], 3, 'and not one of another hash');
is((kiosk(@verify, $_))[0], 1, "'$_' is none") for "$trail{row}", ":$trail{hash}", "x:$trail{hash}", "$trail{row}:abc";
# Anyone's Ed25519 finds the signature good: here openssl's, by the key's DER prefix of RFC 8410.
spew("$to/head", "kiosk trail head\n$trail{kiosk}\n$trail{row}\n$trail{hash}\n$trail{'keyed from'}\n");
spew("$to/signature", pack 'H*', $trail{signature});
spew("$to/public.der", pack 'H*', "302a300506032b6570032100$trail{'public key'}");
SKIP: {
	skip 'no openssl here', 1 if system('command -v openssl > /dev/null');
	is system("openssl pkeyutl -verify -rawin -pubin -keyform DER -inkey $to/public.der -in $to/head -sigfile $to/signature > /dev/null"),
		0, 'the signature is good by others too';
}
my @names = split /\n/, `unzip -Z1 $to/a.zip`;
is_deeply [sort @names], [sort keys %expected], 'it holds what the contract lists';
like slurp("$bundle/README.txt"), qr{^Columns\n(?:.*\n)*?  priorities\.csv\n(?:    .*\n)*?    cs_lo \(integer\): Simultaneous rank set, best$}m, 'people read what each column means';
is_deeply [@names[-3 .. -1]], ['datapackage.json', 'README.txt', 'manifest.csv'],
	'what describes comes last';
is slurp("$bundle/forms/crm-audit-v1/survey.csv"),
	slurp(root() . '/www/forms/crm-audit/survey.csv'), 'the form is as it was brought in';

my @submissions = csv_rows("$bundle/submissions.csv");
is join(',', @{shift @submissions}),
	'submission,round,form,version,device,department,lang,day,half,status,flags,digest',
	'columns of submissions.csv';
is scalar @submissions, 120, 'a row each';
is_deeply [map { $_->[0] } @submissions], [sort map { $_->[0] } @submissions], 'by id';
is scalar(grep { $_->[8] !~ /^[ap]m$/ } @submissions), 0, 'half is am or pm';

my @manifest = csv_rows("$bundle/manifest.csv");
shift @manifest;
is scalar @manifest, @names - 1, 'the manifest has every other file';
is scalar(grep { -s "$bundle/$_->[0]" != $_->[1] } @manifest), 0, 'with its size';
SKIP: {
	skip 'no b2sum', 1 if system('b2sum --version > /dev/null 2>&1');
	is scalar(grep { (split ' ', `b2sum -l 256 '$bundle/$_->[0]'`)[0] ne $_->[2] } @manifest),
		0, 'and its BLAKE2b-256';
}

# ---- the list computed anew ----

my $anew = folder();
($status, $out, $err) = kiosk('compute', 'audit', "$bundle/audit/crm-audit-1", '--out', $anew);
is $status, 0, 'compute audit reads the tables of the bundle' or diag $err;

like slurp("$bundle/audit/crm-audit-1/params.json"), qr/"method_version":\s*2\b/, 'they name the version of the method';
my @priorities = csv_rows("$bundle/priorities.csv");
my @heading = @{shift @priorities};
my %at = map { $heading[$_] => $_ } 0 .. $#heading;
my @overall = csv_rows("$anew/overall.csv");
my @columns = @{shift @overall};
is_deeply [@heading[2 .. 1 + @columns]], \@columns, 'priorities.csv has the columns of the list';
# Places are those among what is shown: who computes from rows counts what is hidden, too.
my %compares = map { $_ => 1 } qw(rank cs_lo cs_hi csm_lo csm_hi in_topk_set verdict p_topk p_first w_topk w_first w_topk_local);
sub by_code { my ($columns, @rows) = @_; return [sort { $a->[0] cmp $b->[0] } map { my $row = $_; [map { $compares{$columns->[$_]} ? '' : $row->[$_] } 0 .. $#$columns] } @rows] }
my @listed = grep { $_->[1] eq 'overall' } @priorities;
is_deeply by_code(\@columns, map { [@$_[2 .. 1 + @columns]] } @listed), by_code(\@columns, @overall),
	'the list computed anew is the one in the bundle, to the last digit';
my ($rank) = grep { $columns[$_] eq 'rank' } 0 .. $#columns;
my %apart = map { $_->[2] => 1 } grep { $_->[$at{state}] eq 'hidden' } @listed;
my @placed = sort { $a->[$rank] <=> $b->[$rank] || $a->[0] cmp $b->[0] } grep { !$apart{$_->[0]} } @overall;
is_deeply [map { $_->[2] } @listed], [map({ $_->[0] } @placed), sort keys %apart], 'in its order, what is hidden last, by code';
is_deeply [map { $_->[$at{rank}] } @listed], [map({ my $key = $_->[$rank]; 1 + grep { $_->[$rank] < $key } @placed } @placed), ('') x keys %apart],
	'and with places among what is shown';
cmp_ok scalar keys %apart, '>', 0, 'something is hidden';

my @dept = csv_rows("$anew/dept.csv");
my %dept_at = map { $dept[0][$_] => $_ } 0 .. $#{$dept[0]};
shift @dept;
my @shared = grep { exists $dept_at{$_} && $_ !~ /^(?:func|rank)$/ } @heading;
my %mine = map { ("$_->[1] $_->[2]" => $_) } grep { $_->[1] ne 'overall' } @priorities;
is scalar(keys %mine), scalar @dept, 'and so are the departments\'';
for my $row (@dept) {
	my $here = $mine{"$row->[0] $row->[1]"};
	my @differ = grep { $here->[$at{$_}] ne $row->[$dept_at{$_}] } @shared;

	is "@differ", '', "$row->[0] $row->[1]" if @differ;
}

# ---- a round released before the method had a second version ----

# Such a round says nothing of the method.
is system('sqlite3', "$data/kiosk.db", "DELETE FROM round_param WHERE name = 'method_version'"), 0, 'as it was stored';
kiosk('export', 'crm-audit-1', '-o', "$to/first.zip", @data);
my $first_bundle = unzip_to("$to/first.zip");
my @first = csv_rows("$first_bundle/priorities.csv");
shift @first;
is join(' ', keys %{{map { $_->[$at{method}] => 1 } @first}}), 'A1B1', 'its list stays with the first version';
is join('', map { $_->[$at{saved_nr_lo}] . $_->[$at{saved_nr_hi}] } @first), '', 'which knew nothing of who stayed away';
for my $named (1, 0) {
	my $params = slurp("$first_bundle/audit/crm-audit-1/params.json");
	if ($named) {
		like $params, qr/"method_version":\s*1\b/, 'its bundle names that';
	} else {
		# As bundles of that time are.
		$params =~ s/"(?:method_version|weeks_per_year|group_over|groups)":[^,}]*,?//g;
		$params =~ s/,\s*\}/}/;
		spew("$first_bundle/audit/crm-audit-1/params.json", $params);
	}
	my $again = folder();
	is((kiosk('compute', 'audit', "$first_bundle/audit/crm-audit-1", '--out', $again))[0], 0, 'computed anew');
	my @rows = csv_rows("$again/overall.csv");
	my @names = @{shift @rows};
	is_deeply by_code(\@names, @rows), by_code(\@names, map { my $row = $_; [map { $row->[$at{$_}] } @names] } grep { $_->[1] eq 'overall' } @first),
		'the figures published then, to the last digit' . ($named ? '' : ', where it names none');
}
my ($hours) = map { $_->[$at{hours_saved}] } @first;
isnt $hours, $priorities[0][$at{hours_saved}], 'other figures than those of the second version';
system('sqlite3', "$data/kiosk.db", "INSERT INTO round_param SELECT id, 'method_version', '2' FROM round");

# ---- aggregates ----

($status) = kiosk('export', 'crm-audit-1', '-o', "$to/g.zip", '--aggregate', @data);
is $status, 0, 'aggregates';
my $aggregate = unzip_to("$to/g.zip");
my @there = split /\n/, `cd $aggregate && find . -type f`;
is scalar(grep { m{submissions|answers|responses|audit/} } @there), 0, 'hold no rows';
is slurp("$aggregate/priorities.csv"), $list, 'their list is the one `priorities --csv` prints';
my $id = $submissions[0][0];
is scalar(grep { slurp("$aggregate/$_") =~ /\Q$id\E/ } @there), 0, 'nor any id';
my @hidden = grep { $_->[$at{state}] eq 'hidden' } csv_rows("$aggregate/priorities.csv");
ok @hidden > 0, 'something is hidden in a company of this size';
is scalar(grep { $_->[$at{score}] ne '' } @hidden), 0, 'and then has no score';

# ---- demo ----

my $again = new_data();
kiosk('demo', '--respondents', '120', '--seed', '7', '--data', $again);
kiosk('export', 'crm-audit-1', '-o', "$to/again.zip", '--data', $again);
my $other = unzip_to("$to/again.zip");
is slurp("$other/responses/crm-audit-v1.csv"), slurp("$bundle/responses/crm-audit-v1.csv"),
	'the same seed gives the same answers';
is slurp("$other/priorities.csv"), slurp("$bundle/priorities.csv"), 'and the same list';
my @lists;
for (1 .. 2) {
	my $many = new_data();
	kiosk('demo', '--respondents', '1200', '--seed', '9', '--data', $many);
	push @lists, (kiosk('priorities', 'crm-audit-1', '--csv', '--data', $many))[1];
}
is $lists[0], $lists[1], 'also where many answer at once';
like $lists[0], qr/^crm-audit-1,overall,/m, 'which is one';
kiosk('department', 'add', spew("$to/d.csv", "code,label,headcount\nSAL,Sales,60\n"),
	'--data', $again);
system('sqlite3', "$again/kiosk.db", "INSERT INTO setting VALUES ('confirmed', '1')");
($status, $out, $err) = kiosk('demo', '--respondents', '5', '--seed', '8', '--data', $again);
is $status, 2, 'synthetic answers do not go among a real company\'s';

# ---- closing ----

system('sqlite3', "$data/kiosk.db", "DELETE FROM round_param WHERE name = 'method_version'");
is((kiosk('round', 'close', 'crm-audit-1', @data))[0], 0, 'closing');
kiosk('export', 'crm-audit-1', '-o', "$to/closed.zip", @data);
my $closed = unzip_to("$to/closed.zip");
# Of a department whose last ones are fewer than five, those wait; all others are in it.
sub rows_of { my ($sql) = @_; return map { chomp; [split /\|/] } `sqlite3 $data/kiosk.db "$sql"` }
my %came;
$came{$_->[0]}{$_->[1]} = $_->[2] for rows_of("SELECT department, release, count(*) FROM settled WHERE status <> 'breakoff' GROUP BY 1, 2");
my ($last) = map { $_->[0] } rows_of('SELECT max(seq) FROM release');
my @respondents = csv_rows("$closed/audit/crm-audit-1/respondents.csv");
my %in;
$in{"$_->[1] $_->[5]"}++ for grep { $_->[4] eq '0' } @respondents[1 .. $#respondents];
for my $department (sort keys %came) {
	my $new = $came{$department}{$last} // 0;
	is $in{"$department $last"} // 0, $new < 5 ? 0 : $new, "closing releases the $new of $department" . ($new < 5 ? ' not, who are too few' : '');
	is $in{"$department 1"}, $came{$department}{1}, 'beside those of before';
}
like slurp("$closed/audit/crm-audit-1/params.json"), qr/"method_version":\s*2\b/,
	'by the newest method, whatever releases before rested on';

done_testing;
