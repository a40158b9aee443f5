/* keeper.h - tokens are refreshed before they expire, in every project
 *
 * One round after the other: the connections of a project are looked at when
 * somebody changed them or one is due, and what is due is refreshed in steps
 * (ops/refresh.h), while clients are answered. */
#ifndef CONNVAULT_AGENT_KEEPER_H
#define CONNVAULT_AGENT_KEEPER_H

#include <poll.h>
#include <stdbool.h>

#include "agent/news.h"
#include "ops/refresh.h"
#include "ops/roster.h"

#define KEEPER_WANTS  64
#define KEEPER_IDLE_S ((int64_t)24 * 3600) /* refresh tokens lapse unused */

struct agent;

/* A project with a session of its own. */
struct kept {
	struct agent *agent;
	struct session *session;
	struct news news;
	int64_t due_at; /* clock_now(); KEPT_NEVER */
	bool is_gone;	/* it was deleted */
	bool has_done;	/* something, in the run that goes on */
	bool has_failed;
	/* As they were read last; NULL and false: somebody changed them. */
	struct roster *roster;
	struct clients clients;
	bool has_clients;
};
#define KEPT_NEVER INT64_MAX

/* One to be refreshed at once, until the run that does it has ended. */
struct want {
	struct kept *kept;
	struct conn conn;
	bool is_begun;
};

struct keeper {
	struct kept *item;
	size_t count;
	char first[PROJECT_ID_TEXT]; /* the oldest, kept or not; "": none */
	struct refresh_run *run;     /* of item[at], or NULL */
	size_t at;
	struct want want[KEEPER_WANTS];
	size_t wants;
	int64_t look_ms;      /* clock_mono_ms(): when to ask for changes */
	int64_t refreshed_at; /* clock_now(): the last token */
};

/* After it was unlocked: a session for each project. */
int keeper_open(struct agent *agent, struct err *err);
void keeper_close(struct keeper *keeper);

size_t keeper_fds(struct keeper *keeper, struct pollfd fds[REFRESH_FDS_MAX],
		  int *wait_ms);
void keeper_hear(struct keeper *keeper, const struct pollfd *fds, size_t count);
void keeper_step(struct agent *agent);
/* For the API, once for each request: the project that has this name now, *out
 * is NULL when none has. What others changed in it is read anew. */
int keeper_find(struct keeper *keeper, const char *project, struct kept **out,
		struct err *err);
/* As it was when somebody looked last, by its id (see session_project_id()) or
 * by its name; NULL: there was none. */
struct kept *keeper_by_id(const struct keeper *keeper, const char *id);
struct kept *keeper_by_name(const struct keeper *keeper, const char *name);
/* So that roster, or clients, is there. */
int kept_roster(struct kept *kept, struct err *err);
int kept_clients(struct kept *kept, struct err *err);
/* Refresh it as soon as can be; api_wake() is called then. ERR_BUSY. */
int keeper_want(struct kept *kept, const struct conn *conn, struct err *err);
bool keeper_wants(const struct keeper *keeper, const struct conn *conn);

/* When the next one is due, 0: none. */
int64_t keeper_next(const struct keeper *keeper);

#endif
