# What a shared screen owes the next person.
use strict;
use warnings;
use Test::More;
use Browser;

my $browser = Browser->start;

$browser->story('manners');

$browser->end;
