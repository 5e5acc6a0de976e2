# Signing in Chromium: how far one is stands beside the button, and leads to what is left.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Browser;

my $data = temp_folder() . '/data';
my ($made, undef, $why) = kiosk('demo', '--respondents', 60, '--seed', 1, '--data', $data, {env => {KIOSK_ADMIN_PASSWORD => PASSWORD}});
is($made, 0, 'a company') or diag $why;
my $browser = Browser->start(data => $data);

$browser->story('signing', PASSWORD);

$browser->end;
