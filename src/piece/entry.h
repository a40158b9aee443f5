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
/* api, check, check_by and hosts. */
void entry_read_recipes(struct reader *r, const cJSON *json,
			struct piece_way *way);
/* A free list of names and texts, as headers are. */
typedef bool entry_name_fn(struct reader *r, const char *name);
void entry_check_pairs(struct reader *r, const cJSON *json, const char *key,
		       const struct piece_way *way, unsigned may,
		       entry_name_fn *name_check);

#endif
