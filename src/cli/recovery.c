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

int recovery_print(const struct secret *code, struct err *err)
{
	size_t len;
	const void *text = secret_reveal(code, &len);

	if (out_write(before, strlen(before), err) != 0 ||
	    out_write(text, len, err) != 0)
		return -1;
	return out_write(after, strlen(after), err);
}
