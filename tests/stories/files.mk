# Whole stories, with everything that takes part in them.
story_tests = tests/stories/a-token-is-revoked-and-comes-back.sh
TESTS += $(story_tests)
EXTRA_DIST += $(story_tests)
