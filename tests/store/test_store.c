/* test_store.c - rows and scans, for every store */
#include "ground.h"

/* -- round trips
 * -------------------------------------------------------------*/

static void the_id_is_the_one_given(void **state)
{
	struct ground *ground = *state;

	assert_memory_equal(store_vault_id(ground->store), ground_vault, 16);
	ground_reopen(ground, false);
	assert_memory_equal(store_vault_id(ground->store), ground_vault, 16);
	assert_non_null(strchr(store_engine(), ' '));
}

static void rows_come_back_with_every_column(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	struct sample sample;

	ground_add(ground, 5);
	ground_reopen(ground, false);
	forget();
	sample_make(&sample, 5);
	assert_ok(store_row_get(ground->store, ground_project, sample.id.at,
				keep_row, &kept, &err));
	const struct store_row *row = &kept.row[0];
	assert_int_equal(kept.count, 1);
	assert_memory_equal(row->id, sample.id.at, STORE_ID);
	assert_int_equal(row->kind, sample.row.kind);
	assert_int_equal(row->version, 1);
	assert_int_equal(row->secret_version, 1);
	assert_int_equal(row->epoch, 7);
	assert_int_equal(row->state, 3);
	assert_int_equal(row->expires_at, sample.row.expires_at);
	assert_int_equal(row->refresh_at, -5);
	assert_true(row->updated_at == INT64_MAX - 5);
	assert_memory_equal(kept.name[0], sample.name.at, STORE_HASH);
	assert_memory_equal(kept.key[0], sample.key.at, STORE_HASH);
	assert_string_equal(kept.meta[0], "meta of 5");
}

static void rows_are_found_by_either_hash_within_their_kind(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	struct sample sample;

	ground_add(ground, 5);
	sample_make(&sample, 5);
	forget();
	assert_ok(store_row_by_name(ground->store, ground_project,
				    sample.row.kind, sample.name.at, keep_row,
				    &kept, &err));
	assert_ok(store_row_by_key(ground->store, ground_project,
				   sample.row.kind, sample.key.at, keep_row,
				   &kept, &err));
	assert_int_equal(kept.count, 2);
	assert_memory_equal(kept.row[1].id, sample.id.at, STORE_ID);
	assert_error(store_row_by_name(ground->store, ground_project,
				       sample.row.kind + 1, sample.name.at,
				       keep_row, &kept, &err),
		     ERR_ABSENT);
	assert_error(store_row_by_key(ground->store, ground_project,
				      sample.row.kind, sample.name.at, keep_row,
				      &kept, &err),
		     ERR_ABSENT);
	assert_int_equal(kept.count, 2);
}

static void secrets_come_back_and_are_replaced(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	char text[64];

	ground_add(ground, 5);
	assert_ok(store_begin(ground->store, &err));
	assert_ok(store_secret_put(ground->store, ground_project, id_of(5).at,
				   bytes_of("newer"), &err));
	assert_ok(store_commit(ground->store, &err));
	assert_ok(store_secret_get(ground->store, ground_project, id_of(5).at,
				   keep_text, text, &err));
	assert_string_equal(text, "newer");
	assert_error(store_secret_get(ground->store, ground_project,
				      id_of(6).at, keep_text, text, &err),
		     ERR_ABSENT);
}

static void empty_and_binary_bytes_keep_their_length(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	struct sample sample;
	static const uint8_t zeros[3];

	sample_make(&sample, 1);
	sample.row.meta = (struct store_bytes){ NULL, 0 };
	forget();
	assert_ok(store_begin(ground->store, &err));
	assert_ok(store_row_add(ground->store, ground_project, &sample.row,
				&err));
	sample_make(&sample, 2);
	sample.row.meta = (struct store_bytes){ zeros, 3 };
	assert_ok(store_row_add(ground->store, ground_project, &sample.row,
				&err));
	assert_ok(store_commit(ground->store, &err));
	assert_ok(store_row_get(ground->store, ground_project, id_of(1).at,
				keep_row, &kept, &err));
	assert_ok(store_row_get(ground->store, ground_project, id_of(2).at,
				keep_row, &kept, &err));
	assert_int_equal(kept.row[0].meta.len, 0);
	assert_int_equal(kept.row[1].meta.len, 3);
}

/* -- versions and unique hashes ---------------------------------------------*/

