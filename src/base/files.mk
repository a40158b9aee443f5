libconnvault_a_SOURCES += \
	src/base/base64.c src/base/base64.h \
	src/base/child.c src/base/child.h \
	src/base/clock.c src/base/clock.h \
	src/base/conf.c src/base/conf.h \
	src/base/err.c src/base/err.h \
	src/base/fields.c src/base/fields.h \
	src/base/handover.c src/base/handover.h \
	src/base/path.c src/base/path.h \
	src/base/point.c src/base/point.h \
	src/base/pool.c src/base/pool.h \
	src/base/proc.c src/base/proc.h \
	src/base/qr.c src/base/qr.h \
	src/base/secret.c src/base/secret.h \
	src/base/str.c src/base/str.h \
	src/base/utf8.c src/base/utf8.h \
	src/base/values.c src/base/values.h \
	src/base/words.c src/base/words.h
