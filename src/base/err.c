/* err.c - fill in a struct err */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

/* What is too long is cut, but through no character. */
__attribute__((format(printf, 3, 0))) static void fill(char *out, size_t size,
						       const char *fmt,
						       va_list ap)
{
	vsnprintf(out, size, fmt, ap);
	str_mend(out);
}

__attribute__((format(printf, 4, 0))) static void put(struct err *err,
						      enum err_code code,
						      int sys, const char *fmt,
						      va_list ap)
{
	err->code = code;
	err->sys = sys;
	err->hint[0] = err->here[0] = '\0';
	fill(err->msg, sizeof(err->msg), fmt, ap);
}

int err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(err, code, 0, fmt, ap);
	va_end(ap);
	return -1;
}

int err_sys(struct err *err, enum err_code code, const char *fmt, ...)
{
	int sys = errno;
	va_list ap;

	va_start(ap, fmt);
	put(err, code, sys, fmt, ap);
	va_end(ap);
	size_t len = strlen(err->msg);
	snprintf(err->msg + len, sizeof(err->msg) - len, ": %s", strerror(sys));
	return -1;
}

int err_hint(struct err *err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(err->hint, sizeof(err->hint), fmt, ap);
	va_end(ap);
	err->here[0] = '\0';
	return -1;
}

int err_here(struct err *err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(err->here, sizeof(err->here), fmt, ap);
	va_end(ap);
	return -1;
}

const char *err_advice(const struct err *err)
{
	return *err->here ? err->here : err->hint;
}

int err_nomem(struct err *err)
{
	return err_set(err, ERR_NOMEM, "out of memory");
}
