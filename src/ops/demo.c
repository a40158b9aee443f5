/* demo.c - a throw-away vault with the sample project of the manual */
#include "ops/session.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/path.h"
#include "base/str.h"
#include "ops/internal.h"

#define DAY (24 * 60 * 60)

/* Every credential here is made up and opens nothing. */
struct sample {
	const char *piece, *name, *id;
	enum auth_type auth;
	const char *connected; /* RFC 3339 */
	int days_left;	       /* to its rotate-by date, 0: none */
	enum conn_reason reason;
	int flows; /* how many of sample_flows use it */
	const char *action;
	const char *account, *tags, *scopes;
	const char *values; /* "name=value", one per line */
};

static const struct sample samples[] = {
	{ "stripe", "Billing Stripe live", "billing_stripe", AUTH_API_KEY,
	  "2026-11-20T09:14:00Z", 0, REASON_OK, 4, "create_invoice", "",
	  "prod\nbilling", "", "api_key=sk_demo_not_a_real_key_0001" },
	{ "hubspot", "CRM HubSpot EU", "crm_hubspot", AUTH_OAUTH2,
	  "2026-11-10T16:02:00Z", 0, REASON_OK, 7, "create_contact",
	  "acme.example", "prod", "crm.objects.contacts.read",
	  "access_token=demo-not-a-real-token\n"
	  "refresh_token=demo-not-a-real-refresh-token" },
	{ "google-sheets", "Finance Sheets", "gs_finance", AUTH_OAUTH2,
	  "2026-10-13T08:40:00Z", 0, REASON_EXPIRED, 3, "insert_row",
	  "finance@acme.example", "finance",
	  "https://www.googleapis.com/auth/spreadsheets",
	  "access_token=demo-not-a-real-token" },
	{ "github", "GitHub releases bot", "gh_bot", AUTH_OAUTH2,
	  "2026-11-21T11:31:00Z", 0, REASON_OK, 2, "create_release", "acme-bot",
	  "prod", "repo", "access_token=demo-not-a-real-token" },
	{ "jira-cloud", "Jira service desk", "jira_sd", AUTH_CUSTOM,
	  "2026-08-25T10:00:00Z", 6, REASON_OK, 5, "create_issue", "",
	  "support", "",
	  "instanceUrl=https://acme.example\nemail=bot@acme.example\n"
	  "apiToken=demo-not-a-real-token" },
	{ "mailgun", "Mailgun transactional", "mailgun_tx", AUTH_CUSTOM,
	  "2026-11-17T13:45:00Z", 0, REASON_OK, 1, "send_email", "", "prod", "",
	  "api_key=demo-not-a-real-key\nregion=eu" },
	{ "notion", "Notion handbook", "notion_handbook", AUTH_OAUTH2,
	  "2026-05-06T15:20:00Z", 0, REASON_OK, 0, "", "acme", "", "",
	  "access_token=demo-not-a-real-token" },
	{ "slack", "Ops Slack alerts", "slack_ops", AUTH_OAUTH2,
	  "2026-11-22T08:10:00Z", 0, REASON_REVOKED, 9, "send_channel_message",
	  "acme / ops-bot", "prod\nops",
	  "chat:write\nchannels:read\nusers:read",
	  "access_token=demo-not-a-real-token\ntoken_type=bearer\n"
	  "team=acme" },
	{ "postgres", "Postgres reporting (ro)", "pg_reporting", AUTH_CUSTOM,
	  "2026-10-20T09:00:00Z", 0, REASON_OK, 6, "run_query", "", "reporting",
	  "",
	  "host=127.0.0.1\nport=5432\nuser=report\n"
	  "password=demo-not-a-real-password\ndatabase=reports\n"
	  "enable_ssl=true" },
	{ "amazon-s3", "S3 cold archive", "s3_archive", AUTH_CUSTOM,
	  "2026-09-22T17:12:00Z", 0, REASON_OK, 2, "upload_file", "", "archive",
	  "",
	  "accessKeyId=AKIDEMONOTAREALKEY\n"
	  "secretAccessKey=demo-not-a-real-key\nregion=eu-central-1\n"
	  "bucket=acme-cold" },
	{ "sendgrid", "SendGrid marketing", "sendgrid_mkt", AUTH_API_KEY,
	  "2026-11-14T12:00:00Z", 0, REASON_OK, 3, "send_email", "",
	  "marketing", "", "api_key=SG.demo-not-a-real-key" },
	{ "telegram-bot", "Telegram on-call", "telegram_oncall", AUTH_API_KEY,
	  "2026-09-13T19:30:00Z", 0, REASON_OK, 1, "send_message", "", "ops",
	  "", "api_key=0000000:demo-not-a-real-token" },
	{ "xero", "Xero accounting", "xero_acct", AUTH_OAUTH2,
	  "2026-09-25T09:05:00Z", 2, REASON_OK, 4, "create_invoice", "Acme Ltd",
	  "finance", "accounting.transactions\noffline_access",
	  "access_token=demo-not-a-real-token\n"
	  "refresh_token=demo-not-a-real-refresh-token" },
	{ "zendesk", "Zendesk triage", "zd_triage", AUTH_CUSTOM,
	  "2026-11-07T10:26:00Z", 0, REASON_OK, 8, "create_ticket", "",
	  "support", "",
	  "email=bot@acme.example\ntoken=demo-not-a-real-token\n"
	  "subdomain=acme" },
};
#define SAMPLES (sizeof(samples) / sizeof(*samples))

