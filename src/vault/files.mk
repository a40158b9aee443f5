libconnvault_a_SOURCES += \
	src/vault/accept.c \
	src/vault/anchor.c \
	src/vault/apply.c \
	src/vault/apps.c \
	src/vault/audit.c \
	src/vault/change.c \
	src/vault/clients.c \
	src/vault/codec.c \
	src/vault/conns.c \
	src/vault/flows.c \
	src/vault/found.c \
	src/vault/head.c \
	src/vault/internal.h \
	src/vault/items.c \
	src/vault/keys.c \
	src/vault/leases.c \
	src/vault/members.c \
	src/vault/mirror.c src/vault/mirror.h \
	src/vault/project.c \
	src/vault/projects.c \
	src/vault/purge.c \
	src/vault/read.c \
	src/vault/row.c \
	src/vault/slots.c src/vault/slots.h \
	src/vault/types.c src/vault/types.h \
	src/vault/vault.c src/vault/vault.h \
	src/vault/verify.c
