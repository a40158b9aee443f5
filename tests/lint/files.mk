# make lint: each check first finds what it plants, then looks at the tree.
lint_checks = \
	tests/lint/banned.sh \
	tests/lint/cppcheck.sh \
	tests/lint/format.sh \
	tests/lint/hardening.sh \
	tests/lint/heads.sh \
	tests/lint/layers.sh \
	tests/lint/man.sh \
	tests/lint/reveal.sh \
	tests/lint/shell.sh \
	tests/lint/sizes.sh \
	tests/lint/words.sh
EXTRA_DIST += $(lint_checks) tests/lint/lib.sh tests/lint/run.sh \
	tests/lint/banned.awk tests/lint/reveal.awk tests/lint/strip.awk \
	tests/lint/lsan.supp tests/lint/reveal.list

lint: connvault$(EXEEXT)
	$(SHELL) $(srcdir)/tests/lint/run.sh $(srcdir) \
		connvault$(EXEEXT)
.PHONY: lint

# In make check: the tests that our tables of duties name are there.
TESTS += tests/lint/duties.sh
EXTRA_DIST += tests/lint/duties.sh
