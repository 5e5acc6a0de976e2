# kiosk user, setting, audit: what an administrator does without a browser.
use strict;
use warnings;
use lib 'tests/cli';
use Cli;
use Kiosk qw(sql);
use Test::More;

my $data = new_data();

sub state_of {
	my ($name) = @_;
	my ($status, $out) = kiosk('user', 'list', '--csv', '--data', $data);
	return $out =~ /^\Q$name\E,[^,]*,[^,]*,[^,]*,([^,\r\n]*)/m ? $1 : undef;
}

sub last_of_trail {
	my ($status, $out) = kiosk('audit', 'list', '--last', 1, '--csv', '--data', $data);
	return (split /\r?\n/, $out)[1];
}

# ---- user password, disable, enable ----

my ($status, $out, $err) = kiosk('user', 'add', 'Jana', '--role', 'manager', '--rows', '--data', $data);
is $status, 0, 'an account' or diag $err;
my $hash = sql($data, "SELECT password FROM account WHERE name = 'Jana'");

($status, $out, $err) = kiosk('user', 'password', 'jana', '--data', $data);
is $status, 0, 'a new one-time password, by the name in other letters' or diag $err;
like $out, qr/\Aone-time password: [a-z2-9]{4}(?:-[a-z2-9]{4}){3}\nJana\n\z/,
	'is printed, then the name as it is spelled';
isnt sql($data, "SELECT password FROM account WHERE name = 'Jana'"), $hash, 'the old one is gone';
like last_of_trail(), qr/,shell,user\.reset,Jana,/, 'in the trail';

($status, $out, $err) = kiosk('user', 'password', 'nobody', '--data', $data);
is $status, 2, 'nobody';
like $err, qr/\Akiosk user password: .*nobody.*\n\z/, 'is told by name';
is $out, '', 'and gets no password';

($status, $out, $err) = kiosk('user', 'disable', 'Jana', '--data', $data);
is $status, 0, 'disabled' or diag $err;
is state_of('Jana'), 'disabled', 'the list says so';
like last_of_trail(), qr/,shell,user\.edit,Jana,"manager with rows, disabled"/,
	'role and right stay, in the trail';
my $before = snapshot($data);
is((kiosk('user', 'disable', 'Jana', '--data', $data))[0], 0, 'disabled again');
is snapshot($data), $before, 'is nothing new';
is((kiosk('user', 'enable', 'Jana', '--data', $data))[0], 0, 'enabled');
is state_of('Jana'), 'one-time password', 'by the password she had';

($status, $out, $err) = kiosk('user', 'disable', 'admin', '--data', $data);
is $status, 2, 'the only administrator';
like $err, qr/only administrator/, 'stays, and it is said why';
is state_of('admin'), 'one-time password', 'as it was';

# ---- setting ----

($status, $out, $err) = kiosk('setting', 'list', '--csv', '--data', $data);
is $status, 0, 'settings' or diag $err;
like $out, qr/\Akey,value,default\r?\n/, 'with a heading';
like $out, qr/^min_cell,5,5\r?$/m, 'each with value and default';
($status, $out) = kiosk('setting', 'get', 'min_cell', '--data', $data);
is $out, "5\n", 'one alone';

for my $case (['min_cell', '8'], ['company_name', 'Ján & Co., s.r.o.'], ['languages', 'sk en'],
	['accent', '#0a5c59'], ['timezone', 'Europe/Madrid'])
{
	my ($key, $value) = @$case;
	($status, $out, $err) = kiosk('setting', 'set', $key, $value, '--data', $data);
	is $status, 0, "$key is set" or diag $err;
	is((kiosk('setting', 'get', $key, '--data', $data))[1], "$value\n", 'and read back');
	like last_of_trail(), qr/,shell,settings\.change,,$key\r?$/, 'in the trail, without the value';
}
for my $case (['min_cell', '2', qr/whole number from 3/], ['timezone', 'Mars', qr/IANA/],
	['languages', '', qr/1 to 20/], ['accent', '#ffff00', qr/reads badly/],
	['hosts', 'http://x/', qr/host name/], ['logo', 'abc', qr/picture/],
	['no_such', '1', qr/no setting no_such/])
{
	my ($key, $value, $why) = @$case;
	$before = snapshot($data);
	($status, $out, $err) = kiosk('setting', 'set', $key, $value, '--data', $data);
	is $status, 2, "$key cannot be “$value”";
	like $err, qr/\Akiosk setting set: .*$why.*\n\z/, 'it is said why';
	is snapshot($data), $before, 'and nothing changed';
}
($status, $out, $err) = kiosk('setting', 'get', 'no_such', '--data', $data);
is $status, 2, 'no such setting';
is $out, '', 'has no value';

# ---- audit list ----

($status, $out) = kiosk('audit', 'list', '--csv', '--data', $data);
is $status, 0, 'the trail';
my @rows = split /\r?\n/, $out;
is shift @rows, 'seq,at,actor,action,object,detail', 'with a heading';
is_deeply [map { (split /,/)[0] } @rows], [1 .. sql($data, 'SELECT count(*) FROM trail')],
	'every row, oldest first';
like $rows[0], qr/^1,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ,/, 'with its time in UTC';
($status, $out) = kiosk('audit', 'list', '--last', '2', '--data', $data);
is scalar(() = $out =~ /\n/g), 3, 'the latest alone';
like $out, qr/^ *seq  at /, 'as a table to read';
is((kiosk('audit', 'list', '--last', '0', '--data', $data))[0], 1, 'none at all is a wrong call');
is((kiosk('audit', 'verify', '--data', $data))[0], 0, 'all of it is sound');

done_testing;
