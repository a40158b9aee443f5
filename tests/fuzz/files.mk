# Bytes of somebody else, one program per reader. Each replays its corpus in
# make check; make fuzz looks for more.
fuzz_targets = \
	tests/fuzz/answer \
	tests/fuzz/blob \
	tests/fuzz/box \
	tests/fuzz/callback \
	tests/fuzz/device \
	tests/fuzz/discovery \
	tests/fuzz/flow \
	tests/fuzz/move \
	tests/fuzz/pasted \
	tests/fuzz/piece \
	tests/fuzz/query
check_PROGRAMS += $(fuzz_targets)
TESTS += $(fuzz_targets)
EXTRA_DIST += tests/fuzz/corpus tests/fuzz/run.sh

fuzz_common = tests/fuzz/fuzz.c tests/fuzz/fuzz.h tests/fuzz/secret.c
fuzz_libs = libconnvault.a $(LIBS_ALL) $(NET_LIBS) $(FUZZ_MAIN)
if !FUZZING
fuzz_common += tests/fuzz/replay.c
endif
tests_fuzz_answer_SOURCES = tests/fuzz/answer.c $(fuzz_common)
tests_fuzz_answer_LDADD = $(fuzz_libs)
tests_fuzz_blob_SOURCES = tests/fuzz/blob.c $(fuzz_common)
tests_fuzz_blob_LDADD = $(fuzz_libs)
tests_fuzz_box_SOURCES = tests/fuzz/box.c $(fuzz_common)
tests_fuzz_box_LDADD = $(fuzz_libs)
tests_fuzz_box_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=crypto_pwhash
tests_fuzz_callback_SOURCES = tests/fuzz/callback.c $(fuzz_common)
tests_fuzz_callback_LDADD = $(fuzz_libs)
tests_fuzz_device_SOURCES = tests/fuzz/device.c $(fuzz_common)
tests_fuzz_device_LDADD = $(fuzz_libs)
tests_fuzz_discovery_SOURCES = tests/fuzz/discovery.c $(fuzz_common)
tests_fuzz_discovery_LDADD = $(fuzz_libs)
tests_fuzz_flow_SOURCES = tests/fuzz/flow.c $(fuzz_common)
tests_fuzz_flow_LDADD = $(fuzz_libs)
tests_fuzz_move_SOURCES = tests/fuzz/move.c $(fuzz_common)
tests_fuzz_move_LDADD = $(fuzz_libs)
tests_fuzz_pasted_SOURCES = tests/fuzz/pasted.c $(fuzz_common)
tests_fuzz_pasted_LDADD = $(fuzz_libs)
tests_fuzz_piece_SOURCES = tests/fuzz/piece.c $(fuzz_common)
tests_fuzz_piece_LDADD = $(fuzz_libs)
tests_fuzz_query_SOURCES = tests/fuzz/query.c $(fuzz_common)
tests_fuzz_query_LDADD = $(fuzz_libs)

# FUZZ_SECONDS=60 for each, FUZZ_TARGETS="answer query" for some, FUZZ_SEED=N.
fuzz:
	$(SHELL) $(srcdir)/tests/fuzz/run.sh '$(abs_top_srcdir)' $(fuzz_targets)
.PHONY: fuzz
