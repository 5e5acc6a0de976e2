# "Is this solved for you now?" is asked of testers of the department it came from, by their slips:
# nobody else learns from the form, with a script or without, which department said what.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Site;
use Pilot;

both_ways(sub {
	my ($site) = @_;
	my $data = $site->data;
	pilot_prototype($data, 'crm', $_) for 1, 2;
	pilot_round($data, 'first', 'crm 1', 1);
	my $n = 0;
	for (['SAL', 'The discount is lost'], ['SUP', 'Tickets open twice'], ['', 'The page is slow']) {
		my ($department, $text) = @$_;
		run_command(['sqlite3', "$data/kiosk.db", '.timeout 5000', sprintf "INSERT INTO comment (token, number, round, prototype, version, department, kind, severity, activity, lang, since, day, half, text, picture_state, status,"
			. " in_version, reply, reply_lang, month, theme) SELECT randomblob(16), %d, id, 'crm', '1', '%s', 'bug', 'S2', 'SAL01', 'en', '2026-01-05', '', '', '%s', '', 'in_version', '2', '', '', '2026-01', '' FROM round WHERE code = 'first'", ++$n, $department, $text]);
	}
	my $codes = pilot_round($data, 'again', 'crm 2', 1);
	my %slip = map { $_ => $codes->{$_}[0] } qw(SAL SUP);
	# What is asked back, by the node's condition: comment => when.
	my $asked = sub {
		my (%more) = @_;
		my $form = $site->ask('GET', '/s/again/form?lang=en', accept => 'application/json', %more);
		is $form->{status}, 200, 'the form comes';
		my ($loop, @todo) = (undef, @{json($form->{body})->{nodes}});
		while (my $node = shift @todo) {
			$loop = $node if ($node->{n} // '') eq 'earlier';
			push @todo, @{$node->{in} // []};
		}
		my ($list) = grep { $_->{n} eq 'answered' } @{json($form->{body})->{lists}};
		is join('|', map { $_->[3] } @{$list->{o}}), '||', 'no comment has a department beside it';
		return {map { ($_->[0]{n} => $_->[0]{rel}) } @{$loop->{it}}};
	};
	is_deeply $asked->(), {c1 => 'false()', c2 => 'false()', c3 => $asked->()->{c3}}, 'without a slip: nothing of a department';
	like $asked->()->{c3}, qr/'' = ''/, 'what is of none is asked of all';
	my $own = $asked->(env => {HTTP_KIOSK_CODE => $slip{SUP}});
	is $own->{c1}, 'false()', 'of another department: nothing';
	like $own->{c2}, qr/'SUP'/, 'of the tester’s own: asked';
	is $asked->(env => {HTTP_KIOSK_CODE => 'AAAAA-AAAAA'})->{c2}, 'false()', 'a code that nobody has gets nothing';

	# Without a script.
	my $page = sub { my ($step, @more) = @_; return $site->post('/s/again?lang=en', [instance_id => uuid4(), seed => 1, @more, step => $step], cookie => '')->{body} };
	my $department = 'P00_department';
	for my $step ('back', 'next', 'lang:pl', 'to:earlier/c1', 'picture:x', 'add:x', 'remove:x/1') {
		my $body = $page->($step, $department => 'SAL', department => 'SAL', at => 'earlier/c1');
		unlike $body, qr/discount is lost/, "$step without a slip shows nothing";
		like $body, qr/data-access-code/, 'but asks for it';
	}
	my $theirs = $page->('lang:en', code => $slip{SUP}, $department => 'SAL', department => 'SAL', at => 'earlier/c1', at => 'earlier/c2');
	unlike $theirs, qr{name="earlier/c1}, 'a slip’s department holds, whatever was sent';
	my $refused = $site->post('/s/again', [instance_id => uuid4(), seed => 1, code => $slip{SUP}, $department => 'SAL'], accept => 'application/json', cookie => '');
	unlike $refused->{body}, qr{c1}, 'nor do the faults of what is sent tell';
});
done_testing;
