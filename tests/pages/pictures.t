# Pictures that come with comments: made anew, kept until they are sent, shown when they are released
# and to nobody before; hostile ones refused, within 64 MB and a second; with a script and without.
use strict;
use warnings;
use Compress::Zlib;
use Test::More;
use Time::HiRes 'time';
use Kiosk;
use Site;

my $dir = temp_folder();
write_file("$dir/survey.csv", join "\r\n", 'type,name,label,parameters,kiosk_measure', 'text,note,Your name here,,',
	'text,words,What happened?,rows=3,comment_text', 'image,photo,A photo or screenshot,,comment_picture', '');
write_file("$dir/settings.csv", "form_id,form_title,default_language\r\nreport,Report,English (en)\r\n");

sub sample { return slurp_file("tests/fuzz/corpus/picture/$_[0]") }

# PNG: chunks of a name and bytes.
sub chunk { my ($name, $bytes) = @_; return pack('N', length $bytes) . $name . $bytes . pack 'N', crc32($name . $bytes) }
# `rows` (with their filter bytes) as a grey picture.
sub png {
	my ($width, $height, $rows, @more) = @_;
	return "\x89PNG\r\n\x1a\n" . chunk('IHDR', pack 'NNCCCCC', $width, $height, 8, 0, 0, 0, 0) . join('', @more)
		. chunk('IDAT', compress($rows // ("\0" . "\x80" x $width) x $height)) . chunk('IEND', '');
}

sub multipart {
	my @parts = @_;
	my $body = '';
	while (my ($name, $value) = splice @parts, 0, 2) {
		my ($file, $bytes) = ref $value ? @$value : (undef, $value);
		$body .= "--XyZ\r\nContent-Disposition: form-data; name=\"$name\"" . (defined $file ? "; filename=\"$file\"\r\nContent-Type: image/png" : '')
			. "\r\n\r\n$bytes\r\n";
	}
	return "$body--XyZ--\r\n";
}

both_ways(sub {
	my ($site) = @_;
	my ($status, undef, $err) = kiosk('form', 'add', $dir, '--data', $site->data);
	is($status, 0, 'a form that takes a picture') or diag $err;
	my ($code);
	for (['report'], ['coded', '--codes', '1']) {
		($status, my $out, $err) = kiosk('round', 'open', '--form', 'report', '--title', 'Report', '--code', @$_, '--data', $site->data);
		is($status, 0, "a round: $_->[0]") or diag $err;
		($code) = $out =~ /,([0-9A-Z]{5}-[0-9A-Z]{5})\s*$/m or diag $out if $_->[1];
	}
	my $at = '/s/report/media';
	my $send = sub {
		my ($bytes, %with) = @_;
		my $answer = $site->ask('POST', delete $with{at} // $at, body => $bytes, type => 'image/png', accept => 'application/json', %with);
		return ($answer, $answer->{body} =~ /^\{/ ? json($answer->{body}) : {});
	};
	my $stored = sub { scalar sql($site->data, 'SELECT count(*) FROM picture') };

	subtest 'a picture comes in' => sub {
		my ($answer, $said) = $send->(png(30, 20, undef, chunk('tEXt', "Author\0Jana Nova")));
		is($answer->{status}, 201, 'taken') or diag $answer->{body};
		like($said->{hash}, qr/\A[0-9a-f]{64}\z/, 'called by a hash');
		is("$said->{width} $said->{height}", '30 20', 'and its size');
		my ($kept) = sql($site->data, "SELECT hex(bytes), type, expires - strftime('%s', 'now') / 3600, round FROM picture");
		unlike(pack('H*', $kept->[0]), qr/Jana/, 'nothing but its pixels is kept');
		is($kept->[1], 'image/png', 'as what it is');
		cmp_ok($kept->[2], '>=', 1, 'for more than an hour');
		cmp_ok($kept->[2], '<=', 2, 'and less than two');
		is(($send->(png(30, 20)))[1]{hash}, $said->{hash}, 'the same pixels are the same picture');
		is($stored->(), 1, 'there once');
		is((sql($site->data, 'SELECT count(*) FROM trail'))[0][0], (sql($site->data, "SELECT count(*) FROM trail WHERE action NOT LIKE 'picture%'"))[0][0],
			'no line of the trail says when');
	};

	subtest 'a photo says nothing of where it was taken' => sub {
		like(sample('phone.jpg'), qr/GPSLatitude/, 'it did');
		my ($answer, $said) = $send->(sample('phone.jpg'), type => 'image/jpeg');
		is($answer->{status}, 201, 'taken');
		is("$said->{width} $said->{height}", '8 16', 'upright');
		my $bytes = pack 'H*', sql($site->data, "SELECT hex(bytes) FROM picture WHERE hex(hash) = upper('$said->{hash}')");
		unlike($bytes, qr/GPS|Exif|Jana|PK\x03\x04|script/, 'without its place, comment and tail');
		is(($send->(sample("$_.webp"), type => 'image/webp'))[0]{status}, 201, "WebP, $_") for qw(lossy lossless);
	};

	subtest 'hostile pictures' => sub {
		my $before = $stored->();
		my %hostile = (
			'SVG called PNG' => [422, qr/not a PNG/, '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
			'HTML' => [422, qr/not a PNG/, '<!doctype html><script>alert(1)</script>'],
			'GIF' => [422, qr/not a PNG/, "GIF89a\1\0\1\0\0\0\0;"],
			'nothing' => [422, qr/not a PNG/, ''],
			'30,000 x 1' => [422, qr/too narrow/, png(30000, 1)],
			'a billion pixels' => [413, qr/too large/, png(30000, 30000, "\0")],
			'cut' => [422, qr/cut/, substr png(40, 40), 0, 60],
			'cut photo' => [422, qr/cut/, substr sample('phone.jpg'), 0, 500],
			'for printing' => [422, qr/unusual/, sample('cmyk.jpg')],
		);
		for my $name (sort keys %hostile) {
			my ($status, $words, $bytes) = @{$hostile{$name}};
			my ($answer, $said) = $send->($bytes);
			is($answer->{status}, $status, "$name is refused") or diag $answer->{body};
			like($said->{message} // '', $words, 'with the reason');
		}
		is(($send->('x' x (6 << 20)))[0]{status}, 413, '6 MB are refused');
		is(($send->(png(10, 10) . 'x' x (5 << 20)))[0]{status}, 413, 'and so are 5 MB and a little');
		is($stored->(), $before, 'nothing of it is kept');
		my ($answer, $said) = $send->('<svg/>', at => "$at?lang=sk");
		like($said->{message}, qr/^Toto nie je obr/, 'in the language of the reader');
		is(($send->(png(9, 9) . "PK\3\4<html><script>alert(1)</script>"))[0]{status}, 201, 'a polyglot is a picture');
		is(scalar sql($site->data, "SELECT count(*) FROM picture WHERE instr(bytes, CAST('script' AS BLOB))"), 0, 'and no longer anything else');
		for (['text/plain', 422], ['application/x-www-form-urlencoded', 422], [undef, 422]) {
			is(($send->(png(9, 9), type => $_->[0]))[0]{status}, $_->[1], 'a type that any page may send: ' . ($_->[0] // 'none'));
		}
		is(($send->(png(9, 9), origin => 'http://evil.example'))[0]{status}, 403, 'from elsewhere');
	};

	subtest 'within 64 MB and a second' => sub {
		plan skip_all => 'measured without sanitizers' if ($ENV{BUILD} // '') =~ /asan/;
		local $site->{under} = ['prlimit', '--data=' . (64 << 20)] if $site->way eq 'cgi';
		my $bomb = png(4000, 4000, "\0" x (4001 * 4000));
		cmp_ok(length $bomb, '<', 50000, 'sixteen million pixels in a few bytes');
		my $from = time;
		my ($answer, $said) = $send->($bomb);
		is($answer->{status}, 201, 'become');
		cmp_ok($said->{width} * $said->{height}, '<=', 5e6, 'fewer');
		cmp_ok(time - $from, '<', 3, 'soon');
	};

	subtest 'who may' => sub {
		is(($send->(png(9, 9), at => '/s/nowhere/media'))[0]{status}, 404, 'no such round');
		is(($send->(png(9, 9), at => '/s/crm-audit-1/media'))[0]{status}, 404, 'a round without such a question');
		is(($send->(png(9, 9), at => '/s/coded/media'))[0]{status}, 403, 'without a code');
		is(($send->(png(9, 9), at => '/s/coded/media', env => {HTTP_KIOSK_CODE => 'ABCD-EFGH-JKLM'}))[0]{status}, 403, 'with a wrong one');
		is(($send->(png(9, 9), at => '/s/coded/media', env => {HTTP_KIOSK_CODE => $code}))[0]{status}, 201, 'with a good one');
		my $closed = kiosk('round', 'close', 'coded', '--data', $site->data);
		is(($send->(png(9, 9), at => '/s/coded/media', env => {HTTP_KIOSK_CODE => $code}))[0]{status}, 410, 'a closed round');
	};

	my $hash = ($send->(png(50, 50)))[1]{hash};
	subtest 'with the answers' => sub {
		my $other = $site->post('/s/report', {instance_id => uuid4(), words => 'Broken', photo => 'a' x 64}, accept => 'application/json');
		is($other->{status}, 422, 'a picture that never came is a fault');
		my $sent = $site->post('/s/report', {instance_id => uuid4(), words => 'The quote is lost', photo => $hash}, accept => 'application/json');
		is($sent->{status}, 201, 'sent') or diag $sent->{body};
		is(scalar sql($site->data, "SELECT expires IS NULL FROM picture WHERE hex(hash) = upper('$hash')"), 1, 'it stays');
		is(scalar sql($site->data, "SELECT count(*) FROM submission WHERE instr(answers, '$hash') OR instr(answers, 'quote')"), 0, 'and stands in no answer');
	};

	subtest 'who sees it' => sub {
		my $public = "/board/picture/$hash";
		my $desk = "/results/triage/picture/$hash";
		is($site->get($public)->{status}, 404, 'nobody before it is released');
		is($site->get($desk)->{status}, 303, 'nor at the desk without signing in');
		$site->enter('reader', '--role', 'analyst');
		is($site->get($desk)->{status}, 403, 'nor without the right to rows');
		$site->enter('desk', '--role', 'analyst', '--rows');
		my $answer = $site->get($desk);
		is($answer->{status}, 200, 'the desk does');
		is($answer->{headers}{'content-type'}, 'image/png', 'as a picture');
		is($answer->{headers}{'x-content-type-options'}, 'nosniff', 'and nothing else');
		is($answer->{headers}{'content-security-policy'}, "sandbox; default-src 'none'", 'in a sandbox');
		like($answer->{headers}{'content-disposition'}, qr/\Ainline; filename="picture-[0-9a-f]{12}\.png"\z/, 'called by its hash');
		is($answer->{headers}{'cache-control'}, 'no-store', 'kept nowhere');
		$site->forget;
		is($site->get("/board/picture/$_")->{status}, 404, 'no hash') for 'x', '../kiosk.db', 'A' x 64;

		# As the keeper moves it, and its reviewer decides.
		my $put = sub {
			system('sqlite3', '-cmd', '.timeout 5000', $site->data . '/kiosk.db', $_[0]) == 0 or die 'sqlite3';
		};
		$put->("INSERT INTO comment (token, number, round, prototype, version, department, kind, severity, activity, lang, since,
			day, half, text, picture, picture_state, status, in_version, reply, reply_lang, month, theme) VALUES (randomblob(16), 1, 1, '', '',
			'', 'gap', '', '', 'en', '2026-01-01', '', '', 'Lost', x'$hash', 'raw', 'new', '', '', '', '', '')");
		is($site->get($public)->{status}, 404, 'a comment that was read is not enough');
		$put->("UPDATE comment SET picture_state = 'released' WHERE number = 1");
		$answer = $site->get($public);
		is($answer->{status}, 200, 'everybody when it is released');
		is($answer->{headers}{'content-security-policy'}, "sandbox; default-src 'none'", 'in the same sandbox');
		is($answer->{headers}{'x-content-type-options'}, 'nosniff', 'and nothing but a picture');
		my $tag = $answer->{headers}{etag};
		is($site->get($public, env => {HTTP_IF_NONE_MATCH => $tag})->{status}, 304, 'once');
		$put->("UPDATE comment SET picture_state = 'left_out' WHERE number = 1");
		is($site->get($public, env => {HTTP_IF_NONE_MATCH => $tag})->{status}, 404, 'and not any more when that is taken back');
	};

	subtest 'without a script' => sub {
		my $page = $site->get('/s/report?lang=en');
		like($page->{body}, qr{<button class="button quiet" name="step" value="picture:photo"}, 'a button beside the question');
		my %fields = map { @$_ } fields_of($page->{body});
		my $asked = $site->post('/s/report', {%fields, note => 'Zoe', words => 'It <b>broke</b>', step => 'picture:photo'});
		is($asked->{status}, 200, 'opens a page');
		like($asked->{body}, qr{<input id="file" name="file" type="file"}, 'that takes a file');
		my %kept = map { @$_ } fields_of($asked->{body});
		is($kept{words}, 'It <b>broke</b>', 'and carries what was answered');
		my $go = sub { $site->ask('POST', $at, type => 'multipart/form-data; boundary=XyZ', body => multipart(%kept, @_)) };
		my $bad = $go->(step => 'put', file => ['a.png', '<svg/>']);
		is($bad->{status}, 422, 'no picture');
		like($bad->{body}, qr/not a PNG, JPEG or WebP/, 'is told');
		is({map { @$_ } fields_of($bad->{body})}->{words}, 'It <b>broke</b>', 'and nothing is lost');
		like($go->(step => 'put')->{body}, qr/Choose a picture first/, 'none at all, too');
		my $back = $go->(step => 'put', file => ['a.png', png(12, 12)]);
		is($back->{status}, 200, 'a picture');
		like($back->{body}, qr/A picture is added/, 'comes back with the question');
		my %now = map { @$_ } fields_of($back->{body});
		like($now{photo}, qr/\A[0-9a-f]{64}\z/, 'which holds it');
		is($now{words}, 'It <b>broke</b>', 'among all other answers');
		is($now{note}, 'Zoe', 'each of them');
		my $review = $site->post('/s/report', {%now, step => 'next'});
		like($review->{body}, qr/A picture is added/, 'the review says so');
		unlike($review->{body} =~ s/<input[^>]*>//gr, qr/$now{photo}/, 'and shows no hash');
		$asked = $site->post('/s/report', {%now, step => 'picture:photo'});
		%kept = map { @$_ } fields_of($asked->{body});
		my %none = map { @$_ } fields_of($go->(step => 'drop')->{body});
		is($none{photo}, '', 'taken away again');
		is($none{note}, 'Zoe', 'alone');
		%kept = map { @$_ } fields_of($asked->{body});
		is({map { @$_ } fields_of($go->(step => 'back')->{body})}->{photo}, $now{photo}, 'or left as it was');
	};

	subtest 'what nobody sent goes' => sub {
		system('sqlite3', '-cmd', '.timeout 5000', $site->data . '/kiosk.db', 'UPDATE picture SET expires = 1 WHERE expires IS NOT NULL') == 0 or die;
		is(scalar sql($site->data, 'SELECT count(*) FROM picture WHERE expires IS NULL'), 1, 'one was sent');
		$site->stop;
		$site->get('/');
		ok(until_true(30, sub { $stored->() == 1 }), 'the others are deleted') if $site->way ne 'cgi';
	};
	unlike($site->log, qr/quote|Zoe|$hash/, 'nothing of it in the log');
});
done_testing;
