libconnvault_a_SOURCES += \
	src/cli/ask.c src/cli/ask.h \
	src/cli/cli.c src/cli/cli.h \
	src/cli/commands.h \
	src/cli/completion.c \
	src/cli/exit.c \
	src/cli/help.c \
	src/cli/options.c \
	src/cli/parse.c src/cli/parse.h \
	src/cli/table.c
