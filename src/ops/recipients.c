/* recipients.c - for whom an export is sealed, and who made one */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "ops/export.h"
#include "ops/import.h"
#include "ops/internal.h"
#include "seal/box.h"

#define SHOWN_KEY (int)(sizeof(PUBKEY_MARK) + 11) /* and 12 digits */

struct recipients {
	struct member item[BOX_MEMBERS_MAX];
	size_t count;
};

static bool is_same(const struct member *a, const struct member *b)
{
	return memcmp(a->id, b->id, ID_BYTES) == 0;
}

static int add(struct recipients *to, const struct member *member,
	       struct err *err)
{
	for (size_t i = 0; i < to->count; i++)
		if (is_same(&to->item[i], member))
			return 0;
	if (to->count == BOX_MEMBERS_MAX) {
		err_set(err, ERR_USAGE, "an export is for %d at most",
			BOX_MEMBERS_MAX);
		return err_hint(err, "make one for some, and one for others");
	}
	to->item[to->count++] = *member;
	return 0;
}

static int add_members(struct session *session, struct recipients *to,
		       struct err *err)
{
	struct member *member;
	size_t count;
	int result = 0;

	if (project_members(session->project, &member, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count && result == 0; i++)
		result = add(to, &member[i], err);
	free(member);
	return result;
}

static int add_word(struct session *session, const char *word,
		    struct recipients *to, struct err *err)
{
	struct member member;

	if (str_is(word, "members"))
		return add_members(session, to, err);
	if (str_is(word, "self")
		    ? vault_member(session->vault, &member, err) != 0
		    : pubkey_parse(word, &member, err) != 0)
		return -1;
	return add(to, &member, err);
}

int export_to_check(const char *word, struct err *err)
{
	struct member member;

	if (str_is(word, "members") || str_is(word, "self"))
		return 0;
	return pubkey_parse(word, &member, err);
}

int recipients_new(struct session *session, const char *const *words,
		   size_t count, struct recipients **out, struct err *err)
{
	struct recipients *to;

	if (!session_need(session, err))
		return -1;
	to = calloc(1, sizeof(*to));
	if (!to)
		return err_nomem(err);
	for (size_t i = 0; i < count; i++)
		if (add_word(session, words[i], to, err) != 0) {
			free(to);
			return -1;
		}
	*out = to;
	return 0;
}

void recipients_free(struct recipients *recipients)
{
	free(recipients);
}

size_t recipients_count(const struct recipients *recipients)
{
	return recipients->count;
}

/* All of them: the one that is left out would be the one that matters. */
void recipients_show(const struct recipients *recipients,
		     char out[RECIPIENTS_TEXT])
{
	size_t len = 0;
	char text[PUBKEY_TEXT];

	*out = '\0';
	for (size_t i = 0; i < recipients->count; i++) {
		pubkey_text(&recipients->item[i], text);
		len += (size_t)snprintf(out + len, RECIPIENTS_TEXT - len,
					"%s%.*s", i ? ", " : "", SHOWN_KEY,
					text);
	}
}

int export_seal_to(struct session *session, const struct recipients *to,
		   const struct secret *text, void **bytes, size_t *len,
		   struct err *err)
{
	uint8_t *sealed;

	if (!session_need(session, err) ||
	    vault_box_seal(session->vault, to->item, to->count, text, &sealed,
			   len, err) != 0)
		return -1;
	*bytes = sealed;
	return 0;
}

int session_public_key(const struct session *session, char **out,
		       struct err *err)
{
	struct member member;
	char text[PUBKEY_TEXT];

	if (vault_member(session->vault, &member, err) != 0)
		return -1;
	pubkey_text(&member, text);
	*out = strdup(text);
	return *out ? 0 : err_nomem(err);
}

/* -- opening --------------------------------------------------------------- */

/* yes: 1, no: 0, -1. */
static int is_member(struct session *session, const struct member *maker,
		     struct err *err)
{
	struct member *member;
	size_t count;
	int found = 0;

	if (project_members(session->project, &member, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		found = found || is_same(&member[i], maker);
	free(member);
	return found;
}

static int check_maker(const struct member *maker, const char *wanted,
		       struct err *err)
{
	struct member member;

	if (!wanted)
		return 0;
	if (pubkey_parse(wanted, &member, err) != 0)
		return -1;
	if (is_same(&member, maker))
		return 0;
	err_set(err, ERR_LOCKED, "the sealed file was made by somebody else");
	return err_hint(err, "import --dry-run without --made-by tells by "
			     "whom");
}

static int tell_maker(struct session *session, const struct member *maker,
		      struct import_maker *out, struct err *err)
{
	char text[PUBKEY_TEXT];
	struct member self;
	int known = is_member(session, maker, err);

	if (known < 0 || vault_member(session->vault, &self, err) != 0)
		return -1;
	pubkey_text(maker, text);
	*out = (struct import_maker){ .key = strdup(text),
				      .is_self = is_same(&self, maker),
				      .is_member = known };
	return out->key ? 0 : err_nomem(err);
}

int import_unseal_as(struct session *session, const struct secret *bytes,
		     const char *made_by, struct secret **text,
		     struct import_maker *maker, struct err *err)
{
	struct secret *opened;
	struct member member;
	size_t len;
	const void *at = secret_reveal(bytes, &len);

	if (!session_need(session, err) ||
	    vault_box_open(session->vault, at, len, &opened, &member, err) != 0)
		return -1;
	if (check_maker(&member, made_by, err) != 0 ||
	    tell_maker(session, &member, maker, err) != 0) {
		secret_free(opened);
		return -1;
	}
	*text = opened;
	return 0;
}
