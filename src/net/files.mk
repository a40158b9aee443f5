libconnvault_a_SOURCES += \
	src/net/bind.c src/net/bind.h \
	src/net/browser.c src/net/browser.h \
	src/net/callback.c src/net/callback.h \
	src/net/http.c src/net/http.h \
	src/net/http_call.h \
	src/net/http_easy.c \
	src/net/http_run.c \
	src/net/libcurl.c src/net/libcurl.h \
	src/net/libmicrohttpd.c src/net/libmicrohttpd.h
