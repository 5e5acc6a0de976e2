# The machine's clock jumps: answers are taken by any clock and none is lost; nothing is deleted or closed
# by date until the clock is right again or an administrator confirms it; a round closed in haste is
# opened again; and everybody gets in.
use strict;
use warnings;
use Test::More;
use POSIX ();
use Time::HiRes qw(sleep);
use Kiosk;
use Server;

my ($library) = grep { -e } glob('/usr/lib/*/faketime/libfaketimeMT.so.1'), '/usr/lib/faketime/libfaketimeMT.so.1';
plan skip_all => 'faketime is not installed' if !$library;
my %faked = (LD_PRELOAD => $library, FAKETIME_DONT_FAKE_MONOTONIC => 1);

sub day { return POSIX::strftime('%Y-%m-%d', gmtime(time + 86400 * $_[0])) }

# A command of the kiosk with a clock `days` off.
sub kiosk_on {
	my ($days, @args) = @_;
	return kiosk(@args, {env => {%faked, FAKETIME => sprintf '%+dd', $days}});
}

sub change { is((run_command(['sqlite3', '-cmd', '.timeout 5000', "$_[0]/kiosk.db", $_[1]]))[0], 0, $_[2]) }

# Twenty answers in a closed round; an open round that ends in 20 days, with one; kept for a year.
sub company {
	my $data = temp_folder() . '/data';
	my ($status, $out, $err) = kiosk('demo', '--respondents', 20, '--seed', 1, '--data', $data, {env => {KIOSK_ADMIN_PASSWORD => PASSWORD}});
	is($status, 0, 'a company') or diag $err;
	is((kiosk('round', 'close', 'crm-audit-1', '--data', $data))[0], 0, 'its round is closed');
	is((kiosk('round', 'open', '--form', 'crm-audit', '--title', 'Autumn', '--code', 'autumn', '--to', day(20), '--data', $data))[0], 0, 'another is open');
	change($data, "INSERT INTO setting (key, value) VALUES ('retention_days', '365'), ('timezone', 'UTC') ON CONFLICT (key) DO UPDATE SET value = excluded.value", 'answers are kept for a year');
	return $data;
}

# A kiosk whose clock is `days` off, served long enough to have done all that it does by itself.
sub served {
	my ($data, $days) = @_;
	my $server = Server->start(data => $data, env => $days ? {%faked, FAKETIME => sprintf '%+dd', $days} : {});
	sleep 2.5;
	return $server;
}

sub answers { return scalar sql($_[0], "SELECT count(*) FROM submission s JOIN round r ON r.id = s.round WHERE r.code = '$_[1]'") }
sub is_open { return scalar sql($_[0], "SELECT count(*) FROM round WHERE code = 'autumn' AND closed_day IS NULL") }
sub submit {
	my ($server, $round, @fields) = @_;
	return $server->fast('POST', "/s/$round", form_body(audit_fields(@fields)), Accept => 'application/json');
}
sub overview { $_[0]->login('admin', PASSWORD); return $_[0]->curl('/admin', cookies => 1)->{body} }
my $notice = qr/The clock has jumped/;

subtest 'ten years on, a leap into 2100, a year back' => sub {
	my $data = company();
	my $wanted = 0;
	my $to_2100 = int((POSIX::mktime(0, 0, 12, 1, 2, 200) - time) / 86400);
	for my $days (3650, $to_2100, -365, -1) {
		subtest "$days days" => sub {
			my $server = served($data, $days);
			is(answers($data, 'crm-audit-1'), 20, 'no answer is deleted');
			is(is_open($data), 1, 'the open round is open');
			like($server->log, qr/the clock says @{[day($days)]}, the last day known is @{[day(0)]}: nothing is deleted or closed/, 'the log says so');
			my $id = uuid4();
			is(submit($server, 'autumn', id => $id, text => 'Marked words')->{status}, 201, 'an answer is taken') && $wanted++;
			is(submit($server, 'autumn', id => $id, hours => 25)->{status}, 409, 'and known: another under its key is not');
			is(answers($data, 'autumn'), $wanted, 'it is there');
			is(sql($data, "SELECT day FROM submission WHERE hex(id) = upper(replace('$id', '-', ''))"), $days > 0 ? day($days) : day(0),
				'on the later of both days');
			is($server->login('admin', 'wrong')->{status}, 403, 'a wrong password is wrong') if $days == 3650;
			my $page = overview($server);
			like($page, $notice, 'the overview says so');
			like($page, qr/name="day" value="@{[day($days)]}"/, 'with the date to confirm');
			like($page, qr/20 answers are deleted/, 'and that twenty answers wait') if $days > 0;
			like($page, qr/Autumn.*closes/, 'and the round') if $days > 0;
			unlike($page, qr/answers are deleted|closes:/, 'and that nothing waits') if $days < 0;
			is($server->curl('/admin/rounds/autumn', cookies => 1)->{status}, 200, 'and everything else works');
			is($server->stop, 0, 'it ends');
			my ($status, $out) = kiosk_on($days, 'check', '--data', $data);
			is($status, 0, 'check passes');
			like($out, qr/^clock: @{[day($days)]} is in doubt/m, 'and says so');
			($status, $out) = kiosk_on($days, 'clock', 'show', '--data', $data);
			like($out, $days > 0 ? qr/^waiting: 20 answers/m : qr/^waiting: nothing/m, 'and clock show what waits');
		};
	}
	my $server = served($data, 0);
	is(answers($data, 'crm-audit-1'), 20, 'the clock is right again: every answer is there');
	is(answers($data, 'autumn'), $wanted, 'those that came meanwhile too');
	is(scalar(grep { $_->[1] eq 'Marked words' } raw_texts($data)), $wanted, 'with their texts');
	is(scalar sql($data, "SELECT count(*) FROM submission WHERE day > '@{[day(0)]}'"), 0, 'none of them dated ahead any more');
	is(is_open($data), 1, 'the round is open');
	unlike(overview($server), $notice, 'and nobody is asked');
	unlike((kiosk('check', '--data', $data))[1], qr/doubt/, 'nor does check');
	is($server->stop, 0, 'it ends');
};

