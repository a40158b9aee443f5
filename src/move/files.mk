libconnvault_a_SOURCES += \
	src/move/csv.c \
	src/move/env.c \
	src/move/export.c \
	src/move/move.h \
	src/move/moved.c \
	src/move/n8n.c \
	src/move/read.h \
	src/move/table.c
