# feedback.csv: what was reported, as it may be seen. Nobody counts from it how many said the same
# where they are few, and no department, day, unreviewed word or note is in any file beside it.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Pilot;
use Sheets;

my $data = temp_folder() . '/data';
kiosk('init', '--data', $data);
pilot_prototype($data, 'crm', 1);
pilot_round($data, 'trial', 'crm 1', 1);

my $n = 0;
# A comment of some voices; of: the number of the one it repeats.
sub comment {
	my ($text, $voices, $of) = @_;
	$n++;
	my $token = sprintf 'x\'%032x\'', $n;
	my $original = $of ? sprintf('x\'%032x\'', $of) : 'NULL';
	my $status = $of ? 'duplicate' : 'accepted';
	my @voices = map { "INSERT INTO comment_voice VALUES ($token, randomblob(32))" } 1 .. $voices;
	my ($failed, undef, $err) = run_command(['sqlite3', "$data/kiosk.db", join ';',
		"INSERT INTO comment (token, number, round, prototype, version, department, kind, severity, activity, lang, since, day, half, raw, text, picture_state, status, in_version,"
		. " reply, reply_lang, month, theme, original) SELECT $token, $n, id, 'crm', '1', 'MGT', 'bug', 'S2', 'SAL01', 'en', '2026-01-05', '2026-01-17', 'am', 'Raw of Jana', '$text', '', '$status', '', '', '', '2026-01', '',"
		. " $original FROM round WHERE code = 'trial'",
		"INSERT INTO comment_event (id, comment, lamport, kiosk, day, actor, action, status, in_version, reply, reply_lang, note, batch, before)"
		. " VALUES (randomblob(16), $token, $n, 'k', '2026-01-18', 'eva', 'status', '$status', '', '', '', 'Ask Jana', randomblob(16), '')", @voices]);
	die $err if $failed;
	return $n;
}

my $few = comment('Few', 1);
comment('Few again', 1, $few) for 1, 2;
my $many = comment('Many', 2);
comment('Many again', 1, $many) for 1 .. 3;
comment('Alone', 1);

for my $way ([], ['--aggregate']) {
	my $dir = temp_folder();
	my ($status, undef, $err) = kiosk('export', 'trial', '-o', "$dir/a.zip", @$way, '--data', $data);
	is $status, 0, "exported @$way" or diag $err;
	system('unzip', '-qo', "$dir/a.zip", '-d', "$dir/x");
	my @rows = csv_hashes("$dir/x/feedback.csv");
	is_deeply [map { "$_->{text}:$_->{voices}" } @rows], ['Few:', 'Many:5', ('Many again:') x 3, 'Alone:'],
		'what repeats another is there where as many said so as may be counted';
	is_deeply [sort keys %{$rows[0]}], [sort qw(number round prototype version kind severity activity lang text picture voices status in_version original reply reply_lang month)],
		'without department and day';
	my ($found, $out) = run_command(['grep', '-rlE', 'Jana|2026-01-1[78]', "$dir/x"]);
	is $out, '', 'raw words, notes and days are in no file';
}
done_testing;
