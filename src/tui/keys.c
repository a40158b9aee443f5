/* keys.c - what comes from the keyboard */
#include "tui/keys.h"

size_t key_text(uint32_t point, char out[KEY_TEXT])
{
	size_t len = point < 0x80      ? 1
		     : point < 0x800   ? 2
		     : point < 0x10000 ? 3
				       : 4;
	static const uint8_t lead[5] = { 0, 0, 0xc0, 0xe0, 0xf0 };

	for (size_t i = len - 1; i > 0; i--, point >>= 6)
		out[i] = (char)(0x80 | (point & 0x3f));
	out[0] = (char)(lead[len] | point);
	out[len] = '\0';
	return len;
}
