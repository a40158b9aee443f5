/* test_flow.c - workflow exports are told apart, and give their connections */
#include "test.h"

#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "flow/flow.h"

/* What was read as text, a line for each flow and each reference. */
static char *told(const struct read_flows *flows)
{
	static const char *const states[] = { "", "on", "off", "draft" };
	struct str out = STR_INIT;

	str_addf(&out, "%s\n", flows->shape);
	for (size_t i = 0; i < flows->count; i++) {
		const struct read_flow *flow = &flows->item[i];
		str_addf(&out, "%s [%s] %s, %s\n", flow->name,
			 flow->external_id, states[flow->state], flow->trigger);
		for (size_t j = 0; j < flow->refs; j++) {
			const struct read_ref *ref = &flow->ref[j];
			str_addf(&out, "  %s %s %s %s=%s%s%s\n", ref->step,
				 ref->piece, ref->action,
				 ref->is_auth ? "auth" : "other",
				 ref->connection,
				 ref->name[0] == '\0' ? "" : " ", ref->name);
		}
	}
	return str_take(&out);
}

static void assert_read(const char *json, size_t len, const char *wanted)
{
	struct err err = ERR_INIT;
	struct read_flows flows;

	assert_ok(flow_read(json, len, &flows, &err));
	char *text = told(&flows);
	assert_string_equal(text, wanted);
	free(text);
	read_flows_clear(&flows);
	assert_int_equal(flows.count, 0);
}

static void assert_file(const char *name, const char *wanted)
{
	struct err err = ERR_INIT;
	const char *top = getenv("TOP_SRCDIR");
	char path[512], *json;
	size_t len;

	snprintf(path, sizeof(path), "%s/tests/flows/%s",
		 top == NULL ? "." : top, name);
	assert_ok(file_read(path, FLOW_FILE_MAX, &json, &len, &err));
	assert_read(json, len, wanted);
	free(json);
}

static void a_template_gives_every_branch_in_order(void **state)
{
	(void)state;

	assert_file("template.json",
		    "Activepieces template\n"
		    "Order desk – Zürich [order-desk] draft, new_order\n"
		    "  trigger shopify new_order auth=shop\n"
		    "  step_1 gmail send_email auth=gmail-ops\n"
		    "  step_2 loop loop other=orders\n"
		    "  step_3 notion create_page auth=notion-main\n"
		    "  step_3 notion create_page other=crm\n"
		    "  step_4 router router other=region-table\n"
		    "  step_5 slack send_channel_message auth=slack-eu\n"
		    "  step_6 code code other=billing\n"
		    "  step_7 slack send_direct_message auth=slack-eu\n"
		    "  step_8 gmail send_email auth=gmail-ops\n"
		    "  step_9 ai run_agent other=hubspot\n"
		    "  step_9 ai run_agent other=stripe-live\n");
}

static void two_flows_of_a_template_do_not_share_its_id(void **state)
{
	(void)state;

	assert_file("template-two.json",
		    "Activepieces template\n"
		    "First [] draft, catch_webhook\n"
		    "Second [] draft, every_day\n"
		    "  step_1 slack send_channel_message auth=slack-eu\n");
}

static void an_old_template_is_read_with_dots_and_branches(void **state)
{
	(void)state;

	assert_file("template-old.json",
		    "Activepieces template, old form\n"
		    "Newsletter [] draft, webhook\n"
		    "  step_1 branch branch other=crm\n"
		    "  step_2 mailchimp add_member auth=mail-list\n"
		    "  step_3 discord send_message auth=discord\n");
}

static void a_git_sync_flow_has_id_and_state(void **state)
{
	(void)state;

	assert_file("git-sync.json",
		    "Activepieces flow\n"
		    "Sync rows [sync-rows] on, new_row\n"
		    "  trigger google-sheets new_row auth=sheets\n"
		    "  step_1 slack send_channel_message auth=slack-eu\n"
		    "  step_1 slack send_channel_message auth=slack-us\n");
}

