# A company drawn by chance, whose people answer the audit one after another: departments of three to
# forty, activities that many do here and one or two elsewhere, minutes that range over three powers of ten,
# people and whole departments that leave a question out.
package Company;
use strict;
use warnings;
use Kiosk;

my @activities = qw(SAL01 SAL04 SAL06 SAL08 MKT01 MKT02 MKT05 SUP01 SUP03 SUP04 MGT01 MGT02);
my %more = (LOG => 'Logistics', FIN => 'Finance', LEG => 'Legal');

# Drawn by a generator of its own: the same seed is the same company wherever it is drawn.
sub new {
	my ($class, $seed) = @_;
	return bless {state => $seed * 2 + 1}, $class;
}

# A fraction of one (Lehmer 1951, with Park and Miller's 1988 figures).
sub chance {
	my ($self) = @_;
	$self->{state} = ($self->{state} % 2147483647 || 1) * 48271 % 2147483647;
	return $self->{state} / 2147483647;
}

sub among { my ($self, $lo, $hi) = @_; return $lo + int($self->chance * ($hi - $lo + 1)) }
sub one_of { my ($self, @list) = @_; return $list[$self->among(0, $#list)] }

# Uneven: half of them below `middle`.
sub spread { my ($self, $middle, $factor) = @_; return $middle * $factor ** (2 * ($self->chance + $self->chance + $self->chance) / 1.5 - 2) }

# Its departments and how many are in each; the site's people are told so.
sub found {
	my ($self, $site) = @_;
	my @others = grep { $self->chance < 0.4 } sort keys %more;
	for my $code (@others) {
		my $people = $self->among(3, 14);
		my $token = $site->csrf($site->get('/admin/departments'));
		my $answer = $site->post('/admin/departments', {csrf => $token, csv => "code,label::English (en),headcount\n$code,$more{$code},$people\n"});
		die "no department $code: $answer->{status} $answer->{body}\n" if $answer->{status} != 303;
		$self->{people}{$code} = $people;
	}
	my %size = (SAL => [6, 40], MKT => [3, 14], SUP => [5, 30], MGT => [3, 12]);
	$self->{people}{$_} = $self->among(@{$size{$_}}) for sort keys %size;
	my @settings = Html::values_of($site->get('/admin/setup')->{body});
	my $answer = $site->post('/admin/setup', {@settings, company => 'Drawn', map { ("people/$_" => $self->{people}{$_}) } sort keys %{$self->{people}}});
	die "no company: $answer->{status} $answer->{body}\n" if $answer->{status} >= 400;
	# Who does what, how long it takes, and where nobody says so.
	for my $f (@activities) {
		my $home = substr $f, 0, 3;
		$self->{minutes}{$f} = $self->spread(12, 4);
		for my $d (sort keys %{$self->{people}}) {
			$self->{does}{$d}{$f} = $d eq $home ? 0.25 + 0.6 * $self->chance : $self->one_of(0, 0, 0.02, 0.06, 0.15, 0.3);
			$self->{silent}{$d}{$f} = $self->chance < 0.08;
		}
	}
	return;
}

# What a person of a department says, as fields.
sub respondent {
	my ($self, $d) = @_;
	my @does = grep { $self->chance < $self->{does}{$d}{$_} } @activities;
	# At most as many as are asked about, so that nothing is drawn.
	splice @does, $self->among(0, $#does), 1 while @does > 5;
	my $uuid = join '-', map { my $n = $_; join '', map { sprintf '%x', $self->among(0, 15) } 1 .. $n } 8, 3, 3, 3, 12;
	$uuid =~ s/^(.{8})-(.{3})-(.{3})-(.{3})-/$1-0$2-4$3-8$4-/;
	my @fields = (instance_id => $uuid, seed => $self->among(1, 1_000_000), lang => 'en', 'start/A01' => $d,
		'start/A02' => $self->one_of(39, 39, 39, 25, 45), @does ? map({ ('pick/A10' => $_) } @does) : ('pick/A10' => 'none'));
	push @fields, 'painful/A11' => $self->one_of(@does) if @does > 1;
	for my $f (@does) {
		my %said = (A22 => $self->among(0, 8), A23 => $self->among(1, 5), A24 => $self->among(1, 5), A25 => $self->among(1, 5));
		@said{qw(A20 A20_unit A21)} = ($self->among(1, 15), $self->one_of(qw(week week day month)), int(1 + $self->spread($self->{minutes}{$f}, 3)))
			if !$self->{silent}{$d}{$f};
		for my $left_out (grep { $self->chance < 0.12 } qw(A21 A22 A23 A24 A25)) { delete $said{$left_out} }
		delete @said{qw(A20 A20_unit)} if !defined $said{A21};
		$said{A21} = 600 if defined $said{A21} && $said{A21} > 600;
		push @fields, map { ("detail/$f/$_" => $said{$_}) } sort keys %said;
	}
	return @fields;
}

# Those who answer, in the order they come: departments.
sub comers {
	my ($self) = @_;
	my @all;
	for my $d (sort keys %{$self->{people}}) {
		my $rate = 0.35 + 0.65 * $self->chance;
		push @all, grep { $self->chance < $rate } ($d) x $self->{people}{$d};
	}
	for my $i (reverse 1 .. $#all) {
		my $j = $self->among(0, $i);
		@all[$i, $j] = @all[$j, $i];
	}
	return @all;
}

1;
