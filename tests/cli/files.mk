cli_tests = \
	tests/cli/a-browser-is-started-where-one-can-appear.sh \
	tests/cli/a-browser-signs-in-and-comes-back.sh \
	tests/cli/a-damaged-credential-can-be-reconnected.sh \
	tests/cli/a-full-disk-behind-the-output-is-told.sh \
	tests/cli/a-token-that-will-not-last-is-refreshed-first.sh \
	tests/cli/a-new-value-is-tried-before-it-is-stored.sh \
	tests/cli/an-address-can-be-pasted-back.sh \
	tests/cli/an-agent-keeps-the-vault-unlocked.sh \
	tests/cli/an-older-file-is-noticed-and-can-be-accepted.sh \
	tests/cli/an-agent-keeps-the-vault-unlocked.sh \
	tests/cli/audit-tells-what-was-done.sh \
	tests/cli/audit-verify-opens-every-row.sh \
	tests/cli/backup-can-be-opened-with-the-same-keys.sh \
	tests/cli/check-asks-the-service-itself.sh \
	tests/cli/closed-standard-files-and-limits-do-no-harm.sh \
	tests/cli/completion-scripts-parse-and-complete.sh \
	tests/cli/config-errors-name-line-and-option.sh \
	tests/cli/create-takes-fields-from-everywhere-but-argv.sh \
	tests/cli/delete-names-the-flows-and-restore-brings-back.sh \
	tests/cli/doctor-exits-with-1-when-something-is-bad.sh \
	tests/cli/edit-changes-note-tags-and-date.sh \
	tests/cli/every-error-says-what-to-do.sh \
	tests/cli/exec-files-are-in-memory-and-gone-at-the-end.sh \
	tests/cli/exec-hands-credentials-to-a-program.sh \
	tests/cli/exec-works-from-cron.sh \
	tests/cli/flows-are-imported-listed-and-removed.sh \
	tests/cli/get-makes-the-header-for-a-password.sh \
	tests/cli/get-writes-raw-bytes-but-not-to-a-terminal.sh \
	tests/cli/git-signs-in-with-a-connection.sh \
	tests/cli/help-comes-from-the-command-rows.sh \
	tests/cli/init-makes-a-vault-and-shows-the-recovery-code-once.sh \
	tests/cli/json-is-safe-on-a-terminal.sh \
	tests/cli/list-json-has-the-members-of-the-manual.sh \
	tests/cli/list-shows-the-columns-of-the-web-screen.sh \
	tests/cli/names-that-deceive-are-refused.sh \
	tests/cli/no-secret-is-in-the-environment-or-the-arguments.sh \
	tests/cli/no-temporary-file-is-made.sh \
	tests/cli/oauth-apps-are-set-listed-and-deleted.sh \
	tests/cli/on-a-terminal-lists-are-cut-and-coloured.sh \
	tests/cli/passphrases-are-typed-unseen-at-the-terminal.sh \
	tests/cli/pick-needs-a-terminal.sh \
	tests/cli/pieces-are-listed-shown-and-checked.sh \
	tests/cli/programs-sign-in-by-json-events.sh \
	tests/cli/projects-are-apart.sh \
	tests/cli/reconnect-keeps-what-is-not-given.sh \
	tests/cli/rename-is-followed-by-references-by-name.sh \
	tests/cli/rename-keeps-external-id.sh \
	tests/cli/replace-changes-the-files-of-flows.sh \
	tests/cli/slots-are-added-and-removed.sh \
	tests/cli/template-fills-a-file-for-a-program.sh \
	tests/cli/the-manual-has-every-command-option-and-key.sh \
	tests/cli/the-process-keeps-its-secrets-to-itself.sh \
	tests/cli/the-project-in-use-is-followed-not-guessed.sh \
	tests/cli/the-tour-of-the-readme-prints-what-it-says.sh \
	tests/cli/tokens-are-refreshed-and-revoked.sh \
	tests/cli/tools-of-aws-get-their-keys.sh \
	tests/cli/two-writers-do-not-overwrite-each-other.sh \
	tests/cli/what-is-no-vault-is-told-apart.sh \
	tests/cli/without-a-key-it-says-what-to-use.sh \
	tests/cli/workflow-engines-ask-the-agent.sh \
	tests/cli/wrong-use-exits-with-2-and-says-how.sh
TESTS += $(cli_tests)
EXTRA_DIST += tests/agent/ask.py
EXTRA_DIST += $(cli_tests) tests/cli/lib.sh tests/cli/agent.sh \
	tests/cli/idp.sh
EXTRA_DIST += $(cli_tests) tests/cli/lib.sh tests/cli/idp.sh tests/cli/service.sh
