# Nothing in the folder tells in which order answers came (method F, P8): the same answers, sent in two
# orders and settled at other moments, leave the same bytes in every table and index they touch, and a
# copy of each alone.
use strict;
use warnings;
use Test::More;
use Crowd;
use Kiosk;
use Site;

my $start = new_kiosk();
my ($status, $out) = kiosk(qw(round open --form crm-audit --title Coded --code coded --codes 4 --data), $start);
is($status, 0, 'a round with codes');
my @codes = $out =~ /^(\w+,\w{5}-\w{5})\r?$/mg;
is(scalar @codes, 16, 'of four departments');

# Four of each department in either round: no release falls due, which would tell which came before it.
my @sent;
for my $i (0 .. $#codes) {
	my ($department, $code) = split /,/, $codes[$i];
	push @sent, ['/s/crm-audit-1', [audit_fields(department => $department, id => uuid4(), text => "Marked words $i of mine"), device => "tablet $i"]];
	push @sent, ['/s/coded', [audit_fields(department => $department, id => uuid4(), text => "Other words $i of mine"), code => $code]];
}

sub keep {
	my ($data) = @_;
	local $ENV{KIOSK_DATA} = $data;
	my ($status, undef, $err) = run_command([build() . '/cgi-bin/keeper.fcgi', '--once']);
	is($status . $err, '0', 'the keeper does its work and ends');
}

# The kiosk as it is when these were sent one after the other, the keeper at work behind some of them.
sub kiosk_after {
	my ($keeps, @posts) = @_;
	my $data = temp_folder() . '/data';
	run_command(['cp', '-a', $start, $data]);
	my $site = Site->new('cgi', $data);
	my $n = 0;
	for my $post (@posts) {
		my $answer = $site->post(@$post, accept => 'application/json');
		$n++;
		is($answer->{status}, 201, 'stored') or diag $answer->{body};
		keep($data) if grep { $_ == $n } @$keeps;
	}
	keep($data);
	return $data;
}

# Of each table and index the cells of its leaves, page by page as they stand in the file.
sub leaves {
	my ($data) = @_;
	my $file = slurp_file("$data/kiosk.db");
	my $size = unpack 'n', substr $file, 16, 2;
	my %bytes;
	for (sql($data, "SELECT name, pageno FROM dbstat WHERE pagetype IN ('leaf', 'overflow') ORDER BY name, path")) {
		my ($name, $page) = @$_;
		$bytes{$name} .= substr $file, ($page - 1) * $size, $size;
	}
	return \%bytes;
}

