EXTRA_DIST += doc/architecture.md doc/openapi.yaml
EXTRA_DIST += doc/oauth-duties.md doc/security-duties.md
dist_man_MANS = \
	doc/connvault-export.5 \
	doc/connvault-pieces.5 \
	doc/connvault-vault.7

# The manual: a frame, and the tables that the program is made from.
man_MANS = doc/connvault.1
EXTRA_DIST += doc/connvault.1.in doc/connvault.1
CLEANFILES += doc/connvault.1 doc/screens.inc
noinst_PROGRAMS = doc/manual
doc_manual_SOURCES = doc/manual.c
doc_manual_LDADD = libconnvault.a $(NET_LIBS) $(LIBS_ALL)
doc/manual.$(OBJEXT): doc/screens.inc
doc/screens.inc: $(libconnvault_a_SOURCES)
	$(AM_V_GEN)$(MKDIR_P) doc && cd $(srcdir) && \
		sed -n 's/^const struct screen_def \([a-z_]*\) = {.*/SCREEN(\1)/p' \
		src/tui/*.c >$(abs_builddir)/$@
doc/connvault.1: doc/connvault.1.in doc/manual$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) doc && \
		doc/manual$(EXEEXT) <$(srcdir)/doc/connvault.1.in >$@.new && \
		mv $@.new $@

# make pictures: the screens of the manual, from the real console.
pictures_made = \
	doc/screens/all-flows.svg \
	doc/screens/app.svg \
	doc/screens/apps.svg \
	doc/screens/audit.svg \
	doc/screens/columns.svg \
	doc/screens/copy.svg \
	doc/screens/delete.svg \
	doc/screens/detail.svg \
	doc/screens/edit.svg \
	doc/screens/filter.svg \
	doc/screens/first-start.svg \
	doc/screens/flows.svg \
	doc/screens/from-command.svg \
	doc/screens/help.svg \
	doc/screens/list.svg \
	doc/screens/marks.svg \
	doc/screens/messages.svg \
	doc/screens/narrow.svg \
	doc/screens/new-fields.svg \
	doc/screens/new-piece.svg \
	doc/screens/new-way.svg \
	doc/screens/palette.svg \
	doc/screens/pane.svg \
	doc/screens/pieces.svg \
	doc/screens/plain.svg \
	doc/screens/projects.svg \
	doc/screens/reconnect.svg \
	doc/screens/rename.svg \
	doc/screens/scopes.svg \
	doc/screens/signin.svg \
	doc/screens/slots.svg \
	doc/screens/small.svg \
	doc/screens/theme-day.svg \
	doc/screens/theme-night.svg \
	doc/screens/trash.svg \
	doc/screens/undo.svg
EXTRA_DIST += doc/screens/make.sh $(pictures_made)
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
