# Paper: the printed questionnaire, and typing its sheets in (method A1.4). Without a script:
# the sheet read back says in words what was typed.
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8);
use Test::More;
use Kiosk;
use Site;

binmode Test::More->builder->$_, ':encoding(UTF-8)' for qw(output failure_output todo_output);

sub plain { my ($html) = @_; $html =~ s/<[^>]*>//g; $html =~ s/&lt;/</g; $html =~ s/&gt;/>/g; $html =~ s/&quot;/"/g; $html =~ s/&#39;/'/g; $html =~ s/&amp;/&/g; $html =~ s/\s+/ /g; $html =~ s/^ | $//g; return $html }

# What is printed: field of the question (of a column of the grid) => [[number at the box, words]…].
sub printed {
	my ($body) = @_;
	my (%boxes, $at);
	while ($body =~ m{<table class="grid">(.*?)</table>|<h3>(\d+)\. |<li>.*?<b>(-?\d+)</b>(.*?)</li>}gs) {
		if (defined $1) { grid($1, \%boxes) }
		elsif (defined $2) { $at = "q$2" }
		else { push @{$boxes{$at}}, [$3, plain($4)] }
	}
	return \%boxes;
}

sub grid {
	my ($table, $boxes) = @_;
	my @columns = $table =~ m{<th scope="col">\D*(\d+)}g;
	for my $question ($table =~ m{<tbody>(.*?)</tbody>}gs) {
		my ($n) = $question =~ /class="grid-label">(\d+)\. / or next;
		while ($question =~ m{<tr><th scope="row">(.*?)</th>(.*?)</tr>}gs) {
			my ($words, $rest) = ($1, $2);
			my @cells = $rest =~ m{<td>(.*?)</td>}gs;
			$words = '' if $words =~ /grid-label/;
			for my $c (0 .. $#cells) {
				push @{$boxes->{"c$columns[$c]q$n"}}, [$_, plain($words)] for $cells[$c] =~ m{<b>(-?\d+)</b>}g;
			}
		}
	}
}

# What entry takes: field => [[number, words]…], for fields that are about boxes.
sub taken {
	my ($body) = @_;
	my %lists;
	while ($body =~ m{<dl id="(list-\w+)" hidden>(.*?)</dl>}gs) {
		my ($id, $list) = ($1, $2);
		push @{$lists{$id}}, [$1, plain($2)] while $list =~ m{<dt>(-?\d+)</dt><dd>(.*?)</dd>}g;
	}
	my %fields;
	$fields{$1} = $lists{$2} while $body =~ m{<input [^>]*name="(\w+)"[^>]*data-list="([\w-]+)"}g;
	return \%fields;
}

# What the page says beside each field, and what the sheet read back says: field => words.
sub echoes { my ($body) = @_; my %said; $said{$1} = plain($2) while $body =~ m{<output [^>]*for="(\w+)"[^>]*>(.*?)</output>}gs; return \%said }
sub read_back { my ($body) = @_; my %said; $said{$2} = plain($1) while $body =~ m{</dt><dd>(.*?)</dd><dd class="change"><button name="step" value="at:(\w+)"}gs; return \%said }

both_ways(sub {
	my ($site) = @_;
	my $data = $site->data;
	$site->login('admin', PASSWORD);
	my $round = '/admin/rounds/crm-audit-1';
	my $get = sub { my $page = $site->get(@_); $page->{body} = decode_utf8($page->{body}); return $page };
	# A button pressed on a page, with more typed into its fields.
	my $press = sub {
		my ($from, $step, %typed) = @_;
		my %f = map { $_->[0] => $_->[1] } fields_of($from->{body});
		my ($at) = $from->{body} =~ m{action="(/admin/rounds/[\w-]+/entry)"};
		my $page = $site->post($at, {%f, sheet_lang => $f{sheet_lang} // 'en', step => $step, %typed});
		$page->{body} = decode_utf8($page->{body});
		return $page;
	};
	my $rows = sub { scalar sql($data, 'SELECT count(*) FROM submission') };
	my $stored = sub { json(scalar sql($data, "SELECT answers FROM submission WHERE $_[0]")) };
	my $open = sub {
		my ($form, @more) = @_;
		kiosk('form', 'add', "tests/data/form/$form", '--data', $data) if $form eq 'everything';
		kiosk('round', 'open', '--form', $form, '--title', "On $form", '--code', $form, '--incomplete', @more, '--data', $data);
	};
	kiosk('form', 'add', 'www/forms/pilot-feedback', '--data', $data);
	kiosk('prototype', 'add', 'tests/data/pilot/prototypes.csv', '--data', $data);
	$open->('pilot-feedback', '--subject', 'CRM');
	$open->('everything');

	subtest 'printed' => sub {
		my $page = $get->("$round/paper?lang=sk");
		is($page->{status}, 200, 'there');
		like($page->{body}, qr/<html lang="sk"/, 'in the language asked for');
		like(plain($page->{body}), qr/len pre skupiny s 5 alebo viac ľuďmi/, 'the promise says what holds here');
		my @numbers = $page->{body} =~ /<h3>(\d+)\. /g;
		is_deeply([@numbers[0 .. 4]], [1 .. 5], 'questions are numbered');
		unlike($page->{body}, qr/120–240/, 'minutes are asked as on the screen, not in bands');
		is(scalar(() = $page->{body} =~ /<th scope="col">Činnosť \d z 5</g), 5, 'as many columns as the form draws');
		is(scalar(() = $page->{body} =~ /class="grid-label">6\. /g), 1, 'and each question of theirs once');
		like($page->{body}, qr/class="paper-skip">Len ak ste v otázke 3 označili viac ako 1/, 'conditions in words');
		$get->('/admin?lang=en');
		like($get->("$round/paper")->{body}, qr/Only if you named this activity in question 5; or: Only if you ticked exactly 1 in question 3/,
			'also in the grid, which stands for every activity');
		unlike($page->{body}, qr/class="qr"/, 'no code for phones where only this machine answers');
	};

	subtest 'or by phone' => sub {
		mkdir "$data/run";
		write_file("$data/run/addresses", "http://kiosk.example:8080/\n");
		like($get->("$round/paper")->{body}, qr{class="paper-address">http://kiosk\.example:8080/s/crm-audit-1</span></p><svg class="qr"}, 'where it can be reached, a code to scan');
		unlink "$data/run/addresses";
	};

	subtest 'numbers at the boxes are those meant' => sub {
		my $audit = printed($get->("$round/paper")->{body});
		# In two columns where there are more than a dozen: the printed page is the reference.
		my %columns = map { /<li>.*?<b>1<\/b>/s ? (scalar(() = /<li>/g) => /^ paper-many/ ? 2 : 1) : () }
			$get->("$round/paper")->{body} =~ m{<ul class="paper-choices((?: paper-many)?\s*">.*?)</ul>}gs;
		is(join(' ', map { "$_:$columns{$_}" } grep { $_ > 12 } sort { $a <=> $b } keys %columns) =~ s/\d+:2 ?//gr, '', 'long lists stand in two columns');
		is(join(' ', grep { $_ <= 12 && $columns{$_} == 2 } keys %columns), '', 'short ones in one');
		ok((grep { $_ > 12 } keys %columns) && (grep { $_ <= 12 } keys %columns), 'there are both');
		is_deeply([map { $_->[0] } @{$audit->{c1q12}}], [0 .. 11], 'of ten: 0 to 10, and do not know');
		is_deeply([map { $_->[0] } @{$audit->{c1q13}}], [1 .. 6], 'frustrating: 1 to 5, and do not know');
		is_deeply($audit->{c1q12}[3], ['3', ''], 'a number is not said twice');
		is_deeply($audit->{c1q13}[5], ['6', 'Don’t know'], 'what is no number comes behind');
		is(join(' ', map { $_->[0] } @{$audit->{q16}}), '1 2 3 4 5 6 7 8 9 10 11 12 13 14 27 28', 'of a list, what a filter leaves whatever is answered');
		is(join(' ', map { $_->[0] } @{$audit->{q17}}), '15 16 17 18 19 20 21 22 23 24 25 26 27 28', 'and the rest of it elsewhere');
		is_deeply($audit->{q2}[1], ['2', '20 to under 30'], 'ranges of hours are counted');
		my $pilot = printed($get->('/admin/rounds/pilot-feedback/paper')->{body});
		my ($nps) = grep { @{$pilot->{$_}} == 11 && $pilot->{$_}[0][0] eq '0' } sort keys %$pilot;
		ok($nps, 'how likely: from 0');
		is_deeply([$pilot->{$nps}[0], $pilot->{$nps}[10]], [['0', '– Not at all likely'], ['10', '– Extremely likely']], 'to 10');
	};

	# Whatever a form asks, print and entry have one number for one choice, and entry says its words.
	for my $form (qw(crm-audit-1 pilot-feedback everything)) {
		subtest "$form: print, page and words agree" => sub {
			my ($paper, $page) = map { $get->("/admin/rounds/$form/$_") } qw(paper entry);
			my ($printed, $taken) = (printed($paper->{body}), taken($page->{body}));
			my ($mark) = $paper->{body} =~ /Mark of this sheet: (\w{4})</;
			like($page->{body}, qr/For sheets with the mark $mark\b/, 'the mark of the sheets');
			my @asked = grep { $taken->{$_} } sort keys %$printed;
			is("@asked", join(' ', sort keys %$printed), scalar(@asked) . ' questions with boxes are all taken');
			my $words = sub { my ($n, $w) = @{$_[0]}; $w =~ s/^$n(?!\w)\s*//; return "$n $w" };
			is_deeply([map { $words->($_) } @{$taken->{$_}}], [map { $words->($_) } @{$printed->{$_}}], "$_: the same numbers and words") for @asked;
			my $most = (sort { $b <=> $a } map { scalar @$_ } values %$taken)[0];
			for my $k (0 .. $most - 1) {
				my %typed = map { $_ => $taken->{$_}[$k][0] } grep { $taken->{$_}[$k] } keys %$taken;
				my $echoed = echoes($press->($page, 'back', %typed)->{body});
				my @wrong = grep { $echoed->{$_} ne $taken->{$_}[$k][1] } sort keys %typed;
				is("@wrong", '', "choice $k of every list is echoed in its words");
			}
		};
	}

	# Seven activities, the third the most painful, and the four after it on cards.
	my %sheet = (q1 => '1', q2 => '-', q3 => '1 2 3 4 5 6 7', q4 => '-', q5 => '3', q16 => '1', q18 => '-', q19 => '-', q20 => '-');
	my @cards = (3, 4, 5, 6, 7);
	for my $c (1 .. 5) {
		my %card = map { my ($n, $v) = split /=/; ("c${c}q$n" => $v) } ("6=$cards[$c - 1]", '7=4', '8=2', '9=20', '10=1,4', '11=-', '12=3', '13=4', '14=5', '15=2');
		%sheet = (%sheet, %card);
	}
	subtest 'a sheet' => sub {
		my $page = $get->("$round/entry");
		is($page->{status}, 200, 'the page to type in');
		my $bad = $press->($page, 'check', %sheet, c1q12 => '12', q1 => '77', c2q10 => '1 1');
		is($bad->{status}, 422, 'numbers that no box has');
		is(scalar(() = $bad->{body} =~ /aria-invalid/g), 3, 'each beside its field');
		is(scalar(() = $bad->{body} =~ /class="error"/g), 3, 'and nowhere else');
		is(join(' | ', map { plain($_) } $bad->{body} =~ m{<p class="warning" role="alert">(.*?)</p>}g),
			join(' | ', map { "$_: No box has that number, or there is one too many." } '1. Which department do you work in?',
				'12. Out of 10 times, about how many need extra work because something went wrong? (Activity 1 of 5)', '10. Where do you do it today? (Activity 2 of 5)'),
			'all are named above');
		like($bad->{body}, qr/name="q1"[^>]* autofocus/, 'the cursor is in the first');
		like($bad->{body}, qr/name="c5q6" value="7"/, 'and all that was typed is kept');
		my $read = $press->($page, 'check', %sheet, sheet_lang => 'sk');
		is($read->{status}, 200, 'sound') or diag(grep { /error/ } split /^/, $read->{body});
		my $said = read_back($read->{body});
		is($said->{q1}, 'Sales', 'is read back in words');
		is($said->{q2}, 'not answered', 'what has a minus was not answered');
		is($said->{c1q10}, 'CRM · Paper', 'several with commas');
		is($said->{c1q9}, '20 minutes', 'minutes are minutes');
		is($said->{c1q12}, '3', '3 of ten is 3');
		like($read->{body}, qr/Not answered: 2, 4; Activity 1 of 5: 11; 19, 20</, 'and all that was not answered is said above');
		is($said->{c2q11}, undef, 'what is not asked, and not typed, is not said');
		is($rows->(), 0, 'nothing is stored yet');
		my $back = $press->($read, 'back');
		my %kept = map { $_->[0] => $_->[1] } fields_of($back->{body});
		is_deeply({map { $_ => $kept{$_} } keys %sheet}, \%sheet, 'on the way back nothing is lost');
		like($back->{body}, qr/value="sk"[^>]*selected/, 'nor the language');
		like($press->($read, 'at:c2q8')->{body}, qr/name="c2q8"[^>]* autofocus/, 'a question is a press away');
		my $next = $press->($read, 'store');
		is($next->{status}, 200, 'one key stores it');
		is($rows->(), 1, 'once');
		like($next->{body}, qr/1 sheet stored/, 'which is counted');
		unlike($next->{body}, qr/name="q3" value="1/, 'the next page is empty');
		like($press->($read, 'store')->{body}, qr/1 sheet stored/, 'pressed twice');
		is($rows->(), 1, 'it is stored once');
		my $again = $press->($back, 'check');
		like($again->{body}, qr/A sheet typed on this page is stored already/, 'typed on from where it was: that is said');
		my $twice = $press->($next, 'check', %sheet);
		like($twice->{body}, qr/exactly these answers was stored a moment ago/, 'so is the same sheet once more');
		is($rows->(), 1, 'and nothing is stored by that');
		is($press->($next, 'check')->{status}, 422, 'an empty sheet is no sheet');
		my $two = $press->($next, 'finish', q1 => '3', q3 => '16', c1q6 => '16', c1q7 => '1', c1q8 => '1', c1q9 => '45');
		like(read_back($two->{body})->{$_}, qr/not answered/, "$_ was passed") for qw(q2 q4 c1q10 c1q11 c1q15);
		like($two->{body}, qr/Not answered: 2, 4; Activity 1 of 5: 10, 11, 12, 13, 14, 15; 1[67], 19, 20</, 'all of them are named above');
		my $end = $press->($two, 'store');
		is($end->{status}, 303, 'finished');
		is($rows->(), 2, 'both are stored');
		is($press->($get->("$round/entry"), 'finish')->{status}, 303, 'nothing typed: finished at once');
		my $answers = $stored->(q{department = 'SAL'});
		is_deeply($answers->{'pick/A10'}, [map { sprintf 'SAL%02d', $_ } 1, 3 .. 8], 'the activities ticked');
		is(join(' ', sort map { m{detail/(\w+)/A21} ? $1 : () } keys %$answers), 'SAL04 SAL05 SAL06 SAL07 SAL08', 'those in the columns are the ones drawn');
		is_deeply([map { $answers->{"detail/SAL05/$_"} } qw(A20 A20_unit A21 A22 A23 A24 A25 A27)], [4, 'week', 20, '3', '4', '5', '2', ['crm', 'paper']],
			'each answer is the number that was typed');
		is($answers->{'detail/SAL05/design_w'}, 1.5, 'with the weight of the draw');
		is(scalar sql($data, "SELECT lang FROM submission WHERE department = 'SAL'"), 'sk', 'in the language of the sheet');
		ok(!scalar(sql($data, "SELECT 1 FROM trail WHERE detail LIKE '%SAL0%'")), 'no answer in the trail');
		is(scalar sql($data, "SELECT detail FROM trail WHERE action = 'round.entry'"), '2 sheets', 'which tells that it was done');
	};

	subtest 'what is asked by lot' => sub {
		like($get->("$round/paper")->{body}, qr/Only if your birthday is in the months 1 to 6<.*Only if your birthday is in the months 7 to 12</s, 'paper has a lot that everybody can draw');
		my $before = $rows->();
		my @few = (q1 => '4', q3 => '1', c1q6 => '1', c1q7 => '1', c1q8 => '2', c1q9 => '5');
		for my $n (1 .. 4) {
			my $read = $press->($get->("$round/entry"), 'check', @few, q2 => $n, q17 => '15 16');
			unlike($read->{body}, qr/not asked here/, "the half that was answered is the one that was asked: sheet $n");
			$press->($read, 'store');
		}
		is($rows->(), $before + 4, 'they are stored');
		is(scalar sql($data, q{SELECT count(*) FROM submission WHERE json_extract(answers, '$."end/A30_half"') = 'alerts' AND json_extract(answers, '$."end/A30_alerts"') = '["AL1","AL2"]'}), 4,
			'with that half') or diag explain [map { $_->[0] } sql($data, 'SELECT answers FROM submission')];
		my $both = $press->($get->("$round/entry"), 'check', @few, q16 => '1', q17 => '15');
		is(scalar(() = $both->{body} =~ /not asked here, will not be stored/g), 1, 'where both are answered, it is said which is not stored');
		is($press->($get->("$round/entry"), 'check', @few, q16 => '15')->{status}, 422, 'a box of the other half is none of this one');
	};

	subtest 'cards that would be lost' => sub {
		my $page = $get->("$round/entry");
		my %few = (q1 => '3', q2 => '2', q3 => '16 17', q4 => '-', q5 => '17', c1q6 => '16', c1q7 => '1', c1q8 => '2', c1q9 => '5');
		my $other = $press->($page, 'check', %few, c1q6 => '3');
		is($other->{status}, 422, 'about what was not ticked');
		like($other->{body}, qr/id="c1q6-error">This is not among the activities ticked/, 'that is said at the card');
		my $same = $press->($page, 'check', %few, c2q6 => '16', c2q7 => '9');
		like($same->{body}, qr/id="c2q6-error">Another column has this number/, 'two about the same');
		like($press->($page, 'check', %few, c2q7 => '9')->{body}, qr/id="c2q6-error">Type the number of the activity/, 'about nothing');
		my $six = $press->($page, 'check', q1 => '3', q3 => '16 17 18 19 20 21 22', q5 => '17', map { ("c${_}q6" => 15 + $_, "c${_}q7" => '1') } 1, 3, 4, 5);
		is($six->{status}, 200, 'of seven, four cards are filled');
		my ($first, $second) = map { $press->($six, 'store') } 1, 2;
		is($second->{status}, 200, 'pressed twice, they are still the same sheet');
		is(scalar sql($data, 'SELECT count(*) FROM quarantine'), 0, 'and nothing is kept aside');
		like($press->($page, 'check', %few)->{body}, qr/Ticked, but in no column: /, 'one that has no card is named');
		my $unasked = $press->($page, 'check', q1 => '3', q2 => '1', q3 => '16', q4 => '-', q5 => '16', c1q6 => '16', c1q7 => '1');
		like(read_back($unasked->{body})->{q5}, qr/not asked here, will not be stored/, 'an answer that the form does not ask for is not dropped without a word');
	};

	subtest 'sheets printed earlier' => sub {
		my $page = $press->($get->("$round/entry"), 'edition:unmarked');
		like($page->{body}, qr/For older sheets without a mark/, 'have a page of their own');
		my $read = $press->($page, 'check', q1 => '2', q2 => '4', q3 => '1', c1q6 => '1', c1q7 => '4', c1q8 => '2', c1q9 => '3', c1q12 => '4', c1q13 => '4', c1q14 => '5');
		my $said = read_back($read->{body});
		is_deeply([@{$said}{qw(c1q9 c1q12 c1q13)}], ['5–10 minutes', '3', 'Very'], 'bands, and boxes counted from 1');
		$press->($read, 'store');
		is_deeply([map { $stored->(q{department = 'MKT'})->{"detail/SAL01/$_"} } qw(A21 A22 A23)], [7.2135, '3', '4'], 'a band is stored as what stands for it');
	};

	subtest 'every type of question' => sub {
		my $page = $get->('/admin/rounds/everything/entry');
		my %field;
		while ($page->{body} =~ m{<label for="(\w+)">\d+\. (.*?)</label>}g) { push @{$field{plain($2)}}, $1 }
		my $at = sub { my ($label, $k) = @_; return $field{$label}[$k // 0] // die "$label is not asked" };
		my %typed = ($at->('Your nickname') => 'Ann', $at->('Age') => '42', $at->('Do you work?') => '1', $at->('Fruit you like') => '1 4',
			$at->('Fruit you bought') => '3', $at->('Put them in order') => '4 1 2 3', $at->('How ripe?') => '7,5', $at->('When?') => '20240229',
			$at->('At what time?') => '1430', $at->('Exactly when?') => '2024.2.29 14.30', $at->('Did you like it?') => '3', $at->('How many minutes?') => '12',
			$at->('Taste') => '2', $at->('Smell') => '4', $at->('Looks') => '1', $at->('The favourite of all') => '1',
			$at->('How many cars?') => '0', $at->('I have read it.') => '1');
		my ($card) = grep { /^c1q/ } @{$field{'Number of the activity'}};
		(my $pieces = $at->('How many of …?')) =~ s/^c\d+/c1/;
		%typed = (%typed, $card => '1', $pieces => '7');
		like($press->($page, 'check', %typed)->{body}, qr/How many of Kiwi\?: Please answer/, 'what has no card, and must, is named');
		%typed = (%typed, map { s/^c1/c2/r } $card => '4', $pieces => '2');
		my $read = $press->($page, 'check', %typed);
		is($read->{status}, 200, 'sound') or diag(map { "$_\n" } $read->{body} =~ /class="error"[^>]*>[^<]*|class="warning"[^>]*>[^<]*/g);
		my $said = read_back($read->{body});
		is($said->{$at->('Put them in order')}, 'Kiwi · Apple · Pear · Plum', 'an order is that of the numbers');
		is($said->{$at->('When?')}, '29 February 2024', 'a date in words');
		like($said->{$at->('Hours a week')}, qr/not answered/, 'a default that nobody wrote is no answer');
		$press->($read, 'store');
		my $a = $stored->(q{round = (SELECT id FROM round WHERE code = 'everything')});
		is_deeply([@{$a}{qw(tastes/ripe tastes/when tastes/clock tastes/moment tastes/liked tastes/table/smell family/agree detail/apple/pieces)}],
			['7.5', '2024-02-29', '14:30', '2024-02-29T14:30', '3', 'dk', 'OK', 7], 'as they were meant');
		ok(!exists $a->{'about/hours'}, 'nor is the default stored');
		is_deeply([$a->{'family/child'}, $a->{'family/car'}], [0, 0], 'entries that nobody filled in are none');
		my $children = $press->($page, 'check', %typed, $at->('First name', 1) => 'Jan', $at->('Age of the child', 1) => '7');
		is($children->{status}, 422, 'a second child without a first one is asked about');
		like($children->{body}, qr/id="@{[$at->('First name')]}-error"/, 'at the first');
		is($press->($page, 'check', %typed, $at->('When?') => '29.2.2024')->{status}, 422, 'a date written otherwise is refused');
		is($press->($page, 'check', %typed, $at->('Put them in order') => '4 1 1')->{status}, 422, 'so is a place given twice');
		is($press->($page, 'check', %typed, $at->('Age') => '-5')->{status}, 422, 'a number below zero is no minus');
	};

	subtest 'lists of every kind' => sub {
		my $folder = temp_folder() . '/odd';
		mkdir $folder;
		my %lists = (
			down => [map { [$_, "level $_"] } reverse 1 .. 5], first => [['dk', 'No idea'], map { [$_, $_] } 0 .. 3],
			tens => [map { [10 * $_, 10 * $_ . ' %'] } 0 .. 3], below => [map { [$_, $_] } -2 .. 2], zeros => [map { ["0$_", $_] } 1 .. 3],
			words => [['c0', '0'], ['c1', '1'], ['c2', '2'], ['more', '3 or more']], ranges => [[5, '1-9'], [15, '10-19'], ['dk', 'No idea']],
			same => [[1, 'one'], ['01', 'also one']], names => [['a', 'Anna'], ['b', '2nd floor'], ['c', '365']], years => [[2025, '2025'], [2024, '2024'], ['before', 'before']],
		);
		my %numbers = (down => '5 4 3 2 1', first => '4 0 1 2 3', tens => '0 10 20 30', below => '-2 -1 0 1 2', zeros => '1 2 3', words => '0 1 2 3',
			ranges => '1 2 3', same => '1 2', names => '1 2 3', years => '2025 2024 2026');
		write_file("$folder/survey.csv", "type,name,label\n" . join '', map { "select_one $_,q_$_,$_\n" } sort keys %lists);
		write_file("$folder/choices.csv", "list_name,name,label\n" . join '', map { my $l = $_; map { "$l,$_->[0],$_->[1]\n" } @{$lists{$l}} } sort keys %lists);
		kiosk('form', 'add', $folder, '--data', $data);
		my ($opened, undef, $why) = kiosk('round', 'open', '--form', 'odd', '--title', 'Odd', '--code', 'odd', '--incomplete', '--data', $data);
		is($opened, 0, 'the round is open') or diag $why;
		my ($printed, $page) = (printed($get->('/admin/rounds/odd/paper')->{body}), $get->('/admin/rounds/odd/entry'));
		my @order = sort keys %lists;
		for my $i (0 .. $#order) {
			is(join(' ', map { $_->[0] } @{$printed->{'q' . ($i + 1)}}), $numbers{$order[$i]}, "$order[$i]: the numbers at its boxes");
		}
		my %typed = map { ('q' . ($_ + 1) => (split / /, $numbers{$order[$_]})[-1]) } 0 .. $#order;
		my $read = $press->($page, 'check', %typed);
		is(read_back($read->{body})->{'q' . ($_ + 1)}, $lists{$order[$_]}[-1][1], "$order[$_]: the last one, in words") for 0 .. $#order;
		$press->($read, 'store');
		my $answers = $stored->(q{round = (SELECT id FROM round WHERE code = 'odd')});
		is_deeply($answers, {map { ("q_$_" => $lists{$_}[-1][0]) } @order}, 'and as it is stored');
	};

	subtest 'a grid of every kind' => sub {
		my $folder = temp_folder() . '/gridded';
		mkdir $folder;
		write_file("$folder/survey.csv", "type,name,label,hint,kiosk_draw,kiosk_measure\n" . join '', map { "$_\n" } 'begin loop over tools,tool,%(label)s,,8,',
			'note,about,About %(label)s,,,', 'integer,often,How often with %(label)s?,,,', 'select_one years,year,Since when?,,,', 'select_multiple yes,what,What for?,At most two.,,',
			'rank yes,order,In which order?,,,', 'date,day,Which day?,,,', 'acknowledge,sure,Sure?,,,', 'text,why,Why?,,,', 'end loop,,,,,');
		write_file("$folder/choices.csv", "list_name,name,label\n" . join '', map({ "tools,t$_,Tool $_\n" } 1 .. 9), map({ "years,$_,$_\n" } 2020 .. 2022), "years,dk,No idea\n",
			map { "yes,y$_,Use $_\n" } 1 .. 3);
		kiosk('form', 'add', $folder, '--data', $data);
		my ($opened, undef, $why) = kiosk('round', 'open', '--form', 'gridded', '--title', 'Gridded', '--code', 'gridded', '--incomplete', '--data', $data);
		is($opened, 0, 'the round is open') or diag $why;
		my ($body, $entry) = map { $get->("/admin/rounds/gridded/$_")->{body} } qw(paper entry);
		is(scalar(() = $body =~ /<table class="grid">/g), 2, 'eight columns are two grids');
		is(join(' ', $body =~ /<th scope="col">Activity (\d) of 8</g), '1 2 3 4 5 6 7 8', 'of four each');
		like(plain($body), qr/Describe up to 8 of these activities.* 1 Tool 1.*9 Tool 9/, 'numbers that no question has stand above it');
		unlike($body, qr/birthday/, 'and no lot is drawn where nothing was ticked');
		like(plain($body), qr/About … .*2\. How often with …\?/, 'words about one of them are about each');
		my ($printed, $taken) = (printed($body), taken($entry));
		is_deeply($printed->{c8q3}, [['2020', ''], ['2021', ''], ['2022', ''], ['2023', 'No idea']], 'numbers beside each other, words in lines') or diag explain $printed;
		is_deeply($printed->{c5q4}, [map { [$_, "Use $_"] } 1 .. 3], 'boxes in every column');
		like($body, qr/At most two\.<.*?>You may tick several\.</, 'of which several may be ticked');
		like($body, qr/1 Use 1 · 2 Use 2 · 3 Use 3/, 'an order is written with these numbers');
		is(scalar(() = $body =~ m{<td class="grid-write" colspan="4">}g), 8, 'words have the width of the sheet');
		is(join(' ', grep { !$taken->{$_} } sort keys %$printed), join(' ', map { "c${_}q7" } 1 .. 8), 'what has boxes has a field, with a list but for one box');
	};

	subtest 'sheets with an access code' => sub {
		my (undef, $out) = kiosk(qw(round open --form crm-audit --title Coded --code coded --codes 2 --data), $data);
		my %codes;
		/^(\w+),(\w{5}-\w{5})$/ and push @{$codes{$1}}, $2 for split /\r?\n/, $out;
		my $page = $get->('/admin/rounds/coded/entry');
		like($page->{body}, qr/name="code"[^>]* autofocus/, 'the code comes first');
		my %manager = (q1 => '4', q2 => '1', q3 => scalar @{taken($page->{body})->{q3}});
		is($press->($page, 'check', %manager)->{status}, 422, 'without a code');
		my $other = $press->($page, 'check', %manager, code => $codes{SAL}[0]);
		is($other->{status}, 422, "with another department's");
		like($other->{body}, qr/made for another department/, 'which is said before it is stored');
		like($other->{body}, qr/name="q2" value="1"/, 'and nothing is lost');
		my $read = $press->($other, 'check', code => $codes{MGT}[0]);
		is($read->{status}, 200, 'with the right one');
		is($press->($read, 'store')->{status}, 200, 'it is stored');
		is($press->($get->('/admin/rounds/coded/entry'), 'check', %manager, code => $codes{MGT}[0])->{status}, 422, 'and the code is used');
		is(scalar sql($data, q{SELECT count(*) FROM submission WHERE round = (SELECT id FROM round WHERE code = 'coded')}), 1, 'one sheet');
		is(scalar sql($data, 'SELECT count(*) FROM quarantine'), 0, 'and nothing kept aside');
	};

	subtest 'two windows, and a round that closes' => sub {
		my ($left, $right) = map { $get->("$round/entry") } 1, 2;
		my $before = $rows->();
		my %none = (q1 => '4', q2 => '1', q3 => scalar @{taken($left->{body})->{q3}});
		my @read = ($press->($left, 'check', %none), $press->($right, 'check', %none, q2 => '2'));
		$press->($_, 'store') for @read;
		is($rows->(), $before + 2, 'each stores its own sheet');
		my $read = $press->($get->("$round/entry"), 'check', %none, q2 => '3');
		kiosk(qw(round close crm-audit-1 --data), $data);
		my $late = $press->($read, 'store');
		is($late->{status}, 422, 'closed meanwhile');
		like($late->{body}, qr/name="q2" value="3"/, 'what was typed is still there');
		is($rows->(), $before + 2, 'and nothing is stored');
	};
});

done_testing();
