libconnvault_a_SOURCES += \
	src/base/base64.c src/base/base64.h \
	src/base/calls.c src/base/calls.h \
	src/base/child.c src/base/child.h \
	src/base/clock.c src/base/clock.h \
	src/base/conf.c src/base/conf.h \
	src/base/digest.c src/base/digest.h \
	src/base/err.c src/base/err.h \
	src/base/fields.c src/base/fields.h \
	src/base/file.c src/base/file.h \
	src/base/handover.c src/base/handover.h \
	src/base/host.c src/base/host.h \
	src/base/jail.c src/base/jail.h \
	src/base/lazy.c src/base/lazy.h \
	src/base/path.c src/base/path.h \
	src/base/point.c src/base/point.h \
	src/base/pool.c src/base/pool.h \
	src/base/proc.c src/base/proc.h \
	src/base/qr.c src/base/qr.h \
	src/base/secret.c src/base/secret.h \
	src/base/secret_sodium.c \
	src/base/str.c src/base/str.h \
	src/base/utf8.c src/base/utf8.h \
	src/base/values.c src/base/values.h \
	src/base/watch.c src/base/watch.h \
	src/base/where.c src/base/where.h \
	src/base/words.c src/base/words.h
