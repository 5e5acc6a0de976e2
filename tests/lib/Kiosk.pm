# What page tests and stories share: a kiosk in a folder of its own, its commands, its database
# seen through sqlite3, and answers to the CRM audit. Knows the contract, not the code.
package Kiosk;
use strict;
use warnings;
use Exporter 'import';
use Cwd ();
use File::Path ();
use IO::Socket::INET;
use IO::Socket::UNIX;
use POSIX ();
use Test::More;
use Time::HiRes qw(sleep time);

our @EXPORT = qw(build temp_folder new_kiosk kiosk sql uuid4 urlencode form_body audit_fields raw_texts
	free_port release_port fields_of unescape text_of slurp_file write_file run_command shared until_true
	within_the_hour json cells_of keys_of key_traces PASSWORD);

use constant PASSWORD => 'correct horse battery';

my $root = Cwd::getcwd();
my ($folders, @made, %locks) = (0);

# Absolute, so that a program may be started anywhere.
sub build {
	my $build = $ENV{BUILD} // 'build';
	return $build =~ m{^/} ? $build : "$root/$build";
}

# A folder for this test's files; removed at its end.
sub temp_folder {
	my $path = build() . "/tmp/$$-" . ++$folders;
	File::Path::make_path($path, {mode => 0700});
	push @made, [$$, $path];
	return $path;
}

END {
	my $status = $?;
	for (@made) { File::Path::remove_tree($_->[1]) if $_->[0] == $$ && !$ENV{KEEP} }
	$? = $status;
}

# Run a program to its end: (exit status or -signal, stdout, stderr). Options: env, in.
sub run_command {
	my ($command, %with) = @_;
	my $here = build() . "/tmp";
	File::Path::make_path($here, {mode => 0700});
	my @said = map { "$here/$$-" . ++$folders . ".$_" } qw(out err);
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		open STDIN, '<', $with{in} // '/dev/null' or POSIX::_exit(126);
		open STDOUT, '>', $said[0] or POSIX::_exit(126);
		open STDERR, '>', $said[1] or POSIX::_exit(126);
		my $env = $with{env} // {};
		for (keys %$env) { defined $env->{$_} ? ($ENV{$_} = $env->{$_}) : delete $ENV{$_} }
		exec { $command->[0] } @$command or POSIX::_exit(127);
	}
	waitpid $pid, 0;
	my $status = $? & 127 ? -($? & 127) : $? >> 8;
	my @texts = map { slurp_file($_) } @said;
	unlink @said;
	return ($status, @texts);
}

# A command of the kiosk: (exit status, stdout, stderr).
sub kiosk {
	my (@args) = @_;
	my $with = ref $args[-1] eq 'HASH' ? pop @args : {};
	return run_command([build() . '/bin/kiosk', @args], %$with);
}

# A data folder with the starter pack, and with the account `admin` of PASSWORD.
sub new_kiosk {
	my ($data) = @_;
	$data //= temp_folder() . '/data';
	my ($status, $out, $err) = kiosk('init', '--data', $data,
		{env => {KIOSK_ADMIN_PASSWORD => PASSWORD}});
	BAIL_OUT("kiosk init failed ($status): $err") if $status != 0;
	return $data;
}

# Rows of a query as lists of columns, read-only, by Debian's sqlite3.
sub sql {
	my ($data, $query) = @_;
	my ($status, $out, $err) = run_command(['sqlite3', '-readonly', '-cmd', '.timeout 5000',
		'-separator', "\x1f", '-newline', "\x1e", "$data/kiosk.db", $query]);
	die "sqlite3: $err" if $status;
	my @rows = map { [split /\x1f/, $_, -1] } split /\x1e/, $out;
	return wantarray ? @rows : (@rows ? $rows[0][0] : undef);
}

