# The browser's modules and the server judge alike, and agree on what is stored.
use strict;
use warnings;
use Test::More;
use JSON::PP ();
use Kiosk;
use Server;

my $server = Server->start;
my (undef, undef, $faults) = kiosk('form', 'add', 'tests/data/form/everything', '--data', $server->data);
my ($status) = kiosk('round', 'open', '--form', 'everything', '--title', 'Everything', '--code', 'everything', '--incomplete', '--data', $server->data);
is($status, 0, 'a form with every type of question is open') or diag $faults;

# What the browser calls a value, from what is stored: codes parted by blanks.
sub as_text { my ($v) = @_; return ref $v ? join ' ', @$v : "$v" }

for my $round (qw(everything crm-audit-1)) {
	my ($ended, $out, $err) = run_command(['node', 'tests/static/parity.mjs', $server->url, $round, 60, 7]);
	is($ended, 0, "$round: node ended well") or diag $err;
	my ($stored, $refused, $other) = (0, 0, 0);
	my %apart;
	for my $line (split /\n/, $out) {
		my $case = JSON::PP->new->utf8->decode($line);
		my $told = JSON::PP->new->canonical->encode({map { $_ => $case->{$_} } qw(sent seed lang)});
		if ($case->{status} == 422) {
			$refused++;
			is_deeply($case->{ours}, $case->{theirs}, "$round: the same faults") or diag $told;
		} elsif ($case->{status} == 201) {
			$stored++;
			is_deeply($case->{ours}, [], "$round: no faults here either") or diag $told;
			(my $id = $case->{id}) =~ tr/-//d;
			my $answers = json(scalar sql($server->data, "SELECT answers FROM submission WHERE id = x'$id'"));
			my %theirs = map { $_ => as_text($answers->{$_}) } keys %$answers;
			my %ours = map { $_ => as_text($case->{values}{$_}) } keys %{$case->{values}};
			# What stands apart from the answers is compared as a whole, below.
			push @{$apart{$_}}, delete $ours{$_} for grep { !exists $theirs{$_} } keys %ours;
			is_deeply(\%ours, \%theirs, "$round: the same is stored") or diag $told;
		} else {
			$other++;
		}
	}
	is($other, 0, "$round: nothing else happened");
	my %kept;
	push @{$kept{$_->[0]}}, $_->[1] for raw_texts($server->data);
	is_deeply([sort @{$kept{$_} // []}], [sort @{$apart{$_}}], "$round: $_ apart from the answers, as it was written") for sort keys %apart;
	cmp_ok(scalar keys %apart, '>=', 1, "$round: there is such a question");
	cmp_ok($stored, '>=', 10, "$round: some went through");
	cmp_ok($refused, '>=', 10, "$round: some were refused");
}
is($server->stop, 0, 'the kiosk ends');
done_testing;
