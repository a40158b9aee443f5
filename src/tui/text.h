/* text.h - a page of text to read, as long as it likes */
#ifndef CONNVAULT_TUI_TEXT_H
#define CONNVAULT_TUI_TEXT_H

#include "base/str.h"
#include "tui/console.h"

/* "LABEL\tTEXT": the text is wrapped beside its label. "LABEL\t\tTEXT": it is
 * cut instead, as rows of a list are. Without a tab a line is a heading. crumb
 * is what the title says. Takes what text holds. */
void text_show(struct console *console, const char *crumb, struct str *text);

/* Add such a line, unless the text is empty. */
void text_line(struct str *text, const char *label, const char *value);

#endif
