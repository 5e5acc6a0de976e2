# A form that goes on without the network: sent several times, stored once.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Browser;

my $browser = Browser->start;

for my $told ($browser->story('alone')) {
	(my $id = $told->{key} // '') =~ tr/-//d;
	is(scalar sql($browser->data, "SELECT count(*) FROM submission WHERE id = x'$id'"), 1, 'sent several times, stored once');
}

$browser->end;
