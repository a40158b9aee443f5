# One program per module of src/net; helper.c starts programs beside a test.
EXTRA_DIST += tests/net/server.py tests/net/service.py tests/net/http2.mjs \
	tests/net/proxy.py
if HAVE_CMOCKA
net_tests = tests/net/test_callback tests/net/test_http
check_PROGRAMS += $(net_tests)
TESTS += $(net_tests)
tests_net_test_callback_SOURCES = tests/net/test_callback.c tests/unit/test.h
net_helper = tests/net/helper.c tests/net/helper.h tests/unit/test.h
tests_net_test_http_SOURCES = tests/net/test_http.c $(net_helper)
endif
