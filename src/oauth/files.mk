libconnvault_a_SOURCES += \
	src/oauth/answer.c src/oauth/answer.h \
	src/oauth/clean.c src/oauth/clean.h \
	src/oauth/device.c src/oauth/device.h \
	src/oauth/discovery.c src/oauth/discovery.h \
	src/oauth/form.c src/oauth/form.h \
	src/oauth/json.c src/oauth/json.h \
	src/oauth/pkce.c src/oauth/pkce.h \
	src/oauth/request.c src/oauth/request.h \
	src/oauth/response.c src/oauth/response.h \
	src/oauth/revoke.c src/oauth/revoke.h \
	src/oauth/scope.c src/oauth/scope.h \
	src/oauth/state.c src/oauth/state.h \
	src/oauth/token.c src/oauth/token.h \
	src/oauth/tokens.c src/oauth/tokens.h \
	src/oauth/verdict.c src/oauth/verdict.h
