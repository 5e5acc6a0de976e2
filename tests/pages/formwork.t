# What pages about forms say, word by word: lists and their counts, what a draft would become, texts and
# their states, choices in their order, the rest of a long table, names of files, what each message is.
use strict;
use warnings;
use POSIX ();
use Test::More;
use Html;
use Kiosk;
use Site;

my $site = Site->new('fcgi', new_kiosk());
$site->login('admin', PASSWORD);
my $csrf = $site->csrf($site->get('/admin/password'));
my $post = sub { my ($path, @fields) = @_; return $site->post($path, [csrf => $csrf, @fields]) };
my @months = qw(January February March April May June July August September October November December);
my $today = do { my ($y, $m, $d) = split /-/, POSIX::strftime('%Y-%m-%d', gmtime); sprintf "%d\xc2\xa0%s %d", $d, $months[$m - 1], $y };

sub notice { my ($page) = @_; return words(($page->{body} =~ m{<p class="notice" role="status">(.*?)</p>}s)[0]) }
sub fault { my ($page) = @_; return words(($page->{body} =~ m{<p class="error" role="alert">(.*?)</p>}s)[0]) }
sub cards { my ($page, $heading) = @_; return map { words($_) } part($page->{body}, $heading) =~ m{<li class="card">(.*?)</li>}gs }
sub changes { my ($page) = @_; return map { words($_) } $page->{body} =~ m{<li class="change">(.*?)</li>}gs }

sub upload {
	my ($path, $field, @files) = @_;
	my $body = "--XyZ\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n$csrf\r\n";
	while (my ($name, $bytes) = splice @files, 0, 2) {
		$body .= "--XyZ\r\nContent-Disposition: form-data; name=\"$field\"; filename=\"$name\"\r\nContent-Type: application/octet-stream\r\n\r\n$bytes\r\n";
	}
	return $site->ask('POST', $path, body => "$body--XyZ--\r\n", type => 'multipart/form-data; boundary=XyZ');
}

my $survey = "type,name,label::English (en),label::Slovak (sk),hint::English (en)\nselect_one yesno,happy,Happy?,Spokojný?,Be honest\ntext,why,Why?,,\n";
my $choices = "list_name,name,label::English (en),label::Slovak (sk)\nyesno,yes,Yes,Áno\nyesno,no,No,Nie\n";
my $settings = "form_title,form_id,default_language\nMood,mood,English (en)\n";
my @sheets = ('survey.csv' => $survey, 'choices.csv' => $choices, 'settings.csv' => $settings);
my $draft;