static void a_project_state_gives_each_flow_its_state(void **state)
{
	(void)state;

	assert_file("project-state.json",
		    "Activepieces project state\n"
		    "Runs [a1] on, new_row\n"
		    "  trigger google-sheets new_row auth=sheets\n"
		    "Paused [a2] off, new_row\n"
		    "  trigger google-sheets new_row auth=sheets\n"
		    "Unfinished [a3] draft, new_row\n"
		    "  trigger google-sheets new_row auth=sheets\n");
}

static void a_bare_version_goes_by_its_flow(void **state)
{
	(void)state;

	assert_file("version.json",
		    "Activepieces flow version\n"
		    "夜間バックアップ [flow-77] draft, every_day\n"
		    "  step_1 amazon-s3 upload auth=s3\n"
		    "  step_1 amazon-s3 upload other=s3\n");
}

static void an_n8n_workflow_gives_credentials_by_id_or_name(void **state)
{
	(void)state;

	assert_file("n8n.json",
		    "n8n workflow\n"
		    "Tickets to chat [wf1] on, zendeskTrigger\n"
		    "  New ticket zendesk zendeskTrigger auth=zd-1 Zendesk\n"
		    "  Post slack post auth=sl-1 Slack prod\n"
		    "  Model lmChatOpenAi lmChatOpenAi auth= OpenAI\n"
		    "  Call httpRequest httpRequest auth=7 Seven\n"
		    "  Call httpRequest httpRequest auth= Old header\n");
}

static void a_list_of_n8n_workflows_is_read(void **state)
{
	(void)state;

	assert_file("n8n-list.json", "n8n workflow\n"
				     "Twelve [12] off, start\n"
				     "No id [] draft, \n");
}

static int collect(const char *id, size_t len, void *arg)
{
	str_add_bytes(arg, id, len);
	str_add(arg, ";");
	return 0;
}

