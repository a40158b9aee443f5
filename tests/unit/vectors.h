/* vectors.h - the files of tests/vectors: objects of numbers and hex text
 *
 * A test fails when something it asks for is missing or of another length. */
#ifndef CONNVAULT_TESTS_VECTORS_H
#define CONNVAULT_TESTS_VECTORS_H

#include "test_seal.h"

#include <cjson/cJSON.h>

#define BYTES_MAX 8192

/* tests/vectors/name.json; free it with cJSON_Delete(). */
cJSON *vectors_load(const char *name);

const cJSON *vector_part(const cJSON *object, const char *name);
const char *vector_text(const cJSON *object, const char *name);
uint64_t vector_number(const cJSON *object, const char *name);

/* Bytes written as hex: as many as there are, or exactly len. */
size_t vector_bytes(const cJSON *object, const char *name,
		    uint8_t out[BYTES_MAX]);
void vector_exactly(const cJSON *object, const char *name, uint8_t *out,
		    size_t len);
struct secret *vector_secret(const cJSON *object, const char *name);

/* Its "error": "locked" or "damaged". */
enum err_code vector_code(const cJSON *object);

void assert_vector(const cJSON *object, const char *name, const void *bytes,
		   size_t len);
void assert_vector_secret(const cJSON *object, const char *name,
			  const struct secret *secret);

#endif
