libconnvault_a_SOURCES += \
	src/ops/conn.h \
	src/ops/flows.h \
	src/ops/roster.h \
	src/ops/session.h