static void references_are_found_in_text(void **state)
{
	(void)state;
	static const struct {
		const char *text, *ids;
	} rows[] = {
		{ "", "" },
		{ "{{connections['a']}}", "a;" },
		{ "{{connections[\"a b\"]}}", "a b;" },
		{ "{{ connections [ 'a' ] }}", "a;" },
		{ "{{connections['a'].token}}", "a;" },
		{ "{{connections['a']['token']}}", "a;" },
		{ "{{connections['a','b' , \"c\"]}}", "a;b;c;" },
		{ "{{connections['a'], connections['b']}}", "a;b;" },
		{ "{{connections.gmail}}", "gmail;" },
		{ "{{connections.my-mail_1.access_token}}", "my-mail_1;" },
		{ "{{connections?.gmail}} {{connections?.['b']}}", "gmail;b;" },
		{ "x {{a}} {{connections['a']}} y {{connections['b']}}",
		  "a;b;" },
		{ "{\"k\":\"{{connections[\\\"a\\\"]}}\"}", "a;" },
		{ "{{connections['it.s@x+1']}}", "it.s@x+1;" },
		{ "{{connections['日本']}}", "日本;" },
		{ "{{ {{connections['a']}} }}", "a;" },
		{ "{{f(connections['a']) + connections.b}}", "a;b;" },
		/* not references */
		{ "connections['a']", "" },
		{ "{connections['a']}", "" },
		{ "{{connections['a']", "" },
		{ "{{connections['']}}", "" },
		{ "{{connections}}", "" },
		{ "{{connections[a]}}", "" },
		{ "{{connections['a}}", "" },
		{ "{{trigger.connections['a']}}", "" },
		{ "{{my_connections['a']}}", "" },
		{ "{{trigger['connections']['a']}}", "" },
		{ "{{connectionsx['a']}}", "" },
		{ "{{", "" },
		{ "{{connections", "" },
		{ "{{connections[", "" },
		{ "{{connections[}}", "" },
		{ "{{connections.}}", "" },
		{ "{{connections[\\}}", "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str ids = STR_INIT;
		assert_int_equal(flow_text_refs(rows[i].text, collect, &ids),
				 0);
		char *text = str_take(&ids);
		if (strcmp(text, rows[i].ids) != 0)
			fail_msg("%s gave \"%s\"", rows[i].text, text);
		free(text);
	}
}

static int stop_at_second(const char *id, size_t len, void *arg)
{
	(void)id;
	(void)len;
	return ++*(int *)arg == 2 ? 42 : 0;
}

static void finding_stops_when_asked_to(void **state)
{
	(void)state;
	int count = 0;

	assert_int_equal(
		flow_text_refs("{{connections['a','b','c']}}{{connections.d}}",
			       stop_at_second, &count),
		42);
	assert_int_equal(count, 2);
}

static void assert_refused(const char *json, size_t len, const char *says)
{
	struct err err = ERR_INIT;
	struct read_flows flows = { 0 };

	assert_error(flow_read(json, len, &flows, &err), ERR_USAGE);
	if (strstr(err.msg, says) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", err.msg, says);
	assert_null(flows.item);
}

static void what_is_no_workflow_is_refused_with_the_reason(void **state)
{
	(void)state;
	static const struct {
		const char *json, *says;
	} rows[] = {
		{ "", "empty" },
		{ " \n ", "empty" },
		{ "{", "line 1, column 1" },
		{ "{\n \"ä\": 1,\n oops }", "line 3, column " },
		{ "{} x", "line 1, column 4" },
		{ "nonsense", "not JSON" },
		{ "\"text\"", "no JSON object" },
		{ "12", "no JSON object" },
		{ "null", "no JSON object" },
		{ "{}", "neither flows" },
		{ "{\"name\":\"package\",\"version\":\"1.0\"}",
		  "neither flows" },
		{ "[]", "list is empty" },
		{ "[1]", "no JSON object" },
		{ "[{\"nodes\":[]},{}]", "neither flows" },
		{ "{\"flows\":[]}", "no flow" },
		{ "{\"flows\":[1]}", "flow 1 has no trigger" },
		{ "{\"flows\":[{\"trigger\":{}},{\"trigger\":null}]}",
		  "flow 2 has no trigger" },
		{ "{\"template\":{}}", "no trigger" },
		{ "{\"version\":{\"trigger\":[]}}", "no trigger" },
		{ "\xff\xfe{\0}", "no UTF-8" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_refused(rows[i].json, strlen(rows[i].json),
			       rows[i].says);
	assert_refused("{}\0", 3, "line 1, column 3");
	assert_refused("\0\0", 2, "not JSON");
}

static void odd_values_do_no_harm(void **state)
{
	(void)state;
	static const char json[] =
		"{\"nodes\":[],\"name\":5}|"
		"{\"nodes\":[1,null,{},{\"credentials\":[1]},"
		"{\"type\":7,\"credentials\":{\"a\":null,\"b\":{}}}]}|"
		"{\"trigger\":{\"settings\":\"{{connections['x']}}\"}}|"
		"{\"trigger\":{\"settings\":{\"input\":[]},\"children\":7,"
		"\"nextAction\":\"x\"}}|"
		"{\"trigger\":{\"settings\":{\"pieceName\":\"@a/b\","
		"\"input\":null}},\"status\":9,\"displayName\":null}";
	struct err err = ERR_INIT;
	size_t read = 0;

	for (const char *at = json; at != NULL; read++) {
		struct read_flows flows;
		const char *end = strchr(at, '|');
		size_t len = end == NULL ? strlen(at) : (size_t)(end - at);
		assert_ok(flow_read(at, len, &flows, &err));
		assert_int_equal(flows.count, 1);
		assert_string_equal(flows.item[0].name, "Untitled");
		assert_int_equal(flows.item[0].refs, 0);
		read_flows_clear(&flows);
		at = end == NULL ? NULL : end + 1;
	}
	assert_int_equal(read, 5);
}

/* A flow of count linked steps, the last one with a connection. */
static char *linked_steps(size_t count)
{
	struct str json = STR_INIT;

	str_add(&json, "{\"displayName\":\"Long\",\"trigger\":"
		       "{\"name\":\"trigger\"");
	for (size_t i = 1; i <= count; i++)
		str_addf(&json,
			 ",\"nextAction\":{\"name\":\"step_%zu\",\"settings\":"
			 "{\"input\":{\"auth\":\"{{connections['c%zu']}}\"}}",
			 i, i);
	for (size_t i = 0; i < count + 2; i++)
		str_add(&json, "}");
	return str_take(&json);
}

static void a_flow_may_have_hundreds_of_linked_steps(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct read_flows flows;
	char *json = linked_steps(900);

	assert_ok(flow_read(json, strlen(json), &flows, &err));
	assert_int_equal(flows.item[0].refs, 900);
	assert_string_equal(flows.item[0].ref[899].step, "step_900");
	assert_string_equal(flows.item[0].ref[899].connection, "c900");
	read_flows_clear(&flows);
	free(json);
	json = linked_steps(10000);
	assert_refused(json, strlen(json), "nested too deep");
	free(json);
}

static void more_values_than_fit_are_refused(void **state)
{
	(void)state;
	size_t len = 6 * 1024 * 1024;
	char *json = malloc(len);

	memset(json, ',', len);
	memcpy(json, "{\"nodes\":[", 10);
	assert_refused(json, len, "too many values");
	free(json);
}

static void deep_nesting_is_refused(void **state)
{
	(void)state;
	size_t len = 4 * 1024 * 1024;
	char *json = malloc(len);

	memset(json, '[', len);
	assert_refused(json, len, "column 1001");
	memset(json, '"', len);
	memset(json + 1, '[', len - 2);
	assert_refused(json, len, "no JSON object");
	free(json);
}

static void too_many_connections_in_one_step_are_refused(void **state)
{
	(void)state;
	struct str json = STR_INIT;

	str_add(&json, "{\"trigger\":{\"settings\":{\"input\":{\"x\":\"");
	for (int i = 0; i < 1001; i++)
		str_addf(&json, "{{connections['c%d']}}", i);
	str_add(&json, "\"}}}}");
	char *text = str_take(&json);
	assert_refused(text, strlen(text), "more than 1000 connections");
	free(text);
}

static void long_texts_are_cut_at_a_whole_character(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	struct str json = STR_INIT;
	struct read_flows flows;

	str_add(&json, "{\"name\":\"x");
	for (int i = 0; i < 5000; i++)
		str_add(&json, "ü");
	str_add(&json, "\",\"nodes\":[]}");
	char *text = str_take(&json);
	assert_ok(flow_read(text, strlen(text), &flows, &err));
	assert_int_equal(strlen(flows.item[0].name), NAME_BYTES_MAX - 1);
	assert_true(utf8_is_valid(flows.item[0].name, NAME_BYTES_MAX - 1));
	read_flows_clear(&flows);
	free(text);
}

/* Every cut of a document, and every one with a byte turned over, is read or
 * refused; sanitizers and valgrind see to the rest. */
static void damaged_documents_are_read_or_refused(void **state)
{
	(void)state;
	static const char json[] =
		"{\"flows\":[{\"displayName\":\"F\",\"trigger\":{\"name\":"
		"\"t\",\"settings\":{\"input\":{\"auth\":"
		"\"{{connections['a',\\\"b\\\"]}}\"}},\"children\":[null,"
		"{\"settings\":{}}],\"nextAction\":{\"type\":\"CODE\"}}}]}";
	size_t len = strlen(json), refused = 0;

	for (size_t i = 0; i < 2 * len; i++) {
		struct err err = ERR_INIT;
		struct read_flows flows;
		size_t at = i / 2, cut = i % 2 == 0 ? at : len;
		char *copy = malloc(cut + 1);
		memcpy(copy, json, cut);
		if (cut == len)
			copy[at] ^= 0x11;
		if (flow_read(copy, cut, &flows, &err) == 0)
			read_flows_clear(&flows);
		else
			refused++;
		free(copy);
	}
	assert_true(refused > len);
}

/* "at+len id:field", or "at+len ?" when it is not plain, a line for each. */
static int tell_place(const struct flow_place *place, void *arg)
{
	struct str *told = arg;

	str_addf(told, "%zu+%zu ", place->at, place->len);
	if (place->is_plain)
		str_addf(told, "%.*s:%s\n", (int)place->id_len, place->id,
			 place->field);
	else
		str_add(told, "?\n");
	return 0;
}

static void assert_places(const char *text, const char *wanted)
{
	struct str told = STR_INIT;

	str_add(&told, "");
	assert_int_equal(flow_text_places(text, tell_place, &told), 0);
	assert_string_equal(told.len ? told.text : "", wanted);
	str_clear(&told);
}

static void a_place_is_found_with_its_path(void **state)
{
	(void)state;
	assert_places("{{connections['a'].b}}", "0+22 a:b\n");
	assert_places("x {{ connections[\"a\"] }} {{connections.c}}",
		      "2+22 a:\n25+17 c:\n");
	assert_places("{{connections['a']['b c'].d?.e?.['f']}}",
		      "0+39 a:b c.d.e.f\n");
	assert_places("{{connections.a.b}}", "0+19 a:b\n");
	assert_places("{{trigger.connections['a']}} {{x}} {{", "");
}

static void what_says_more_is_no_plain_place(void **state)
{
	(void)state;
	assert_places("{{connections['a'].b + 1}}", "0+26 ?\n");
	assert_places("{{f(connections['a'])}}", "0+23 ?\n");
	assert_places("{{connections['a','b']}}", "0+24 ?\n");
	assert_places("{{connections['a'].}}", "0+21 ?\n");
	assert_places("{{connections['a'][0]}}", "0+23 ?\n");
	assert_places("x {{connections['a'].b", "2+20 ?\n");
	assert_places("{{connections['a' }}", "0+20 ?\n");
	assert_places("{{connections['a'.b}}", "0+21 ?\n");
	assert_places("{{connections.a].b}}", "0+20 ?\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_template_gives_every_branch_in_order),
		cmocka_unit_test(two_flows_of_a_template_do_not_share_its_id),
		cmocka_unit_test(
			an_old_template_is_read_with_dots_and_branches),
		cmocka_unit_test(a_git_sync_flow_has_id_and_state),
		cmocka_unit_test(a_project_state_gives_each_flow_its_state),
		cmocka_unit_test(a_bare_version_goes_by_its_flow),
		cmocka_unit_test(
			an_n8n_workflow_gives_credentials_by_id_or_name),
		cmocka_unit_test(a_list_of_n8n_workflows_is_read),
		cmocka_unit_test(references_are_found_in_text),
		cmocka_unit_test(finding_stops_when_asked_to),
		cmocka_unit_test(
			what_is_no_workflow_is_refused_with_the_reason),
		cmocka_unit_test(odd_values_do_no_harm),
		cmocka_unit_test(a_flow_may_have_hundreds_of_linked_steps),
		cmocka_unit_test(deep_nesting_is_refused),
		cmocka_unit_test(more_values_than_fit_are_refused),
		cmocka_unit_test(too_many_connections_in_one_step_are_refused),
		cmocka_unit_test(long_texts_are_cut_at_a_whole_character),
		cmocka_unit_test(a_place_is_found_with_its_path),
		cmocka_unit_test(what_says_more_is_no_plain_place),
		cmocka_unit_test(damaged_documents_are_read_or_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
