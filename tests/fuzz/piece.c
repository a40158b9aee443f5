/* piece.c - files of own pieces */
#include "piece/own.h"

#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void told(int line, const char *field, const char *what, void *arg)
{
	(void)arg;
	HOLDS(line >= 1);
	HOLDS(field != NULL);
	HOLDS(*what);
}

static void check_way(const struct piece_way *way)
{
	HOLDS(way->type && fuzz_is_shown(way->label));
	for (size_t i = 0; i < way->hosts; i++)
		HOLDS(fuzz_is_shown(way->host[i]));
	for (size_t i = 0; i < way->fields; i++) {
		const struct piece_field *field = &way->field[i];
		struct err err = ERR_INIT;

		HOLDS(fuzz_is_shown(field->name));
		HOLDS(fuzz_is_shown(field->label));
		HOLDS(way_field(way, field->name) == field);
		field_value_check(field, field->preset, strlen(field->preset),
				  &err);
	}
}

static void found(struct piece *piece, void *arg)
{
	char *text = piece_search_text(piece);

	(void)arg;
	HOLDS(text != NULL);
	free(text);
	HOLDS(fuzz_is_shown(piece->name) && fuzz_is_shown(piece->display_name));
	HOLDS(piece_matches(piece, piece->name));
	for (size_t i = 0; i < piece->ways; i++)
		check_way(&piece->way[i]);
	piece_way(piece, NULL, NULL);
}

/* Files are what is read. */
static void write_file(char *path, const uint8_t *data, size_t size)
{
	int fd = mkstemp(path);

	HOLDS(fd >= 0);
	HOLDS(write(fd, data, size) == (ssize_t)size);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool pool = POOL_INIT;
	struct own_reading reading = {
		.pool = &pool, .told = told, .found = found, .faults_most = 10
	};
	char path[] = "/tmp/connvault-fuzz-XXXXXX";
	struct err err = ERR_INIT;

	write_file(path, data, size);
	HOLDS(own_read(path, &reading, &err) == 0);
	unlink(path);
	pool_free(&pool);
	return 0;
}
