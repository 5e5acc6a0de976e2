# Pages are kept until something is committed (contracts.md: caches are keyed by data_version, looked
# at per request): what an administrator changes shows on the next request, and what one person is
# given or sends never shows to another. Run by one long-lived program, as only that keeps anything.
use strict;
use warnings;
use Test::More;
use Kiosk;
use Site;

my $site = Site->new('fcgi', new_kiosk());
my $round = '/s/crm-audit-1';

sub change {
	my ($sql) = @_;
	my ($status, undef, $err) = run_command(['sqlite3', $site->data . '/kiosk.db', '.timeout 5000', $sql]);
	is($status, 0, $sql) or diag $err;
}

sub plain {
	my ($html) = @_;
	return $html =~ s/name="(instance_id|seed)" value="[^"]*"/name="$1"/gr;
}

subtest 'each reader has a key and a seed of their own' => sub {
	my (%ids, %seeds, %pages);
	for (1 .. 20) {
		my $html = $site->get("$round?lang=en")->{body};
		my %fields = map { @$_ } fields_of($html);
		$ids{$fields{instance_id}}++;
		$seeds{$fields{seed}}++;
		$pages{plain($html)}++;
		unlike($html, qr/slot-/, 'no placeholder is left') if $_ < 3;
	}
	is(scalar keys %ids, 20, 'keys differ');
	is(scalar keys %seeds, 20, 'seeds differ');
	is(scalar keys %pages, 1, 'and nothing else does');
	like($_, qr/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, 'a UUID v4') for (keys %ids)[0];
};

subtest 'languages are not mixed' => sub {
	for my $lang (qw(en sk pl it es ca en sk)) {
		like($site->get("$round?lang=$lang")->{body}, qr/<html lang="$lang">/, $lang);
		like($site->get($_, language => "$lang;q=0.9")->{body}, qr/<html lang="$lang">/, "$_ by Accept-Language: $lang") for '/', $round;
	}
};

subtest 'nothing that was sent comes back to others' => sub {
	my $mark = 'only mine 4711';
	my @sent = map { @$_ } fields_of($site->get("$round?lang=en")->{body});
	my $page = $site->post($round, [@sent, 'start/A01' => 'SUP', 'end/A31' => $mark, step => 'next']);
	is($page->{status}, 200, 'a step');
	$site->get("$round?lang=en&code=MINE-4711&department=SUP");
	$site->ask('GET', "$round?lang=en", cookie => 'device=MINE-4711');
	for my $path ('/', '/?lang=en', $round, "$round?lang=en") {
		my $html = $site->get($path)->{body};
		unlike($html, qr/\Q$mark\E|MINE-4711/, "$path is as it was");
		my %fields = map { @$_ } fields_of($html);
		unlike($html, qr/value="SUP"[^>]*checked|checked[^>]*value="SUP"/, 'nothing is chosen');
	}
};

subtest 'what changes shows on the next request' => sub {
	unlike($site->get('/')->{body}, qr/Voskuil/, 'not called that yet');
	change(q{INSERT INTO setting (key, value) VALUES ('company_name', 'Voskuil & Sons') ON CONFLICT (key) DO UPDATE SET value = excluded.value});
	like($site->get($_)->{body}, qr/Voskuil &amp; Sons/, "$_ says the new name") for '/', $round;
	change(q{UPDATE setting SET value = 'Beerta' WHERE key = 'company_name'});
	like($site->get($_)->{body}, qr/Beerta/, "$_ says the next") for '/', $round;
	is($site->post($round, [audit_fields()], accept => 'application/json')->{status}, 201, 'the program commits itself');
	like($site->get('/')->{body}, qr/href="\/s\/crm-audit-1/, 'the round is on the start page');
	is($site->get("$round?lang=pl")->{status}, 200, 'and open');
	my ($status, undef, $err) = kiosk('round', 'close', 'crm-audit-1', '--data', $site->data);
	is($status, 0, 'closed') or diag $err;
	is($site->get("$round?lang=pl")->{status}, 410, 'refused on the next request');
	is($site->get("$round?lang=en")->{status}, 410, 'in any language');
	unlike($site->get('/')->{body}, qr/href="\/s\/crm-audit-1/, 'and off the start page');
	is($site->post($round, [audit_fields()], accept => 'application/json')->{status}, 410, 'answers are refused too');
};

subtest 'a first section in an order of its own' => sub {
	my $dir = temp_folder();
	write_file("$dir/survey.csv", "type,name,label,parameters\r\nselect_one many,q,Which?,randomize=true\r\n");
	write_file("$dir/choices.csv", "list_name,name,label\r\n" . join '', map { "many,c$_,Choice $_\r\n" } 1 .. 9);
	write_file("$dir/settings.csv", "form_id,form_title\r\nshuffled,Shuffled\r\n");
	my ($status, undef, $err) = kiosk('form', 'add', $dir, '--data', $site->data);
	is($status, 0, 'a form whose first question is shuffled') or diag $err;
	my (undef, $out) = kiosk('round', 'open', '--form', 'shuffled', '--title', 'Shuffled', '--data', $site->data);
	my ($code) = $out =~ /(\S+)\s*\z/;
	my (%orders, %of_seed);
	for (1 .. 12) {
		my $html = $site->get("/s/$code?lang=en")->{body};
		my %fields = map { @$_ } fields_of($html);
		my $order = join ' ', $html =~ /value="(c\d)"/g;
		$orders{$order}++;
		my $step = $site->post("/s/$code", [lang => 'en', at => $fields{at}, seed => $fields{seed}, instance_id => $fields{instance_id}, step => 'lang:en']);
		is(join(' ', $step->{body} =~ /value="(c\d)"/g), $order, 'is that of the seed it is issued with') if $_ < 4;
	}
	# 9! orders: twelve alike do not happen.
	cmp_ok(scalar keys %orders, '>', 6, 'differs from reader to reader');
};
$site->stop;
done_testing;