subtest 'thirty-nine and forty-one days' => sub {
	my $data = company();
	my $server = served($data, 39);
	unlike(overview($server), $notice, 'a kiosk that was off for 39 days asks nobody');
	is(is_open($data), 0, 'and closes what is past');
	is($server->stop, 0, 'it ends');
	$data = company();
	$server = served($data, 41);
	my $page = overview($server);
	like($page, $notice, 'one that was off for 41 days asks');
	is(is_open($data), 1, 'and closes nothing yet');
	my $csrf = $server->csrf('/admin');
	my $post = sub { $server->curl('/admin/clock', cookies => 1, fields => {csrf => $csrf, day => $_[0]}) };
	$post->(day(40));
	is(is_open($data), 1, 'a date that is not the one shown confirms nothing');
	my $answer = $post->(day(41));
	is($answer->{status}, 303, 'it is confirmed');
	like($server->curl('/admin?done=clock', cookies => 1)->{body}, qr/The date is confirmed/, 'the page says so');
	ok(until_true(10, sub { !is_open($data) }), 'and what waited is done');
	unlike($server->curl('/admin', cookies => 1)->{body}, $notice, 'once');
	like(join("\n", map { "@$_" } sql($data, 'SELECT actor, action, detail FROM trail')), qr/^admin clock\.confirm @{[day(41)]}; the last day known was @{[day(0)]}$/m,
		'the trail knows');
	is($server->stop, 0, 'it ends');

	# Opened again, as it was closed by a date that is not today's.
	my ($status, $out, $err) = kiosk_on(41, 'round', 'reopen', 'autumn', '--data', $data);
	is($status, 0, 'the round is reopened') or diag $err;
	is(is_open($data), 1, 'and open');
	is((kiosk_on(41, 'round', 'reopen', 'autumn', '--data', $data))[0], 2, 'once is enough');
};

subtest 'confirmed at the shell' => sub {
	my $data = company();
	my ($status, $out, $err) = kiosk_on(3650, 'clock', 'confirm', '--data', $data);
	is($status, 0, 'done') or diag $err;
	like($out, qr/^clock: @{[day(3650)]}, believed$/m, 'it says so');
	is((kiosk_on(3650, 'clock', 'confirm', '--data', $data))[0], 2, 'there is nothing more to confirm');
	my $server = served($data, 3650);
	ok(until_true(20, sub { !answers($data, 'crm-audit-1') }), 'what waited is done');
	is(is_open($data), 0, 'all of it');
	is(scalar sql($data, 'SELECT count(*) FROM round_archive'), 1, 'the aggregates are kept');
	is($server->stop, 0, 'it ends');
	like((kiosk('clock', 'show', '--data', $data))[1], qr/^clock: @{[day(0)]}, in doubt: behind/m, 'and with the clock back it asks once more');
	is((kiosk('round', 'reopen', 'crm-audit-1', '--data', $data))[0], 2, 'a round whose answers are gone is not reopened');
};

