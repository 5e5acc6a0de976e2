# A picture beside a comment: chosen, painted over, sent; by finger, by keys, where the network fails, and
# without a script.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Browser;

my $browser = Browser->start;
my $dir = temp_folder() . '/report';
mkdir $dir or die;
write_file("$dir/survey.csv", join "\r\n", 'type,name,label,parameters,kiosk_measure', 'text,words,What happened?,rows=3,comment_text',
	'image,photo,A photo or screenshot,,comment_picture', '');
write_file("$dir/settings.csv", "form_id,form_title,default_language\r\nreport,Report,English (en)\r\n");
$browser->open_form($dir, 'Report', 'report');
my @sent = $browser->story('pictures', $ENV{SHOTS} // ());
is(scalar @sent, 2, 'two people sent a picture');
for my $hash (map { $_->{hash} } @sent) {
	like($hash, qr/\A[0-9a-f]{64}\z/, 'it has a hash');
	is(scalar sql($browser->data, "SELECT expires IS NULL FROM picture WHERE hex(hash) = upper('$hash')"), 1, 'and stays');
}
is(scalar sql($browser->data, 'SELECT count(*) FROM submission'), 2, 'with their answers');
$browser->end;
