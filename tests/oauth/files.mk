# One program per module of src/oauth.
if HAVE_CMOCKA
oauth_tests = \
	tests/oauth/test_answer \
	tests/oauth/test_answer_tokens \
	tests/oauth/test_pkce \
	tests/oauth/test_request \
	tests/oauth/test_response
check_PROGRAMS += $(oauth_tests)
TESTS += $(oauth_tests)
tests_oauth_test_pkce_SOURCES = tests/oauth/test_pkce.c tests/unit/test.h
tests_oauth_test_request_SOURCES = tests/oauth/test_request.c tests/unit/test.h
tests_oauth_test_response_SOURCES = tests/oauth/test_response.c tests/unit/test.h
tests_oauth_test_answer_LDADD = $(TEST_LIBS) $(NET_LIBS)
tests_oauth_test_answer_SOURCES = tests/oauth/test_answer.c tests/unit/test.h
tests_oauth_test_answer_tokens_LDADD = $(TEST_LIBS) $(NET_LIBS)
tests_oauth_test_answer_tokens_SOURCES = tests/oauth/test_answer_tokens.c tests/unit/test.h
endif
