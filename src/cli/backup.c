/* backup.c - connvault backup */
#include "base/path.h"
#include "cli/commands.h"
#include "cli/out.h"

static int run(struct cli *cli, struct err *err)
{
	const char *path = cli_operand(cli, 0);
	struct session *session;
	char shown[OUT_SAFE], safe[OUT_SAFE];

	if (cli_vault(cli, &session, err) != 0 ||
	    session_backup(session, path, err) != 0)
		return -1;
	path_show(path, shown, sizeof(shown));
	return out_result(cli, "backup", path, err,
			  "Wrote a backup to %s. The same keys open it.",
			  out_safe(safe, shown));
}

const struct cmd cmd_backup = {
	.name = "backup",
	.summary = "Write a copy of the vault, sealed as it is",
	.operands = "FILE",
	.about = "It needs no key. FILE must not be there yet.",
	.run = run,
};
