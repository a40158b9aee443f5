/* test_agent.c - deadlines of an agent, its messages, and what is news to it */
#include "test.h"

#include "agent/hold.h"
#include "agent/news.h"
#include "agent/wire.h"
#include "base/clock.h"
#include "base/str.h"

/* -- hold.h, with a clock of the test ------------------------------------- */

static void it_is_locked_when_its_time_is_over(void **state)
{
	struct hold hold = { .hard_s = 100, .idle_s = HOLD_FOR_EVER };

	(void)state;
	hold_open(&hold, 1000);
	assert_null(hold_is_over(&hold, 1099));
	assert_int_equal(hold_left(&hold, 1099), 1);
	assert_non_null(hold_is_over(&hold, 1100));
	hold_use(&hold, 1099); /* use does not put it off */
	assert_non_null(hold_is_over(&hold, 1100));
}

static void it_is_locked_when_nobody_uses_it(void **state)
{
	struct hold hold = { .hard_s = HOLD_FOR_EVER, .idle_s = 10 };

	(void)state;
	hold_open(&hold, 1000);
	hold_use(&hold, 1009);
	assert_null(hold_is_over(&hold, 1018));
	assert_non_null(hold_is_over(&hold, 1019));
	/* A machine that slept wakes up far behind it. */
	assert_non_null(hold_is_over(&hold, 100000));
}

static void it_stays_open_for_ever_when_asked_to(void **state)
{
	struct hold hold = { .hard_s = HOLD_FOR_EVER, .idle_s = HOLD_FOR_EVER };

	(void)state;
	hold_open(&hold, 1000);
	assert_null(hold_is_over(&hold, INT64_MAX));
	assert_int_equal(hold_left(&hold, INT64_MAX), -1);
	assert_int_equal(hold_hard_at(&hold), 0);
}

static void each_wrong_key_waits_longer_up_to_ten_seconds(void **state)
{
	struct hold hold = { .hard_s = 1, .idle_s = 1 };
	int before = 0;

	(void)state;
	assert_int_equal(hold_guess_ms(&hold), 0);
	for (hold.wrong = 1; hold.wrong < 8; hold.wrong++) {
		assert_true(hold_guess_ms(&hold) > before);
		before = hold_guess_ms(&hold);
	}
	hold.wrong = 1000000;
	assert_int_equal(hold_guess_ms(&hold), 10000);
	hold_open(&hold, 5); /* the right one ends it */
	assert_int_equal(hold_guess_ms(&hold), 0);
}

/* -- wire.h --------------------------------------------------------------- */

static struct secret *body_of(const struct secret *message)
{
	struct err err = ERR_INIT;
	struct secret *body;
	size_t len;
	const uint8_t *bytes = secret_reveal(message, &len);

	assert_true(len >= WIRE_HEAD);
	assert_int_equal(wire_length(bytes, WIRE_ANSWER_MAX), len - WIRE_HEAD);
	assert_ok(secret_from(bytes + WIRE_HEAD, len - WIRE_HEAD, &body, &err));
	return body;
}

static void messages_come_out_as_they_went_in(void **state)
{
	struct wire sent = { .op = WIRE_UNLOCK,
			     .kind = 2,
			     .hard_s = -1,
			     .idle_s = 900,
			     .locks_at = 7 };
	struct secret *message, *body;
	struct err err = ERR_INIT;
	struct wire got;

	(void)state;
	err_set(&sent.result, ERR_LOCKED, "it is locked");
	err_hint(&sent.result, "unlock it");
	err_set(&sent.fault, ERR_FAILED, "nobody is answered");
	err_hint(&sent.fault, "move it away");
	str_copy(sent.project, "Acme", sizeof(sent.project));
	str_copy(sent.conn, "billing", sizeof(sent.conn));
	assert_ok(secret_from("MADE-UP", 7, &sent.key, &err));
	assert_ok(wire_pack(&sent, &message, &err));
	body = body_of(message);
	assert_ok(wire_unpack(body, &got, &err));
	assert_int_equal(got.op, WIRE_UNLOCK);
	assert_string_equal(got.project, "Acme");
	assert_string_equal(got.conn, "billing");
	assert_string_equal(got.field, "");
	assert_int_equal(got.hard_s, -1);
	assert_int_equal(got.idle_s, 900);
	assert_int_equal(got.locks_at, 7);
	assert_int_equal(got.result.code, ERR_LOCKED);
	assert_string_equal(got.result.msg, "it is locked");
	assert_string_equal(got.result.hint, "unlock it");
	assert_int_equal(got.fault.code, ERR_FAILED);
	assert_string_equal(got.fault.msg, "nobody is answered");
	assert_string_equal(got.fault.hint, "move it away");
	assert_true(secret_equal(got.key, sent.key));
	wire_clear(&got);
	wire_clear(&sent);
	secret_free(message);
	secret_free(body);
}

/* The largest value goes out; no key of that size comes in. */
static void answers_may_be_larger_than_requests(void **state)
{
	struct wire sent = { .op = 0 }, got;
	struct secret *message, *body;
	struct err err = ERR_INIT;

	(void)state;
	assert_ok(secret_random(VALUE_MAX, &sent.key, &err));
	assert_ok(wire_pack(&sent, &message, &err));
	assert_true(secret_len(message) <= WIRE_HEAD + WIRE_ANSWER_MAX);
	body = body_of(message);
	assert_ok(wire_unpack(body, &got, &err));
	assert_true(secret_equal(got.key, sent.key));
	wire_clear(&got);
	secret_free(message);
	secret_free(body);
	sent.op = WIRE_UNLOCK;
	assert_int_equal(wire_pack(&sent, &message, &err), -1);
	assert_int_equal(err.code, ERR_USAGE);
	wire_clear(&sent);
}

