# What goes wrong, and what must not get out. Each has a control that must fail.
fault_tests = tests/faults/canary.sh tests/faults/kill.sh tests/faults/power.sh \
	tests/faults/steps.sh
TESTS += $(fault_tests)
EXTRA_DIST += $(fault_tests) tests/faults/faults.sh tests/faults/disk.py \
	tests/faults/power.py tests/faults/recorder.c

check_PROGRAMS += tests/faults/killer
tests_faults_killer_SOURCES = tests/faults/killer.c tests/faults/faults.h \
	tests/faults/model.c tests/faults/worker.c
tests_faults_killer_LDADD = libconnvault.a $(NET_LIBS) $(LIBS_ALL)

# Loaded in front of the program by power.sh.
check_DATA += tests/faults/recorder.so
CLEANFILES += tests/faults/recorder.so
tests/faults/recorder.so: tests/faults/recorder.c
	$(AM_V_CCLD)$(MKDIR_P) tests/faults && $(CC) $(CPPFLAGS) $(CFLAGS) \
		-fPIC -shared -o $@ $(srcdir)/tests/faults/recorder.c $(LIBS)

# make faults: kill.sh with more kills, kills at each write, more power cuts,
# full disks, failing writes and kills during refreshes.
# KILLS=N, POINTS=N and SEED=N for others.
faults: $(check_DATA) connvault$(EXEEXT) tests/faults/killer$(EXEEXT) tests/oauth/refresh_kills$(EXEEXT)
	CONNVAULT_DATA='$(abs_top_builddir)/tests/data' KILLS=$${KILLS:-1000} \
		$(SHELL) $(srcdir)/tests/faults/kill.sh
	CONNVAULT='$(abs_top_builddir)/connvault$(EXEEXT)' \
		CONNVAULT_DATA='$(abs_top_builddir)/tests/data' \
		TOP_BUILDDIR='$(abs_top_builddir)' POINTS=$${POINTS:-10000} \
		$(SHELL) $(srcdir)/tests/faults/power.sh
	CONNVAULT_DATA='$(abs_top_builddir)/tests/data' STRIDE=1 \
		$(SHELL) $(srcdir)/tests/faults/steps.sh
	CONNVAULT_DATA='$(abs_top_builddir)/tests/data' \
		$(SHELL) $(srcdir)/tests/faults/faults.sh
	CONNVAULT_DATA='$(abs_top_builddir)/tests/data' KILLS=$${KILLS:-1000} \
		TOP_BUILDDIR='$(abs_top_builddir)' \
		$(SHELL) $(srcdir)/tests/oauth/refresh-kills.sh
.PHONY: faults
