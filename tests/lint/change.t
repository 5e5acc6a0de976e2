# One way for a change (model/change.h): pages and commands begin it, call the model, end it in
# the same function; the model alone writes the trail.
use strict;
use warnings;
use Test::More;
use Sources;

my $begin = qr/\b(?:change_begin|page_change|cmd_change)\(/;

# Functions of a file: name and body.
sub functions {
	my ($code) = @_;
	my @found;
	while ($code =~ /^([^\s#{}][^;{}]*?\b(\w+)\([^;{}]*\))\n\{\n(.*?)^\}/gms) {
		push @found, [$2, $3];
	}
	return @found;
}

# What is wrong with a function that begins a change: between there and the end nothing returns.
sub fault_of {
	my ($body) = @_;
	my $from = $body =~ $begin ? $-[0] : return;
	my $open = substr $body, $from;
	return 'begins a change and does not end it' if $open !~ /\bchange_end\(/;
	my $between = substr $open, 0, $-[0];
	# Not begun, nothing to end; or the end itself is what is returned.
	$between =~ s/\breturn e(?:rr)? \? e(?:rr)? : \z//;
	return 'returns between the beginning and the end of a change' if $between =~ /\breturn\b/;
	return;
}

my ($begun, @faults) = (0);
for my $path (c_files(qw(src cgi-bin))) {
	next if $path =~ m{^src/store/};
	my $code = code_without_strings($path);
	for (functions($code)) {
		my ($name, $body) = @$_;
		next if $body !~ $begin || $name =~ /^(?:page|cmd)_change$/;
		$begun++;
		my $fault = fault_of($body);
		push @faults, "$path: $name() $fault" if $fault;
	}
	next if $path !~ m{^src/(?:pages|cli)/};
	push @faults, "$path writes the trail itself" if $code =~ /\btrail_append\(/;
	push @faults, "$path has a job of the writer" if $code =~ /\bstore_write\(/;
}
is_deeply(\@faults, [], 'changes begin and end in one place');
cmp_ok($begun, '>', 40, 'and there are as many as there should be');

# That the lint sees what it looks for.
ok(fault_of("\tif (page_change(r, &c)) {\n\t\treturn e;\n"), 'a change without an end is seen');
ok(fault_of("\te = page_change(r, &c);\n\tif (x)\n\t\treturn OK;\n\tchange_end(&c, e);\n"),
	'a return in between is seen');
ok(!fault_of("\te = page_change(r, &c);\n\treturn e ? e : change_end(&c, f(&c));\n"),
	'the usual way passes');
done_testing();
