# The console: frames and screens without a terminal; the program on one.
if HAVE_CMOCKA
tui_tests = tests/tui/test_frame tests/tui/test_screens tests/tui/test_forms \
	tests/tui/test_places tests/tui/test_marks tests/tui/test_look \
	tests/tui/test_foot tests/tui/test_wizard \
	tests/tui/test_delete tests/tui/test_edit \
	tests/tui/test_unlock
check_PROGRAMS += $(tui_tests)
TESTS += $(tui_tests)

tui_stage = tests/tui/stage.c tests/tui/stage.h tests/unit/test.h
tests_tui_test_frame_SOURCES = tests/tui/test_frame.c $(tui_stage)
tests_tui_test_frame_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_tui_test_screens_SOURCES = tests/tui/test_screens.c $(tui_stage)
tests_tui_test_screens_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_tui_test_wizard_SOURCES = tests/tui/test_wizard.c $(tui_stage)
tests_tui_test_wizard_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_tui_test_edit_SOURCES = tests/tui/test_edit.c $(tui_stage)
tests_tui_test_edit_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_tui_test_delete_SOURCES = tests/tui/test_delete.c $(tui_stage)
tests_tui_test_delete_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_tui_test_marks_SOURCES = tests/tui/test_marks.c $(tui_stage)
tests_tui_test_marks_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tui_theatre = tests/tui/theatre.c tests/tui/theatre.h $(tui_stage) $(fixture)
tests_tui_test_forms_SOURCES = tests/tui/test_forms.c $(tui_theatre)
tui_tests += tests/tui/test_replace
tests_tui_test_replace_SOURCES = tests/tui/test_replace.c $(tui_theatre)
tests_tui_test_replace_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_tui_test_unlock_SOURCES = tests/tui/test_unlock.c $(tui_theatre)
tests_tui_test_unlock_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_tui_test_forms_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_tui_test_foot_SOURCES = tests/tui/test_foot.c $(tui_stage)
tests_tui_test_foot_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tui_tests += tests/tui/test_checks
tests_tui_test_checks_SOURCES = tests/tui/test_checks.c $(tui_theatre) \
	tests/net/helper.c tests/net/helper.h
tests_tui_test_checks_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tui_tests += tests/tui/test_burst
tests_tui_test_burst_SOURCES = tests/tui/test_burst.c $(tui_theatre)
tests_tui_test_burst_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tui_tests += tests/tui/test_small
tests_tui_test_small_SOURCES = tests/tui/test_small.c $(tui_theatre)
tests_tui_test_small_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tui_tests += tests/tui/test_copy
tests_tui_test_copy_SOURCES = tests/tui/test_copy.c $(tui_stage)
tests_tui_test_copy_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tui_tests += tests/tui/test_others
tests_tui_test_others_SOURCES = tests/tui/test_others.c $(tui_theatre)
tests_tui_test_others_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tui_tests += tests/tui/test_details
tests_tui_test_details_SOURCES = tests/tui/test_details.c $(tui_theatre)
tests_tui_test_details_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tui_tests += tests/tui/test_signin tests/tui/test_apps
tui_acted = tests/tui/acted.c tests/tui/acted.h $(tui_stage)
tests_tui_test_signin_SOURCES = tests/tui/test_signin.c $(tui_acted)
tests_tui_test_apps_SOURCES = tests/tui/test_apps.c $(tui_acted)
tests_tui_test_apps_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_tui_test_signin_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tui_tests += tests/tui/test_mouse tests/tui/test_theme
tests_tui_test_mouse_SOURCES = tests/tui/test_mouse.c $(tui_stage)
tests_tui_test_mouse_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_tui_test_theme_SOURCES = tests/tui/test_theme.c tests/unit/test.h
tests_tui_test_theme_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tui_tests += tests/tui/test_keymap
tests_tui_test_keymap_SOURCES = tests/tui/test_keymap.c $(tui_stage)
tests_tui_test_keymap_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tui_tests += tests/tui/test_palette
tests_tui_test_palette_SOURCES = tests/tui/test_palette.c $(tui_stage)
tests_tui_test_palette_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_tui_test_look_SOURCES = tests/tui/test_look.c $(tui_stage) \
	$(fixture)
