# make soak: tokens of half a minute kept alive. SOAK="600 500": for ten
# minutes, 500 connections.
EXTRA_PROGRAMS += tests/agent/seeder
tests_agent_seeder_SOURCES = tests/agent/seeder.c
EXTRA_DIST += tests/agent/ask.py tests/agent/bench.py \
	tests/agent/scan.py tests/agent/silent.py tests/agent/soak.py
SOAK = 600 500
soak: connvault$(EXEEXT) tests/agent/seeder$(EXEEXT)
	CONNVAULT='$(abs_top_builddir)/connvault$(EXEEXT)' \
	SEEDER='$(abs_top_builddir)/tests/agent/seeder$(EXEEXT)' \
	CONNVAULT_DATA='$(abs_top_srcdir)/data' \
	python3 $(srcdir)/tests/agent/soak.py $(SOAK)
.PHONY: soak
