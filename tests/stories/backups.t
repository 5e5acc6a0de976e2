# A kiosk of some days without a copy of its answers says so to those who can make one.
use strict;
use warnings;
use POSIX ();
use Test::More;
use Html;
use Kiosk;
use Site;

my ($library) = grep { -e } glob('/usr/lib/*/faketime/libfaketimeMT.so.1'), '/usr/lib/faketime/libfaketimeMT.so.1';
plan skip_all => 'faketime is not installed' if !$library;

my @months = qw(January February March April May June July August September October November December);
sub day { return POSIX::strftime('%Y-%m-%d', gmtime(time + 86400 * $_[0])) }
sub date { my ($y, $m, $d) = split /-/, $_[0]; return sprintf "%d\xc2\xa0%s %d", $d, $months[$m - 1], $y }
sub waits { my ($page) = @_; return [map { words($_) } $page->{body} =~ m{<p class="warning">(.*?)</p>}gs] }

my $data = temp_folder() . '/data';
my $ago = sub { return {env => {LD_PRELOAD => $library, FAKETIME => "-$_[0]d", DONT_FAKE_MONOTONIC => 1, KIOSK_ADMIN_PASSWORD => PASSWORD}} };
is((kiosk('init', '--data', $data, $ago->(10)))[0], 0, 'a kiosk of ten days');
my $old = Site->new('fcgi', $data);
my $told = sub { return join '|', grep { /backup/ } @{waits($old->get('/today'))} };
$old->login('admin', PASSWORD);
is($told->(), 'There is no backup yet. Backup', 'has none');
like($old->get('/today')->{body}, qr{href="/help/admin.html#backups"}, 'and is told how');
is((kiosk('backup', temp_folder() . '/copy.db', '--data', $data, $ago->(8)))[0], 0, 'one was made eight days ago');
is($told->(), "The latest backup is of @{[date(day(-8))]}. Backup", 'which is long');
$old->enter('rita', '--role', 'analyst');
is($told->(), '', 'analysts, who cannot make one, are not told');
$old->forget;
$old->login('admin', PASSWORD);
is((kiosk('backup', temp_folder() . '/no/copy.db', '--data', $data))[0], 3, 'one fails');
like($told->(), qr/latest backup is of \Q@{[date(day(-8))]}/, 'which is none');
is((kiosk('backup', temp_folder() . '/copy.db', '--data', $data))[0], 0, 'one is made now');
is($told->(), '', 'and nothing waits');
$old->stop;
done_testing;
