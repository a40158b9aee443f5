/* member.h - single members of an answer in JSON, read with suspicion
 *
 * A path is "user.email": the member email of the object user. */
#ifndef CONNVAULT_OAUTH_MEMBER_H
#define CONNVAULT_OAUTH_MEMBER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/secret.h"

struct members; /* opaque: of one answer */

/* NULL when body is no JSON object, or memory ran out. */
struct members *members_read(const struct secret *body);
void members_free(struct members *members); /* wipes; NULL is fine */

/* Has the member at path that value, given as JSON? */
bool member_is(const struct members *members, const char *path,
	       const char *json);
/* Text or number there, cleaned (clean.h); "" when there is none. */
void member_text(const struct members *members, const char *path, char *out,
		 size_t size, size_t columns);
/* The words of the first member that errors usually stand in, or "". */
void member_error(const struct members *members, char *out, size_t size,
		  size_t columns);

#endif
