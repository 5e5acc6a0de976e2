# What executives want (E01), the disagreement agenda and the vote at its meeting (method.md).
use strict;
use warnings;
use Test::More;
use Kiosk;
use Site;

my $round = '/results/crm-audit-1';

both_ways(sub {
	my ($site) = @_;
	for my $department (qw(SAL MKT SUP)) {
		for (1 .. 6) {
			is($site->post('/s/crm-audit-1', [audit_fields(department => $department, functions => ["${department}01", "${department}02"])],
				accept => 'application/json', cookie => '')->{status}, 201, 'an answer');
		}
	}
	kiosk('round', 'close', 'crm-audit-1', '--data', $site->data);
	$site->login('admin', PASSWORD);
	my $csrf = $site->csrf($site->get("$round/baseline"));
	my $post = sub { my ($path, %fields) = @_; return $site->post("$round/$path", {csrf => $csrf, %fields}) };

	subtest 'what executives want' => sub {
		my $page = text_of($site->get("$round/exec")->{body});
		like($page, qr/Not asked\./, 'nobody was asked');
		like($page, qr/Nobody is on the roster/, 'nor can anybody be');
		is($post->('roster', person => 0, name => $_, 'role/sponsor' => '4')->{status}, 303, "$_ is on the roster") for 'Anna Nová', 'Peter Starý';
		my ($anna, $peter) = $site->get("$round/exec")->{body} =~ m{<option value="(\d+)"}g;
		is($site->get("$round/exec?person=99")->{status}, 404, 'only people of the roster');
		my %fields = map { @$_ } fields_of($site->get("$round/exec?person=$anna")->{body});
		ok(exists $fields{'want/SAL01'}, 'each activity is asked about');
		is($post->('exec', person => '', 'want/SAL01' => 3)->{status}, 422, 'of somebody');
		for my $wrong (4, -1, 'x', '3x', '1.5') {
			my $again = $post->('exec', person => $anna, 'want/SAL01' => $wrong, 'want/SAL02' => 2);
			is($again->{status}, 422, "not $wrong");
			like($again->{body}, qr/name="want\/SAL02".*?<option value="2" selected/s, 'and what was chosen stays');
		}
		is((sql($site->data, 'SELECT count(*) FROM exec_answer'))[0][0], 0, 'nothing was stored by all that');
		is($post->('exec', person => $anna, 'want/SAL01' => 3, 'want/SAL02' => 0)->{status}, 303, 'Anna');
		is($post->('exec', person => $peter, 'want/SAL01' => 2)->{status}, 303, 'Peter');
		$page = text_of($site->get("$round/exec")->{body});
		unlike($page, qr/Not asked\./, 'they were asked');
		like($page, qr/Executives who have answered: 2/, 'how many');
		# Means of 3 and 2, and of 0 alone; u = mean / 3.
		like($page, qr/ 2 2\.50 83 /, 'the mean and its part of the score');
		like($page, qr/ 1 0\.00 0 /, 'a zero counts, a blank does not');
		my ($exec) = sql($site->data, "SELECT exec FROM round_function WHERE code = 'SAL01'");
		cmp_ok($exec->[0], '==', 2.5, 'it feeds the list');
		is($post->('exec', person => $peter)->{status}, 303, 'taken back');
		like(text_of($site->get("$round/exec")->{body}), qr/Executives who have answered: 1/, 'and not counted');
	};
});
done_testing;
