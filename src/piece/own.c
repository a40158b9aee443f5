/* own.c - files of own pieces: one entry, or a list of them */
#include "piece/own.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "base/utf8.h"

#define OWN_FILE_MAX (1024 * 1024)
#define FAULTS_MAX   100 /* of a file; then the rest is left alone */
#define PIECES_MAX   2000

int own_check_file(const char *path, struct err *err)
{
	struct stat st;
	if (stat(path, &st) != 0)
		return err_sys(err, ERR_IO, "cannot be read");
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_USAGE, "is no file");
	if (st.st_uid != geteuid() && st.st_uid != 0)
		return err_set(err, ERR_USAGE, "belongs to somebody else");
	if (st.st_mode & S_IWOTH)
		return err_set(err, ERR_USAGE, "can be changed by everybody");
	return 0;
}

static void file_fault(struct own_reading *reading, int line, const char *what)
{
	reading->faults++;
	reading->told(line, "", what, reading->arg);
}

static void entry_read(struct own_reading *reading, struct reader *r,
		       const cJSON *json)
{
	const char *end;
	struct piece *piece = reader_piece(r, json);
	reading->faults += (size_t)r->faults;
	if (piece == NULL || reading->found == NULL)
		return;
	const char *at = json_locate(r->text, r->path, r->depth, &end);
	piece->source = pool_bytes(r->pool, at, (size_t)(end - at));
	piece->is_own = true;
	if (piece->source != NULL)
		reading->found(piece, reading->arg);
}

static void list_read(struct own_reading *reading, const char *text,
		      const cJSON *json)
{
	const cJSON *item;
	size_t index = 0;
	if (json->child == NULL)
		file_fault(reading, 1, "has no piece in it");
	if (cJSON_GetArraySize(json) > PIECES_MAX) {
		file_fault(reading, 1, "has more than 2000 pieces");
		return;
	}
	cJSON_ArrayForEach(item, json) {
		if (reading->faults >= FAULTS_MAX) {
			file_fault(reading, 1,
				   "has so many faults that the rest was not "
				   "looked at");
			return;
		}
		struct reader r = { .text = text,
				    .line = 1,
				    .told = reading->told,
				    .arg = reading->arg,
				    .pool = reading->pool,
				    .most = reading->faults_most };
		reader_enter_item(&r, index++);
		r.hidden = r.depth;
		entry_read(reading, &r, item);
	}
}

static void text_read(struct own_reading *reading, const char *text, size_t len)
{
	const char *end = text;
	/* With the NUL behind it, as cJSON wants it. */
	cJSON *json = cJSON_ParseWithLengthOpts(text, len + 1, &end, true);
	struct reader r = { .text = text,
			    .line = 1,
			    .told = reading->told,
			    .arg = reading->arg,
			    .pool = reading->pool,
			    .most = reading->faults_most };
	if (json == NULL)
		file_fault(reading, json_line(text, end, 1),
			   "is no valid JSON from here on");
	else if (cJSON_IsArray(json))
		list_read(reading, text, json);
	else if (cJSON_IsObject(json))
		entry_read(reading, &r, json);
	else
		file_fault(reading, 1, "must be an object or a list of them");
	cJSON_Delete(json);
}

int own_read(const char *path, struct own_reading *reading, struct err *err)
{
	char *text;
	size_t len;
	if (file_read(path, OWN_FILE_MAX, &text, &len, err) != 0)
		return -1;
	const char *nul = memchr(text, '\0', len);
	if (nul == NULL)
		nul = strstr(text, "\\u0000");
	if (nul != NULL)
		file_fault(reading, json_line(text, nul, 1),
			   "has a NUL character in it");
	else if (!utf8_is_valid(text, len))
		file_fault(reading, 1, "is not UTF-8 text");
	else
		text_read(reading, text, len);
	free(text);
	if (reading->pool->failed)
		return err_nomem(err);
	return 0;
}

int piece_check_file(const char *path, piece_fault_fn *told, void *arg,
		     struct err *err)
{
	struct pool pool = POOL_INIT;
	struct own_reading reading = { .pool = &pool,
				       .told = told,
				       .arg = arg,
				       .faults_most = FAULTS_MAX };
	int ret = own_read(path, &reading, err);
	if (ret == 0 && reading.faults > 0)
		ret = err_set(err, ERR_USAGE, "%s has %zu fault%s",
			      path_shown(path).text, reading.faults,
			      reading.faults == 1 ? "" : "s");
	pool_free(&pool);
	return ret;
}
