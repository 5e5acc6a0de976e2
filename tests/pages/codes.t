# Rounds that want a one-time access code: the contract's outcomes, and what is stored of a code
# (contracts.md; method F, P8).
use strict;
use warnings;
use Test::More;
use Kiosk;
use Site;

my $round = '/s/coded';
my @json = (accept => 'application/json');

both_ways(sub {
	my ($site) = @_;
	my $data = $site->data;
	my ($status, $out) = kiosk(qw(round open --form crm-audit --title Coded --code coded --codes 4 --data), $data);
	is($status, 0, 'a round with codes');
	my @lines = split /\r?\n/, $out;
	is($lines[-1], 'coded', 'its code is the last line');
	my %codes;
	for (@lines) { push @{$codes{$1}}, $2 if /^(\w+),(\w{5}-\w{5})$/ }
	is(join(' ', map { scalar @{$codes{$_}} } sort keys %codes), '4 4 4 4', 'four for each department');
	my $used = sub { scalar sql($data, 'SELECT sum(used) FROM access_code') };
	my $rows = sub { scalar sql($data, 'SELECT count(*) FROM submission') };

	my $page = $site->get($round);
	like($page->{body}, qr/<label for="code">/, 'it is asked for first');
	unlike($page->{body}, qr{name="start/|Which department}, 'and nothing else');
	my @begin = map { @$_ } fields_of($page->{body});
	my $opened = $site->post($round, {@begin, code => $codes{MKT}[0], step => 'code'});
	is($opened->{status}, 200, 'by a good one the form begins');
	my %filled = map { @$_ } fields_of($opened->{body});
	is_deeply([@filled{qw(code department start/A01 at)}], [$codes{MKT}[0], 'MKT', 'MKT', 'start'], 'the department is that of the code');
	unlike($opened->{body}, qr/Which department|id="code"/, 'and neither is asked again');
	like($opened->{body}, qr/How many hours/, 'what it does not know is');
	my $on = $site->post($round, {%filled, 'start/A02' => '25', step => 'next'});
	is($on->{status}, 200, 'it goes on');
	like($on->{body}, qr{name="start/A01" value="MKT"}, 'with the department');
	my %sent = (%filled, 'start/A01' => 'SAL', department => '', 'start/A02' => '39', code => '');
	my @sent = %sent;
	my @with = sub { my %f = (@sent, code => $_[0]); return (step => 'next', %f) };
	is($site->post($round, [@sent, step => 'next'])->{status}, 403, 'without one nothing begins');
	my $wrong = $site->post($round, [$with[0]->('AAAAA-AAAAA')]);
	is($wrong->{status}, 403, 'nor with a wrong one');
	like($wrong->{body}, qr/id="code-error"/, 'which is said beside its field');
	ok((grep { $_->[0] eq 'start/A02' && $_->[1] eq '39' } fields_of($wrong->{body})), 'and nothing that was answered is lost');
	my $code = $codes{SAL}[0];
	my $typed = lc $code;
	$typed =~ tr/-01/ oi/;
	$page = $site->post($round, [$with[0]->($typed)]);
	is($page->{status}, 200, 'typed as people type it, it opens the next section');
	ok((grep { $_->[0] eq 'code' && $_->[1] eq $typed } fields_of($page->{body})), 'where it is carried along');

	subtest 'the languages of a round' => sub {
		kiosk(qw(round open --form crm-audit --title Two --code two --data), $data);
		run_command(['sqlite3', "$data/kiosk.db", '.timeout 5000', "UPDATE round SET languages = 'sk pl' WHERE code = 'two'"]);
		my $page = $site->get('/s/two?lang=it')->{body};
		like($page, qr/<html lang="sk">/, 'another language gives way to its first');
		unlike($page, qr/lang:it|lang=it/, 'and is not offered');
		like($site->get('/s/two?lang=pl')->{body}, qr/<html lang="pl">/, 'its own are');
	};
	like($site->get('/')->{body}, qr/with access codes/, 'the start page says that a code is needed');

	my @fields = audit_fields(department => 'SAL');
	is($site->post($round, \@fields, @json)->{status}, 403, 'answers without a code');
	is($site->post($round, [@fields, code => 'ZZZZZ-ZZZZZ'], @json)->{status}, 403, 'with an unknown one');
	is($site->post($round, [@fields, code => $codes{SUP}[0]], @json)->{status}, 422, "with another department's");
	is($rows->() . $used->(), '00', 'nothing stored, nothing used');
	my $first = $site->post($round, [@fields, code => $typed], @json);
	is($first->{status}, 201, 'with a good one they are stored');
	is($rows->() . $used->(), '11', 'and the code is used up');
	my $again = $site->post($round, [@fields, code => $code], @json);
	is($again->{status} . $again->{body}, $first->{status} . $first->{body}, 'the same again: as when stored');
	is($site->post($round, \@fields, @json)->{status}, 201, 'without asking for the code twice');
	is($site->post($round, [audit_fields(department => 'SAL'), code => $code], @json)->{status}, 403, 'no second answer by it');
	my $browser = $site->post($round, [audit_fields(department => 'SAL'), code => $code]);
	is($browser->{status}, 403, 'nor from a browser');
	like($browser->{body}, qr/This access code does not work|unknown or has been used/, 'which is told why');
	is($rows->() . $used->(), '11', 'one answer');
	my $bad = $site->post($round, [audit_fields(department => 'SAL', detail => {A22 => 77}), code => $codes{SAL}[1]], @json);
	is($bad->{status}, 422, 'answers that break a rule');
	is($used->(), 1, 'use no code up');
	my $queued = $site->post($round, [audit_fields(), code => $code], @json, queued => '2026-01-01');
	is($queued->{status}, 409, 'what waited in a queue is kept aside');
	is($site->post('/s/crm-audit-1', [audit_fields(), code => 'whatever'], @json)->{status}, 201, 'an open round looks at no code');

	my $dump = join "\n", map { @$_ } sql($data, "SELECT group_concat(hex(hash) || department || used) FROM access_code"),
		sql($data, "SELECT group_concat(department || lang || day || half || pages || flags || answers || hex(digest)) FROM submission");
	(my $plain = $code) =~ tr/-//d;
	unlike($dump, qr/\Q$code\E|\Q$plain\E/i, 'no code is stored as it is');
	is(join(' ', map { $_->[0] } sql($data, "SELECT name FROM pragma_table_info('access_code')")),
		'round hash department used', 'nothing of a code leads to an answer: no time, no order, no key');
	my ($receipt) = $first->{body} =~ /"receipt":"(\w+)"/;
	kiosk(qw(round close coded --data), $data);
	like($site->get("/receipt?receipt=$receipt")->{body}, qr/Coded/, 'its receipt can be checked after closing');
	is((kiosk(qw(round codes coded --count 1 --data), $data))[0], 2, 'a closed round gets no codes');
	is((kiosk(qw(round codes crm-audit-1 --count 1 --data), $data))[0], 2, 'nor does an open one');
});

done_testing();
