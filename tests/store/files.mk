# What every store must do; ground.c says which stores there are.
if HAVE_CMOCKA
store_tests = tests/store/test_store tests/store/test_store_harm \
	tests/store/test_store_journal tests/store/test_store_path tests/store/test_store_project \
	tests/store/test_store_share
check_PROGRAMS += $(store_tests)
TESTS += $(store_tests)
store_ground = tests/store/ground.c tests/store/ground.h tests/unit/test.h

tests_store_test_store_SOURCES = tests/store/test_store.c $(store_ground)
tests_store_test_store_harm_SOURCES = tests/store/test_store_harm.c $(store_ground)
tests_store_test_store_journal_SOURCES = tests/store/test_store_journal.c $(store_ground)
tests_store_test_store_path_SOURCES = tests/store/test_store_path.c $(store_ground)
tests_store_test_store_path_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=path_check_private
tests_store_test_store_project_SOURCES = tests/store/test_store_project.c $(store_ground)
tests_store_test_store_share_SOURCES = tests/store/test_store_share.c $(store_ground)
endif
