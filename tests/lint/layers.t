# Imports go downward only (README, "Layout"): the #includes of every source and header.
use strict;
use warnings;
use Test::More;
use Sources;

# From the top down; a layer may use those further down, itself, and no other of its line.
my @ranks = ([qw(cgi-bin)], [qw(cli)], [qw(pages keeper)], [qw(bundle)], [qw(web view)], [qw(model)],
	[qw(analysis)], [qw(form)], [qw(store)], [qw(codec)], [qw(base)]);
my %rank = map { my $i = $_; map { $_ => $i } @{$ranks[$i]} } 0 .. $#ranks;
# Downward, and yet not: layer => those it refuses to know.
my %refuses = (
	web => [qw(model analysis form store)],
	view => [qw(model analysis form store)],
	bundle => [qw(web view)],
	analysis => [qw(form store)],
	form => [qw(store)],
	'cgi-bin' => [qw(cli)],
);
# System header => the layers that may include it.
my %only = ('sqlite3.h' => 'store', 'csv.h' => 'codec', 'zlib.h' => 'codec',
	'sodium.h' => 'codec', 'zxcvbn.h' => 'codec', 'png.h' => 'codec', 'jpeglib.h' => 'codec',
	'webp/decode.h' => 'codec', 'fcgiapp.h' => 'web', 'fcgi_stdio.h' => '', 'pcre2.h' => 'form');
# Statements are the model's and the store's: a page or a command asks the model.
my %not_for = ('store/stmt.h' => [qw(pages cli)]);
my %not_for_analysis = map { $_ => 1 } qw(base/clock.h base/random.h base/file.h);

# Rooms of the pages: whose a header in include/pages/ is, and whose each room may use beside its
# own. The headers of routes (site.h aside: what every page uses) are nobody's.
my %owner = ((map { $_ => 'site' } qw(site office typed standing pictures)), survey_page => 'survey',
	(map { $_ => 'results' } qw(results_page summaries)), alerts => 'admin');
my %rooms = (
	site => [qw(survey)],
	survey => [qw(site)],
	results => [qw(site admin)],
	decide => [qw(site results)],
	pilots => [qw(site results)],
	admin => [qw(site survey)],
	forms => [qw(site survey)],
);

sub layer_of {
	my ($path) = @_;
	return $1 if $path =~ m{^(?:src|include)/([a-z]+)/};
	return 'cgi-bin' if $path =~ m{^cgi-bin/};
	return undef;
}

sub fault_of {
	my ($path, $layer, $kind, $name) = @_;
	if ($kind eq '<') {
		return undef if !exists $only{$name};
		return $only{$name} eq $layer ? undef
			: "<$name> belongs to " . ($only{$name} || 'nobody');
	}
	if ($name !~ m{/}) {
		(my $folder = $path) =~ s{[^/]*\z}{};
		return -f "$folder$name" ? undef : "\"$name\" does not stand beside it";
	}
	# A list that stands beside the sources of the header's own layer.
	return undef if $name =~ m{^\.\./\.\./src/\Q$layer\E/[a-z]+\.def\z} && -f "include/$layer/$name";
	return "include/$name does not exist" if !-f "include/$name";
	my ($to) = $name =~ m{^([^/]+)/};
	if (my ($room) = $path =~ m{^src/pages/([a-z]+)/}) {
		return "$room is no room of the pages" if !$rooms{$room};
		my ($header) = $name =~ m{^pages/(\w+)\.h\z};
		my $of = $owner{$header // ''} // $room;
		return "$room must not know $name of $of" if !grep { $_ eq $of } $room, @{$rooms{$room}};
	} elsif ($path =~ m{^src/pages/}) {
		return 'stands in no room of the pages';
	}
	return undef if $to eq $layer;
	return "$layer must not know $to" if grep { $_ eq $to } @{$refuses{$layer} // []};
	return "$layer takes no statement itself" if grep { $_ eq $layer } @{$not_for{$name} // []};
	return "analysis knows no $name" if $layer eq 'analysis' && $not_for_analysis{$name};
	return undef if $rank{$to} > $rank{$layer};
	return "$to is not below $layer";
}

my ($files, @faults) = (0);
for my $path (c_files(qw(src include cgi-bin))) {
	my $layer = layer_of($path);
	if (!defined $layer || !exists $rank{$layer}) {
		push @faults, "$path: stands in no layer";
		next;
	}
	$files++;
	my $line = 0;
	for my $text (split /\n/, code_of($path)) {
		$line++;
		next if $text !~ /^\s*#\s*include\s*(["<])([^">]+)[">]/;
		my $fault = fault_of($path, $layer, $1, $2);
		push @faults, "$path:$line: $fault" if defined $fault;
	}
}
cmp_ok($files, '>', 100, "$files files read");
is(join("\n", @faults), '', 'every import goes downward');
done_testing;
