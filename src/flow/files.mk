libconnvault_a_SOURCES += \
	src/flow/flow.h
