#!/usr/bin/perl
# The help for those who answer, manage, analyse and administer, in six languages: the same page
# in each, block by block, with the same numbers, commands and links, and every button and page
# called as it is called on screen. Whether it reads well is for its reviewer to say.
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
my @others = qw(sk pl it es ca);
my @pages = qw(index staff manager analyst admin);

sub text_of {
	my ($path) = @_;
	open my $in, '<:raw:encoding(UTF-8)', $path or return undef;
	local $/;
	return scalar <$in>;
}

# English text of the interface => {language => {a translation => 1}}.
my %called;
for my $row (csv_hashes("$root/www/i18n/interface.csv")) {
	$called{$row->{en}}{$_}{$row->{$_}} = 1 for @others;
}

# What a page is made of: tags without the attributes that say a language.
sub tags_of { my ($html) = @_; return [map { s/ (?:href)?lang="[^"]*"//r } $html =~ /<[^>]*>/g] }
# Code, but for words of people's in it.
sub code_of { my ($html) = @_; return [map { s/"[^"]*"/""/gr } $html =~ m{<code>(.*?)</code>}gs] }
sub named_in { my ($html) = @_; return [$html =~ m{<(?:em|strong)>(.*?)</(?:em|strong)>}gs] }
# Numbers, whatever separates thousands and decimals.
sub numbers_of {
	my ($html) = @_;
	$html =~ s{<code>.*?</code>|<[^>]*>}{ }gs;
	$html =~ s/(?<=\d)[.,\x{a0}\x{202f} ](?=\d{3}\b)//g;
	return join ' ', sort map { tr/,/./r } $html =~ /\d+(?:[.,]\d+)?/g;
}
sub blocks_of { my ($html) = @_; return [map { s/<[^>]*>//gr } $html =~ m{<(?:p|li|h\d)\b[^>]*>(.*?)</(?:p|li|h\d)>}gs] }

for my $page (@pages) {
	my $en = text_of("$root/www/help/en/$page.html") or BAIL_OUT("no $page.html");
	unlike($en =~ s{<code>.*?</code>|<[^>]*>}{}gsr, qr/'/, "en/$page.html: one kind of apostrophe");
	for my $lang (@others) {
		my $html = text_of("$root/www/help/$lang/$page.html");
		my @faults;
		if (!defined $html) {
			fail("$lang/$page.html is there");
			next;
		}
		push @faults, 'does not begin as it should'
			if $html !~ /\A<!DOCTYPE html>\n<html lang="$lang">\n<meta charset="utf-8">\n<title>[^<]+<\/title>\n<body>\n<h1>/;
		my ($mine, $theirs) = (tags_of($html), tags_of($en));
		for my $i (0 .. ($#$mine > $#$theirs ? $#$mine : $#$theirs)) {
			my ($a, $b) = ($mine->[$i] // 'nothing', $theirs->[$i] // 'nothing');
			next if $a eq $b;
			push @faults, "tag $i is $a, in English $b";
			last;
		}
		is_deeply(code_of($html), code_of($en), "$lang/$page.html: the same commands");
		push @faults, 'other numbers: ' . numbers_of($html) . ' for ' . numbers_of($en)
			if numbers_of($html) ne numbers_of($en);
		my ($names, $names_en) = (named_in($html), named_in($en));
		for my $i (0 .. $#$names_en) {
			my $right = $called{$names_en->[$i]} or next;
			next if $right->{$lang}{$names->[$i] // ''};
			push @faults, "“$names_en->[$i]” is called “" . ($names->[$i] // '') . '”, on screen “' .
				join('” or “', sort keys %{$right->{$lang}}) . '”';
		}
		my $words = $html =~ s{<code>.*?</code>|<[^>]*>}{ }gsr;
		push @faults, "a straight apostrophe: $1" if $words =~ /(.{0,20}'.{0,20})/;
		push @faults, "quotation marks that are not Italian: $1" if $lang eq 'it' && $words =~ /(.{0,20}[“”„].{0,20})/;
		my ($blocks, $blocks_en) = (blocks_of($html), blocks_of($en));
		for my $i (0 .. $#$blocks_en) {
			my $block = $blocks->[$i] // '';
			push @faults, "is English: $block" if length $block > 20 && $block eq $blocks_en->[$i];
			push @faults, 'is ' . length($block) . ' characters long, in English ' . length($blocks_en->[$i]) . ": $block"
				if length $block > 80 && length $block > 1.5 * length $blocks_en->[$i];
		}
		is(join("\n", @faults), '', "$lang/$page.html is the English page in another language");
	}
}

done_testing;
