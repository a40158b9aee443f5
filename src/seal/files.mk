libconnvault_a_SOURCES += \
	src/seal/blob.c src/seal/blob.h src/seal/blob_internal.h \
	src/seal/box.c src/seal/box.h \
	src/seal/bytes.h \
	src/seal/identity.c src/seal/identity.h \
	src/seal/kdf.c src/seal/kdf.h \
	src/seal/keyring.c src/seal/keyring.h \
	src/seal/manifest.c src/seal/manifest.h \
	src/seal/pubkey.c src/seal/pubkey.h \
	src/seal/recovery.c \
	src/seal/slot.c src/seal/slot.h
