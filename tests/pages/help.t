# The help stands in the frame of the pages it explains and in the reader's language; every link on
# it leads somewhere, to a page and to a place on it, and no other file is read this way.
use strict;
use warnings;
use Test::More;
use Html;
use Kiosk;
use Site;

my @langs = qw(en sk pl it es ca);
my @own = qw(index staff manager analyst admin);
my @english = qw(forms method formats);

sub heading { my ($page) = @_; return words(($page->{body} =~ m{<h1>(.*?)</h1>}s)[0]) }
sub lang_of { my ($page) = @_; return ($page->{body} =~ m{<html lang="(\w+)"})[0] }
# What the article is written in, where that is not the page's language.
sub foreign { my ($page) = @_; return ($page->{body} =~ m{<article class="prose" lang="(\w+)">})[0] }

both_ways(sub {
	my ($site) = @_;
	my %page;
	for my $lang (@langs) {
		for my $name (@own, @english) {
			my $page = $site->get("/help/$lang/$name.html");
			is($page->{status}, 200, "/help/$lang/$name.html");
			is(lang_of($page), $lang, "in a frame of $lang");
			is(foreign($page), $lang ne 'en' && grep({ $name eq $_ } @english) ? 'en' : undef, 'and in which language it is');
			is(heading($page), words(($page->{body} =~ m{<title>(.*?) · [^<]*</title>}s)[0]), 'the window is called as it is');
			$page{"/help/$lang/$name.html"} = $page;
		}
	}
	isnt(heading($page{'/help/sk/admin.html'}), heading($page{'/help/en/admin.html'}), 'Slovak is not English');

	subtest 'every link leads somewhere' => sub {
		my %seen;
		for my $from (sort keys %page) {
			for my $link (grep { !m{^(?:mailto:|#main$)} } map { $_->[0] } links_in($page{$from}{body})) {
				my ($path, $place) = $link =~ m{^([^#?]*)[^#]*(?:#(.*))?$};
				$path = $path eq '' ? $from : $path =~ m{^/} ? $path : $from =~ s{[^/]*$}{$path}r;
				next if $path =~ m{^/(?:static|forms)/} || $seen{"$path#" . ($place // '')}++;
				my $page = $page{$path} // $site->get($path);
				is($page->{status}, 200, "$from: $path") or next;
				like($page->{body}, qr/ id="\Q$place\E"/, "and its place $place") if defined $place;
			}
		}
		cmp_ok(scalar keys %seen, '>', 40, 'of many');
	};

	is(heading($site->get('/help/', language => 'sk')), heading($page{'/help/sk/index.html'}), 'without a language it is the browser\'s');
	is(heading($site->get('/help/manager.html', language => 'pl,en')), heading($page{'/help/pl/manager.html'}), 'on each page');
	my $answer = $site->get('/help/sk/staff.html?lang=it');
	is($answer->{status}, 303, 'who asks for another language');
	is($answer->{headers}{location}, '/help/it/staff.html', 'goes to its page');
	is($site->get($_)->{status}, 404, "$_ is not there") for '/help/nothing.html', '/help/de/staff.html', '/help/staff',
		'/help/en/..%2f..%2fi18n%2finterface.csv', '/help/en/..%2fen%2fstaff.html', '/help/en/.html', '/help/en/img', '/help/EN2/staff.html';

	unlike($page{'/help/en/staff.html'}{body}, qr/class="menu"/, 'who did not sign in has no menu');
	my ($status, $out) = kiosk('user', 'add', 'mia', '--role', 'manager', '--data', $site->data);
	$site->login('mia', $out =~ /(\S+)\s*\nmia\n\z/);
	is($site->get('/help/en/manager.html')->{status}, 200, 'a one-time password does not shut the help');
	like($site->get('/help/sk/manager.html')->{body}, qr{<nav class="menu".*<details class="account">.*href="/help/sk/index\.html"}s,
		'who signed in keeps the menu, in the language of the page');
});

done_testing;
