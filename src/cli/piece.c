/* piece.c - connvault piece list, show, check */
#include <stdio.h>
#include <string.h>

#include <cJSON.h>

#include "base/str.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "piece/piece.h"

static const struct opt list_options[] = {
	{ "match", 'm', "WORDS",
	  "all must be in name, provider, category or way to authorize" },
	{ "auth", 0, "api_key|basic|custom|oauth2|none|oidc",
	  "only pieces that have this way to authorize" },
	OPT_END,
};

static const struct column columns[] = {
	{ .title = "PIECE", .shrinks = true },
	{ .title = "NAME", .shrinks = true },
	{ .title = "CATEGORY", .shrinks = true },
	{ .title = "AUTHORIZE WITH", .shrinks = true },
};

/* A bad own piece must not be missed, nor keep the others from working. */
static void tell_complaints(const struct catalog *catalog)
{
	char shown[OUT_SAFE];
	const char *const *complaint;
	size_t count = catalog_complaints(catalog, &complaint);

	for (size_t i = 0; i < count; i++)
		fprintf(stderr, "connvault: skipped %s\n",
			out_safe(shown, complaint[i]));
}

/* "Sales and CRM, Marketing" */
static void add_categories(const struct piece *piece, struct str *out)
{
	char label[128];

	for (size_t i = 0; i < piece->categories; i++) {
		category_label(piece->category[i], label, sizeof(label));
		str_addf(out, "%s%s", i ? ", " : "", label);
	}
}

/* -- list ---------------------------------------------------------------- */

struct listing {
	const char *words, *auth;
	struct table *table; /* or */
	cJSON *array;
};

static void add_row(struct table *table, const struct piece *piece)
{
	struct str categories = STR_INIT, ways = STR_INIT;

	add_categories(piece, &categories);
	for (size_t i = 0; i < piece->ways; i++)
		str_addf(&ways, "%s%s", i ? ", " : "", piece->way[i].label);
	table_add(table, piece->name, STYLE_PLAIN);
	table_add(table, piece->display_name, STYLE_PLAIN);
	table_add(table, categories.len ? categories.text : "", STYLE_PLAIN);
	table_add(table, ways.len ? ways.text : "", STYLE_PLAIN);
	str_clear(&categories);
	str_clear(&ways);
}

static void add_json(cJSON *array, const struct piece *piece)
{
	cJSON *row = cJSON_CreateObject();

	out_json_text(row, "name", piece->name);
	out_json_text(row, "display_name", piece->display_name);

	cJSON *categories = cJSON_AddArrayToObject(row, "categories");

	for (size_t i = 0; i < piece->categories; i++)
		cJSON_AddItemToArray(categories,
				     cJSON_CreateString(piece->category[i]));

	cJSON *auth = cJSON_AddArrayToObject(row, "auth");

	for (size_t i = 0; i < piece->ways; i++) {
		cJSON *way = cJSON_CreateObject();

		out_json_text(way, "type", piece->way[i].type);
		out_json_text(way, "label", piece->way[i].label);
		cJSON_AddItemToArray(auth, way);
	}
	cJSON_AddBoolToObject(row, "own", piece->is_own);
	cJSON_AddItemToArray(array, row);
}

static int list_piece(const struct piece *piece, void *arg)
{
	struct listing *listing = arg;

	if ((listing->auth && !piece_way(piece, listing->auth, NULL)) ||
	    (listing->words && !piece_matches(piece, listing->words)))
		return 0;
	if (listing->array)
		add_json(listing->array, piece);
	else
		add_row(listing->table, piece);
	return 0;
}

static int list(const struct cli *cli, const char *words, struct err *err)
{
	struct catalog *catalog;
	struct listing listing = { .words = words,
				   .auth = cli_option(cli, "auth") };

	if (catalog_open(&catalog, err) != 0)
		return -1;
	if (cli_has(cli, "json"))
		listing.array = cJSON_CreateArray();
	else
		listing.table = table_new(columns, 4);

	int result = catalog_each(catalog, list_piece, &listing, err);

	if (result != 0) {
		cJSON_Delete(listing.array);
		table_free(listing.table);
	} else if (cli_has(cli, "json"))
		result = out_json_rows(listing.array, err);
	else
		result = table_print(listing.table, cli, err);
	tell_complaints(catalog);
	catalog_close(catalog);
	return result;
}

static int run_list(struct cli *cli, struct err *err)
{
	struct str words = STR_INIT;
	int result = cli_words(cli, &words, err);

	if (result == 0)
		result = list(cli, words.text, err);
	str_clear(&words);
	return result;
}

/* -- show ---------------------------------------------------------------- */

static void line_texts(const char *label, const char *const *text, size_t count)
{
	struct str line = STR_INIT;

	for (size_t i = 0; i < count; i++)
		str_addf(&line, "%s%s", i ? ", " : "", text[i]);
	if (line.len > 0 && !line.failed)
		out_line(label, line.text);
	str_clear(&line);
}