/* Every byte of a message changed in turn: refused or read, never worse. */
static void messages_that_were_changed_do_no_harm(void **state)
{
	struct wire sent = { .op = WIRE_PASS, .kind = 1 };
	struct secret *message, *body;
	struct err err = ERR_INIT;

	(void)state;
	assert_ok(secret_from("MADE-UP", 7, &sent.key, &err));
	assert_ok(wire_pack(&sent, &message, &err));
	body = body_of(message);
	for (size_t i = 0; i < secret_len(body); i++) {
		uint8_t *bytes = secret_fill(body);
		struct wire got;

		bytes[i] ^= 0xff;
		if (wire_unpack(body, &got, &err) == 0)
			wire_clear(&got);
		bytes[i] ^= 0xff;
	}
	wire_clear(&sent);
	secret_free(message);
	secret_free(body);
}

static void lengths_that_are_too_large_are_none(void **state)
{
	const uint8_t large[WIRE_HEAD] = { 0xff, 0xff, 0xff, 0x7f };
	const uint8_t small[WIRE_HEAD] = { 5, 0, 0, 0 };

	(void)state;
	assert_int_equal(wire_length(large, WIRE_ANSWER_MAX), 0);
	assert_int_equal(wire_length(small, 5), 5);
}

/* -- news.h --------------------------------------------------------------- */

struct told {
	int count[HOOK_EVENTS];
};

static void tell(enum hook_event event, const struct conn *conn, void *arg)
{
	struct told *told = arg;

	assert_non_null(conn);
	told->count[event]++;
}

static struct told look(struct news *news, struct conn *conn, size_t count)
{
	struct conns conns = { .item = conn, .count = count };
	struct told told = { { 0 } };
	struct err err = ERR_INIT;

	assert_ok(news_look(news, &conns, tell, &told, &err));
	return told;
}

static void a_change_of_status_is_told_once(void **state)
{
	struct conn conn[] = {
		{ .id = { 1 }, .status = STATUS_ACTIVE, .reason = REASON_OK },
		{ .id = { 2 },
		  .status = STATUS_INACTIVE,
		  .reason = REASON_REVOKED },
	};
	struct news news = { .seen = NULL };
	struct told told;

	(void)state;
	told = look(&news, conn, 2); /* what is seen first is no news */
	assert_int_equal(told.count[HOOK_INACTIVE], 0);
	assert_int_equal(told.count[HOOK_RECOVERED], 0);
	conn[0].status = STATUS_INACTIVE;
	conn[0].reason = REASON_REFUSED;
	conn[1].status = STATUS_ACTIVE;
	conn[1].reason = REASON_OK;
	told = look(&news, conn, 2);
	assert_int_equal(told.count[HOOK_INACTIVE], 1);
	assert_int_equal(told.count[HOOK_RECOVERED], 1);
	told = look(&news, conn, 2);
	assert_int_equal(told.count[HOOK_INACTIVE], 0);
	assert_int_equal(told.count[HOOK_RECOVERED], 0);
	news_clear(&news);
}

static void what_ends_within_a_week_is_told_once(void **state)
{
	struct conn conn = { .id = { 1 },
			     .status = STATUS_ACTIVE,
			     .reason = REASON_OK };
	struct news news = { .seen = NULL };

	(void)state;
	clock_fix(1800000000);
	conn.rotate_by = clock_now() + (int64_t)30 * 86400;
	assert_int_equal(look(&news, &conn, 1).count[HOOK_EXPIRING], 0);
	clock_fix(1800000000 + (int64_t)25 * 86400);
	assert_int_equal(look(&news, &conn, 1).count[HOOK_EXPIRING], 1);
	assert_int_equal(look(&news, &conn, 1).count[HOOK_EXPIRING], 0);
	clock_fix(0);
	news_clear(&news);
}

static void deleted_and_unfinished_ones_are_no_alarm(void **state)
{
	struct conn conn = { .id = { 1 },
			     .status = STATUS_ACTIVE,
			     .reason = REASON_OK };
	struct news news = { .seen = NULL };

	(void)state;
	(void)look(&news, &conn, 1);
	conn.status = STATUS_INACTIVE;
	conn.reason = REASON_MISSING;
	assert_int_equal(look(&news, &conn, 1).count[HOOK_INACTIVE], 0);
	conn.trashed = true;
	assert_int_equal(look(&news, &conn, 1).count[HOOK_INACTIVE], 0);
	news_clear(&news);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_locked_when_its_time_is_over),
		cmocka_unit_test(it_is_locked_when_nobody_uses_it),
		cmocka_unit_test(it_stays_open_for_ever_when_asked_to),
		cmocka_unit_test(each_wrong_key_waits_longer_up_to_ten_seconds),
		cmocka_unit_test(messages_come_out_as_they_went_in),
		cmocka_unit_test(answers_may_be_larger_than_requests),
		cmocka_unit_test(messages_that_were_changed_do_no_harm),
		cmocka_unit_test(lengths_that_are_too_large_are_none),
		cmocka_unit_test(a_change_of_status_is_told_once),
		cmocka_unit_test(what_ends_within_a_week_is_told_once),
		cmocka_unit_test(deleted_and_unfinished_ones_are_no_alarm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