subtest 'a draft' => sub {
	is(fault(upload('/admin/forms', 'files')), 'Choose a file first.', 'no file');
	is(fault(upload('/admin/forms', 'files', 'choices.csv' => $choices)), 'There is no sheet survey in it. A form is a workbook with that sheet and others, or their CSV files.', 'no survey');
	my $bad = upload('/admin/forms', 'files', 'survey.csv' => $survey =~ s/yesno,happy/none,happy/r =~ s/text,why/texxt,why/r, 'settings.csv' => $settings);
	is($bad->{status}, 422, 'a form with faults');
	my @faults = map { words($_) } $bad->{body} =~ m{<li class="fault">(.*?)</li>}gs;
	like(text_of($bad->{body}), qr/Faults: 2/, 'two');
	is(scalar @faults, 2, 'each is told');
	like($faults[0], qr/^survey\.csv · row 2 · column type .*none.*Right would be: choices: none \| yes \| Yes/, 'with file, row, column, and what would be right');
	like($faults[1], qr/^survey\.csv · row 3 · column type “texxt” is not a type of question$/, 'of the other only its author knows');
	my $made = upload('/admin/forms', 'files', @sheets);
	($draft) = $made->{headers}{location} =~ m{^(/admin/forms/_draft/\d+)\?done=new$};
	ok($draft, 'taken') or diag $made->{body};
	my $page = $site->get("$draft?done=new");
	is(notice($page), 'The form is sound. Look at it before you publish it.', 'told');
	is(notice($site->get($draft)), '', 'once');
	is(notice($site->get("$draft?done=$_->[0]")), $_->[1], "done=$_->[0]") for ['saved', 'Saved.'], ['nothing', 'Nothing was changed.'], ['else', ''];
	like(words(part($page->{body}, 'Publish')), qr/^This will be the first version\. .*Publish as: Version 1$/, 'what it would become');
	unlike($page->{body}, qr{/correct"}, 'no correction of nothing');
	is_deeply([map { words($_) } part($page->{body}, 'Languages') =~ m{<li>(.*?)</li>}gs], ['English complete', 'Slovenčina Texts missing: 2'], 'a label and a hint are not translated');
	is_deeply([links_in(part($page->{body}, 'Languages'))], [["$draft/texts?to=en", 'English'], ["$draft/texts?to=sk", 'Slovenčina']], 'where that is done');
	is_deeply([map { words($_) } part($page->{body}, 'Choices') =~ m{<li>(.*?)</li>}gs], ['yesno Choices: 2'], 'its own list');
	is_deeply([links_in(part($page->{body}, 'Choices'))], [["$draft/choices?list=yesno", 'yesno']], 'and where it is changed');
	is_deeply([cards($site->get('/admin/forms'), 'Drafts')], ["Mood Draft mood Changed $today by admin"], 'in the list, with who changed it');
	my @files = map { $site->get("$draft/file/$_")->{headers}{'content-disposition'} } qw(xlsx zip);
	is_deeply(\@files, ['attachment; filename="mood-draft.xlsx"', 'attachment; filename="mood-draft.zip"'], 'as a file');
};

subtest 'published' => sub {
	my $published = $post->("$draft/publish");
	is($published->{headers}{location}, '/admin/forms/mood?done=published', 'published');
	is(notice($site->get("/admin/forms/mood?done=$_->[0]")), $_->[1], "done=$_->[0]") for ['published', 'Published. Rounds that are open keep the version they were opened with.'],
		['corrected', 'The correction is published. Open rounds of this version show it from now on.'], ['reviewed', 'The review states are saved.'], ['else', ''];
	is_deeply([grep { /^Mood/ } cards($site->get('/admin/forms'), 'Published')], ['Mood Version 1 · mood Rounds: 0'], 'in the list');
	kiosk('round', 'open', '--form', 'mood', '--title', 'First mood', '--incomplete', '--data', $site->data);
	is_deeply([grep { /^Mood/ } cards($site->get('/admin/forms'), 'Published')], ['Mood Version 1 · mood Rounds: 1'], 'with its round');
	my $page = $site->get('/admin/forms/mood');
	my (undef, @rows) = rows_in($page->{body});
	is_deeply(\@rows, [['English', 0, 6, 0, 0], ['Slovenčina', 2, 3, 0, 0]], 'six texts; of five but the title two are missing; none reviewed') or diag explain \@rows;
	is_deeply([map { words($_) } $page->{body} =~ m{<section class="card">\s*(.*?)</section>}gs], ['Version 1 Preview .xlsx .zip First mood Version 1'], 'one version, without one before');
	is_deeply([map { $_->[0] } grep { $_->[0] =~ /version=/ } links_in($page->{body} =~ s/.*<h2>Versions//sr)],
		['/admin/forms/mood/preview?version=1', '/admin/forms/mood/file/xlsx?version=1', '/admin/forms/mood/file/zip?version=1'], 'and its addresses');
	is((map { $_->[0] } grep { $_->[1] eq 'Open a round with it' } links_in($page->{body}))[0], '/admin/rounds/_new?form=mood', 'a round of it');
	is($site->get('/admin/forms/mood/file/xlsx?version=1')->{headers}{'content-disposition'}, 'attachment; filename="mood-v1.xlsx"', 'named by its version');
	is($site->get("/admin/forms/mood/file/xlsx?version=$_")->{status}, 404, "no version $_") for 0, 2, 'x', 1000000;
	is($post->('/admin/forms/_start', form => 'none')->{status}, 404, 'nothing to begin with');
};

# The rows of a translation page: {text's name} => [shown, state].
sub texts {
	my ($page) = @_;
	my %rows;
	for my $section ($page->{body} =~ m{<section class="text-row[^"]*">(.*?)</section>}gs) {
		my %f = values_of($section);
		my ($name) = map { s/^text //r } grep { /^text / } keys %f;
		$rows{$name} = [$f{"text $name"}, $f{"state $name"} // '', $section =~ m{<p class="text-source"[^>]*>(.*?)</p>}s ? words($1) : ''];
	}
	return \%rows;
}

subtest 'texts' => sub {
	my $at = '/admin/forms/mood/texts';
	my $page = $site->get("$at?to=sk");
	my $rows = texts($page);
	is_deeply([@{$rows->{'survey happy label'}}], ['Spokojný?', 'draft', 'Happy?'], 'a text beside its source');
	is_deeply([@{$rows->{'survey why label'}}[0, 2]], ['', 'Why?'], 'one that is missing');
	my @missing = $page->{body} =~ m{<section class="text-row missing">\s*<p class="meta"><code>(\w+)</code>}g;
	is_deeply([sort @missing], [qw(happy why)], 'which is marked: the hint of one, the label of the other');
	is(current_tab($page), "$at?to=sk", 'the tab');
	is_deeply([map { $_->[1] } grep { $_->[0] =~ m{/texts\?to=\w+$} } links_in(($page->{body} =~ m{<nav class="tabs"(.*?)</nav>}s)[0])], ['English', 'Slovenčina (2)'], 'with what is missing');
	like(text_of($page->{body}), qr/Slovenčina : Texts missing: 2 · Only what is missing or not reviewed/, 'how many');
	is(current_tab($site->get($at)), "$at?to=sk", 'what is not complete is shown first');
	is(current_tab($site->get('/admin/forms/crm-audit/texts')), '/admin/forms/crm-audit/texts?to=sk', 'where all is complete the first beside the default');
	is($site->get("$at?to=" . 'x' x 61)->{status}, 422, 'no language is named so long');
	is($site->get("$at?to=")->{status}, 422, 'or not at all');
	is($site->get("$at?to=" . 'x' x 60)->{status}, 200, 'sixty characters are a name');

	# States are saved at once, by whom; words make a draft.
	my $states = $post->("$at?to=sk", 'state survey happy label' => 'reviewed', by => 'teacher');
	is($states->{headers}{location}, "$at?to=sk&done=1", 'a state alone');
	$page = $site->get("$at?to=sk&done=1");
	is(notice($page), 'Saved.', 'saved');
	is(texts($page)->{'survey happy label'}[1], 'reviewed', 'and kept');
	like($page->{body}, qr{<code>happy</code> · label · teacher</p>}, 'with who looked at it');
	my (undef, @counts) = rows_in($site->get('/admin/forms/mood')->{body});
	is_deeply(\@counts, [['English', 0, 6, 0, 0], ['Slovenčina', 2, 2, 1, 0]], 'and counted');
	my $open = $site->get("$at?to=sk&open=1");
	ok(!exists texts($open)->{'survey happy label'}, 'what is reviewed is not open');
	ok(exists texts($open)->{'survey why label'}, 'what is missing is');
	like(text_of($open->{body}), qr/Show all/, 'and the way back');
	is((map { $_->[0] } grep { $_->[1] eq 'Show all' } links_in($open->{body}))[0], "$at?to=sk", 'leads to all');
	my $long = $post->("$at?to=sk", 'text survey why label' => 'x' x 4001);
	is($long->{status}, 422, 'a text of 4001');
	is(fault($long), 'A text of why is too long: 4,000 bytes at most.', 'as it says');
	is(texts($long)->{'survey why label'}[0], 'x' x 4001, 'what was typed stays');
	my $words = $post->("$at?to=sk", 'text survey why label' => ' ' . 'x' x 4000 . "\r\n");
	like($words->{headers}{location}, qr{^(/admin/forms/_draft/\d+)/texts\?to=sk&done=1$}, 'of 4000, blanks at its ends aside: a draft');
	my ($new) = $words->{headers}{location} =~ m{^(/admin/forms/_draft/\d+)};
	is(notice($site->get("$new/texts?to=sk&done=1")), 'Saved. To the draft, to publish it', 'which is told');
	is($post->("$new/texts?to=sk", 'text survey why label' => "Prečo?\r\nNaozaj?", 'text survey happy hint' => 'Úprimne')->{headers}{location}, "$new/texts?to=sk&done=1", 'changed in the draft');
	$page = $site->get($new);
	is_deeply([changes($page)], ['Reworded (hint, Slovak): Happy? happy comparable, worded otherwise now: Úprimne', 'Reworded (label, Slovak): Why? why comparable, worded otherwise now: Prečo? Naozaj?'],
		'what is other') or diag explain [changes($page)];
	like(words(part($page->{body}, 'Publish')), qr/^Compared with: Version 1 /, 'against what');
	like(words($page->{body}), qr/Publish as a correction: Version 1\.1 .*Publish as: Version 2/, 'a correction, or a version');
	is($post->("$new/correct")->{headers}{location}, '/admin/forms/mood?done=corrected', 'corrected');
	my ($card) = map { words($_) } $site->get('/admin/forms/mood')->{body} =~ m{<section class="card">\s*(.*?)</section>}gs;
	is($card, "Version 1.1 Preview .xlsx .zip Version 1.1: wording corrected, $today First mood Version 1.1", 'and the round has it');
	is($site->get('/admin/forms/mood/file/zip')->{headers}{'content-disposition'}, 'attachment; filename="mood-v1.1.zip"', 'as its file is named');
	like($site->get('/admin/forms/mood/texts.csv')->{headers}{'content-disposition'}, qr/filename="mood-translations\.csv"/, 'and the table of translations');
	is(fault(upload('/admin/forms/mood/texts.csv', 'file')), 'Choose a file first.', 'no table');
};

sub current_tab { my ($page) = @_; return unescape(($page->{body} =~ m{<nav class="tabs".*?<a href="([^"]+)" aria-current="page"}s)[0] // '') }

subtest 'choices' => sub {
	my ($new) = $post->('/admin/forms/_start', form => 'mood')->{headers}{location} =~ m{^(/admin/forms/_draft/\d+)\?done=new$};
	my $at = "$new/choices?list=yesno";
	my %fields = values_of($site->get($at)->{body} =~ s/.*<main//sr);
	is(join('|', map { $fields{"place $_"} . $fields{"code $_"} . $fields{"label $_ 1"} } 0, 1, 2), '1yesÁno|2noNie|3', 'as they stand, and an empty row');
	my $save = sub { return $site->post($at, {%fields, @_}) };
	is($site->get("$new/choices?list=$_")->{status}, 404, "no list “$_”") for 'none', '';
	my $order = sub { return map { "$_->[0]" } map { [/^yesno,([^,]*),/] } grep { /^yesno,/ } split /\r?\n/, (sql($site->data, "SELECT csv FROM form_draft_sheet WHERE name = 'choices' ORDER BY draft DESC LIMIT 1"))[0][0] };
	is($save->('place 0' => 3)->{headers}{location}, "$new?done=saved", 'the first to the end');
	is(join(' ', $order->()), 'no yes', 'another order');
	is(join(' ', changes($site->get($new))), 'Other order of the choices in yesno comparable, worded otherwise', 'is told') or diag join ' ', changes($site->get($new));
	%fields = values_of($site->get($at)->{body} =~ s/.*<main//sr);
	# A new row with the place of another stands before it.
	$save->('code 2' => 'maybe', 'label 2 0' => 'Maybe', 'label 2 1' => 'Možno', 'place 2' => 2);
	is(join(' ', $order->()), 'no maybe yes', 'one between');
	%fields = values_of($site->get($at)->{body} =~ s/.*<main//sr);
	$save->('remove 1' => 1);
	is(join(' ', $order->()), 'no yes', 'and gone');
	%fields = values_of($site->get($at)->{body} =~ s/.*<main//sr);
	my $none = $save->('remove 0' => 1, 'remove 1' => 1);
	is(fault($none), 'A list keeps at least one choice.', 'not all');
	my $twice = $save->('code 1' => 'no', 'label 0 0' => 'Typed');
	is($twice->{status}, 422, 'no code twice');
	is({values_of($twice->{body} =~ s/.*<main//sr)}->{'label 0 0'}, 'Typed', 'what was typed stays');
	is($post->("$new/discard")->{headers}{location}, '/admin/forms?discarded=1', 'thrown away');
	is(notice($site->get('/admin/forms?discarded=1')), 'The draft is gone.', 'told');
	is(notice($site->get('/admin/forms')), '', 'once');
};

subtest 'versions compared' => sub {
	my $second = $survey =~ s/\ntext,why.*//sr . "\ninteger,n,How often?,Ako často?,\n";
	my ($new) = upload('/admin/forms', 'files', 'survey.csv' => $second, 'choices.csv' => $choices . "yesno,dk,Unsure,Neviem\n", 'settings.csv' => $settings)->{headers}{location} =~ m{^(/admin/forms/_draft/\d+)};
	my $page = $site->get($new);
	unlike($page->{body}, qr{/correct"}, 'more than words');
	my $not = $post->("$new/correct");
	is($not->{status}, 409, 'is no correction');
	is($post->("$new/publish")->{headers}{location}, '/admin/forms/mood?done=published', 'a version');
	my $diff = $site->get('/admin/forms/mood/diff');
	like(text_of($diff->{body}), qr/Version 1\.1 → Version 2 /, 'against the one before');
	my @changes = changes($diff);
	ok((grep { $_ eq 'Choice added to yesno: partly comparable now: dk' } @changes), 'a choice more');
	ok((grep { $_ eq 'Removed: Why? why not comparable' } @changes), 'a question less');
	ok((grep { $_ eq 'Added: How often? n comparable' } @changes), 'a question more');
	like(text_of($diff->{body}), qr/Some questions are no longer the same: compare rounds only where it says comparable/, 'and what all that means');
	is_deeply([changes($site->get('/admin/forms/mood/diff?version=2&with=1'))], \@changes, 'the same when both are named');
	is($site->get("/admin/forms/mood/diff?version=2&with=$_")->{status}, 404, "not with $_") for 0, 3, 'x';
	my @cards = map { words($_) } $site->get('/admin/forms/mood')->{body} =~ m{<section class="card">\s*(.*?)</section>}gs;
	is($cards[0], 'Version 2 Preview .xlsx .zip What changed against the one before No round uses this version.', 'the latest first, without a round');
	like($cards[1], qr/^Version 1\.1 Preview \.xlsx \.zip Version 1\.1:/, 'then the first, with nothing before it');
	is_deeply([map { $_->[0] } grep { $_->[1] =~ /What changed/ } links_in($site->get('/admin/forms/mood')->{body})], ['/admin/forms/mood/diff?version=2'], 'and the way there');
	is_deeply([grep { /^Mood/ } cards($site->get('/admin/forms'), 'Published')], ['Mood Version 2 · mood Rounds: 1'], 'the list has the latest, and rounds of all');
	my $before = $post->('/admin/forms/_start', form => 'mood')->{headers}{location} =~ s/\?.*//r;
	my $nothing = $post->("$before/correct");
	is($nothing->{status}, 409, 'what differs in nothing is no correction');
	is(fault($nothing), 'Nothing differs from the published version.', 'as it says');
	is($post->("$before/publish")->{headers}{location}, '/admin/forms/mood?done=published', 'and as a version');
	is(scalar sql($site->data, "SELECT count(*) FROM form WHERE code = 'mood'"), 2, 'it is the one there was');
};

subtest 'a long table' => sub {
	my $rows = join '', map { sprintf "text,q%03d,Question %d,\n", $_, $_ } 1 .. 150;
	upload('/admin/forms', 'files', 'survey.csv' => "type,name,label::English (en),label::Slovak (sk)\n$rows", 'settings.csv' => "form_title,form_id,default_language\nLong,long,English (en)\n")
		->{headers}{location} =~ m{^(/admin/forms/_draft/\d+)} or die;
	my $at = "$1/texts?to=sk";
	my $first = $site->get($at);
	my @keys = $first->{body} =~ m{<p class="meta"><code>(\w+)</code>}g;
	is(scalar @keys, 100, 'a hundred to a page');
	my ($next) = map { $_->[0] } grep { $_->[1] eq 'Next texts' } links_in($first->{body});
	is($next, "$at&from=100", 'and the next');
	my $second = $site->get($next);
	my @rest = $second->{body} =~ m{<p class="meta"><code>(\w+)</code>}g;
	is(scalar @keys + @rest, scalar(keys %{{map { $_ => 1 } @keys, @rest}}), 'none twice');
	is(scalar(grep { /^q\d{3}$/ } @keys, @rest), 150, 'and none left out');
	unlike($second->{body}, qr/Next texts/, 'that is all');
	like(unescape($second->{body}), qr{action="\Q$at\E&from=100"}, 'saving comes back here');
	is(scalar(() = $site->get("$at&from=$_")->{body} =~ /<section class="text-row/g), 100, "from $_ is from the first") for -1, 'x';
	my ($open) = map { $_->[0] } grep { $_->[1] eq 'Next texts' } links_in($site->get("$at&open=1")->{body});
	is($open, "$at&open=1&from=100", 'only the open ones go on so');
};

$site->stop;
done_testing;
