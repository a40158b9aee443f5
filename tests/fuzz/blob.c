/* blob.c - what stands in a vault file: sealed, and when it was opened */
#include "seal/blob.h"

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/values.h"
#include "seal/manifest.h"
#include "vault/internal.h"

static const struct blob_context here = { .row = "row", .version = 7 };

/* Nobody makes a blob without the key. */
static void open_forged(const struct secret *key, const uint8_t *data,
			size_t size)
{
	uint8_t *out = malloc(size + 1);
	size_t len;
	struct err err = ERR_INIT;

	HOLDS(out != NULL);
	HOLDS(blob_open(key, BLOB_META, &here, data, size, out, &len, &err) !=
	      0);
	HOLDS(err.code == ERR_DAMAGED || err.code == ERR_LOCKED);
	free(out);
}

/* What is sealed comes back. */
static void open_sealed(const struct secret *key, const uint8_t *data,
			size_t size)
{
	uint8_t *blob = malloc(blob_size(size)), *out;
	size_t len;
	struct err err = ERR_INIT;

	HOLDS(blob != NULL);
	HOLDS(blob_seal(key, BLOB_META, 1, &here, data, size, blob, &err) == 0);
	out = malloc(blob_size(size) - BLOB_HEAD - BLOB_TAG);
	HOLDS(out != NULL);
	HOLDS(blob_open(key, BLOB_META, &here, blob, blob_size(size), out, &len,
			&err) == 0);
	HOLDS(len == size && (size == 0 || memcmp(out, data, size) == 0));
	free(blob);
	free(out);
}

/* A copy that ends where the bytes do; readers write into it. */
static uint8_t *copy(const uint8_t *data, size_t size)
{
	uint8_t *made = malloc(size + 1);

	HOLDS(made != NULL);
	memcpy(made, data, size);
	return made;
}

/* What is read, written and read again is written the same. */
static void read_conn(const uint8_t *data, size_t size)
{
	uint8_t *plain = copy(data, size), *once, *twice;
	struct conn conn = { .version = 0 }, again = { .version = 0 };
	size_t once_len, twice_len;
	struct err err = ERR_INIT;

	if (conn_decode(plain, size, NULL, &conn, &err) == 0) {
		HOLDS(conn_encode(&conn, &once, &once_len, &err) == 0);

		uint8_t *between = copy(once, once_len);

		HOLDS(conn_decode(between, once_len, NULL, &again, &err) == 0);
		HOLDS(conn_encode(&again, &twice, &twice_len, &err) == 0);
		HOLDS(once_len == twice_len &&
		      memcmp(once, twice, once_len) == 0);
		wipe_free(once, once_len);
		wipe_free(twice, twice_len);
		free(between);
		conn_clear(&again);
	}
	conn_clear(&conn);
	free(plain);
}

static void read_flow(const uint8_t *data, size_t size)
{
	uint8_t *plain = copy(data, size), *made;
	struct flow flow = { .version = 0 };
	size_t len;
	struct err err = ERR_INIT;

	if (flow_decode(plain, size, &flow, &err) == 0) {
		HOLDS(flow_encode(&flow, &made, &len, &err) == 0);
		wipe_free(made, len);
	}
	flow_clear(&flow);
	free(plain);
}

static void read_values(const uint8_t *data, size_t size)
{
	struct secret *packed = fuzz_secret(data, size), *once, *twice;
	struct values values = VALUES_INIT, again = VALUES_INIT;
	struct err err = ERR_INIT;

	if (values_unpack(packed, &values, &err) == 0) {
		HOLDS(values_pack(&values, &once, &err) == 0);
		HOLDS(values_unpack(once, &again, &err) == 0);
		HOLDS(values_pack(&again, &twice, &err) == 0);
		HOLDS(secret_equal(once, twice));
		secret_free(once);
		secret_free(twice);
	}
	values_clear(&values);
	values_clear(&again);
	secret_free(packed);
}

static void read_manifest(const uint8_t *data, size_t size)
{
	static struct manifest manifest;
	uint8_t made[MANIFEST_BYTES_MAX];
	struct err err = ERR_INIT;

	if (manifest_read(data, size, &manifest, &err) != 0)
		return;
	HOLDS(manifest_write(&manifest, made) == size);
	HOLDS(memcmp(made, data, size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t key_bytes[KEY_BYTES] = "made up for tests";
	struct secret *key = fuzz_secret(key_bytes, sizeof(key_bytes));

	open_forged(key, data, size);
	open_sealed(key, data, size);
	read_conn(data, size);
	read_flow(data, size);
	read_values(data, size);
	read_manifest(data, size);
	secret_free(key);
	return 0;
}
