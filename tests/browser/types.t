# Forms of others than ours: every type of question, and questions called as the kiosk calls its own
# fields.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Browser;

my $browser = Browser->start;

subtest 'every type of question, with a script and without' => sub {
	$browser->open_form('tests/data/form/everything', 'Everything', 'everything');
	my @sent = $browser->story('types');
	is(scalar @sent, 2, 'two people answered');
	my @stored = $browser->stored('everything');
	is(scalar @stored, 2, 'and two rows are there') or return;
	like(delete $_->{half}, qr/^(?:left|right 0\.\d+)$/, 'a coin was tossed for each') for @stored;
	is_deeply($stored[0], $stored[1], 'the same is stored with a script and without');
	my %plan = %{$sent[0]{plan}};
	$plan{$_} =~ tr/,/./ for qw(about/hours tastes/ripe);
	$plan{'family/agree'} = 'OK';
	# Words stand apart from the answers, those of either person.
	my @words = raw_texts($browser->data);
	my @own = grep { !defined $stored[0]{$_} } sort keys %plan;
	cmp_ok(scalar @own, '>=', 1, 'some are words');
	for my $path (@own) {
		utf8::encode(my $text = delete $plan{$path});
		is_deeply([map { $_->[1] } grep { $_->[0] eq $path } @words], [$text, $text], "$path: as it was written");
	}
	my %entered = map { $_ => $stored[0]{$_} } keys %plan;
	is(JSON::PP->new->canonical->encode({map { $_ => ref $entered{$_} ? $entered{$_} : "$entered{$_}" } keys %entered}),
		JSON::PP->new->canonical->encode(\%plan), 'what a person entered is what is stored');
	is($stored[0]{'about/yearly'}, '575', 'with what is computed from it');
	is($stored[0]{'family/together'}, '7', 'sums over the entries');
	ok(!exists $stored[0]{'family/child/3/first'}, 'and nothing of what was not asked');
};

subtest 'names that are the kiosk\'s own, in a form of earlier days' => sub {
	my @names = qw(seed lang pages step code department device instance_id active_s submission round at seen csrf queued);
	my $survey = "type,name,label,constraint\n" . join('', map { "text,$_,Your $_," . ($_ eq 'code' ? '". != \'bad\'"' : '') . "\n" } @names)
		. "begin group,g,More,\ntext,code,Code within,\nend group,,,\n";
	run_command(['sqlite3', $browser->data . '/kiosk.db', '.timeout 5000',
		"INSERT INTO form (code, version, title, hash) VALUES ('old', 1, 'Old', zeroblob(32));"
		. "INSERT INTO form_sheet SELECT id, 'survey', '" . $survey =~ s/'/''/gr . "' FROM form WHERE code = 'old';"]);
	is((kiosk('round', 'open', '--form', 'old', '--title', 'Old', '--code', 'old-open', '--data', $browser->data))[0], 0, 'a round');
	my ($opened, $told) = kiosk('round', 'open', '--form', 'old', '--title', 'Old', '--code', 'old-coded', '--codes', '1', '--data', $browser->data);
	my ($code) = $told =~ /\b(\w{5}-\w{5})\b/;
	is(scalar($browser->story('renamed', $code, @names)), 2, 'two people answered');
	for my $round ('old-open', 'old-coded') {
		my ($stored) = $browser->stored($round);
		is_deeply($stored, {}, "$round: all are words");
		my %wanted = ('g/code' => "$round-inner", map { $_ => "$round-$_" } @names);
		my %written = map { $_->[0] => $_->[1] } grep { $_->[1] =~ /^\Q$round\E-/ } raw_texts($browser->data);
		is_deeply(\%written, \%wanted, "$round: stored as entered");
	}
};

$browser->end;