# The file of the secret keys: {id, public, secret, hash, round => {CODE => key}}, in hexadecimal.
sub keys_of {
	my ($data) = @_;
	my $text = slurp_file("$data/keys") // return undef;
	my %keys = (round => {});
	@keys{qw(id public)} = $text =~ /\Akiosk keys 1 ([0-9a-f]{32}) ([0-9a-f]{64})$/m;
	$keys{$1} = $2 while $text =~ /^(secret|hash) ([0-9a-f]+)$/mg;
	$keys{round}{$1} = $2 while $text =~ /^round (\S+) ([0-9a-f]{64})$/mg;
	return \%keys;
}

# Where in a folder, the file of keys aside, bytes of these keys are found: as they are, or as
# hexadecimal digits. The public key stands behind the secret one and is no secret.
sub key_traces {
	my ($folder, $keys) = @_;
	my @secrets = (substr($keys->{secret}, 0, 64), $keys->{hash}, values %{$keys->{round}});
	my @found;
	for my $path (grep { -f && !m{/keys[^/]*\z} } map { glob $_ } "$folder/*", "$folder/*/*") {
		my $bytes = slurp_file($path);
		for my $secret (@secrets) {
			push @found, $path if index($bytes, pack 'H*', $secret) >= 0 || index(lc $bytes, $secret) >= 0;
		}
	}
	return @found;
}

sub slurp_file {
	my ($path) = @_;
	open my $in, '<:raw', $path or return undef;
	local $/;
	return scalar(<$in>) // '';
}

sub write_file {
	my ($path, $bytes) = @_;
	open my $out, '>:raw', $path or die "$path: $!";
	print $out $bytes;
	close $out or die "$path: $!";
}

sub json {
	require JSON::PP;
	return JSON::PP->new->utf8->decode($_[0]);
}

# Ask again until it is so, at most `seconds`.
# What is counted by the hour or by the day is looked at within one: waits for the next hour where this
# one has fewer than so many seconds left.
sub within_the_hour {
	my ($seconds) = @_;
	my $left = 3600 - time % 3600;
	sleep $left + 1 if $left < $seconds;
}

sub until_true {
	my ($seconds, $ask) = @_;
	my $end = time + $seconds;
	while (1) {
		my $got = $ask->();
		return $got if $got || time > $end;
		sleep 0.05;
	}
}

# What is given to all that are working on the project, beside its folder; may be missing.
sub shared {
	my ($path) = @_;
	return -e "../shared/$path" ? "../shared/$path" : undef;
}

# A port of 127.0.0.1 that nothing listens on, ours until release_port(). Other tests, of other
# trees too, see that by a socket whose name is the port's; it goes with its holder.
sub free_port {
	my @ports = split /[\s,]+/, $ENV{TEST_PORTS} // join ' ', 8190 .. 8199, 8290 .. 8299;
	my $end = time + 120;
	while (time < $end) {
		for my $port (sort { rand() <=> 0.5 } @ports) {
			my $lock = IO::Socket::UNIX->new(Local => "\0kiosk-test-port-$port", Listen => 1) or next;
			my $try = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port,
				Listen => 1, ReuseAddr => 1) or next;
			close $try;
			$locks{$port} = $lock;
			return $port;
		}
		sleep 0.2;
	}
	BAIL_OUT("no free port among @ports");
}

sub release_port {
	my ($port) = @_;
	delete $locks{$port};
}

# ---- what browsers send ----

sub uuid4 {
	my @b = map { int rand 256 } 1 .. 16;
	$b[6] = $b[6] & 0x0f | 0x40;
	$b[8] = $b[8] & 0x3f | 0x80;
	return join '-', map { join '', map { sprintf '%02x', $b[$_] } @$_ }
		[0 .. 3], [4, 5], [6, 7], [8, 9], [10 .. 15];
}

sub urlencode {
	my ($text) = @_;
	utf8::encode($text) if utf8::is_utf8($text);
	$text =~ s/([^A-Za-z0-9._~-])/sprintf '%%%02X', ord $1/ge;
	return $text;
}

sub unescape_url {
	my ($text) = @_;
	$text =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
	return $text;
}

# A list of name, value, name, value as an urlencoded body.
sub form_body {
	my (@fields) = @_;
	my @pairs;
	while (my ($name, $value) = splice @fields, 0, 2) {
		push @pairs, urlencode($name) . '=' . urlencode($value);
	}
	return join '&', @pairs;
}

