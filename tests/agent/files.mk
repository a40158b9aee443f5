# make soak: tokens of half a minute kept alive. SOAK="600 500": for ten
# minutes, 500 connections.
EXTRA_PROGRAMS += tests/agent/seeder
tests_agent_seeder_SOURCES = tests/agent/seeder.c
# For a test that kills it: see tests/agent/mortal.c.
check_PROGRAMS += tests/agent/mortal
tests_agent_mortal_SOURCES = $(connvault_program_SOURCES) tests/agent/mortal.c
tests_agent_mortal_LDADD = $(connvault_program_LDADD)
tests_agent_mortal_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=point
EXTRA_DIST += tests/agent/ask.py tests/agent/bench.py \
	tests/agent/scan.py tests/agent/silent.py tests/agent/soak.py
SOAK = 600 500
soak: connvault$(EXEEXT) tests/agent/seeder$(EXEEXT)
	CONNVAULT='$(abs_top_builddir)/connvault$(EXEEXT)' \
	SEEDER='$(abs_top_builddir)/tests/agent/seeder$(EXEEXT)' \
	CONNVAULT_DATA='$(abs_top_srcdir)/data' \
	python3 $(srcdir)/tests/agent/soak.py $(SOAK)
.PHONY: soak
