# The questionnaire on paper, as Chromium prints it.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Browser;

my $browser = Browser->start;
write_file($browser->data . '/run/addresses', "http://kiosk.example:8080/\n");
$browser->story('print', PASSWORD);
$browser->end;
