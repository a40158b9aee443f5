/* pasted.c - what an operator pasted: an address, a query, a code */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_response(data, size, response_read_pasted);
	return 0;
}
