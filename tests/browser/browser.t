# Real people's screens: Chromium by playwright-core against a whole kiosk. The stories are the
# .mjs files; here they are started, and what they sent is looked up in the database.
use strict;
use warnings;
use utf8;
use Test::More;
use JSON::PP ();
use Kiosk;
use Server;

binmode Test::More->builder->$_, ':encoding(UTF-8)' for qw(output failure_output todo_output);

my ($chromium) = grep { -x } $ENV{CHROMIUM} // (), qw(/usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome);
BAIL_OUT('there is no Chromium: make test installs it') if !$chromium;
BAIL_OUT('tests/browser/node_modules is not installed: make test does that') if !-d 'tests/browser/node_modules/playwright-core';

my $server = Server->start;
my $home = temp_folder();

# Run a story; each of its checks is one of ours. What it hands out is returned.
sub story {
	my ($name, @arguments) = @_;
	my @out;
	subtest $name => sub {
		my ($status, $out, $err) = run_command(['node', "tests/browser/$name.mjs", $server->url, @arguments],
			env => {CHROMIUM => $chromium, HOME => $home, XDG_CONFIG_HOME => $home, XDG_CACHE_HOME => $home});
		for my $line (split /\n/, $out) {
			my $said = eval { JSON::PP->new->utf8->decode($line) } or next;
			if (exists $said->{ok}) {
				ok($said->{ok}, $said->{text}) or diag(ref $said->{detail} ? JSON::PP->new->canonical->pretty->encode($said->{detail}) : $said->{detail} // '');
			} else {
				push @out, $said;
			}
		}
		is($status, 0, 'node ended well') or diag $err;
	};
	return @out;
}

subtest 'what was filled in is what is stored' => sub {
	my @sent = map { $_->{sent} } story('fill');
	is(scalar @sent, 4, 'four people answered');
	my @rows = map { my $answers = json($_->[1]); {lang => $_->[0], department => $_->[2], answers => $answers, pages => $_->[3], active => $_->[4]} }
		sql($server->data, 'SELECT lang, answers, department, pages, ifnull(active_s, -1) FROM submission');
	is(scalar @rows, 4, 'and four rows are there');
	for my $person (@sent) {
		my ($row) = grep { ($_->{answers}{'end/A31'} // '') eq $person->{remark} } @rows;
		ok($row, "$person->{name}: the remark is stored as it was written") or next;
		my $answers = $row->{answers};
		is($row->{lang}, 'sk', 'in Slovak');
		is($row->{department}, 'SAL', 'of Sales');
		is($answers->{'start/A02'}, '39', 'hours as their code');
		is_deeply([sort @{$answers->{'pick/A10'}}], [sort @{$person->{picks}}], 'what was picked');
		is($answers->{'painful/A11'}, $person->{first}, 'the most painful one') if @{$person->{picks}} > 1;
		my @detailed = sort grep { exists $answers->{"detail/$_/A20"} } map { m{^detail/(\w+)/A20$} ? $1 : () } keys %$answers;
		is("@detailed", join(' ', sort @{$person->{asked}}), 'the cards that were asked');
		my $p = @{$person->{picks}};
		my $weight = $p > 5 ? ($p - 1) / 4 : 1;
		for my $code (@detailed) {
			my ($n, $unit, $minutes) = @{$answers}{map { "detail/$code/$_" } qw(A20 A20_unit A21)};
			is("$n $unit $minutes", $code eq $person->{asked}[0] ? '6 week 25' : '6 week 20', "$code: six a week, and the minutes");
			is($answers->{"detail/$code/A22"} . $answers->{"detail/$code/A23"} . $answers->{"detail/$code/A24"} . $answers->{"detail/$code/A25"},
				'3453', 'redone, frustrating, wanted, rules');
			cmp_ok(abs($answers->{"detail/$code/design_w"} - ($code eq $person->{first} ? 1 : $weight)), '<', 1e-9, 'and its design weight');
		}
		is_deeply([sort @{$answers->{'end/A30'}}], ['R01', 'R08'], 'reports');
		if ($person->{name} =~ /without/) {
			is($row->{pages}, '', 'no times without a script');
		} else {
			like($row->{pages}, qr/^(?:[\w\/-]+:\d+(?:\.\d+)?;?)+$/, 'times per page');
			cmp_ok($row->{active}, '>', 0, 'and seconds of activity');
		}
	}
};

subtest 'every type of question, with a script and without' => sub {
	kiosk('form', 'add', 'tests/data/form/everything', '--data', $server->data);
	my ($opened, undef, $why) = kiosk('round', 'open', '--form', 'everything', '--title', 'Everything', '--code', 'everything', '--incomplete', '--data', $server->data);
	is($opened, 0, 'a form with every type is open') or diag $why;
	my @sent = story('types');
	is(scalar @sent, 2, 'two people answered');
	my @stored = map { json($_->[0]) } sql($server->data, q{SELECT answers FROM submission WHERE round = (SELECT id FROM round WHERE code = 'everything')});
	is(scalar @stored, 2, 'and two rows are there') or return;
	is_deeply($stored[0], $stored[1], 'the same is stored with a script and without');
	my %plan = %{$sent[0]{plan}};
	$plan{$_} =~ tr/,/./ for qw(about/hours tastes/ripe);
	$plan{'family/agree'} = 'OK';
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
	run_command(['sqlite3', $server->data . '/kiosk.db', '.timeout 5000',
		"INSERT INTO form (code, version, title, hash) VALUES ('old', 1, 'Old', zeroblob(32));"
		. "INSERT INTO form_sheet SELECT id, 'survey', '" . $survey =~ s/'/''/gr . "' FROM form WHERE code = 'old';"]);
	is((kiosk('round', 'open', '--form', 'old', '--title', 'Old', '--code', 'old-open', '--data', $server->data))[0], 0, 'a round');
	my ($opened, $told) = kiosk('round', 'open', '--form', 'old', '--title', 'Old', '--code', 'old-coded', '--codes', '1', '--data', $server->data);
	my ($code) = $told =~ /\b(\w{5}-\w{5})\b/;
	is(scalar(story('renamed', $code, @names)), 2, 'two people answered');
	for my $round ('old-open', 'old-coded') {
		my ($stored) = sql($server->data, "SELECT answers FROM submission WHERE round = (SELECT id FROM round WHERE code = '$round')");
		is_deeply($stored ? json($stored->[0]) : undef, {'g/code' => "$round-inner", map { $_ => "$round-$_" } @names}, "$round: stored as entered");
	}
};

subtest 'by finger alone' => sub {
	my ($told) = story('tap');
	my @rows = map { json($_->[0]) } sql($server->data, "SELECT answers FROM submission WHERE department = 'SUP'");
	is(scalar @rows, 2, 'at a kiosk and on a phone');
	for my $answers (@rows) {
		for my $code (sort keys %{$told->{times}}) {
			is_deeply([map { $answers->{"detail/$code/$_"} } qw(A20 A20_unit A21 A22 A23 A24 A25 A27)],
				[$told->{times}{$code}, 'month', 34, '0', '2', '2', '5', ['paper']], "$code as it was tapped");
		}
		is($answers->{'start/A02'}, '25', 'the hours');
		is($answers->{'painful/A11'}, 'SUP02', 'the most painful one');
	}
};

for my $told (story('alone')) {
	(my $id = $told->{key} // '') =~ tr/-//d;
	is(scalar sql($server->data, "SELECT count(*) FROM submission WHERE id = x'$id'"), 1, 'sent several times, stored once');
}
subtest 'sheets of paper, typed by keys alone' => sub {
	kiosk('form', 'add', 'www/forms/pilot-feedback', '--data', $server->data);
	kiosk('round', 'open', '--form', 'pilot-feedback', '--title', 'Pilot on paper', '--code', 'pilot-paper', '--incomplete', '--data', $server->data);
	my @told = story('paper', PASSWORD);
	my %audit = map { $_->{'end/A31'} ? ($_->{'end/A31'} => $_) : () } map { json($_->[0]) }
		sql($server->data, q{SELECT answers FROM submission WHERE round = (SELECT id FROM round WHERE code = 'crm-audit-1')});
	my $card = sub { my ($answers, $code) = @_; return join ' ', map { my $v = $answers->{"detail/$code/$_"}; ref $v ? join('+', @$v) : $v // '_' } qw(A20 A20_unit A21 A22 A23 A24 A25 A27 A26) };
	my %meant = (
		'sheet always' => {'start/A01' => 'SAL', 'start/A02' => '39', 'pick/A10' => ['SAL01', 'SAL03'], 'painful/A11' => 'SAL03', 'end/A30' => ['R01'],
			SAL01 => '12 week 10 0 1 1 1 crm _', SAL03 => '3 day 90 10 5 5 5 sheet+head One mask, 2 clicks'},
		'sheet seldom' => {'start/A01' => 'MKT', 'pick/A10' => ['SAL01'], SAL01 => '1 dk _ 1 dk _ 3 _ 5 steps'},
		'sheet mixed' => {'start/A01' => 'SUP', 'start/A02' => 'dk', 'pick/A10' => ['SAL01', 'SAL03'], 'pick/A10_else' => '3 things, 4 times', 'painful/A11' => 'SAL01',
			SAL01 => '99 year 600 9 2 2 2 email+paper x', SAL03 => '_ month _ dk 4 _ 4 _ _'},
	);
	for my $sheet (sort keys %meant) {
		my $answers = $audit{$sheet};
		ok($answers, "$sheet is stored") or next;
		for my $path (qw(start/A01 start/A02 pick/A10 pick/A10_else painful/A11 end/A30)) {
			is_deeply($answers->{$path}, $meant{$sheet}{$path}, "$sheet: $path is what was written");
		}
		is($card->($answers, $_), $meant{$sheet}{$_} // '_ _ _ _ _ _ _ _ _', "$sheet: the card of $_") for qw(SAL01 SAL03);
	}
	my %department = (Sales => 'SAL', Marketing => 'MKT', Support => 'SUP');
	is(scalar @told, 3, 'three sheets of the pilot');
	for my $sheet (map { $_->{pilot} } @told) {
		my ($answers) = map { json($_->[0]) } sql($server->data, "SELECT answers FROM submission WHERE department = '$department{$sheet->{department}}'"
			. q{ AND round = (SELECT id FROM round WHERE code = 'pilot-paper')});
		is(join(' ', map { $answers->{"sus/P$_"} } 10 .. 19), join(' ', @{$sheet->{agree}}), "pilot, $sheet->{habit}: ten lines");
		is(join(' ', map { my $t = $_; map { $answers->{"task/$t/$_"} // '_' } qw(P01 P02 P03) } qw(T1 T2 T3)), 'alone 7 2.5 helped 1 12 no 4 _', 'three tasks');
		is(join(' ', map { $answers->{"last/$_"} } qw(P20 P21 P22)), '7 2 0', 'and what comes last');
		is_deeply($answers->{'fit/tried'}, ['SAL01'], 'what was tried');
		is(join(' ', map { $answers->{"function/SAL01/$_"} // '_' } qw(P04 P05 P06 P07)), 'workaround bug S2 It lost my 2 notes', 'and how it fits');
	}
};
story('manners');
story('walk', PASSWORD);
story('office', PASSWORD);
story('authors', PASSWORD);
is($server->stop, 0, 'the kiosk ends');
done_testing;