static const struct {
	const char *name, *source;
	enum flow_state state;
} sample_flows[] = {
	{ "Incident fan-out", "flows/ops.json", FLOW_ON },
	{ "Deploy notices", "flows/release.json", FLOW_ON },
	{ "Nightly report", "flows/finance.json", FLOW_ON },
	{ "On-call handover", "flows/ops.json", FLOW_ON },
	{ "Hiring pings", "flows/people.json", FLOW_OFF },
	{ "Old alerts", "flows/ops.json", FLOW_OFF },
	{ "Alert triage v2", "flows/ops.json", FLOW_DRAFT },
	{ "Invoice reminders", "flows/finance.json", FLOW_ON },
	{ "New customer welcome", "flows/crm.json", FLOW_ON },
};
#define SAMPLE_FLOWS (sizeof(sample_flows) / sizeof(*sample_flows))

static int sample_values(const char *text, struct values *out, struct err *err)
{
	while (*text) {
		char name[VALUE_NAME_MAX + 1];
		size_t line = strcspn(text, "\n"), equal = strcspn(text, "=");

		str_copy(name, text, equal + 1);
		if (values_set_bytes(out, name, text + equal + 1,
				     line - equal - 1, err) != 0)
			return -1;
		text += line + (text[line] == '\n');
	}
	return 0;
}

static void sample_conn(const struct sample *sample, struct conn *conn)
{
	int64_t connected = 0;
	bool is_ok = sample->reason == REASON_OK;

	(void)clock_parse(sample->connected, &connected);
	*conn = (struct conn){
		.name = sample->name,
		.external_id = sample->id,
		.piece = sample->piece,
		.account = sample->account,
		.tags = sample->tags,
		.scopes = sample->scopes,
		.note = "",
		.app = "",
		.error = "",
		.hosts = "",
		.auth = sample->auth,
		.status = is_ok ? STATUS_ACTIVE : STATUS_INACTIVE,
		.reason = sample->reason,
		.since = connected,
		.created_at = connected,
		.connected_at = connected,
	};
	if (sample->days_left)
		conn->rotate_by =
			clock_now() + sample->days_left * DAY + DAY / 2;
}