static void a_change_needs_the_version_that_was_read(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	struct sample sample;

	ground_add(ground, 5);
	sample_make(&sample, 5);
	assert_ok(store_begin(ground->store, &err));
	sample.row.version = 2;
	sample.row.meta = bytes_of("changed");
	assert_ok(store_row_set(ground->store, ground_project, &sample.row, 1,
				&err));
	err.sys = 9;
	assert_error(store_row_set(ground->store, ground_project, &sample.row,
				   1, &err),
		     ERR_CONFLICT);
	assert_int_equal(err.sys, 0);
	assert_error(store_row_remove(ground->store, ground_project,
				      sample.id.at, 1, &err),
		     ERR_CONFLICT);
	assert_error(store_row_remove(ground->store, ground_project,
				      id_of(6).at, 1, &err),
		     ERR_ABSENT);
	memcpy(sample.row.id, id_of(6).at, STORE_ID);
	assert_error(store_row_set(ground->store, ground_project, &sample.row,
				   1, &err),
		     ERR_ABSENT);
	assert_ok(store_commit(ground->store, &err));
	forget();
	assert_ok(store_row_get(ground->store, ground_project, id_of(5).at,
				keep_row, &kept, &err));
	assert_string_equal(kept.meta[0], "changed");
	assert_int_equal(kept.row[0].version, 2);
}

static void removing_a_row_removes_its_secret(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	char text[64];

	ground_add(ground, 5);
	assert_ok(store_begin(ground->store, &err));
	assert_ok(store_row_remove(ground->store, ground_project, id_of(5).at,
				   1, &err));
	assert_ok(store_commit(ground->store, &err));
	assert_error(store_secret_get(ground->store, ground_project,
				      id_of(5).at, keep_text, text, &err),
		     ERR_ABSENT);
}

static void names_and_keys_are_unique_per_project_and_kind(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	struct sample first, second;

	ground_add(ground, 3);
	sample_make(&first, 3);
	sample_make(&second, 6);
	assert_ok(store_begin(ground->store, &err));
	second.row.name_hash = first.name.at;
	assert_error(
		store_row_add(ground->store, ground_project, &second.row, &err),
		ERR_CONFLICT);
	assert_int_equal(err.sys, 1);
	second.row.name_hash = second.name.at;
	second.row.key_hash = first.key.at;
	assert_error(
		store_row_add(ground->store, ground_project, &second.row, &err),
		ERR_CONFLICT);
	assert_int_equal(err.sys, 2);
	second.row.key_hash = NULL;
	second.row.name_hash = NULL;
	assert_ok(store_row_add(ground->store, ground_project, &second.row,
				&err));
	second.row.name_hash = first.name.at;
	assert_error(store_row_set(ground->store, ground_project, &second.row,
				   1, &err),
		     ERR_CONFLICT);
	assert_int_equal(err.sys, 1);
	second.row.kind++;
	assert_ok(store_row_set(ground->store, ground_project, &second.row, 1,
				&err));
	assert_ok(store_commit(ground->store, &err));
}

static void rows_without_hashes_do_not_collide(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	struct sample sample;

	assert_ok(store_begin(ground->store, &err));
	for (unsigned i = 0; i < 9; i++) {
		sample_make(&sample, i);
		sample.row.kind = 1;
		sample.row.name_hash = sample.row.key_hash = NULL;
		assert_ok(store_row_add(ground->store, ground_project,
					&sample.row, &err));
	}
	assert_error(
		store_row_add(ground->store, ground_project, &sample.row, &err),
		ERR_CONFLICT);
	assert_int_equal(err.sys, 0);
	assert_ok(store_commit(ground->store, &err));
}

static void a_row_needs_its_project_and_a_secret_its_row(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	struct sample sample;

	sample_make(&sample, 5);
	assert_ok(store_begin(ground->store, &err));
	assert_error(
		store_row_add(ground->store, id_of(1).at, &sample.row, &err),
		ERR_ABSENT);
	assert_error(store_secret_put(ground->store, ground_project,
				      id_of(5).at, bytes_of("x"), &err),
		     ERR_ABSENT);
	assert_ok(store_commit(ground->store, &err));
}

/* -- scans
 * -------------------------------------------------------------------*/

