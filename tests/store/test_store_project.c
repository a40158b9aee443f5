/* test_store_project.c - slots, projects, keys, manifests, audit: every store
 */
#include "ground.h"

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
	assert_error(store_audits_cut(ground->store, ground_project, 2, &err),
		     ERR_FAILED);
	assert_ok(store_begin(ground->store, &err));
	assert_ok(store_audits_cut(ground->store, ground_project, 2, &err));
	assert_ok(store_commit(ground->store, &err));
	audits.count = 0;
	assert_ok(store_audits(ground->store, ground_project, 1, audit_seen,
			       &audits, &err));
	assert_int_equal(audits.count, 1);
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

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slots_come_oldest_first_and_can_be_removed),
		cmocka_unit_test(projects_come_in_the_order_they_were_made),
		cmocka_unit_test(keys_come_back_whole_or_cut_to_size),
		cmocka_unit_test(manifest_rows_come_by_seq_and_stay),
		cmocka_unit_test(audit_rows_come_from_a_seq_on),
		cmocka_unit_test(a_head_is_absent_then_replaced),
		cmocka_unit_test(removing_a_project_removes_all_of_it),
	};

	return ground_main(argc, argv, &(struct child){ NULL, NULL },
			   "projects", tests, sizeof(tests) / sizeof(*tests));
}
