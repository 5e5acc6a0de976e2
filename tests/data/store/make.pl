# Makes COMMIT.sql in this folder by the program of that commit, as README.md says:
#	perl tests/data/store/make.pl COMMIT [LATER]
# With LATER, that program opens the database afterwards.
use strict;
use warnings;
use Cwd ();
use File::Temp ();
use lib 'tests/lib';
use Kiosk;
use Site;

my ($commit, $later) = @ARGV or die "usage: make.pl COMMIT [LATER]\n";
my $root = Cwd::getcwd();
my %functions = map { $_ => 1 } qw(SAL01 SAL06 MKT01 SUP03 MGT01);

sub run { system(@_) == 0 or die "@_: $?\n" }

# The commit's own tree, built.
sub tree_of {
	my ($of) = @_;
	my $tree = File::Temp::tempdir(CLEANUP => 1) . '/tree';
	run('git', 'worktree', 'add', '--quiet', '--detach', $tree, $of);
	run('make', '-s', '-j2', '-C', $tree, 'CFLAGS=-O0 -w');
	return $tree;
}

# The pack with two languages and five activities, so that what it leaves in the database is small.
sub shorten_pack {
	my ($pack) = @_;
	for my $file (glob "$pack/*.csv") {
		my @rows = cells_of(slurp_file($file));
		my $head = $rows[0];
		if ($file =~ /translations/) { unlink $file; next }
		my @keep = grep { $head->[$_] !~ /::/ || $head->[$_] =~ /\((?:en|sk)\)/ } 0 .. $#$head;
		@rows = ($head, grep { $functions{$_->[0]} } @rows) if $file =~ /functions/;
		@rows = @rows[0 .. 3] if $file =~ /reports/;
		write_file($file, join '', map { my $row = $_; join(',', map { my $cell = $row->[$_] // '';
			$cell =~ /[",\n]/ ? '"' . $cell =~ s/"/""/gr . '"' : $cell } @keep) . "\r\n" } @rows);
	}
}

my $tree = tree_of($commit);
shorten_pack("$tree/www/forms/crm-audit");
my $data = File::Temp::tempdir(CLEANUP => 1) . '/data';
chdir $tree;
$ENV{BUILD} = "$tree/build";
my $env = {env => {KIOSK_ADMIN_PASSWORD => PASSWORD}};
for my $call (['init'], [qw(user add ana --role analyst --rows)], [qw(demo --respondents 12 --seed 1)],
		[qw(round close crm-audit-1)], [qw(round open --form crm-audit --code second --title Second)]) {
	my ($status, $out, $err) = kiosk(@$call, '--data', $data, $env);
	die "@$call: $err" if $status;
}
my ($no_codes, $printed) = kiosk(qw(round open --form crm-audit --code coded --title Coded --codes 1 --department SAL --data), $data);
my ($code) = $no_codes ? () : $printed =~ /^SAL,(\S+)/m;
my $site = Site->new('cgi', $data);
my $answer = $site->post('/s/second', [audit_fields(id => '11111111-1111-4111-8111-111111111111', seed => 7, text => 'Quotes')],
	accept => 'application/json', cookie => '');
die "$answer->{status}: $answer->{body}" if $answer->{status} != 201;
if ($later) {
	my $newer = tree_of($later);
	chdir $newer;
	$ENV{BUILD} = "$newer/build";
	die 'the later program does not open it' if (kiosk('round', 'list', '--data', $data))[0];
}
my $head = join '', map { sprintf "PRAGMA %s = %d;\n", $_, scalar sql($data, "PRAGMA $_") } qw(application_id user_version);
my ($failed, $dump, $why) = run_command(['sqlite3', "$data/kiosk.db", '.dump']);
die $why if $failed;
chdir $root;
# Later programs keep their secret keys in a file beside the database.
my $keys = (slurp_file("$data/keys") // '') =~ s/^/-- keys: /gmr;
write_file('tests/data/store/' . join('-then-', $commit, $later // ()) . '.sql',
	"-- receipt: " . json($answer->{body})->{receipt} . "\n" . ($code ? "-- code: $code\n" : '') . $keys . $head . $dump);
run('git', 'worktree', 'prune');
