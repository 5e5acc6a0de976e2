# Offline survey and pilot-feedback kiosk.
#
#   make deps        install the Debian packages that running needs and that are missing
#   make             build into build/
#   make run         serve: PORT=8080 BIND=127.0.0.1 HOSTS= DATA=build/data
#   make demo        the same on DATA=build/demo, with a synthetic company's answers
#   make test        install what only tests need, then every test
#   make check       units and pages alone, these over FastCGI only
#   make lint        layers, banned functions, static analysis, formatting
#   make asan        units and pages under ASan and UBSan
#   make valgrind    units under valgrind
#   make fuzz        the fuzz targets, FUZZ_SECONDS=60 each
#   make fault       the long fault runs
#   make mutate      change random lines of src/ on purpose, N=20 SEED=1: does a test notice?
#   make same        does a demo company take away the same as from WITH=HEAD?
#   make simulate    200 runs of a company of known truth: do intervals and rank sets hold?
#   make disclosure  what can be worked out of all that is told, of COMPANIES=200 drawn by chance, SEED=1
#   make bench       table of ratios, each measured side by side
#   make fresh       the README's commands in a bare Debian made for it: SUITE=bookworm; as root
#   make scale       time and memory of 1,000 to 100,000 answers (and N=) and how they grow
#   make install     into PREFIX=/usr/local (DESTDIR= honoured); make uninstall
#   make clean       remove build/
#   make help        this list
#
# Honoured: CC CFLAGS CPPFLAGS LDFLAGS PREFIX DESTDIR BUILD. V=1 shows each command.

BUILD ?= build
PREFIX ?= /usr/local
PORT ?= 8080
BIND ?= 127.0.0.1
HOSTS ?=
DATA ?= $(BUILD)/data
FUZZ_SECONDS ?= 60
SUITE ?= bookworm
N ?= 20
SEED ?= 1
COMPANIES ?= 200

# A blank parts two names in make's eyes; the folder of the checkout itself may have some.
$(foreach v,BUILD PREFIX DESTDIR,$(if $(word 2,$($(v))),\
	$(error $(v)=$($(v)): a path with a blank cannot be built or installed into: choose another)))

# Of hundreds of commands nobody reads one: what is wrong shows itself.
ifndef V
Q := @
endif
tell = $(if $(V),,@echo '  $(1)')

