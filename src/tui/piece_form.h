/* piece_form.h - the fields that a piece asks for, as fields of a form */
#ifndef CONNVAULT_TUI_PIECE_FORM_H
#define CONNVAULT_TUI_PIECE_FORM_H

#include "base/values.h"
#include "tui/form.h"

/* Make field one for from, with the value it has now, or NULL for its preset.
 * With a credential an empty secret stays as it is. */
int piece_form_fill(struct form_field *field, const struct piece_field *from,
		    const struct secret *now, bool has_credential,
		    struct err *err);
/* Columns for the labels: all of the longest, within reason; form_status() has
 * what is cut. */
int piece_form_width(const struct piece_way *way);
/* Add what stands in a field to values. One that is empty and was not touched
 * is left out. ERR_USAGE when it does not suit. */
int piece_form_take(struct values *values, const struct form_field *from,
		    const struct piece_field *to, struct err *err);

#endif
