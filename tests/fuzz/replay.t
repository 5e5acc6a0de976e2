# Every corpus of the fuzz targets, replayed with the compiler at hand: what was once
# found stays mended.
use strict;
use warnings;
use Test::More;

my $build = $ENV{BUILD} // 'build';
my @targets = sort map { m{fuzz_(\w+)\.c\z} } glob 'tests/fuzz/fuzz_*.c';
ok(scalar @targets, 'there are fuzz targets');
for my $name (@targets) {
	my @inputs = glob "tests/fuzz/corpus/$name/*";
	if (!@inputs) {
		fail("tests/fuzz/corpus/$name holds inputs");
		next;
	}
	my $said = `$build/tests/fuzz/replay_$name tests/fuzz/corpus/$name 2>&1`;
	is($?, 0, "$name: " . @inputs . ' inputs') or diag $said;
	like($said, qr/^@{[scalar @inputs]} inputs run$/m, "$name: all were run");
}
done_testing;
