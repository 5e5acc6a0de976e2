# Every page in every language: readable for all, inside its frame, without a complaint.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Browser;

my $browser = Browser->start;

$browser->story('walk', PASSWORD);

$browser->end;
