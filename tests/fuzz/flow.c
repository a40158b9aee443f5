/* flow.c - exports of workflows, and other connections in them */
#include "flow/flow.h"

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "flow/swap.h"

/* Once more of what a swap made: the old connection is named no more. */
static void check_swapped(const char *json, size_t len, const char *old_id)
{
	struct read_flows flows;
	struct err err = ERR_INIT;

	HOLDS(flow_read(json, len, &flows, &err) == 0);
	for (size_t i = 0; i < flows.count; i++)
		for (size_t k = 0; k < flows.item[i].refs; k++)
			HOLDS(!str_is(flows.item[i].ref[k].connection, old_id));
	read_flows_clear(&flows);
}

static bool is_old(const char *id, const char *name, void *arg)
{
	(void)name;
	return str_is(id, arg);
}

static void swap(const char *json, size_t len, const char *old_id)
{
	char *arg = strdup(old_id), *made;
	const struct flow_swap swap = { .old_id = arg,
					.new_id = "new_one",
					.new_name = "New one",
					.is_old = is_old,
					.arg = arg };
	size_t made_len, places;
	struct err err = ERR_INIT;

	HOLDS(arg != NULL);
	if (flow_swap(json, len, &swap, &made, &made_len, &places, &err) == 0) {
		check_swapped(made, made_len, arg);
		free(made);
	}
	free(arg);
}

static void check_flow(const struct read_flow *flow)
{
	HOLDS(flow->name && flow->external_id && flow->trigger);
	HOLDS(flow->state >= READ_ON && flow->state <= READ_DRAFT);
	for (size_t i = 0; i < flow->refs; i++) {
		const struct read_ref *ref = &flow->ref[i];

		HOLDS(ref->step && ref->piece && ref->action);
		HOLDS(*ref->connection || *ref->name);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *json = (const char *)data;
	struct read_flows flows;
	struct err err = ERR_INIT;

	if (flow_read(json, size, &flows, &err) != 0) {
		HOLDS(*err.msg && fuzz_is_shown(err.msg));
		return 0;
	}
	HOLDS(flows.shape != NULL);
	for (size_t i = 0; i < flows.count; i++)
		check_flow(&flows.item[i]);
	if (flows.count > 0 && flows.item[0].refs > 0 &&
	    *flows.item[0].ref[0].connection)
		swap(json, size, flows.item[0].ref[0].connection);
	read_flows_clear(&flows);
	return 0;
}