my @other = reverse @sent;
push @other, splice @other, 5, 9;
my @kiosks = (kiosk_after([7, 20], @sent), kiosk_after([3, 12, 29], @other));
my ($one, $two) = map { leaves($_) } @kiosks;
cmp_ok(length $one->{settled}, '>', 8192, 'there are pages to compare');
# Times of device hints, for half an hour, are in `recent`; keys of the trail's rows in no page of answers.
for my $name (sort grep { !/^(?:recent|recent_at|sqlite_autoindex_recent_1|trail)$/ } keys %$one) {
	ok($one->{$name} eq ($two->{$name} // ''), "$name holds the same bytes");
}

for my $data (@kiosks) {
	is(scalar sql($data, 'SELECT count(*) FROM inbox'), 0, 'the inbox is empty');
	is(scalar sql($data, 'SELECT count(*) FROM settled'), scalar @sent, 'and all are settled');
	is(scalar sql($data, 'SELECT count(*) FROM settled a JOIN settled b ON b.number > a.number AND b.id < a.id AND b.round = a.round'), 0,
		'in the order of their ids');
	is_deeply([map { $_->[0] } sql($data, 'SELECT text FROM raw_text ORDER BY round, token')], [map { $_->[0] } sql($kiosks[0], 'SELECT text FROM raw_text ORDER BY round, token')],
		'own words stand by themselves, in an order that is neither');
	is(scalar sql($data, 'SELECT count(*) FROM raw_text'), scalar @sent, 'all of them');
	is(-s "$data/kiosk.db-wal", 0, 'nothing is left in the write-ahead log');
	my $file = slurp_file("$data/kiosk.db");
	my @twice = grep { (() = $file =~ /\Q$_\E/g) != 1 } map { ("Marked words $_ of mine", "Other words $_ of mine") } 0 .. $#codes;
	is("@twice", '', 'and no copy of an answer on a page that is free');
}

# A backup made while answers wait holds none that wait, and no more of an order than the kiosk does.
my @copies = map {
	my ($data, $posts) = (temp_folder() . '/data', $_);
	run_command(['cp', '-a', $start, $data]);
	my $site = Site->new('cgi', $data);
	$site->post(@$_, accept => 'application/json') for @$posts;
	is(scalar sql($data, 'SELECT count(*) FROM inbox'), scalar @sent, 'all wait');
	my $copy = temp_folder();
	is((kiosk('backup', "$copy/kiosk.db", '--data', $data))[0], 0, 'a backup');
	is(scalar sql($data, 'SELECT count(*) FROM inbox'), scalar @sent, 'and they wait on') if $posts == \@sent;
	is(scalar sql($copy, 'SELECT count(*) FROM inbox'), 0, 'not so in the copy');
	is(scalar sql($copy, 'SELECT count(*) FROM settled'), scalar @sent, 'which has them all');
	leaves($copy);
} \@sent, \@other;
for my $name (sort grep { !/^(?:recent|recent_at|sqlite_autoindex_recent_1|trail|kiosk)$/ } keys %{$copies[0]}) {
	ok($copies[0]{$name} eq ($copies[1]{$name} // ''), "$name holds the same bytes in both copies");
}

# A large round that is final: moves of 256 and more stand behind each other as they came, until then.
{
	my $data = temp_folder() . '/data';
	kiosk('demo', '--respondents', 60, '--seed', 2, '--data', $data, {env => {KIOSK_ADMIN_PASSWORD => PASSWORD}});
	multiply($data, 150);
	my $out_of_order = "SELECT count(*) FROM (SELECT id < lag(id) OVER (ORDER BY number) AS back FROM settled) WHERE back";
	cmp_ok(scalar sql($data, $out_of_order), '>', 1000, '9,000 answers, not in the order of their ids');
	my $ids = sql($data, "SELECT count(DISTINCT id || answers) FROM settled");
	# Another one, closed long ago, tells when the keeper has done what it does once a day.
	kiosk('round', @$_, '--data', $data) for [qw(open --form crm-audit --title Old --code old)], [qw(close old)], [qw(close crm-audit-1)];
	run_command(['sqlite3', "$data/kiosk.db", "UPDATE round SET closed_day = '2020-01-01' WHERE code = 'old'"]);
	my $live = Site->new('fcgi', $data);
	$live->start('keeper');
	ok(until_true(20, sub { scalar sql($data, "SELECT final_day FROM round WHERE code = 'old'") }), 'the keeper is at work');
	cmp_ok(scalar sql($data, $out_of_order), '>', 1000, 'a closed round stays as it is');
	is((kiosk(qw(round final crm-audit-1 --data), $data))[0], 0, 'until it is made final');
	ok(until_true(20, sub { !sql($data, $out_of_order) }), 'then they are in that order, the same day');
	$live->stop;
	is(scalar sql($data, "SELECT count(DISTINCT id || answers) FROM settled"), $ids, 'all of them');
	is((kiosk('check', '--data', $data))[0], 0, 'and the kiosk is sound');
}

# What is sent again finds itself, wherever it stands.
my $site = Site->new('cgi', $kiosks[0]);
my @again = map { $site->post(@$_, accept => 'application/json')->{status} } @sent[0, 1, -1];
is("@again", '201 201 201', 'sent again: as when stored');
is(scalar sql($kiosks[0], 'SELECT count(*) FROM submission'), scalar @sent, 'and stored once');
done_testing;
