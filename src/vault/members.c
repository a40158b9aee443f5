/* members.c - who belongs to a project, and files sealed to such */
#include <stdlib.h>
#include <string.h>

#include "seal/box.h"
#include "vault/internal.h"

int vault_member(const struct vault *vault, struct member *out, struct err *err)
{
	if (vault_need_identity(vault, err))
		return -1;
	*out = *identity_public(vault->identity);
	return 0;
}

int project_members(struct project *project, struct member **out, size_t *count,
		    struct err *err)
{
	const struct manifest *manifest = &project->manifest;

	if (project_enter(project, ENTER_READ, err))
		return -1;
	project_leave(project);
	*out = calloc(manifest->count, sizeof(**out));
	if (*out == NULL)
		return err_nomem(err);
	memcpy(*out, manifest->members, manifest->count * sizeof(**out));
	*count = manifest->count;
	return 0;
}

int vault_box_seal(const struct vault *vault, const struct member *to,
		   size_t count, const struct secret *plain, uint8_t **out,
		   size_t *len, struct err *err)
{
	if (vault_need_identity(vault, err))
		return -1;
	return box_seal_to(vault->identity, to, count, plain, out, len, err);
}

int vault_box_open(const struct vault *vault, const uint8_t *bytes, size_t len,
		   struct secret **plain, struct member *maker, struct err *err)
{
	if (vault_need_identity(vault, err))
		return -1;
	return box_open_as(vault->identity, bytes, len, plain, maker, err);
}
