libconnvault_a_SOURCES += \
	src/seal/blob.h \
	src/seal/identity.h \
	src/seal/kdf.h \
	src/seal/keyring.h \
	src/seal/manifest.h \
	src/seal/slot.h
