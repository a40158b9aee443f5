/* entries.c - what the catalog is made of: lines of a file, own pieces */
#include "piece/entries.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/str.h"
#include "piece/own.h"

#define CATALOG_MAX (16 * 1024 * 1024)
#define ENTRY_BEGIN "{\"name\":\""

static void complain(struct entries *entries, int line, const char *field,
		     const char *what)
{
	char shown[256];
	struct str text = STR_INIT;
	const char **grown = realloc(
		entries->complaint, (entries->complaints + 1) * sizeof(*grown));
	if (grown == NULL)
		return;
	entries->complaint = grown;
	path_show(entries->reading, shown, sizeof(shown));
	str_add(&text, shown);
	if (line > 0)
		str_addf(&text, ":%d", line);
	str_addf(&text, ": %s%s%s", field, *field != '\0' ? ": " : "", what);
	const char *kept =
		text.text != NULL ? pool_text(&entries->pool, text.text) : NULL;
	if (kept != NULL)
		grown[entries->complaints++] = kept;
	str_clear(&text);
}

static void entries_told(int line, const char *field, const char *what,
			 void *arg)
{
	complain(arg, line, field, what);
}

static struct entry *entry_add(struct entries *entries)
{
	if (entries->count == entries->room) {
		size_t room = entries->room == 0 ? 1024 : 2 * entries->room;
		struct entry *grown =
			realloc(entries->entry, room * sizeof(*grown));
		if (grown == NULL) {
			entries->pool.failed = true;
			return NULL;
		}
		entries->entry = grown;
		entries->room = room;
	}
	struct entry *entry = &entries->entry[entries->count++];
	*entry = (struct entry){ .name = "" };
	return entry;
}

static int entry_cmp(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	return strcmp(x->name, y->name);
}

struct entry *entries_find(const struct entries *entries, const char *name)
{
	struct entry key = { .name = name };
	return entries->count == 0
		       ? NULL
		       : bsearch(&key, entries->entry, entries->count,
				 sizeof(key), entry_cmp);
}

/* Own pieces are few: looked for one by one before all is sorted. */
static struct entry *entry_seek(const struct entries *entries, const char *name)
{
	for (size_t i = 0; i < entries->count; i++)
		if (strcmp(entries->entry[i].name, name) == 0)
			return &entries->entry[i];
	return NULL;
}

/* A line of the file that is no entry: "[", "]", or nothing. */
static bool is_frame(const char *text, size_t len)
{
	return len == 0 || (len == 1 && (*text == '[' || *text == ']'));
}

/* One line of the file: "[", "]", or an entry and a comma. */
static void line_index(struct entries *entries, const char *text, size_t len,
		       int line)
{
	static const size_t begin = sizeof(ENTRY_BEGIN) - 1;
	while (len > 0 && (text[len - 1] == ',' || text[len - 1] == '\r'))
		len--;
	if (is_frame(text, len))
		return;
	const char *quote =
		len > begin && strncmp(text, ENTRY_BEGIN, begin) == 0
			? memchr(text + begin, '"', len - begin)
			: NULL;
	struct entry *entry = quote != NULL ? entry_add(entries) : NULL;
	if (entry == NULL) {
		complain(entries, line, "", "is no entry of the catalog");
		return;
	}
	const char *name = pool_bytes(&entries->pool, text + begin,
				      (size_t)(quote - text) - begin);
	*entry = (struct entry){ .name = name != NULL ? name : "",
				 .text = text,
				 .len = len,
				 .line = line };
}

static bool is_sorted(const struct entries *entries)
{
	for (size_t i = 1; i < entries->count; i++)
		if (strcmp(entries->entry[i - 1].name,
			   entries->entry[i].name) >= 0)
			return false;
	return true;
}

/* A damaged file may be out of order, or have a name twice. */
static void entries_sort(struct entries *entries)
{
	size_t kept = 0;
	if (is_sorted(entries))
		return;
	qsort(entries->entry, entries->count, sizeof(*entries->entry),
	      entry_cmp);
	for (size_t i = 0; i < entries->count; i++) {
		struct entry *entry = &entries->entry[i];
		if (kept > 0 &&
		    strcmp(entries->entry[kept - 1].name, entry->name) == 0)
			complain(entries, entry->line, "name",
				 "is there twice");
		else
			entries->entry[kept++] = *entry;
	}
	entries->count = kept;
}

