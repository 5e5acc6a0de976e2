# Results as the keeper stores them. Those of a large round are worked out by nobody else: pages say how far that
# is, show what was there before until the new is whole, and have the same figures as files and the shell.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Site;

my $people = 2200;	# more than are worked out while a reader waits
my $data = temp_folder() . '/data';
my ($status, $out, $err) = kiosk('demo', '--respondents', $people, '--seed', 11, '--data', $data,
	{env => {KIOSK_ADMIN_PASSWORD => PASSWORD}});
is $status, 0, 'a large company' or BAIL_OUT($err);
# Without the keeper that runs beside pages.
my $site = Site->new('cgi', $data);
my $round = '/results/crm-audit-1';
$site->login('admin', PASSWORD);

sub keep {
	my ($status, undef, $err) = run_command([build() . '/cgi-bin/keeper.fcgi', '--once'], env => {KIOSK_DATA => $data});
	is $status, 0, 'the keeper works' or diag $err;
}

# Hours saveable a week of each activity, as the page of the list says.
sub hours_of {
	my ($page) = @_;
	my %hours;
	$hours{$1} //= $2 while $page->{body} =~ m{data-figure="hours_saved:overall:([^"]+)"[^>]*>([^<]*)<}g;
	return \%hours;
}

subtest 'before it is worked out' => sub {
	my $page = $site->get($round);
	is $page->{status}, 200, 'the page is there';
	like text_of($page->{body}), qr/The list is being worked out/, 'and says why there is nothing on it';
	is $page->{headers}{refresh}, '5; url=?looked=1', 'it looks again by itself';
	unlike $page->{body}, qr/data-figure/, 'no figure';
	is $site->get("$round?first=5&looked=1")->{headers}{refresh}, '5; url=?first=5&looked=1', 'as it was asked for';
	my $since = time - 1200;
	my $seen = sub { run_command(['sqlite3', "$data/kiosk.db", "UPDATE session SET seen_at = $since"]); $site->get(@_); return scalar sql($data, 'SELECT max(seen_at) FROM session') };
	is $seen->("$round?looked=1"), $since, 'by which nobody stays signed in';
	cmp_ok $seen->($round), '>', $since, 'but who comes does';
	run_command(['sqlite3', "$data/kiosk.db", 'INSERT INTO computing (round, done, total) VALUES (1, 1024, 2200)']);
	like text_of($site->get($round)->{body}), qr/1,024 of 2,200 answers are read/, 'how far it is';
	for my $form ('requirement', 'baseline', 'quarter', 'agenda', 'exec') {
		my $page = $site->get("$round/$form");
		is $page->{headers}{refresh}, undef, "$form keeps what is being typed";
		like text_of($page->{body}), qr/The list is being worked out\. 1,024 of/, 'and does not say that it looks again';
	}
	like $site->get("$round/requirement")->{body}, qr/<option value="SAL01"/, 'a requirement can be about an activity';
	for my $path ("$round/priorities", "$round/brief", "$round/agenda", "$round/baseline", "$round/quarter", '/results', '/today') {
		is $site->get($path)->{status}, 200, "$path waits for nothing";
	}
};

my $before;
subtest 'worked out' => sub {
	keep();
	my $page = $site->get("$round/priorities");
	unlike text_of($page->{body}), qr/being worked out/, 'no word of it any more';
	is $page->{headers}{refresh}, undef, 'nor does the page look again';
	$before = hours_of($page);
	cmp_ok scalar(keys %$before), '>', 15, 'activities with their hours';
	is((sql($data, 'SELECT count(*) FROM computing')), 0, 'nothing is under way');
	my ($status, $csv) = kiosk('priorities', 'crm-audit-1', '--csv', '--data', $data);
	is $status, 0, 'the same by the shell';
	my (undef, $anew) = kiosk('priorities', 'crm-audit-1', '--csv', '--draws', 2000, '--data', $data);
	is $csv, $anew, 'to the last digit what is worked out anew';
	for my $n (3, 5, 10) {
		is $site->get("$round?first=$n")->{status}, 200, "the first $n";
	}
};

