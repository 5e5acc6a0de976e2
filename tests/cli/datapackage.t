# A Data Package validator accepts the bundle, with rows and without.
use strict;
use warnings;
use lib 'tests/cli';
use Cli;
use Test::More;

plan skip_all => 'the packages of tests/browser are not installed: make test does that'
	unless -d 'tests/browser/node_modules/datapackage';

my $data = new_data();
my $to = folder();

kiosk('demo', '--respondents', '60', '--seed', '5', '--data', $data);
for my $kind ([], ['--aggregate']) {
	kiosk('export', 'crm-audit-1', '-o', "$to/x.zip", @$kind, '--data', $data);
	my $bundle = unzip_to("$to/x.zip");
	my $said = `node tests/cli/datapackage.mjs $bundle 2>&1`;

	is $?, 0, "@$kind: a Data Package";
	is $said, '', 'without a fault';
}

done_testing;
