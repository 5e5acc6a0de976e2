# The page on formats says what the program does: every command, file and column.
use strict;
use warnings;
use lib 'tests/cli';
use Cli;
use Test::More;

my $page = slurp('www/help/en/formats.html');
my (undef, $help) = kiosk('--help');

$page =~ s/<[^>]*>//g;
for my $command ($help =~ /^  (\w+(?: \w+)?)  +\S/mg) {
	like $page, qr/^kiosk \Q$command\E\b/m, "kiosk $command";
	my (undef, $usage) = kiosk(split(' ', $command), '--help');

	for my $option ($usage =~ /^usage:(.*?)\n\n/s ? $1 =~ /(--?\w+)/g : ()) {
		next if $option eq '--data' || $command eq 'serve';
		like $page, qr/^kiosk \Q$command\E\b.*\Q$option\E\b/m, "kiosk $command $option";
	}
}

my $data = new_data();
my $to = folder();
kiosk('demo', '--respondents', '40', '--seed', '1', '--data', $data);
kiosk('export', 'crm-audit-1', '-o', "$to/x.zip", '--data', $data);
my $bundle = unzip_to("$to/x.zip");
for my $file (split /\n/, `cd $bundle && find . -type f | sed 's,^\\./,,'`) {
	(my $named = $file) =~ s{^(?:audit/[^/]+|forms/[^/]+)/}{};
	$named = 'FORM-vN' if $file =~ /^responses/;
	(my $stem = $named) =~ s/\.csv$//;
	like $page, qr/\b\Q$stem\E\b/, $file;
	next if $file !~ /\.csv$/ || $file =~ m{^(?:forms|responses)/};
	my @heading = @{(csv_rows("$bundle/$file"))[0]};
	my @unknown = grep { $page !~ /\b\Q$_\E\b/ } map { s/::.*//r } @heading;

	is "@unknown", '', "columns of $file";
}

done_testing;
