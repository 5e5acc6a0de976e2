# SUS is asked once of a tester and a version: who gave it in a round is not asked again in another
# about the same version, with a script or without; of the next version they are.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Site;
use Pilot;

both_ways(sub {
	my ($site) = @_;
	my $data = $site->data;
	pilot_prototype($data, 'crm', 1);
	my $first = pilot_round($data, 'first', 'crm 1', 2)->{SAL};
	my ($rated, $fresh) = @$first;
	my %says = (department => 'SAL', done => ['alone', 'alone'], ease => [6, 6], minutes => [3, 4], fit => ['as_is', 'as_is']);
	pilot_answer($site, 'first', %says, code => $rated, sus => [5, 1]);
	pilot_round($data, 'second', 'crm 1');
	pilot_prototype($data, 'crm', 2);
	pilot_round($data, 'third', 'crm 2');
	my $asked = sub {
		my ($round, $code) = @_;
		my $form = $site->ask('GET', "/s/$round/form?lang=en", accept => 'application/json', env => {HTTP_KIOSK_CODE => $code});
		my @todo = @{json($form->{body})->{nodes}};
		my %rel;
		while (my $node = shift @todo) {
			$rel{$node->{n}} = $node->{rel} // '' if ($node->{n} // '') =~ /^P1[0-9]$/;
			push @todo, @{$node->{in} // []};
		}
		return join ' ', scalar(keys %rel), scalar grep { $_ eq 'false()' } values %rel;
	};
	is $asked->('second', $rated), '10 10', 'who rated this version is not asked again';
	is $asked->('second', $fresh), '10 0', 'who did not is asked';
	is $asked->('third', $rated), '10 0', 'and everybody of the next version';
	is $asked->('second', 'AAAAA-AAAAA'), '10 0', 'a code that nobody has tells nothing';

	my $page = sub { my ($code) = @_; return $site->post('/s/second?lang=en', [instance_id => uuid4(), seed => 1, code => $code, step => 'to:sus', at => 'sus'], cookie => '')->{body} };
	unlike $page->($rated), qr{name="sus/P10"}, 'nor without a script';
	like $page->($fresh), qr{name="sus/P10"}, 'where others are';

	my $short = eval { pilot_answer($site, 'second', %says, code => $fresh); 1 };
	ok !$short, 'whoever was never asked has to answer';
	ok eval { pilot_answer($site, 'second', %says, code => $rated); 1 }, 'whoever was sends without it' or diag $@;
	is_deeply [sql($data, "SELECT count(*) FROM submission WHERE answers LIKE '%sus/P10%'")], [[1]], 'one rating of the version stands';
});
done_testing;
