/* edit.c - connvault edit */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/out.h"
#include "cli/row.h"
#include "ops/conn.h"

static const struct opt options[] = {
	{ "note", 0, "TEXT", "another note; an empty one removes it" },
	{ "tag", 't', "TAG", "a tag in place of all there are; repeat it" },
	{ "add-tag", 0, "TAG", "a tag beside those there are; repeat it" },
	{ "no-tags", 0, NULL, "take all tags away" },
	{ "rotate-by", 0, "DATE",
	  "when to replace it, as 2027-01-31, or none" },
	{ "keep-alive", 0, "yes|no",
	  "may the agent use its refresh token once a day, so that it does not "
	  "lapse? (yes)" },
	OPT_END,
};

static int given_date(const char *text, struct conn_edit *edit, struct err *err)
{
	edit->sets_rotate_by = text != NULL;
	if (!text || str_is(text, "none") ||
	    clock_parse(text, &edit->rotate_by) == 0)
		return 0;
	err_set(err, ERR_USAGE, "--rotate-by wants a date");
	return err_hint(err, "as 2027-01-31, or none");
}

static int given_tags(const struct cli *cli, struct conn_edit *edit,
		      struct str *tags, struct err *err)
{
	bool sets = cli_has(cli, "tag"), adds = cli_has(cli, "add-tag");
	bool removes = cli_has(cli, "no-tags");
	const char *tag, *option = adds ? "add-tag" : "tag";

	if (sets + adds + removes > 1)
		return err_set(err, ERR_USAGE,
			       "--tag, --add-tag and --no-tags exclude each "
			       "other");
	for (size_t i = 0; (tag = cli_option_at(cli, option, i)); i++)
		str_addf(tags, "%s%s", i ? "\n" : "", tag);
	if (tags->failed)
		return err_nomem(err);
	if (sets || adds || removes)
		edit->tags = tags->text ? tags->text : "";
	edit->adds_tags = adds;
	return 0;
}

/* Borrows from the command line, and tags. */
static int given(const struct cli *cli, struct conn_edit *edit,
		 struct str *tags, struct err *err)
{
	*edit = (struct conn_edit){ .note = cli_option(cli, "note") };
	if (given_tags(cli, edit, tags, err) != 0 ||
	    given_date(cli_option(cli, "rotate-by"), edit, err) != 0)
		return -1;
	edit->sets_may_lapse = cli_has(cli, "keep-alive");
	edit->may_lapse = str_is(cli_option(cli, "keep-alive"), "no");
	if (edit->note || edit->tags || edit->sets_rotate_by ||
	    edit->sets_may_lapse)
		return 0;
	err_set(err, ERR_USAGE, "there is nothing to change");
	return err_hint(err, "give --note, --tag, --add-tag, --no-tags, "
			     "--rotate-by or --keep-alive");
}

/* "Changed ...", and which of the tags before are gone. */
static void say_changed(const struct cli *cli, const struct conn *conn,
			char *before)
{
	struct str taken = STR_INIT;
	char shown[OUT_SAFE], *tag;

	while ((tag = strsep(&before, "\n")))
		if (*tag && !str_has_line(conn->tags, tag, strlen(tag)))
			str_addf(&taken, "%s%s",
				 taken.len ? ", " : "; took away ",
				 out_safe(shown, tag));
	cli_say(cli, "Changed \"%s\"%s.", out_safe(shown, conn->name),
		taken.text ? taken.text : "");
	str_clear(&taken);
}

static int change(const struct cli *cli, struct session *session,
		  struct conn *conn, const struct conn_edit *edit,
		  struct err *err)
{
	char *before = strdup(conn->tags);
	int result =
		before ? conn_edit(session, conn, edit, err) : err_nomem(err);

	if (result == 0 && cli_has(cli, "json"))
		result = row_print_json(session, conn, err);
	else if (result == 0)
		say_changed(cli, conn, before);
	free(before);
	return result;
}

static int run(struct cli *cli, struct err *err)
{
	struct str tags = STR_INIT;
	struct conn_edit edit;
	struct session *session;
	struct conn conn;
	int result = given(cli, &edit, &tags, err);

	if (result == 0)
		result = cli_conn(cli, 0, &session, &conn, err);
	if (result == 0) {
		result = change(cli, session, &conn, &edit, err);
		conn_clear(&conn);
	}
	str_clear(&tags);
	return result;
}

const struct cmd cmd_edit = {
	.name = "edit",
	.summary = "Change note, tags and date of a connection",
	.operands = "CONNECTION",
	.about =
		"What is not given stays as it is. Name and external id are "
		"not touched; connvault rename gives another name. --tag takes "
		"the other tags away, git: tags too, and says which; --add-tag "
		"keeps them.",
	.option = options,
	.run = run,
};