# A whole answer to the CRM audit, as fields: department, functions (the first is the most
# painful), each of them detailed alike.
sub audit_fields {
	my (%with) = @_;
	my @functions = @{$with{functions} // [qw(SAL01 SAL06)]};
	my %detail = (A20 => 4, A20_unit => 'week', A21 => 30, A22 => 3, A23 => 4, A24 => 5,
		A25 => 4, %{$with{detail} // {}});
	my @fields = (
		instance_id => $with{id} // uuid4(), seed => $with{seed} // int rand 2 ** 50,
		lang => $with{lang} // 'en',
		'start/A01' => $with{department} // 'SAL', 'start/A02' => $with{hours} // 39,
		map { ('pick/A10' => $_) } @functions,
	);
	push @fields, 'painful/A11' => $functions[0] if @functions > 1;
	for my $function (@functions) {
		next if $function eq 'none';
		push @fields, "detail/$function/$_" => $detail{$_} for sort keys %detail;
	}
	push @fields, 'end/A31' => $with{text} if defined $with{text};
	push @fields, @{$with{more} // []};
	return @fields;
}

# What people wrote in their own words and nobody has read yet, wherever it waits: [question, text], …
sub raw_texts {
	my ($data) = @_;
	return sql($data, "SELECT question, text FROM raw_text UNION ALL SELECT json_extract(t.value, '\$[0]'), json_extract(t.value, '\$[1]')"
		. " FROM inbox, json_each(CASE texts WHEN '' THEN '{}' ELSE texts END) t ORDER BY 1, 2");
}

# ---- what browsers see ----

sub unescape {
	my ($text) = @_;
	my %named = (amp => '&', lt => '<', gt => '>', quot => '"', apos => "'");
	$text =~ s/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/
		my $c = defined $1 ? chr $1 : defined $2 ? chr hex $2 : $named{$3} \/\/ "&$3;";
		utf8::encode($c) if ord $c > 127; $c/gie;
	return $text;
}

# What a person reads on a page: no tags, runs of blanks as one.
sub text_of {
	my ($html) = @_;
	$html =~ s/<[^>]*>/ /g;
	$html =~ s/\s+/ /g;
	return unescape($html);
}

# The fields of the form on a page as a browser without scripts would send them: [name, value],
# in order, buttons left out.
sub fields_of {
	my ($html) = @_;
	my @fields;
	while ($html =~ m{<(input|select|textarea)\b([^>]*)>(?:(.*?)</(?:select|textarea)>)?}gs) {
		my ($tag, $attributes, $inside) = ($1, $2, $3);
		pos($html) = $-[0] + 6 + length $attributes if $tag eq 'input';
		my %a;
		$a{lc $1} = unescape($2 // '') while $attributes =~ /([\w-]+)(?:="([^"]*)")?/g;
		next if !defined $a{name} || exists $a{disabled};
		my $type = $tag eq 'input' ? $a{type} // 'text' : $tag;
		next if $type =~ /^(?:radio|checkbox)$/ && !exists $a{checked};
		if ($tag eq 'select') {
			my ($chosen) = $inside =~ /<option value="([^"]*)"[^>]*\sselected/;
			$a{value} = unescape($chosen // '');
		} elsif ($tag eq 'textarea') {
			$a{value} = unescape($inside);
		}
		push @fields, [$a{name}, $a{value} // ($type eq 'checkbox' ? 'on' : '')];
	}
	return @fields;
}

# Rows of a CSV (RFC 4180) as lists of cells.
sub cells_of {
	my ($text) = @_;
	my (@rows, @row);
	while ($text =~ /\G(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|\z)/gc) {
		my ($quoted, $bare, $end) = ($1, $2, $3);
		$quoted =~ s/""/"/g if defined $quoted;
		push @row, $quoted // $bare;
		next if $end eq ',';
		push @rows, [@row] if @row > 1 || $row[0] ne '' || defined $quoted;
		@row = ();
		last if pos($text) >= length $text;
	}
	return undef if (pos($text) // 0) < length $text;
	return @rows;
}

1;