static void fill(struct ground *ground, unsigned count)
{
	struct err err = ERR_INIT;

	assert_ok(store_begin(ground->store, &err));
	for (unsigned i = 0; i < count; i++)
		assert_ok(ground_write(ground->store, i, i + 1, &err));
	assert_ok(store_commit(ground->store, &err));
}

static void assert_ascending(void)
{
	for (size_t i = 1; i < kept.count; i++)
		assert_true(memcmp(kept.row[i - 1].id, kept.row[i].id,
				   STORE_ID) < 0);
}

static void scans_are_ordered_by_id_and_cut_by_kind(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	uint64_t count = 0;

	fill(ground, 600);
	forget();
	assert_ok(store_rows(ground->store, ground_project, 0, keep_row, &kept,
			     &err));
	assert_int_equal(kept.count, 600);
	assert_ascending();
	forget();
	assert_ok(store_rows(ground->store, ground_project, 2, keep_row, &kept,
			     &err));
	assert_int_equal(kept.count, 200);
	assert_ascending();
	for (size_t i = 0; i < kept.count; i++)
		assert_int_equal(kept.row[i].kind, 2);
	assert_ok(store_row_count(ground->store, ground_project, &count, &err));
	assert_int_equal(count, 600);
}

static void buckets_together_are_all_rows(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;

	fill(ground, 600);
	forget();
	for (unsigned bucket = 0; bucket < 256; bucket++) {
		size_t before = kept.count;
		assert_ok(store_rows_bucket(ground->store, ground_project,
					    (uint8_t)bucket, keep_row, &kept,
					    &err));
		assert_in_range(kept.count - before, 2, 3);
		assert_int_equal(kept.row[before].id[0], bucket);
	}
	assert_int_equal(kept.count, 600);
	assert_ascending();
}

static void a_callback_can_end_a_scan(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;

	fill(ground, 20);
	forget();
	kept.stop_with = 42;
	assert_int_equal(store_rows(ground->store, ground_project, 0, keep_row,
				    &kept, &err),
			 42);
	assert_int_equal(kept.count, 1);
	assert_int_equal(err.code, ERR_OK);
	kept.stop_with = 0;
	assert_ok(store_rows(ground->store, ground_project, 0, keep_row, &kept,
			     &err));
	assert_int_equal(kept.count, 21);
}

struct nested {
	struct ground *ground;
	int secrets;
};

static int read_secret_too(const struct store_row *row, void *arg)
{
	struct nested *nested = arg;
	struct err err = ERR_INIT;
	char text[64];

	assert_ok(store_secret_get(nested->ground->store, ground_project,
				   row->id, keep_text, text, &err));
	assert_error(store_rows(nested->ground->store, ground_project, 0,
				keep_row, &kept, &err),
		     ERR_FAILED);
	nested->secrets++;
	return 0;
}

static void a_callback_can_read_more_but_not_scan_itself(void **state)
{
	struct nested nested = { *state, 0 };
	struct err err = ERR_INIT;

	fill(nested.ground, 20);
	assert_ok(store_rows(nested.ground->store, ground_project, 0,
			     read_secret_too, &nested, &err));
	assert_int_equal(nested.secrets, 20);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_id_is_the_one_given),
		cmocka_unit_test(rows_come_back_with_every_column),
		cmocka_unit_test(
			rows_are_found_by_either_hash_within_their_kind),
		cmocka_unit_test(secrets_come_back_and_are_replaced),
		cmocka_unit_test(empty_and_binary_bytes_keep_their_length),
		cmocka_unit_test(a_change_needs_the_version_that_was_read),
		cmocka_unit_test(removing_a_row_removes_its_secret),
		cmocka_unit_test(
			names_and_keys_are_unique_per_project_and_kind),
		cmocka_unit_test(rows_without_hashes_do_not_collide),
		cmocka_unit_test(a_row_needs_its_project_and_a_secret_its_row),
		cmocka_unit_test(scans_are_ordered_by_id_and_cut_by_kind),
		cmocka_unit_test(buckets_together_are_all_rows),
		cmocka_unit_test(a_callback_can_end_a_scan),
		cmocka_unit_test(a_callback_can_read_more_but_not_scan_itself),
	};

	return ground_main(argc, argv, &(struct child){ NULL, NULL },
			   "rows and scans", tests,
			   sizeof(tests) / sizeof(*tests));
}
