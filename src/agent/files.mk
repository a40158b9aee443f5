libconnvault_a_SOURCES += \
	src/agent/agent.c src/agent/agent.h \
	src/agent/api.c src/agent/api.h \
	src/agent/api_request.c src/agent/api_request.h \
	src/agent/ask.c src/agent/ask.h \
	src/agent/client.c src/agent/client.h \
	src/agent/confine.c \
	src/agent/doors.c \
	src/agent/give.c src/agent/give.h \
	src/agent/guests.c src/agent/guests.h \
	src/agent/hold.c src/agent/hold.h \
	src/agent/inherit.c src/agent/inherit.h \
	src/agent/internal.h \
	src/agent/keeper.c src/agent/keeper.h \
	src/agent/listen.c src/agent/listen.h \
	src/agent/news.c src/agent/news.h \
	src/agent/opening.c src/agent/opening.h \
	src/agent/peers.c src/agent/peers.h \
	src/agent/place.c src/agent/place.h \
	src/agent/runner.c src/agent/runner.h \
	src/agent/shapes.c src/agent/shapes.h \
	src/agent/start.c \
	src/agent/value.c src/agent/value.h \
	src/agent/wire.c src/agent/wire.h
