/* url.c - addresses in catalog entries: https, a plain host, no tricks */
#include "piece/url.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/host.h"
#include "base/str.h"
#include "piece/piece.h"

#define HOST_MAX   253
#define LINK_LOCAL 0xa9fe0000u /* 169.254.0.0/16: metadata services */

/* Where the host of url begins, and its length with port. */
static const char *host_at(const char *url, size_t *len)
{
	const char *colon = strstr(url, "://");
	if (url[0] == '{' || colon == NULL) {
		const char *end = strchr(url, '}');
		*len = end != NULL ? (size_t)(end - url) + 1 : strlen(url);
		return url;
	}
	*len = strcspn(colon + 3, "/?");
	return colon + 3;
}

const char *url_host(struct pool *pool, const char *url)
{
	size_t len;
	const char *host = host_at(url, &len);
	return pool_bytes(pool, host, len);
}

/* Cut ":8080" off. */
static const char *port_cut(char *host)
{
	char *colon = strrchr(host, ':');
	if (colon == NULL || strchr(colon, ']') != NULL)
		return NULL;
	size_t digits = strspn(colon + 1, "0123456789");
	if (digits == 0 || digits > 5 || colon[1 + digits] != '\0' ||
	    strtoul(colon + 1, NULL, 10) > UINT16_MAX)
		return "has no valid port";
	*colon = '\0';
	return NULL;
}

/* 169.254.1.1, and forms that some libraries take for a number: 0x7f.1 */
static const char *number_fault(const char *host)
{
	const char *dot = strrchr(host, '.');
	const char *last = dot != NULL ? dot + 1 : host;
	struct in_addr at;
	if (!isdigit((unsigned char)*last) ||
	    (last[strspn(last, "0123456789")] != '\0' &&
	     strncasecmp(last, "0x", 2) != 0))
		return NULL;
	if (inet_pton(AF_INET, host, &at) != 1)
		return "has a host that is a number in disguise";
	if ((ntohl(at.s_addr) & 0xffff0000u) == LINK_LOCAL ||
	    ntohl(at.s_addr) >> 24 == 0)
		return "leads to this machine's own network services";
	return NULL;
}

static const char *name_fault(const char *host)
{
	const char *bad = "has a host that is no host name";
	if (strcasecmp(host, "metadata.google.internal") == 0)
		return "leads to this machine's own network services";
	if (host[0] == '.' || host[0] == '-' || strstr(host, "..") != NULL)
		return bad;
	for (const char *c = host; *c != '\0'; c++)
		if (!isalnum((unsigned char)*c) && *c != '.' && *c != '-')
			return bad;
	return number_fault(host);
}

/* Put "x" in place of each placeholder; a secret has no place in a host. */
static const char *placeholders_fault(const char *host, size_t len, char *out)
{
	static const char *const secrets[] = { "auth", "access_token" };
	size_t used = 0;
	for (size_t i = 0; i < len; i++) {
		if (host[i] != '{') {
			out[used++] = host[i];
			continue;
		}
		char name[HOST_MAX + 1];
		size_t n = strcspn(host + i + 1, "{}");
		if (i + 1 + n >= len || host[i + 1 + n] != '}')
			return "has a { without a }";
		memcpy(name, host + i + 1, n);
		name[n] = '\0';
		if (field_name_is_secret(name) || str_is(name, secrets[0]) ||
		    str_is(name, secrets[1]))
			return "has a secret in its host name";
		out[used++] = 'x';
		i += n + 1;
	}
	out[used] = '\0';
	return NULL;
}

static const char *host_fault(const char *url, bool is_https)
{
	char plain[HOST_MAX + 1];
	size_t len;
	const char *host = host_at(url, &len);
	if (len == 0)
		return "has no host";
	if (len > HOST_MAX)
		return "has a host that is too long";
	if (memchr(host, '@', len) != NULL)
		return "must not have a user name in it";
	const char *fault = placeholders_fault(host, len, plain);
	if (fault == NULL)
		fault = port_cut(plain);
	if (fault != NULL)
		return fault;
	if (host_is_loopback(plain) && memchr(host, '{', len) == NULL)
		return NULL;
	if (!is_https)
		return "must be https (http for 127.0.0.1, [::1] and "
		       "localhost only)";
	return name_fault(plain);
}

static const char *base_fault(const char *url)
{
	const char *end = strchr(url, '}');
	if (end == NULL)
		return "has a { without a }";
	if (end[1] != '\0' && end[1] != '/' && end[1] != '?')
		return "must go on with / behind its first placeholder";
	return NULL;
}

const char *url_fault(const char *url)
{
	for (const char *c = url; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~' || strchr("\"<>\\^`|#", *c) != NULL)
			return "has a character that no address has";
	if (url[0] == '{')
		return base_fault(url);
	if (strncmp(url, "https://", 8) == 0)
		return host_fault(url, true);
	if (strncmp(url, "http://", 7) == 0)
		return host_fault(url, false);
	return "must be https (http for 127.0.0.1, [::1] and localhost only)";
}
