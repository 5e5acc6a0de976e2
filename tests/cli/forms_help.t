# The manual for authors: every example in it is a form that reads, the one with faults is
# answered as the page says, and no function, column or type is left out.
use strict;
use warnings;
use lib 'tests/cli';
use Cli;
use Test::More;

my $page = slurp('www/help/en/forms.html');
my $in = folder();

sub plain {
	my ($text) = @_;
	$text =~ s/&lt;/</g;
	$text =~ s/&gt;/>/g;
	$text =~ s/&quot;/"/g;
	$text =~ s/&amp;/&/g;
	return $text;
}

my $examples = 0;
while ($page =~ m{<pre class="example" id="([^"]+)">(.*?)</pre>}sg) {
	my ($id, $csv) = ($1, plain($2));
	my ($status, $out, $err) = kiosk('form', 'check', spew("$in/$id.csv", "$csv\n"));

	is $status, 0, "$id reads" or diag $err;
	unlike $err, qr/is not known/, "$id: nothing in it is passed over";
	$examples++;
}
cmp_ok $examples, '>=', 20, "$examples examples";

my ($faulty) = $page =~ m{<pre class="example faulty"[^>]*>(.*?)</pre>}s;
my ($answer) = $page =~ m{<pre class="answer">(.*?)</pre>}s;
my ($status, $out, $err) = kiosk('form', 'check', spew("$in/form.csv", plain($faulty) . "\n"));
is $status, 2, 'the form with faults is refused';
is $err, plain($answer) . "\n", 'with the words on the page';

my %code = map { $_ => 1 } map { split ' ' } map { plain($_) } $page =~ m{<code>(.*?)</code>}sg;
my %shown;
$shown{$_} = 1 for map { (my $word = $_) =~ s/\(.*//s; $word } keys %code;

my @missing = grep { !$shown{$_} } slurp('src/form/expr_functions.def') =~ /EXPR_FUNCTION\("([^"]+)"/g;
is "@missing", '', 'every function is named';

my ($columns) = slurp('src/form/sheet.c') =~ /survey_spellings\[\] = \{(.*?)\n\};/s;
my %keys = map { $_ => 1 } $columns =~ /\{"[^"]+", "([^"]+)"\}/g;
is join(' ', grep { !$shown{$_} } sort keys %keys), '', 'every column is named';

my %cells = map { $_ => 1 } map { lc } plain($page) =~ /^,([a-z_A-Z]+(?: loop over| group)?)[ ,]/mg;
my %types = slurp('include/form/question_types.def') =~ /^TYPE\(\w+, "(\w+)", (\w+),/gm;
# What is written with a word of its own: start, deviceid; begin repeat.
my @types = (qw(begin_group begin_repeat), map { lc } grep { $types{$_} !~ /^(?:META|COUNT)$/ } sort keys %types);
cmp_ok scalar @types, '>', 15, scalar(@types) . ' types';
is join(' ', grep { !$cells{$_} } @types), '', 'every type has its example';
like $page, qr/^,begin loop over /m, 'so have loops';
done_testing;