/* "apiUrl  API URL, https://... unless given" */
static void print_field(const struct piece_field *field)
{
	static const char *const kinds[] = {
		[FIELD_TEXT] = "",	     [FIELD_LONG_TEXT] = ", text",
		[FIELD_NUMBER] = ", number", [FIELD_CHECKBOX] = ", yes or no",
		[FIELD_CHOICE] = ", choice", [FIELD_CHOICES] = ", choices",
	};
	struct str line = STR_INIT;

	str_addf(&line, "%s (%s%s%s%s)", field->name, field->label,
		 kinds[field->kind], field->is_secret ? ", secret" : "",
		 field->is_required ? "" : ", optional");
	if (*field->preset)
		str_addf(&line, " = %s", field->preset);
	if (!line.failed)
		out_line("  Field", line.text);
	str_clear(&line);
	for (size_t i = 0; i < field->options; i++) {
		const struct field_option *option = &field->option[i];

		str_addf(&line, "  %s%s%s", option->value,
			 str_is(option->label, option->value) ? "" : "  ",
			 str_is(option->label, option->value) ? ""
							      : option->label);
		if (!line.failed)
			out_line("", line.text);
		str_clear(&line);
	}
	out_line("", field->help);
}

static void print_way(const struct piece_way *way)
{
	struct str check = STR_INIT;

	putchar('\n');
	out_line("Authorize by", way->label);
	out_line("  Type", str_is(way->type, "oidc") ? "oidc (not available)"
						     : way->type);
	for (size_t i = 0; i < way->fields; i++)
		print_field(&way->field[i]);
	out_line("  Sign in at", way->auth_url);
	out_line("  Tokens from", way->token_url);
	out_line("  Device code", way->device_url);
	out_line("  Revoke at", way->revoke_url);
	out_line("  Issuer", way->issuer);
	line_texts("  Scopes", way->scope, way->scopes);
	line_texts("  Goes to", way->host, way->hosts);
	str_addf(&check, "%s %s", way->check_method, way->check_url);
	if (*way->check_url && !check.failed)
		out_line("  Test", check.text);
	out_line("  Note", way->note);
	str_clear(&check);
}

static void print_piece(const struct piece *piece)
{
	struct str categories = STR_INIT;

	out_line("Piece", piece->name);
	out_line("Provider", piece->display_name);
	add_categories(piece, &categories);
	if (categories.len > 0 && !categories.failed)
		out_line("Category", categories.text);
	str_clear(&categories);
	out_line("From", piece->is_own ? "a file of yours" : "the catalog");
	for (size_t i = 0; i < piece->ways; i++)
		print_way(&piece->way[i]);
}

static int run_show(struct cli *cli, struct err *err)
{
	struct catalog *catalog;
	const struct piece *piece;
	int result;

	if (catalog_open(&catalog, err) != 0)
		return -1;
	result = catalog_find(catalog, cli_operand(cli, 0), &piece, err);
	if (result == 0 && cli_has(cli, "json"))
		result = out_json(cJSON_Parse(piece->source), err);
	else if (result == 0)
		print_piece(piece);
	tell_complaints(catalog);
	catalog_close(catalog);
	return result;
}

/* -- check --------------------------------------------------------------- */

struct checking {
	const char *file;
	cJSON *array; /* with --json */
};

static void told(int line, const char *field, const char *what, void *arg)
{
	struct checking *checking = arg;
	char file[OUT_SAFE];

	if (!checking->array) {
		fprintf(stderr, "%s:%d: %s%s%s\n",
			out_safe(file, checking->file), line, field,
			*field ? ": " : "", what);
		return;
	}

	cJSON *row = cJSON_CreateObject();

	out_json_text(row, "file", checking->file);
	cJSON_AddNumberToObject(row, "line", line);
	out_json_text(row, "field", field);
	out_json_text(row, "what", what);
	cJSON_AddItemToArray(checking->array, row);
}

static int run_check(struct cli *cli, struct err *err)
{
	char shown[OUT_SAFE];
	struct checking checking = { .file = cli_operand(cli, 0) };
	struct err other = ERR_INIT;

	if (cli_has(cli, "json"))
		checking.array = cJSON_CreateArray();

	int result = piece_check_file(checking.file, told, &checking, err);

	if (result == 0)
		cli_say(cli, "%s has no faults.",
			out_safe(shown, checking.file));
	else if (err->code == ERR_USAGE && !*err->hint)
		err_hint(err, "the form is described in "
			      "connvault-pieces(5); an example: "
			      "connvault piece show NAME --json");
	if (checking.array && out_json_rows(checking.array, &other) != 0 &&
	    result == 0) {
		*err = other;
		result = -1;
	}
	return result;
}

const struct cmd cmd_piece_list = {
	.name = "piece list",
	.summary = "List the services that connections can be made for",
	.operands = "[WORDS]...",
	.option = list_options,
	.run = run_list,
};

const struct cmd cmd_piece_show = {
	.name = "piece show",
	.summary = "Show what a piece asks for",
	.operands = "PIECE",
	.about = "With --json the entry comes in the form of a file of your "
		 "own: save it,\nchange it, check it, and put it into the "
		 "folder pieces beside your\nconfiguration.",
	.run = run_show,
};

const struct cmd cmd_piece_check = {
	.name = "piece check",
	.summary = "Look for faults in a file with pieces of your own",
	.operands = "FILE",
	.about = "Each fault is told with its line and field.",
	.run = run_check,
};
