# A kiosk whose secret keys go missing while it runs: nothing is taken that could not be signed or given
# a receipt, what is stored is still shown, everything names the mend, and with the file back it goes on.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Site;

my $mend = qr/kiosk keys import/;

# A program that is started without them, as one is for each request by CGI, does not start.
subtest 'from the start' => sub {
	my $data = new_kiosk();
	unlink "$data/keys";
	my ($status, $out, $err) = run_command([build() . '/cgi-bin/survey.fcgi'],
		env => {KIOSK_DATA => $data, REQUEST_METHOD => 'GET', PATH_INFO => '/', REQUEST_URI => '/', SCRIPT_NAME => '', SERVER_NAME => 'localhost', HTTP_HOST => 'localhost'});
	cmp_ok($status, '>', 0, 'it ends');
	like($err, $mend, 'and says how to mend that');
};

{
	my $site = Site->new('fcgi', new_kiosk());
	my $keys = $site->data . '/keys';
	my $text = slurp_file($keys);
	my @json = (accept => 'application/json', cookie => '');
	my $id = uuid4();
	my @known = (id => $id, seed => 7);
	my $stored = $site->post('/s/crm-audit-1', [audit_fields(@known)], @json);
	is($stored->{status}, 201, 'an answer');
	is($site->login('admin', PASSWORD)->{status}, 303, 'signed in');
	$site->get('/results');
	my $page = $site->get('/admin/rounds/crm-audit-1');
	my $csrf = $site->csrf($page);

	my %gone = (
		'no file' => sub { unlink $keys },
		'a damaged file' => sub { write_file($keys, substr($text, 0, 200)); chmod 0600, $keys },
		"another kiosk's" => sub { write_file($keys, $text =~ s/\Akiosk keys 1 \K[0-9a-f]{4}/0000/r); chmod 0600, $keys },
	);
	for my $case (sort keys %gone) {
		subtest $case => sub {
			$gone{$case}->();
			my $answer = $site->get('/health');
			is($answer->{status}, 503, '/health is not well');
			like(join(' ', @{json($answer->{body})->{faults}}), qr/secret keys are missing or not its own/, 'and says why');
			my $before = sql($site->data, 'SELECT count(*) FROM submission');
			$answer = $site->post('/s/crm-audit-1', [audit_fields()], @json);
			is($answer->{status}, 503, 'an answer is not taken: its receipt could not be given');
			ok($answer->{headers}{'retry-after'}, 'but may be sent again');
			is($site->post('/s/crm-audit-1', [audit_fields()], cookie => '')->{status}, 503, 'nor one of a browser');
			is(sql($site->data, 'SELECT count(*) FROM submission'), $before, 'nothing is stored');
			$answer = $site->post('/admin/rounds/crm-audit-1/close', [csrf => $csrf]);
			is($answer->{status}, 503, 'no change is made');
			like(text_of($answer->{body}), $mend, 'and the mend is named');
			unlike($answer->{body}, qr/\Q$keys\E/, 'without a path of the machine');
			is(sql($site->data, "SELECT count(*) FROM round WHERE closed_day IS NOT NULL"), 0, 'as it was');
			for my $path ('/', '/s/crm-audit-1', '/today', '/admin', '/admin/trail', '/admin/rounds/crm-audit-1', '/results', '/results/crm-audit-1') {
				is($site->get($path)->{status}, 200, "$path is shown");
			}
			like(text_of($site->get($_)->{body}), $mend, "$_ names the mend") for '/today', '/admin/trail';
			write_file($keys, $text);
			chmod 0600, $keys;
		};
	}
	is($site->get('/health')->{status}, 200, 'with the file back, /health is well');
	my $again = $site->post('/s/crm-audit-1', [audit_fields(@known)], @json);
	is($again->{status}, 201, 'answers are taken');
	is(json($again->{body})->{receipt}, json($stored->{body})->{receipt}, 'by the same receipts');
	chmod 0640, $keys;
	my $answer = $site->get('/health');
	is($answer->{status}, 503, 'a file that others may read is a fault');
	like(join(' ', @{json($answer->{body})->{faults}}), qr/open to others/, 'which is named');
	chmod 0600, $keys;
	is($site->get($_)->{status}, 404, "$_ is not there") for '/keys', '/data/keys', '/static/keys', '/help/keys';
	$site->stop;
}

subtest 'made anew' => sub {
	my $site = Site->new('cgi', new_kiosk());
	unlink $site->data . '/keys';
	is((kiosk('keys', 'renew', '--data', $site->data))[0], 0, 'renewed');
	is($site->login('admin', PASSWORD)->{status}, 303, 'the account signs in');
	my $rows = sql($site->data, "SELECT seq - 1 FROM trail WHERE action = 'keys.renew'");
	my $page = $site->get('/admin/trail');
	is($page->{status}, 200, 'the trail is shown');
	like(text_of($page->{body}), qr/Entries 1 to $rows that rest on a lost key: $rows\. Nothing proves what they say/, 'and says what nobody can vouch for');
	unlike(text_of($site->get('/today')->{body}), qr/was changed outside/, 'which is no alarm');
};
done_testing;
