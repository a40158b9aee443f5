EXTRA_DIST += doc/architecture.md
dist_man_MANS = \
	doc/connvault-pieces.5 \
	doc/connvault-vault.7

# make pictures: the screens of the manual, from the real console.
EXTRA_DIST += doc/screens/make.sh \
	doc/screens/detail.svg \
	doc/screens/filter.svg \
	doc/screens/flows.svg \
	doc/screens/help.svg \
	doc/screens/list.svg \
	doc/screens/narrow.svg \
	doc/screens/reconnect.svg \
	doc/screens/rename.svg
if HAVE_VTERM
EXTRA_PROGRAMS += doc/screens/picture
doc_screens_picture_SOURCES = doc/screens/picture.c
doc_screens_picture_CFLAGS = $(AM_CFLAGS) $(VTERM_CFLAGS)
doc_screens_picture_LDADD = $(VTERM_LIBS)
pictures: connvault$(EXEEXT) tests/bench/play$(EXEEXT) doc/screens/picture$(EXEEXT)
	CONNVAULT='$(abs_top_builddir)/connvault$(EXEEXT)' \
	CONNVAULT_DATA='$(abs_top_srcdir)/data' PLAY=tests/bench/play \
	PICTURE=doc/screens/picture FOLDER='$(abs_top_srcdir)/doc/screens' \
	$(SHELL) $(srcdir)/doc/screens/make.sh
endif
.PHONY: pictures
