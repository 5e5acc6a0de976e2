#!/usr/bin/perl
# The wording of the pack crm-audit and of the interface, in all six languages:
# complete, bound to the glossary (tests/data/i18n/glossary.csv), with the same
# placeholders, all plural forms and a review state each. Owns what a machine can
# see of a translation; whether it reads well is for its reviewer to say.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Sheets;
use Test::More;

binmode $_, ':encoding(UTF-8)' for \*STDOUT, \*STDERR;
binmode Test::More->builder->$_, ':encoding(UTF-8)' for qw(output failure_output todo_output);

my $root = "$FindBin::Bin/../..";
my $pack = "$root/www/forms/crm-audit";
my @langs = qw(en sk pl it es ca);
my @others = @langs[1 .. $#langs];
my %name = (en => 'English', sk => 'Slovak', pl => 'Polish', it => 'Italian',
	es => 'Spanish', ca => 'Catalan');
# CLDR cardinal categories.
my %plurals = (en => [qw(one other)], sk => [qw(one few many other)],
	pl => [qw(one few many other)], map { $_ => [qw(one many other)] } qw(it es ca));
my @states = qw(draft reviewed validated);

# Right although the same as in English: text => languages.
my %same = ('E-mail' => 'sk pl it', 'Marketing' => 'sk pl it es', 'Paper' => 'ca',
	'CRM' => "@others", 'Password' => 'it', 'Logo' => 'it', 'possible' => 'ca', 'Text' => 'ca', 'Menu' => 'pl it',
	'Signatures' => 'ca', 'SUS' => "@others", 'UMUX-Lite' => "@others", 'No' => 'it es ca', 'Kiosk' => 'sk pl', 'Decisions' => 'ca');
# Right although long: the glossary's words for a lead, with the bracket of the first use, and where
# they are most of the label.
my %long = ('functions.csv SAL01 label' => "@others", 'functions.csv SAL11 label' => 'sk pl it',
	'functions.csv MKT07 label' => 'sk pl it', 'functions.csv MKT09 label' => 'sk pl it');
# The English word is not the glossary's: activities of sellers, not CRM functions.
# What is sent is no figure: "report an issue" has a row of its own.
my %other_sense = ('reports.csv R04 label' => 'work_function', 'interface.csv start.report' => 'report_figures');

# Every text to be judged: {place, key, en, text => {lang => …}, plural => category}.
my (@texts, @pack_texts, %interface);

sub pack_texts {
	my ($sheet, $key_of) = @_;
	for my $row (csv_hashes("$pack/$sheet.csv")) {
		my $key = $key_of->($row);
		for my $column (qw(label hint required_message constraint_message)) {
			next unless exists $row->{"$column\::English (en)"};
			my %text = map { $_ => $row->{"$column\::$name{$_} ($_)"} // '' } @langs;
			next unless grep { $_ ne '' } values %text;
			push @pack_texts, {place => "$sheet.csv $key $column", sheet => $sheet,
				key => $key, column => $column, text => \%text};
		}
	}
}

sub interface_texts {
	for my $row (csv_hashes("$root/www/i18n/interface.csv")) {
		my ($base, $category) = split /#/, $row->{key};
		my $t = {place => "interface.csv $row->{key}", key => $row->{key}, base => $base,
			plural => $category, note => $row->{note}, row => $row,
			text => {map { $_ => $row->{$_} } @langs}};
		push @texts, $t;
		push @{$interface{$base}}, $t;
	}
}

pack_texts('survey', sub { $_[0]{name} });
pack_texts('choices', sub { "$_[0]{list_name}/$_[0]{name}" });
pack_texts($_, sub { $_[0]{code} }) for qw(functions departments reports);
interface_texts();
push @texts, @pack_texts;

# Each rule gives its complaints, one a line; none is a pass.
sub rule {
	my ($title, @complaints) = @_;
	ok(!@complaints, $title) or diag(join "\n", @complaints);
}

# The languages in which a text ought to exist.
sub wanted_langs {
	my ($t) = @_;
	return @langs unless $t->{plural};
	return grep { grep { $_ eq $t->{plural} } @{$plurals{$_}} } @langs;
}

# Complaints of a test on each translated text: f(text, lang, t).
sub each_text {
	my ($f, @only) = @_;
	my @bad;
	for my $t (@texts) {
		for my $lang (@only ? @only : @langs) {
			my $text = $t->{text}{$lang};
			next if !defined $text || $text eq '';
			my $why = $f->($text, $lang, $t);
			push @bad, "$t->{place} [$lang]: $why: $text" if $why;
		}
	}
	return @bad;
}

# English to compare with: a plural form English lacks is measured by `other`.
sub english {
	my ($t) = @_;
	return $t->{text}{en} if $t->{text}{en} ne '' || !$t->{plural};
	my ($other) = grep { $_->{plural} eq 'other' } @{$interface{$t->{base}}};
	return $other ? $other->{text}{en} : '';
}

sub allowed { my ($list, $lang) = @_; return grep { $_ eq $lang } split ' ', $list // '' }

rule('every text is there in every language', map {
	my $t = $_;
	map { "$t->{place}: no $name{$_}" } grep { $t->{text}{$_} eq '' } wanted_langs($t);
} @texts);

# A vote repeats a question of the audit to those who disagreed on it.
rule('the vote has the words of the question it repeats', map {
	my ($n) = $_->{key} =~ m{^wanted/([1-5])$};
	my ($voted) = $n ? @{$interface{"vote.value.$n"}} : ();
	my $asked = $_;
	map { "vote.value.$n [$_]: $voted->{text}{$_}, not $asked->{text}{$_}" } grep { $voted && $voted->{text}{$_} ne $asked->{text}{$_} } @langs;
} @pack_texts);

rule('plural keys have all categories of each language, and no others', map {
	my ($base, @forms) = ($_, @{$interface{$_}});
	my @have = sort map { $_->{plural} // '' } @forms;
	my $plural = grep { $_ ne '' } @have;
	($plural && "@have" ne 'few many one other' ? "$base: has @have" : (),
	 !$plural && @have > 1 ? "$base: is there twice" : (),
	 map { my $t = $_; my %want = map { $_ => 1 } wanted_langs($t);
		map { "$t->{place}: $name{$_} has no such form" }
		grep { !$want{$_} && $t->{text}{$_} ne '' } @langs } @forms);
} sort keys %interface);

sub placeholders { return join ' ', sort $_[0] =~ /\{[a-z_0-9]+\}|\$\{\w+\}|%\(\w+\)s/g }
rule('placeholders are the same in every language', each_text(sub {
	my ($text, $lang, $t) = @_;
	return placeholders($text) ne placeholders(english($t)) ? 'other placeholders' : '';
}));
rule('braces belong to placeholders', each_text(sub {
	(my $rest = $_[0]) =~ s/\$?\{\w+\}//g;
	return $rest =~ /[{}]/ ? 'a stray brace' : '';
}));
rule('%(label)s stands alone, never inside a sentence', each_text(sub {
	return $_[0] =~ /%\(label\)s/ && $_[0] ne '%(label)s' ? 'an activity in mid-sentence' : '';
}));

rule('nothing is left in English', each_text(sub {
	my ($text, $lang, $t) = @_;
	return '' if $text ne english($t) || $text !~ /\p{L}/ || $text eq '%(label)s';
	return '' if allowed($same{$text}, $lang);
	return 'the same as in English';
}, @others));
rule('no translation is longer than 1.5 times the English and 12 characters', each_text(sub {
	my ($text, $lang, $t) = @_;
	my $most = 1.5 * length(english($t)) + 12;
	return length $text > $most && !allowed($long{$t->{place}}, $lang)
		? length($text) . " characters, at most $most" : '';
}, @others));

rule('no double spaces, none at the ends', each_text(sub {
	return $_[0] =~ /[ \x{A0}\x{202F}]{2}|^\s|\s$|[\t\r\n]/ ? 'white space' : '';
}));
rule('a no-break space before % in Slovak, Spanish and Catalan', each_text(sub {
	return $_[0] =~ /(?<![\x{A0}\x{202F}])%(?!\(\w+\)s)/ ? 'no such space' : '';
}, qw(sk es ca)));
rule('no space before % in English, Polish and Italian', each_text(sub {
	return $_[0] =~ /[ \x{A0}\x{202F}]%(?!\(\w+\)s)/ ? 'a space' : '';
}, qw(en pl it)));
rule('Spanish questions open with their mark', each_text(sub {
	return ($_[0] =~ tr/?//) != ($_[0] =~ tr/¿//) ? 'question marks' : '';
}, 'es'));

# What a machine can see of one way of writing. Texts of the interface; those of packs have tests
# of their own.
sub interface_text { my ($t) = @_; return $t->{row} && $t->{key} !~ /\Aformfault\.(?:quotes|choice_name_arguments)\z/ }
rule('one apostrophe in all texts', each_text(sub {
	return interface_text($_[2]) && $_[0] =~ /'/ ? 'a straight apostrophe' : '';
}));
rule('quotation marks are those of the language', each_text(sub {
	my ($text, $lang, $t) = @_;
	my %own = (en => '“”', sk => '„“', pl => '„”', it => '«»', es => '«»', ca => '«»');
	(my $other = '“”„«»') =~ s/[$own{$lang}]//g;
	return interface_text($t) && $text =~ /[$other]/ ? 'quotation marks of another language' : '';
}));
# L'8 marzo, dall'80%, l'11 de març: an article before a value would need to know it.
my $value = qr/\{(?:date|clock|known|percent|level|coverage|near|to|rank)\}/;
my %article = (
	it => qr/\b(?:il|del|dal|al|nel|sul)\s$value/,
	ca => qr/\b(?:el|del|al|pel)\s$value/,
);
rule('no article before a date, a place or a per cent in Italian and Catalan', each_text(sub {
	return $_[0] =~ $article{$_[1]} ? 'an article' : '';
}, sort keys %article));
my $imperative = qr/\b(?:dodaj|napisz|otwórz|pobierz|podziel|podwój|popraw|spróbuj|sprawdź|skróć|ujmij|użyj|
	usuń|utwórz|wpisz|wstaw|wybierz|wypełnij|zacznij|zamknij|zapisz|zmień|zostaw)\b/ix;
rule('Polish messages are impersonal', each_text(sub {
	my ($text, $lang, $t) = @_;
	return $t->{row} && $t->{key} =~ /(?:\A|\.)(?:form)?fault\./ && $text =~ $imperative ? 'an imperative' : '';
}, 'pl'));
rule('English is plain', each_text(sub {
	return $_[2]{row} && $_[0] =~ /\b(?:mend(?:s|ed)?|parted|a\smail|(?<!here\s)is\sno\s(?!longer))\b/i
		? 'not how English says it' : '';
}, 'en'));

# wording.md: sk vy, es usted, it and ca tu, pl impersonal.
my %address = (
	sk => qr/\b(?:ty|teba|tebe|tvoj\w*)\b/i,
	es => qr/\b(?:tú|tus?|te|ti|vos|vuestr\w+)\b/i,
	it => qr/\b(?:Lei|Suo|Sua|Suoi|Sue|voi|vostr\w+)\b/,
	ca => qr/\b(?:vostè|vostès|vosaltres|vostr\w+)\b/i,
	pl => qr/\b(?:Pan|Pani|Państw\w+|tw[oó]j\w*|ciebie|tobie)\b/i,
);
rule('respondents are addressed as each language agreed', each_text(sub {
	return $_[0] =~ $address{$_[1]} ? 'another address' : '';
}, @others));
rule('no past tense that guesses a gender', each_text(sub {
	return $_[0] =~ /(?:ł[ae]ś|łyście|łyśmy|\w{2,}li(?:ście|śmy))\b/ ? 'gendered past' : '';
}, 'pl'));

# The glossary.
my @glossary = csv_hashes("$root/tests/data/i18n/glossary.csv");
my %by_key = map { $_->{key} => $_ } @texts;
rule('texts that are a glossary term are exactly that term', map {
	my $term = $_;
	map {
		my $t = $by_key{$_};
		my $key = $_;
		$t ? map { "$t->{place} [$_]: $t->{text}{$_}, not $term->{$_}" }
			grep { $t->{text}{$_} ne $term->{$_} && $t->{text}{$_} ne ucfirst $term->{$_} } @langs
			: "$key: there is no such text";
	} split ' ', $term->{used_by};
} @glossary);
for my $term (@glossary) {
	my ($unless, $wanted) = @$term{qw(unless_en en_pattern)};
	rule("glossary: $term->{key}, its forbidden variants", each_text(sub {
		my ($text, $lang, $t) = @_;
		my $bad = $term->{"forbidden_$lang"};
		return '' if $bad eq '' || ($unless ne '' && english($t) =~ /$unless/i);
		return $text =~ /$bad/i ? "not by the glossary ($bad)" : '';
	}));
	next if $wanted eq '';
	rule("glossary: $term->{key}, its translation", each_text(sub {
		my ($text, $lang, $t) = @_;
		(my $source = english($t)) =~ s/\{\w+\}//g;
		return '' if $source !~ /$wanted/i || ($other_sense{$t->{place}} // '') eq $term->{key};
		return $text =~ /$term->{"stem_$lang"}/i ? '' : "lacks \"$term->{$lang}\"";
	}, @others));
}

# Review states.
my %valid = map { $_ => 1 } @states;
rule('every interface text has a note for its translators',
	map { $_->{place} } grep { ($_->{note} // 'x') !~ /\w/ } @texts);
rule('every interface translation has a state, and nothing else has', map {
	my $t = $_;
	map {
		my $state = $t->{row}{"${_}_state"} // '';
		$t->{text}{$_} eq '' ? ($state eq '' ? () : "$t->{place} [$_]: a state without a text")
			: $valid{$state} ? () : "$t->{place} [$_]: \"$state\" is no state";
	} @others;
} grep { $_->{row} } @texts);

my (%state, @record);
for my $row (csv_hashes("$pack/translations.csv")) {
	my $id = join ' ', @$row{qw(sheet key column lang)};
	push @record, "$id: is there twice" if exists $state{$id};
	push @record, "$id: \"$row->{state}\" is no state" unless $valid{$row->{state}};
	push @record, "$id: $row->{state} by nobody" if $row->{state} ne 'draft' && $row->{by} eq '';
	$state{$id} = $row->{state};
}
for my $t (@pack_texts) {
	for my $lang (grep { $t->{text}{$_} ne '' } @langs) {
		my $id = "$t->{sheet} $t->{key} $t->{column} $lang";
		push @record, "$id: has no state" unless delete $state{$id};
	}
}
rule('translations.csv has one state for every text of the pack', @record,
	map { "$_: there is no such text" } sort keys %state);

done_testing();
