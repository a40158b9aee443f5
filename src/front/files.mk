# The program is linked with little, since loading libraries is most of what a
# short command takes; the module that it loads is all the rest.
bin_PROGRAMS = connvault
connvault_SOURCES = src/front/main.c src/front/module.c src/front/module.h \
	src/front/quick.c src/front/quick.h src/front/wipe.c
connvault_CPPFLAGS = $(AM_CPPFLAGS) -DMODULE_DIR=\"$(moduledir)\"
connvault_LDADD = libconnvault.a $(SODIUM_LIBS)
EXTRA_connvault_DEPENDENCIES = connvault.so$(EXEEXT)

moduledir = $(pkglibdir)
module_PROGRAMS = connvault.so
connvault_so_SOURCES = src/program.c src/program.h
connvault_so_LDFLAGS = -shared $(HARDEN_LDFLAGS)
connvault_so_LDADD = libconnvault.a $(LIBS_ALL)
