/* acted.c - a sign-in that the test acts */
#include "acted.h"

#include <string.h>

#include "base/str.h"

struct acted acted;

/* Of an opaque type; one at a time. */
static char stage_door;
#define SIGNIN ((struct signin *)(void *)&stage_door)

#define SCOPES "spreadsheets drive.readonly"

void acted_reset(void)
{
	acted = (struct acted){
		.view = {
			.state = SIGNIN_WAITING,
			.provider = "Google Sheets",
			.app = "default",
			.url = "https://accounts.google.com/o/oauth2/v2/auth?"
			       "response_type=code&client_id=123456789012-"
			       "abcdefghijklmnopqrstuvwxyz012345.apps."
			       "googleusercontent.com&redirect_uri=http%3A%2F"
			       "%2F127.0.0.1%3A49152%2Fcallback&scope="
			       "spreadsheets%20drive.readonly&state=Zk3vYQd0"
			       "mS8c1R5w&code_challenge=E9Melhoa2OwvFrEMTJguC"
			       "HaoeK1t8URWbuGJSstw-cM&code_challenge_method"
			       "=S256&access_type=offline&prompt=consent",
			.redirect_uri = "http://127.0.0.1:49152/callback",
			.is_listening = true,
			.tunnel = "ssh -N -L 49152:127.0.0.1:49152 ana@ops1",
			.user_code = "",
			.uri = "",
			.uri_complete = "",
			.left_ms = 558000,
			.asked = SCOPES,
			.notice = "",
			.account = "",
			.granted = "",
			.lacking = "",
			.advice = "",
		},
	};
}

void acted_offer_device(void)
{
	acted.view.device = SIGNIN_DEVICE_CODE;
	acted.view.user_code = "WDJB-MJHT";
	acted.view.uri = "https://id.example.org/device";
	acted.view.uri_complete =
		"https://id.example.org/device?user_code=WDJB-MJHT";
	acted.view.device_left_ms = 852000;
}

static void copy_text(const struct secret *text, char *out, size_t size)
{
	size_t len;
	const char *bytes = secret_reveal(text, &len);

	snprintf(out, size, "%.*s", (int)len, bytes);
}

static void note_fields(const struct values *fields)
{
	size_t len = 0;

	acted.fields[0] = '\0';
	for (size_t i = 0; fields && i < fields->count; i++) {
		char value[100];

		copy_text(fields->item[i].value, value, sizeof(value));
		len += (size_t)snprintf(acted.fields + len,
					sizeof(acted.fields) - len, "%s=%s ",
					fields->item[i].name, value);
	}
}

int signin_start(struct session *session, const struct signin_plan *plan,
		 struct signin **out, struct err *err)
{
	struct err refuses = acted.refuses;

	(void)session;
	acted.refuses = (struct err)ERR_INIT;
	if (refuses.code) {
		*err = refuses;
		return -1;
	}
	acted.starts++;
	acted.is_without_listener = plan->no_listener;
	str_copy(acted.app, plan->app ? plan->app : "", sizeof(acted.app));
	str_copy(acted.scopes, plan->scopes ? plan->scopes : "(as before)",
		 sizeof(acted.scopes));
	note_fields(plan->fields);
	*out = SIGNIN;
	return 0;
}

void signin_free(struct signin *signin)
{
	acted.ends += signin != NULL;
}

void signin_stop(struct signin *signin)
{
	(void)signin;
	acted.stops++;
}

int signin_browse(struct signin *signin, struct err *err)
{
	(void)signin;
	if (acted.no_browser.code) {
		*err = acted.no_browser;
		return -1;
	}
	acted.browsers++;
	return 0;
}

size_t signin_fds(struct signin *signin, struct pollfd fds[SIGNIN_FDS_MAX],
		  int *wait_ms)
{
	(void)signin;
	(void)fds;
	*wait_ms = 100;
	return 0;
}

void signin_step(struct signin *signin, const struct pollfd *fds, size_t count)
{
	(void)signin;
	(void)fds;
	(void)count;
	acted.steps++;
}

void signin_paste(struct signin *signin, const struct secret *text)
{
	(void)signin;
	copy_text(text, acted.pasted, sizeof(acted.pasted));
}

void signin_look(struct signin *signin, struct signin_view *out)
{
	(void)signin;
	*out = acted.view;
}

void signin_device_again(struct signin *signin)
{
	(void)signin;
	acted.codes++;
}

bool signin_is_other(const struct signin *signin, const struct conn *conn)
{
	(void)signin;
	(void)conn;
	return acted.is_other;
}

int signin_create(struct session *session, struct signin *signin,
		  const struct conn_draft *draft, struct conn *out,
		  struct err *err)
{
	struct conn_draft placeholder = *draft;

	(void)signin;
	if (acted.breaks.code) {
		*err = acted.breaks;
		return -1;
	}
	placeholder.placeholder = true;
	placeholder.auth = "oauth2";
	return conn_create(session, &placeholder, out, err);
}

/* It is seen in the note that it was stored. */
int signin_reconnect(struct session *session, struct signin *signin,
		     struct conn *conn, struct err *err)
{
	static const struct conn_edit edit = { .note = "signed in" };

	(void)signin;
	if (acted.breaks.code) {
		*err = acted.breaks;
		return -1;
	}
	return conn_edit(session, conn, &edit, err);
}
