# Which test runs which line of src/: by gcov, with a build of its own. A test whose lines are
# known is not run again until it or the code changes.
package Covered;
use strict;
use warnings;
use Cwd ();
use File::Basename qw(dirname);
use File::Path ();
use Storable ();
use Time::HiRes qw(time);
use Sources;

my $flags = q{CFLAGS='-O0 -g --coverage -fprofile-update=atomic -Wno-error -Wno-cpp'};

# In the tree that is the current folder. `jobs`: how many at a time.
sub new {
	my ($class, $jobs, @tests) = @_;
	my $self = bless {tree => Cwd::getcwd(), jobs => $jobs, of => {}}, $class;
	system("make -s -j$jobs BUILD=build/cover $flags all units >cover.log 2>&1") == 0
		or die "the tree does not build for gcov: see $self->{tree}/cover.log\n";
	my $newest = newest(grep { m{^(?:src|cgi-bin|include|www)/} } project_files());
	my @stale = grep { !fresh($_, $newest) } @tests;
	$self->run_all(@stale) if @stale;
	for my $test (@tests) {
		my $kept = kept($test);
		my $known = -e $kept ? Storable::retrieve($kept) : next;
		# One that fails without any change notices nothing.
		if ($known->{failed}) { warn "$test fails as it is: left out\n"; unlink $kept }
		else { $self->{of}{$test} = $known }
	}
	return $self;
}

sub newest {
	my $at = 0;
	for (@_) { my $when = (stat)[9] // 0; $at = $when if $when > $at }
	return $at;
}

sub kept { my ($test) = @_; return 'build/covered/' . ($test =~ s{^build/}{}r =~ tr{/}{-}r) }

# The source of a program among the tests, or the script itself.
sub source { my ($test) = @_; return $test =~ /\.t$/ ? $test : $test =~ s{^build/(.*)}{$1.c}r }

sub fresh {
	my ($test, $newest) = @_;
	my $when = (stat kept($test))[9] // return 0;
	return $when >= $newest && $when >= newest(source($test));
}

sub run_all {
	my ($self, @tests) = @_;
	File::Path::make_path('build/covered');
	my %running;
	while (@tests || %running) {
		while (@tests && keys %running < $self->{jobs}) {
			my $test = shift @tests;
			my $pid = fork // die "fork: $!";
			if (!$pid) {
				open STDIN, '<', '/dev/null';
				$self->run_one($test);
				require POSIX;
				POSIX::_exit(0);
			}
			$running{$pid} = $test;
		}
		my $pid = waitpid -1, 0;
		last if $pid < 0;
		delete $running{$pid};
	}
}

sub run_one {
	my ($self, $test) = @_;
	my $place = "$self->{tree}/" . kept($test) . '.d';
	File::Path::make_path($place);
	local %ENV = (%ENV, BUILD => 'build/cover', GCOV_PREFIX => $place, GCOV_PREFIX_STRIP => 0);
	my $began = time;
	my $failed = system('timeout', '600', 'sh', '-c', 'exec tests/lib/one "$1" >"$2" 2>&1', 'sh',
		$test =~ s{^build/}{build/cover/}r, "$place.log");
	my $seconds = time - $began;
	# What gcov itself prints may fail it: what counts is the program as it is.
	$failed &&= do {
		local %ENV = (%ENV, BUILD => 'build');
		delete $ENV{GCOV_PREFIX};
		system('timeout', '600', 'sh', '-c', 'exec tests/lib/one "$1" >"$2" 2>&1', 'sh', $test, "$place.log");
	};
	my %lines;
	my $found = $place . $self->{tree};
	if (-d $found) {
		# gcov wants the notes of the compiler beside the counts.
		for my $counts (split /\0/, `cd '$found' && find . -name '*.gcda' -print0`) {
			symlink "$self->{tree}/" . ($counts =~ s/gcda$/gcno/r), "$found/" . ($counts =~ s/gcda$/gcno/r);
		}
		open my $in, '-|', "cd '$self->{tree}' && find '$found' -name '*.gcda' -print0 | xargs -0 -r gcov -t 2>/dev/null" or die $!;
		my $file = '';
		while (<$in>) {
			if (/^\s+-:\s+0:Source:(.*)/) { $file = $1 =~ s{^\Q$self->{tree}\E/}{}r }
			next if $file !~ m{^src/.*\.c$};
			my ($times, $line) = /^\s*([\d#=]+)\*?:\s*(\d+):/ or next;
			vec($lines{$file}{code} //= '', $line, 1) = 1;
			vec($lines{$file}{run} //= '', $line, 1) = 1 if $times =~ /\d/;
		}
		close $in;
	}
	File::Path::remove_tree($place);
	Storable::store({failed => $failed, seconds => $seconds, lines => \%lines}, kept($test));
}

# Those of `tests` that run a line, the quickest first; of a line that is data, those that run
# anything of its file.
sub running {
	my ($self, $file, $line, @tests) = @_;
	my @known = grep { $self->{of}{$_}{lines}{$file} } @tests;
	my $at = $self->statement($file, $line);
	@known = grep { vec $self->{of}{$_}{lines}{$file}{run} // '', $at, 1 } @known if $at;
	return sort { $self->{of}{$a}{seconds} <=> $self->{of}{$b}{seconds} } @known;
}

# The line gcov counts a line under, that of the statement's beginning; 0 outside functions.
sub statement {
	my ($self, $file, $line) = @_;
	my $code = '';
	$code |= $self->{of}{$_}{lines}{$file}{code} // '' for keys %{$self->{of}};
	my @text = split /\n/, slurp($file), -1;
	for (my $at = $line; $at > 0; $at--) {
		return $at if vec $code, $at, 1;
		return 0 if $text[$at - 1] =~ /^(?:\}|static const|#)/;
	}
	return 0;
}

1;
