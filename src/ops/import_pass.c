/* import_pass.c - a store of pass, entry by entry
 *
 * Only `pass show` opens an entry: keys, agents and their questions are its
 * business. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/path.h"
#include "base/proc.h"
#include "base/str.h"
#include "ops/importing.h"

#define STORE	    "PASSWORD_STORE_DIR"
#define ENTRY_MAX   (64 * 1024)
#define ENTRIES_MAX 10000
#define DEEPEST	    16

struct entries {
	char **name;
	size_t count;
};

static void entries_clear(struct entries *entries)
{
	for (size_t i = 0; i < entries->count; i++)
		free(entries->name[i]);
	free(entries->name);
}

static int entry_add(struct entries *entries, const char *name, size_t len,
		     struct err *err)
{
	char **more =
		reallocarray(entries->name, entries->count + 1, sizeof(*more));

	if (!more)
		return err_nomem(err);
	entries->name = more;
	more[entries->count] = strndup(name, len);
	if (!more[entries->count])
		return err_nomem(err);
	if (++entries->count > ENTRIES_MAX)
		return err_set(err, ERR_USAGE, "it has more than %d entries",
			       ENTRIES_MAX);
	return 0;
}

static int walk(const char *top, const char *below, int depth,
		struct entries *out, struct err *err);

static int visit(const char *top, const char *below, const char *name,
		 int depth, struct entries *out, struct err *err)
{
	struct str path = STR_INIT, entry = STR_INIT;
	size_t len = strlen(name);
	struct stat st;
	int result = 0;

	str_addf(&entry, "%s%s%s", below, *below ? "/" : "", name);
	str_addf(&path, "%s/%s", top, entry.failed ? "" : entry.text);
	if (entry.failed || path.failed)
		result = err_nomem(err);
	else if (lstat(path.text, &st) != 0)
		;
	else if (S_ISDIR(st.st_mode) && depth < DEEPEST)
		result = walk(top, entry.text, depth + 1, out, err);
	else if (S_ISREG(st.st_mode) && len > 4 &&
		 str_is(name + len - 4, ".gpg"))
		result = entry_add(out, entry.text, entry.len - 4, err);
	str_clear(&path);
	str_clear(&entry);
	return result;
}

/* What begins with a full stop is git's, or pass' own. */
static int is_shown(const struct dirent *entry)
{
	return *entry->d_name != '.';
}

static int visit_all(struct dirent **list, int count, const char *top,
		     const char *below, int depth, struct entries *out,
		     struct err *err)
{
	int result = 0;

	for (int i = 0; i < count; i++) {
		if (result == 0)
			result = visit(top, below, list[i]->d_name, depth, out,
				       err);
		free(list[i]);
	}
	free(list);
	return result;
}

static int walk(const char *top, const char *below, int depth,
		struct entries *out, struct err *err)
{
	struct str path = STR_INIT;
	struct dirent **list;
	int count;

	str_addf(&path, "%s%s%s", top, *below ? "/" : "", below);
	if (path.failed)
		return err_nomem(err);
	count = scandir(path.text, &list, is_shown, alphasort);
	if (count < 0)
		err_sys(err, errno == ENOENT ? ERR_ABSENT : ERR_IO,
			"cannot read the password store");
	str_clear(&path);
	return count < 0 ? -1
			 : visit_all(list, count, top, below, depth, out, err);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int show(const char *entry, struct moved *out, struct err *err)
{
	const char *const argv[] = { "pass", "show", "--", entry, NULL };
	struct err why = ERR_INIT;
	struct secret *text = NULL;
	struct move_row *row;
	struct proc proc = { .argv = argv,
			     .out = &text,
			     .max = ENTRY_MAX,
			     .has_terminal = true };

	if (proc_run(&proc, &why) == 0) {
		int result = pass_read(entry, text, out, err);

		secret_free(text);
		return result;
	}
	secret_free(text);
	if (why.code == ERR_ABSENT || why.code == ERR_INTERRUPTED ||
	    why.code == ERR_NOMEM) {
		*err = why;
		return -1;
	}
	if (moved_row(out, entry, &row, err) != 0)
		return -1;
	row->why = why;
	err_hint(&row->why, "try pass show \"%.100s\"", entry);
	return 0;
}

static int show_all(const struct entries *entries, struct moved *out,
		    struct err *err)
{
	for (size_t i = 0; i < entries->count; i++)
		if (show(entries->name[i], out, err) != 0)
			return -1;
	return 0;
}

/* A folder of another kind, whatever cannot be read in it. */
static bool is_store(const char *folder, const struct entries *entries)
{
	struct str path = STR_INIT;
	struct stat st;

	str_addf(&path, "%s/.gpg-id", folder);

	bool is =
		entries->count > 0 || path.failed || stat(path.text, &st) == 0;

	str_clear(&path);
	return is;
}

static int find_entries(const char *folder, struct entries *out,
			struct err *err)
{
	struct err why = ERR_INIT;
	int result = walk(folder, "", 0, out, &why);

	if (result == 0 && !is_store(folder, out)) {
		err_set(err, ERR_USAGE,
			"no pass store: there is neither an entry (*.gpg) nor "
			".gpg-id in %s",
			path_shown(folder).text);
		return err_hint(err,
				"what can be imported is the folder of a pass "
				"store, or a file: an export, .env, CSV, JSON "
				"or what n8n writes");
	}
	if (result == 0 && out->count)
		qsort(out->name, out->count, sizeof(*out->name), by_name);
	else if (result != 0)
		*err = why;
	return result;
}

int import_read_pass(const char *folder, struct moved **out, struct err *err)
{
	struct entries entries = { .count = 0 };
	struct moved *moved = calloc(1, sizeof(*moved));
	int result = -1;

	if (!moved)
		return err_nomem(err);
	*moved = (struct moved)MOVED_INIT;
	moved->kind = MOVE_PASS;
	moved->has_secrets = true;
	if (setenv(STORE, folder, 1) != 0)
		err_nomem(err);
	else if (find_entries(folder, &entries, err) == 0)
		result = show_all(&entries, moved, err);
	entries_clear(&entries);
	if (result == 0)
		*out = moved;
	else
		import_free(moved);
	return result;
}
