/* test_app.c - OAuth apps: kept, found, sealed, and their secrets audited */
#include "home.h"

static struct app app_of(const char *piece, const char *name)
{
	return (struct app){ .piece = piece,
			     .name = name,
			     .client_id = "id-1",
			     .login = "post",
			     .redirect_uri = "http://127.0.0.1:8765/callback",
			     .issuer = "https://id.example",
			     .token_url = "https://id.example/token",
			     .promises_iss = 1 };
}

static struct secret *text(const char *bytes)
{
	struct err err = ERR_INIT;
	struct secret *secret;

	assert_ok(secret_from(bytes, strlen(bytes), &secret, &err));
	return secret;
}

static void put(struct home *home, const char *piece, const char *name,
		const char *client_secret)
{
	struct app app = app_of(piece, name);
	struct secret *secret = client_secret ? text(client_secret) : NULL;
	struct err err = ERR_INIT;

	assert_ok(project_app_put(home->project, &app, secret, &err));
	assert_int_equal(app.row.version, 1);
	secret_free(secret);
}

static void an_app_is_found_as_it_was_put(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct app app;

	put(home, "slack", "ops", NULL);
	home_reopen(home);
	assert_ok(project_app(home->project, "slack", "ops", &app, &err));
	assert_string_equal(app.client_id, "id-1");
	assert_string_equal(app.login, "post");
	assert_string_equal(app.redirect_uri, "http://127.0.0.1:8765/callback");
	assert_string_equal(app.token_url, "https://id.example/token");
	assert_string_equal(app.auth_url, "");
	assert_int_equal(app.promises_iss, 1);
	assert_true(app.created_at > 0);
	app_clear(&app);
	assert_error(project_app(home->project, "slack", "dev", &app, &err),
		     ERR_ABSENT);
	assert_error(project_app(home->project, "gmail", "ops", &app, &err),
		     ERR_ABSENT);
}

static void one_name_is_there_once_for_each_piece(void **state)
{
	struct home *home = *state;
	struct app again = app_of("slack", "ops");
	struct err err = ERR_INIT;
	struct apps apps;

	put(home, "slack", "ops", NULL);
	put(home, "gmail", "ops", NULL);
	assert_error(project_app_put(home->project, &again, NULL, &err),
		     ERR_CONFLICT);
	assert_int_equal(again.row.version, 0);
	assert_ok(project_apps(home->project, &apps, &err));
	assert_int_equal(apps.count, 2);
	apps_clear(&apps);
}

/* Each with one that is there already, behind one that is not. */
static void assert_all_or_nothing(struct home *home, struct conn *conns,
				  size_t conn_count, const struct app *apps,
				  size_t app_count)
{
	struct app_addition added[2];
	struct conn_change changes[2];
	struct err err = ERR_INIT;
	struct apps found;
	struct conns rows;

	for (size_t i = 0; i < app_count; i++)
		added[i] = (struct app_addition){ .app = &apps[i] };
	for (size_t i = 0; i < conn_count; i++)
		changes[i] = (struct conn_change){ .conn = &conns[i],
						   .action = AUDIT_CREATE };
	assert_error(project_apply_with_apps(home->project, added, app_count,
					     changes, conn_count, &err),
		     ERR_CONFLICT);
	assert_ok(project_apps(home->project, &found, &err));
	assert_int_equal(found.count, 1);
	apps_clear(&found);
	assert_ok(project_conns(home->project, &rows, &err));
	assert_int_equal(rows.count, 1);
	conns_clear(&rows);
}

