/* piece.h - the catalog: which services there are, what each asks for
 *
 * data/pieces.json has one piece a line, sorted by name, so that one piece is
 * found by bisection of the lines and only its own is parsed. Own pieces
 * (connvault-pieces.5) replace a catalog piece of the same name. */
#ifndef CONNVAULT_PIECE_H
#define CONNVAULT_PIECE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum field_kind {
	FIELD_TEXT = 1,	 /* "text" one line */
	FIELD_LONG_TEXT, /* "long_text" several lines */
	FIELD_NUMBER,	 /* "number" */
	FIELD_CHECKBOX,	 /* "checkbox" "true" or "false" */
	FIELD_CHOICE,	 /* "choice" one of options */
	FIELD_CHOICES,	 /* "choices" any of options, joined by commas */
};

struct field_option {
	const char *label, *value;
};

struct piece_field {
	const char *name, *label, *help;
	enum field_kind kind;
	bool is_required;
	bool is_secret;	    /* declared so, or by its name (see below) */
	const char *preset; /* default value, "" for none */
	const struct field_option *option;
	size_t options;
};

/* A request that shows whether a credential is accepted. Texts may have
 * placeholders; "" is none. */
struct piece_check {
	const char *value;	  /* of check_field, that it is for */
	const char *method, *url; /* "GET", "POST" */
	const char *url_field;	  /* a choice whose value is in url_by */
	const struct field_option *url_by; /* value, in label, and address */
	const struct field_option *header, *query, *body; /* names, texts */
	size_t urls, headers, queries, bodies;
	bool is_form;	 /* so the body is sent, else as JSON */
	bool is_omitted; /* it needs a body that is not known */
	bool is_costly;	 /* it uses credits, or changes something */
	/* Members of the answer, "a.b" for one within another, and their values
	 * as JSON: all are needed for a good answer; any one of the others
	 * says that the credential is refused. */
	const struct field_option *expect, *refused;
	size_t expects, refusals;
	const char *account; /* member that says whose credential it is */
};

/* One way to authorize. type is "api_key", "basic", "custom", "oauth2",
 * "none", or "oidc" which cannot be used yet. */
struct piece_way {
	const char *type;
	const char *label; /* "Bot token", or the type's own words */
	const char *note;  /* what an operator should know, or "" */
	const struct piece_field *field; /* api_key and basic have theirs too */
	size_t fields;
	const char *auth_url, *token_url, *device_url, *revoke_url, *issuer;
	const char *userinfo_url; /* OpenID Connect Core, 5.3 */
	const char *token_nest;	  /* the object in an answer that has the
				   * tokens of the user (Slack), or "" */
	bool has_optional_type;	  /* no token_type means Bearer */
	const char *const *scope;
	size_t scopes;
	bool has_code, has_client; /* the grants it knows: authorization_code
				    * (and device), client_credentials */
	const char *login;  /* of the client at the token endpoint: "header",
			     * "body"; "" is not told */
	const char *prompt; /* "omit", or a value; "" is the usual one */
	const struct field_option *extra; /* more parameters of auth_url; an
					   * empty value takes one away */
	size_t extras;
	const struct field_option *header; /* of each request to its API:
					    * names, texts with placeholders */
	size_t headers;
	bool is_in_address; /* is it there, and in no header? */
	bool has_odd_device, has_odd_revoke;  /* not as RFC 8628, RFC 7009 */
	const char *check_method, *check_url; /* "" when there is no test */
	const struct piece_check *check; /* several: by the value of a choice */
	size_t checks;
	const char *check_field; /* that choice, or "" */
	const char *const *host; /* that may receive the secret */
	size_t hosts;
};

struct piece {
	const char *name, *display_name;
	const char *const *category;
	size_t categories;
	const struct piece_way *way;
	size_t ways;
	bool is_own;	    /* from a file of the operator's */
	const char *source; /* the entry as it stands in its file, JSON */
};

struct catalog; /* opaque; owns all pieces it gave out */

/* Opens the installed catalog. Own pieces are read at the first question, from
 * the folders pieces/ in the configuration folder and in /etc/connvault, the
 * former first. */
int catalog_open(struct catalog **out, struct err *err);
/* The same with one file and any number of folders of own pieces; an earlier
 * folder wins over a later one. */
int catalog_open_at(const char *file, const char *const *folders, size_t count,
		    struct catalog **out, struct err *err);
void catalog_close(struct catalog *catalog); /* NULL is fine */

/* Borrowed until catalog_close(). ERR_ABSENT, with the nearest names as hint.
 */
int catalog_find(struct catalog *catalog, const char *name,
		 const struct piece **out, struct err *err);
/* display_name of a piece, or its name when it is unknown. Cached. */
const char *catalog_provider(struct catalog *catalog, const char *name);

/* 0 to go on; anything else ends the walk and is its result. */
typedef int piece_fn(const struct piece *piece, void *arg);
/* All, sorted by name. A bad entry is skipped and told to catalog_complaints.
 */
int catalog_each(struct catalog *catalog, piece_fn *each, void *arg,
		 struct err *err);

/* "FILE:LINE: field: what is wrong", one per bad entry seen so far. */
size_t catalog_complaints(const struct catalog *catalog,
			  const char *const **out);

/* Validate one own piece file (an object, or an array of them). Calls told for
 * each fault with line and field; ERR_USAGE when there was any. */
typedef void piece_fault_fn(int line, const char *field, const char *what,
			    void *arg);
int piece_check_file(const char *path, piece_fault_fn *told, void *arg,
		     struct err *err);

/* The way with that type, or the only or first usable one for NULL. Two ways
 * of one type: label chooses (may be NULL). NULL when there is none. */
const struct piece_way *piece_way(const struct piece *piece, const char *type,
				  const char *label);
const struct piece_field *way_field(const struct piece_way *way,
				    const char *name);
/* Are all the words, case aside, in the piece's name, display name, categories
 * or ways? No words match every piece. */
bool piece_matches(const struct piece *piece, const char *words);
/* That text, folded for words_match(); owned by the caller, NULL when out of
 * memory. */
char *piece_search_text(const struct piece *piece);
/* "sales_and_crm" as "Sales and CRM". */
void category_label(const char *category, char *out, size_t size);

/* A name that says key, token, secret, password, credential, passphrase,
 * private, service account ... (shared facts: 57 such fields are declared as
 * plain text). */
bool field_name_is_secret(const char *name);

/* Does value suit the field: a number, one of the options, one line? Nothing
 * suits every field; is_required says whether that is enough. */
int field_value_check(const struct piece_field *field, const char *value,
		      size_t len, struct err *err);

#endif
