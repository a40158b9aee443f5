/* revoke.c - ending tokens at the provider */
#include "cli/revoke.h"

#define TEXT 320 /* as grant_revoke() wants it */

int revoke_begin(struct session *session, const struct conn *conn,
		 struct grant **out, struct err *err)
{
	const char *trouble = grant_trouble(session, conn);

	if (!trouble)
		return grant_open(session, conn, out, err);
	err_set(err, ERR_USAGE, "it cannot be revoked: %s", trouble);
	return err_hint(err, "nothing was changed; leave the option out");
}

int revoke_end(const struct cli *cli, struct session *session,
	       struct grant *grant, struct err *err)
{
	char text[TEXT];
	enum grant_end end = grant_revoke(grant, text, sizeof(text));

	if (grant_note(session, grant, end, err) != 0)
		return -1;
	if (end == GRANT_ENDED) {
		cli_say(cli, "The provider has ended the old tokens.");
		return 0;
	}
	err_set(err, end == GRANT_LATER ? ERR_NETWORK : ERR_FAILED,
		"the provider still honours the old tokens: %.180s", text);
	return err_hint(err, "the rest is done; remove the app's access in "
			     "the account at the provider");
}
