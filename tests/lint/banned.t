# Functions that are not used here, and what to use: style.md's list.
use strict;
use warnings;
use Test::More;
use Sources;

my %banned = (
	sprintf => 'snprintf, buf_printf or arena_printf', vsprintf => 'vsnprintf',
	strcpy => 'arena_strdup or memcpy', stpcpy => 'memcpy', strcat => 'buf_puts',
	strtok => 'str_cut', atoi => 'parse_i64', atol => 'parse_i64',
	atoll => 'parse_i64', atof => 'parse_double', gets => 'file_read', gmtime => 'gmtime_r',
	localtime => 'localtime_r', ctime => 'clock_iso', asctime => 'clock_iso',
	rand => 'random_bytes or prng', srand => 'random_bytes or prng',
	random => 'random_bytes or prng', setlocale => 'view/lang', tmpnam => 'mkstemp',
	mktemp => 'mkstemp', system => 'posix_spawn or fork', popen => 'fork', alloca => 'arena',
);
# Where a name is the thing itself: name => file.
my %home = (time => qr{^src/base/clock\.c$},
	system => qr{^tests/}, popen => qr{^tests/}, clock_gettime => qr{^(?:src/base/clock\.c|tests/bench/)},
	gettimeofday => qr{^src/base/clock\.c$});
# Not of one result on every machine: there src/analysis has its own.
for my $name (qw(log exp log1p expm1 pow log2 log10 exp2 erf erfc lgamma tgamma tan sin cos cbrt hypot)) {
	$banned{$name} = 'src/analysis/arith.h';
	$home{$name} = qr{^(?!src/analysis/)};
}
my $names = join '|', map { quotemeta } sort keys(%banned), keys(%home);

my ($files, @faults) = (0);
for my $path (c_files(qw(src include cgi-bin tests))) {
	my ($line, $code) = (0, code_without_strings($path));
	$files++;
	for my $text (split /\n/, $code) {
		$line++;
		while ($text =~ /(?<![\w.>])($names)\s*\(/g) {
			my $name = $1;
			next if $home{$name} && $path =~ $home{$name};
			push @faults, "$path:$line: $name(): use " . ($banned{$name} // 'base/clock.h');
		}
	}
}
cmp_ok($files, '>', 100, "$files files read");
is(join("\n", @faults), '', 'no banned function is called');
done_testing;
