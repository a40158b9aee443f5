dist_pkgdata_DATA = data/pieces.json
themesdir = $(pkgdatadir)/themes
dist_themes_DATA = \
	data/themes/contrast \
	data/themes/day \
	data/themes/night

# Units of systemd, below the prefix: no other place is ours to write to.
userunitdir = $(prefix)/lib/systemd/user
systemunitdir = $(prefix)/lib/systemd/system
dist_userunit_DATA = \
	data/systemd/connvault-agent.socket \
	data/systemd/connvault-api.socket
nodist_userunit_DATA = data/systemd/connvault-agent.service
nodist_systemunit_DATA = data/systemd/connvault@.service
units_in = \
	data/systemd/connvault-agent.service.in \
	data/systemd/connvault@.service.in
EXTRA_DIST += $(units_in)
CLEANFILES += $(nodist_userunit_DATA) $(nodist_systemunit_DATA)
data/systemd/connvault-agent.service: data/systemd/connvault-agent.service.in
data/systemd/connvault@.service: data/systemd/connvault@.service.in
data/systemd/connvault-agent.service data/systemd/connvault@.service:
	$(AM_V_GEN)$(MKDIR_P) data/systemd && \
		sed 's,[@]bindir[@],$(bindir),g' '$(srcdir)/$@.in' >$@
