/* query.c - the query of a callback */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_response(data, size, response_read_query);
	return 0;
}
