# A form with every type of question as pages and as the script gets it: each field's kind, name, value and
# marks, the steps and the time left, faults in words, the answers read back; against tests/data/form/everything.
use strict;
use warnings;
use Encode qw(decode_utf8);
use Test::More;
use Html;
use Kiosk;
use Site;

my $site = Site->new('fcgi', new_kiosk());
kiosk('form', 'add', 'tests/data/form/everything', '--data', $site->data);
kiosk('round', 'open', '--form', 'everything', '--title', 'Everything', '--code', 'everything', '--incomplete', '--data', $site->data);
my $at = '/s/everything';

# Controls of a page in order: what each is, its name, value and marks.
sub controls {
	my ($html) = @_;
	my @all;
	while ($html =~ m{<(input|select|textarea)\b([^>]*)>(?:(.*?)</(?:select|textarea)>)?}gs) {
		my ($tag, $attributes, $inside) = ($1, $2, $3);
		pos($html) = $-[2] + length $attributes if $tag eq 'input';
		my %a;
		$a{lc $1} = unescape($2 // '') while $attributes =~ /([\w-]+)(?:="([^"]*)")?/g;
		next if ($a{type} // '') eq 'hidden' || !defined $a{name};
		my $is = join ' ', $tag eq 'input' ? $a{type} // 'text' : $tag, $a{name},
			map { exists $a{$_} ? length $a{$_} ? "$_=$a{$_}" : $_ : () } qw(value inputmode maxlength rows checked disabled readonly aria-invalid);
		$is .= ' ' . join '|', map { (/\sselected/ ? '*' : '') . words($_ =~ s/^[^>]*>//r) } $inside =~ m{<option[^>]*>[^<]*}g if $tag eq 'select';
		push @all, $is;
	}
	return @all;
}

# The fields of a page as sent back, some of them otherwise (a list: several).
sub sent {
	my ($page, %other) = @_;
	my @fields = map { @$_ } grep { !exists $other{$_->[0]} } fields_of($page->{body});
	return [@fields, map { my $name = $_; map { ($name => $_) } ref $other{$name} ? @{$other{$name}} : $other{$name} } sort keys %other];
}
sub go { my ($page, %fields) = @_; return $site->post($at, sent($page, step => 'next', %fields)) }
sub progress { my ($page) = @_; return words(($page->{body} =~ m{<div class="progress"><p>(.*?)</p>}s)[0]) }
sub heading { my ($page) = @_; return words(($page->{body} =~ m{<h1[^>]*>(.*?)</h1>}s)[0]) }
# What stands above the fields, and at each field, of what is wrong.
sub summary { my ($page) = @_; return map { words($_) } (($page->{body} =~ m{<div class="error-summary".*?<ul>(.*?)</ul>}s)[0] // '') =~ m{<li>(.*?)</li>}gs }
sub at_fields { my ($page) = @_; return map { words($_) } $page->{body} =~ m{<p class="error"[^>]*>(.*?)</p>}gs }
# Labels and legends with their tags.
sub labels { my ($page) = @_; return map { words($_) } grep { !/visually-hidden/ } ($page->{body} =~ s/.*<main//sr) =~ m{<(?:legend|label for)[^>]*>(.*?)</(?:legend|label)>}gs }


subtest 'the first page' => sub {
	my $page = $site->get("$at?lang=en");
	is(heading($page), 'About you', 'its title');
	is(progress($page), 'Step 1 of 6 · about 5 minutes left', 'three sections, two of what will be ticked, and a review');
	is_deeply([controls($page->{body})], ['text about/name value maxlength=4000', 'text about/age value inputmode=numeric', 'radio about/employed value=yes', 'radio about/employed value=no'], 'its fields');
	is_deeply([labels($page)], ['Your nickname required', 'Age', 'Do you work? required'], 'and which must be answered');
	like($page->{body}, qr{<p class="hint" id="q\d+-hint" lang="en">Letters only</p>}, 'a hint in its language');
	like($page->{body}, qr/<button class="button" name="step" value="next">Start</, 'here it starts');
	unlike($page->{body}, qr/value="back"/, 'nothing before it');
	my $none = go($page);
	is($none->{status}, 422, 'nothing answered');
	is_deeply([summary($none)], [('Please answer this question.') x 2], 'two are wrong');
	is(words(($none->{body} =~ m{data-error-summary>\s*<h2>(.*?)</h2>}s)[0]), '2 answers need another look', 'as it says');
	is_deeply([at_fields($none)], [('Please answer this question.') x 2], 'at each of them');
	my @to = $none->{body} =~ m{<li><a href="#(q\d+)">}g;
	ok($none->{body} =~ /id="$_"/, "$_ is there to go to") for @to;
	my $one = go($page, 'about/employed' => 'no');
	is(words(($one->{body} =~ m{data-error-summary>\s*<h2>(.*?)</h2>}s)[0]), '1 answer needs another look', 'one');
	my $bad = go($page, 'about/name' => 'X1', 'about/age' => '17', 'about/employed' => 'no');
	is_deeply([summary($bad)], ['Two to twenty letters.', 'From 18 to 99, X1.'], 'in the words of the form, with what was typed');
	is(scalar(grep { /value=17 .*aria-invalid=true/ } controls($bad->{body})), 1, 'and it stays');
	is(go($page, 'about/name' => 'Ann', 'about/age' => $_, 'about/employed' => 'no')->{status}, 200, "an age of $_") for 18, 99, '';
	is(go($page, 'about/name' => 'Ann', 'about/age' => $_, 'about/employed' => 'no')->{status}, 422, "not of $_") for 17, 100, 'x', '18.5';
	is(heading(go($page, 'about/name' => 'Ann', 'about/employed' => 'no')), 'Tastes', 'who does not work goes on');
};

# What somebody answers, page by page.
my %said = ('about/name' => 'Ann', 'about/age' => 42, 'about/employed' => 'yes');
my ($first, $more, $tastes, $apple, $kiwi, $family, $review);

subtest 'answers that bring more questions' => sub {
	$first = $site->get("$at?lang=en");
	$more = go($first, %said);
	is(heading($more), 'About you', 'the same page again');
	like(text_of($more->{body}), qr/Your answers bring more questions to this page\. Please go through it once more\./, 'and why');
	is_deeply([controls($more->{body})], ['text about/name value=Ann maxlength=4000', 'text about/age value=42 inputmode=numeric', 'radio about/employed value=yes checked', 'radio about/employed value=no',
		'text about/hours value=37.5 inputmode=decimal', 'select about/sector value inputmode' =~ s/ value inputmode//r . ' |Computers|Food'], 'with what was answered, and a default');
	# 37.5 hours in 46 weeks.
	like(text_of($more->{body}), qr/That makes 1725 hours a year, Ann\./, 'and what follows from it');
	my $job = go($more, 'about/sector' => 'it');
	is((grep { /about\/job/ } controls($job->{body}))[0], 'radio about/job value=dev', 'a sector has its own jobs');
	is(scalar(grep { /about\/job/ } controls($job->{body})), 2, 'two of three');
	is_deeply([summary(go($more, 'about/hours' => $_))], ['More than 0 and at most 80.'], "hours are not $_") for 0, '80.1', -1;
	is(heading(go($more, 'about/hours' => 80)), 'Tastes', 'but eighty');
};

subtest 'every kind of field' => sub {
	$tastes = go($more);
	is(heading($tastes), 'Tastes', 'the next');
	like(progress($tastes), qr/^Step 2 of 6 · about \d+ minutes? left$/, 'where one is');
	like($tastes->{body}, qr/name="step" value="back" formnovalidate>Back</, 'and the way back');
	my @controls = controls($tastes->{body});
	is_deeply([sort @controls[0 .. 4]], [map { "checkbox tastes/fruit value=$_" } sort qw(kiwi apple plum pear other)], 'several of a list, drawn in an order');
	is_deeply([@controls[5 .. $#controls]], [(map { "checkbox tastes/bought value=$_" } qw(apple pear plum kiwi)), ('select tastes/order |Apple|Pear|Plum|Kiwi') x 4,
		'text tastes/ripe value inputmode=decimal', 'date tastes/when value', 'time tastes/clock value', 'datetime-local tastes/moment value',
		(map { "radio tastes/liked value=$_" } qw(1 2 3 dk)), (map { "radio tastes/minutes value=$_" } 5, 10, 30), 'text tastes/minutes value inputmode=numeric',
		map({ my $q = $_; map { "radio tastes/table/$q value=$_" } qw(1 2 3 dk) } qw(taste smell looks)), 'textarea tastes/more maxlength=4000 rows=3', 'text tastes/source value=kiosk maxlength=4000 readonly'], 'and the others in theirs');
	like($tastes->{body}, qr/<div class="matrix cols-4"/, 'a table of four columns');
	is_deeply([map { words($_) } ($tastes->{body} =~ m{<div class="matrix-head"[^>]*><span></span>(.*?)</div>}s)[0] =~ m{<span>(.*?)</span>}gs], ['Not at all', 'A little', 'Much', "Don't know"], 'with their words');
	like($tastes->{body}, qr{<input type="range" min="0" max="10" step="0.5"}, 'a range from end to end');
	like($tastes->{body}, qr{<span class="range-end">0</span><input type="range"[^>]*><span class="range-end">10</span>}, 'with both ends written beside it');
	like($tastes->{body}, qr{<details class="drop" ><summary>Choose</summary>}, 'a list folded away while nothing of it is ticked');
	like(go($tastes, 'tastes/bought' => 'pear')->{body}, qr{<details class="drop" open>}, 'and open when something is');
	my $wrong = go($tastes, 'tastes/bought' => [qw(apple pear plum)], 'tastes/ripe' => '10.5', 'tastes/when' => '2999-01-01', 'tastes/clock' => '24:00', 'tastes/moment' => 'x', 'tastes/more' => 'x' x 200,
		'tastes/order' => ['apple', 'apple'], 'tastes/table/taste' => 2);
	is($wrong->{status}, 422, 'faults of every kind');
	is(scalar(summary($wrong)), 7, 'seven');
	my @told = summary($wrong);
	is($told[$_->[0]], $_->[1], "“$_->[1]”") for [0, 'At most two.'], [3, 'Not in the future.'], [6, 'Shorter please.'];
	like($told[2], qr/\b0\b.*\b10\b/, 'a range says from where to where');
	is_deeply([at_fields($wrong)], \@told, 'and at each field the same');
	is(go($tastes, 'tastes/table/taste' => 2, 'tastes/more' => 'x' x 199, 'tastes/bought' => [qw(apple pear)], 'tastes/ripe' => '10')->{status}, 200, 'up to each limit it is taken');
	$apple = go($tastes, 'tastes/fruit' => [qw(apple kiwi)], 'tastes/table/taste' => 2, 'tastes/order' => [qw(kiwi apple plum pear)], 'tastes/ripe' => '7.5', 'tastes/when' => '2024-02-29', 'tastes/moment' => '2024-02-29T14:30', 'tastes/liked' => 3, 'tastes/minutes' => ['', 12]);
	is(heading($apple), 'Apple', 'then what was ticked, one by one');
	is(progress($apple), 'Step 3 of 6 · about 1 minute left', 'two more steps, and the answers to look over');
	is_deeply([controls($apple->{body})], ['text detail/apple/pieces value inputmode=numeric'], 'what is asked of it');
	like($apple->{body}, qr/How many of Apple\?/, 'by its name');
	$kiwi = go($apple, 'detail/apple/pieces' => 0);
	is(heading($kiwi), 'Kiwi', 'and the other');
	$family = go($kiwi, 'detail/kiwi/pieces' => 5);
	is(heading($family), 'Family', 'then the last');
	is_deeply([grep { /favourite/ } controls($family->{body})], ['radio family/favourite value=apple', 'radio family/favourite value=kiwi'], 'which asks of what was ticked');
};

subtest 'entries that are added' => sub {
	like($family->{body}, qr/<button class="button quiet" name="step" value="([^"]*)" formnovalidate>/, 'a way to add one');
	my ($add) = $family->{body} =~ /id="[^"]*"[^>]*>\s*<h2>Child.*?name="step" value="([^"]+)"/s;
	my $page = $family;
	for my $n (1 .. 4) {
		($add) = $page->{body} =~ m{<div class="repeat-more".*?name="step" value="([^"]+)"}s;
		$page = $site->post($at, sent($page, step => $add, map { ("family/child/$_/first" => "Child $_", "family/child/$_/years" => 2 * $_) } 1 .. $n - 1));
		is($page->{status}, 200, "child $n");
	}
	is(scalar(() = $page->{body} =~ /<div class="repeat-entry"/g), 4, 'four are there');
	my @firsts = map { /^text (\S*first\S*)/ ? $1 : () } controls($page->{body});
	is(scalar @firsts, 4, 'each with its fields');
	unlike(($page->{body} =~ m{(<div class="repeat-more".*?</div>)}s)[0], qr/<button/, 'there may be no fifth');
	my ($remove) = $page->{body} =~ m{<div class="repeat-entry".*?name="step" value="([^"]+)"}s;
	my $less = $site->post($at, sent($page, step => $remove));
	is(scalar(() = $less->{body} =~ /<div class="repeat-entry"/g), 3, 'one taken away');
	like($less->{body}, qr{<div class="repeat-more".*?<button}s, 'and there may be another');
};

subtest 'read back' => sub {
	$review = go($family, 'family/favourite' => 'kiwi', 'family/cars' => 0, 'family/agree' => 'OK');
	is(heading($review), 'Check your answers', 'at the end') or diag join ' ', summary($review);
	like(progress($review), qr/^Step 6 of 6/, 'the last step');
	my %read = map { words($_->[0]) => words($_->[1]) } map { [m{<dt>(.*?)</dt><dd>(.*?)</dd>}s] } $review->{body} =~ m{<div data-to="[^"]*">(.*?)</div>}gs;
	$read{words($1)} = words($2) while $review->{body} =~ m{<button class="review-line"[^>]*><b>(.*?)</b> <span>(.*?)</span></button>}gs;
	is_deeply({map { $_ => $read{$_} } ('Your nickname', 'Age', 'Do you work?', 'Hours a week', 'Sector', 'Fruit you like', 'Put them in order', 'How ripe?', 'When?', 'At what time?', 'Exactly when?', 'Did you like it?', 'How many minutes?', 'Taste', 'Smell', 'Apple', 'Kiwi', 'The favourite of all', 'How many cars?')},
		{'Your nickname' => 'Ann', 'Age' => 42, 'Do you work?' => 'Yes', 'Hours a week' => '37.5', 'Sector' => 'not answered', 'Fruit you like' => 'Apple, Kiwi', 'Put them in order' => 'Kiwi, Apple, Plum, Pear', 'How ripe?' => '7.5', 'When?' => '2024-02-29', 'At what time?' => 'not answered',
			'Exactly when?' => '2024-02-29 14:30', 'Did you like it?' => 'Much', 'How many minutes?' => 12, 'Taste' => 'A little', 'Smell' => 'not answered', 'Apple' => 0, 'Kiwi' => 5, 'The favourite of all' => 'Kiwi', 'How many cars?' => 0}, 'every answer in words') or diag explain \%read;
	my @change = $review->{body} =~ m{name="step" value="(to:[^"]+)" aria-label="([^"]*)"}g;
	is(scalar @change / 2, 3, 'each section can be changed');
	is_deeply([$review->{body} =~ m{<button class="review-line" name="step" value="(to:[^"]+)">}g], ['to:detail/kiwi', 'to:detail/apple'], 'and each card, the favourite first');
	like($change[1], qr/About you/, 'by its name');
	my $again = $site->post($at, sent($review, step => $change[2]));
	is(heading($again), 'Tastes', 'and one is there');
	is((grep { /tastes\/ripe/ } controls($again->{body}))[0], 'text tastes/ripe value=7.5 inputmode=decimal', 'with what was answered');
	is(heading($site->post($at, sent($again, step => 'back'))), 'About you', 'back is the one before');
	my $slovak = go($family, 'family/favourite' => 'kiwi', 'family/cars' => 0, 'family/agree' => 'OK', lang => 'sk');
	like($slovak->{body}, qr{<dt>Aké zrelé\?</dt><dd>7,5</dd>}, 'in Slovak a number has a comma');
	like($slovak->{body}, qr{<dt>Kedy presne\?</dt><dd>2024-02-29 14:30</dd>}, 'a moment a blank');
	my $sent = $site->post($at, sent($review));
	is($sent->{status}, 303, 'sent') or diag text_of($sent->{body});
	my $stored = json(scalar sql($site->data, 'SELECT answers FROM submission'));
	is_deeply({map { $_ => $stored->{$_} } qw(about/hours about/yearly tastes/fruit tastes/order tastes/ripe tastes/moment tastes/minutes detail/kiwi/pieces family/cars family/agree family/channel)},
		{'about/hours' => 37.5, 'about/yearly' => '1725', 'tastes/fruit' => [qw(apple kiwi)], 'tastes/order' => [qw(kiwi apple plum pear)], 'tastes/ripe' => 7.5, 'tastes/moment' => '2024-02-29T14:30', 'tastes/minutes' => 12,
			'detail/kiwi/pieces' => 5, 'family/cars' => 0, 'family/agree' => 'OK', 'family/channel' => 'web'}, 'as it was meant');
	is_deeply([grep { $_->[0] eq 'about/name' } raw_texts($site->data)], [['about/name', 'Ann']], 'and words apart');
};

# All nodes of the form as JSON, by name; of a loop those of its first iteration.
sub flat {
	my ($nodes) = @_;
	return map { my $n = $_; ($n->{n} => $n, flat($n->{in} // []), map { my ($i) = @$_; flat($i->{in} // []) } @{$n->{it} // []}) } @$nodes;
}

subtest 'what the script gets' => sub {
	my $form = json($site->get("$at/form?lang=en")->{body});
	my $slovak = json($site->get("$at/form?lang=sk")->{body});
	my ($head, @rows) = map { [map { decode_utf8($_) } @$_] } cells_of(slurp_file('tests/data/form/everything/survey.csv'));
	my %node = flat($form->{nodes});
	my %in_slovak = flat($slovak->{nodes});
	my %lists = map { $_ => $form->{lists}[$_]{n} } 0 .. $#{$form->{lists}};
	my $checked = 0;
	for my $cells (@rows) {
		my %row = map { $head->[$_] => $cells->[$_] // '' } 0 .. $#$head;
		my ($type, $list) = split / /, $row{type}, 2;
		next if $type =~ /^(?:begin|end)$/ || $row{name} eq 'pieces';
		my $n = $node{$row{name}};
		my %want = (n => $row{name}, t => $type, l => $row{'label::English (en)'}, h => $row{'hint::English (en)'}, ap => $row{appearance}, rel => $row{relevant}, c => $row{constraint},
			cm => $row{'constraint_message::English (en)'}, calc => $row{calculation}, filter => $row{choice_filter});
		for my $key (sort keys %want) {
			is($n->{$key} // '', $want{$key}, "$row{name}: $key");
		}
		is_deeply($n->{q}, $row{required} eq 'yes' ? ['true'] : undef, "$row{name}: required");
		is_deeply($n->{ro}, $row{readonly} eq 'yes' ? ['true'] : undef, "$row{name}: read only");
		is_deeply($n->{def}, length $row{default} ? [$row{default}] : undef, "$row{name}: default");
		is(defined $n->{list} ? $lists{$n->{list}} : '', $list // '', "$row{name}: list");
		my $label = $row{'label::Slovak (sk)'};
		is_deeply($in_slovak{$row{name}}{l}, length $label ? $label : length $row{'label::English (en)'} ? [$row{'label::English (en)'}] : undef, "$row{name}: in Slovak, or marked as not");
		$checked++;
	}
	is($checked, 35, 'all questions');
	is_deeply({map { $_ => $node{$_}{par} } grep { $node{$_}{par} } keys %node}, {fruit => {randomize => 1, seed => '42'}, ripe => {start => 0, end => 10, step => 0.5}, minutes => {chips => [5, 10, 30]}}, 'parameters');
	is_deeply([sort grep { $node{$_}{neg} } keys %node], [qw(cars minutes years)], 'what may be below zero');
	is_deeply([map { [@{$_->[0]}{qw(k n)}] } @{$node{detail}{it}}], [map { ['i', $_] } qw(apple pear plum kiwi)], 'a loop over a list');
	is_deeply([sort keys %{$node{detail}{it}[1][1]}], [1], 'of which only what differs is told again');
	is(join(' ', @{$node{detail}}{qw(k d)}, $node{child}{k}, $node{child}{max}, $node{car}{max}, $node{car}{calc}), 'l 2 r 4 3 ${cars}', 'how many');
	my ($jobs) = grep { $_->{n} eq 'jobs' } @{$form->{lists}};
	is_deeply($jobs->{c}, [qw(label home sector)], 'columns where a filter looks at them');
	is_deeply([map { [$_->[0], $_->[-1]] } @{$jobs->{o}}], [['dev', 'it'], ['ops', 'it'], ['cook', 'food']], 'with their cells');
	my ($yes) = grep { $_->{n} eq 'yes_no' } @{$form->{lists}};
	is_deeply($yes, {n => 'yes_no', c => [], o => [['yes', 'Yes', '', '', 0], ['no', 'No', '', '', 0]]}, 'and none elsewhere');
	is_deeply([map { ref $_ ? $_->[0] : 'loop' } @{$form->{sections}}], ['about', 'tastes', 'loop', 'family', 'q:half'], 'sections');
	is_deeply([@{$form}{qw(code title lang words default)}], ['everything', 'Everything', 'en', ['en', 'ltr'], ['en', 'ltr']], 'of which round');
	is_deeply($slovak->{words}, ['sk', 'ltr'], 'in which language');
	is_deeply([sort @{$form->{departments}}], [qw(MGT MKT SAL SUP)], 'for whom');
	my $audit = json($site->get('/s/crm-audit-1/form?lang=en')->{body});
	my ($functions) = grep { $_->{n} eq 'functions' } @{$audit->{lists}};
	is_deeply([@{$functions->{o}[0]}[0, 1, 3, 4]], ['SAL01', 'Record a new lead', 'SAL', 1], 'an activity has its department, and is the kiosk\'s own');
	my %of_audit = flat($audit->{nodes});
	is($of_audit{A21}{m}, 'minutes', 'and what a question measures');
};

$site->stop;
done_testing;
