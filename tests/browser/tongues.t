# A form in languages that the interface does not speak, on a phone and on a wide screen.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Browser;

my $browser = Browser->start;
kiosk('form', 'add', 'tests/data/form/tongues', '--data', $browser->data);
kiosk('round', 'open', '--form', 'tongues', '--title', 'Tongues', '--code', 'tongues', '--data', $browser->data);
$browser->story('tongues');
is_deeply([sort map { $_->[0] } sql($browser->data, 'SELECT lang FROM submission')], ['ar', 'he'], 'what is stored says in which language it was answered');
$browser->end;
