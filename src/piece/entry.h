/* entry.h - the parts of one catalog entry, each read by its own file */
#ifndef CONNVAULT_PIECE_ENTRY_H
#define CONNVAULT_PIECE_ENTRY_H

#include "piece/reader.h"

/* Placeholders beside the fields of the way. */
enum may_have {
	MAY_TOKEN = 1 << 0,  /* {access_token} and {data.x}, in oauth2 */
	MAY_REVOKE = 1 << 1, /* {client_id} and {token} */
};

/* Tells placeholders that are no field of way. */
bool template_check(struct reader *r, const char *key, const char *text,
		    const struct piece_way *way, unsigned may);

/* field.c: the fields of a way, its type known; api_key and basic have theirs
 * without being told. */
void entry_read_fields(struct reader *r, const cJSON *json,
		       struct piece_way *way);

/* send.c: an address of a way, with its host noted; "" when it is not there. */
const char *entry_read_url(struct reader *r, const cJSON *json, const char *key,
			   struct piece_way *way, unsigned may);
/* api, check, check_by (check.c) and hosts. */
void entry_read_recipes(struct reader *r, const cJSON *json,
			struct piece_way *way);
/* A free list of names and texts, as headers are. */
typedef bool entry_name_fn(struct reader *r, const char *name);
void entry_check_pairs(struct reader *r, const cJSON *json, const char *key,
		       const struct piece_way *way, unsigned may,
		       entry_name_fn *name_check);

/* What stands in them, checked before, "" for an empty text. */
const struct field_option *entry_read_pairs(struct reader *r, const cJSON *json,
					    const char *key, size_t *count);
/* May a header have that name? */
bool entry_is_header(struct reader *r, const char *name);
/* The object "values" of { "field": ..., "values": { value: what } }, whose
 * keys are values of a choice of way; NULL after a fault. */
const cJSON *entry_by_values(struct reader *r, const cJSON *by,
			     const struct piece_way *way);
/* Addresses by value. */
void entry_check_url_by(struct reader *r, const cJSON *json,
			struct piece_way *way, unsigned may);

/* check.c: check and check_by, with what api has for those that lack it. */
void entry_read_checks(struct reader *r, const cJSON *json,
		       struct piece_way *way);

#endif
