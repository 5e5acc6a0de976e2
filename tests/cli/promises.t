# What the pages, the help and the README tell people to type is a command with these options.
use strict;
use warnings;
use lib 'tests/cli';
use Cli;
use Test::More;

my %commands = map { $_ => 1 } 'form translations', (kiosk('--help'))[1] =~ /^  ([a-z]+(?: [a-z]+)?) {2,}\S/mg;
cmp_ok(scalar keys %commands, '>', 30, 'commands');

my %usage;
sub usage_of { my ($command) = @_; return $usage{$command} //= (kiosk(split(/ /, $command), '--help'))[1] }

# Lines that are typed: {where => [line]}. In texts a command is what begins like one.
my %typed;
for my $path (glob('www/help/*/*.html'), 'README.md') {
	my $text = slurp($path) =~ s/&lt;/</gr =~ s/&gt;/>/gr =~ s/&amp;/&/gr;
	my @code = $path =~ /md$/ ? $text =~ /`([^`\n]+)`|^\t(.*)$/mg : $text =~ m{<(?:code|pre)[^>]*>(.*?)</(?:code|pre)>}gs;
	push @{$typed{$path}}, map { /((?:\S*\/)?kiosk [a-z].*)/g } map { split /\n/ } grep { defined } @code;
}
my $word = join '|', map { quotemeta } sort { length $b <=> length $a } keys %commands;
push @{$typed{'www/i18n/interface.csv'}}, slurp('www/i18n/interface.csv') =~ /(kiosk (?:$word)(?: -\S+| [A-Z]{3,}\b)*)/g;

my @wrong;
my $count = 0;
for my $path (sort keys %typed) {
	for my $line (@{$typed{$path}}) {
		# First lines of files and of what is signed.
		next if $line =~ /^kiosk (?:trail head|keys sealed|keys) ?(?:\d|$)/;
		my $said = $line =~ s/^\S*kiosk //r =~ s/[|;#].*//r;
		my ($command) = $said =~ /^($word)(?![a-z-])/;
		# "kiosk keys" alone speaks of all of them.
		next if !$command && grep { /^\Q$said\E / } keys %commands;
		push @wrong, "$path: $line: no such command" and next if !$command;
		$count++;
		push @wrong, map { "$path: $line: no option $_" } grep { usage_of($command) !~ /(?<![\w-])\Q$_\E(?![\w-])/ && !/^--(?:data|help|version)$/ }
			substr($said, length $command) =~ /(?<!\S)\[?(-[a-z]\b|--[a-z-]+)/g;
	}
}
is(join("\n", @wrong), '', 'each is as the program has it');
cmp_ok($count, '>', 100, 'of many');
done_testing;
