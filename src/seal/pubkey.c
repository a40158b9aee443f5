/* pubkey.c - the public keys of a member, and their text */
#include "seal/pubkey.h"

#include <assert.h>
#include <ctype.h>
#include <sodium.h>
#include <string.h>
#include <strings.h>

#define MARK_LEN   (sizeof(PUBKEY_MARK) - 1)
#define KEYS	   64
#define CHECK	   6
#define DIGIT_BITS 5
#define DIGITS	   ((KEYS + CHECK) * 8 / DIGIT_BITS)

static_assert((KEYS + CHECK) * 8 % DIGIT_BITS == 0, "no bits are left over");
static_assert(MARK_LEN + DIGITS + 1 == PUBKEY_TEXT, "length of the text");

static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";

static void put_keys(const struct member *member, uint8_t out[KEYS])
{
	memcpy(out, member->box_pk, 32);
	memcpy(out + 32, member->sign_pk, 32);
}

void member_id(const struct member *member, uint8_t out[ID_BYTES])
{
	uint8_t keys[KEYS], hash[HASH_BYTES];

	put_keys(member, keys);
	crypto_generichash(hash, sizeof(hash), keys, sizeof(keys), NULL, 0);
	memcpy(out, hash, ID_BYTES);
}

static void check_of(const uint8_t keys[KEYS], uint8_t out[CHECK])
{
	uint8_t marked[MARK_LEN + KEYS], hash[HASH_BYTES];

	memcpy(marked, PUBKEY_MARK, MARK_LEN);
	memcpy(marked + MARK_LEN, keys, KEYS);
	crypto_generichash(hash, sizeof(hash), marked, sizeof(marked), NULL, 0);
	memcpy(out, hash, CHECK);
}

void pubkey_text(const struct member *member, char out[PUBKEY_TEXT])
{
	uint8_t bytes[KEYS + CHECK];
	unsigned held = 0, bits = 0;
	char *to = out + MARK_LEN;

	put_keys(member, bytes);
	check_of(bytes, bytes + KEYS);
	memcpy(out, PUBKEY_MARK, MARK_LEN);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		held = (held << 8 | bytes[i]) & 0xfff;
		for (bits += 8; bits >= DIGIT_BITS; bits -= DIGIT_BITS)
			*to++ = digits[held >> (bits - DIGIT_BITS) & 31];
	}
	*to = '\0';
}

static bool read_digits(const char *text, uint8_t out[KEYS + CHECK])
{
	unsigned held = 0, bits = 0;

	for (; *text; text++) {
		const char *digit =
			strchr(digits, tolower((unsigned char)*text));

		if (!digit)
			return false;
		held = (held << DIGIT_BITS | (unsigned)(digit - digits)) &
		       0xfff;
		bits += DIGIT_BITS;
		if (bits >= 8) {
			bits -= 8;
			*out++ = (uint8_t)(held >> bits);
		}
	}
	return true;
}

static bool read_keys(const char *text, uint8_t out[KEYS + CHECK])
{
	uint8_t check[CHECK];

	if (strlen(text) != PUBKEY_TEXT - 1 ||
	    !read_digits(text + MARK_LEN, out))
		return false;
	check_of(out, check);
	return memcmp(check, out + KEYS, CHECK) == 0;
}

int pubkey_parse(const char *text, struct member *out, struct err *err)
{
	uint8_t keys[KEYS + CHECK];

	if (strncasecmp(text, PUBKEY_MARK, MARK_LEN) != 0) {
		err_set(err, ERR_USAGE, "this is no public key of connvault");
		return err_hint(err, "it begins with " PUBKEY_MARK
				     "; connvault whoami prints one's own");
	}
	if (!read_keys(text, keys)) {
		err_set(err, ERR_USAGE, "the public key was cut or mistyped");
		return err_hint(err,
				"it has %d letters and digits: copy it as "
				"connvault whoami prints it",
				PUBKEY_TEXT - 1);
	}
	*out = (struct member){ .role = 0 };
	memcpy(out->box_pk, keys, 32);
	memcpy(out->sign_pk, keys + 32, 32);
	member_id(out, out->id);
	return 0;
}
