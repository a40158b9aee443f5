/* form.h - labelled fields and a row of buttons, with one focus */
#ifndef CONNVAULT_TUI_FORM_H
#define CONNVAULT_TUI_FORM_H

#include "piece/piece.h"
#include "tui/hidden.h"
#include "tui/line.h"

enum form_kind {
	FORM_TEXT, /* line: also numbers and long text, by what it allows */
	FORM_CHECKBOX,
	FORM_CHOICE,
	FORM_SECRET, /* mask and count; can be shown */
	FORM_BLIND,  /* a passphrase: nothing of it is shown */
};

struct form_field {
	const char *label, *help; /* borrowed; help may be "" */
	enum form_kind kind;
	bool is_required;
	bool is_changed;   /* by the operator */
	const char *empty; /* shown dimmed while a secret is empty, or NULL */
	struct line line;
	struct hidden hidden;
	bool is_checked;
	const struct field_option *option; /* borrowed */
	size_t options, chosen;
	bool is_unset;	   /* a choice that nobody made, and need not */
	int width;	   /* of a text, its help beside it; 0: the usual */
	bool starts_group; /* a blank row before it */
};

#define FORM_BUTTONS 4

struct form {
	struct form_field *field; /* owned */
	size_t fields;
	const char *button[FORM_BUTTONS]; /* borrowed */
	size_t buttons;
	size_t focus;	 /* fields first, then buttons */
	size_t pressed;	 /* the button, after FORM_PRESSED */
	int label_width; /* columns before the fields */
	bool is_dense;	 /* no blank row after each field */
};

enum form_result {
	FORM_UNUSED,
	FORM_USED,
	FORM_CHANGED, /* of a value */
	FORM_PRESSED,
	FORM_REFUSED, /* text that this field does not take; see note */
};

int form_init(struct form *form, size_t fields, struct err *err);
void form_clear(struct form *form); /* wipes */
void form_field_clear(struct form_field *field);

/* note: what to tell the operator, or "". */
enum form_result form_key(struct form *form, const struct key *key,
			  int64_t now_ms, char *note, size_t size);
bool form_is_typing(const struct form *form);
/* Does Enter make a new line in the field with the focus? */
bool form_takes_lines(const struct form *form);
bool form_is_changed(const struct form *form);
/* Is there anything that Space ticks or steps through? */
bool form_has_choice(const struct form *form);
/* Hide the secrets that are shown; true when there was one. */
bool form_hide(struct form *form);
/* When a shown secret must be hidden, or 0. */
int64_t form_hides_at(const struct form *form);

/* A passphrase typed twice, when both are one and the same. */
int form_take_twice(const struct form *form, size_t first, size_t again,
		    struct secret **out, struct err *err);
/* Both are typed anew: empty, and the focus on the first. */
void form_anew(struct form *form, size_t first, size_t again);

/* Is anything required empty? Its index, and the focus goes there; else -1.
 * A secret that has "empty" text may be left empty. */
long form_missing(struct form *form);

/* Rows of a field, and all of them from y on; scrolled to keep the focus in
 * height. The buttons are drawn apart. */
int form_draw(struct frame *frame, const struct form *form, int y, int x,
	      int height, int width, int64_t now_ms);
void form_draw_buttons(struct frame *frame, const struct form *form, int y,
		       int x);
int form_buttons_width(const struct form *form);
/* The label with the focus in full when a form of that width cuts it; else that
 * fields with * are required. */
void form_status(const struct form *form, int width, char *out, size_t size);

#endif