subtest 'reopened in the browser' => sub {
	my $data = company();
	my $server = served($data, 0);
	my $page = overview($server);
	my $round = sub { $server->curl('/admin/rounds/crm-audit-1' . ($_[0] // ''), cookies => 1, $_[1] ? (fields => $_[1]) : ()) };
	my $csrf = $server->csrf('/admin');
	is($server->submit->{status}, 410, 'the closed round takes no answers');
	like($round->()->{body}, qr/Reopen the round/, 'it offers to be reopened');
	my $refused = $round->('/reopen', {csrf => $csrf, to => day(-1)});
	is($refused->{status}, 422, 'a last day that has passed is refused');
	like($refused->{body}, qr/has passed: choose a later one/, 'in words');
	is($round->('/reopen', {csrf => $csrf, to => day(5)})->{status}, 303, 'reopened');
	like($round->('?done=reopened')->{body}, qr/open again/, 'it says so');
	is($server->submit->{status}, 201, 'answers are taken');
	is($round->('/reopen', {csrf => $csrf})->{status}, 409, 'once is enough');
	is($round->('/close', {csrf => $csrf})->{status}, 303, 'closed again');
	is(join(' ', map { $_->[0] } sql($data, "SELECT action FROM trail WHERE object = 'crm-audit-1' ORDER BY seq DESC LIMIT 2")), 'round.close round.reopen', 'the trail knows both');
	is(scalar sql($data, "SELECT count(*) FROM release x JOIN round r ON r.id = x.round WHERE code = 'crm-audit-1' AND reason = 'closing'"), 1, 'one answer more makes no other list');
	change($data, "UPDATE round SET closed_day = '@{[day(-31)]}' WHERE code = 'crm-audit-1'", 'a month passes');
	is($server->stop, 0, 'it ends');
	$server = served($data, 0);
	ok(until_true(10, sub { scalar sql($data, "SELECT final_day FROM round WHERE code = 'crm-audit-1'") }), 'it is final');
	ok(until_true(10, sub { slurp_file("$data/keys") !~ /^round crm-audit-1 /m }), 'without its key');
	overview($server);
	unlike($round->()->{body}, qr/Reopen the round/, 'and offers nothing');
	my ($status, $out, $err) = kiosk('round', 'reopen', 'crm-audit-1', '--data', $data);
	is($status, 2, 'nor at the shell');
	like($err, qr/final since @{[day(0)]}/, 'which says why');
	is($server->stop, 0, 'it ends');
};

subtest 'set while it runs, back and forward again' => sub {
	my $data = company();
	my $file = "$data/../time";
	my $set = sub { write_file($file, "$_[0]\n") };
	$set->('+0');
	my $server = Server->start(data => $data, env => {%faked, FAKETIME_TIMESTAMP_FILE => $file, FAKETIME_NO_CACHE => 1});
	sleep 2.5;
	overview($server);
	my $asks = sub { return $server->curl('/admin', cookies => 1)->{body} =~ $notice };
	ok(!$asks->(), 'all is well');
	$set->('+2h');
	ok(until_true(10, sub { scalar sql($data, 'SELECT stepped IS NOT NULL FROM clock') }), 'two hours on is seen');
	overview($server);
	ok($asks->(), 'and asked for');
	$set->('+0');
	ok(until_true(10, sub { scalar sql($data, 'SELECT stepped IS NULL FROM clock') }), 'set right again it goes by itself');
	$set->('+30d');
	ok(until_true(10, sub { scalar sql($data, 'SELECT stepped IS NOT NULL FROM clock') }), 'thirty days on is seen');
	sleep 2.5;
	is(is_open($data), 1, 'and closes nothing');
	is(submit($server, 'autumn')->{status}, 201, 'answers are taken');
	is($server->stop, 0, 'it ends');
	$set->('+30d');
	$server = served($data, 30);
	sleep 2.5;
	is(is_open($data), 1, 'nor does it after a start');
	my $page = overview($server);
	like($page, $notice, 'until somebody confirms');
	$server->curl('/admin/clock', cookies => 1, fields => {csrf => $server->csrf('/admin'), day => day(30)});
	ok(until_true(10, sub { !is_open($data) }), 'and then it does');
	is($server->stop, 0, 'it ends');
};
# Two weeks have ten working days, wherever they begin; eleven days have nine at most.
subtest 'a first list, when a department says nothing' => sub {
	my $data = temp_folder() . '/data';
	is((kiosk('init', '--data', $data, {env => {KIOSK_ADMIN_PASSWORD => PASSWORD}}))[0], 0, 'a kiosk');
	my $lists = sub { return scalar sql($data, 'SELECT count(*) FROM release') };
	my $server = Server->start(data => $data);
	is(submit($server, 'crm-audit-1', department => 'SAL', functions => ['SAL01'])->{status}, 201, 'sales answer') for 1 .. 6;
	is(submit($server, 'crm-audit-1', department => 'SUP', functions => ['SUP01'])->{status}, 201, 'and one of support');
	$server->stop;
	is($lists->(), 0, 'no list yet');
	served($data, 11)->stop;
	is($lists->(), 0, 'nor after eleven days');
	$server = served($data, 14);
	is($lists->(), 1, 'after two weeks there is one');
	$server->login('admin', PASSWORD);
	my $page = $server->curl('/results/crm-audit-1', cookies => 1)->{body};
	like($page, qr/6 usable answers/, 'of the six, without the one');
	$server->stop;
};

done_testing;