CFLAGS ?= -O2 -g
WARN := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wvla
HARDEN := -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
ifneq ($(findstring -fsanitize,$(CFLAGS)),)
HARDEN := -fPIE
endif
STD := -std=c11 -D_GNU_SOURCE -Iinclude -pthread -ffp-contract=off
ALL_CFLAGS = $(STD) $(WARN) $(HARDEN) $(if $(CI),-Werror) $(CFLAGS) $(CPPFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now -pthread $(LDFLAGS)
LIBS := -lfcgi -lsqlite3 -lcsv -lz -lsodium -lpcre2-8 -lqrencode -lexpat -lzxcvbn -lpng16 -ljpeg \
	-lwebp -lm

# Layers from the top down: an archive may use those to its right.
LAYERS := cli pages keeper bundle view web model analysis form store codec base
PROGRAMS := survey results admin keeper

objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
archive = $(BUILD)/lib/$(1).a
ARCHIVES := $(foreach l,$(filter-out cli,$(LAYERS)),$(call archive,$(l)))
LINK = -Wl,--start-group $(ARCHIVES) -Wl,--end-group

.PHONY: all deps present run demo test check units lint asan valgrind fuzz fuzzers fault mutate same disclosure simulate bench scale fresh install uninstall clean help
.SUFFIXES:

all: $(PROGRAMS:%=$(BUILD)/cgi-bin/%.fcgi) $(BUILD)/bin/kiosk

# Without compiler and headers it would end in pages of errors. Looked for once.
HEADERS := fcgiapp.h sqlite3.h csv.h zlib.h sodium.h pcre2.h qrencode.h expat.h zxcvbn.h \
	png.h stdio.h jpeglib.h webp/decode.h
$(BUILD)/.headers:
	@mkdir -p $(@D)
	@printf '#include <%s>\n' $(HEADERS) | $(CC) $(CFLAGS) $(CPPFLAGS) -DPCRE2_CODE_UNIT_WIDTH=8 \
		-fsyntax-only -x c - 2>/dev/null || { \
		echo "missing: $(or $(strip $(call missing,$(BUILD_PACKAGES))),a C compiler or one of $(HEADERS)): run make deps" >&2; \
		exit 1; }
	@touch $@
	$(call tell,building: about a minute)

$(BUILD)/obj/%.o: %.c | $(BUILD)/.headers
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -I$(dir $<) -MMD -MP -c $< -o $@

define layer_rules
$(call archive,$(1)): $(call objects,$(wildcard src/$(1)/*.c src/$(1)/*/*.c))
	@mkdir -p $$(@D)
	@rm -f $$@
	$(Q)ar rcs $$@ $$^
endef
$(foreach l,$(filter-out cli,$(LAYERS)),$(eval $(call layer_rules,$(l))))

$(BUILD)/cgi-bin/%.fcgi: $(BUILD)/obj/cgi-bin/%.o $(ARCHIVES)
	@mkdir -p $(@D)
	$(call tell,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $< $(LINK) $(LIBS) -o $@

$(BUILD)/bin/kiosk: $(call objects,$(wildcard src/cli/*.c)) $(ARCHIVES)
	@mkdir -p $(@D)
	$(call tell,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $(filter %.o,$^) $(LINK) $(LIBS) -o $@

# Units: tests/LAYER/test_X.c links the layer it tests and those below it.
below = $(shell printf '%s\n' $(LAYERS) | sed -n '/^$(1)$$/,$$p')
UNITS := $(foreach l,$(LAYERS),$(patsubst %.c,$(BUILD)/%,$(wildcard tests/$(l)/test_*.c)))
define unit_rules
$(BUILD)/tests/$(1)/test_%: $(BUILD)/obj/tests/$(1)/test_%.o $(foreach l,$(filter-out cli,$(call below,$(1))),$(call archive,$(l)))
	@mkdir -p $$(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $$< -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group $(LIBS) -lcmocka -o $$@
endef
$(foreach l,$(LAYERS),$(eval $(call unit_rules,$(l))))

# ---- tests ----

# Linear programming for the tests of what figures give away.
$(BUILD)/tests/lib/bounds: $(BUILD)/obj/tests/lib/bounds.o
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $< -lglpk $(LIBS) -o $@

# Fuzz targets link everything: replayed with any compiler, run with clang's libFuzzer.
REPLAYS := $(patsubst tests/fuzz/fuzz_%.c,$(BUILD)/tests/fuzz/replay_%,$(wildcard tests/fuzz/fuzz_*.c))
units: $(UNITS) $(REPLAYS) $(BUILD)/tests/lib/bounds
FUZZERS := $(patsubst tests/fuzz/fuzz_%.c,$(BUILD)/tests/fuzz/fuzz_%,$(wildcard tests/fuzz/fuzz_*.c))
$(BUILD)/tests/fuzz/replay_%: $(BUILD)/obj/tests/fuzz/fuzz_%.o $(BUILD)/obj/tests/fuzz/driver.o $(ARCHIVES)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $(filter %.o,$^) $(LINK) $(LIBS) -o $@
$(BUILD)/tests/fuzz/fuzz_%: $(BUILD)/obj/tests/fuzz/fuzz_%.o $(ARCHIVES)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -fsanitize=fuzzer $< $(LINK) $(LIBS) -o $@

BENCHES := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*.c))
$(BUILD)/tests/bench/%: $(BUILD)/obj/tests/bench/%.o
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $< $(LIBS) -o $@

# This one measures the analysis itself.
$(BUILD)/tests/bench/audit: $(BUILD)/obj/tests/bench/audit.o $(call archive,analysis) $(call archive,base)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $^ $(LIBS) -o $@

SANITIZE := -g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
# A command that is there may have come another way than from Debian.
unless = $(if $(shell command -v $(1)),,$(2))
UNIT_PACKAGES = libcmocka-dev libglpk-dev $(call unless,prove,perl) $(call unless,curl,curl) \
	$(call unless,sqlite3,sqlite3) $(call unless,unzip,unzip)
TEST_PACKAGES = $(UNIT_PACKAGES) $(call unless,node,nodejs) $(call unless,npm,npm ca-certificates) \
	$(call unless,chromium,chromium fonts-dejavu-core) $(call unless,strace,strace) \
	$(call unless,faketime,faketime)
LINT_PACKAGES = libcmocka-dev libglpk-dev $(call unless,prove,perl) $(call unless,clang,clang) \
	$(call unless,cppcheck,cppcheck) $(call unless,git,git)

test: all
	$(call install_packages,$(TEST_PACKAGES))
	@tests/lib/npm
	@$(MAKE) --no-print-directory units
	@BUILD=$(BUILD) tests/run all

check: all
	$(call install_packages,$(UNIT_PACKAGES))
	@$(MAKE) --no-print-directory units
	@BUILD=$(BUILD) tests/run check

lint:
	$(call install_packages,$(RUN_PACKAGES) $(LINT_PACKAGES))
	@BUILD=$(BUILD) LINT_FLAGS='$(STD) $(WARN)' tests/run lint

asan:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/asan CFLAGS='$(SANITIZE)' SITE_WAYS='cgi fcgi' check

valgrind: all
	$(call install_packages,$(UNIT_PACKAGES) $(call unless,valgrind,valgrind))
	@$(MAKE) --no-print-directory units
	@BUILD=$(BUILD) TEST_UNDER='valgrind -q --leak-check=full --error-exitcode=99' tests/run units

fuzz:
	$(call install_packages,$(RUN_PACKAGES) $(call unless,clang,clang) libclang-rt-14-dev)
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzz CC=clang \
		CFLAGS='$(SANITIZE) -fsanitize=fuzzer-no-link' fuzzers
	@BUILD=$(BUILD) FUZZ_SECONDS=$(FUZZ_SECONDS) tests/fuzz/run
fuzzers: $(FUZZERS)

fault: all
	$(call install_packages,$(TEST_PACKAGES))
	@BUILD=$(BUILD) FAULT_ROUNDS=400 tests/run fault

mutate: present
	$(call install_packages,$(UNIT_PACKAGES))
	@BUILD=$(BUILD) N=$(N) SEED=$(SEED) tests/mutate/run

same: all
	$(call install_packages,$(UNIT_PACKAGES))
	@BUILD=$(BUILD) WITH=$(WITH) tests/same/run

disclosure: all
	$(call install_packages,$(UNIT_PACKAGES))
	@$(MAKE) --no-print-directory $(BUILD)/tests/lib/bounds
	@BUILD=$(BUILD) DISCLOSURE_COMPANIES=$(COMPANIES) DISCLOSURE_SEED=$(SEED) tests/run tests/pages/disclosure.t

simulate: $(BUILD)/tests/analysis/test_coverage
	COVERAGE_RUNS=200 COVERAGE_DRAWS=2000 $<

bench: all $(BENCHES)
	$(call install_packages,$(call unless,prove,perl) $(call unless,sqlite3,sqlite3) $(call unless,wrk,wrk))
	@BUILD=$(BUILD) tests/bench/run

fresh:
	-$(call install_packages,$(call unless,debootstrap,debootstrap) $(call unless,git,git))
	@BUILD=$(BUILD) tests/fresh $(SUITE)

scale: all $(BUILD)/tests/bench/measure
	$(call install_packages,$(UNIT_PACKAGES))
	@BUILD=$(BUILD) N=$(N) tests/bench/scale

# What running needs, as Debian 12 calls it; dpkg knows what of it is missing.
BUILD_PACKAGES = $(if $(shell command -v $(CC)),,gcc) libc6-dev libfcgi-dev libsqlite3-dev libcsv-dev \
	zlib1g-dev libsodium-dev libpcre2-dev libqrencode-dev libexpat1-dev libzxcvbn-dev \
	libpng-dev libjpeg62-turbo-dev libwebp-dev
RUN_PACKAGES = $(BUILD_PACKAGES) nginx-light tzdata
missing = $(shell for p in $(1); do dpkg-query -Wf '$${Status}' $$p 2>/dev/null \
	| grep -q ' installed$$' || echo $$p; done)
APT = $(if $(filter 0,$(shell id -u)),,sudo )env DEBIAN_FRONTEND=noninteractive apt-get
# $(call install_packages,NAMES): nothing when all are there.
define install_packages
	@missing="$(strip $(call missing,$(1)))"; test -z "$$missing" || { \
		command -v apt-get >/dev/null || { \
			echo "missing, and no apt-get here to install it: $$missing" >&2; exit 1; }; \
		test "$$(id -u)" = 0 || command -v sudo >/dev/null || { \
			echo "as root, run: apt-get install $$missing" >&2; exit 1; }; \
		echo "installing $$missing"; \
		$(APT) -qq update || true; \
		said=$$($(APT) -qq install -y --no-install-recommends $$missing 2>&1) || { \
			printf '%s\n' "$$said" >&2; exit 1; }; }
endef

deps:
	$(call install_packages,$(RUN_PACKAGES))

# Building without them would end in pages of errors.
present:
	@missing="$(strip $(call missing,$(RUN_PACKAGES)))"; \
	! command -v dpkg-query >/dev/null || test -z "$$missing" || { \
		echo "missing: $$missing: run make deps" >&2; exit 1; }

# exec: a signal reaches the supervisor itself.
SERVE = exec $(BUILD)/bin/kiosk serve --data '$(DATA)' --port '$(PORT)' \
	--bind '$(BIND)' --hosts '$(HOSTS)'

# As many at a time as there are cores, unless make was told how many.
JOBS = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))
run: present
	@$(MAKE) --no-print-directory -q all 2>/dev/null || $(MAKE) --no-print-directory $(JOBS) all
	@$(SERVE)

demo: DATA = $(BUILD)/demo
demo: present
	@$(MAKE) --no-print-directory -q all 2>/dev/null || $(MAKE) --no-print-directory $(JOBS) all
	@test -e '$(DATA)/kiosk.db' || $(BUILD)/bin/kiosk demo --respondents 120 --seed 1 --pilot --data '$(DATA)'
	@$(SERVE)

INSTALL_ROOT = $(DESTDIR)$(PREFIX)
install: all
	install -d $(INSTALL_ROOT)/bin $(INSTALL_ROOT)/lib/kiosk $(INSTALL_ROOT)/share/kiosk/nginx \
		$(INSTALL_ROOT)/lib/systemd/system
	install -m 755 $(BUILD)/bin/kiosk $(INSTALL_ROOT)/bin/kiosk
	install -m 755 $(PROGRAMS:%=$(BUILD)/cgi-bin/%.fcgi) $(INSTALL_ROOT)/lib/kiosk/
	rm -rf $(INSTALL_ROOT)/share/kiosk/www
	cp -R www $(INSTALL_ROOT)/share/kiosk/www
	chmod -R u=rwX,go=rX $(INSTALL_ROOT)/share/kiosk
	install -m 644 nginx/kiosk.conf.in $(INSTALL_ROOT)/share/kiosk/nginx/kiosk.conf.in
	sed 's|/usr/local|$(PREFIX)|g' nginx/kiosk.service \
		> $(INSTALL_ROOT)/lib/systemd/system/kiosk.service
	chmod 644 $(INSTALL_ROOT)/lib/systemd/system/kiosk.service

uninstall:
	rm -f $(INSTALL_ROOT)/bin/kiosk $(INSTALL_ROOT)/lib/systemd/system/kiosk.service
	rm -rf $(INSTALL_ROOT)/lib/kiosk $(INSTALL_ROOT)/share/kiosk

clean:
	rm -rf $(BUILD) tests/browser/node_modules

help:
	@sed -n '/^#   make/s/^#   //p' Makefile

.SECONDARY:
-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