subtest 'the list before what was answered' => sub {
	run_command(['sqlite3', "$data/kiosk.db", q{UPDATE computed SET what = 'aside' WHERE what = 'summaries'}]);
	my $page = $site->get($round);
	like text_of($page->{body}), qr/The answers are being counted/, 'what is still worked out';
	unlike text_of($page->{body}), qr/Nothing is shown yet/, 'beside a list it is not said that there is none';
	is $page->{headers}{refresh}, '5; url=?looked=1', 'the page looks again by itself';
	like $page->{body}, qr/data-figure/, 'which is there';
	is $site->get("$round/functions/SAL01")->{status}, 200, 'so are its activities';
	run_command(['sqlite3', "$data/kiosk.db", q{UPDATE computed SET what = 'summaries' WHERE what = 'aside'}]);
	unlike text_of($site->get($round)->{body}), qr/being counted/, 'counted';
};

subtest 'no answer is looked at again' => sub {
	run_command(['sqlite3', "$data/kiosk.db", 'ALTER TABLE settled RENAME TO settled_aside']);
	my $page = $site->get("$round/priorities");
	is_deeply hours_of($page), $before, 'the list stands as it is stored' or diag substr $page->{body}, 0, 300;
	run_command(['sqlite3', "$data/kiosk.db", 'ALTER TABLE settled_aside RENAME TO settled']);
};

subtest 'other weights' => sub {
	my $page = $site->get("$round/priorities");
	my %fields = map { @$_ } fields_of($page->{body});
	my %other = (w_time => 0.05, w_pain => 0.8);
	my $tried = $site->post("$round/weights", {%fields, %other, try => 1});
	is $tried->{status}, 200, 'are tried out with what is stored';
	my $kept = $site->post("$round/weights", {%fields, %other});
	is $kept->{status}, 303, 'and kept';
	my $old = $site->get("$round/priorities");
	like text_of($old->{body}), qr/A newer list is being worked out; you see the one before/, 'the list before is shown as such';
	is_deeply hours_of($old), $before, 'whole';
	is $old->{headers}{refresh}, undef, 'and is not taken from who reads it';
	my %panel = map { @$_ } fields_of($old->{body});
	is "$panel{w_time} $panel{w_pain}", '0.05 0.8', 'the panel has the weights that are kept: a second press takes none of them back';
	my $frozen = $site->post("$round/baseline", {csrf => $panel{csrf}, act => 'freeze', note => 'first'});
	is $frozen->{status}, 429, 'nothing is frozen of the list before';
	like text_of($frozen->{body}), qr/A newer list is being worked out: try again in a moment/, 'which is said';
	keep();
	my $new = $site->get("$round/priorities");
	unlike text_of($new->{body}), qr/being worked out/, 'until the new one is whole';
	isnt join(' ', $new->{body} =~ /data-figure="rank:overall:([^"]+)"/g), join(' ', $old->{body} =~ /data-figure="rank:overall:([^"]+)"/g),
		'in another order';
};

subtest 'a backup' => sub {
	my $file = temp_folder() . '/copy.db';
	is((kiosk('backup', $file, '--data', $data))[0], 0, 'is made');
	my ($status, $rows) = run_command(['sqlite3', $file, 'SELECT count(*) FROM computed']);
	is $rows, "0\n", 'without what can be worked out anew';
	cmp_ok -s $file, '<', (-s "$data/kiosk.db") / 2, 'and is small';
};

subtest 'what is erased' => sub {
	is((kiosk('erase', '--round', 'crm-audit-1', '--data', $data))[0], 0, 'all answers of the round');
	is((sql($data, 'SELECT count(*) FROM computed')), 0, 'nothing that was worked out with them stays');
	unlike $site->get($round)->{body}, qr/data-figure="hours_saved/, 'on no page either';
};

subtest 'a large round without a list' => sub {
	kiosk('form', 'add', 'www/forms/pilot-feedback', '--data', $data);
	kiosk('prototype', 'add', 'tests/data/pilot/prototypes.csv', '--data', $data);
	kiosk('round', 'open', '--form', 'pilot-feedback', '--title', 'Tried', '--code', 'tried', '--subject', 'CRM', '--data', $data);
	run_command(['sqlite3', "$data/kiosk.db", "INSERT INTO release (round, seq, day, reason, submissions) SELECT id, 1, date(), 'answers', 3000 FROM round WHERE code = 'tried'"]);
	my $page = $site->get('/results/tried');
	like text_of($page->{body}), qr/The answers are being counted/, 'its answers are counted';
	unlike text_of($page->{body}), qr/The first list is made/, 'it is not told when its first list comes';
	is $page->{headers}{refresh}, '5; url=?looked=1', 'the page looks again by itself';
	keep();
	$page = $site->get('/results/tried');
	unlike text_of($page->{body}), qr/being counted/, 'counted';
	is $page->{headers}{refresh}, undef, 'and done';
};

done_testing;
