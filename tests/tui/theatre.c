/* theatre.c - a real vault with two connections, and a console on it */
#include "theatre.h"

#include "ops/conn.h"

void theatre_make(struct session *session, const char *piece, const char *name,
		  const char *const *values)
{
	struct values given = VALUES_INIT;
	struct conn conn = { .text = NULL };
	struct err err = ERR_INIT;

	for (; *values; values += 2)
		assert_ok(values_set_bytes(&given, values[0], values[1],
					   strlen(values[1]), &err));
	struct conn_draft draft = { .piece = piece,
				    .name = name,
				    .values = &given };
	assert_ok(conn_create(session, &draft, &conn, &err));
	conn_clear(&conn);
	values_clear(&given);
}

/* Two connections, and the console on a session of its own. */
int theatre_setup(void **state)
{
	static const char *const stripe[] = { "api_key", "old-key", NULL };
	static const char *const mailgun[] = { "api_key", "old-key", "region",
					       "eu", NULL };
	const struct console_options options = { .idle_minutes = 0 };
	struct theatre *theatre = calloc(1, sizeof(*theatre));

	assert_non_null(theatre);
	assert_int_equal(fixture_setup(&theatre->fixture), 0);
	theatre->at = theatre->fixture;
	theatre_make(theatre->at->session, "stripe", "Billing live", stripe);
	theatre_make(theatre->at->session, "mailgun", "Mail EU", mailgun);
	theatre->stage = stage_on(fixture_open(theatre->at), theatre->at->path,
				  &options);
	*state = theatre;
	return 0;
}

int theatre_teardown(void **state)
{
	struct theatre *theatre = *state;

	stage_free(theatre->stage);
	fixture_teardown(&theatre->fixture);
	free(theatre);
	return 0;
}
