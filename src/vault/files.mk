libconnvault_a_SOURCES += \
	src/vault/types.h \
	src/vault/vault.h
