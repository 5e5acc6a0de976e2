# Alerts: rules without code, shown to those they are for, never from hidden figures.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Site;

both_ways(sub {
	my ($site) = @_;
	$site->login('admin', PASSWORD);
	my $csrf = $site->csrf($site->get('/admin/alerts'));
	my $rule = sub { return $site->post('/admin/alerts', {csrf => $csrf, id => 0, measure => 'response',
		comparison => 'below', threshold => 50, department => '', audience => 'all', active => 1, @_}) };
	my %fields = map { @$_ } fields_of($site->get('/admin/setup')->{body});
	$site->post('/admin/setup', {%fields, company => 'Acme', 'people/SAL' => 20, 'people/MKT' => 8,
		'people/SUP' => 12, 'people/MGT' => 3});

	unlike($site->get('/today')->{body}, qr/Response rate in percent/, 'no answers, no alert about them');
	for my $department (qw(SAL MKT SUP)) {
		$site->post('/s/crm-audit-1', [audit_fields(department => $department, functions => ["${department}01"])],
			accept => 'application/json', cookie => '') for 1 .. 5;
	}
	$site->post('/s/crm-audit-1', [audit_fields(department => 'MGT', functions => ['MGT01'])],
		accept => 'application/json', cookie => '');
	kiosk('round', 'close', 'crm-audit-1', '--data', $site->data);

	my $page = text_of($site->get('/today')->{body});
	like($page, qr/Response rate in percent \( crm-audit-1 \): 35, below 50/, 'the company is under 50 %: shipped rule, the one of management waits for others')
		or diag $page;
	like($page, qr/Response rate in percent, Sales \( crm-audit-1 \): 25, below 50/, 'and so is a department');
	unlike($page, qr/Response rate in percent, Management/, 'a department that is not shown alerts nobody');
	my ($status, $out) = kiosk('stats', '--data', $site->data);
	is($status, 0, 'kiosk stats');
	like($out, qr/alert response crm-audit-1 below 50 +SAL +25\.0/, 'tells it too') or diag $out;

	my $half = $rule->(threshold => 'half', audience => 'manager');
	is($half->{status}, 422, 'a threshold is a number');
	like($half->{body}, qr/name="threshold" value="half"/, 'what was typed is still there');
	is($rule->(department => 'NOPE')->{status}, 422, 'a department is one of the company');
	is($rule->(measure => 'rates_apart', threshold => 2, comparison => 'above', department => 'SAL')->{status}, 422, 'only rates are told apart by department');
	is($rule->(comparison => 'near')->{status}, 422, 'below or above');
	is($rule->(measure => 'mood')->{status}, 422, 'a measure is one of those there are');
	is($rule->(audience => 'nobody')->{status}, 422, 'and so is the audience');
	is($rule->(threshold => '20,5', department => 'SAL', comparison => 'above', audience => 'manager')->{status}, 303, 'a rule of our own');
	unlike(text_of($site->get('/today')->{body}), qr/above 20\.5/, 'it is not for administrators');
	my ($id) = sql($site->data, 'SELECT max(id) FROM alert_rule');
	is($rule->(id => $id->[0], threshold => '20,5', department => 'SAL', comparison => 'above', audience => 'admin')->{status}, 303, 'changed');
	like(text_of($site->get('/today')->{body}), qr/Sales \( crm-audit-1 \): 25, above 20\.5/, 'and now it is');
	is($rule->(id => $id->[0], remove => 1)->{status}, 303, 'removed');
	unlike(text_of($site->get('/today')->{body}), qr/above 20\.5/, 'and gone');
	is($rule->(id => 999, remove => 1)->{status}, 404, 'none of that number');
	is($site->post('/admin/alerts', {id => 1, remove => 1})->{status}, 403, 'not without a token');
	is($site->get("/admin/alerts?lang=$_")->{status}, 200, "in $_") for qw(sk pl it es ca);
});
done_testing;
