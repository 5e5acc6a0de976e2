# What analysts and managers see, in Chromium: a company's results looked at, weights moved, the
# brief printed on one page.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Browser;

my $data = temp_folder() . '/data';
my ($made, undef, $why) = kiosk('demo', '--respondents', 120, '--seed', 1, '--data', $data, {env => {KIOSK_ADMIN_PASSWORD => PASSWORD}});
is($made, 0, 'a company') or diag $why;
my $browser = Browser->start(data => $data);

$browser->story('results', PASSWORD);

$browser->end;
