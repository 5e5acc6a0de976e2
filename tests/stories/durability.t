# What is acknowledged is there, once: many at the same time, programs killed under load,
# stopped in flight (reliability.md, 3 and 8).
use strict;
use warnings;
use Test::More;
use Time::HiRes qw(sleep time);
use Kiosk;
use Server;
use Load;

my $rounds = $ENV{FAULT_ROUNDS} // 30;
my $server = Server->start;

subtest 'fifty parallel identical posts' => sub {
	my $body = form_body(audit_fields(id => '0c9f5a6e-6f0b-4a1c-9d5e-1f2a3b4c5d6e', text => 'once'));
	my @answers = Load::parallel(50, sub {
		my $answer = $server->fast('POST', '/s/crm-audit-1', $body, Accept => 'application/json');
		return "$answer->{status} $answer->{body}";
	});
	is(scalar @answers, 50, 'all are answered');
	is(scalar(grep { /^201 / } @answers), 50, 'all succeed');
	my %bodies = map { $_ => 1 } @answers;
	is(scalar keys %bodies, 1, 'with one and the same receipt');
	is(scalar sql($server->data, "SELECT count(*) FROM submission WHERE id = x'0c9f5a6e6f0b4a1c9d5e1f2a3b4c5d6e'"), 1, 'one row');
	my @others = Load::parallel(50, sub {
		my $n = shift;
		return $server->fast('POST', '/s/crm-audit-1', form_body(audit_fields(
			id => '1c9f5a6e-6f0b-4a1c-9d5e-1f2a3b4c5d6e', detail => {A21 => 10 + $n}, seed => 1)), Accept => 'application/json')->{status};
	});
	is(scalar(grep { $_ == 201 } @others), 1, 'of fifty different ones with one key, one is first');
	is(scalar(grep { $_ == 409 } @others), 49, 'and the others are kept aside');
	is(scalar sql($server->data, "SELECT count(*) FROM quarantine WHERE id = x'1c9f5a6e6f0b4a1c9d5e1f2a3b4c5d6e'"), 49, 'each');
};

# Ids of answers, and the remarks that came with them, as of one moment: nothing leads from one to the other.
sub stored {
	my (%ids, @texts);
	my @rows = sql($server->data, "BEGIN; SELECT lower(hex(id)), '' FROM submission WHERE id NOT IN (x'0c9f5a6e6f0b4a1c9d5e1f2a3b4c5d6e', x'1c9f5a6e6f0b4a1c9d5e1f2a3b4c5d6e');"
		. " SELECT '', text FROM raw_text WHERE text LIKE 'load%' UNION ALL SELECT '', json_extract(t.value, '\$[1]') FROM inbox, json_each(CASE texts WHEN '' THEN '{}' ELSE texts END) t"
		. " WHERE json_extract(t.value, '\$[1]') LIKE 'load%'; COMMIT");
	$_->[0] ? $ids{$_->[0]} = 1 : push @texts, $_->[1] for @rows;
	return (\%ids, \@texts);
}

# Everything acknowledged is stored, each once: the ids are the primary key, so a double would
# be another id with the same remark.
sub compare {
	my ($acknowledged, $what) = @_;
	my ($stored, $texts) = stored();
	my @lost = grep { !$stored->{$_} } keys %$acknowledged;
	is(scalar @lost, 0, "$what: none of " . keys(%$acknowledged) . ' acknowledged is lost') or diag "@lost[0 .. ($#lost > 4 ? 4 : $#lost)]";
	my %times;
	$times{$_}++ for @$texts;
	is(scalar(grep { $times{$_} > 1 } keys %times), 0, "$what: none is there twice");
	is(scalar keys %times, scalar keys %$stored, "$what: each with what was written");
}

subtest "killed under load, $rounds times" => sub {
	my $load = Load->start($server, 6);
	my @victims = qw(survey.fcgi results.fcgi survey.fcgi admin.fcgi nginx);
	my ($killed, $back) = (0, 0);
	for my $n (1 .. $rounds) {
		my ($name, $next) = ($victims[$n % @victims], time + 0.9);
		my $pid = until_true(30, sub { ($server->pids->{$name} // [])->[0] });
		sleep 0.05 + rand 0.25;
		# A program is in the middle of something: there is load.
		$killed++ if $pid && kill 'KILL', $pid;
		$back++ if until_true(30, sub { $server->healthy });
		# The supervisor slows down after five deaths of a program within ten seconds.
		sleep $next - time if $next > time;
	}
	is($killed, $rounds, "$killed killed");
	is($back, $rounds, 'and well again each time');
	my $acknowledged = $load->stop;
	cmp_ok(scalar(keys %$acknowledged), '>', $rounds, keys(%$acknowledged) . ' acknowledged meanwhile');
	compare($acknowledged, 'killed');
	is(scalar sql($server->data, 'PRAGMA integrity_check'), 'ok', 'the database is sound');
};

subtest 'stopped in flight' => sub {
	my $load = Load->start($server, 6);
	sleep 1;
	# The program alone: what it has taken is answered, another takes the next.
	my $pid = $server->pids->{'survey.fcgi'}[0];
	kill 'TERM', $pid;
	ok(until_true(10, sub { !kill 0, $pid }), 'a program ends when told to');
	ok(until_true(30, sub { $server->healthy }), 'and the supervisor starts another');
	sleep 0.5;
	my %before = %{$server->pids};
	is($server->stop('TERM'), 0, 'the whole kiosk ends with 0 under load');
	my $acknowledged = $load->stop;
	compare($acknowledged, 'stopped');
	my @left = grep { kill 0, $_ } map { @$_ } values %before;
	is("@left", '', 'nothing is left running');
	$server->run;
	compare($acknowledged, 'started again');
};

subtest 'the supervisor itself is killed' => sub {
	my $load = Load->start($server, 4);
	sleep 1;
	my @mine = map { @$_ } values %{$server->pids};
	kill 'KILL', $server->{pid};
	waitpid $server->{pid}, 0;
	$server->{pid} = undef;
	my $acknowledged = $load->stop;
	ok(until_true(15, sub { !grep { kill 0, $_ } @mine }), 'what it started goes with it');
	compare($acknowledged, 'supervisor');
	$server->run;
	ok($server->healthy, 'and it starts again on the same folder');
};

is($server->stop('INT'), 0, 'Ctrl-C ends it');
my ($status, $out, $err) = kiosk('check', '--data', $server->data);
is($status, 0, 'kiosk check finds nothing') or diag $out, $err;
done_testing;
