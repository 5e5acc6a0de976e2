#!/usr/bin/perl
# kiosk compute: files and exit statuses of contracts.md, the vectors through the
# shell, and what bad tables are told. KIOSK names another program to test.
use strict;
use warnings;
use FindBin;
use File::Temp qw(tempdir);
use Test::More;

my $root = "$FindBin::Bin/../..";
my $kiosk = $ENV{KIOSK} // ($ENV{BUILD} // "$root/build") . '/bin/kiosk';
my $vectors = "$root/tests/vectors";
my %part = ((map { ("audit_$_" => 'audit') } qw(tiny edge mid full picks groups ties single)),
	"v1/audit_tiny" => 'audit', "v1/audit_edge" => 'audit', "v1/audit_mid" => 'audit',
	prng => 'prng', privacy => 'privacy', quality => 'quality', agree => 'agree',
	maxdiff => 'maxdiff', pilot => 'pilot', "v1/pilot" => 'pilot');
BAIL_OUT("$kiosk is not there: run make first") unless -x $kiosk;

sub slurp {
	my ($path) = @_;
	open my $in, '<:raw', $path or return;
	local $/;
	return scalar <$in>;
}

sub spew {
	my ($path, $text) = @_;
	open my $out, '>:raw', $path or die "$path: $!";
	print $out $text;
	close $out or die "$path: $!";
}

# Exit status, stdout and stderr of the program.
sub run {
	my $dir = tempdir(CLEANUP => 1);
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		open STDOUT, '>', "$dir/out" or die;
		open STDERR, '>', "$dir/err" or die;
		exec $kiosk, 'compute', @_ or die "exec: $!";
	}
	waitpid $pid, 0;
	return ($? >> 8, slurp("$dir/out"), slurp("$dir/err"));
}

