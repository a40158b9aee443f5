#!/bin/sh
# layers.sh - who may include whom, and which file a library's header
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

about="each layer includes only those below it"

# layer, then what its files may include: layers, or single headers
layers='
base	base
seal	base seal
store	base store
piece	base piece
flow	base flow
net	base net
oauth	base net piece oauth
vault	base seal store vault
move	base vault/types.h move
ops	base vault piece flow net oauth move seal/box.h seal/pubkey.h ops
agent	base vault ops net agent
cli	base piece ops vault/types.h agent/agent.h agent/client.h cli
tui	base piece ops vault/types.h agent/client.h tui
main.c	base cli tui
wipe.c	-
front	base agent/value.h front
'

# library header (the last part of its name), then the files that may have it
libraries='
curses.h	src/tui/term.c
ncurses.h	src/tui/term.c
term.h		src/tui/term.c
sqlite3.h	src/store/sqlite*.c
curl.h		src/net/libcurl.h
microhttpd.h	src/net/libmicrohttpd.h
qrencode.h	src/base/qr.c
seccomp.h	src/base/calls.c
cJSON.h		src/piece/* src/flow/* src/move/* src/oauth/* src/agent/* src/cli/*.c
sodium.h	src/base/* src/seal/* src/vault/* src/oauth/*
'

# What a file of cli or tui reaches through headers of headers counts as well:
# else the functions of the vault come in by way of an innocent one.
complaints()
{
	find src -name '*.[ch]' | sort | xargs awk -v layers="$layers" \
		-v libraries="$libraries" '
	function pattern(glob)
	{
		gsub(/[.]/, "\\.", glob)
		gsub(/[*]/, "[^/]*", glob)
		return "^" glob "$"
	}
	function layer_of(file,    part)
	{
		split(file, part, "/")
		return part[1] == "src" ? part[2] : part[1]
	}
	function is_allowed(layer, header)
	{
		return header == "config.h" || (layer, header) in may ||
			(layer, layer_of(header)) in may
	}
	# The first forbidden header that is reached from one, or "".
	function reaches(layer, header,    n, list, i, bad)
	{
		if (header in seen)
			return ""
		seen[header] = 1
		n = split(includes["src/" header], list, " ")
		for (i = 1; i <= n; i++) {
			if (!is_allowed(layer, list[i]))
				return list[i] " through " header
			bad = reaches(layer, list[i])
			if (bad != "")
				return bad
		}
		return ""
	}
	BEGIN {
		n = split(layers, row, "\n")
		for (i = 1; i <= n; i++) {
			words = split(row[i], word, "[ \t]+")
			known[word[1]] = 1
			for (j = 2; j <= words; j++)
				may[word[1], word[j]] = 1
		}
		n = split(libraries, row, "\n")
		for (i = 1; i <= n; i++) {
			words = split(row[i], word, "[ \t]+")
			for (j = 2; j <= words; j++)
				owner[word[1]] = owner[word[1]] " " word[j]
		}
	}
	FNR == 1 && !(layer_of(FILENAME) in known) {
		print FILENAME ":1: no layer of that name"
	}
	$1 ~ /^#[ \t]*include/ || ($1 == "#" && $2 == "include") {
		if (!match($0, /[<"][^>"]*[>"]/))
			next
		header = substr($0, RSTART + 1, RLENGTH - 2)
		at = FILENAME ":" FNR ": "
		if (substr($0, RSTART, 1) == "\"") {
			if (!is_allowed(layer_of(FILENAME), header))
				print at layer_of(FILENAME) \
					" may not include " header
			else
				line[FILENAME, header] = FNR
			includes[FILENAME] = includes[FILENAME] " " header
			next
		}
		sub(/.*\//, "", header)
		if (!(header in owner))
			next
		n = split(owner[header], glob, " ")
		for (i = 1; i <= n; i++)
			if (FILENAME ~ pattern(glob[i]))
				next
		print at "<" header "> belongs in" owner[header]
	}
	END {
		for (key in line) {
			split(key, part, SUBSEP)
			layer = layer_of(part[1])
			if (layer != "cli" && layer != "tui")
				continue
			split("", seen)
			bad = reaches(layer, part[2])
			if (bad != "")
				print part[1] ":" line[key] ": reaches " bad
		}
	}' /dev/null
}

plant()
{
	mkdir -p src/base src/vault src/ops src/cli src/tui src/wan src/store
	cat >src/vault/vault.c <<-'END'
		#include <sodium.h>
		#include <sqlite3.h> /* BAD */
		#include "vault/vault.h"
		#include "seal/blob.h"
		#include "ops/conn.h" /* BAD */
	END
	echo '#include "vault/types.h"' >src/vault/vault.h
	echo '#include "base/err.h"' >src/vault/types.h
	echo '#include "vault/vault.h"' >src/ops/leaky.h
	echo '#include "vault/types.h"' >src/ops/tight.h
	cat >src/cli/list.c <<-'END'
		#include "config.h"
		#include "vault/types.h"
		#include "ops/tight.h"
		#include "ops/leaky.h" /* BAD */
		#include "vault/vault.h" /* BAD */
		#include "tui/term.h" /* BAD */
	END
	cat >src/tui/list.c <<-'END'
		#include <ncursesw/curses.h> /* BAD */
		# include "store/store.h" /* BAD */
	END
	echo '#include <curses.h>' >src/tui/term.c
	echo '#include <sqlite3.h>' >src/store/sqlite_rows.c
	echo '#include "ops/tight.h" /* BAD */' >src/main.c
	echo 'int x; /* BAD */' >src/wan/http.c
}

lint_main "$@"
