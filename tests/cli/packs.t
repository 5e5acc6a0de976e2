# The packs that are shipped as templates: sound without a warning, complete in all six
# languages, each text with a review state; and they open as rounds.
use strict;
use warnings;
use lib 'tests/cli';
use Cli;
use Test::More;

my $data = new_data();
my @packs = map { m{([^/]+)/survey\.csv$} } glob 'www/forms/*/survey.csv';

cmp_ok scalar @packs, '>=', 2, 'there are packs';
for my $pack (@packs) {
	my ($status, $out, $err) = kiosk('form', 'check', "www/forms/$pack");

	is $status, 0, "$pack is sound";
	like $out, qr/in 6 languages/, 'in six languages';
	is $err, '', 'without a warning';
	($status, $out, $err) = kiosk('form', 'add', "www/forms/$pack", '--data', $data);
	is $status, 0, 'brought in' or diag $err;
	($status, $out) = kiosk('form', 'translations', $pack, '--csv', '--data', $data);
	is $status, 0, 'its languages';
	like $out, qr/^English,en,0,\d+,[1-9]\d*,\d+\r?$/m, 'the source is reviewed';
	unlike $out, qr/^\w+,\w+,[1-9]/m, 'nothing is missing';
	my @subject = $pack eq 'pilot-feedback' ? ('--subject', 'CRM') : ();
	is((kiosk('prototype', 'add', 'tests/data/pilot/prototypes.csv', '--data', $data))[0], 0, 'its prototype') if @subject;
	($status, undef, $err) = kiosk('round', 'open', '--form', $pack, '--title', $pack, @subject, '--data', $data);
	is $status, 0, 'opens as a round' or diag $err;
}
done_testing;
