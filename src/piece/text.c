/* text.c - which fields are secret by their name, which values suit a field */
#include "piece/piece.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "base/values.h"

#define WORD_MAX  32
#define WORDS_MAX 12

struct words {
	char word[WORDS_MAX][WORD_MAX];
	size_t count;
};

/* Words that make a name secret, wherever they stand in it. */
static const char *const secret_words[] = {
	"key",	       "keys",	 "secret",   "secrets",	  "token",
	"tokens",      "bearer", "password", "passwords", "passwd",
	"pwd",	       "pass",	 "passcode", "pin",	  "passphrase",
	"credential",  "creds",	 "pat",	     "private",	  "jwt",
	"credentials", "cookie", "dsn",	     "pem",	  "authorization",
};

/* Ends of words written together: "clientsecret", "sshkey". */
static const char *const secret_ends[] = {
	"secret",     "token",	    "password",	   "passwd",
	"passphrase", "credential", "credentials", "apikey",
	"authkey",    "accesskey",  "privatekey",  "secretkey",
	"licensekey", "masterkey",  "signingkey",  "encryptionkey",
	"sshkey",     "tokens",	    "secrets",	   "serviceaccount",
};

static const char *const secret_pairs[][2] = {
	{ "service", "account" },
	{ "connection", "string" },
	{ "access", "code" },
	{ "recovery", "code" },
};

/* A name that ends in one of these is about a secret, not the secret. */
static const char *const about_words[] = {
	"name",	     "url",    "uri",	  "type",     "method",
	"host",	     "path",   "header",  "prefix",   "format",
	"algorithm", "length", "expiry",  "expires",  "ttl",
	"age",	     "size",   "version", "endpoint",
};

static bool word_in(const char *word, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(word, list[i]) == 0)
			return true;
	return false;
}

static bool word_ends(const char *word, const char *end)
{
	size_t len = strlen(word), tail = strlen(end);
	return len >= tail && strcmp(word + len - tail, end) == 0;
}

#define WORD_IN(word, list) word_in(word, list, sizeof(list) / sizeof(*list))

/* Does a word begin at text[i]? "apiKey", "APIKey", "api_key", "key2". */
static bool word_begins(const char *text, size_t i)
{
	unsigned char before = i > 0 ? (unsigned char)text[i - 1] : '_';
	unsigned char c = (unsigned char)text[i];
	if (!isalpha(before))
		return true;
	if (!isupper(c))
		return false;
	return !isupper(before) || islower((unsigned char)text[i + 1]);
}

static void words_split(const char *text, struct words *words)
{
	size_t len = 0;
	words->count = 0;
	for (size_t i = 0; text[i] != '\0'; i++) {
		unsigned char c = (unsigned char)text[i];
		if (!isalpha(c))
			continue;
		if (word_begins(text, i)) {
			if (words->count == WORDS_MAX)
				return;
			words->count++;
			len = 0;
		}
		if (len + 1 < WORD_MAX) {
			words->word[words->count - 1][len++] = (char)tolower(c);
			words->word[words->count - 1][len] = '\0';
		}
	}
}

static bool word_is_secret(const char *word)
{
	if (WORD_IN(word, secret_words))
		return true;
	for (size_t i = 0; i < sizeof(secret_ends) / sizeof(*secret_ends); i++)
		if (word_ends(word, secret_ends[i]))
			return true;
	return false;
}

static bool pair_is_secret(const char *first, const char *second)
{
	for (size_t i = 0; i < sizeof(secret_pairs) / sizeof(*secret_pairs);
	     i++)
		if (strcmp(first, secret_pairs[i][0]) == 0 &&
		    strcmp(second, secret_pairs[i][1]) == 0)
			return true;
	return false;
}

/* "tokenId" and "publicKey" may be shown, "secretId" and "privateKeyId" not. */
static bool words_are_harmless(const struct words *words)
{
	const char *last = words->word[words->count - 1];
	bool is_public = strcmp(last, "id") == 0;
	for (size_t i = 0; i < words->count; i++) {
		const char *word = words->word[i];
		if (strcmp(word, "secret") == 0 || strcmp(word, "private") == 0)
			return WORD_IN(last, about_words);
		is_public |= strcmp(word, "public") == 0;
	}
	return is_public || WORD_IN(last, about_words);
}

bool field_name_is_secret(const char *name)
{
	struct words words;
	words_split(name, &words);
	bool is_secret = false;
	for (size_t i = 0; i < words.count; i++) {
		is_secret |= word_is_secret(words.word[i]);
		if (i + 1 < words.count)
			is_secret |= pair_is_secret(words.word[i],
						    words.word[i + 1]);
	}
	return is_secret && !words_are_harmless(&words);
}

