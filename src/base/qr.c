/* qr.c - a QR code as lines of text */
#include "base/qr.h"

#include <stdbool.h>

#include <qrencode.h>

#include "base/lazy.h"
#include "base/str.h"
#include "config.h" /* LIBQRENCODE_FILE */

#define QUIET 2 /* modules around it; readers of screens need no four */

static __typeof__(QRcode_encodeString) *encode;
static __typeof__(QRcode_free) *code_free;

static bool is_loaded(void)
{
	static const struct lazy functions[] = {
		{ "QRcode_encodeString", &encode },
		{ "QRcode_free", &code_free },
	};
	struct err ignored = ERR_INIT;

	return code_free != NULL ||
	       lazy_load(LIBQRENCODE_FILE, functions,
			 sizeof(functions) / sizeof(*functions), &ignored) == 0;
}

static bool is_dark(const QRcode *code, int row, int column)
{
	if (row < 0 || column < 0 || row >= code->width ||
	    column >= code->width)
		return false;
	return code->data[row * code->width + column] & 1;
}

/* Two rows of modules are one line. */
static void add_line(struct str *out, const QRcode *code, int row)
{
	static const char *const blocks[2][2] = {
		{ "\u2588", "\u2580" }, /* dark below: none, this one */
		{ "\u2584", " " },
	};

	for (int column = -QUIET; column < code->width + QUIET; column++)
		str_add(out, blocks[is_dark(code, row, column)]
				   [is_dark(code, row + 1, column)]);
	str_add(out, "\n");
}

char *qr_lines(const char *text)
{
	struct str lines = STR_INIT;

	if (!is_loaded())
		return NULL;

	QRcode *code = encode(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1);

	if (!code)
		return NULL;
	for (int row = -QUIET; row < code->width + QUIET; row += 2)
		add_line(&lines, code, row);
	code_free(code);
	return str_take(&lines);
}
