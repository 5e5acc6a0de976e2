# Changes that a tired programmer could make to a line of C: an operator, a constant, a condition,
# a call left out. Chosen by a seed; knows nothing of building or testing.
package Mutants;
use strict;
use warnings;
use Sources;

# Each: what it is called, what it needs, and the line after it, or nothing.
my @ways = (
	['a comparison moved by one', qr/(?<![-<>=!])(<=?|>=?)(?![<>=])(?=\s)/, sub { {'<' => '<=', '<=' => '<', '>' => '>=', '>=' => '>'}->{$_[0]} }],
	['a comparison turned', qr/(?<=\s)(==|!=)(?=\s)/, sub { $_[0] eq '==' ? '!=' : '==' }],
	['and for or', qr/(?<=\s)(&&|\|\|)(?=\s|$)/, sub { $_[0] eq '&&' ? '||' : '&&' }],
	['plus for minus', qr/(?<=[\w)\]] )([-+])(?= [\w(])/, sub { $_[0] eq '+' ? '-' : '+' }],
	['times for divided by', qr/(?<=[\w)\]] )([*\/])(?= [\w(])/, sub { $_[0] eq '*' ? '/' : '*' }],
	['a constant one more', qr/(?<![\w.\x22'])(\d+)(?![\w.\x22'])/, sub { $_[0] + 1 }],
	['a step turned', qr/(\+\+|--)/, sub { $_[0] eq '++' ? '--' : '++' }],
	['true for false', qr/\b(true|false)\b/, sub { $_[0] eq 'true' ? 'false' : 'true' }],
);

sub new {
	my ($class, $seed, @files) = @_;
	# A generator of its own: Perl's differs between versions.
	return bless {state => $seed * 2654435761 % 4294967296, lines => [map { candidates($_) } @files]}, $class;
}

sub draw {
	my ($self, $below) = @_;
	$self->{state} = ($self->{state} * 1664525 + 1013904223) % 4294967296;
	return int($self->{state} / 4294967296 * $below);
}

# Lines with code in them: no comment, no directive, no declaration without a value.
sub candidates {
	my ($file) = @_;
	my @code = split /\n/, code_without_strings($file), -1;
	my @text = split /^/, slurp($file);
	my @found;
	for my $i (0 .. $#text) {
		my $line = $code[$i] // '';
		next if $line !~ /^\t/ || $line =~ /^\s*$/ || $line =~ /^\s*#/;
		push @found, {file => $file, line => $i + 1, before => $text[$i], code => $line};
	}
	return @found;
}

sub changes_of {
	my ($line) = @_;
	my @all;
	for my $way (@ways) {
		my ($how, $what, $by) = @$way;
		while ($line->{code} =~ /$what/g) {
			my ($from, $old) = ($-[1], $1);
			next if substr($line->{before}, $from, length $old) ne $old;
			my $after = $line->{before};
			substr($after, $from, length $old) = $by->($old);
			push @all, [$how, $after];
		}
	}
	if ($line->{code} =~ /^(\s*(?:\} else )?(?:if|while) \()(.+)\)( \{)?\s*$/ && balanced($2)) {
		my ($from, $len) = (length $1, length $2);
		my $after = $line->{before};
		substr($after, $from, $len) = '!(' . substr($line->{before}, $from, $len) . ')';
		push @all, ['a condition turned', $after];
	}
	if ($line->{code} =~ /^\s+[a-z_]\w*\(.*\);\s*$/ && $line->{code} !~ /^\s*(?:return|free)\b/
		&& balanced($line->{code})) {
		my ($indent) = $line->{before} =~ /^(\s*)/;
		push @all, ['a call left out', "$indent;\n"];
	}
	return @all;
}

sub balanced {
	my ($text) = @_;
	my $depth = 0;
	for ($text =~ /[()]/g) {
		$depth += $_ eq '(' ? 1 : -1;
		return 0 if $depth < 0;
	}
	return $depth == 0;
}

# The next change: {file, line, before, after, how}; nothing when no line is left.
sub next {
	my ($self) = @_;
	while (@{$self->{lines}}) {
		my ($line) = splice @{$self->{lines}}, $self->draw(scalar @{$self->{lines}}), 1;
		my @changes = changes_of($line) or next;
		my $change = $changes[$self->draw(scalar @changes)];
		return {%$line, how => $change->[0], after => $change->[1]};
	}
	return;
}

1;
