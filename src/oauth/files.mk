libconnvault_a_SOURCES += \
	src/oauth/pkce.c src/oauth/pkce.h \
	src/oauth/state.c src/oauth/state.h
