libconnvault_a_SOURCES += \
	src/oauth/form.c src/oauth/form.h \
	src/oauth/pkce.c src/oauth/pkce.h \
	src/oauth/request.c src/oauth/request.h \
	src/oauth/state.c src/oauth/state.h
