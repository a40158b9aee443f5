/* recovery.c - a recovery code: 256 random bits, and their text for paper */
#include "seal/slot.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "seal/keyring.h"

#define CHECK_LABEL "connvault recovery code"
#define GROUP	    4
#define BITS	    5
/* 52 digits of 5 bits: 256 bits of key, 4 of checksum. */
#define CODE_BYTES 33

static_assert(RECOVERY_CODE_LEN * BITS == KEY_BYTES * 8 + 4, "bits of a code");

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/* In the upper half of a byte, where it follows the key's bits. */
static uint8_t checksum(const uint8_t *key)
{
	uint8_t hash[HASH_BYTES], check;

	crypto_generichash(hash, sizeof(hash), key, KEY_BYTES,
			   (const uint8_t *)CHECK_LABEL, strlen(CHECK_LABEL));
	check = hash[0] & 0xf0;
	sodium_memzero(hash, sizeof(hash));
	return check;
}

static unsigned digit_at(const uint8_t code[CODE_BYTES], size_t index)
{
	size_t bit = index * BITS;
	unsigned pair = (unsigned)code[bit / 8] << 8;

	if (bit / 8 + 1 < CODE_BYTES)
		pair |= code[bit / 8 + 1];
	return pair >> (16 - BITS - bit % 8) & 31;
}

static void digit_put(uint8_t code[CODE_BYTES], size_t index, unsigned digit)
{
	size_t bit = index * BITS;
	unsigned pair = digit << (16 - BITS - bit % 8);

	code[bit / 8] |= (uint8_t)(pair >> 8);
	if (bit / 8 + 1 < CODE_BYTES)
		code[bit / 8 + 1] |= (uint8_t)pair;
}

static void write_text(const uint8_t code[CODE_BYTES], char *text)
{
	for (size_t i = 0; i < RECOVERY_CODE_LEN; i++) {
		if (i > 0 && i % GROUP == 0)
			*text++ = '-';
		*text++ = digits[digit_at(code, i)];
	}
}

int recovery_new(struct secret **bytes, struct secret **text, struct err *err)
{
	struct secret *key, *shown;
	uint8_t code[CODE_BYTES];

	if (key_new(&key, err) != 0)
		return -1;
	if (secret_new(RECOVERY_CODE_TEXT - 1, &shown, err) != 0) {
		secret_free(key);
		return -1;
	}
	memcpy(code, secret_reveal(key, NULL), KEY_BYTES);
	code[KEY_BYTES] = checksum(code);
	write_text(code, secret_fill(shown));
	sodium_memzero(code, sizeof(code));
	*bytes = key;
	*text = shown;
	return 0;
}

/* What a character stands for, also where it was misread; -1 for none. */
static int digit_of(char c)
{
	static const char misread[] = "0O1L8B";

	for (size_t i = 0; misread[i]; i += 2) {
		if (c == misread[i])
			c = misread[i + 1];
	}
	if (c >= 'a' && c <= 'z')
		return c - 'a';
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= '2' && c <= '7')
		return c - '2' + 26;
	return -1;
}

static bool is_blank(char c)
{
	return c == '-' || c == ' ' || (c >= '\t' && c <= '\r');
}

/* Digits read, or -1 at a character that can't be one. code is zeroed before.
 * Digits beyond a code's length are counted, not kept. */
static int read_text(const char *text, size_t len, uint8_t code[CODE_BYTES])
{
	int count = 0;

	for (size_t i = 0; i < len; i++) {
		int digit;

		if (is_blank(text[i]))
			continue;
		digit = digit_of(text[i]);
		if (digit < 0)
			return -1;
		if (count < RECOVERY_CODE_LEN)
			digit_put(code, (size_t)count, (unsigned)digit);
		count++;
	}
	return count;
}

static int refuse(int count, struct err *err)
{
	err_set(err, ERR_LOCKED, "this is not a recovery code");
	if (count < 0)
		return err_hint(err, "it has letters and the digits 2 to 7");
	if (count != RECOVERY_CODE_LEN)
		return err_hint(err,
				"it has %d letters and digits, this has %d",
				RECOVERY_CODE_LEN, count);
	err_set(err, ERR_LOCKED, "the recovery code has a slip of the pen");
	return err_hint(err, "compare it with the paper, letter by letter");
}

int recovery_parse(const struct secret *text, struct secret **bytes,
		   struct err *err)
{
	uint8_t code[CODE_BYTES] = { 0 };
	size_t len;
	const char *from = secret_reveal(text, &len);
	int count = read_text(from, len, code), r;

	if (count != RECOVERY_CODE_LEN || code[KEY_BYTES] != checksum(code))
		r = refuse(count, err);
	else
		r = secret_from(code, KEY_BYTES, bytes, err);
	sodium_memzero(code, sizeof(code));
	return r;
}
