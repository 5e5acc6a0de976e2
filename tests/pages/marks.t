# Wordings with marks, line breaks, tags and links, byte by byte: on pages without a script, in the review,
# the preview and on paper as they look; in attributes, options, files and lists as plain text; for
# translators and for the script as they were written.
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8 encode_utf8);
use Test::More;
use Html;
use Kiosk;
use Site;

my $folder = temp_folder();
sub sheet { return encode_utf8(join '', map { join(',', map { qq{"$_"} } @$_) . "\n" } @_) }
write_file("$folder/survey.csv", sheet([qw(type name label hint required constraint constraint_message appearance)],
	['begin_group', 'a', 'Part *A*', ('') x 5],
	['note', 'hello', "# Welcome\nto **all**\n\n- one\n- two", '_See_ below', ('') x 4],
	['text', 'name', 'Your **name**, <b>please</b>', 'As in file_name_x, 2*3*4', 'yes', "regex(., '[A-Z].*')", 'Begin with a **capital**', ''],
	['range', 'nps', 'How *likely*?', ('') x 6],
	['select_one c', 'radio', 'One of', ('') x 5],
	['select_one c', 'drop', "Of a\nlist", ('') x 4, 'minimal'],
	['end_group', ('') x 7],
	['begin_group', 'b', 'Part B', ('') x 5],
	['note', 'you', 'You are **${name}** of [the list](https://example.org/a_b)', ('') x 5],
	['end_group', ('') x 7]));
write_file("$folder/choices.csv", sheet([qw(list_name name label hint)], ['c', '1', '**First** of two', 'a *hint*'], ['c', '2', "Second\nof two", '']));
write_file("$folder/functions.csv", "code,home,label\nF1,*,**Quotes** and file_name_x\n");
(my $form) = $folder =~ m{([^/]+)/?$};
my $site = Site->new('fcgi', new_kiosk());
my ($status, undef, $err) = kiosk('form', 'add', $folder, '--data', $site->data);
is($status, 0, 'a form with marks') or diag $err;
($status, undef, $err) = kiosk('round', 'open', '--form', $form, '--title', 'Marks', '--code', 'marks', '--data', $site->data);
is($status, 0, 'and its round') or diag $err;

my $welcome = '<span class="marked weighed"><strong class="head-1">Welcome</strong><br>to <strong>all</strong><br><br>- one<br>- two</span>';
my $name = '<span class="marked weighed">Your <strong>name</strong>, &lt;b&gt;please&lt;/b&gt;</span>';
sub body { my ($page) = @_; return decode_utf8($page->{body}) }
sub has { my ($page, $bytes, $what) = @_; return ok(index(body($page), $bytes) >= 0, $what) || diag "not there: $bytes" }

my $first = $site->get('/s/marks?lang=en');
subtest 'a page without a script' => sub {
	has($first, '<h1 tabindex="-1" data-title lang="en"><span class="marked">Part <em>A</em></span></h1>', 'the heading of a step');
	has($first, "<p>$welcome</p>", 'a note');
	has($first, '<p class="hint" lang="en"><span class="marked"><em>See</em> below</span></p>', 'its hint');
	like(body($first), qr{<label for="q1">\Q$name\E <span class="tag">required</span></label>}, 'a label, in which tags are text');
	like(body($first), qr{<p class="hint" id="q1-hint" lang="en">As in file_name_x, 2\*3\*4</p>}, 'signs that are none, without a tag more');
	like(body($first), qr{<label for="q2"><span class="marked">How <em>likely</em>\?</span></label>}, 'the label of a slider');
	like(body($first), qr{aria-label="How likely\?"}, 'and its name as an attribute');
	has($first, '<span><span class="marked weighed"><strong>First</strong> of two</span> <small><span class="marked">a <em>hint</em></span></small></span></label>', 'a choice and its hint');
	has($first, '<span><span class="marked">Second<br>of two</span></span></label>', 'one of two lines');
	like(body($first), qr{<label for="q4"><span class="marked">Of a<br>list</span></label>}, 'a label of two lines');
	has($first, '<option value="1" >First of two</option>', 'an option');
	has($first, '<option value="2" >Second of two</option>', 'in one line');
	unlike(body($first), qr{<b>}, 'no tag of the form');
};

