# Forms in languages that the interface does not speak, some of them written from right to left: which of
# them a round is offered in and which one a reader gets; how pages, paper and lists say what is in which
# language; what an author is told.
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8 encode_utf8);
use Test::More;
use Html;
use Kiosk;
use Site;

binmode Test::More->builder->$_, ':encoding(UTF-8)' for qw(output failure_output todo_output);
my $site = Site->new('fcgi', new_kiosk());
my @data = ('--data', $site->data);
sub body { my ($page) = @_; return decode_utf8($page->{body}) }
sub html_tag { my ($page) = @_; return ($page->{body} =~ m{(<html[^>]*>)})[0] }
sub bar { my ($page) = @_; return join ' ', map { m{lang="([^"]+)"} } body($page) =~ m{<nav class="langs".*?</nav>}s ? $& =~ m{<(?:button|a)[^>]*>}g : () }
sub current { my ($page) = @_; return ($page->{body} =~ m{<button[^>]* lang="([^"]+)" aria-current="true">})[0] }
sub sent { my ($page, %other) = @_; return [map { @$_ } (grep { !exists $other{$_->[0]} } fields_of($page->{body})), map { [$_, $other{$_}] } sort keys %other] }

my ($status, $out, $err) = kiosk('form', 'check', 'tests/data/form/tongues');
is($status, 0, 'a form in German, Arabic and Hebrew is sound');
my @told = split /\n/, decode_utf8($err);
is(scalar @told, 3, 'its author is told of each language');
like($told[1], qr/^warning: survey\.csv:1: label::العربية \(ar\): the kiosk has no words of its own in “العربية”: a round can be answered in it where every label is there, and buttons and messages are in the form's default language, if the kiosk speaks that, else in the kiosk's first$/, 'where, and what respondents will see');

kiosk('form', 'add', 'tests/data/form/tongues', @data);
(undef, undef, $err) = kiosk('round', 'open', '--form', 'tongues', '--title', 'Ihre Arbeit', '--code', 'tongues', @data);
like($err, qr/^offered in: de ar he$/m, 'a round is offered in the languages of its form, where that is in none of the interface');

subtest 'which language' => sub {
	my $page = $site->get('/s/tongues');
	is(html_tag($page), '<html lang="de">', 'the first, for who asks for none');
	is(bar($page), 'de ar he', 'the bar has those offered');
	is(current($page), 'de', 'and says which it is');
	is(html_tag($site->get('/s/tongues?lang=ar')), '<html lang="ar" dir="rtl">', 'another, as asked for');
	is(html_tag($site->get('/s/tongues?lang=AR')), '<html lang="ar" dir="rtl">', 'in whatever case');
	is(html_tag($site->get('/s/tongues', language => 'he-IL,he;q=0.9,de;q=0.5')), '<html lang="he" dir="rtl">', 'as the browser likes');
	is(html_tag($site->get('/s/tongues?lang=sk', language => 'ar')), '<html lang="ar" dir="rtl">', 'so too where the kiosk was read in another that is not offered');
	is(html_tag($site->get("/s/tongues?lang=$_")), '<html lang="de">', "$_ is not offered") for qw(en sk fr xx), '';
	my $switched = $site->post('/s/tongues', sent($page, step => 'lang:he', 'a/n' => 7));
	is(html_tag($switched), '<html lang="he" dir="rtl">', 'switched');
	like($switched->{body}, qr/name="a\/n" value="7"/, 'with what was answered');
	is(html_tag($site->post('/s/tongues', sent($switched, step => 'lang:sk'))), '<html lang="he" dir="rtl">', 'not to one that is not offered');
};

subtest 'a page in Arabic' => sub {
	my $page = $site->get('/s/tongues?lang=ar');
	my $html = body($page);
	like($html, qr{<title>عملك · }, 'the title that the form has in it');
	like($html, qr{<h1 tabindex="-1" data-title lang="ar">عنك</h1>}, 'a heading, written as the page is');
	like($html, qr{<legend>هل تبيع؟ <span class="tag"><span lang="en" dir="ltr">required</span></span></legend>}, 'a label; words of the interface say what they are in');
	like($html, qr{<p class="hint" id="q1-hint" lang="ar">العملاء الخاصون بك فقط\.</p>}, 'a hint');
	like($html, qr{<p class="hint" id="q3-hint" lang="de" dir="ltr">Ein Satz genügt\.</p>}, 'one that is missing is in the default language, and says so');
	like($html, qr{<p><span class="marked weighed"><strong>أهلاً بك!</strong> يستغرق الأمر خمس دقائق\.</span></p>}, 'marks');
	like($html, qr{<option value="1" >أبداً</option>}, 'an option');
	like($html, qr{<input type="hidden" name="lang" value="ar">}, 'it is posted');
	like($html, qr{data-form="/s/tongues/form\?lang=ar"}, 'and what the script asks for');
	my $bad = $site->post('/s/tongues', sent($page, 'a/n' => 100, step => 'next'));
	is($bad->{status}, 422, 'faults');
	like(body($bad), qr{<p class="error" id="q1-error"><span lang="en" dir="ltr">Please answer this question\.</span></p>}, 'in words of the interface');
	like(body($bad), qr{<p class="error" id="q2-error"><span lang="de" dir="ltr">Weniger als 100\.</span></p>}, 'in those of the form, where it has them');
	like(body($bad), qr{<li><a href="#q2"><span lang="de" dir="ltr">Weniger als 100\.</span></a></li>}, 'in the summary, too');
	my $next = $site->post('/s/tongues', sent($page, 'a/sell' => 'y', step => 'next'));
	my $last = $site->post('/s/tongues', sent($next, step => 'next'));
	like(body($last), qr{<h2>عميل 1</h2>}, 'an entry of a repeat');
	my $review = $site->post('/s/tongues', sent($last, 'kid/1/name' => 'Ann', step => 'next'));
	like(body($review), qr{<h2>عنك</h2>}, 'the review');
	like(body($review), qr{<dt>هل تبيع؟</dt><dd>نعم</dd>}, 'a question and its answer');
	like(body($review), qr{<span lang="en" dir="ltr">not answered</span>}, 'and none');
	my $thanks = $site->post('/s/tongues', sent($review));
	is($thanks->{status}, 303, 'it is sent');
	like($thanks->{headers}{location}, qr{/s/tongues/thanks\?lang=en}, 'thanks are in a language of the interface');
	is((sql($site->data, "SELECT lang FROM submission"))[0][0], 'ar', 'what is stored says in which language it was answered');
};

subtest 'the interface beside it' => sub {
	my $folder = temp_folder();
	write_file("$folder/survey.csv", encode_utf8("type,name,label::Slovenčina (sk),label::Deutsch (de),label::English (en-gb),label::Nuer,hint::Nuer,hint::عربي\ntext,q,Čo?,Was?,What then?,Eeŋ?,ŋu,ماذا\ntext,r,Kto?,Wer?,Who then?,,,\n"));
	(my $form) = $folder =~ m{([^/]+)/?$};
	(undef, undef, $err) = kiosk('form', 'add', $folder, @data);
	like(decode_utf8($err), qr/^warning: survey\.csv:1: label::Nuer: “Nuer” has no code, so no round can be offered in it; write label::Nuer \(code\), as in label::Deutsch \(de\)$/m, 'a language without a code');
	(undef, undef, $err) = kiosk('round', 'open', '--form', $form, '--title', 'Beside', '--code', 'beside', @data);
	like($err, qr/^offered in: en sk pl it es ca de en-gb$/m, 'beside those of the kiosk, where the form falls back to one of them');
	my $page = $site->get('/s/beside?lang=de');
	is(html_tag($page), '<html lang="de">', 'German');
	like(body($page), qr{<label for="q0">Was\? <span class="tag"><span lang="sk">nepovinné</span></span></label>}, "beside it the interface is in the form's default language");
	like(body($page), qr{<p class="hint" id="q0-hint" lang="und">ŋu</p>}, 'a wording without a known language says that');
	is(html_tag($site->get('/s/beside?lang=en-gb')), '<html lang="en-gb">', 'a variety');
	like($site->get('/s/beside?lang=en-gb')->{body}, qr{<span lang="en">optional</span>}, 'beside its relative');
	like(body($site->get('/s/beside?lang=pl')), qr{<label for="q0"><span lang="sk">Čo\?</span> <span class="tag">nieobowiązkowe</span></label>}, 'a language of the kiosk that the form is not in');
	write_file("$folder/survey.csv", encode_utf8("type,name,label,hint\ntext,q,ما هذا؟ (CRM),What\n"));
	kiosk('form', 'add', $folder, @data);
	kiosk('round', 'open', '--form', $form, '--title', 'Bare', '--code', 'bare', @data);
	like(body($site->get('/s/bare?lang=en')), qr{<label for="q0"><span dir="auto">ما هذا؟ \(CRM\)</span> }, 'no language at all: as its letters are written');
	like(body($site->get('/s/bare?lang=en')), qr{<p class="hint" id="q0-hint" lang="en">What</p>}, 'where they are written as the page, nothing is said');
};

subtest 'those who are signed in' => sub {
	$site->login('admin', PASSWORD);
	my $csrf = $site->csrf($site->get('/admin/password'));
	my $round = $site->get('/admin/rounds/tongues?lang=en');
	my @ticks = body($round) =~ m{<input type="checkbox" name="language" value="([^"]+)" checked>}g;
	is("@ticks", 'de ar he', "a round's languages are ticked");
	like(body($round), qr{name="language" value="sk" ><span lang="sk">Slovenčina}, 'those of the kiosk can be');
	my @new = (csrf => $csrf, form => 'tongues', title => 'Third', department => 'SAL');
	is($site->post('/admin/rounds', [@new, code => 'third', language => 'en', language => 'sk'])->{status}, 303, 'opened with the usual ticks');
	is((sql($site->data, "SELECT languages FROM round WHERE code = 'third'"))[0][0], 'de ar he', 'it speaks what its form is in');
	is($site->post('/admin/rounds', [@new, code => 'fourth'])->{status}, 303, 'and without any');
	my $refused = $site->post('/admin/rounds', [csrf => $csrf, form => 'crm-audit', title => 'Fifth', code => 'fifth', department => 'SAL']);
	is($refused->{status}, 422, 'a form in those of the interface needs one');
	like($refused->{body}, qr/Choose at least one language\./, 'which is said');
	is($site->post('/admin/rounds/tongues/edit', [csrf => $csrf, title => 'Ihre Arbeit', language => 'ar', language => 'he'])->{status}, 303, 'one less');
	is(bar($site->get('/s/tongues')), 'ar he', 'in the bar, too');
	is(html_tag($site->get('/s/tongues?lang=de')), '<html lang="ar" dir="rtl">', 'and the first of the rest');
	my $paper = $site->get('/admin/rounds/tongues/paper?in=ar&lang=en');
	is(html_tag($paper), '<html lang="ar" dir="rtl">', 'paper in Arabic');
	like(body($paper), qr{<h3>1\. هل تبيع؟</h3>}, 'its questions');
	like(body($paper), qr{<p class="hint"><span lang="de" dir="ltr">Ein Satz genügt\.</span></p>}, 'what is in another language says so');
	like(body($paper), qr{<p class="hint"><span lang="en" dir="ltr">Tick one\.</span></p>|<span lang="en" dir="ltr">[^<]+</span>}, 'words of the kiosk, too');
	like(body($site->get('/admin/rounds/tongues/paper?lang=en')), qr{<h3>1\. <span lang="de">Verkaufen Sie\?</span></h3>}, 'in a language of the interface: the default, marked');
	like(body($site->get('/admin/rounds/tongues/paper?lang=en')), qr{<a href="/admin/rounds/tongues/paper\?in=he" lang="he" hreflang="he" >עברית</a>}, 'with a way to the others');
	like(body($site->get('/admin/rounds/tongues/entry?lang=en')), qr{<option value="ar" lang="ar" >العربية</option>}, 'sheets in it can be typed in');
	my $preview = $site->get('/admin/forms/tongues/preview?version=1&lang=he');
	is(html_tag($preview), '<html lang="he" dir="rtl">', 'the preview in Hebrew');
	like(bar($preview), qr/ de ar he$/, 'and in all others of the form');
	like(body($site->get('/admin/forms/tongues/texts?lang=en&to=ar')), qr{<textarea [^>]*lang="ar" dir="rtl"}, 'translators write from right to left');
};

my $raw = json($site->get('/s/tongues/form?lang=ar')->{body});
is_deeply([@$raw{qw(lang ui dir words default)}], ['ar', 'en', 'rtl', ['ar', 'rtl'], ['de', 'ltr']], 'the script knows the same');
is_deeply([map { $_->[0] } @{$raw->{langs}}], ['ar', 'he'], 'and the languages');
$site->stop;
done_testing;
