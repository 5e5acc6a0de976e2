# Guessing at passwords, receipts and codes: who guesses waits, whoever else does not
# (reliability.md, 31, 53).
use strict;
use warnings;
use Test::More;
use Kiosk;
use Server;

my $server = Server->start;

# As curl asks from an address of loopback; each has a jar of its own.
sub from {
	my ($address, $path, %with) = @_;
	local $server->{jar} = "$server->{data}/../jar-$address";
	return $server->curl($path, cookies => 1, %with, args => ['-4', '--interface', $address, @{$with{args} // []}]);
}

sub login_from {
	my ($address, $user, $password) = @_;
	my %fields = map { @$_ } fields_of(from($address, '/login')->{body});
	return from($address, '/login', fields => {%fields, user => $user, password => $password});
}

sub is_refused {
	my ($answer, $what) = @_;
	is($answer->{status}, 429, "$what: 429");
	cmp_ok($answer->{headers}{'retry-after'} // 0, '>', 20, 'and when to come back');
	cmp_ok($answer->{headers}{'retry-after'} // 9999, '<=', 30, 'which is soon');
}

subtest 'signing in' => sub {
	my @statuses = map { login_from('127.0.0.2', 'admin', "wrong $_")->{status} } 1 .. 5;
	is("@statuses", '403 403 403 403 403', 'five wrong ones from one place');
	is_refused(login_from('127.0.0.2', 'admin', PASSWORD), 'then even the right one from there');
	is(login_from('127.0.0.3', 'admin', PASSWORD)->{status}, 303, 'from elsewhere it signs in');
	is_refused(login_from('127.0.0.2', 'ADMIN', 'x'), 'whose place is the same');
	is(login_from('127.0.0.2', 'eva', 'x')->{status}, 403, 'another name from there');
	is((kiosk('user', 'list', '--data', $server->data))[0], 0, 'the shell is not locked');
};

subtest 'the password until now' => sub {
	my %fields = map { @$_ } fields_of(from('127.0.0.3', '/admin/password')->{body});
	my $try = sub { from('127.0.0.3', '/admin/password', fields => {%fields, old => $_[0], password => 'another long one 2', again => 'another long one 2'}) };
	my @statuses = map { $try->("wrong $_")->{status} } 1 .. 5;
	is("@statuses", '422 422 422 422 422', 'five wrong ones');
	is_refused($try->(PASSWORD), 'then even the right one');
};

subtest 'receipts and codes' => sub {
	my $receipt = json($server->submit->{body})->{receipt};
	for my $path ('/receipt?receipt=', '/sign?code=', '/vote?code=') {
		my @statuses = map { from('127.0.0.4', $path . sprintf 'WRNG-%04d-ABCD', $_)->{status} } 1 .. 10;
		is(scalar(grep { $_ == 429 } @statuses), 0, "ten unknown ones at $path");
		my $refused = from('127.0.0.4', $path . 'WRNG-2222-ABCD', args => ['-H', 'Accept-Language: sk']);
		is_refused($refused, 'then one waits');
		like(text_of($refused->{body}), qr/Priveľa nesprávnych pokusov odtiaľto\. Počkajte \d+ s/, "in the reader's language");
	}
	is_refused(from('127.0.0.4', '/sign', fields => {code => 'WRNG-2222-ABCD', open => 1}), 'sent from the page, too');
	is(from('127.0.0.5', "/receipt?receipt=$receipt")->{status}, 200, 'from elsewhere a receipt is found');
	my @right = map { from('127.0.0.6', "/receipt?receipt=$receipt")->{status} } 1 .. 25;
	is(scalar(grep { $_ != 200 } @right), 0, 'whoever has one may ask as often as they like');
};

subtest 'what is known of a place' => sub {
	is($server->stop, 0, 'it ends');
	my $found = `grep -rlE '127[.]0[.]0[.][23456]' @{[$server->data]} $server->{log} 2>/dev/null`;
	is($found, '', 'no address is in any file');
	$server->run;
	is(login_from('127.0.0.2', 'admin', PASSWORD)->{status}, 303, 'and a fresh start knows none');
};
done_testing;
