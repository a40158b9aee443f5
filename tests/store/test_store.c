/* test_store.c - rows and scans, for every store */
#include "ground.h"

/* -- round trips
 * -------------------------------------------------------------*/

static void ids_and_paths_are_those_given(void **state)
{
	struct ground *ground = *state;

	assert_memory_equal(store_vault_id(ground->store), ground_vault, 16);
	ground_reopen(ground, false);
	assert_memory_equal(store_vault_id(ground->store), ground_vault, 16);
	assert_string_equal(store_path(ground->store), ground->path);
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

static int slot_seen(const struct store_slot *slot, void *arg)
{
	char *text = arg;
	size_t len = strlen(text);

	snprintf(text + len, 200 - len, "%d %d %lld %.*s %.*s;", slot->id[0],
		 slot->kind, (long long)slot->created_at, (int)slot->kdf.len,
		 (const char *)slot->kdf.at, (int)slot->blob.len,
		 (const char *)slot->blob.at);
	return 0;
}

static void slots_come_oldest_first_and_can_be_removed(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	char text[200] = "";

	assert_ok(store_begin(ground->store, &err));
	for (int i = 3; i > 0; i--) {
		struct store_slot slot = { .id = { (uint8_t)i },
					   .kind = 10 * i,
					   .created_at = 100 * i,
					   .kdf = bytes_of("kdf"),
					   .blob = bytes_of("blob") };
		assert_ok(store_slot_add(ground->store, &slot, &err));
	}
	assert_ok(store_slot_remove(ground->store, (uint8_t[16]){ 2 }, &err));
	assert_error(store_slot_remove(ground->store, (uint8_t[16]){ 2 }, &err),
		     ERR_ABSENT);
	assert_ok(store_commit(ground->store, &err));
	ground_reopen(ground, false);
	assert_ok(store_slots(ground->store, slot_seen, text, &err));
	assert_string_equal(text, "3 30 300 kdf blob;1 10 100 kdf blob;");
}

static int project_seen(const struct store_project *project, void *arg)
{
	char *text = arg;
	size_t len = strlen(text);

	snprintf(text + len, 200 - len, "%c %lld %.*s;", project->id[0],
		 (long long)project->version, (int)project->blob.len,
		 (const char *)project->blob.at);
	return 0;
}

static void projects_come_in_the_order_they_were_made(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	struct store_project other = { .id = "a",
				       .version = 1,
				       .blob = bytes_of("other") };
	char text[200] = "";

	assert_ok(store_begin(ground->store, &err));
	assert_ok(store_project_add(ground->store, &other, &err));
	other.version = 2;
	other.blob = bytes_of("renamed");
	assert_ok(store_project_set(ground->store, &other, 1, &err));
	assert_error(store_project_set(ground->store, &other, 1, &err),
		     ERR_CONFLICT);
	other.id[0] = 'b';
	assert_error(store_project_set(ground->store, &other, 1, &err),
		     ERR_ABSENT);
	assert_ok(store_commit(ground->store, &err));
	assert_ok(store_projects(ground->store, project_seen, text, &err));
	assert_string_equal(text, "p 1 project;a 2 renamed;");
}

static void keys_come_back_whole_or_cut_to_size(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	uint8_t out[8] = "";
	size_t len = 0;

	assert_ok(store_begin(ground->store, &err));
	assert_ok(store_key_put(ground->store, ground_project, 1, id_of(1).at,
				bytes_of("old"), &err));
	assert_ok(store_key_put(ground->store, ground_project, 1, id_of(1).at,
				bytes_of("sealed key"), &err));
	assert_ok(store_commit(ground->store, &err));
	assert_ok(store_key_get(ground->store, ground_project, 1, id_of(1).at,
				out, 6, &len, &err));
	assert_int_equal(len, 10);
	assert_memory_equal(out, "sealed\0", 8);
	assert_error(store_key_get(ground->store, ground_project, 2,
				   id_of(1).at, out, 6, &len, &err),
		     ERR_ABSENT);
}

static int manifest_seen(uint64_t seq, struct store_bytes row,
			 struct store_bytes signature, void *arg)
{
	char *text = arg;
	size_t len = strlen(text);

	snprintf(text + len, 200 - len, "%llu %.*s %.*s;",
		 (unsigned long long)seq, (int)row.len, (const char *)row.at,
		 (int)signature.len, (const char *)signature.at);
	return 0;
}

static void manifest_rows_come_by_seq_and_stay(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	char text[200] = "";

	assert_ok(store_begin(ground->store, &err));
	assert_ok(store_manifest_add(ground->store, ground_project, 1,
				     bytes_of("one"), bytes_of("s1"), &err));
	assert_ok(store_manifest_add(ground->store, ground_project, 0,
				     bytes_of("zero"), bytes_of("s0"), &err));
	assert_error(store_manifest_add(ground->store, ground_project, 0,
					bytes_of("x"), bytes_of("y"), &err),
		     ERR_CONFLICT);
	assert_ok(store_commit(ground->store, &err));
	assert_ok(store_manifest(ground->store, ground_project, manifest_seen,
				 text, &err));
	assert_string_equal(text, "0 zero s0;1 one s1;");
}

struct audits {
	struct store_audit at[4];
	size_t count;
};

static int audit_seen(const struct store_audit *audit, void *arg)
{
	struct audits *audits = arg;

	audits->at[audits->count++] = *audit;
	assert_memory_equal(audit->detail.at, "detail", 6);
	assert_memory_equal(audit->hash.at, "hash", 4);
	assert_int_equal(audit->hash.len, 32);
	assert_memory_equal(audit->signature.at, "signature", 9);
	return 0;
}

static void audit_rows_come_from_a_seq_on(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	struct audits audits = { .count = 0 };

	assert_ok(store_begin(ground->store, &err));
	for (unsigned seq = 1; seq <= 3; seq++)
		assert_ok(ground_write(ground->store, seq, seq, &err));
	assert_error(ground_write(ground->store, 9, 3, &err), ERR_CONFLICT);
	assert_ok(store_commit(ground->store, &err));
	assert_ok(store_audits(ground->store, ground_project, 2, audit_seen,
			       &audits, &err));
	assert_int_equal(audits.count, 2);
	assert_int_equal(audits.at[0].seq, 2);
	assert_int_equal(audits.at[1].seq, 3);
	assert_int_equal(audits.at[1].time, 1800000000);
	assert_int_equal(audits.at[1].action, 3);
	assert_int_equal(audits.at[1].outcome, 1);
}

static void a_head_is_absent_then_replaced(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	char text[64];

	assert_error(store_head_get(ground->store, ground_project, keep_text,
				    text, &err),
		     ERR_ABSENT);
	assert_ok(store_begin(ground->store, &err));
	assert_ok(store_head_put(ground->store, ground_project, 1,
				 bytes_of("first"), &err));
	assert_ok(store_head_put(ground->store, ground_project, 2,
				 bytes_of("second"), &err));
	assert_ok(store_commit(ground->store, &err));
	assert_ok(store_head_get(ground->store, ground_project, keep_text, text,
				 &err));
	assert_string_equal(text, "second");
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

static void removing_a_project_removes_all_of_it(void **state)
{
	struct ground *ground = *state;
	struct err err = ERR_INIT;
	uint64_t count = 9;
	char text[200] = "";
	struct audits audits = { .count = 0 };

	assert_ok(store_begin(ground->store, &err));
	assert_ok(ground_write(ground->store, 1, 1, &err));
	assert_ok(store_manifest_add(ground->store, ground_project, 0,
				     bytes_of("a"), bytes_of("b"), &err));
	assert_ok(store_project_remove(ground->store, ground_project, &err));
	assert_error(store_project_remove(ground->store, ground_project, &err),
		     ERR_ABSENT);
	assert_ok(store_commit(ground->store, &err));
	assert_ok(store_row_count(ground->store, ground_project, &count, &err));
	assert_int_equal(count, 0);
	assert_ok(store_manifest(ground->store, ground_project, manifest_seen,
				 text, &err));
	assert_ok(store_audits(ground->store, ground_project, 0, audit_seen,
			       &audits, &err));
	assert_int_equal(audits.count, 0);
	assert_string_equal(text, "");
	assert_error(store_head_get(ground->store, ground_project, keep_text,
				    text, &err),
		     ERR_ABSENT);
	assert_error(store_secret_get(ground->store, ground_project,
				      id_of(1).at, keep_text, text, &err),
		     ERR_ABSENT);
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
		cmocka_unit_test(ids_and_paths_are_those_given),
		cmocka_unit_test(rows_come_back_with_every_column),
		cmocka_unit_test(
			rows_are_found_by_either_hash_within_their_kind),
		cmocka_unit_test(secrets_come_back_and_are_replaced),
		cmocka_unit_test(slots_come_oldest_first_and_can_be_removed),
		cmocka_unit_test(projects_come_in_the_order_they_were_made),
		cmocka_unit_test(keys_come_back_whole_or_cut_to_size),
		cmocka_unit_test(manifest_rows_come_by_seq_and_stay),
		cmocka_unit_test(audit_rows_come_from_a_seq_on),
		cmocka_unit_test(a_head_is_absent_then_replaced),
		cmocka_unit_test(empty_and_binary_bytes_keep_their_length),
		cmocka_unit_test(a_change_needs_the_version_that_was_read),
		cmocka_unit_test(removing_a_row_removes_its_secret),
		cmocka_unit_test(
			names_and_keys_are_unique_per_project_and_kind),
		cmocka_unit_test(rows_without_hashes_do_not_collide),
		cmocka_unit_test(a_row_needs_its_project_and_a_secret_its_row),
		cmocka_unit_test(removing_a_project_removes_all_of_it),
		cmocka_unit_test(scans_are_ordered_by_id_and_cut_by_kind),
		cmocka_unit_test(buckets_together_are_all_rows),
		cmocka_unit_test(a_callback_can_end_a_scan),
		cmocka_unit_test(a_callback_can_read_more_but_not_scan_itself),
	};

	return ground_main(argc, argv, &(struct child){ NULL, NULL },
			   "rows and scans", tests,
			   sizeof(tests) / sizeof(*tests));
}
