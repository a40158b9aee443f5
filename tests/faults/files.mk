# What goes wrong, and what must not get out. Each has a control that must fail.
fault_tests = tests/faults/canary.sh
TESTS += $(fault_tests)
EXTRA_DIST += $(fault_tests)
