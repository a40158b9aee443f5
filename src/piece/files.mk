libconnvault_a_SOURCES += \
	src/piece/piece.h
