dist_pkgdata_DATA = data/pieces.json
themesdir = $(pkgdatadir)/themes
dist_themes_DATA = \
	data/themes/contrast \
	data/themes/day \
	data/themes/night