const struct piece_way *piece_way(const struct piece *piece, const char *type,
				  const char *label)
{
	for (size_t i = 0; i < piece->ways; i++) {
		const struct piece_way *way = &piece->way[i];
		bool fits = type == NULL ? strcmp(way->type, "oidc") != 0
					 : strcmp(way->type, type) == 0;
		if (fits &&
		    (label == NULL || strcasecmp(way->label, label) == 0))
			return way;
	}
	return NULL;
}

const struct piece_field *way_field(const struct piece_way *way,
				    const char *name)
{
	for (size_t i = 0; i < way->fields; i++)
		if (strcmp(way->field[i].name, name) == 0)
			return &way->field[i];
	return NULL;
}

/* Errors name the field, never the value: it may be a secret. */
static int value_err(const struct piece_field *field, struct err *err,
		     const char *what)
{
	return err_set(err, ERR_USAGE, "%s %s", field->name, what);
}

static bool is_option(const struct piece_field *field, const char *value,
		      size_t len)
{
	for (size_t i = 0; i < field->options; i++) {
		const char *option = field->option[i].value;
		if (strlen(option) == len && memcmp(option, value, len) == 0)
			return true;
	}
	return false;
}

static int check_choice(const struct piece_field *field, const char *value,
			size_t len, struct err *err)
{
	if (is_option(field, value, len))
		return 0;
	value_err(field, err, "is none of its choices");
	size_t used = 0;
	err->hint[0] = '\0';
	for (size_t i = 0; i < field->options; i++) {
		int n = snprintf(err->hint + used, sizeof(err->hint) - used,
				 "%s%s", i == 0 ? "one of: " : ", ",
				 field->option[i].value);
		if (n < 0 || (size_t)n >= sizeof(err->hint) - used) {
			err_hint(err, "see: connvault piece show");
			break;
		}
		used += (size_t)n;
	}
	return -1;
}

static int check_choices(const struct piece_field *field, const char *value,
			 size_t len, struct err *err)
{
	while (len > 0) {
		const char *comma = memchr(value, ',', len);
		size_t one = comma != NULL ? (size_t)(comma - value) : len;
		if (check_choice(field, value, one, err) != 0)
			return -1;
		one += comma != NULL;
		value += one;
		len -= one;
	}
	return 0;
}

static size_t digits(const char *value, size_t at, size_t len)
{
	size_t n = 0;
	while (at + n < len && isdigit((unsigned char)value[at + n]))
		n++;
	return n;
}

static int check_number(const struct piece_field *field, const char *value,
			size_t len, struct err *err)
{
	size_t at = value[0] == '-';
	size_t whole = digits(value, at, len);
	at += whole;
	if (whole > 0 && at + 1 < len && value[at] == '.')
		at += 1 + digits(value, at + 1, len);
	if (whole > 0 && at == len)
		return 0;
	return value_err(field, err, "must be a number");
}

static int check_checkbox(const struct piece_field *field, const char *value,
			  size_t len, struct err *err)
{
	if ((len == 4 && memcmp(value, "true", len) == 0) ||
	    (len == 5 && memcmp(value, "false", len) == 0))
		return 0;
	return value_err(field, err, "must be true or false");
}

static int too_many_lines(const struct piece_field *field, struct err *err)
{
	value_err(field, err, "must be one line");
	return err_hint(err, "give the value alone, without what stands above "
			     "or below it");
}

static int check_text(const struct piece_field *field, const char *value,
		      size_t len, struct err *err)
{
	bool is_long = field->kind == FIELD_LONG_TEXT;
	if (!utf8_is_valid(value, len))
		return value_err(field, err, "is not UTF-8 text");
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)value[i];
		if (is_long && (c == '\n' || c == '\r' || c == '\t'))
			continue;
		if (c == '\n' || c == '\r')
			return too_many_lines(field, err);
		if (c < 0x20 || c == 0x7f)
			return value_err(field, err,
					 "has a control character in it");
	}
	return 0;
}

typedef int value_fn(const struct piece_field *field, const char *value,
		     size_t len, struct err *err);

int field_value_check(const struct piece_field *field, const char *value,
		      size_t len, struct err *err)
{
	static value_fn *const check[] = {
		[FIELD_TEXT] = check_text,
		[FIELD_LONG_TEXT] = check_text,
		[FIELD_NUMBER] = check_number,
		[FIELD_CHECKBOX] = check_checkbox,
		[FIELD_CHOICE] = check_choice,
		[FIELD_CHOICES] = check_choices,
	};
	if (len == 0)
		return 0;
	if (len > VALUE_MAX)
		return value_err(field, err, "is longer than 64 KiB");
	return check[field->kind](field, value, len, err);
}
