dist_pkgdata_DATA = data/pieces.json
