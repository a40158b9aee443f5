# One program per module; add its name to unit_tests.
if HAVE_CMOCKA
unit_tests = tests/unit/test_err
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)

tests_unit_test_err_SOURCES = tests/unit/test_err.c tests/unit/test.h
tests_unit_test_err_LDADD = $(TEST_LIBS)

# base
unit_tests += \
	tests/unit/test_clock \
	tests/unit/test_fields \
	tests/unit/test_path \
	tests/unit/test_secret \
	tests/unit/test_str \
	tests/unit/test_utf8 \
	tests/unit/test_values
tests_unit_test_clock_SOURCES = tests/unit/test_clock.c tests/unit/test.h
tests_unit_test_clock_LDADD = $(TEST_LIBS)
tests_unit_test_fields_SOURCES = tests/unit/test_fields.c tests/unit/test.h
tests_unit_test_fields_LDADD = $(TEST_LIBS)
tests_unit_test_path_SOURCES = tests/unit/test_path.c tests/unit/test.h
tests_unit_test_path_LDADD = $(TEST_LIBS)
tests_unit_test_secret_SOURCES = tests/unit/test_secret.c tests/unit/test.h
tests_unit_test_secret_LDADD = $(TEST_LIBS)
tests_unit_test_str_SOURCES = tests/unit/test_str.c tests/unit/test.h
tests_unit_test_str_LDADD = $(TEST_LIBS)
tests_unit_test_utf8_SOURCES = tests/unit/test_utf8.c tests/unit/test.h
tests_unit_test_utf8_LDADD = $(TEST_LIBS)
tests_unit_test_values_SOURCES = tests/unit/test_values.c tests/unit/test.h
tests_unit_test_values_LDADD = $(TEST_LIBS)
endif
