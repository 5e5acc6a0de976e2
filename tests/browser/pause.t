# Pausing a survey and going on with it: with the form's script, without any, and where the server is
# out of reach.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Browser;

my $browser = Browser->start;
$browser->story('pause');
is(scalar sql($browser->data, 'SELECT count(*) FROM submission'), 1, 'one answer was sent');
$browser->story('profile', temp_folder());
unlike($browser->{server}->log, qr/resume|[0-9A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{3}/, 'the log has no code, and no line of it');
$browser->end;