static int fill_conns(struct session *session, struct err *err)
{
	struct conn conn[SAMPLES];
	struct values values[SAMPLES] = { VALUES_INIT };
	struct conn_change change[SAMPLES];
	int result = 0;

	for (size_t i = 0; !result && i < SAMPLES; i++) {
		sample_conn(&samples[i], &conn[i]);
		result = sample_values(samples[i].values, &values[i], err);
		change[i] = (struct conn_change){
			.conn = &conn[i],
			.values = &values[i],
			.action = AUDIT_CREATE,
			.detail = "demo",
		};
	}
	if (!result)
		result = project_apply(session->project, change, SAMPLES, err);
	for (size_t i = 0; i < SAMPLES; i++)
		values_clear(&values[i]);
	return result;
}

/* Flow number at is used by a connection when it is among the first of them. */
static size_t sample_refs(size_t at, struct flow_ref *ref)
{
	static const char *const steps[] = {
		"trigger", "step_1",  "step_2",	 "step_3",  "step_4",
		"step_5",  "step_6",  "step_7",	 "step_8",  "step_9",
		"step_10", "step_11", "step_12", "step_13",
	};
	size_t count = 0;

	for (size_t i = 0; i < SAMPLES; i++)
		if ((int)at < samples[i].flows) {
			ref[count] = (struct flow_ref){
				.connection = samples[i].id,
				.name = "",
				.step = steps[count],
				.piece = samples[i].piece,
				.action = samples[i].action,
				.is_auth = true,
			};
			count++;
		}
	return count;
}

static int fill_flows(struct session *session, struct err *err)
{
	struct flow flow[SAMPLE_FLOWS];
	struct flow_ref ref[SAMPLE_FLOWS][SAMPLES];

	for (size_t i = 0; i < SAMPLE_FLOWS; i++)
		flow[i] = (struct flow){
			.name = sample_flows[i].name,
			.external_id = "",
			.source = sample_flows[i].source,
			.trigger = "webhook",
			.state = sample_flows[i].state,
			.imported_at = clock_now(),
			.ref = ref[i],
			.refs = sample_refs(i, ref[i]),
		};
	return project_flows_put(session->project, flow, SAMPLE_FLOWS, err);
}

/* A private folder in memory where there is one. */
static char *demo_folder(struct err *err)
{
	const char *above = getenv("XDG_RUNTIME_DIR");
	struct str path = STR_INIT;

	if (!above || !*above || access(above, W_OK))
		above = "/tmp";
	str_addf(&path, "%s/connvault-demo-XXXXXX", above);
	char *folder = str_take(&path);

	if (folder && mkdtemp(folder))
		return folder;
	err_sys(err, ERR_IO, "cannot make a folder for the demo");
	free(folder);
	return NULL;
}

void demo_remove(char *folder)
{
	struct str path = STR_INIT;

	if (!folder)
		return;
	str_addf(&path, "%s/demo.db", folder);
	if (!path.failed)
		unlink(path.text);
	str_add(&path, "-journal");
	if (!path.failed)
		unlink(path.text);
	str_clear(&path);
	rmdir(folder);
	free(folder);
}

static int demo_create(const char *folder, struct session **out,
		       struct err *err)
{
	struct secret *key = NULL, *recovery = NULL;
	struct str path = STR_INIT;
	int result = -1;

	str_addf(&path, "%s/demo.db", folder);
	if (path.failed || secret_random(32, &key, err) != 0)
		goto out;
	struct session_plan plan = {
		.path = path.text,
		.kind = KEY_FILE,
		.key = key,
		.project = "Acme",
	};
	result = session_create(&plan, out, &recovery, err);
out:
	secret_free(key);
	secret_free(recovery);
	str_clear(&path);
	return result;
}

int session_demo(struct session **out, struct err *err)
{
	struct session *session = NULL;
	char *folder = demo_folder(err);

	if (!folder)
		return -1;
	if (demo_create(folder, &session, err) != 0) {
		demo_remove(folder);
		return -1;
	}
	session->throw_away = folder;
	if (fill_conns(session, err) != 0 || fill_flows(session, err) != 0) {
		session_close(session);
		return -1;
	}
	*out = session;
	return 0;
}
