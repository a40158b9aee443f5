# What is called connvault hands values out quickly: loading libraries is most of
# what a short command takes, so it has none where that can be. All the rest is
# the program that it becomes.
bin_PROGRAMS = connvault
connvault_SOURCES = src/front/main.c src/front/program.c src/front/program.h \
	src/front/quick.c src/front/quick.h
connvault_LDADD = libconnvault.a $(FRONT_LIBS)
connvault_LDFLAGS = $(HARDEN_LDFLAGS) $(FRONT_LDFLAGS)
EXTRA_connvault_DEPENDENCIES = connvault-program$(EXEEXT)

pkglibexec_PROGRAMS = connvault-program
connvault_program_SOURCES = src/main.c src/wipe.c
connvault_program_LDADD = libconnvault.a $(LIBS_ALL)
