libconnvault_a_SOURCES += \
	src/base/clock.h \
	src/base/err.c src/base/err.h \
	src/base/fields.h \
	src/base/path.h \
	src/base/secret.h \
	src/base/str.h \
	src/base/utf8.h \
	src/base/values.h
