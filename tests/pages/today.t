# What waits for whom: the page of the day by role, the first day of a new kiosk, and what rests on a list.
use strict;
use warnings;
use POSIX ();
use Test::More;
use Html;
use Kiosk;
use Site;

my $round = '/results/crm-audit-1';
my $site = Site->new('fcgi', new_kiosk());
sub day { return POSIX::strftime('%Y-%m-%d', gmtime(time + 86400 * $_[0])) }
my @months = qw(January February March April May June July August September October November December);
sub date { my ($y, $m, $d) = split /-/, $_[0]; return sprintf "%d\xc2\xa0%s %d", $d, $months[$m - 1], $y }
# What waits, and what is new, each with its link.
sub waits { my ($page) = @_; return [map { words($_) } $page->{body} =~ m{<p class="warning">(.*?)</p>}gs] }
sub news { my ($page) = @_; return [map { words($_) } $page->{body} =~ m{<p class="notice">(.*?)</p>}gs] }
# A step of the first day: {done, its words}.
sub step {
	my ($page, $name) = @_;
	my %step = entries($page->{body}, 'section');
	return [($step{$name} // '') =~ /badge good/ ? 'done' : 'open', $step{$name} // ''];
}

my $in = $site->login('admin', PASSWORD);
subtest 'the first day' => sub {
	is($in->{headers}{location}, '/admin/first', 'is where a new administrator lands');
	is_deeply(waits($site->get('/today')), ['Company and numbers of people are not confirmed yet. The first day'], 'and waits on the page of the day');
	my $page = $site->get('/admin/first');
	is(join(' ', map { $_->[0] } map { [$_] } $page->{body} =~ /<section class="card stack" id="([\w-]+)"/g), 'company-step audit practice poster readers second backup', 'its steps');
	is_deeply([map { $_->[1] } grep { $_->[0] eq '/admin/settings' } links_in(step($page, 'backup')->[1])], ['Name the folder'], 'each leads where it is done');
	unlike(text_of($page->{body}), qr/\bfirst\.\w/, 'in words');
	is(step($page, $_)->[0], 'open', "$_: open") for qw(company-step audit readers second);
	my $confirmed = $site->post('/admin/setup', {values_of(step($page, 'company-step')->[1]), company => 'Acme', 'people/SAL' => 20, 'people/MKT' => 8, 'people/SUP' => 12, 'people/MGT' => 6});
	is($confirmed->{headers}{location}, '/admin/first', 'the company is confirmed on the page itself');
	$page = $site->get('/admin/first');
	is(step($page, 'company-step')->[0], 'done', 'done');
	# The last day is filled in: three weeks.
	my %fields = values_of(step($page, 'audit')->[1]);
	is($fields{to}, day(21), 'three weeks');
	my $saved = $site->post('/admin/rounds/crm-audit-1/edit', [fields_of_step($page, 'audit')]);
	is($saved->{headers}{location}, '/admin/first', 'saved, and back');
	is((sql($site->data, "SELECT to_day, title, languages FROM round"))[0][0], day(21), 'in the round');
	$page = $site->get('/admin/first');
	is(step($page, 'audit')->[0], 'done', 'done');
	like(words(step($page, 'audit')->[1]), qr/CRM audit: until \Q@{[date(day(21))]}\E/, 'and until when');
	is($site->get('/s/crm-audit-1')->{status}, 200, 'people are asked');
	# A practice answer counts nowhere.
	like(step($page, 'practice')->[1], qr{href="/admin/forms/crm-audit/preview"}, 'a practice answer');
	is($site->get('/admin/forms/crm-audit/preview')->{status}, 200, 'is there');
	is(kiosk('user', 'add', 'second', '--role', 'admin', '--data', $site->data) ? 1 : 0, 1, 'another administrator');
	is(step($site->get('/admin/first'), 'second')->[0], 'done', 'done');
	kiosk('user', 'add', $_, '--role', 'analyst', '--rows', '--data', $site->data) for 'ana';
	is(step($site->get('/admin/first'), 'readers')->[0], 'open', 'one who reads is not enough');
	kiosk('user', 'add', $_, '--role', 'analyst', '--rows', '--data', $site->data) for 'bea';
	is(step($site->get('/admin/first'), 'readers')->[0], 'done', 'two are');
	is(step($page, 'backup')->[0], 'open', 'no copy is anywhere else');
	kiosk('backup', temp_folder() . '/copy.db', '--data', $site->data);
	is(step($site->get('/admin/first'), 'backup')->[0], 'done', 'a backup is made');
	is_deeply(waits($site->get('/today')), [], 'nothing waits');
	like(text_of($site->get('/today')->{body}), qr/Nothing needs you at the moment\./, 'and it is said');
};

sub fields_of_step { my ($page, $name) = @_; return map { @$_ } fields_of(step($page, $name)->[1]) }

for my $department (qw(SAL MKT SUP MGT)) {
	$site->post('/s/crm-audit-1', [audit_fields(department => $department, functions => ["${department}01" =~ s/MGT/SAL/r], text => "from $department")], accept => 'application/json', cookie => '') for 1 .. 5;
}
my $today = date(day(0));

subtest 'who reads' => sub {
	my $page = $site->get('/today');
	is_deeply(news($page), ["CRM audit: new list of $today. Overview"], 'the list is new');
	like(join('|', @{waits($page)}), qr/^CRM audit: 20 texts wait to be read\. Accounts\|?/, 'an administrator without the right is told how many, and where it is given');
	unlike($page->{body}, qr{$round/texts}, 'and has no link that is not theirs');
	is($site->enter('rita', '--role', 'analyst', '--rows')->{headers}{location}, '/today', 'an analyst lands on the day');
	$page = $site->get('/today');
	like(join('|', @{waits($page)}), qr/^CRM audit: 20 texts wait to be read\. Read free texts\|?/, 'twenty wait');
	like($page->{body}, qr{<a href="$round/texts">}, 'where they are read');
	unlike($page->{body}, qr{/admin/rounds}, 'no link that is not theirs');
	is_deeply([map { $_->[0] } grep { $_->[1] eq 'CRM audit' } links_in($page->{body})], [$round], 'the open round leads to its results');
	is($site->enter('lea', '--role', 'analyst')->{headers}{location}, '/today', 'one without the right');
	unlike($site->get('/today')->{body}, qr/wait to be read/, 'is told of none');
};

subtest 'texts that go unread' => sub {
	my $arrived = sub { run_command(['sqlite3', '-cmd', '.timeout 5000', $site->data . '/kiosk.db', "UPDATE raw_text SET since = '@{[day(-$_[0])]}'"]) };
	my $told = sub { return [grep { /nobody has read/ } @{waits($site->get('/today'))}] };
	my $as = sub { $site->forget; return $site->login($_[0], PASSWORD) };
	my $date = sub { return "CRM audit: texts that nobody has read are deleted from @{[date(day($_[0]))]} on." };
	# Kept for 90 days, and told 30 before.
	$arrived->(60);
	$as->('rita');
	is_deeply($told->(), [], 'a month and a day before: nothing');
	$arrived->(61);
	is_deeply($told->(), [$date->(30) . ' Read free texts'], 'a month before: a word to who reads');
	$as->('lea');
	is_deeply($told->(), [], 'who may not read is not told');
	$as->('admin');
	is_deeply($told->(), [$date->(30) . ' Accounts'], 'administrators, who say who reads, are');
	like($site->get('/today')->{body}, qr{are deleted from [^<]* on\. <a href="/admin/users">}, 'where that is said');
};

subtest 'who decides' => sub {
	is($site->enter('mila', '--role', 'manager')->{headers}{location}, "$round/brief", 'a manager lands on the brief');
	is_deeply(news($site->get('/today')), ["CRM audit: new list of $today. Brief"], 'which is what is new');
	my $page = $site->get('/decisions');
	is_deeply([map { [@$_] } grep { $_->[0] =~ m{^$round/} } links_in($page->{body})], [["$round/brief", 'Brief'], ["$round/baseline", 'Requirements baseline'],
		["$round/agenda", 'Disagreement agenda'], ["$round/exec", 'What executives want'], ["$round/quarter", 'Goals and progress'], ["$round/roster", 'People of the project']], 'what rests on the list');
	like(words(($page->{body} =~ m{<li class="card">(.*?)</li>}s)[0]), qr/^CRM audit Brief figures of \Q$today\E No version of the requirements yet/, 'and how far it is');
	$site->forget;
	$site->login('admin', PASSWORD);
	my $csrf = $site->csrf($site->get("$round/baseline"));
	$site->post("$round/roster", {csrf => $csrf, id => '', name => 'Eva', role => 'sponsor', hours => 1, act => 'save'});
	$site->post("$round/requirement", {csrf => $csrf, id => '', text => 'It records leads', why => '', activity => 'SAL01', test => '', level => 'must', owner => '', depends => ''});
	$site->post("$round/baseline", {csrf => $csrf, act => 'freeze'});
	my ($waits) = grep { /requirements/ } @{waits($site->get('/today'))};
	my ($status) = words($site->get('/decisions')->{body}) =~ /version 1: (.*?) Requirements baseline/i;
	ok(length($status // ''), 'a version') or diag words($site->get('/decisions')->{body});
	is($waits, "CRM audit, requirements: $status Requirements baseline", 'waits to be signed, by the same words');
	like(text_of($site->get("$round/baseline")->{body}), qr/\Q$status\E/, 'as on its own page');
	my $sheet = $site->post("$round/agenda", {csrf => $csrf, act => 'open', ballots => 5});
	my $open = $sheet->{status} == 200;
	is(scalar(grep { /a vote is open/ } @{waits($site->get('/today'))}), $open ? 1 : 0, 'a vote that is open waits, too');
};

subtest 'a round without a list' => sub {
	my $file = temp_folder() . '/short.csv';
	write_file($file, "type,name,label\ntext,a,What else?\n");
	my ($status, undef, $err) = kiosk('form', 'add', $file, '--data', $site->data);
	is($status, 0, 'a form that asks for no activities') or diag $err;
	($status, undef, $err) = kiosk('round', 'open', '--form', 'short', '--title', 'Listless', '--code', 'listless', '--data', $site->data);
	is($status, 0, 'opened') or diag $err;
	my $parts = ($site->get('/results/listless')->{body} =~ m{<nav class="tabs parts no-print"(.*?)</nav>}s)[0];
	is_deeply([map { $_->[0] } links_in($parts)], ['/results/listless', '/results/listless/export'], 'has no parts that rest on one');
	unlike($site->get('/decisions')->{body}, qr{/results/listless}, 'and nothing to decide');
};

$site->stop;
done_testing;
