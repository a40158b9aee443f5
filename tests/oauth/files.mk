# One program per module of src/oauth. test_idp and test_browser ask a real
# server, whose modules ./bootstrap check puts into the build folder.
EXTRA_DIST += tests/oauth/idp2/idp2.py
EXTRA_DIST += tests/oauth/idp/browser.mjs tests/oauth/idp/idp.mjs \
	tests/oauth/idp/walk.mjs \
	tests/oauth/idp/package-lock.json tests/oauth/idp/package.json
if HAVE_CMOCKA
oauth_tests = \
	tests/oauth/test_answer \
	tests/oauth/test_answer_tokens \
	tests/oauth/test_device \
	tests/oauth/test_discovery \
	tests/oauth/test_pkce \
	tests/oauth/test_request \
	tests/oauth/test_response \
	tests/oauth/test_token
check_PROGRAMS += $(oauth_tests)
TESTS += $(oauth_tests)
tests_oauth_test_pkce_SOURCES = tests/oauth/test_pkce.c tests/unit/test.h
tests_oauth_test_request_SOURCES = tests/oauth/test_request.c tests/unit/test.h
tests_oauth_test_response_SOURCES = tests/oauth/test_response.c tests/unit/test.h
tests_oauth_test_answer_SOURCES = tests/oauth/test_answer.c tests/unit/test.h
tests_oauth_test_answer_tokens_SOURCES = tests/oauth/test_answer_tokens.c tests/unit/test.h
tests_oauth_test_token_SOURCES = tests/oauth/test_token.c tests/unit/test.h
tests_oauth_test_device_SOURCES = tests/oauth/test_device.c tests/unit/test.h
tests_oauth_test_discovery_SOURCES = tests/oauth/test_discovery.c tests/unit/test.h
idp_tests = tests/oauth/test_browser tests/oauth/test_check \
	tests/oauth/test_idp \
	tests/oauth/test_refresh tests/oauth/test_revoke
check_PROGRAMS += $(idp_tests)
TESTS += $(idp_tests)
idp_helper = tests/oauth/idp.c tests/oauth/idp.h $(net_helper)
browser_helper = tests/oauth/browser.c tests/oauth/browser.h
tests_oauth_test_idp_SOURCES = tests/oauth/test_idp.c $(idp_helper)
tests_oauth_test_browser_SOURCES = tests/oauth/test_browser.c \
	$(browser_helper) $(idp_helper)
# A connection to it, in a vault of its own.
oauth_conn = tests/oauth/oauth_conn.c tests/oauth/oauth_conn.h $(idp_helper) \
	$(fixture)
refresher = tests/oauth/refresher.c tests/oauth/refresher.h
tests_oauth_test_refresh_SOURCES = tests/oauth/test_refresh.c $(refresher) \
	$(oauth_conn)
tests_oauth_test_check_SOURCES = tests/oauth/test_check.c $(oauth_conn)
tests_oauth_test_revoke_SOURCES = tests/oauth/test_revoke.c $(oauth_conn)
tests_oauth_test_refresh_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=point
# By make faults and, with few kills, make check.
check_PROGRAMS += tests/oauth/refresh_kills
tests_oauth_refresh_kills_SOURCES = tests/oauth/refresh_kills.c $(refresher) \
	$(oauth_conn)
tests_oauth_refresh_kills_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=point
TESTS += tests/oauth/refresh-kills.sh
endif
EXTRA_DIST += tests/oauth/refresh-kills.sh
TESTS += tests/oauth/no-token-gets-out.sh
EXTRA_DIST += tests/oauth/no-token-gets-out.sh
