# One program per module; add its name to unit_tests.
if HAVE_CMOCKA
unit_tests = tests/unit/test_err
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)

tests_unit_test_err_SOURCES = tests/unit/test_err.c tests/unit/test.h
tests_unit_test_err_LDADD = $(TEST_LIBS)
endif
