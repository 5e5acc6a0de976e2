# A pilot to be tried: a prototype of two tasks, its rounds, and testers who answer by their slips.
package Pilot;
use strict;
use warnings;
use Exporter 'import';
use FindBin;
use Kiosk;
use Sheets;

our @EXPORT = qw(pilot_prototype pilot_round pilot_answer);

my (%path, @several);

# Where the form asks what it measures: "task/%s/P01", by the rows of its sheet.
sub find_paths {
	my (@around);
	for my $row (csv_hashes("$FindBin::Bin/../../www/forms/pilot-feedback/survey.csv")) {
		my ($type, $name) = @$row{qw(type name)};
		if ($type =~ /^begin loop/) { push @around, "$name/%s/" }
		elsif ($type =~ /^begin/) { push @around, "$name/" }
		elsif ($type =~ /^end/) { pop @around }
		elsif ($row->{kiosk_measure}) { $path{$row->{kiosk_measure}} //= join '', @around, $name }
		elsif ($type =~ /^select_multiple/ && $row->{required}) { push @several, join '', @around, $name }
	}
	return;
}

# Version by version, the same two tasks: one that must go, one that should.
sub pilot_prototype {
	my ($data, $code, $version) = @_;
	my @sql = ("INSERT INTO prototype VALUES ('$code', '') ON CONFLICT DO NOTHING",
		"INSERT INTO prototype_version SELECT '$code', '$version', coalesce(max(position), 0) + 1, '', NULL FROM prototype_version WHERE prototype = '$code'",
		"INSERT INTO prototype_task VALUES ('$code', '$version', 'T1', 1, 'SAL01', 'must', ''), ('$code', '$version', 'T2', 2, 'SAL03', 'should', '')",
		"INSERT INTO prototype_text VALUES ('$code', '$version', '', 'title', 'en', 'Quotes made easy'), ('$code', '$version', 'T1', 'title', 'en', 'Find a customer'),"
		. " ('$code', '$version', 'T1', 'done', 'en', 'The history is open'), ('$code', '$version', 'T2', 'title', 'en', 'Log a call'), ('$code', '$version', 'T2', 'done', 'en', 'It is listed')");
	my ($status, $out, $err) = run_command(['sqlite3', "$data/kiosk.db", '.timeout 5000', join ';', @sql]);
	die "no prototype: $err" if $status;
	return;
}

# Open a round about it; with a number of codes, those of each department.
sub pilot_round {
	my ($data, $round, $subject, $codes) = @_;
	find_paths() if !%path;
	kiosk('form', 'add', "$FindBin::Bin/../../www/forms/pilot-feedback", '--data', $data);
	my ($status, $out, $err) = kiosk(qw(round open --form pilot-feedback --title), "Pilot $round", '--code', $round, '--subject', $subject,
		$codes ? ('--codes', $codes) : (), '--data', $data);
	die "no round: $err" if $status;
	my %codes;
	for (split /\r?\n/, $out) { push @{$codes{$1}}, $2 if /^(\w+),(\w{5}-\w{5})$/ }
	return \%codes;
}

# What a tester says: code, department, done and ease and minutes (a task each), sus [a, b] of items 1, 3 …
# and 2, 4 …, fit (an activity each), severity of the first activity; lang; tasks: [code, activity] each.
sub pilot_answer {
	my ($site, $round, %says) = @_;
	my @fields = (instance_id => uuid4(), seed => 1, lang => $says{lang} // 'en', code => $says{code},
		$path{department} => $says{department});
	my $put = sub {
		my ($measure, $of, $value) = @_;
		push @fields, $path{$measure} =~ s/%s/$of/r => $value if defined $value && $path{$measure};
	};
	my @tasks = @{$says{tasks} // [['T1', 'SAL01'], ['T2', 'SAL03']]};
	for my $i (0 .. $#tasks) {
		my ($task, $activity) = @{$tasks[$i]};
		$put->(task_done => $task, $says{done}[$i]);
		$put->(task_ease => $task, $says{ease}[$i]);
		$put->(task_minutes => $task, $says{minutes}[$i]);
		$put->(fit => $activity, $says{fit}[$i]);
		push @fields, map { ($_ => $activity) } @several if defined $says{fit}[$i];
	}
	$put->(comment_severity => 'SAL01', $says{severity});
	$put->(comment_kind => 'SAL01', 'gap') if $says{severity};
	$put->("sus$_" => '', $says{sus}[$_ % 2 ? 0 : 1]) for $says{sus} ? 1 .. 10 : ();
	my $answer = $site->post("/s/$round", \@fields, accept => 'application/json', cookie => '');
	die "no answer: $answer->{status} $answer->{body}\n" if $answer->{status} != 201;
	return;
}

1;
