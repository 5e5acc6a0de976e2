# Hostile text on every way in and out: as answers, labels, titles and names, to pages and
# bundle, unchanged and inert (reliability.md, 12, 13, 15, 36). The word lists are those of
# ../shared/corpora where they are, and some of our own.
use strict;
use warnings;
use Test::More;
use JSON::PP ();
use Kiosk;
use Site;

my $round = '/s/crm-audit-1';
my @own = (
	'<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "'-alert(1)-'", '{{title}}', '{{{title}}}',
	'{{>head}}', '{{#langs}}x{{/langs}}', '${A01}', '%(label)s', '%s%n%x', '</textarea><script>alert(1)</script>',
	'</title><svg onload=alert(1)>', '&lt;b&gt;', '&#0;', '&amp;amp;', '=cmd|\' /C calc\'!A0', '+1+1', '-1', '@SUM(1)',
	"'; DROP TABLE submission; --", "x'), (1, 2", "Robert\"); DELETE FROM round; --", "line one\nline two", "tab\there",
	"a\"b\"\"c", 'comma, "quoted", end', "\xc2\xa0nbsp", "\xe2\x80\xaertl\xe2\x80\xac", "\xef\xbb\xbfmark",
	"\xe2\x80\xa8separator\xe2\x80\xa9", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb", "e\xcc\x81", "\xef\xbc\x9dfullwidth",
	'../../etc/passwd', 'C:\\Windows\\System32', '__proto__', 'null', 'undefined', 'NaN', '1e999', 'true',
	'javascript:alert(1)', 'data:text/html,<script>alert(1)</script>', "\\u0000", "\\", '%00', '%0d%0aSet-Cookie:a=b',
	"Ľ\xc4\xbd\xc5\xa5", 'select_one', "'", '"', '<', '&', '`', '<!--', '-->', ']]>', '<![CDATA[x]]>',
);

