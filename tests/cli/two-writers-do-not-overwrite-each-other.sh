#!/bin/sh
. "$(dirname "$0")/lib.sh"

# The first reads the connection and then opens the file of its secret: a pipe,
# which opens for the two ends at once. Meanwhile the second renames it.
vault
stripe One
mkfifo "$dir/pipe"
cv reconnect one --secret-file "api_key=$dir/pipe" >"$dir/out" 2>"$dir/err" &
exec 9>"$dir/pipe"
cv -q rename one Other
printf sk_late >&9
exec 9>&-
wait $!
is "the second to write is told by exit 8" $? 8
warns "changed by somebody else"
is "the first change stands" "$(cv get one)" sk_One
exits 0 show Other
finish
