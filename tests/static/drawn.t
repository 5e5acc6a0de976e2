# A form whose wordings are made by lot of marks, tags, line ends and answers, in languages that the
# interface speaks, that it does not and that have no code, each with gaps: the browser draws of it, byte
# for byte, what the server draws, and nothing of it is markup that is not ours.
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

my @langs = ('English (en)', 'العربية (ar)', 'Deutsch (de)', 'Nuer');
# A wording in some of the languages, in one at least.
sub in_languages {
	my ($least) = @_;
	my @texts = map { rand() < .6 ? text($least) : '' } @langs;
	$texts[rand @texts] = text(1) if $least && !grep { length } @texts;
	return @texts;
}
my $folder = temp_folder();
my @rows = (['type', 'name', (map { my $what = $_; map { "${what}::$_" } @langs } qw(label hint required_message)), qw(required appearance parameters)]);
my $add = sub {
	my ($type, $name, %more) = @_;
	my $bare = $type =~ /^end_/ || !defined $name;
	push @rows, [$type, $name // '', map({ $bare ? ('') x @langs : @$_ } $more{label} // [in_languages(1)], $more{hint} // [$type =~ /^begin/ ? ('') x @langs : in_languages()],
		[$more{required} ? in_languages() : ('') x @langs]), $more{required} // '', $more{appearance} // '', $more{parameters} // ''];
};
$add->('begin_group', 'first');
$add->($_->[0], $_->[1], label => [($_->[1]) x @langs]) for ['integer', 'n'], ['text', 'sly'], ['text', 'none'];
$add->('end_group');
$add->('begin_group', 'g');
$add->('note', "note$_") for 1 .. 120;
$add->(@$_[0, 1], required => 'yes', appearance => $_->[2], parameters => $_->[3]) for ['text', 'words'], ['integer', 'whole'], ['range', 'slide'], ['select_one c', 'one'],
	['select_multiple c', 'many'], ['select_one c', 'drop', 'minimal'], ['rank c', 'order'], ['select_one c', 'scale', 'likert'], ['acknowledge', 'tick'],
	['integer', 'chips', '', 'chips=1,2'], ['date', 'day'];
$add->('begin_group', 'in');
$add->('text', 'deep');
$add->('end_group');
$add->('begin_group', 'table', appearance => 'table-list');
$add->('select_one c', $_) for qw(r1 r2);
$add->('end_group');
$add->('begin_repeat', 'child');
$add->('text', 'name');
$add->('end_repeat');
$add->('end_group');
write_file("$folder/survey.csv", sheet(@rows));
write_file("$folder/choices.csv", sheet(['list_name', 'name', (map { my $what = $_; map { "${what}::$_" } @langs } qw(label hint))], map { ['c', "c$_", in_languages(1), in_languages()] } 1 .. 6));
my ($status, undef, $faults) = kiosk('form', 'add', $folder, '--data', $site->data);
is($status, 0, 'a form of such texts is brought in') or diag $faults;
kiosk('round', 'open', '--form', $folder =~ s{.*/}{}r, '--title', 'Marks', '--code', 'marks', '--incomplete', '--data', $site->data);

my $sly = '*x* **y** _z_ <b>b</b> # [a](b)';
sub sent_of { my ($page, %other) = @_; return [map { @$_ } (grep { !exists $other{$_->[0]} } fields_of($page->{body})), map { [$_, $other{$_}] } sort keys %other] }
my %answer = ('g/words' => 'w', 'g/whole' => 1, 'g/slide' => 3, 'g/one' => 'c1', 'g/drop' => 'c2', 'g/scale' => 'c3', 'g/tick' => 'OK', 'g/chips' => 2, 'g/day' => '2025-01-02');

sub drawn_of {
	my ($page, $lang) = @_;
	my ($form) = $site->get("/s/marks/form?lang=$lang")->{body};
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

for my $lang (qw(en sk ar de)) {
	my $first = $site->get("/s/marks?lang=$lang");
	like($first->{body}, qr/<html lang="$lang"@{[$lang eq 'ar' ? ' dir="rtl"' : '']}>/, "a page in $lang");
	my $second = $site->post('/s/marks', sent_of($first, 'first/n' => 5, 'first/sly' => $sly, step => 'next'));
	is($second->{status}, 200, 'the section of the texts');
	my $faulty = $site->post('/s/marks', sent_of($second, step => 'next'));
	is($faulty->{status}, 422, 'with what must be answered');
	my $review = $site->post('/s/marks', [@{sent_of($second, %answer, 'g/many' => 'c4', step => 'next')}, map { ('g/order' => "c$_") } 1 .. 6]);
	like($review->{body}, qr/<div class="reviews">/, 'and the review') or diag words($review->{body});

	my $js = drawn_of($second, $lang);
	same($js->{fields}, fields_html($second), "$lang: fields");
	is(squeezed($js->{title}), squeezed(decode_utf8(($second->{body} =~ m{(<h1.*?</h1>)}s)[0])), 'the heading: the same');
	same(drawn_of($faulty, $lang)->{faulty}, fields_html($faulty), "$lang: fields with faults");
	same(drawn_of($review, $lang)->{review}, decode_utf8(($review->{body} =~ m{<div class="reviews">(.*?)<div class="actions">}s)[0]), "$lang: the review");

	# All that stands in wordings is of these few, whatever was written.
	for my $page ($second, $faulty, $review) {
		unlike($page->{body}, qr{<script(?! type="module" src="/static/)}, 'no script of an author');
		unlike($page->{body}, qr{<b>b</b>}, 'no tag of an answer');
		my @inside = map { m{<[^>]*>}g } $page->{body} =~ m{<span class="marked(?: weighed)?"[^>]*>(.*?)</span>}gs;
		is_deeply([grep { !m{^<(?:br|/?strong|/?em|strong class="head-[1-6]")>$} } @inside], [], scalar(@inside) . ' tags in marked wordings, all of them ours');
	}
}
# The form as JSON is as it was written.
my ($note) = grep { $_->[1] eq 'note1' } @rows;
my ($shown) = grep { length } @$note[2 .. 5];
my ($raw) = map { $_->{l} } grep { $_->{n} eq 'note1' } map { @{$_->{in} // []} } @{json($site->get('/s/marks/form?lang=en')->{body})->{nodes}};
is(ref $raw ? $raw->[0] : $raw, $shown, 'the script gets the text as it was written');
$site->stop;
done_testing;
