libconnvault_a_SOURCES += \
	src/flow/activepieces.c \
	src/flow/build.c \
	src/flow/flow.c src/flow/flow.h \
	src/flow/n8n.c \
	src/flow/read.h \
	src/flow/refs.c \
	src/flow/swap.c src/flow/swap.h
