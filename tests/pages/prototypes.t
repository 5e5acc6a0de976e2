# Prototypes and rounds of pilots in the office: written with their tasks, faults beside their fields,
# other languages kept; a table in and out; rounds opened about them by who has the tick; packs printed.
use strict;
use warnings;
use utf8;
use Compress::Zlib qw(compress crc32);
use Encode qw(decode_utf8 encode_utf8);
use Test::More;
use Kiosk;
use Site;

binmode Test::More->builder->$_, ':encoding(UTF-8)' for qw(output failure_output todo_output);

sub chunk { my ($type, $data) = @_; return pack('N', length $data) . "$type$data" . pack 'N', crc32("$type$data") }

# Grey throughout, and as a form sends it.
sub picture {
	my ($grey, $csrf, @more) = @_;
	my $png = "\x89PNG\r\n\x1a\n" . chunk('IHDR', pack 'NNCCCCC', 40, 30, 8, 0, 0, 0, 0) . chunk('IDAT', compress(("\0" . chr($grey) x 40) x 30)) . chunk('IEND', '');
	my @parts = ('name="csrf"' => $csrf, 'name="picture"; filename="a.png"' . "\r\nContent-Type: image/png" => $more[0] // $png);
	my $body = '';
	while (my ($head, $data) = splice @parts, 0, 2) { $body .= "--XyZ\r\nContent-Disposition: form-data; $head\r\n\r\n$data\r\n" }
	return (body => "$body--XyZ--\r\n", type => 'multipart/form-data; boundary=XyZ');
}

both_ways(sub {
	my ($site) = @_;
	my $data = $site->data;
	kiosk('form', 'add', 'www/forms/pilot-feedback', '--data', $data);
	kiosk('setting', 'set', 'contact', 'Eva Novak, ext. 214', '--data', $data);
	# A manager with the tick, who is no administrator.
	$site->enter('petra', '--role', 'manager', '--rounds');
	my $get = sub { my $page = $site->get(@_); $page->{body} = decode_utf8($page->{body}); return $page };
	my $post = sub {
		my ($path, @fields) = @_;
		# What comes later was typed over it; but a tick beside others.
		my (%at, @sent);
		while (my ($name, $value) = splice @fields, 0, 2) {
			if (defined $at{$name} && $name !~ /^(?:department|language)\z/) { $sent[$at{$name}][1] = $value }
			else { $at{$name} = @sent; push @sent, [$name, $value] }
		}
		my $page = $site->post($path, [map({ @$_ } grep { $_->[0] ne 'csrf' } @sent), csrf => $site->csrf($site->get('/admin/password'))]);
		$page->{body} = decode_utf8($page->{body} // '');
		return $page;
	};
	my $errors = sub { join '|', map { text_of($_) =~ s/^ | $//gr } $_[0]{body} =~ m{<p class="error"[^>]*>(.*?)</p>}gs };

	subtest 'written' => sub {
		my $page = $get->('/admin/prototypes');
		like text_of($page->{body}), qr/There is no prototype yet Add one with its tasks, or bring a table in/, 'empty, it says what to do';
		my %new = map { @$_ } fields_of($get->('/admin/prototypes/_new')->{body});
		is $new{tasks}, 3, 'room for three tasks';
		my $wrong = $post->('/admin/prototypes/put', %new, code => 'C M', version => '', title => '', address => 'crm.example', 'task/1/title' => 'Find', 'task/1/activity' => '', 'task/1/level' => 'must');
		is $wrong->{status}, 422, 'refused';
		is $errors->($wrong), join('|', 'Nothing was saved yet: look at the fields marked below.', 'must be 1 to 32 of A-Z a-z 0-9 _ -', 'is missing', 'is missing in every language',
			'must begin with https:// or http:// and have no spaces', 'is missing in every language', 'is missing'), 'each fault beside its field';
		my %back = map { @$_ } fields_of($wrong->{body});
		is_deeply [@back{qw(code address task/1/title)}], ['C M', 'crm.example', 'Find'], 'nothing that was typed is lost';
		is scalar(() = $wrong->{body} =~ /aria-invalid="true"/g), 6, 'the fields are marked';
		my %good = (%new, code => 'CRM', version => '1', title => 'Sales desk', news => 'All of it', address => 'https://crm.example/', department => 'SAL',
			'task/1/title' => 'Find a customer', 'task/1/done' => 'You see the <history>', 'task/1/activity' => 'SAL01', 'task/1/level' => 'must', 'task/1/requirement' => 'R1',
			'task/3/title' => 'Send a quote', 'task/3/start' => 'Search', 'task/3/sample' => 'Nordwind', 'task/3/done' => 'It is in Sent', 'task/3/activity' => 'SAL06', 'task/3/level' => 'should');
		my $more = $post->('/admin/prototypes/put', %good, step => 'more');
		my %more = map { @$_ } fields_of($more->{body});
		is_deeply [@more{qw(tasks title task/3/title)}], [6, 'Sales desk', 'Send a quote'], 'more tasks, and nothing is lost';
		is $post->('/admin/prototypes/put', %good)->{status}, 303, 'saved';
		is_deeply [sql($data, 'SELECT code, position, activity, level, requirement FROM prototype_task ORDER BY position')],
			[['T1', 1, 'SAL01', 'must', 'R1'], ['T2', 2, 'SAL06', 'should', '']], 'tasks in their order, with codes';
		is((sql($data, 'SELECT departments FROM prototype'))[0][0], 'SAL', 'for its departments');
		my $again = $post->('/admin/prototypes/put', %good, title => 'Other');
		is $again->{status}, 422, 'a new one takes no other’s place';
		like $errors->($again), qr/There is CRM 1 already/, 'which is told';
		is $get->('/admin/prototypes/CRM/2')->{status}, 404, 'no other version';
		like text_of($get->('/admin/prototypes')->{body}), qr/Sales desk CRM For: Sales Version 1 What is new: All of it 2 tasks · https:/, 'listed';
	};

	subtest 'in another language' => sub {
		my $page = $get->('/admin/prototypes/CRM/1?lang=sk');
		like text_of($page->{body}), qr/V inom jazyku: Sales desk/, 'what it is called elsewhere';
		my %f = map { @$_ } fields_of($page->{body});
		is $f{title}, '', 'the field is for this language';
		is $post->('/admin/prototypes/put', %f, title => encode_utf8('Predajný pult'), department => 'SAL', 'task/1/title' => encode_utf8('Nájsť zákazníka'))->{status}, 303, 'written in Slovak';
		is_deeply [map { decode_utf8("@$_") } sql($data, "SELECT task, lang, text FROM prototype_text WHERE part = 'title' ORDER BY task, lang")],
			[' en Sales desk', ' sk Predajný pult', 'T1 en Find a customer', 'T1 sk Nájsť zákazníka', 'T2 en Send a quote'], 'what there was in English stays';
		$get->('/admin/prototypes?lang=en');
	};

	subtest 'a new version' => sub {
		my $page = $get->('/admin/prototypes/_new?copy=CRM');
		my %f = map { @$_ } fields_of($page->{body});
		is_deeply [@f{qw(code version title news address task/2/title)}], ['CRM', '', 'Sales desk', '', 'https://crm.example/', 'Send a quote'], 'begins as the last one, but for what is new';
		my $saved = $post->('/admin/prototypes/put', %f, version => '2', news => 'Calls by one press', department => 'SAL', 'task/1/code' => 'FIND', 'task/2/out' => 1);
		is $saved->{status}, 303, 'saved' or diag $errors->($saved);
		is_deeply [map { $_->[0] } sql($data, "SELECT code FROM prototype_task WHERE version = '2'")], ['FIND'], 'a task fewer';
		is decode_utf8((sql($data, "SELECT text FROM prototype_text WHERE version = '2' AND task = 'FIND' AND part = 'title' AND lang = 'sk'"))[0][0]), 'Nájsť zákazníka', 'other languages come along';
	};

	subtest 'as a table' => sub {
		my $csv = $site->get('/admin/prototypes.csv')->{body};
		my @rows = cells_of($csv);
		is "@{$rows[0]}[0 .. 2]", 'prototype version task', 'downloaded';
		is scalar(@rows), 1 + 2 + 3, 'a row for each version and task';
		my $before = join '|', map { "@$_" } sql($data, 'SELECT * FROM prototype_text ORDER BY 1, 2, 3, 4, 5');
		is $post->('/admin/prototypes', csv => $csv)->{status}, 303, 'brought back';
		is join('|', map { "@$_" } sql($data, 'SELECT * FROM prototype_text ORDER BY 1, 2, 3, 4, 5')), $before, 'it is the same';
		my $bad = $post->('/admin/prototypes', csv => "prototype,version,task,title,done_when,activity,level\nCRM,3,T1,Find,,NIX,must\n");
		is $bad->{status}, 422, 'one with faults';
		like $errors->($bad), qr/line 2, activity: “NIX”.*line 2, done_when: is missing.*line 2, version: CRM 3 has tasks but no row/, 'each with its place';
		like $bad->{body}, qr/CRM,3,T1/, 'stays in its field';
		is $post->('/admin/prototypes')->{status}, 422, 'nothing at all';
	};

	subtest 'a round about it' => sub {
		my $page = $get->('/admin/rounds/_new?prototype=CRM%201');
		like $page->{body}, qr/<option value="pilot-feedback" selected>/, 'the form that asks about prototypes';
		unlike $page->{body}, qr/value="crm-audit"/, 'and no other for who looks after pilots';
		is_deeply [$page->{body} =~ /name="department" value="(\w+)" checked/g], ['SAL'], 'its departments are chosen';
		my @fields = (form => 'pilot-feedback', title => 'First try', code => 'first', department => 'SAL', language => 'en', language => 'sk');
		like $errors->($post->('/admin/rounds', @fields)), qr/asks about a prototype: choose one/, 'not without one';
		like $errors->($post->('/admin/rounds', form => 'crm-audit', title => 'x', department => 'SAL', language => 'en')), qr/You may open rounds of pilots/, 'no audit';
		is $post->('/admin/rounds', @fields, prototype => 'CRM 1', questionnaire => 'umux', to => '2099-12-31')->{status}, 303, 'open';
		is_deeply [sql($data, "SELECT prototype, prototype_version, questionnaire, access FROM round WHERE code = 'first'")], [[qw(CRM 1 umux codes)]], 'about that version';
		my @all = map { (department => $_) } qw(SAL MKT SUP MGT);
		is $post->('/admin/rounds', form => 'pilot-feedback', title => 'Second', code => 'second', @all, language => 'en', prototype => 'CRM 2', questionnaire => 'sus')->{status}, 303, 'with all departments as offered';
		is_deeply [map { $_->[0] } sql($data, "SELECT d.code FROM round_department d JOIN round r ON r.id = d.round WHERE r.code = 'second' AND d.code <> ''")], ['SAL'], 'it asks those that try it';
		my $list = text_of($get->('/admin/rounds')->{body});
		like $list, qr/First try .*?Pilot feedback, version 1 · first · CRM 1/, 'the list says what it is about';
		unlike $list, qr/crm-audit-1/, 'and has pilots alone for who looks after those';
		$page = $get->('/admin/rounds/first');
		like text_of($page->{body}), qr/About: CRM 1 · UMUX-Lite/, 'so does its page';
		unlike $page->{body}, qr{/(?:edit|close|discard|entry|paper|invite)"}, 'without what only administrators may do';
		is $get->('/admin/rounds/crm-audit-1')->{status}, 403, 'another round is not theirs';
		my ($menu) = $page->{body} =~ m{(<nav class="menu".*?</nav>)}s;
		unlike $menu, qr{href="/admin"}, 'the menu shows what one may follow';
		my ($tabs) = $page->{body} =~ m{(<nav class="tabs.*?</nav>)}s;
		is_deeply [$tabs =~ /href="([^"]+)"/g], ['/admin/rounds', '/admin/prototypes'], 'beside it too';
		is $post->('/admin/prototypes/remove', code => 'CRM', version => '1')->{status}, 422, 'a version that a round is about stays';
	};

	subtest 'packs' => sub {
		my $page = $post->('/admin/rounds/first/packs', count => 3, print => 'sk');
		is $page->{status}, 200, 'made';
		my @codes = $page->{body} =~ m{<p class="slip-code">(\w{5}-\w{5})</p>}g;
		is scalar(@codes), 3, 'three slips';
		is scalar(keys %{{map { $_ => 1 } @codes}}), 3, 'each with a code of its own';
		is((sql($data, 'SELECT count(*) FROM tester_code'))[0][0], 3, 'which are the prototype’s');
		ok !(grep { my $c = $_; grep { index(join('|', @$_), $c) >= 0 } sql($data, 'SELECT hex(hash), department FROM tester_code') } @codes), 'none is kept in plain writing';
		my @sheets = $page->{body} =~ m{<ul class="a6-sheet">(.*?)</ul>}gs;
		is scalar(@sheets), 3, 'a sheet for each tester';
		like text_of($sheets[0]), qr/Predajný pult Verzia 1 Čo je nové: All of it .*https:\/\/crm\.example\/ .*\/s\/first .*Otvorené do 31\. decembra 2099 .*$codes[0].*Eva Novak, ext\. 214.*Úloha 1 · T1 Nájsť zákazníka Hotové, keď You see the <history> Minúty .*Úloha 2 · T2 Send a quote Začiatok Search Vzorový zákazník Nordwind/s,
			'what, where, until when, whom to call, the code, the cards';
		is scalar(() = $sheets[0] =~ /<svg class="qr"/g), 3, 'QR codes on slip and cards';
		unlike $page->{body}, qr/<pre>/, 'and no list of codes';
		my $kept = $get->('/admin/rounds/first/packs?print=en');
		is $kept->{status}, 200, 'one for who has a slip';
		unlike $kept->{body}, qr/slip-code/, 'without a code';
		like text_of($kept->{body}), qr/Use the code of the slip you have/, 'as it says';
		is((sql($data, 'SELECT count(*) FROM tester_code'))[0][0], 3, 'none was made');
		my $most = $post->('/admin/rounds/first/packs', count => 200);
		is $most->{status}, 200, 'as many as are printed at once';
		for my $count ('0', '201', '', 'x') {
			is $post->('/admin/rounds/first/packs', count => $count)->{status}, 422, "not “$count”";
		}
		is $get->('/admin/rounds/second/packs')->{status}, 200, 'another round';
		is $get->('/admin/prototypes/CRM/1/cards')->{status}, 200, 'cards alone';
		is scalar(() = $get->('/admin/prototypes/CRM/1/cards')->{body} =~ /<li class="a6">/g), 2, 'one for each task';
		like text_of($get->('/admin/rounds/first')->{body}), qr/SAL: made: 203/, 'the page counts them';
	};
	subtest 'a picture in the place of an address' => sub {
		my $at = '/admin/prototypes/CRM/2';
		my $send = sub { my $page = $site->ask('POST', "$at/picture", picture(shift, $site->csrf($site->get('/admin/password')), @_)); $page->{body} = decode_utf8($page->{body} // ''); return $page };
		my %f = map { @$_ } fields_of($get->("$at?lang=en")->{body});
		is $post->('/admin/prototypes/put', %f, address => '', department => 'SAL')->{status}, 303, 'there is nothing to open';
		like text_of($get->($at)->{body}), qr/Picture of the prototype Testers see it where there is no address/, 'the editor offers it';
		my $none = $send->(0, '<svg xmlns="http://www.w3.org/2000/svg"/>');
		is $none->{status}, 422, 'none';
		like $errors->($none), qr/PNG, JPEG or WebP/, 'which is told at its field';
		is $send->(10)->{status}, 303, 'taken';
		my ($first) = $get->("$at?done=1")->{body} =~ m{<img class="board-picture" src="(/board/picture/[0-9a-f]{64})" alt="Picture of the prototype">} or diag $get->($at)->{body};
		my $seen = $site->get($first, cookie => '');
		is_deeply [$seen->{status}, $seen->{headers}{'content-type'}], [200, 'image/png'], 'everybody sees it';
		is $send->(200)->{status}, 303, 'another takes its place';
		my ($src) = $get->($at)->{body} =~ m{src="(/board/picture/[0-9a-f]{64})"};
		isnt $src, $first, 'with an address of its own';
		is $site->get($first, cookie => '')->{status}, 404, 'the first is gone';
		is((sql($data, 'SELECT count(*) FROM picture'))[0][0], 1, 'from the store too');
		is $post->('/admin/prototypes/put', (map { @$_ } fields_of($get->($at)->{body})), department => 'SAL')->{status}, 303, 'saving the version';
		my $slip = $post->('/admin/rounds/second/packs', count => 1, print => 'en');
		like $slip->{body}, qr/<img class="a6-picture" src="\Q$src\E"/, 'keeps it, and it is on the slip';
		my ($code) = $slip->{body} =~ m{<p class="slip-code">(\w{5}-\w{5})</p>};
		like $get->('/s/second/form?lang=en')->{body}, qr/"kiosk_picture":"\Q$src\E"/, 'in the form that a browser draws';
		my %start = map { @$_ } fields_of($site->get('/s/second?lang=en', cookie => '')->{body});
		my $card = $site->post('/s/second', {%start, code => $code, step => 'code'}, cookie => '');
		is scalar(() = $card->{body} =~ m{<summary>Open the picture</summary><p><img class="board-picture" src="\Q$src\E"}g), 1, 'and on the first card, once';
		unlike $post->('/admin/rounds/first/packs', count => 1)->{body}, qr/a6-picture/, 'not where there is an address';
		is $post->("$at/picture", remove => 1)->{status}, 303, 'taken away';
		unlike $get->($at)->{body}, qr/board-picture/, 'it is no more';
		is((sql($data, 'SELECT count(*) FROM picture'))[0][0], 0, 'nowhere');
		is $site->ask('POST', '/admin/prototypes/CRM/9/picture', picture(1, $site->csrf($site->get('/admin/password'))))->{status}, 404, 'no such version';
		is((sql($data, 'SELECT count(*) FROM picture'))[0][0], 0, 'and nothing stays of it');
	};
	subtest 'the start page' => sub {
		my $cards = sub { my $page = $get->(@_)->{body}; return [map { text_of($_) =~ s/^ | $//gr } $page =~ m{<li class="card">(.*?)</li>}gs] };
		my $shared = $cards->('/?lang=en', cookie => '');
		is scalar(grep { /^I have a slip First try For testers/ } @$shared), 1, 'a screen of no department asks for the slip';
		ok !(grep { /^First try/ } @$shared), 'instead of the card';
		ok +(grep { /^CRM audit/ } @$shared), 'beside the cards of other rounds';
		my $sales;
		my $name = $site->get('/?department=SAL', cookie => '');
		my ($cookie) = map { /^([^;]+)/ } @{$name->{all}{'set-cookie'} // []};
		$sales = $cards->('/?lang=en', cookie => $cookie);
		is scalar(grep { /^First try For: Sales/ } @$sales), 1, 'a screen of a department that tries it shows the round';
		ok !(grep { /slip/ } @$sales), 'and asks for no slip before';
		($cookie) = map { /^([^;]+)/ } @{$site->get('/?department=SUP', cookie => '')->{all}{'set-cookie'} // []};
		ok !(grep { /First try|slip/ } @{$cards->('/?lang=en', cookie => $cookie)}), 'on that of another department it is not';
		my ($loop) = $get->('/?lang=en', cookie => '')->{body} =~ m{(<div class="attract.*)}s;
		unlike $loop, qr/First try/, 'nor does a shared screen name it while it rests';
	};
});
done_testing;
