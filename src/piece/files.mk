libconnvault_a_SOURCES += \
	src/piece/catalog.c \
	src/piece/check.c \
	src/piece/entries.c src/piece/entries.h \
	src/piece/entry.h \
	src/piece/field.c \
	src/piece/locate.c src/piece/locate.h \
	src/piece/nearest.c src/piece/nearest.h \
	src/piece/own.c src/piece/own.h \
	src/piece/parse.c \
	src/piece/piece.h \
	src/piece/reader.c src/piece/reader.h \
	src/piece/send.c \
	src/piece/shelf.c src/piece/shelf.h \
	src/piece/text.c \
	src/piece/url.c src/piece/url.h \
	src/piece/words.c
