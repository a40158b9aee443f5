/* qr.c - a QR code as lines of text */
#include "base/qr.h"

#include <stdbool.h>

#include <qrencode.h>

#include "base/str.h"

#define QUIET 2 /* modules around it; readers of screens need no four */

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
	QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1);
	struct str lines = STR_INIT;

	if (!code)
		return NULL;
	for (int row = -QUIET; row < code->width + QUIET; row += 2)
		add_line(&lines, code, row);
	QRcode_free(code);
	return str_take(&lines);
}