int entries_read_file(struct entries *entries, const char *file,
		      struct err *err)
{
	size_t len;
	if (file_read(file, CATALOG_MAX, &entries->text, &len, err) != 0)
		return -1;
	const char *at = entries->text, *end = at + len;
	entries->file = entries->reading = file;
	for (int line = 1; at < end; line++) {
		const char *eol = memchr(at, '\n', (size_t)(end - at));
		if (eol == NULL)
			eol = end;
		line_index(entries, at, (size_t)(eol - at), line);
		at = eol + 1;
	}
	entries_sort(entries);
	return entries->pool.failed ? err_nomem(err) : 0;
}

static void own_found(struct piece *piece, void *arg)
{
	struct entries *entries = arg;
	struct entry *entry = entry_seek(entries, piece->name);
	if (entry != NULL && entry->folder == entries->folder) {
		complain(entries, 0, "name", "is there twice in this folder");
		return;
	}
	if (entry != NULL && entry->folder != 0)
		return; /* an earlier folder has it */
	if (entry == NULL)
		entry = entry_add(entries);
	if (entry == NULL)
		return;
	*entry = (struct entry){ .name = piece->name,
				 .piece = piece,
				 .folder = entries->folder };
}

static int own_file_read(struct entries *entries, const char *path,
			 struct err *err)
{
	struct err bad = ERR_INIT;
	struct own_reading reading = { .pool = &entries->pool,
				       .told = entries_told,
				       .found = own_found,
				       .arg = entries,
				       .faults_most = 1 };
	entries->reading = path;
	if (own_check_file(path, &bad) != 0 ||
	    own_read(path, &reading, &bad) != 0)
		complain(entries, 0, "", bad.msg);
	return entries->pool.failed ? err_nomem(err) : 0;
}

static int is_own_file(const struct dirent *file)
{
	size_t len = strlen(file->d_name);
	return file->d_name[0] != '.' && len > 5 &&
	       str_is(file->d_name + len - 5, ".json");
}

static int own_name_read(struct entries *entries, const char *folder,
			 const char *name, struct err *err)
{
	struct str path = STR_INIT;
	str_addf(&path, "%s/%s", folder, name);
	int ret = path.failed ? err_nomem(err)
			      : own_file_read(entries, path.text, err);
	str_clear(&path);
	return ret;
}

int entries_read_folder(struct entries *entries, const char *folder,
			struct err *err)
{
	struct dirent **file = NULL;
	int ret = 0, count = scandir(folder, &file, is_own_file, alphasort);
	entries->folder++;
	if (count < 0 && errno == ENOMEM)
		return err_nomem(err);
	if (count < 0 && errno != ENOENT && errno != ENOTDIR) {
		entries->reading = folder;
		complain(entries, 0, "", "cannot be read");
	}
	for (int i = 0; i < count; i++) {
		if (ret == 0)
			ret = own_name_read(entries, folder, file[i]->d_name,
					    err);
		free(file[i]);
	}
	free(file);
	entries_sort(entries);
	return ret;
}

const struct piece *entries_piece(struct entries *entries, struct entry *entry)
{
	if (entry->piece != NULL || entry->is_bad)
		return entry->piece;
	const char *text = pool_bytes(&entries->pool, entry->text, entry->len);
	entries->reading = entries->file;
	cJSON *json = text != NULL ? cJSON_ParseWithLengthOpts(
					     text, entry->len + 1, NULL, true)
				   : NULL;
	struct reader r = { .text = text,
			    .line = entry->line,
			    .told = entries_told,
			    .arg = entries,
			    .pool = &entries->pool,
			    .most = 1 };
	struct piece *piece = json != NULL ? reader_piece(&r, json) : NULL;
	if (json == NULL && text != NULL)
		complain(entries, entry->line, "", "is no valid JSON");
	cJSON_Delete(json);
	if (piece != NULL)
		piece->source = text;
	entry->piece = piece;
	entry->is_bad = piece == NULL && !entries->pool.failed;
	return piece;
}

void entries_clear(struct entries *entries)
{
	pool_free(&entries->pool);
	free(entries->text);
	free(entries->entry);
	free(entries->complaint);
}
