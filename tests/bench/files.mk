# make bench: figures beside their budgets. SIZES="1000 10000" for other sizes.
EXTRA_PROGRAMS += tests/bench/bench
tests_bench_bench_SOURCES = \
	tests/bench/bench.c tests/bench/bench.h \
	tests/bench/commands.c \
	tests/bench/console.c \
	tests/bench/pty.c tests/bench/pty.h \
	tests/bench/rivals.c \
	tests/bench/vault.c
tests_bench_bench_LDADD = libconnvault.a $(NET_LIBS) $(LIBS_ALL) -lm
if HAVE_CMOCKA
EXTRA_PROGRAMS += tests/bench/oauth
tests_bench_oauth_SOURCES = tests/bench/oauth.c \
	tests/bench/pty.c tests/bench/pty.h $(net_helper) $(fixture)
bench_oauth = tests/bench/oauth$(EXEEXT)
EXTRA_PROGRAMS += tests/bench/check
tests_bench_check_SOURCES = tests/bench/check.c \
	tests/bench/pty.c tests/bench/pty.h $(net_helper) $(fixture)
bench_check = tests/bench/check$(EXEEXT)
endif
EXTRA_DIST += tests/bench/token_server.py
CLEANFILES += $(EXTRA_PROGRAMS)

# For shell tests that need a terminal.
check_PROGRAMS += tests/bench/play
tests_bench_play_SOURCES = \
	tests/bench/play.c tests/bench/pty.c tests/bench/pty.h
tests_bench_play_LDADD =

bench: connvault$(EXEEXT) tests/bench/bench$(EXEEXT) $(bench_oauth) $(bench_check) \
		tests/agent/seeder$(EXEEXT)
	CONNVAULT='$(abs_top_builddir)/connvault$(EXEEXT)' \
	CONNVAULT_DATA='$(abs_top_srcdir)/data' tests/bench/bench $(SIZES)
	test -z '$(bench_oauth)' || CONNVAULT_DATA='$(abs_top_srcdir)/data' \
		$(bench_oauth) $(srcdir)/tests/bench/token_server.py
	test -z '$(bench_check)' || \
		CONNVAULT='$(abs_top_builddir)/connvault$(EXEEXT)' \
		CONNVAULT_DATA='$(abs_top_srcdir)/data' \
		$(bench_check) $(srcdir)/tests/net/service.py
	CONNVAULT='$(abs_top_builddir)/connvault$(EXEEXT)' \
	SEEDER='$(abs_top_builddir)/tests/agent/seeder$(EXEEXT)' \
	CONNVAULT_DATA='$(abs_top_srcdir)/data' \
	python3 $(srcdir)/tests/agent/bench.py
.PHONY: bench
