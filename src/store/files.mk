libconnvault_a_SOURCES += \
	src/store/schema.c src/store/schema.h \
	src/store/sqlite.c src/store/sqlite.h \
	src/store/sqlite_beside.c \
	src/store/sqlite_care.c \
	src/store/sqlite_error.c \
	src/store/sqlite_journal.c \
	src/store/sqlite_open.c \
	src/store/sqlite_pages.c \
	src/store/sqlite_project.c \
	src/store/sqlite_rows.c \
	src/store/sqlite_sql.c \
	src/store/sqlite_stamp.c \
	src/store/store.h
