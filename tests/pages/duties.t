# Who looks after what waits: owner and deputy are chosen by an administrator, Today asks them, and
# after five working days without it passes on.
use strict;
use warnings;
use POSIX ();
use Test::More;
use Html;
use Kiosk;
use Site;

my $texts = '/results/crm-audit-1/texts';
my $site = Site->new('fcgi', new_kiosk());
sub day { return POSIX::strftime('%Y-%m-%d', gmtime(time + 86400 * $_[0])) }
my @months = qw(January February March April May June July August September October November December);
sub date { my ($y, $m, $d) = split /-/, day($_[0]); return sprintf "%d\xc2\xa0%s %d", $d, $months[$m - 1], $y }
# What waits, but for alerts, which are figures' own.
sub waits { return join '|', map { words($_) } $site->get('/today')->{body} =~ m{<p class="warning">(?!<b>)(.*?)</p>}gs }
# Everybody stays signed in.
my %session;
sub as { my ($who) = @_; $site->{cookies} = {%{$session{$who}}}; return }
sub came { my ($who) = @_; $session{$who} = {%{$site->{cookies}}}; return }
sub change_row { run_command(['sqlite3', '-cmd', '.timeout 5000', '-cmd', 'PRAGMA foreign_keys = ON', $site->data . '/kiosk.db', $_[0]]) }
# How many days ago a queue was looked after last.
sub attended { change_row("UPDATE duty SET attended = '@{[day(-$_[0])]}' WHERE queue = '" . ($_[1] // 'texts') . "'") }
sub duties_form {
	my ($page) = @_;
	my ($form) = grep { m{action="/admin/duties"} } split /(?=<form\b)/, $page->{body};
	return ($form // '') =~ s{</form>.*}{}sr;
}
# The names that can be chosen in a field.
sub choices {
	my ($form, $field) = @_;
	my ($select) = $form =~ m{<select[^>]* name="\Q$field\E">(.*?)</select>}s;
	return join ' ', $select =~ m{<option value="\d+"[^>]*>([^<]*)<}g;
}
sub chosen_in {
	my ($form, $field) = @_;
	my ($select) = $form =~ m{<select[^>]* name="\Q$field\E">(.*?)</select>}s;
	return ($select =~ m{<option value="\d+" selected>([^<]*)<})[0] // '';
}

$site->login('admin', PASSWORD);
came('admin');
my %fields = values_of($site->get('/admin/setup')->{body});
$site->post('/admin/setup', {%fields, company => 'Acme', 'people/SAL' => 20, 'people/MKT' => 8, 'people/SUP' => 12, 'people/MGT' => 6});
kiosk('backup', temp_folder() . '/copy.db', '--data', $site->data);
for my $new (['ana', 'analyst', '--rows'], ['eva', 'analyst', '--rows'], ['pia', 'analyst', '--rows'], ['lea', 'analyst'], ['mila', 'manager', '--rows'], ['second', 'admin']) {
	my ($name, $role, @rows) = @$new;
	$site->enter($name, '--role', $role, @rows);
	came($name);
}
as('admin');
my %id = map { @$_ } sql($site->data, 'SELECT name, id FROM account');
for my $department (qw(SAL MKT SUP MGT)) {
	$site->post('/s/crm-audit-1', [audit_fields(department => $department, functions => ["${department}01" =~ s/MGT/SAL/r], text => "from $department")], accept => 'application/json', cookie => '') for 1 .. 5;
}
my $twenty = 'CRM audit: 20 texts wait to be read.';

subtest 'nobody is named' => sub {
	for my $reader (qw(ana eva pia)) {
		as($reader);
		is(waits(), "$twenty Read free texts", "$reader is asked");
	}
	as('lea');
	is(waits(), '', 'who may not read is not');
	as('mila');
	is(waits(), '', 'nor is a manager, who does not read them');
	as('admin');
	is(waits(), "$twenty Accounts", 'administrators know how many, and where they say who reads');
	unlike($site->get('/today')->{body}, qr/from SAL|\Q$texts\E/, 'and no more');
	unlike($site->get($texts)->{body}, qr/Looked after/, 'nobody looks after them');
};

subtest 'an administrator names them' => sub {
	for my $at ('/admin/first', '/admin/users') {
		my $form = duties_form($site->get($at));
		is(choices($form, 'owner/texts'), 'ana eva pia', "$at: who has the right to single answers can be chosen");
		is(choices($form, 'deputy/texts'), 'ana eva pia', 'as deputy, too');
		is(choices($form, 'owner/kept'), 'admin second', 'answers kept aside are for administrators');
		is(chosen_in($form, $_), '', "$_: nobody yet") for qw(owner/texts deputy/texts owner/kept deputy/kept);
	}
	my ($step) = $site->get('/admin/first')->{body} =~ m{<section[^>]* id="readers">(.*?)</section>}s;
	like($step, qr{action="/admin/duties"}, 'on the first day where it is said who reads');
	my $csrf = $site->csrf($site->get('/admin/users'));
	my $try = sub { my ($next, %choice) = @_; return $site->post('/admin/duties', {csrf => $csrf, next => $next, 'owner/texts' => '', 'deputy/texts' => '', 'owner/kept' => '', 'deputy/kept' => '', %choice}) };
	my $same = $try->('users', 'owner/texts' => $id{ana}, 'deputy/texts' => $id{ana}, 'owner/kept' => $id{second});
	is($same->{status}, 422, 'owner and deputy are two');
	my $form = duties_form($same);
	like(text_of($form), qr/Owner and deputy are two people: choose another deputy\./, 'as it says');
	is(scalar(() = $form =~ /class="error"/g), 1, 'beside the one');
	is(join(' ', map { chosen_in($form, $_) } qw(owner/texts deputy/texts owner/kept)), 'ana ana second', 'with what was chosen');
	like($try->('first', 'deputy/texts' => $id{ana})->{body}, qr/Choose an owner before a deputy\./, 'a deputy is somebody\'s');
	for my $wrong (['owner/texts', $id{lea}], ['owner/texts', $id{mila}], ['owner/texts', $id{admin}], ['owner/texts', 999], ['owner/texts', 'ana'], ['owner/texts', -1], ['owner/kept', $id{ana}]) {
		is($try->('users', @$wrong)->{status}, 422, "$wrong->[0] $wrong->[1]: refused");
	}
	is(scalar sql($site->data, 'SELECT count(*) FROM duty'), 0, 'nothing of it is stored');
	is($try->('first', 'owner/texts' => $id{ana}, 'deputy/texts' => $id{eva})->{headers}{location}, '/admin/first', 'chosen');
	is(join(' ', map { chosen_in(duties_form($site->get('/admin/users')), $_) } qw(owner/texts deputy/texts)), 'ana eva', 'and shown');
	is_deeply([sql($site->data, 'SELECT queue, owner, deputy, attended FROM duty')], [['texts', $id{ana}, $id{eva}, day(0)]], 'from today on');
	is_deeply([sql($site->data, "SELECT actor, object, detail FROM trail WHERE action = 'duty.set'")], [['admin', 'texts', 'ana, deputy eva']], 'one row of the trail');
	is($try->('users', 'owner/texts' => $id{ana}, 'deputy/texts' => $id{eva})->{headers}{location}, '/admin/users?done=1', 'again the same');
	is(scalar sql($site->data, "SELECT count(*) FROM trail WHERE action = 'duty.set'"), 1, 'is no row');
};

subtest 'it passes on' => sub {
	# Who sees how many days after: any seven days have five that are worked.
	my $since = 'Free texts to read: not looked after since %s.';
	for my $case (
		# days, ana, eva, pia, admin
		[0, 1, 0, 0, 0, ''], [4, 1, 0, 0, 0, ''],
		[7, 1, 1, 0, 0, "$since eva is asked, too."],
		[11, 1, 1, 0, 0, "$since eva is asked, too."],
		[14, 1, 1, 0, 1, "$since Every administrator is asked, too."],
	) {
		my ($days, @asked) = @$case;
		my $passed = pop(@asked) =~ s/%s/date(-$days)/er;
		attended($days);
		for my $who (qw(ana eva pia admin)) {
			as($who);
			is(waits(), !shift @asked ? '' : join('|', $twenty . ($who eq 'admin' ? ' Accounts' : ' Read free texts'), $passed || ()), "$days days: $who");
		}
	}
	is((sql($site->data, "SELECT attended FROM duty WHERE queue = 'texts'"))[0][0], day(-14), 'looking at what waits is not looking after it');
	as('pia');
	my $page = $site->get($texts)->{body};
	like(text_of($page), qr/Looked after by ana, deputy eva\./, 'the texts say who does');
	my %one = values_of((split /(?=<section)/, $page)[1]);
	my ($csrf) = $page =~ /name="csrf" value="(\w+)"/;
	is($site->post($texts, {%one, csrf => $csrf, release => 1})->{status}, 303, 'whoever reads one');
	is((sql($site->data, "SELECT attended FROM duty WHERE queue = 'texts'"))[0][0], day(0), 'has looked after them');
	as('eva');
	is(waits(), '', 'and the deputy is free');
	as('admin');
	like(text_of($site->get($texts)->{body}), qr/You give it under Accounts.*Looked after by ana, deputy eva\./, 'administrators are told, too');
};

subtest 'texts that go unread' => sub {
	change_row("UPDATE raw_text SET since = '@{[day(-61)]}'");
	my %told = (ana => 1, eva => 1, admin => 1, second => 1, pia => 0, lea => 0);
	for my $who (sort keys %told) {
		as($who);
		is(scalar(grep { /nobody has read/ } split /\|/, waits()), $told{$who}, "$who: $told{$who}");
	}
	change_row("UPDATE raw_text SET since = '@{[day(-1)]}'");
};

subtest 'one who is not there' => sub {
	as('admin');
	my $csrf = $site->csrf($site->get('/admin/users'));
	my $nobody = $site->post('/admin/duties', {csrf => $csrf, 'owner/texts' => 99999});
	is($nobody->{status}, 422, 'an account that never was');
	like(text_of($nobody->{body}), qr/99999 may not do this: choose from the list\./, 'in words the interface has');
	is($site->post("/admin/users/$id{ana}/edit", {csrf => $csrf, role => 'analyst', rows => 1, disabled => 1})->{headers}{location}, '/admin/users?done=1', 'the owner is disabled');
	my $gone = 'Free texts to read: ana is disabled or may not do this any more: choose somebody else. Accounts';
	is(waits(), $gone, 'administrators are to choose another');
	my $form = duties_form($site->get('/admin/users'));
	like(text_of($form), qr/ana is disabled or may not do this any more: choose somebody else\./, 'where they do');
	is(choices($form, 'owner/texts'), 'eva pia', 'from those who are there');
	as('eva');
	is(waits(), 'CRM audit: 19 texts wait to be read. Read free texts', 'the deputy is asked at once');
	like(text_of($site->get($texts)->{body}), qr/Looked after by eva\./, 'and looks after them');
	as('pia');
	is(waits(), '', 'nobody else is');
	as('admin');
	is($site->post("/admin/users/$id{eva}/edit", {csrf => $csrf, role => 'analyst'})->{status}, 303, 'the deputy loses the right');
	is(waits(), "CRM audit: 19 texts wait to be read. Accounts|$gone", 'administrators are asked');
	as('pia');
	is(waits(), 'CRM audit: 19 texts wait to be read. Read free texts', 'and all who may, as where nobody is named');
	as('admin');
	$csrf = $site->csrf($site->get('/admin/users'));
	is($site->post('/admin/duties', {csrf => $csrf, next => 'users', 'owner/texts' => $id{pia}, 'deputy/texts' => ''})->{headers}{location}, '/admin/users?done=1', 'another owner');
	is(waits(), '', 'and administrators are free');
};

subtest 'nothing waits' => sub {
	change_row('DELETE FROM raw_text');
	attended(14);
	my $when = sub { return (sql($site->data, "SELECT attended FROM duty WHERE queue = '" . ($_[0] // 'texts') . "'"))[0][0] };
	my $rows = sub { return scalar sql($site->data, 'SELECT count(*) FROM trail') };
	as('admin');
	$site->get('/today');
	is($when->(), day(-14), 'others who see it do not look after it');
	as('pia');
	my $before = $rows->();
	is(waits(), '', 'the owner does');
	is($when->(), day(0), 'today');
	$site->get('/today');
	is($rows->(), $before, 'without a row of the trail');
};

subtest 'answers kept aside' => sub {
	my $id = uuid4();
	$site->post('/s/crm-audit-1', [audit_fields(id => $id, department => 'SUP', functions => ['SUP01'], detail => {A21 => $_})], accept => 'application/json', cookie => '') for 10, 20;
	my $kept = sub { return scalar grep { /was kept aside/ } split /\|/, waits() };
	for my $who (qw(admin second)) {
		as($who);
		is($kept->(), 1, "$who is asked while nobody is named");
	}
	my $csrf = $site->csrf($site->get('/admin/users'));
	is($site->post('/admin/duties', {csrf => $csrf, next => 'users', 'owner/kept' => $id{second}, 'deputy/kept' => ''})->{headers}{location}, '/admin/users?done=1', 'an owner');
	is($kept->(), 1, 'who is asked');
	as('admin');
	is($kept->(), 0, 'alone');
	attended(7, 'kept');
	like(waits(), qr/was kept aside.*Answers kept aside: not looked after since \Q@{[date(-7)]}\E\. Every administrator is asked, too\./, 'until it passes on: there is no deputy');
	as('pia');
	is($kept->(), 0, 'analysts never');
};

$site->stop;
done_testing;
