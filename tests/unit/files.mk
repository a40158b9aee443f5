# One program per module, from the file of its name: add it to unit_tests.
if HAVE_CMOCKA
unit_tests = tests/unit/test_err
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)

# base; folder.c gives a test a folder of its own
folder = tests/unit/folder.c tests/unit/folder.h tests/unit/test.h
unit_tests += \
	tests/unit/test_clock \
	tests/unit/test_fields \
	tests/unit/test_handover \
	tests/unit/test_jail \
	tests/unit/test_path \
	tests/unit/test_pool \
	tests/unit/test_proc \
	tests/unit/test_qr \
	tests/unit/test_secret \
	tests/unit/test_str \
	tests/unit/test_utf8 \
	tests/unit/test_values
tests_unit_test_handover_SOURCES = tests/unit/test_handover.c $(folder)
tests_unit_test_proc_SOURCES = tests/unit/test_proc.c $(folder)
tests_unit_test_jail_SOURCES = tests/unit/test_jail.c $(folder)
tests_unit_test_path_SOURCES = tests/unit/test_path.c $(folder)
tests_unit_test_path_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=statfs

# the program alone
unit_tests += tests/unit/test_wipe
tests_unit_test_wipe_SOURCES = tests/unit/test_wipe.c src/wipe.c tests/unit/test.h

# agent
unit_tests += \
	tests/unit/test_agent \
	tests/unit/test_client \
	tests/unit/test_runner
tests_unit_test_client_SOURCES = tests/unit/test_client.c $(folder)
tests_unit_test_client_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=setsockopt
tests_unit_test_runner_SOURCES = tests/unit/test_runner.c $(folder)

# flow
unit_tests += tests/unit/test_flow

# move
unit_tests += tests/unit/test_move

# seal
EXTRA_DIST += \
	tests/vectors/blob.json \
	tests/vectors/box.json \
	tests/vectors/identity.json \
	tests/vectors/kdf.json \
	tests/vectors/keyring.json \
	tests/vectors/make.py \
	tests/vectors/manifest.json \
	tests/vectors/recovery.json \
	tests/vectors/slot.json
unit_tests += \
	tests/unit/test_blob \
	tests/unit/test_box \
	tests/unit/test_box_vectors \
	tests/unit/test_identity \
	tests/unit/test_kdf \
	tests/unit/test_keyring \
	tests/unit/test_manifest \
	tests/unit/test_recovery \
	tests/unit/test_slot \
	tests/unit/test_vectors
tests_unit_test_box_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=crypto_pwhash
vectors = tests/unit/vectors.c tests/unit/vectors.h tests/unit/test_seal.h
tests_unit_test_box_vectors_SOURCES = tests/unit/test_box_vectors.c $(vectors)
tests_unit_test_vectors_SOURCES = tests/unit/test_vectors.c $(vectors)

# piece
unit_tests += \
	tests/unit/test_catalog \
	tests/unit/test_piece_faults \
	tests/unit/test_piece_text
tests_unit_test_catalog_SOURCES = tests/unit/test_catalog.c $(folder)

EXTRA_DIST += \
	tests/flows/git-sync.json \
	tests/flows/n8n-list.json \
	tests/flows/n8n.json \
	tests/flows/project-state.json \
	tests/flows/template-old.json \
	tests/flows/template-two.json \
	tests/flows/template.json \
	tests/flows/version.json

# vault; home.c gives each test a vault of its own
home = tests/unit/home.c tests/unit/home.h $(folder)
unit_tests += \
	tests/unit/test_app \
	tests/unit/test_audit \
	tests/unit/test_codec \
	tests/unit/test_found \
	tests/unit/test_head \
	tests/unit/test_lease \
	tests/unit/test_mirror \
	tests/unit/test_project \
	tests/unit/test_replay \
	tests/unit/test_unsure \
	tests/unit/test_vault
tests_unit_test_app_SOURCES = tests/unit/test_app.c $(home)
tests_unit_test_audit_SOURCES = tests/unit/test_audit.c $(home)
tests_unit_test_found_SOURCES = tests/unit/test_found.c $(home)
tests_unit_test_head_SOURCES = tests/unit/test_head.c $(home)
tests_unit_test_lease_SOURCES = tests/unit/test_lease.c $(home)
tests_unit_test_mirror_SOURCES = tests/unit/test_mirror.c $(home)
tests_unit_test_project_SOURCES = tests/unit/test_project.c $(home)
tests_unit_test_replay_SOURCES = tests/unit/test_replay.c $(home)
tests_unit_test_unsure_SOURCES = tests/unit/test_unsure.c $(home)
tests_unit_test_unsure_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=store_commit,--wrap=store_begin_read
tests_unit_test_vault_SOURCES = tests/unit/test_vault.c $(home)

# ops; vault_fixture.c gives each test a vault that is open
fixture = tests/unit/vault_fixture.c tests/unit/vault_fixture.h $(folder)
unit_tests += \
	tests/unit/test_conn \
	tests/unit/test_flows \
	tests/unit/test_guess \
	tests/unit/test_hostile \
	tests/unit/test_match \
	tests/unit/test_oom \
	tests/unit/test_recipe \
	tests/unit/test_replace \
	tests/unit/test_roster \
	tests/unit/test_undo \
	tests/unit/test_written
tests_unit_test_conn_SOURCES = tests/unit/test_conn.c $(fixture)
tests_unit_test_flows_SOURCES = tests/unit/test_flows.c $(fixture)
tests_unit_test_guess_SOURCES = tests/unit/test_guess.c $(fixture)
tests_unit_test_guess_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=crypto_pwhash
tests_unit_test_hostile_SOURCES = tests/unit/test_hostile.c $(fixture)
tests_unit_test_match_SOURCES = tests/unit/test_match.c tests/unit/test.h
tests_unit_test_oom_SOURCES = tests/unit/test_oom.c $(fixture)
tests_unit_test_oom_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc
tests_unit_test_recipe_SOURCES = tests/unit/test_recipe.c $(folder)
tests_unit_test_replace_SOURCES = tests/unit/test_replace.c $(fixture)
tests_unit_test_roster_SOURCES = tests/unit/test_roster.c $(fixture)
tests_unit_test_undo_SOURCES = tests/unit/test_undo.c $(fixture)
tests_unit_test_written_SOURCES = tests/unit/test_written.c $(fixture)
tests_unit_test_written_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=project_conn_get \
	-Wl,--wrap=path_sync_parent -Wl,--wrap=project_flows_put
endif
