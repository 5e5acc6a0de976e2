# Bringing forms in, writing, translating, publishing: /admin/forms (issue 3, items 6 and 7).
use strict;
use warnings;
use utf8;
use Encode qw(encode_utf8 decode_utf8);
use File::Temp;
use Test::More;
use Kiosk;
use Site;

# multipart/form-data as a browser writes it.
sub multipart {
	my (@parts) = @_;
	my $body = '';
	while (my ($name, $value) = splice @parts, 0, 2) {
		my ($file, $bytes) = ref $value ? @$value : (undef, $value);
		$body .= "--XyZ\r\nContent-Disposition: form-data; name=\"$name\""
			. (defined $file ? "; filename=\"$file\"\r\nContent-Type: application/octet-stream" : '')
			. "\r\n\r\n$bytes\r\n";
	}
	return $body . "--XyZ--\r\n";
}

my $survey = encode_utf8(<<'CSV');
type,name,label::English (en),label::Slovak (sk),required,relevant
select_one yesno,happy,Are you hapy?,Ste spokojní?,yes,
text,why,Why?,Prečo?,,${happy} = 'no'
CSV
my $choices = encode_utf8(<<'CSV');
list_name,name,label::English (en),label::Slovak (sk)
yesno,yes,Yes,Áno
yesno,no,No,Nie
CSV
my $settings = "form_title,form_id,default_language\nMood,mood,English (en)\n";

# What a page of faults says would be right.
sub mends {
	my ($page) = @_;
	return map { unescape($_) } decode_utf8($page->{body}) =~ m{Right would be: <code>(.*?)</code>}g;
}

