# What authors of forms do: a template becomes a form, faults of an upload are mended.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Browser;

my $browser = Browser->start;

$browser->story('authors', PASSWORD);

$browser->end;
