/* state.c - the value that ties an answer to the sign-in it belongs to */
#include "oauth/state.h"

#include <sodium.h>

#define STATE_OCTETS 32

int state_new(struct oauth_state *state, int64_t now_ms, struct err *err)
{
	unsigned char octets[STATE_OCTETS];

	if (sodium_init() < 0)
		return err_set(err, ERR_FAILED, "libsodium does not start");
	randombytes_buf(octets, sizeof(octets));
	sodium_bin2base64(state->text, sizeof(state->text), octets,
			  sizeof(octets),
			  sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	state->until_ms = now_ms + STATE_LIFE_MS;
	state->is_spent = false;
	return 0;
}

bool state_matches(const struct oauth_state *state, const char *text,
		   size_t len, int64_t now_ms)
{
	return len == STATE_LEN &&
	       sodium_memcmp(state->text, text, STATE_LEN) == 0 &&
	       !state->is_spent && now_ms < state->until_ms;
}
