/* places.c - the screens that are reached from the connections list */
#include "tui/places.h"

const struct action place_actions[] = {
	{ .name = "projects",
	  .keys = "P",
	  .press = { 'P' },
	  .help = "projects",
	  .group = GROUP_VAULT,
	  .run = run_projects },
	{ .name = "audit",
	  .keys = "A",
	  .press = { 'A' },
	  .help = "audit: who did what",
	  .group = GROUP_VAULT,
	  .run = run_audit },
	{ .name = "slots",
	  .keys = "L",
	  .press = { 'L' },
	  .help = "ways to unlock",
	  .group = GROUP_VAULT,
	  .run = run_slots },
	{ .name = NULL },
};
