/* checking.h - what the files of checks share; for src/ops/check*.c only */
#ifndef CONNVAULT_OPS_CHECKING_H
#define CONNVAULT_OPS_CHECKING_H

#include "net/http.h"
#include "ops/check.h"
#include "ops/recipe.h"

/* Why a check is not made, or NULL. */
const char *check_refusal(const struct piece_check *check,
			  const struct check_plan *plan);
struct http_request recipe_request(const struct recipe *recipe);
/* What the answer says. No words of the service that have part of a secret of
 * values in them are kept. */
void check_judge(const struct piece_way *way, const struct piece_check *check,
		 const struct values *values, const struct http_result *answer,
		 struct check_result *out);
void check_say(struct check_result *out, enum check_outcome outcome,
	       const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* check_fill.c: into a connection as it is in the vault then. Texts are
 * borrowed from the struct check_result. */
void check_fill(struct conn *now, void *result);
/* For the audit. */
#define CHECK_DETAIL 48
void check_describe(const struct check_result *result, char out[CHECK_DETAIL]);

#endif