static void apps_and_connections_come_together_or_not_at_all(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct app apps[] = { app_of("gmail", "new"), app_of("slack", "ops") };
	struct conn conns[] = { home_conn("New", "new"),
				home_conn("There", "there") };
	struct secret *secret = text("made-up-client-secret"), *got;
	struct app_addition added = { .app = &apps[0],
				      .client_secret = secret };
	struct conn_change change = { .conn = &conns[0],
				      .action = AUDIT_CREATE };
	struct app app;

	put(home, "slack", "ops", NULL);
	home_add(home, "There", "there", NULL);
	assert_all_or_nothing(home, conns, 1, apps, 2);
	assert_all_or_nothing(home, conns, 2, apps, 1);
	assert_ok(project_apply_with_apps(home->project, &added, 1, &change, 1,
					  &err));
	home_reopen(home);
	assert_ok(project_app(home->project, "gmail", "new", &app, &err));
	assert_ok(project_app_secret(home->project, &app, "test", &got, &err));
	assert_true(secret_equal(got, secret));
	secret_free(got);
	secret_free(secret);
	app_clear(&app);
}

static int count_reads(const struct audit_entry *entry, void *arg)
{
	*(int *)arg += entry->action == AUDIT_READ &&
		       strcmp(entry->object, "ops") == 0;
	return 0;
}

static void its_secret_is_kept_and_each_reading_audited(void **state)
{
	struct home *home = *state;
	struct secret *want = text("made-up-client-secret"), *got;
	struct err err = ERR_INIT;
	struct app app;
	int reads = 0;

	put(home, "slack", "ops", "made-up-client-secret");
	assert_ok(project_app(home->project, "slack", "ops", &app, &err));
	app.client_id = "id-2"; /* the secret stays */
	assert_ok(project_app_put(home->project, &app, NULL, &err));
	assert_ok(project_app_secret(home->project, &app, "test", &got, &err));
	assert_true(secret_equal(want, got));
	assert_string_equal(app.client_id, "id-2");
	assert_ok(project_audit(home->project, 1, count_reads, &reads, &err));
	assert_int_equal(reads, 1);
	app_clear(&app);
	secret_free(want);
	secret_free(got);
}

static void who_changes_an_old_reading_is_told(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	struct app one, two;

	put(home, "slack", "ops", NULL);
	assert_ok(project_app(home->project, "slack", "ops", &one, &err));
	assert_ok(project_app(home->project, "slack", "ops", &two, &err));
	assert_ok(project_app_put(home->project, &one, NULL, &err));
	assert_error(project_app_put(home->project, &two, NULL, &err),
		     ERR_CONFLICT);
	assert_error(project_app_remove(home->project, &two, &err),
		     ERR_CONFLICT);
	assert_ok(project_app_remove(home->project, &one, &err));
	app_clear(&one);
	app_clear(&two);
	assert_error(project_app(home->project, "slack", "ops", &one, &err),
		     ERR_ABSENT);
}

/* A token URL that somebody else wrote would send the secret there. */
static void one_that_was_tampered_with_is_not_used(void **state)
{
	struct home *home = *state;
	struct err err = ERR_INIT;
	uint64_t checked;
	struct apps apps;
	struct app app;

	put(home, "slack", "ops", "made-up-client-secret");
	assert_ok(project_audit_verify(home->project, &checked, &err));
	home_close(home);
	home_sql(home, "UPDATE item SET meta = zeroblob(length(meta))"
		       " WHERE kind = 3");
	assert_ok(home_open(home, &err));
	assert_error(project_app(home->project, "slack", "ops", &app, &err),
		     ERR_DAMAGED);
	vault_tolerate(home->vault, true);
	assert_ok(project_apps(home->project, &apps, &err));
	assert_int_equal(apps.count, 1);
	assert_true(apps.item[0].is_unreadable);
	apps_clear(&apps);
	assert_error(project_audit_verify(home->project, &checked, &err),
		     ERR_DAMAGED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(an_app_is_found_as_it_was_put),
		HOME_TEST(one_name_is_there_once_for_each_piece),
		HOME_TEST(apps_and_connections_come_together_or_not_at_all),
		HOME_TEST(its_secret_is_kept_and_each_reading_audited),
		HOME_TEST(who_changes_an_old_reading_is_told),
		HOME_TEST(one_that_was_tampered_with_is_not_used),
	};

	return cmocka_run_group_tests_name("app", tests, NULL, NULL);
}
