# What administrators do: every page of theirs, a round with codes, sheets of paper.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Browser;

my $browser = Browser->start;

$browser->story('office', PASSWORD);

$browser->end;