sub sent { my ($page, %other) = @_; return [map { @$_ } (grep { !exists $other{$_->[0]} } fields_of($page->{body})), map { [$_, $other{$_}] } sort keys %other] }
my %said = ('a/name' => '**Ann** <i>_x_</i>', 'a/radio' => 1, 'a/drop' => 2, 'a/nps' => 3);
my $bad = $site->post('/s/marks', sent($first, %said, 'a/name' => 'ann', step => 'next'));
my $second = $site->post('/s/marks', sent($first, 'a/name' => 'Ann *x* <i>', step => 'next'));
my $review = $site->post('/s/marks', sent($second, step => 'next'));
subtest 'further on' => sub {
	is($bad->{status}, 422, 'a fault');
	my $message = '<span class="marked weighed">Begin with a <strong>capital</strong></span>';
	has($bad, qq{<p class="error" id="q1-error">$message</p>}, 'at its field');
	has($bad, qq{<li><a href="#q1">$message</a></li>}, 'and in the summary');
	has($second, '<p><span class="marked weighed">You are <strong>Ann *x* &lt;i&gt;</strong> of the list (https://example.org/a_b)</span></p>', 'an answer is filled in as it was written; a link is told');
	unlike(body($second), qr{href="https://example}, 'and leads nowhere');
	has($review, '<h2><span class="marked">Part <em>A</em></span></h2>', 'the review: a heading');
	has($review, 'aria-label="Change: Part A"', 'its button');
	has($review, "<dt>$name</dt><dd>Ann *x* &lt;i&gt;</dd>", 'a question and its answer');
	my $json = $site->post('/s/marks', sent($first, 'a/name' => 'ann'), accept => 'application/json');
	is_deeply([map { $_->{message} } @{json($json->{body})->{errors}}], ['Begin with a capital'], 'to a script, a fault is plain text');
};

subtest 'those who are signed in' => sub {
	$site->login('admin', PASSWORD);
	my $paper = $site->get('/admin/rounds/marks/paper?lang=en');
	has($paper, "<p class=\"paper-note\">$welcome</p>", 'paper: a note');
	has($paper, "<h3>1. $name</h3>", 'a question');
	has($paper, '<b>1</b> <span class="marked weighed"><strong>First</strong> of two</span></li>', 'a choice');
	has($paper, '<h2><span class="marked">Part <em>A</em></span></h2>', 'a part');
	my $entry = $site->get('/admin/rounds/marks/entry?lang=en');
	has($entry, '>1. Your name, &lt;b&gt;please&lt;/b&gt;</label>', 'where paper is typed in, plain text');
	has($entry, '<dd>First of two</dd>', 'choices, too');
	my $preview = $site->get("/admin/forms/$form/preview?version=1&lang=en");
	has($preview, "<p>$welcome</p>", 'the preview');
	my $texts = $site->get("/admin/forms/$form/texts?lang=en&to=default");
	has($texts, 'Your **name**, &lt;b&gt;please&lt;/b&gt;', 'translators read what was written');
	my $functions = $site->get('/admin/functions?lang=en');
	has($functions, 'Quotes and file_name_x', 'lists name an activity without marks');
	unlike(body($functions), qr{\*\*Quotes}, 'wherever it stands');
};

subtest 'what is taken away' => sub {
	my $to = temp_folder();
	is((kiosk('export', 'marks', '-o', "$to/a.zip", '--data', $site->data))[0], 0, 'a bundle');
	my (undef, $codebook) = run_command(['unzip', '-p', "$to/a.zip", 'codebook.csv']);
	like(decode_utf8($codebook), qr{,a/name,"Your name, <b>please</b>",}, 'codebook: a question');
	like(decode_utf8($codebook), qr{,First of two,}, 'a choice');
	my (undef, $kept) = run_command(['unzip', '-p', "$to/a.zip", "forms/$form-v1/survey.csv"]);
	like(decode_utf8($kept), qr{Your \*\*name\*\*, <b>please</b>}, 'the form as it was brought in');
};

my $raw = json($site->get('/s/marks/form?lang=en')->{body});
is($raw->{nodes}[0]{in}[0]{l}, "# Welcome\nto **all**\n\n- one\n- two", 'the script gets a text as it was written');
$site->stop;
done_testing;
