# Every source under both compilers with warnings as errors, and every header alone.
use strict;
use warnings;
use Test::More;
use Sources;

my @flags = split ' ', $ENV{LINT_FLAGS} // '-std=c11 -D_GNU_SOURCE -Iinclude -Wall -Wextra'
	. ' -Wshadow -Wconversion -Wstrict-prototypes -Wvla';
my @sources = grep { /\.c\z/ } c_files(qw(src cgi-bin tests));
my @headers = c_files('include');

# At most two at a time; the names of those that failed, with what was said.
sub failures {
	my ($make, @list) = @_;
	my (%running, @failed);
	while (@list || %running) {
		while (@list && keys %running < 2) {
			my $what = shift @list;
			pipe my $read, my $write or die;
			my $pid = fork // die "fork: $!";
			if (!$pid) {
				open STDERR, '>&', $write;
				open STDOUT, '>', '/dev/null';
				my ($input, @command) = $make->($what);
				if (defined $input) {
					pipe STDIN, my $feed or die;
					syswrite $feed, $input;
					close $feed;
				}
				exec @command or exit 127;
			}
			close $write;
			$running{$pid} = [$what, $read];
		}
		for my $pid (keys %running) {
			my ($what, $read) = @{$running{$pid}};
			my $said = do { local $/; <$read> } // '';
			waitpid $pid, 0;
			push @failed, "$what: " . substr($said, 0, 600) if $?;
			delete $running{$pid};
		}
	}
	return join "\n", @failed;
}

for my $cc (qw(gcc clang)) {
	is(failures(sub {
		(my $folder = $_[0]) =~ s{/[^/]*\z}{};
		return (undef, $cc, @flags, '-Werror', "-I$folder", '-fsyntax-only', $_[0]);
	}, @sources), '', "$cc: " . @sources . ' sources without a warning');
}
is(failures(sub {
	(my $name = $_[0]) =~ s{^include/}{};
	return ("#include \"$name\"\n", 'gcc', @flags, '-Werror', '-fsyntax-only', '-x', 'c', '-');
}, @headers), '', @headers . ' headers compile alone');
done_testing;
