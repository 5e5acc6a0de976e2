# An author's way through the house, by the real site: a form comes in with faults, is mended,
# previewed and published, a round is answered, a typo is corrected into it, a second version
# is compared; and uploads that mean harm are answered at once and change nothing.
use strict;
use warnings;
use utf8;
use Encode qw(encode_utf8);
use Test::More;
use Time::HiRes qw(time);
use Kiosk;
use Server;

my $server = Server->start;
my $data = $server->data;
my $folder = temp_folder();
is($server->login('admin', PASSWORD)->{status}, 303, 'the author signs in');
my $csrf = $server->csrf('/admin/forms');

sub upload {
	my (%files) = @_;
	my @args = ('-F', "csrf=$csrf");
	for my $name (sort keys %files) {
		write_file("$folder/$name", $files{$name}) if defined $files{$name};
		push @args, '-F', "files=\@$folder/$name";
	}
	return $server->curl('/admin/forms', cookies => 1, args => \@args);
}
sub post { my ($path, @fields) = @_; return $server->curl($path, cookies => 1, fields => [csrf => $csrf, @fields]) }
sub count { return (sql($data, "SELECT count(*) FROM $_[0]"))[0][0] }
sub to_draft { my ($answer) = @_; return ($answer->{headers}{location} // '') =~ m{^(/admin/forms/_draft/\d+)} ? $1 : '' }

my $survey = encode_utf8("type,name,label::English (en),label::Español (es),required\n"
	. "select_one mood,mood,How was yur day?,¿Qué tal el día?,yes\ntext,why,Why?,¿Por qué?,\n");
my $choices = encode_utf8("list_name,name,label::English (en),label::Español (es)\nmood,good,Good,Bien\nmood,bad,Bad,Mal\n");
my $settings = "form_title,form_id,default_language\nDay,day,English (en)\n";
my ($draft, $new);

subtest 'faults, all at once' => sub {
	(my $bad = $survey) =~ s/select_one mood/select_one mod/;
	$bad =~ s/^text,why/textt,why/m;
	my $answer = upload('survey.csv' => $bad, 'choices.csv' => $choices, 'settings.csv' => $settings);
	is($answer->{status}, 422, 'are told');
	like($answer->{body}, qr/there is no list .*mod/, 'the list') ;
	like($answer->{body}, qr/textt/, 'and the type');
	is(count('form_draft'), 0, 'nothing is kept');
};

subtest 'mended, previewed, published' => sub {
	$draft = to_draft(upload('survey.csv' => $survey, 'choices.csv' => $choices, 'settings.csv' => $settings));
	ok($draft, 'a draft');
	my $page = $server->curl("$draft/preview?lang=es", cookies => 1);
	like($page->{body}, qr/Qu\x{e9}|¿Qué|\xc2\xbfQu\xc3\xa9 tal/, 'in Spanish');
	my @fields = map { @$_ } fields_of($page->{body});
	is($server->curl("$draft/preview", cookies => 1, fields => [@fields, mood => 'good', step => 'next'])->{status}, 200, 'clicked through');
	is(post("$draft/publish")->{status}, 303, 'published');
};

subtest 'a round is answered' => sub {
	my ($status) = kiosk('round', 'open', '--form', 'day', '--title', 'Day', '--data', $data);
	is($status, 0, 'opened');
	like($server->curl('/s/day-1?lang=en')->{body}, qr/How was yur day\?/, 'shown with its typo');
	is($server->fast('POST', '/s/day-1', form_body(instance_id => uuid4(), lang => 'en', mood => 'good'),
		Accept => 'application/json')->{status}, 201, 'an answer');
};

subtest 'the typo is corrected into the open round' => sub {
	$new = to_draft(post('/admin/forms/day/texts?to=en', 'text survey mood label' => 'How was your day?'));
	ok($new, 'a draft');
	is(post("$new/correct")->{status}, 303, 'published as a correction');
	like($server->curl('/s/day-1?lang=en')->{body}, qr/How was your day\?/, 'and shown on the next request');
	is($server->fast('POST', '/s/day-1', form_body(instance_id => uuid4(), lang => 'en', mood => 'bad'),
		Accept => 'application/json')->{status}, 201, 'answers go on');
	my ($status) = kiosk('export', 'day-1', '-o', "$folder/day.zip", '--data', $data);
	is($status, 0, 'a bundle');
	my $book = `unzip -p $folder/day.zip codebook.csv`;
	like($book, qr/^day,mood,How was your day\?.*,1\.1 \d{4}-\d\d-\d\d\r$/m, 'whose codebook notes it');
	like(scalar `unzip -p $folder/day.zip forms/day-v1/corrections.csv`, qr/How was yur day\?,How was your day\?/, 'with both wordings');
	like(scalar `unzip -p $folder/day.zip forms/day-v1/survey.csv`, qr/yur/, 'beside the form as it was brought in');
};

subtest 'a second version, compared' => sub {
	(my $more = $choices) =~ s/mood,bad/mood,awful/;
	$new = to_draft(upload('survey.csv' => $survey =~ s/yur/your/r, 'choices.csv' => $more, 'settings.csv' => $settings));
	is(post("$new/correct")->{status}, 409, 'is no correction');
	is(post("$new/publish")->{status}, 303, 'but a version');
	my ($status, $out) = kiosk('form', 'diff', 'day', '--csv', '--data', $data);
	is($status, 0, 'compared in the shell');
	like($out, qr/^choice_recoded,.*,bad,awful,/m, 'recoded');
	like($server->curl('/admin/forms/day/diff?version=2', cookies => 1)->{body}, qr/Recoded in mood/, 'and on the page');
	like($server->curl('/s/day-1?lang=en')->{body}, qr/value="bad"/, 'the open round keeps its version');
};

subtest 'a language that lacks texts' => sub {
	my $back = to_draft(post('/admin/forms/day/texts?to=Polski+(pl)', 'text survey mood label' => 'Jak minął dzień?'));
	is(post("$back/publish")->{status}, 303, 'published incomplete');
	my ($status, $out, $err) = kiosk('round', 'open', '--form', 'day', '--title', 'Day', '--code', 'day-some', '--data', $data);
	is($status, 0, 'a round opens');
	like($err, qr/^not offered in: pl \(the form is not complete\)$/m, 'and says what it leaves out');
	unlike((sql($data, "SELECT languages FROM round WHERE code = 'day-some'"))[0][0], qr/\bpl\b/, 'that language');
	($status) = kiosk('round', 'open', '--form', 'day', '--title', 'Day', '--code', 'day-all', '--incomplete', '--data', $data);
	is($status, 0, 'another one');
	is(count("round WHERE code = 'day-all' AND languages = ''"), 1, 'speaks all, as somebody says so');
};

subtest 'uploads that mean harm' => sub {
	my ($drafts, $forms) = (count('form_draft'), count('form'));
	my %bad = (
		'wide.csv' => join(',', map { "c$_" } 1 .. 20000) . "\n",
		'long.csv' => "type,name,label\n" . join('', map { "text,q$_,Q\n" } 1 .. 200000),
		'zeros.xlsx' => "\0" x 1000000,
		'cut.zip' => "PK\3\4" . "\0" x 30,
	);
	for my $name (sort keys %bad) {
		my $begun = time;
		my $answer = upload($name => $bad{$name});
		is($answer->{status}, 422, "$name is refused");
		cmp_ok(time - $begun, '<', 2, 'at once');
	}
	write_file("$folder/huge.csv", 'x' x (5 * 1024 * 1024 + 1));
	is(upload('huge.csv' => undef)->{status}, 413, 'too large is said so');
	is(count('form_draft') . ' ' . count('form'), "$drafts $forms", 'nothing changed');
	unlike($server->log, qr/How was|textt/, 'no wording in the log');
};

done_testing;
