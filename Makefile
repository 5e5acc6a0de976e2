# Offline survey and pilot-feedback kiosk.
#
#   make deps        install the Debian packages that running needs and that are missing
#   make             build into build/
#   make run         serve: PORT=8080 BIND=127.0.0.1 HOSTS= DATA=build/data
#   make demo        the same on DATA=build/demo, with a synthetic company's answers
#   make test        install what only tests need, then every test
#   make check       units and pages alone, under a minute
#   make lint        layers, banned functions, static analysis, formatting
#   make asan        units and pages under ASan and UBSan
#   make valgrind    units under valgrind
#   make fuzz        the fuzz targets, FUZZ_SECONDS=60 each
#   make fault       the long fault runs
#   make bench       table of ratios, each measured side by side
#   make install     into PREFIX=/usr/local (DESTDIR= honoured); make uninstall
#   make clean       remove build/
#   make help        this list
#
# Honoured: CC CFLAGS CPPFLAGS LDFLAGS PREFIX DESTDIR BUILD.

BUILD ?= build
PREFIX ?= /usr/local
PORT ?= 8080
BIND ?= 127.0.0.1
HOSTS ?=
DATA ?= $(BUILD)/data
FUZZ_SECONDS ?= 60

CFLAGS ?= -O2 -g
WARN := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wvla
HARDEN := -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
ifneq ($(findstring -fsanitize,$(CFLAGS)),)
HARDEN := -fPIE
endif
STD := -std=c11 -D_GNU_SOURCE -Iinclude -pthread -ffp-contract=off
ALL_CFLAGS = $(STD) $(WARN) $(HARDEN) $(if $(CI),-Werror) $(CFLAGS) $(CPPFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now -pthread $(LDFLAGS)
LIBS := -lfcgi -lsqlite3 -lcsv -lz -lsodium -lpcre2-8 -lm

# Layers from the top down: an archive may use those to its right.
LAYERS := cli pages bundle view web model analysis form store codec base
PROGRAMS := survey results admin

objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
archive = $(BUILD)/lib/$(1).a
ARCHIVES := $(foreach l,$(filter-out cli,$(LAYERS)),$(call archive,$(l)))
LINK = -Wl,--start-group $(ARCHIVES) -Wl,--end-group

.PHONY: all deps run demo test check lint asan valgrind fuzz fault bench install uninstall clean help
.SUFFIXES:

all: $(PROGRAMS:%=$(BUILD)/cgi-bin/%.fcgi) $(BUILD)/bin/kiosk

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -I$(dir $<) -MMD -MP -c $< -o $@

define layer_rules
$(call archive,$(1)): $(call objects,$(wildcard src/$(1)/*.c))
	@mkdir -p $$(@D)
	@rm -f $$@
	ar rcs $$@ $$^
endef
$(foreach l,$(filter-out cli,$(LAYERS)),$(eval $(call layer_rules,$(l))))

$(BUILD)/cgi-bin/%.fcgi: $(BUILD)/obj/cgi-bin/%.o $(ARCHIVES)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $< $(LINK) $(LIBS) -o $@

$(BUILD)/bin/kiosk: $(call objects,$(wildcard src/cli/*.c)) $(ARCHIVES)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $(filter %.o,$^) $(LINK) $(LIBS) -o $@

# Units: tests/LAYER/test_X.c links the layer it tests and those below it.
below = $(shell printf '%s\n' $(LAYERS) | sed -n '/^$(1)$$/,$$p')
UNITS := $(foreach l,$(LAYERS),$(patsubst %.c,$(BUILD)/%,$(wildcard tests/$(l)/test_*.c)))
define unit_rules
$(BUILD)/tests/$(1)/test_%: $(BUILD)/obj/tests/$(1)/test_%.o $(foreach l,$(filter-out cli,$(call below,$(1))),$(call archive,$(l)))
	@mkdir -p $$(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $$< -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group $(LIBS) -lcmocka -o $$@
endef
$(foreach l,$(LAYERS),$(eval $(call unit_rules,$(l))))

units: $(UNITS)

clean:
	rm -rf $(BUILD)

help:
	@sed -n '/^#   make/s/^#   //p' Makefile

.SECONDARY:
-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
