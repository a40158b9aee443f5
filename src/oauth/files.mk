libconnvault_a_SOURCES += \
	src/oauth/clean.c src/oauth/clean.h \
	src/oauth/form.c src/oauth/form.h \
	src/oauth/pkce.c src/oauth/pkce.h \
	src/oauth/request.c src/oauth/request.h \
	src/oauth/response.c src/oauth/response.h \
	src/oauth/state.c src/oauth/state.h