tests_tui_test_look_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_tui_test_places_SOURCES = tests/tui/test_places.c $(tui_stage) \
	$(fixture)
tests_tui_test_places_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit

tui_tests += tests/tui/test_refreshes
tests_tui_test_refreshes_SOURCES = tests/tui/test_refreshes.c $(tui_stage) \
	$(oauth_conn)
tests_tui_test_refreshes_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit

if HAVE_VTERM
tui_tests += tests/tui/test_terminal tests/tui/test_terminal_vault \
	tests/tui/test_terminal_new tests/tui/test_terminal_out \
	tests/tui/test_terminal_keys tests/tui/test_terminal_storm
tui_visit = tests/tui/visit.c tests/tui/visit.h \
	tests/tui/vt.c tests/tui/vt.h tests/unit/test.h
tests_tui_test_terminal_SOURCES = tests/tui/test_terminal.c $(tui_visit)
tests_tui_test_terminal_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit \
	$(VTERM_CFLAGS)
tests_tui_test_terminal_LDADD = $(TEST_LIBS) $(VTERM_LIBS) -lutil
tui_tests += tests/tui/test_terminal_signin
tests_tui_test_terminal_signin_SOURCES = \
	tests/tui/test_terminal_signin.c $(tui_visit) $(idp_helper)
tests_tui_test_terminal_signin_CPPFLAGS = \
	$(tests_tui_test_terminal_CPPFLAGS)
tests_tui_test_terminal_signin_LDADD = $(tests_tui_test_terminal_LDADD)
tests_tui_test_terminal_new_SOURCES = \
	tests/tui/test_terminal_new.c $(tui_visit)
tests_tui_test_terminal_new_CPPFLAGS = \
	$(tests_tui_test_terminal_CPPFLAGS)
tests_tui_test_terminal_new_LDADD = $(tests_tui_test_terminal_LDADD)
tests_tui_test_terminal_out_SOURCES = \
	tests/tui/test_terminal_out.c $(tui_visit)
tests_tui_test_terminal_out_CPPFLAGS = \
	$(tests_tui_test_terminal_CPPFLAGS)
tests_tui_test_terminal_out_LDADD = $(tests_tui_test_terminal_LDADD)
tests_tui_test_terminal_keys_SOURCES = \
	tests/tui/test_terminal_keys.c $(tui_visit)
tests_tui_test_terminal_keys_CPPFLAGS = \
	$(tests_tui_test_terminal_CPPFLAGS)
tests_tui_test_terminal_keys_LDADD = $(tests_tui_test_terminal_LDADD)
tests_tui_test_terminal_storm_SOURCES = \
	tests/tui/test_terminal_storm.c $(tui_visit)
tests_tui_test_terminal_storm_CPPFLAGS = \
	$(tests_tui_test_terminal_CPPFLAGS)
tests_tui_test_terminal_storm_LDADD = $(tests_tui_test_terminal_LDADD)
tests_tui_test_terminal_vault_SOURCES = \
	tests/tui/test_terminal_vault.c $(tui_visit)
tests_tui_test_terminal_vault_CPPFLAGS = \
	$(tests_tui_test_terminal_CPPFLAGS)
tests_tui_test_terminal_vault_LDADD = $(tests_tui_test_terminal_LDADD)
endif
endif

TESTS += tests/tui/tmux.sh
EXTRA_DIST += tests/tui/tmux.sh

# Pictures of screens; make goldens draws them anew, to be looked at.
EXTRA_DIST += tests/tui/golden
goldens: $(check_PROGRAMS)
	GOLDEN_UPDATE=yes $(MAKE) $(AM_MAKEFLAGS) check \
		TESTS="$(tui_tests)"
	cd $(srcdir) && git --no-pager diff --stat tests/tui/golden
.PHONY: goldens
