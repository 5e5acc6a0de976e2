# Pausing a survey and going on with it, without a script: a code opens the page that Pause was
# pressed on, once, and nothing else does (reliability.md, 58); what is promised of how long it is
# kept, and that it is in no copy.
use strict;
use warnings;
use JSON::PP;
use Test::More;
use Kiosk;
use Site;

my $round = '/s/crm-audit-1';
my $marker = 'marzipan-7716';
my @here = (host => 'kiosk.example:8080');

# The form as somebody has filled it in up to the section behind the painful one.
sub filled {
	my ($site, @more) = @_;
	my %fresh = map { @$_ } fields_of($site->get($round)->{body});
	my $page = $site->post($round, [%fresh, at => 'start', 'start/A01' => 'SAL', 'start/A02' => '39', 'end/A31' => $marker,
		'pick/A10' => 'SAL01', 'pick/A10' => 'SAL06', 'painful/A11' => 'SAL06', pages => 'start:7;', active_s => 7, @more, step => 'next']);
	is($page->{status}, 200, 'a section is shown') or diag $page->{body};
	return map { @$_ } fields_of($page->{body});
}

sub paused {
	my ($site, @fields) = @_;
	my $page = $site->post($round, [@fields, step => 'pause'], @here);
	is($page->{status}, 200, 'paused');
	my ($code) = $page->{body} =~ m{class="receipt large">([0-9A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{3})<};
	ok($code, 'with a code') or diag text_of($page->{body});
	return ($code, $page);
}

sub resume { my ($site, $code, %with) = @_; return $site->post('/resume', [code => $code], %with) }
sub rows { my ($site) = @_; return scalar sql($site->data, 'SELECT count(*) FROM paused') }
sub wrong { my ($code) = @_; return $code =~ s/(.)$/$1 eq 'X' ? 'Y' : 'X'/er }

sub keep {
	my ($site) = @_;
	my ($status, undef, $err) = run_command([build() . '/cgi-bin/keeper.fcgi', '--once'], env => {KIOSK_DATA => $site->data});
	is($status, 0, 'the keeper looks') or diag $err;
}

# All bytes of all files, but what holds the page's own memory.
sub bytes_of {
	my ($data) = @_;
	return join "\0", map { slurp_file($_) // '' } grep { -f } split /\n/, `find '$data' -type f`;
}

both_ways(sub {
	my ($site) = @_;
	my $data = $site->data;

	subtest 'where it is offered' => sub {
		my $first = $site->get($round)->{body};
		like($first, qr/value="pause"/, 'from the first screen on');
		like($first, qr{href="/resume\?lang=en"}, 'with the way back beside it');
		like($site->get('/')->{body}, qr{href="/resume\?lang=en"}, 'on the start page too');
		my @fields = filled($site);
		my $page = $site->post($round, [@fields, step => 'next']);
		like($page->{body}, qr/name="step" value="pause" formnovalidate/, 'beside Back');
		my $form = decode_json($site->get("$round/form")->{body});
		ok($form->{texts}{$_}, "the script has $_") for qw(survey.pause pause.failed);
	};

	subtest 'paused and gone on' => sub {
		my @fields = filled($site);
		my ($code, $page) = paused($site, @fields);
		unlike($page->{body}, qr/\Q$marker\E/, 'no answer is on the page with the code');
		like($page->{body}, qr/<svg/, 'a QR code for a phone');
		like($page->{body}, qr{http://kiosk\.example:8080/resume<}, 'and the address in words');
		is($page->{headers}{refresh}, '180; url=/?lang=en', 'it closes by itself');
		my $own = $site->post($round, [@fields, step => 'pause']);
		is($own->{headers}{refresh}, '30; url=/?lang=en', 'sooner where the next person stands behind');
		unlike($own->{body}, qr/<svg/, 'without an address in the network there is none for phones');
		is($site->get('/resume')->{status}, 200, 'the page that asks for the code');
		my $typed = lc $code;
		$typed =~ tr/-01/ oi/;
		my $again = resume($site, $typed);
		is($again->{status}, 200, 'typed as people type it, it opens');
		my %before = (@fields);
		my @now = fields_of($again->{body});
		my %now = map { @$_ } @now;
		ok(delete $now{paused}, 'with a ticket');
		delete $before{paused};
		is_deeply(\%now, \%before, 'the page it was pressed on: section, answers, seed, key, times');
		is(scalar(grep { $_->[0] eq 'pick/A10' } @now), scalar(grep { $_ eq 'pick/A10' } @fields), 'several choices, too');
		like($again->{body}, qr/data-form="\/s\/crm-audit-1\/form\?lang=en"/, 'the script can take it over');
		like($again->{headers}{'cache-control'} // 'no-store', qr/no-store/, 'kept by nobody');
	};

	subtest 'it opens once, and no reply is lost' => sub {
		my ($code) = paused($site, filled($site));
		my $n = rows($site);
		my %first = map { @$_ } fields_of(resume($site, $code)->{body});
		my $second = resume($site, $code);
		is($second->{status}, 200, 'where the page did not arrive it opens again');
		my @fields = map { @$_ } fields_of($second->{body});
		is(rows($site), $n, 'so long it is kept');
		my $step = $site->post($round, [@fields, step => 'back']);
		is($step->{status}, 200, 'the next thing that is asked for');
		is(rows($site), $n - 1, 'shows that it arrived');
		is({map { @$_ } fields_of($step->{body})}->{paused}, '', 'the ticket is used up');
		is(resume($site, $code)->{status}, 403, 'and it opens no more');

		($code) = paused($site, filled($site));
		my %page = map { @$_ } fields_of(resume($site, $code)->{body});
		is($site->post('/resume', [paused => $_])->{status}, 204, 'another ticket: ' . substr $_, 0, 8)
			for $page{paused} =~ s/.$/z/r, $page{paused} =~ tr/0-9/1-90/r, 'ABC.', "' OR 1=1 --", "\x{c3}\x{a9}A." . '0' x 32;
		is(rows($site), $n, 'erases nothing');
		is($site->post('/resume', [paused => $page{paused}])->{status}, 204, 'a script says so at once');
		is(rows($site), $n - 1, 'and it is gone');
		is(resume($site, $code)->{status}, 403, 'for whoever saw the code');
	};

	subtest 'paused again, and sent' => sub {
		my ($code) = paused($site, filled($site));
		my $n = rows($site);
		my @fields = map { @$_ } fields_of(resume($site, $code)->{body});
		my ($other) = paused($site, @fields);
		is(rows($site), $n, 'one in place of the other');
		is(resume($site, $code)->{status}, 403, 'the first code is used up');
		my %now = map { @$_ } fields_of(resume($site, $other)->{body});
		is($now{'end/A31'}, $marker, 'the second opens the same');
		my ($done) = paused($site, audit_fields());
		my @sent = map { @$_ } fields_of(resume($site, $done)->{body});
		my $before = scalar sql($data, 'SELECT count(*) FROM submission');
		is($site->post($round, \@sent)->{status}, 303, 'sent');
		is(scalar sql($data, 'SELECT count(*) FROM submission'), $before + 1, 'and stored');
		is($site->post($round, \@sent)->{status}, 303, 'twice');
		is(scalar sql($data, 'SELECT count(*) FROM submission'), $before + 1, 'but once');
		is(resume($site, $done)->{status}, 403, 'its code is used up');
	};

	subtest 'where it was' => sub {
		my ($code) = paused($site, audit_fields(lang => 'pl'));
		my $page = resume($site, $code);
		like($page->{body}, qr/data-page="review"/, 'the page of all answers');
		like($page->{body}, qr/<html lang="pl">/, 'in the language it was');
		($code) = paused($site, audit_fields(), at => 'detail/SAL06');
		like(resume($site, $code)->{body}, qr{data-page="detail/SAL06"}, 'an activity');
		($code) = paused($site, audit_fields(), at => 'detail/SUP01');
		is(resume($site, $code)->{status}, 200, 'a section that is asked no more');
		($code) = paused($site, audit_fields(), at => 'nothing');
		is(resume($site, $code)->{status}, 200, 'one that never was');
		($code) = paused($site, step => 'pause');
		is(resume($site, $code)->{status}, 200, 'nothing at all');
	};

	subtest 'wrong codes' => sub {
		my ($code) = paused($site, filled($site));
		my $n = rows($site);
		my $bad = resume($site, wrong($code));
		my $unknown = resume($site, 'ZZZ-ZZZZ-ZZZ');
		is($bad->{status}, 403, 'a wrong one');
		like($bad->{body}, qr/id="code-error"/, 'is said beside the field');
		is($unknown->{status}, 403, 'an unknown one');
		is($unknown->{body} =~ s/ZZZ-ZZZZ-ZZZ//r, $bad->{body} =~ s/\Q@{[wrong($code)]}\E//r, 'looks alike');
		is(resume($site, $_)->{status}, 403, 'no code: ' . substr $_, 0, 20)
			for '', ' ', 'x', 'A' x 5000, "' OR 1=1 --", '<script>alert(1)</script>', "\x{c3}\x{a9}" x 10, $code . '0';
		unlike(resume($site, '"><script>alert(1)</script>')->{body}, qr/<script>alert/, 'nothing of it is markup');
		is(rows($site), $n, 'these are no tries at it');
		resume($site, wrong($code)) for 1 .. 3;
		is(rows($site), $n, 'four leave it');
		is(resume($site, wrong($code))->{status}, 403, 'the fifth');
		is(rows($site), $n - 1, 'deletes it');
		is(resume($site, $code)->{status}, 403, 'so that the right one opens nothing');
	};

	subtest 'who guesses waits' => sub {
		plan skip_all => 'a process for each request remembers nobody' if $site->way eq 'cgi';
		my $from = sub { $_[0] => {KIOSK_CLIENT => $_[1]} };
		my ($code) = paused($site, filled($site));
		is(resume($site, 'ZZZ-ZZZZ-ZZZ', env => {KIOSK_CLIENT => '10.0.0.7'})->{status}, 403, 'free') for 1 .. 10;
		my $late = resume($site, $code, env => {KIOSK_CLIENT => '10.0.0.7'});
		is($late->{status}, 429, 'then wait, whatever comes');
		ok($late->{headers}{'retry-after'} > 10, 'as long as it says');
		is(resume($site, $code, env => {KIOSK_CLIENT => '10.0.0.8'})->{status}, 200, 'nobody else waits');
	};

	subtest 'others' => sub {
		my ($code) = paused($site, filled($site));
		is($site->post('/resume', [code => $code], origin => 'http://evil.example')->{status}, 403, 'no page from elsewhere opens it');
		is($site->post($round, [filled($site), step => 'pause'], origin => 'http://evil.example')->{status}, 403, 'nor pauses');
		is($site->get("/resume?code=$code")->{body} =~ /\Q$code\E/ ? 1 : 0, 0, 'an address opens nothing');
		is($site->post('/s/nothing', [step => 'pause'])->{status}, 404, 'no such round');
		my $long = $site->post($round, [audit_fields(text => 'm' x 120_000), step => 'pause']);
		my ($of_long) = $long->{body} =~ m{large">([\w-]+)<};
		my %now = map { @$_ } fields_of(resume($site, $of_long)->{body});
		is(length $now{'end/A31'}, 120_000, 'huge answers are whole');
	};

	subtest 'a day' => sub {
		my ($code) = paused($site, filled($site));
		my $n = rows($site);
		my $hour = int(time / 3600);
		my $expires = sql($data, 'SELECT max(expires) FROM paused');
		ok($expires >= $hour + 24 && $expires <= $hour + 26, 'is what it is kept, told by the hour alone');
		keep($site);
		is(rows($site), $n, 'until then');
		my $past = sub { run_command(['sqlite3', "$data/kiosk.db", '.timeout 5000', "UPDATE paused SET expires = $hour - $_[0]"]) };
		if ($site->way eq 'fcgi') {
			$past->(0);
			ok(until_true(20, sub { !rows($site) }), 'the keeper that runs finds it');
			return;
		}
		$past->(1);
		is(resume($site, $code)->{status}, 403, 'then it opens no more');
		my $known = sub { run_command(['sqlite3', "$data/kiosk.db", '.timeout 5000', "UPDATE clock SET day = date('now', '$_[0]')"]) };
		$known->('-300 days');
		keep($site);
		is(rows($site), $n, 'a clock that jumped deletes nothing');
		$known->('+300 days');
		keep($site);
		is(rows($site), $n, 'backwards neither');
		$known->('-0 days');
		keep($site);
		is(rows($site), 0, 'and one that is sound does');
	};

	subtest 'of a round' => sub {
		kiosk(qw(round open --form crm-audit --title Other --code other --data), $data);
		my ($code) = paused($site, filled($site));
		my $page = $site->post('/s/other', [audit_fields(), step => 'pause']);
		my ($of_other) = $page->{body} =~ m{large">([\w-]+)<};
		is((kiosk(qw(round close other --data), $data))[0], 0, 'closed meanwhile');
		my $closed = resume($site, $of_other);
		is($closed->{status}, 410, 'going on');
		like($closed->{body}, qr/This round is closed/, 'says so');
		is($site->post('/s/other', [audit_fields(), step => 'pause'])->{status}, 410, 'nor is it paused any more');
		my $n = rows($site);
		is((kiosk(qw(erase --round other --data), $data))[0], 0, 'erased');
		is(rows($site), $n - 1, 'it goes along');
		is(resume($site, $of_other)->{status}, 403, 'and opens no more');
		is(resume($site, $code)->{status}, 200, 'that of another round stays');
	};

	subtest 'nothing tells' => sub {
		my ($code) = paused($site, filled($site));
		my $n = rows($site);
		my ($stats) = (kiosk('stats', '--data', $data))[1];
		my ($more) = paused($site, filled($site));
		is((kiosk('stats', '--data', $data))[1], $stats, 'no figure counts it');
		my $all = bytes_of($data);
		like($all, qr/CREATE TABLE paused/, 'the database was read');
		unlike($all, qr/\Q$marker\E/, 'the answers are in no byte of the folder');
		for my $whole ($code, $more) {
			(my $plain = $whole) =~ tr/-//d;
			unlike($all, qr/\Q$whole\E|\Q$plain\E|\Q@{[substr $plain, 3]}\E/i, 'nor is the code, nor its seven signs');
		}
		my %lengths = map { $_->[0] => 1 } sql($data, 'SELECT length(sealed) FROM paused WHERE length(sealed) < 20000');
		is(join(' ', keys %lengths), 16384 + 24 + 16, 'no length tells how much was answered');
		is(join(' ', map { $_->[0] } sql($data, "SELECT name FROM pragma_table_info('paused')")),
			'id round salt sealed ticket tries expires', 'nor is there anything else of it');
		unlike((kiosk('audit', 'list', '--data', $data))[1], qr/paus|resum/i, 'the trail knows nothing');
		my ($sealed) = map { $_->[0] } sql($data, "SELECT hex(sealed) FROM paused WHERE id = '" . substr($code, 0, 3) . "'");
		my $needle = pack 'H*', substr $sealed, 100, 64;
		my $backup = "$data/../backup.db";
		unlink $backup;
		is((kiosk('backup', $backup, '--data', $data))[0], 0, 'a backup');
		my @rows = run_command(['sqlite3', $backup, 'SELECT count(*) FROM paused']);
		like($rows[1], qr/^0$/m, 'has none of them');
		is(index(slurp_file($backup), $needle), -1, 'not a byte');
		is(rows($site), $n + 1, 'while the kiosk has them still');
		is((kiosk('export', 'crm-audit-1', '-o', "$data/../out.zip", '--data', $data))[0], 0, 'a bundle');
		unlike(join('', `unzip -p $data/../out.zip`), qr/paused/, 'knows nothing of them');

		$site->post('/resume', [paused => {map { @$_ } fields_of(resume($site, $code)->{body})}->{paused}]);
		keep($site);
		is(index(bytes_of($data), $needle), -1, 'what was opened is in no byte any more');

		return if $site->way eq 'fcgi';
		my $other = (paused($site, filled($site)))[0];
		is((kiosk('restore', $backup, '--data', $data))[0], 0, 'the backup put back');
		like((run_command(['sqlite3', "$data/before-restore-1.db", 'SELECT count(*) FROM paused']))[1], qr/^0$/m, 'what it replaced keeps none either');
		is(resume($site, $other)->{status}, 403, 'so that nothing opens');
	};
});

done_testing();