sub lines_of { my ($path) = @_; return grep { length } split /\r?\n/, slurp_file($path) // '' }

my @texts = @own;
if (my $blns = shared('corpora/blns/blns.json')) {
	my $list = JSON::PP->new->utf8->decode(slurp_file($blns));
	for my $text (@$list) {
		my $bytes = $text;
		utf8::encode($bytes);
		push @texts, $bytes;
	}
} else {
	diag 'skipped: ../shared/corpora/blns is not there';
}
if (my $payloads = shared('corpora/payloads')) {
	push @texts, map { lines_of($_) } grep { !/SOURCE/ } glob "$payloads/*.txt";
} else {
	diag 'skipped: ../shared/corpora/payloads is not there';
}

# What a text may be as an answer to A31: not blank, at most 280 characters, UTF-8 without
# NUL. What is to be left of it otherwise is the form's matter, not this test's.
sub characters { my ($t) = @_; utf8::decode($t) or return undef; return length $t }
my %seen;
@texts = grep { !$seen{$_}++ } @texts;
my @usable = grep { my $n = characters($_); defined $n && $n <= 280 && !/\0/ && /\S/ && !/^[\s\x{a0}]|\s$/ } @texts;
cmp_ok(scalar @usable, '>=', 40, scalar(@usable) . ' texts');

my $site = Site->new('fcgi', new_kiosk());
my %sent;

subtest 'as answers' => sub {
	my ($kept, $controls) = (0, 0);
	for my $text (@usable) {
		my $id = uuid4();
		my $answer = $site->post($round, [audit_fields(id => $id, text => $text)], accept => 'application/json');
		# Control characters other than tab and line end are no text; refusing them is right.
		if ($text =~ /[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]/ && $answer->{status} == 422) {
			$controls++;
			next;
		}
		is($answer->{status}, 201, 'taken') or diag $answer->{status}, ' ', $text;
		$sent{$id =~ tr/-//dr} = $text =~ s/\r\n?/\n/gr;
	}
	note "$controls with control characters refused";
	my $token = "SELECT hex(text) FROM raw_text WHERE question = 'end/A31'";
	ok(until_true(20, sub { !scalar sql($site->data, 'SELECT count(*) FROM inbox') }), 'the keeper takes them out of the inbox');
	my @stored = sort map { pack 'H*', $_->[0] } sql($site->data, $token);
	is(scalar sql($site->data, 'SELECT count(*) FROM submission'), scalar keys %sent, 'a row each, no more and no less');
	is_deeply(\@stored, [sort values %sent], keys(%sent) . ' stored as they were written');
};

# A page is inert when every text stands in it with < > & " escaped; none of these words
# occurs in our own pages.
sub inert {
	my ($html, $text) = @_;
	return 1 if $text !~ /[<>"&]/;
	(my $body = $html) =~ s/<!DOCTYPE html>//;
	return index($body, $text) < 0 if $text =~ /<[a-z!\/?]/i;
	return 1;
}

subtest 'on pages of faults' => sub {
	my ($came_back, $lively, $broken) = (0, 0, 0);
	for my $text (@usable) {
		my $page = $site->post($round, [audit_fields(department => '', functions => ['SAL01'], text => $text,
			more => ['pick/A10_else' => $text])]);
		is($page->{status}, 422, 'the form again') if $page->{status} != 422;
		my @values = map { $_->[1] } grep { $_->[0] eq 'end/A31' } fields_of($page->{body});
		my $want = $text =~ s/\r\n?/\n/gr;
		$came_back++ if grep { s/\r\n?/\n/gr eq $want } @values;
		diag "lost: $text -> @values" if !grep { s/\r\n?/\n/gr eq $want } @values;
		$lively++ if !inert($page->{body}, $text);
		my $scripts = () = $page->{body} =~ /<script\b/gi;
		$broken++ if $scripts != 1 || $page->{body} !~ m{</html>\s*\z} || $page->{head} =~ /^(?:set-cookie|x):/im;
	}
	is($came_back, scalar @usable, 'every text comes back as it was');
	is($lively, 0, 'none is alive');
	is($broken, 0, 'no page is broken by one, no header made');
};

subtest 'as a query, a path, a parameter' => sub {
	my ($odd, $lively) = (0, 0);
	for my $text (@usable) {
		my $coded = urlencode($text);
		for my $path ("/receipt?receipt=$coded", "/?lang=$coded", "/s/crm-audit-1?lang=$coded", "/s/crm-audit-1/thanks?receipt=$coded&lang=$coded",
				"/s/$coded", "/login?next=$coded") {
			my $page = $site->get($path);
			$odd++, diag "$page->{status} $path" if $page->{status} >= 500 || $page->{status} == 0;
			$lively++, diag $path if !inert($page->{body}, $text);
			$odd++, diag "header: $path" if grep { /crlf|evil|^header-test|^x$/i } keys %{$page->{headers}};
		}
	}
	is($odd, 0, 'nothing breaks');
	is($lively, 0, 'nothing is alive');
};

subtest 'as labels, titles and names' => sub {
	# A form, a department and an activity, each with hostile words; and an import with faults.
	my $dir = temp_folder() . '/form';
	mkdir $dir;
	my $cell = sub { my ($t) = @_; $t =~ s/"/""/g; return "\"$t\"" };
	my @labels = grep { !/\n|\$\{|%\(/ && /[<>"'&{}]/ } @own;
	my $n = 0;
	write_file("$dir/survey.csv", "type,name,label::English (en),hint::English (en)\n"
		. join '', map { $n++; "text,q$n," . $cell->($_) . ',' . $cell->("hint $_") . "\n" } @labels);
	write_file("$dir/settings.csv", "form_id,form_title\nodd," . $cell->('<script>alert("title")</script>') . "\n");
	my ($status, $out, $err) = kiosk('form', 'add', $dir, '--data', $site->data);
	is($status, 0, 'a form with hostile labels is a form') or diag $err;
	($status, $out, $err) = kiosk('round', 'open', '--form', 'odd', '--title', '<img src=x onerror=alert(2)>',
		'--code', 'odd', '--data', $site->data);
	is($status, 0, 'so is a round') or diag $err;
	my $departments = temp_folder() . '/departments.csv';
	write_file($departments, "code,label::English (en),headcount\nODD," . $cell->('"><script>alert(3)</script>') . ",7\n");
	($status, $out, $err) = kiosk('department', 'add', $departments, '--data', $site->data);
	is($status, 0, 'and a department') or diag $err;

	$site->forget;
	$site->login('admin', PASSWORD);
	my %fields = map { @$_ } fields_of($site->get('/admin/setup')->{body});
	is($site->post('/admin/setup', {%fields, company => '<b onmouseover=alert(4)>&"Co'})->{status}, 303, 'and a company');
	for my $path ('/', '/s/odd', '/results', '/results/odd', '/admin', '/admin/setup', '/admin/trail', '/admin/poster', '/receipt', '/login') {
		my $page = $site->get($path);
		is($page->{status}, 200, $path);
		unlike($page->{body}, qr/<script>|<img src=x|<b onm|<svg onload/i, 'is inert');
		my $scripts = () = $page->{body} =~ /<script\b/gi;
		cmp_ok($scripts, '<=', 1, 'and has its own script only');
	}
	my $page = $site->get('/s/odd')->{body};
	is(scalar(grep { index($page, html($_)) < 0 } @labels), 0, 'labels are shown as they are')
		or diag explain [grep { index($page, html($_)) < 0 } @labels];

	mkdir "$dir/bad";
	write_file("$dir/bad/survey.csv", "type,name,label\n\"<script>alert(5)</script>\n\x1b[31m\",q1,x\ntext,\"q 2\x07\",x\n");
	($status, $out, $err) = kiosk('form', 'check', "$dir/bad");
	is($status, 2, 'a bad form is refused');
	unlike($err, qr/[\x00-\x08\x0b-\x1f\x7f]/, 'and its message carries no control character to the terminal');
};

sub html {
	my ($t) = @_;
	$t =~ s/&/&amp;/g; $t =~ s/</&lt;/g; $t =~ s/>/&gt;/g; $t =~ s/"/&quot;/g; $t =~ s/'/&#39;/g;
	return $t;
}

subtest 'in the bundle' => sub {
	kiosk('round', 'close', 'crm-audit-1', '--data', $site->data);
	run_command(['sqlite3', '-cmd', '.timeout 5000', $site->data . '/kiosk.db', 'INSERT INTO released_text (round, token, question, department, text) SELECT round, token, question, department, text FROM raw_text']);
	my $dir = temp_folder();
	my ($status, $out, $err) = kiosk('export', 'crm-audit-1', '-o', "$dir/b.zip", '--data', $site->data);
	is($status, 0, 'exported') or diag $err;
	run_command(['unzip', '-q', "$dir/b.zip", '-d', "$dir/b"]);
	is(scalar(grep { $_->[1] eq 'end/A31' } cells_of(slurp_file("$dir/b/answers.csv"))), 0, 'no own words among the answers');
	my ($columns, @wide) = cells_of(slurp_file("$dir/b/responses/crm-audit-v1.csv"));
	my @texts = cells_of(slurp_file("$dir/b/texts.csv"));
	is_deeply([sort map { $_->[3] } @texts[1 .. $#texts]], [sort values %sent], 'every text that was passed on is there as it was');
	is(scalar @wide, scalar keys %sent, 'a row each in the wide table');
	is(scalar(grep { @$_ != @$columns } @wide), 0, 'as wide as its heading');
};

subtest 'nowhere else' => sub {
	my $log = $site->log;
	is(scalar(grep { length > 12 && index($log, $_) >= 0 } values %sent), 0, 'no text is in a log');
	my ($trail) = sql($site->data, "SELECT group_concat(detail || object) FROM trail");
	is(scalar(grep { length > 12 && index($trail->[0] // '', $_) >= 0 } values %sent), 0, 'nor in the audit trail');
	is((kiosk('check', '--data', $site->data))[0], 0, 'and the kiosk is sound');
};
$site->stop;
done_testing;
