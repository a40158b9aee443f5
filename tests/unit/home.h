/* home.h - a vault in a home of its own for each test, and a hand that edits
 * its file from outside */
#ifndef CONNVAULT_TESTS_HOME_H
#define CONNVAULT_TESTS_HOME_H

#include "folder.h"

#include "vault/vault.h"

struct home {
	char *dir, path[128];
	struct secret *key; /* of the key file slot */
	struct secret *recovery;
	struct vault *vault;
	struct project *project; /* "Default" */
};

int home_setup(void **state); /* struct home with an open project */
int home_teardown(void **state);

#define HOME_TEST(test) \
	cmocka_unit_test_setup_teardown(test, home_setup, home_teardown)

/* Close project and vault; open them again. */
void home_close(struct home *home);
int home_open(struct home *home, struct err *err);
void home_reopen(struct home *home);

/* A connection with one value "api_key"; api_key NULL: none. */
struct conn home_conn(const char *name, const char *external_id);
void home_add(struct home *home, const char *name, const char *external_id,
	      const char *api_key);
/* Read one by name, change its name, write it. */
int home_rename(struct project *project, const char *name, const char *new_name,
		struct err *err);
/* The value of "api_key", compared. */
void home_assert_key(struct home *home, const char *name, const char *api_key);

/* Run SQL on the file; returns how many rows it changed. Must be more than 0,
 * so that no test passes because its edit did nothing. */
int home_sql(struct home *home, const char *sql);
/* The same where changing nothing is fine. */
int home_sql_any(struct home *home, const char *sql);
/* First column of the first row as a number. */
long long home_sql_number(struct home *home, const char *sql);
/* As bytes; *len of them, free(). */
uint8_t *home_sql_bytes(struct home *home, const char *sql, size_t *len);
void home_sql_bind(struct home *home, const char *sql, const void *bytes,
		   size_t len);

/* Copy the vault's file to or from a name beside it. */
void home_save(struct home *home, const char *name);
void home_restore(struct home *home, const char *name);
/* The anchor file of the first project; "" when there is none. */
void home_anchor(struct home *home, char *out, size_t size);

#endif
