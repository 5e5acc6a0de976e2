# The whole form for the script: GET /s/ROUND/form (contracts.md, Addresses).
use strict;
use warnings;
use Test::More;
use Kiosk;
use Site;

my $path = '/s/crm-audit-1/form';

both_ways(sub {
	my ($site) = @_;
	my %forms;
	for my $lang (qw(en sk pl it es ca)) {
		my $answer = $site->get("$path?lang=$lang");
		is($answer->{status}, 200, "$lang: there");
		like($answer->{headers}{'content-type'}, qr{^application/json}, 'as JSON');
		my $form = $forms{$lang} = json($answer->{body});
		is($form->{lang}, $lang, 'in that language');
		is_deeply([map { $_->[0] } @{$form->{langs}}], [qw(en sk pl it es ca)], 'naming all');
		my @keys = map { /\{\{_ ([\w.]+)/g } values %{$form->{templates}};
		is(join(' ', grep { !exists $form->{texts}{$_} } @keys), '', 'with every text its templates ask for');
		cmp_ok(length $answer->{body}, '<', 60_000, 'of moderate size');
	}
	isnt($forms{en}{nodes}[0]{l}, $forms{sk}{nodes}[0]{l}, 'the wording is that of the language');
	my ($picks) = grep { $_->{n} eq 'functions' } @{$forms{pl}{lists}};
	cmp_ok(scalar @{$picks->{o}}, '>', 20, 'with its lists');
	my ($loop) = grep { ($_->{k} // '') eq 'l' } @{$forms{pl}{nodes}};
	is(scalar @{$loop->{it}}, @{$picks->{o}} - 1, 'a loop has an iteration a choice, "none" left out');
	is(scalar(grep { exists $_->[0]{in} } @{$loop->{it}}), 1, 'and tells its questions once');

	my $tag = $site->get("$path?lang=en")->{headers}{etag};
	like($tag, qr/^"[0-9a-f]{64}"$/, 'it has a version');
	is($site->get("$path?lang=en", env => {HTTP_IF_NONE_MATCH => $tag})->{status}, 304, 'which is not sent again');
	like($site->get($path)->{headers}{'cache-control'}, qr/no-cache/, 'it may be kept, and is asked about');
	is($site->get('/s/nothing/form')->{status}, 404, 'no such round');
	is($site->post($path, [])->{status}, 405, 'nothing is posted there');
	kiosk(qw(round close crm-audit-1 --data), $site->data);
	is($site->get($path)->{status}, 410, 'a closed round has none');
});
done_testing;
