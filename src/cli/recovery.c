/* recovery.c - show a recovery code, the one time that it is shown */
#include "cli/recovery.h"

#include <string.h>

#include "cli/out.h"

static const char before[] =
	"\nThe recovery code opens the vault when the passphrase or the key "
	"file is lost.\nWrite it down and keep it apart from this machine; it "
	"is not shown again:\n\n    ";

static const char after[] =
	"\n\nIt is typed where the passphrase is asked for.\n";

int recovery_print(const struct cli *cli, const struct secret *code,
		   struct err *err)
{
	bool json = cli_has(cli, "json");
	const char *head = json ? "{\"recovery_code\":\"" : before;
	const char *tail = json ? "\"}\n" : after;
	size_t len;
	const void *text = secret_reveal(code, &len);

	if (out_write(head, strlen(head), err) == 0 &&
	    out_write(text, len, err) == 0 &&
	    out_write(tail, strlen(tail), err) == 0)
		return 0;
	return err_hint(err, "the recovery code was not shown: make another "
			     "one with connvault slot add --recovery");
}
