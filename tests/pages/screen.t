# A shared screen that belongs to a department: it offers what that one may answer, and does not
# ask for it again; whoever comes from elsewhere has a way out.
use strict;
use warnings;
use Test::More;
use Html;
use Kiosk;
use Site;

sub cards { my ($page) = @_; return map { unescape($_) } $page->{body} =~ m{<a class="card-link" href="([^"]*)"}g }

both_ways(sub {
	my ($site) = @_;
	my $data = $site->data;
	is((kiosk(qw(round open --form crm-audit --title Support --code sup --department SUP --data), $data))[0], 0, 'a round for support alone');
	is_deeply([cards($site->get('/?lang=en'))], ['/s/crm-audit-1?lang=en', '/s/sup?lang=en'], 'a screen of nobody offers all');

	my $set = $site->get('/?department=SAL&lang=en');
	is($set->{status}, 303, 'opened once with a department');
	is($set->{headers}{location}, '/?lang=en', 'it goes to its start page');
	like($set->{headers}{'set-cookie'}, qr/^\S*department\S*=SAL; .*HttpOnly/, 'and is remembered');
	my $start = $site->get('/?lang=en');
	is_deeply([cards($start)], ['/s/crm-audit-1?lang=en'], 'it offers what sales may answer');
	like(words($start->{body}), qr/For: Sales\. All departments/, 'and says whose it is');
	is_deeply([$start->{body} =~ m{class="attract-note">([^<]*)<}g ? $1 : ''], ["CRM audit \xc2\xb7 about 9 minutes \xc2\xb7 anonymous"], 'the waiting screen too');

	my $page = $site->get('/s/crm-audit-1?lang=en');
	unlike($page->{body}, qr/Which department/, 'the form does not ask for it');
	my %fields = map { @$_ } fields_of($page->{body});
	is_deeply([@fields{qw(department start/A01)}], ['SAL', 'SAL'], 'it is known');
	$page = $site->post('/s/crm-audit-1', {%fields, 'start/A02' => '25', step => 'next'});
	like($page->{body}, qr/name="pick\/A10"/, 'and goes on');
	my @all = audit_fields(department => 'SAL');
	my @without = map { $all[$_] eq 'start/A01' ? () : @all[$_, $_ + 1] } grep { $_ % 2 == 0 } 0 .. $#all;
	is($site->post('/s/crm-audit-1', [@without, department => 'SAL'], accept => 'application/json')->{status}, 201, 'answers with it are stored');
	is($site->post('/s/crm-audit-1', [audit_fields(department => 'MKT'), department => 'SAL'], accept => 'application/json')->{status}, 422, 'two that differ are not');
	$site->wait_for_keeper;
	is(join(' ', map { $_->[0] } sql($data, 'SELECT department FROM submission')), 'SAL', 'under that department');
	my $review = $site->post('/s/crm-audit-1', [@without, department => 'SAL', step => 'next', at => 'end']);
	like(words($review->{body}), qr/Which department do you work in\? Sales/, 'the review names it');

	my $all = $site->get('/?all=1&lang=en');
	is_deeply([cards($all)], ['/s/crm-audit-1?lang=en&department=', '/s/sup?lang=en&department='], 'whoever comes from elsewhere sees all');
	unlike($all->{body}, qr/For: Sales\./, 'without the department');
	like($site->get('/s/crm-audit-1?lang=en&department=')->{body}, qr/Which department/, 'and is asked for it');
	is_deeply([cards($site->get('/?lang=en'))], ['/s/crm-audit-1?lang=en'], 'the screen stays that of sales');

	$site->forget;
	like($site->get('/s/sup?lang=en&department=SAL')->{body}, qr/Which department/, 'a department that is not asked is not known');
	is_deeply([cards($site->get('/?lang=en', cookie => ($set->{headers}{'set-cookie'} =~ /^([^=]+)=/)[0] . '=NOSUCH'))], ['/s/crm-audit-1?lang=en', '/s/sup?lang=en'], 'one that does not exist is nobody\'s');
	is($site->get('/?department=a%3Bb')->{status}, 422, 'what is no code is refused');
	my $unset = $site->get('/?department=');
	like($unset->{headers}{'set-cookie'}, qr/Max-Age=0|Expires=|Max-Age=-/i, 'an empty one undoes it');
});

done_testing;
