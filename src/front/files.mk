# What is called connvault hands values out quickly: a C library that starts up
# and other libraries to load are most of what a short command takes, so it has
# the small C library musl and no other where that can be (configure.ac). All
# the rest is the program that it becomes.
bin_PROGRAMS = connvault
connvault_SOURCES = src/front/main.c src/front/program.c src/front/program.h \
	src/front/quick.c src/front/quick.h \
	src/agent/ask.c src/agent/place.c src/agent/value.c src/agent/wire.c \
	src/base/err.c src/base/fields.c src/base/file.c src/base/secret.c \
	src/base/str.c src/base/where.c
connvault_CFLAGS = $(BASE_CFLAGS) $(FRONT_CFLAGS)
connvault_LDADD =
connvault_LDFLAGS = $(HARDEN_LDFLAGS) $(FRONT_LDFLAGS)
EXTRA_connvault_DEPENDENCIES = connvault-program$(EXEEXT)

pkglibexec_PROGRAMS = connvault-program
connvault_program_SOURCES = src/main.c src/wipe.c
connvault_program_LDADD = libconnvault.a $(LIBS_ALL)
