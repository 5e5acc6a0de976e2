# A code is good for one answer, however many try at once; and its path leaves no trace in logs.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Load;
use Server;

my $server = Server->start;
my $data = $server->data;
my ($status, $out) = kiosk(qw(round open --form crm-audit --title Coded --code coded --codes 3 --data), $data);
is($status, 0, 'a round with codes, opened while the kiosk runs');
my @codes = $out =~ /^SAL,(\w{5}-\w{5})\r?$/mg;
is(scalar @codes, 3, 'three for Sales');

my $send = sub {
	my ($code, %with) = @_;
	my $said = $server->fast('POST', '/s/coded', form_body(audit_fields(%with), code => $code), Accept => 'application/json');
	return ref $said ? $said->{status} : $said;
};

my @answers = Load::parallel(20, sub { return $send->($codes[0], id => uuid4()) });
is(scalar(grep { $_ == 201 } @answers), 1, 'of twenty at once with one code one is stored') or diag "@answers";
is(scalar(grep { $_ == 403 } @answers), 19, 'the others are refused');
is(scalar sql($data, 'SELECT count(*) FROM submission'), 1, 'one row');

my $id = uuid4();
my @fields = (id => $id, seed => 7);
@answers = Load::parallel(10, sub { return $send->($codes[1], @fields) });
is(scalar(grep { $_ == 201 } @answers), 10, 'ten times the same answer is one success') or diag "@answers";
is(scalar sql($data, 'SELECT count(*) FROM submission'), 2, 'stored once');
is(scalar sql($data, 'SELECT sum(used) FROM access_code'), 2, 'by one code');

$server->stop;
my $log = $server->log;
unlike($log, qr/\Q$_\E/, 'a code is in no log') for @codes;
done_testing;
