# A form whose wordings are made by lot of marks, tags, line ends and answers: the browser draws of it,
# byte for byte, what the server draws, and nothing of it is markup that is not ours.
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8 encode_utf8);
use JSON::PP ();
use Test::More;
use Html;
use Kiosk;
use Site;

my $site = Site->new('fcgi', new_kiosk());
srand 20;

my @parts = ('**', '**', '__', '*', '*', '_', '_', '***', '\\', '[', '](', ')', '[map](', 'https://example.org/a_b', "\n", "\n\n", "\r\n",
	' ', ' ', ' ', 'one', 'two', 'déjà', 'عمر', '😀', '5', '3', '<b>', '</b>', '<script>alert(1)</script>', '&lt;', '&', '"', "'", '.', ':', '${n}', '${sly}', '${none}',
	'$', '{', '#', '%');
# Of what begins a line: headings, too. A label has a letter, so that it is one.
sub text {
	my ($least) = @_;
	my $text = join '', (map { my $head = rand() < .15 ? '#' x (1 + int rand 7) . ' ' : ''; $head . join '', map { $parts[rand @parts] } 1 .. 2 + rand 12 } 1 .. 1 + rand 2);
	$text =~ s/\$(?=\{(?!n\}|sly\}|none\}))//g;
	$text =~ s/^\s+|\s+$//g;
	return $text =~ /\w/ || !$least ? $text : "x$text";
}
sub cell { my ($cell) = @_; $cell =~ s/"/""/g; return qq{"$cell"} }
sub sheet { return encode_utf8(join '', map { join(',', map { cell($_ // '') } @$_) . "\n" } @_) }

my $folder = temp_folder();
my @rows = ([qw(type name label hint required required_message appearance parameters)],
	['begin_group', 'first', 'First'], ['integer', 'n', 'N'], ['text', 'sly', 'S'], ['text', 'none', 'O'], ['end_group'],
	['begin_group', 'g', text(1)]);
push @rows, ['note', "note$_", text(1), rand() < .5 ? text() : ''] for 1 .. 120;
push @rows, [@$_[0, 1], text(1), text(), 'yes', text(), @$_[2, 3]] for ['text', 'words'], ['integer', 'whole'], ['range', 'slide'], ['select_one c', 'one'],
	['select_multiple c', 'many'], ['select_one c', 'drop', 'minimal'], ['rank c', 'order'], ['select_one c', 'scale', 'likert'], ['acknowledge', 'tick'],
	['integer', 'chips', '', 'chips=1,2'], ['date', 'day'];
push @rows, ['begin_group', 'in', text(1)], ['text', 'deep', text(1)], ['end_group'],
	['begin_group', 'table', text(1), '', '', '', 'table-list'], ['select_one c', 'r1', text(1)], ['select_one c', 'r2', text(1)], ['end_group'],
	['begin_repeat', 'child', text(1)], ['text', 'name', text(1), text()], ['end_repeat'],
	['end_group'];
write_file("$folder/survey.csv", sheet(@rows));
write_file("$folder/choices.csv", sheet(['list_name', 'name', 'label', 'hint'], map { ['c', "c$_", text(1), text()] } 1 .. 6));
my ($status, undef, $faults) = kiosk('form', 'add', $folder, '--data', $site->data);
is($status, 0, 'a form of such texts is brought in') or diag $faults;
kiosk('round', 'open', '--form', $folder =~ s{.*/}{}r, '--title', 'Marks', '--code', 'marks', '--data', $site->data);

my $sly = '*x* **y** _z_ <b>b</b> # [a](b)';
sub sent_of { my ($page, %other) = @_; return [map { @$_ } (grep { !exists $other{$_->[0]} } fields_of($page->{body})), map { [$_, $other{$_}] } sort keys %other] }
my $first = $site->get('/s/marks?lang=en');
my $second = $site->post('/s/marks', sent_of($first, 'first/n' => 5, 'first/sly' => $sly, step => 'next'));
is($second->{status}, 200, 'the section of the texts');
my $faulty = $site->post('/s/marks', sent_of($second, step => 'next'));
is($faulty->{status}, 422, 'with what must be answered');
my %answer = ('g/words' => 'w', 'g/whole' => 1, 'g/slide' => 3, 'g/one' => 'c1', 'g/drop' => 'c2', 'g/scale' => 'c3', 'g/tick' => 'OK', 'g/chips' => 2, 'g/day' => '2025-01-02');
my $review = $site->post('/s/marks', [@{sent_of($second, %answer, 'g/many' => 'c4', step => 'next')}, map { ('g/order' => "c$_") } 1 .. 6]);
like($review->{body}, qr/<div class="reviews">/, 'and the review') or diag words($review->{body});

sub drawn_of {
	my ($page) = @_;
	my ($form) = $site->get('/s/marks/form?lang=en')->{body};
	my @sent = map { [map { decode_utf8($_) } @$_] } grep { $_->[0] =~ m{/} } fields_of($page->{body});
	my %fields = map { @$_ } fields_of($page->{body});
	write_file("$folder/drawn.json", JSON::PP->new->utf8->encode({form => JSON::PP->new->utf8->decode($form), section => 'g', seed => $fields{seed}, sent => \@sent}));
	my ($ended, $out, $err) = run_command(['sh', '-c', "node tests/static/drawn.mjs < $folder/drawn.json"]);
	is($ended, 0, 'node ended well') or diag $err;
	return JSON::PP->new->utf8->decode($out);
}
# Blanks between tags and lines are the template's own affair.
sub squeezed { my ($html) = @_; return $html =~ s/\s+/ /gr =~ s/ ?(<[^>]*>) ?/$1/gr }
sub same {
	my ($ours, $theirs, $what) = @_;
	my @ours = split /(?=<(?:div|fieldset|p|h1|h2|section|dt|label|legend)\b)/, squeezed($ours);
	my @theirs = split /(?=<(?:div|fieldset|p|h1|h2|section|dt|label|legend)\b)/, squeezed($theirs);
	cmp_ok(scalar @theirs, '>', 2, "$what: there is something");
	my ($at) = grep { ($ours[$_] // '') ne ($theirs[$_] // '') } 0 .. ($#ours > $#theirs ? $#ours : $#theirs);
	ok(!defined $at, "$what: the same") or diag "browser: ", $ours[$at] // 'nothing', "\nserver:  ", $theirs[$at] // 'nothing';
}
sub fields_html { my ($page) = @_; return decode_utf8(($page->{body} =~ m{data-fields>(.*)</div>\s*</section>}s)[0] // '') }

my $js = drawn_of($second);
same($js->{fields}, fields_html($second), 'fields');
is(squeezed($js->{title}), squeezed(decode_utf8(($second->{body} =~ m{(<h1.*?</h1>)}s)[0])), 'the heading: the same');
same(drawn_of($faulty)->{faulty}, fields_html($faulty), 'fields with faults');
same(drawn_of($review)->{review}, decode_utf8(($review->{body} =~ m{<div class="reviews">(.*?)<div class="actions">}s)[0]), 'the review');

# All that stands in wordings is of these few, whatever was written.
for my $page ($second, $faulty, $review) {
	unlike($page->{body}, qr{<script(?! type="module" src="/static/)}, 'no script of an author');
	unlike($page->{body}, qr{<b>b</b>}, 'no tag of an answer');
	my @inside = map { m{<[^>]*>}g } $page->{body} =~ m{<span class="marked(?: weighed)?">(.*?)</span>}gs;
	is_deeply([grep { !m{^<(?:br|/?strong|/?em|strong class="head-[1-6]")>$} } @inside], [], scalar(@inside) . ' tags in marked wordings, all of them ours');
}
# The form as JSON is as it was written.
my $label = $rows[7][2];
my ($raw) = map { $_->{l} } grep { $_->{n} eq 'note1' } map { @{$_->{in} // []} } @{json($site->get('/s/marks/form?lang=en')->{body})->{nodes}};
is(ref $raw ? $raw->[0] : $raw, $label, 'the script gets the text as it was written');
$site->stop;
done_testing;