both_ways(sub {
	my ($site) = @_;
	my $data = $site->data;
	$site->login('admin', PASSWORD);
	my $csrf = $site->csrf($site->get('/admin/password'));
	my $post = sub { my ($path, @fields) = @_; return $site->post($path, [csrf => $csrf, @fields]) };
	my $upload = sub {
		my ($path, @parts) = @_;
		return $site->ask('POST', $path, body => multipart(csrf => $csrf, @parts),
			type => 'multipart/form-data; boundary=XyZ');
	};
	my $count = sub { (sql($data, "SELECT count(*) FROM $_[0]"))[0][0] };
	my $draft;

	subtest 'the list' => sub {
		my $page = $site->get('/admin/forms');
		is($page->{status}, 200, 'there');
		like($page->{body}, qr{href="/admin/forms/crm-audit"}, 'with the form that is published');
		like($page->{body}, qr/name="template" value="crm-audit"/, 'and the template');
		like($page->{body}, qr/No form is being written/, 'no draft yet');
	};

	subtest 'a form with faults' => sub {
		(my $bad = $survey) =~ s/yesno,happy/nolist,happy/;
		$bad =~ s/\$\{happy\}/\${hapy}/;
		my $page = $upload->('/admin/forms', files => ['survey.csv', $bad], files => ['choices.csv', $choices],
			files => ['settings.csv', $settings]);
		is($page->{status}, 422, 'is refused');
		like($page->{body}, qr/nolist/, 'the list that is not there');
		like($page->{body}, qr/hapy/, 'and the question, in one go');
		like(decode_utf8($page->{body}), qr{<b>survey\.csv</b> · row 2 · column <code>type</code>}, 'with its place');
		is(join('; ', mends($page)), 'choices: nolist | yes | Yes', 'with what would be right, where it is known');
		$page = $site->ask('POST', '/admin/forms?lang=sk', body => multipart(csrf => $csrf, files => ['survey.csv', $bad]),
			type => 'multipart/form-data; boundary=XyZ');
		like(decode_utf8($page->{body}), qr/V hárku choices nie je zoznam „nolist“/, "in the author's language");
		$site->get('/admin?lang=en');
		is($count->('form_draft'), 0, 'nothing is kept');
		is($count->('form'), 1, 'and nothing published');
	};

	# What would be right is made of what is there, or not said.
	subtest 'the mend, where it is one' => sub {
		my $head = "type,name,label::English (en),label::Slovak (sk),relevant\n";
		my %told = (
			"text,1 st name,First,,\n" => '_1_st_name', "text,???,First,,\n" => '', "text,city,City,,\ntext,city,Town,,\n" => 'city_2',
			"select_one my list,a,A,,\n" => 'my_list', "begin group,g,G,,\ntext,a,A,,\n" => 'begin group … end group',
			"text,a,A,,\ntext,b,B,,a = 1\n" => "\${a} | 'a'", "text,a,A,,\ntext,b,B,,\${c} = 1\n" => '', "txt,a,A,,\n" => '',
			"text,a,A,,\ntext,b,B,,(\${a} = 1\n" => '',
		);
		for my $rows (sort keys %told) {
			my $page = $upload->('/admin/forms', files => ['survey.csv', $head . $rows], files => ['choices.csv', $choices],
				files => ['settings.csv', $settings]);
			is($page->{status}, 422, $rows =~ s/\n.*//sr);
			is(join('; ', mends($page)), $told{$rows}, $told{$rows} ? 'is mended so' : 'is mended by its author');
		}
	};

	subtest 'hostile uploads' => sub {
		my @bad = (
			['empty.csv', ''], ['x.xlsx', "PK\x03\x04" . 'x' x 100], ['x.zip', 'PK'],
			['x.csv', "\xff\xfe" . join('', map { "$_\0" } split //, "a,b\n")],
			['wide.csv', join(',', map { "c$_" } 1 .. 20000) . "\n"],
			['<script>alert(1)</script>.csv', "type,name\ntext,\"\n"],
			['..\\..\\survey.csv', "\0\0\0"], ['x.csv', "=cmd|' /C calc'!A0\n"],
		);
		for my $file (@bad) {
			my $page = $upload->('/admin/forms', files => $file);
			is($page->{status}, 422, "$file->[0] is refused") or diag $page->{body};
			unlike($page->{body}, qr/<script>alert/, 'and inert');
		}
		is($upload->('/admin/forms')->{status}, 422, 'no file at all');
		is($site->ask('POST', '/admin/forms', body => multipart(csrf => 'x', files => ['survey.csv', $survey]),
			type => 'multipart/form-data; boundary=XyZ')->{status}, 403, 'a wrong token');
		is($site->ask('POST', '/admin/forms', body => '--XyZ', type => 'multipart/form-data; boundary=XyZ')->{status},
			400, 'a body that was cut');
		is($count->('form_draft'), 0, 'nothing is kept');
	};

	subtest 'a sound form becomes a draft' => sub {
		my $made = $upload->('/admin/forms', files => ['survey.csv', $survey], files => ['choices.csv', $choices],
			files => ['settings.csv', $settings]);
		is($made->{status}, 303, 'taken') or diag $made->{body};
		($draft) = $made->{headers}{location} =~ m{^(/admin/forms/_draft/\d+)};
		ok($draft, 'and shown');
		my $page = $site->get($draft);
		like($page->{body}, qr/This will be the first version/, 'as the first version');
		is($count->('form'), 1, 'nothing is published');
	};

	subtest 'remarks beside the rows' => sub {
		my $made = $upload->('/admin/forms', files => ['calls.xlsx', slurp_file('tests/data/form/remark-beside.xlsx')]);
		is($made->{status}, 303, 'do not hinder') or diag $made->{body};
		my ($calls) = $made->{headers}{location} =~ m{^(/admin/forms/_draft/\d+)};
		like(decode_utf8($site->get($calls)->{body}), qr/“ask the boss about this” is in a column without a heading/,
			'and are named');
		is($post->("$calls/publish")->{status}, 303, 'published');
		my ($status, $out, $err) = kiosk('round', 'open', '--form', 'cell-beyond-header', '--title', 'Calls', '--data', $data);
		is($status, 0, 'and opened') or diag $err;
		like($site->get('/s/cell-beyond-header-1?lang=en')->{body}, qr/Why did you call\?/, 'it asks');
		my $lists = $upload->('/admin/forms', files => ['survey.csv', "type,name,label,,\nselect_one reports,r,R,,note\n"],
			files => ['reports.csv', "code,label,,\nR91,Own list,,see Eva\n"]);
		is($lists->{status}, 303, 'in the lists beside a form, too') or diag $lists->{body};
		my ($own) = $lists->{headers}{location} =~ m{^(/admin/forms/_draft/\d+)};
		is($site->get("$own/preview")->{status}, 200, 'it can be looked at');
		is($post->("$own/discard")->{status}, 303, 'and thrown away');
	};

	subtest 'the preview' => sub {
		my $page = $site->get("$draft/preview?lang=sk");
		is($page->{status}, 200, 'there');
		like(decode_utf8($page->{body}), qr/Ste spokojní\?/, 'in another language');
		my %fields = map { @$_ } fields_of($page->{body});
		is($fields{csrf}, $csrf, 'with a token');
		my $next = $site->post("$draft/preview", {%fields, happy => 'no', step => 'next'});
		is($next->{status}, 200, 'a step');
		my $missing = $site->post("$draft/preview", {%fields, happy => '', step => 'next'});
		is($missing->{status}, 422, 'rules hold');
		my $end = $site->post("$draft/preview", {%fields, happy => 'no', why => 'x'});
		is($end->{status}, 200, 'sent');
		like(decode_utf8($end->{body}), qr/Toto by sa odoslalo/, 'as it would have been');
		is($site->post("$draft/preview", {happy => 'no', why => 'x'})->{status}, 403, 'not without a token');
		is($count->('submission'), 0, 'nothing is stored');
	};

	subtest 'published, and a round' => sub {
		is($post->("$draft/publish")->{status}, 303, 'published');
		is(join(' ', map { "@$_" } sql($data, "SELECT code, version FROM form WHERE code = 'mood'")), 'mood 1', 'version 1');
		is($count->('form_draft'), 0, 'the draft is gone');
		is($site->get($draft)->{status}, 404, 'and its page');
		my ($status, $out) = kiosk('round', 'open', '--form', 'mood', '--title', 'Mood', '--data', $data);
		is($status, 0, 'a round');
		like($site->get('/s/mood-1?lang=en')->{body}, qr/Are you hapy\?/, 'asks it');
	};

	subtest 'a typo corrected into the open round' => sub {
		my $page = $site->get('/admin/forms/mood/texts?to=en');
		is($page->{status}, 200, 'the texts');
		my $saved = $post->('/admin/forms/mood/texts?to=en', 'text survey happy label' => 'Are you happy?');
		is($saved->{status}, 303, 'changed');
		my ($new) = $saved->{headers}{location} =~ m{^(/admin/forms/_draft/\d+)};
		ok($new, 'in a draft') or return;
		like($site->get('/s/mood-1?lang=en')->{body}, qr/Are you hapy\?/, 'the round asks as before');
		$page = $site->get($new);
		like($page->{body}, qr/Publish as a correction: Version 1\.1/, 'a correction is offered');
		like($page->{body}, qr/<del>Are you hapy\?<\/del>/, 'the change in words');
		like($page->{body}, qr/worded otherwise/, 'and what it means');
		is($post->("$new/correct")->{status}, 303, 'published');
		like($site->get('/s/mood-1?lang=en')->{body}, qr/Are you happy\?/, 'the open round asks it');
		is((sql($data, "SELECT csv FROM form_sheet s JOIN form f ON f.id = s.form WHERE code = 'mood' AND name = 'survey'"))[0][0] =~ /hapy/ ? 1 : 0,
			1, 'the version itself stays as it was');
		is($count->("form WHERE code = 'mood'"), 1, 'no new version');
		like($site->get('/admin/forms/mood')->{body}, qr/Version 1\.1/, 'the form says so');
	};

	subtest 'a closed round keeps its wording' => sub {
		is($post->('/admin/rounds/mood-1/close')->{status}, 303, 'closed');
		my ($new) = $post->('/admin/forms/mood/texts?to=en', 'text survey happy label' => 'Happy?')
			->{headers}{location} =~ m{^(/admin/forms/_draft/\d+)};
		is($post->("$new/correct")->{status}, 303, 'another correction');
		is((sql($data, "SELECT form_minor FROM round WHERE code = 'mood-1'"))[0][0], 1, 'does not touch it');
	};

	subtest 'choices in the browser' => sub {
		my $start = $post->('/admin/forms/_start', form => 'mood');
		is($start->{status}, 303, 'a draft of the form');
		my ($new) = $start->{headers}{location} =~ m{^(/admin/forms/_draft/\d+)};
		my $page = $site->get("$new/choices?list=yesno");
		is($page->{status}, 200, 'its list');
		my %fields = map { @$_ } fields_of($page->{body});
		is($fields{'code 0'}, 'yes', 'as it stands');
		my $bad = $site->post("$new/choices?list=yesno", {%fields, 'code 1' => 'yes'});
		is($bad->{status}, 422, 'a code twice is refused');
		my $saved = $site->post("$new/choices?list=yesno", {%fields, 'code 2' => 'maybe', 'label 2 0' => 'Maybe',
			'label 2 1' => encode_utf8('Možno'), 'place 2' => '2'});
		is($saved->{status}, 303, 'one added in the middle') or diag $saved->{body};
		like((sql($data, "SELECT csv FROM form_draft_sheet WHERE name = 'choices'"))[0][0],
			qr/yes,Yes.*\s+yesno,maybe,Maybe.*\s+yesno,no/s, 'in its place');
		$page = $site->get($new);
		like($page->{body}, qr/Choice added to yesno/, 'the change in words');
		unlike($page->{body}, qr/Publish as a correction/, 'is no correction');
		is($post->("$new/correct")->{status}, 409, 'and is not taken for one');
		is($post->("$new/publish")->{status}, 303, 'but a new version');
		my $diff = $site->get('/admin/forms/mood/diff?version=2');
		like($diff->{body}, qr/Choice added to yesno/, 'compared');
		is($site->get('/admin/forms/mood/diff?version=1')->{status}, 404, 'the first has none before it');
	};

	subtest 'back to what an older version said' => sub {
		my @back = (files => ['survey.csv', $survey], files => ['choices.csv', $choices], files => ['settings.csv', $settings]);
		my ($new) = $upload->('/admin/forms', @back)->{headers}{location} =~ m{^(/admin/forms/_draft/\d+)};
		my ($late) = $upload->('/admin/forms', @back)->{headers}{location} =~ m{^(/admin/forms/_draft/\d+)};
		like($site->get($new)->{body}, qr/Version 3/, 'will be a version of its own');
		is($post->("$new/publish")->{status}, 303, 'published');
		is(join(' ', map { $_->[0] } sql($data, "SELECT version FROM form WHERE code = 'mood'")), '1 2 3', 'as the third');
		like($site->get('/admin/forms')->{body}, qr{<a[^>]* href="/admin/forms/mood">.*?Version 3}s, 'which the list shows');
		like($site->get('/admin/rounds/_new')->{body}, qr/value="mood"[^>]*>[^<]*3</, 'and a new round is offered');
		like($site->get('/admin/forms/mood/diff')->{body}, qr/Version 2.*Version 3/s, 'compared with the one before it');
		like($site->get($late)->{body}, qr/Version 4/, 'a draft begun before says the number it would have now');
		is($post->("$late/discard")->{status}, 303, 'thrown away');
	};

	subtest 'translations' => sub {
		my $csv = $site->get('/admin/forms/mood/texts.csv');
		is($csv->{status}, 200, 'as CSV');
		like($csv->{body}, qr/^\xEF\xBB\xBFsheet,key,column,en,sk,en_state,en_by,sk_state,sk_by\r\n/, 'with its columns');
		(my $back = $csv->{body}) =~ s/^(survey,why,label,)Why\?,Pre\S+?,draft,,draft,/$1Why?,,draft,,reviewed,teacher/m;
		my $saved = $upload->('/admin/forms/mood/texts.csv', file => ['t.csv', $back]);
		is($saved->{status}, 303, 'states alone');
		is(join('|', map { "@$_" } sql($data, "SELECT key, lang, state, by FROM form_review WHERE code = 'mood'")),
			'why|sk|reviewed|teacher' =~ s/\|/ /gr, 'are kept');
		is($count->('form_draft'), 0, 'and make no draft');
		my $bad = $upload->('/admin/forms/mood/texts.csv', file => ['t.csv', "sheet,key,column,xx\nsurvey,happy,label,X\n"]);
		is($bad->{status}, 422, 'a language the form lacks');
		$bad = $upload->('/admin/forms/mood/texts.csv', file => ['t.csv', "sheet,key,column,sk\nsurvey,gone,label,X\n"]);
		is($bad->{status}, 422, 'a text it lacks');
		my $french = $post->('/admin/forms/mood/texts?to=' . 'Fran%C3%A7ais%20(fr)', 'text survey happy label' => 'Content ?');
		is($french->{status}, 303, 'a language more');
		my ($new) = $french->{headers}{location} =~ m{^(/admin/forms/_draft/\d+)};
		like(decode_utf8($site->get($new)->{body}), qr/Français.*Texts missing/s, 'which is not complete');
		is($post->("$new/discard")->{status}, 303, 'thrown away');
	};

	subtest 'files and templates' => sub {
		for my $path ('/admin/forms/mood/file/xlsx?version=1', '/admin/forms/_template/crm-audit/xlsx') {
			my $file = $site->get($path);
			is($file->{status}, 200, $path);
			like($file->{body}, qr/^PK/, 'a workbook');
			like($file->{headers}{'content-disposition'}, qr/\.xlsx"/, 'by its name');
			is($upload->('/admin/forms', files => ['back.xlsx', $file->{body}])->{status}, 303, 'which is taken back');
		}
		my $zip = $site->get('/admin/forms/mood/file/zip');
		is($upload->('/admin/forms', files => ['mood.zip', $zip->{body}])->{status}, 303, 'so is a ZIP');
		is($site->get('/admin/forms/mood/file/exe')->{status}, 404, 'nothing else');
		is($site->get('/admin/forms/_template/..%2F..%2Fetc/zip')->{status}, 404, 'no other folder');
		is($post->('/admin/forms/_start', template => 'crm-audit')->{status}, 303, 'a template begun');
		is($post->('/admin/forms/_start', template => '../i18n')->{status}, 404, 'or none');
	};
});

done_testing;
