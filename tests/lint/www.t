# What browsers get: no script or style inside a page, nothing from another host. The
# Content-Security-Policy would stop it; here it does not come to that.
use strict;
use warnings;
use Test::More;
use Sources;

my @pages = grep { m{^www/.*\.(?:html|svg)\z} } project_files();
my @styles = grep { m{^www/.*\.css\z} } project_files();
my @scripts = grep { m{^www/.*\.js\z} } project_files();

cmp_ok(scalar @pages, '>', 10, scalar(@pages) . ' pages and templates read');

my %rules = (
	'a script inside a page' => qr{<script\b(?![^>]*\bsrc=)}i,
	'a style element' => qr{<style\b}i,
	'a style attribute' => qr{<[^>]*\sstyle\s*=}i,
	'an event handler' => qr{<[^>]*\son[a-z]+\s*=}i,
	'a javascript: or data: address' => qr{(?:href|src|action)\s*=\s*["']?\s*(?:javascript|data|vbscript):}i,
	'something loaded from another host' =>
		qr{<(?:script|link|img|iframe|source|video|audio|object|embed|form|use|image)\b[^>]*(?:src|href|action|data|srcset)\s*=\s*["']?\s*(?:[a-z]+:)?//}i,
	'a value of a template that is not escaped' => qr/\{\{\{|\{\{&/,
);
my @faults;
for my $path (@pages) {
	my $text = slurp($path);
	# SVG namespaces are names, not addresses.
	$text =~ s{\sxmlns(?::\w+)?="[^"]*"}{}g;
	(my $bare = $text) =~ s{="[^"]*"}{=""}g;
	push @faults, "$path: an attribute that is not quoted: " . substr($&, 0, 60)
		if $bare =~ m{<[a-z][^>]*\s[a-z-]+=(?!")[^\s>]}i;
	for my $rule (sort keys %rules) {
		push @faults, "$path: $rule: " . substr($&, 0, 60) if $text =~ $rules{$rule};
	}
}
is(join("\n", @faults), '', 'pages hold no script, no style, nothing of other hosts');

@faults = ();
for my $path (@styles) {
	push @faults, "$path: $&" while slurp($path) =~ m{\@import[^;]*|url\(\s*["']?(?:[a-z]+:)?//[^)]*}gi;
}
is(join("\n", @faults), '', 'styles load nothing from elsewhere');

@faults = ();
for my $path (@scripts) {
	my $text = slurp($path);
	push @faults, "$path: $&" while $text =~ m{\beval\s*\(|new\s+Function\b|\.innerHTML\b|\.outerHTML\b|insertAdjacentHTML|document\.write\b|["'`](?:https?:)?//[a-z]}g;
	# What a tab keeps of a form being filled in has one place, and goes with the tab. What stays longer
	# is one note: when somebody had begun.
	$text =~ s/\blocalStorage\.(?:(?:get|remove)Item\(BEGUN\)|setItem\(BEGUN, Date\.now\(\)\))//g if $path eq 'www/static/kept.js';
	# So has the cookie with the key to it.
	my $kept = $path eq 'www/static/kept.js' ? qr/localStorage|indexedDB/ : $path eq 'www/static/seal.js' ? qr/localStorage|sessionStorage|indexedDB/
		: qr/localStorage|sessionStorage|indexedDB|document\.cookie/;
	push @faults, "$path: $&" while $text =~ m{\b(?:$kept)\b[^\n]*}g;
}
is(join("\n", @faults), '', 'scripts build no page from text and keep no answer');
done_testing;
