# Accounts: signing in beside another kiosk.
use strict;
use warnings;
use lib 'tests/lib';
use Kiosk;
use Site;
use Test::More;

# ---- two kiosks on one machine ----

# One browser keeps one jar for a host, whatever the port.
subtest 'two kiosks on one host' => sub {
	my %jar;
	my @kiosks = map { {site => Site->new('cgi', new_kiosk()), host => $_} }
		'localhost:8080', 'localhost:8081', 'localhost';
	my $ask = sub {
		my ($kiosk, $do) = @_;
		$kiosk->{site}{cookies} = \%jar;
		return $do->($kiosk->{site}, host => $kiosk->{host});
	};
	for my $kiosk (@kiosks) {
		my $in = $ask->($kiosk, sub { my ($site, @host) = @_; $site->login('admin', PASSWORD, @host) });
		is $in->{status}, 303, "signed in at $kiosk->{host}";
	}
	for my $kiosk (@kiosks) {
		is $ask->($kiosk, sub { my ($site, @host) = @_; $site->get('/admin', @host) })->{status}, 200,
			"and still there at $kiosk->{host}";
	}
	my $out = $ask->($kiosks[0], sub {
		my ($site, @host) = @_;
		$site->post('/logout', {csrf => $site->csrf($site->get('/admin', @host))}, @host);
	});
	is $out->{status}, 303, 'signed out of one';
	is $ask->($kiosks[0], sub { my ($site, @host) = @_; $site->get('/admin', @host) })->{status}, 303, 'is out there';
	is $ask->($kiosks[1], sub { my ($site, @host) = @_; $site->get('/admin', @host) })->{status}, 200,
		'and not of the other';
};

done_testing;
