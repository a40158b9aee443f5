# One program per module of src/oauth.
if HAVE_CMOCKA
oauth_tests = tests/oauth/test_pkce
check_PROGRAMS += $(oauth_tests)
TESTS += $(oauth_tests)
tests_oauth_test_pkce_SOURCES = tests/oauth/test_pkce.c tests/unit/test.h
endif
