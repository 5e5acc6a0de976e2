# Chromium by playwright-core against a whole kiosk of its own: the stories are the .mjs files of
# tests/browser, started here one at a time; each of their checks becomes one of the test's.
package Browser;
use strict;
use warnings;
use JSON::PP ();
use Test::More;
use Kiosk;
use Server;

binmode Test::More->builder->$_, ':encoding(UTF-8)' for qw(output failure_output todo_output);

# Options: those of Server->start.
sub start {
	my ($class, %with) = @_;
	my ($chromium) = grep { -x } $ENV{CHROMIUM} // (), qw(/usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome);
	BAIL_OUT('there is no Chromium: make test installs it') if !$chromium;
	BAIL_OUT('tests/browser/node_modules is not installed: make test does that') if !-d 'tests/browser/node_modules/playwright-core';
	my $home = temp_folder();
	return bless {server => Server->start(%with),
		env => {CHROMIUM => $chromium, HOME => $home, XDG_CONFIG_HOME => $home, XDG_CACHE_HOME => $home}}, $class;
}

sub data { $_[0]{server}->data }

# Bring a form in and open a round with it.
sub open_form {
	my ($self, $path, $title, $code) = @_;
	kiosk('form', 'add', $path, '--data', $self->data);
	# A pilot is about a prototype, whose tasks its form asks about.
	my @subject = $path =~ /pilot/ ? ('--subject', 'CRM') : ();
	kiosk('prototype', 'add', 'tests/data/pilot/prototypes.csv', '--data', $self->data) if @subject;
	my ($opened, undef, $why) = kiosk('round', 'open', '--form', $path =~ s{.*/}{}r, '--title', $title, '--code', $code,
		'--incomplete', @subject, '--data', $self->data);
	is($opened, 0, "$title is open") or diag $why;
}

# Codes of testers' slips, so many of a department; who answers from now on needs one.
sub slips {
	my ($self, $round, $count, $department) = @_;
	run_command(['sqlite3', $self->data . '/kiosk.db', '.timeout 5000', "UPDATE round SET access = 'codes' WHERE code = '$round'"]);
	my ($made, $codes, $why) = kiosk('round', 'codes', $round, '--department', $department // 'SAL', '--count', $count, '--data', $self->data);
	is($made, 0, "slips of $round") or diag $why;
	return $codes =~ /^[A-Z]{3},(\S+)/mg;
}

# Run a story; what it hands out is returned.
sub story {
	my ($self, $name, @arguments) = @_;
	my @out;
	subtest $name => sub {
		my ($status, $out, $err) = run_command(['node', "tests/browser/$name.mjs", $self->{server}->url, @arguments],
			env => $self->{env});
		for my $line (split /\n/, $out) {
			my $said = eval { JSON::PP->new->utf8->decode($line) } or next;
			if (exists $said->{ok}) {
				ok($said->{ok}, $said->{text}) or diag(ref $said->{detail} ? JSON::PP->new->canonical->pretty->encode($said->{detail}) : $said->{detail} // '');
			} else {
				push @out, $said;
			}
		}
		is($status, 0, 'node ended well') or diag $err;
	};
	return @out;
}

# What a round stored, in no order: the answers of each.
sub stored {
	my ($self, $round) = @_;
	return map { json($_->[0]) } sql($self->data,
		"SELECT answers FROM submission WHERE round = (SELECT id FROM round WHERE code = '$round')");
}

sub end {
	my ($self) = @_;
	is($self->{server}->stop, 0, 'the kiosk ends');
	done_testing;
}

1;
