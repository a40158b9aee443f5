/* refs.c - which connections the references of flows mean */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "ops/internal.h"

static size_t refs_total(const struct flows *flows)
{
	size_t total = 0;

	for (size_t i = 0; i < flows->count; i++)
		total += flows->item[i].refs;
	return total;
}

static int by_id(const void *a, const void *b)
{
	const struct ref_link *const *x = a, *const *y = b;

	return strcmp((*x)->id, (*y)->id);
}

static int by_name(const void *a, const void *b)
{
	const struct ref_link *const *x = a, *const *y = b;

	return strcmp((*x)->folded, (*y)->folded);
}

typedef int link_order(const void *a, const void *b);

/* Point every link that equals key at conn. order is the array's. */
static void links_point(struct ref_link **sorted, size_t count,
			link_order *order, const struct ref_link *key,
			long conn)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (order(&sorted[mid], &key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < count && order(&sorted[low], &key) == 0; low++)
		if (sorted[low]->conn < 0)
			sorted[low]->conn = conn;
}

/* What a reference says, or what it is bound to. */
typedef const char *ref_id_fn(const struct flow_ref *ref);

static const char *id_said(const struct flow_ref *ref)
{
	return ref->connection;
}

static const char *id_bound(const struct flow_ref *ref)
{
	return ref->bound;
}

static void resolve_ids(struct ref_links *links, struct ref_link **sorted,
			const struct conns *conns, ref_id_fn *id_of)
{
	size_t count = 0;

	for (size_t i = 0; i < links->count; i++) {
		struct ref_link *link = &links->item[i];

		link->id = id_of(link->ref);
		if (link->conn < 0 && link->id && *link->id)
			sorted[count++] = link;
	}
	if (count > 0)
		qsort(sorted, count, sizeof(struct ref_link *), by_id);
	for (size_t i = 0; count && i < conns->count; i++) {
		struct ref_link key = { .id = conns->item[i].external_id };

		if (!conns->item[i].trashed)
			links_point(sorted, count, by_id, &key, (long)i);
	}
}

/* n8n names its credentials: a name counts where the id says nothing. */
static int resolve_names(struct ref_links *links, struct ref_link **sorted,
			 const struct conns *conns)
{
	size_t count = 0;

	for (size_t i = 0; i < links->count; i++) {
		struct ref_link *link = &links->item[i];

		if (link->conn >= 0 || !*link->ref->name)
			continue;
		link->folded = utf8_fold(link->ref->name);
		if (!link->folded)
			return -1;
		sorted[count++] = link;
	}
	qsort(sorted, count, sizeof(struct ref_link *), by_name);
	for (size_t i = 0; count && i < conns->count; i++) {
		struct ref_link key = { .folded = utf8_fold(
						conns->item[i].name) };

		if (!key.folded)
			return -1;
		if (!conns->item[i].trashed)
			links_point(sorted, count, by_name, &key, (long)i);
		free(key.folded);
	}
	return 0;
}

int ref_links_make(const struct flows *flows, const struct conns *conns,
		   struct ref_links *out, struct err *err)
{
	size_t total = refs_total(flows);
	struct ref_link **sorted = calloc(total + 1, sizeof(*sorted));

	out->count = 0;
	out->item = calloc(total + 1, sizeof(*out->item));
	if (!sorted || !out->item)
		goto fail;
	for (size_t i = 0; i < flows->count; i++)
		for (size_t k = 0; k < flows->item[i].refs; k++)
			out->item[out->count++] = (struct ref_link){
				.ref = &flows->item[i].ref[k],
				.flow = i,
				.conn = -1,
			};
	resolve_ids(out, sorted, conns, id_said);
	resolve_ids(out, sorted, conns, id_bound);
	if (resolve_names(out, sorted, conns))
		goto fail;
	free(sorted);
	return 0;
fail:
	free(sorted);
	ref_links_clear(out);
	return err_nomem(err);
}

void ref_links_clear(struct ref_links *links)
{
	for (size_t i = 0; i < links->count; i++)
		free(links->item[i].folded);
	free(links->item);
	*links = (struct ref_links){ 0 };
}
