# Each step of the shipped forms is one screen, in every language.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Browser;

my $browser = Browser->start;
$browser->open_form('www/forms/pilot-feedback', 'Pilot', 'pilot-1');
$browser->open_form('www/forms/issue-report', 'Report an issue', 'report');
my @codes = $browser->slips('pilot-1', 6);
for my $language (qw(en sk pl it es ca)) {
	subtest $language => sub {
		my ($told) = $browser->story('screens', $language, 'crm-audit-1', 'pilot-1#code=' . shift @codes, 'report');
		is($told->{walked}, 3, 'the forms to their end');
	};
}
$browser->end;
