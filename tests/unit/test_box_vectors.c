/* test_box_vectors.c - sealed exports that other code made, from the manual */
#include "vectors.h"

#include "seal/box.h"
#include "seal/identity.h"

static int box_vector_open(const cJSON *json, struct secret **plain,
			   struct err *err)
{
	struct secret *passphrase = vector_secret(json, "passphrase");
	uint8_t sealed[BYTES_MAX];
	size_t len = vector_bytes(json, "sealed", sealed);
	int r = box_open(passphrase, sealed, len, plain, err);

	secret_free(passphrase);
	return r;
}

static void sealed_exports_open_as_described(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	cJSON *root = vectors_load("box");
	const cJSON *json;
	int count = 0;

	cJSON_ArrayForEach(json, vector_part(root, "opened")) {
		struct secret *plain;

		assert_ok(box_vector_open(json, &plain, &err));
		assert_vector_secret(json, "plain", plain);
		secret_free(plain);
		count++;
	}
	assert_int_equal(count, 3);
	cJSON_Delete(root);
}

static void sealed_exports_that_differ_are_refused(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	cJSON *root = vectors_load("box");
	const cJSON *json;
	int count = 0;

	cJSON_ArrayForEach(json, vector_part(root, "refused")) {
		struct secret *plain;

		if (box_vector_open(json, &plain, &err) == 0 ||
		    err.code != vector_code(json))
			fail_msg("%s: %s", vector_text(json, "name"), err.msg);
		count++;
	}
	assert_int_equal(count, 16);
	cJSON_Delete(root);
}

/* -- to members ------------------------------------------------------------ */

static int open_as(const cJSON *json, struct secret **plain,
		   struct member *maker, struct err *err)
{
	struct secret *seed = vector_secret(json, "seed");
	struct identity *identity;
	uint8_t sealed[BYTES_MAX];
	size_t len = vector_bytes(json, "sealed", sealed);
	int r;

	assert_int_equal(identity_from_seed(seed, &identity, err), 0);
	r = box_open_as(identity, sealed, len, plain, maker, err);
	identity_free(identity);
	secret_free(seed);
	return r;
}

static void exports_to_members_open_as_described(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	cJSON *root = vectors_load("box");
	const cJSON *json;
	int count = 0;

	cJSON_ArrayForEach(json,
			   vector_part(vector_part(root, "to"), "opened")) {
		struct secret *plain;
		struct member maker;

		assert_ok(open_as(json, &plain, &maker, &err));
		assert_vector_secret(json, "plain", plain);
		assert_vector(json, "maker", maker.id, ID_BYTES);
		secret_free(plain);
		count++;
	}
	assert_int_equal(count, 3);
	cJSON_Delete(root);
}

static void exports_to_members_that_differ_are_refused(void **state)
{
	(void)state;
	cJSON *root = vectors_load("box");
	const cJSON *json;
	int count = 0;

	cJSON_ArrayForEach(json,
			   vector_part(vector_part(root, "to"), "refused")) {
		struct err err = ERR_INIT;
		struct secret *plain;
		struct member maker;

		if (open_as(json, &plain, &maker, &err) == 0 ||
		    err.code != vector_code(json))
			fail_msg("%s: %s", vector_text(json, "name"), err.msg);
		count++;
	}
	assert_int_equal(count, 23);
	cJSON_Delete(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sealed_exports_open_as_described),
		cmocka_unit_test(sealed_exports_that_differ_are_refused),
		cmocka_unit_test(exports_to_members_open_as_described),
		cmocka_unit_test(exports_to_members_that_differ_are_refused),
	};
	return cmocka_run_group_tests(tests, seal_setup, NULL);
}