# Rows of cells; the vectors hold no quotes.
sub rows { return map { s/\r\z//r } split /\n/, shift }

sub same {
	my ($got, $want) = @_;
	return 1 if $got eq $want;
	my $number = qr/\A-?[0-9.]+(?:e[-+]?[0-9]+)?\z/;
	return 0 unless $got =~ $number && $want =~ $number;
	my $off = abs($got - $want);
	return $off <= 1e-9 || $off <= 1e-6 * abs $want;
}

for my $folder (sort keys %part) {
	my $out = tempdir(CLEANUP => 1);
	my ($status, $text) = run($part{$folder}, "$vectors/$folder", '--out', "$out/new/deep");
	is($status, 0, "$folder: computed");
	is($text, '', "$folder: nothing on stdout with --out");
	for my $expected (glob "$vectors/$folder/expected*.csv") {
		my ($name) = $expected =~ m{/expected_?([a-z]*)\.csv\z};
		$name = 'result' if $name eq '';
		my @want = rows(slurp($expected));
		my @got = rows(slurp("$out/new/deep/$name.csv") // '');
		is($got[0], $want[0], "$folder: columns of $name.csv");
		is(scalar @got, scalar @want, "$folder: rows of $name.csv");
		my @columns = split /,/, $want[0];
		my @wrong;
		for my $i (1 .. $#want) {
			my @w = split /,/, $want[$i], -1;
			my @g = split /,/, $got[$i] // '', -1;
			for my $j (0 .. $#columns) {
				push @wrong, "$columns[$j] of $w[0] $w[1]: $g[$j], not $w[$j]"
					unless same($g[$j] // '?', $w[$j]);
			}
		}
		is_deeply(\@wrong, [], "$folder: cells of $name.csv");
	}
}

my $out = tempdir(CLEANUP => 1);
run('audit', "$vectors/v1/audit_edge", '--out', $out);
my $meta = slurp("$out/meta.json");
like($meta, qr/"unranked":\s*\{\s*"F4":\s*"not_done",\s*"F5":\s*"no_timing",\s*"F6":\s*"not_done"\s*\}/,
	'meta.json names what is not ranked');
like($meta, qr/"overbudget":\s*\[\s*"A2",\s*"B2"\s*\]/, 'and who was over budget');
like($meta, qr/"F2":\s*null/, 'and a cap there is not');

# Bundles of the first version of the method gave every parameter it had, and no version.
my %first = (week_hours => 40, days_per_week => 5, wins_c => 2.5, wins_min_n => 5,
	wins_scale_floor => 0.25, realisation => 0.8, auto_default => 0.5, k0_min => 1, k0_max => 20,
	k0_default => 4, k0_min_dfw => 10, k0_min_dfb => 2, share_lo => 0.001, share_hi => 0.1,
	effort_lo => 1, effort_hi => 60, w_time => 0.4, w_pain => 0.2, w_want => 0.2, w_exec => 0.1,
	w_ease => 0.1, boot => 2000, seed => 1101, level => 0.9, top_k => 5, lattice => 20,
	local_radius => 0.1, dis_min_points => 15, dis_min_doers => 5);
my $bundle = tempdir(CLEANUP => 1);
spew("$bundle/$_.csv", slurp("$vectors/v1/audit_mid/$_.csv"))
	for qw(departments functions respondents picks details);
spew("$bundle/params.json", '{' . join(', ', map { qq("$_": $first{$_}) } sort keys %first) . '}');
run('audit', $bundle, '--out', "$bundle/again");
run('audit', "$vectors/v1/audit_mid", '--out', "$bundle/told");
for my $file (qw(overall.csv dept.csv disagree.csv meta.json)) {
	is(slurp("$bundle/again/$file"), slurp("$bundle/told/$file"),
		"a bundle that names no version gives what it published: $file");
}
delete $first{seed};
spew("$bundle/params.json", '{' . join(', ', map { qq("$_": $first{$_}) } sort keys %first) . '}');
run('audit', $bundle, '--out', "$bundle/other");
like(slurp("$bundle/other/overall.csv"), qr/,saved_nr_lo,/, 'other tables are of the newest version');

# Rows in another order: the same bytes.
my $mixed = tempdir(CLEANUP => 1);
for my $file (qw(departments functions respondents picks details)) {
	my ($head, @lines) = split /^/, slurp("$vectors/audit_mid/$file.csv");
	$lines[-1] =~ s/\r?\n?\z/\n/;
	# By another column's bytes, backwards: far from the order they come in.
	spew("$mixed/$file.csv", join '', $head, map { $_->[1] } sort { $b->[0] cmp $a->[0] } map { [scalar reverse($_), $_] } @lines);
}
spew("$mixed/params.json", slurp("$vectors/audit_mid/params.json"));
run('audit', $mixed, '--out', "$mixed/out");
run('audit', "$vectors/audit_mid", '--out', "$mixed/as-it-was");
for my $file (qw(overall.csv dept.csv disagree.csv together.csv meta.json)) {
	ok(length slurp("$mixed/out/$file") && slurp("$mixed/out/$file") eq slurp("$mixed/as-it-was/$file"),
		"rows in another order: $file is the same, byte for byte");
}

# Without --out: one after the other.
my ($status, $text, $errors) = run('audit', "$vectors/v1/audit_edge");
is($status, 0, 'to stdout');
is_deeply([$text =~ /^# (\S+)/mg], [qw(overall.csv dept.csv disagree.csv meta.json)],
	'all files, each after its name');
like($errors, qr/BBB: 3 answered, headcount says 2/, 'a raised headcount is warned of');

is_deeply([(run('audit', "$vectors/audit_edge"))[1] =~ /^# (\S+)/mg],
	[qw(overall.csv dept.csv disagree.csv together.csv meta.json)],
	'version 2 of the method has what the first places save together, too');

# More answers: so many, and how many of the first places they make clear.
my ($more_status, $more) = run('more', "$vectors/audit_full");
is($more_status, 0, 'more answers');
my ($name, $head, @points) = rows($more);
is($head, 'more,clear,enough', 'their columns');
my ($clear) = grep { $_->[0] eq '0' } map { [split /,/] } @points;
is($clear->[1], scalar(grep { (split /,/)[27] eq 'clear' } rows(slurp("$vectors/audit_full/expected_overall.csv"))),
	'today: as the list has it');
is((split /,/, $points[-1])[0], missing("$vectors/audit_full"), 'in the end all who are missing');
is((run('more', "$vectors/v1/audit_tiny"))[0], 2, 'version 1 knew no such figure');

# A cell is built from the respondents up to its cut: who came later, fewer than five, waits.
my $cut = tempdir(CLEANUP => 1);
spew("$cut/departments.csv", "dept,headcount\nAAA,20\nBBB,20\n");
spew("$cut/functions.csv", "func,effort_days,exec,auto_override\nF1,,,0.5\nF2,,,0.5\n");
spew("$cut/respondents.csv", join "\n", 'resp,dept,weekly_hours,picks_done,excluded,release',
	(map { "A$_,AAA,,1,0,1" } 1 .. 5), 'A6,AAA,,1,0,2', 'A7,AAA,,1,0,2', 'B1,BBB,,1,0,', '');
spew("$cut/picks.csv", join "\n", 'resp,func', (map { "A$_,F1" } 1 .. 6), 'A7,F2', 'B1,F2', '');
spew("$cut/details.csv", join "\n", 'resp,func,design_w,freq_n,freq_unit,minutes,rework10,frust5,want5,rule5',
	(map { "A$_,F1,,1,week," . ($_ < 6 ? 720 : 1980) . ',,,,' } 1 .. 6), 'A7,F2,,1,week,60,,,,', 'B1,F2,,1,week,60,,,,', '');
spew("$cut/params.json", '{"boot": 0, "wins_c": 20}');
my $cell = sub {
	my ($dept, $func) = @_;
	my ($status, $out, $err) = run('audit', $cut, '--out', "$cut/out");
	is($status, 0, 'computed') or diag $err;
	my ($head, @rows) = rows(slurp("$cut/out/dept.csv"));
	my @columns = split /,/, $head;
	my ($row) = grep { /^$dept,$func,/ } @rows;
	my %of;
	@of{@columns} = split /,/, $row // '';
	return join ' ', map { 0 + sprintf '%.4f', $of{$_} || 0 } qw(n doers share h_mean hours_now);
};
# Six of seven do it, 15.5 hours each in the mean, of 20 people.
is($cell->('AAA', 'F1'), '7 6 0.8571 15.5 265.7143', 'without cuts all count');
spew("$cut/cells.csv", "dept,func,release\nAAA,F1,1\nAAA,F2,\n");
is($cell->('AAA', 'F1'), '5 5 1 12 240', 'up to the cut the five of before: nobody can be subtracted');
is($cell->('AAA', 'F2'), '7 1 0.1429 1 2.8571', 'a cell whose cut is blank is built from all');
spew("$cut/cells.csv", "dept,func,release\nAAA,F1,2\n");
is($cell->('AAA', 'F1'), '7 6 0.8571 15.5 265.7143', 'once the later release counts, too');
spew("$cut/cells.csv", "dept,func,release\nAAA,F9,1\nAAA,F1,-2\n");
my ($refused, undef, $why) = run('audit', $cut, '--out', "$cut/out");
is($refused, 2, 'a cell of nothing');
like($why, qr/cells\.csv.*2.*F9.*cells\.csv.*3.*-2/s, 'is named, so is a release that is none');
spew("$cut/cells.csv", "dept,func,release\nAAA,F1,1\nAAA,F1,2\n");
is((run('audit', $cut))[0], 2, 'two cuts of one cell are refused');

sub missing {
	my ($folder) = @_;
	my ($sum, %n) = (0);
	for (rows(slurp("$folder/respondents.csv"))) {
		my (undef, $dept, undef, $done, $excluded) = split /,/;
		$n{$dept}++ if $done eq '1' && $excluded eq '0';
	}
	for (rows(slurp("$folder/departments.csv"))) {
		my ($dept, $headcount) = split /,/;
		$sum += $headcount - $n{$dept} if $n{$dept} && $headcount > $n{$dept};
	}
	return $sum;
}

# Wrong usage.
for my $args ([], ['audit'], ['agree', $out, '--seed', 'x'], ['audit', $out, '--seed', '1'], ['nonsense', $out], ['audit', $out, 'x'],
	['audit', $out, '--out'], ['audit', '--frob', $out]) {
	my ($code, $o, $e) = run(@$args);
	is($code, 1, "usage: @$args");
	like($e, qr/^usage: kiosk compute audit\|more\|pilot\|agree\|maxdiff\|quality\|privacy\|prng DIR/m, 'the usage is shown');
}
is((run('--help'))[0], 0, '--help');

# Bad tables: every fault in one go, each with file, line and column, nothing written.
my $bad = tempdir(CLEANUP => 1);
sub tables {
	my (%change) = @_;
	for my $file (qw(departments functions respondents picks details)) {
		spew("$bad/$file.csv", $change{$file} // slurp("$vectors/audit_tiny/$file.csv"));
	}
	spew("$bad/params.json", $change{params} // slurp("$vectors/audit_tiny/params.json"));
}

sub faults_are {
	my ($name, @want) = @_;
	my $to = "$bad/out";
	my ($code, $o, $e) = run('audit', $bad, '--out', $to);
	is($code, 2, "$name: status 2");
	my @lines = split /\n/, $e;
	is(scalar @lines, scalar @want, "$name: as many faults") or diag $e;
	like($lines[$_] // '', $want[$_], "$name: fault $_") for 0 .. $#want;
	ok(!-e $to, "$name: nothing written");
}

tables();
unlink "$bad/picks.csv";
faults_are('a table is missing', qr/^picks\.csv: .*No such file/);
tables(departments => "dept,headcount\nSAL,ten\nSUP,-1\nSAL,3\n,4\n");
faults_are('departments',
	qr/^departments\.csv:2: headcount: "ten" is not a number/,
	qr/^departments\.csv:3: headcount: -1 is out of range/,
	qr/^departments\.csv:4: dept: "SAL" is there twice/,
	qr/^departments\.csv:5: dept: a code is missing/);
tables(functions => "func,effort_days,exec,auto_override\nF1,1,2,\nF2,1\n");
faults_are('a row is cut off', qr/^functions\.csv:3: 2 cells, the header has 4/);
tables(functions => "func,effort_days,exec\nF1,1,2\n");
faults_are('a column is missing', qr/^functions\.csv:1: auto_override: this column is missing/);
tables(respondents => "resp,dept,weekly_hours,picks_done,excluded\n"
	. "S1,ZZZ,,1,0\nS1,SAL,,yes,0\nS2,SAL,,1,0\nS3,SAL,,1,0\nU1,SUP,,1,0\nU2,SUP,,1,0\n"
	. "U3,SUP,,1,0\n");
faults_are('respondents', qr/^respondents\.csv:2: dept: "ZZZ" is not in departments\.csv/,
	qr/^respondents\.csv:3: resp: "S1" is there twice/,
	qr/^respondents\.csv:3: picks_done: "yes" is neither 0 nor 1/);
tables(picks => "resp,func\nS1,F1\nS9,F1\nS1,F9\n");
faults_are('picks', qr/^picks\.csv:3: resp: "S9" is not in respondents\.csv/,
	qr/^picks\.csv:4: func: "F9" is not in functions\.csv/);
tables(picks => "resp,func\nS1,F1\nS2,F1\nS1,F1\n");
faults_are('a pick twice', qr/^picks\.csv:4: func: .*already on line 2/);
tables(details => "resp,func,design_w,freq_n,freq_unit,minutes,rework10,frust5,want5,rule5\n"
	. "S1,F1,0,2,day,6,2,3,5,4\nS1,F3,1,x,hour,b9,11,0,6,5\n");
faults_are('details', qr/^details\.csv:2: design_w: a weight is over 0/,
	qr/^details\.csv:3: freq_unit: "hour" is none of/,
	qr/^details\.csv:3: minutes: "b9" is neither/,
	qr/^details\.csv:3: freq_n: "x" is not a number/,
	qr/^details\.csv:3: rework10: 11 is out of range: 0 to 10/,
	qr/^details\.csv:3: frust5: 0 is out of range: 1 to 5/,
	qr/^details\.csv:3: want5: 6 is out of range: 1 to 5/);
tables(params => '{"w_tiem": 1, "boot": "many"}');
faults_are('parameters', qr/^params\.json: no parameter is called "w_tiem"/,
	qr/^params\.json: boot: a number is wanted/);
tables(params => '{"method_version": 3}');
faults_are('a version to come', qr/^params\.json: method_version: 1 or 2/);
tables(params => '{"weeks_per_year": 0}');
faults_are('a year without weeks', qr/^params\.json: weeks_per_year: over 0/);
tables(respondents => "resp,dept,weekly_hours,picks_done,excluded\nS1,SAL,0,1,0\nS2,SAL,,0,0\n"
	. "S3,SAL,-1,0,1\nU1,SUP,38,1,0\nU2,SUP,,1,0\nU3,SUP,,1,0\n");
faults_are('nobody works no hours', qr/^respondents\.csv:2: weekly_hours: hours a week are over 0/,
	qr/^respondents\.csv:4: weekly_hours: -1 is out of range/);
tables(params => '{"share_lo": 0.2}');
faults_are('parameters that do not go together', qr/^params\.json: share_lo/);
tables(params => '{');
faults_are('broken parameters', qr/^params\.json: offset/);
is((run('audit', "$bad/none"))[0], 2, 'no such folder: status 2');

# Writing fails: status 3.
tables();
spew("$bad/file", '');
is((run('audit', $bad, '--out', "$bad/file/x"))[0], 3, 'a folder that cannot be made: status 3');

# Rows that do not count are not an obstacle; parameters change the result.
tables(params => '{"week_hours": 35}');
is((run('audit', $bad))[0], 0, 'another week');
isnt((run('audit', $bad))[1], (run('audit', "$vectors/audit_tiny"))[1], 'shows in the list');

spew("$bad/seeds.csv", "seed,bound\n-1,7\n5,0\n");
is((run('prng', $bad))[0], 2, 'prng: bad seeds');
spew("$bad/cells.csv", "case,dept,n\n1,SAL,3\n1,SAL,4\n2,TOTAL,9\n3,X,-2\n");
my ($code, undef, $e) = run('privacy', $bad);
is($code, 2, 'privacy: bad cells');
like($e, qr/cells\.csv:3: dept: "SAL" is there twice/, 'a group twice');
like($e, qr/cells\.csv:4: dept: TOTAL/, 'a group with the name of the sum');
spew("$bad/params.json", '{"k": 2}');
like((run('privacy', $bad))[2], qr/params\.json: k: a whole number of 3 or more/, 'k under 3');


# Agreement: another seed, another p.
my ($seven) = (run('agree', "$vectors/agree"))[1];
is((run('agree', "$vectors/agree", '--seed', '7'))[1], $seven, 'agree: seed 7 unless said');
isnt((run('agree', "$vectors/agree", '--seed=8'))[1], $seven, 'another seed, another p');

sub told {
	my ($part, $files, @want) = @_;
	my $dir = tempdir(CLEANUP => 1);
	spew("$dir/$_", $files->{$_}) for keys %$files;
	my ($status, undef, $said) = run($part, $dir);
	is($status, 2, "$part: bad tables");
	like($said, $_, "$part: $_") for @want;
}
told('agree', {'scores.csv' => "case,scores\na,1|2|3\na,1|2\na,1|x|3\n",
	'want.csv' => "case,want\np,1|6\n"},
	qr/^scores\.csv:3: scores: 2 scores; the first rater/m,
	qr/^scores\.csv:4: scores: "x" is not a number/m, qr/^want\.csv:2: want: 6 is not a wish/m);
told('maxdiff', {'params.json' => '{"items": 4}',
	'tasks.csv' => "resp,task,set,best,worst\n1,1,0|1|2|2,0,1\n1,2,0|1|9,0,0\n1,3,0|1|2,3,1\n"},
	qr/^tasks\.csv:2: set: item 2 is there twice/m, qr/^tasks\.csv:3: set: items are whole/m,
	qr/^tasks\.csv:3: worst: best and worst are the same/m, qr/^tasks\.csv:4: best: best is not/m);
told('maxdiff', {'params.json' => '{}', 'tasks.csv' => "resp,task,set,best,worst\n"},
	qr/^params\.json: items/m);
told('pilot', {'sus.csv' => "resp,round,answers\np,v1,1|2|3\np,v1,1|1|1|1|1|1|1|1|1|6\n",
	'completion.csv' => "task,x,n\nT,3,2\n", 'nps.csv' => "group,scores\ng,11\n",
	'times.csv' => "task,seconds\nT,0|4\n", 'umux.csv' => "resp,cap,ease\na,8,1\n",
	'calibration.csv' => "func,told,measured\nF,5|-1,1\n",
	'prop2.csv' => "case,kind,a,b,c,d\nu,other,1,1,1,1\np,paired,3,3,5,\n",
	'verdicts.json' => '[{"case": "a", "n": "many", "must": [{"x": 1}]}, {"n": 1}, 5]'},
	qr/^sus\.csv:2: answers: 3 answers/m, qr/^sus\.csv:3: answers: 6 is out/m,
	qr/^sus\.csv:3: resp: "p" is in round "v1" twice/m, qr/^completion\.csv:2: x: more/m,
	qr/^nps\.csv:2: scores: 11 is out/m, qr/^times\.csv:2: seconds: 0 is not a time/m,
	qr/^calibration\.csv:2: told: -1 is not a time/m,
	qr/^umux\.csv:2: cap: 8/m, qr/^prop2\.csv:2: kind: "other"/m, qr/^prop2\.csv:3: a: more/m,
	qr/^verdicts\.json: n: case a: a number/m, qr/^verdicts\.json: must: case a: func/m,
	qr/^verdicts\.json: case: case 2: its name/m, qr/^verdicts\.json: case 3: an object/m);
# What is missing is missing, and no fault: a blank cell, null, a list of nothing.
{
	my $dir = tempdir(CLEANUP => 1);
	spew("$dir/sus.csv", "note,resp,round,answers\nx,p1,v1,\nx,p2,v1,3|3|3|3|3|3|3|3|3|3\nx,p3,v1,|||||||||\n");
	spew("$dir/seq.csv", "task,scores\nT1,\nT2,5\nT3,4|4|4\nT4,|3|5\n");
	spew("$dir/completion.csv", "task,x,n\nT,0,0\n");
	spew("$dir/calibration.csv", "func,told,measured\nF1,5,6|7|8|5|9\nF2,,6|7|8|5|9\nF3,5,6|7|8|5\n");
	spew("$dir/verdicts.json", '[{"case": "a", "n": 6, "must": null, "sus": [80, null, 80], "seq_mean": 6},'
		. '{"case": "b", "n": 6, "must": [], "sus": [], "seq_mean": null},'
		. '{"case": "c", "round": 3, "n": 8, "must": [{"func": "B", "x": 0, "n": 8, "prev_x": 0, "prev_n": 8},'
		. '{"func": "A", "x": 0, "n": 8, "prev_x": 0, "prev_n": 8}], "sus": [40, 40, 40], "prev_sus": [40, 40, 40],'
		. '"seq_mean": 2, "s1": 2, "s2": 2, "prev_s12": 4, "no_path": 1},'
		. '{"case": "d", "n": 6, "must": [{"func": "F", "x": 0, "n": 0}], "sus": [60, 60], "seq_mean": 4, "s1": 1, "s2": 3}]');
	my ($status, $out, $err) = run('pilot', $dir);
	is($status, 0, 'pilot: what is missing is no fault') or diag $err;
	my %of = map { /^([^,]*,[^,]*),(.*)/ ? ($1 => $2) : () } rows($out);
	my %want = ('sus:p1:v1,score' => '', 'sus:p3:v1,score' => '', 'sus:v1:90,n' => 1, 'sus:v1:90,lo' => '', 'sus:v1,sus_item_1_n' => 1,
		'seq:T1,mean' => '', 'seq:T2,mean' => 5, 'seq:T2,lo' => '', 'seq:T3,lo' => 4, 'seq:T3,hi' => 4, 'seq:T4,mean' => 4,
		'completion:T:80,centre' => '', 'calibration,functions' => 1, 'calibration,factor' => '',
		'verdict:a,verdict' => 'GO', 'verdict:a,why' => '', 'verdict:b,verdict' => 'ITERATE', 'verdict:b,why' => 'sus;seq',
		'verdict:c,verdict' => 'STOP', 'verdict:c,why' => 'no_path;sus_fail;success_fail:B;success_fail:A;stalled',
		'verdict:d,why' => 's1;s2;success:F;sus;seq');
	is($of{$_} // 'no line', $want{$_}, "pilot: $_") for sort keys %want;
}
told('pilot', {'verdicts.json' => '[{"case": "a"'}, qr/^verdicts\.json: offset \d+/m);
told('pilot', {}, qr/none of sus/);

done_testing();
