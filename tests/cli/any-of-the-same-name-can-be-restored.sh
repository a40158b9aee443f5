#!/bin/sh
. "$(dirname "$0")/lib.sh"

# The ids of what is in the trash.
trash()
{
	cv list --trash --json | sed -n 's/.*"id":"\([0-9a-f]*\)".*/\1/p'
}

vault
for value in first second third; do
	printf %s "$value" | cv -q create --piece stripe --name Same \
		--secret-stdin api_key
	[ -n "${first:-}" ] || first=$(cv show same --json |
		sed 's/.*"id":"\([0-9a-f]*\)".*/\1/')
	[ "$value" = third ] || cv -q delete same
done
exits 0 list --trash --json
says "\"id\":\"$first\""
says '"deleted_at":"20'
exits 0 list --json
says '"deleted_at":null'

exits 8 restore same
warns "2 in the trash are called so"
warns "connvault list --trash --json"
exits 8 restore "$first"
warns_not "in the trash"
cv -q delete same
exits 0 restore "$first"
is "the one that was named came back" "$(cv get same)" first
is "the others stay" "$(trash | wc -l)" 2
exits 4 restore "$first"
exits 4 restore 0123456789abcdef0123456789abcdef
cv -q rename same Other
cv -q delete same
exits 0 restore Same
exits 0 delete same
exits 0 restore --help
says "is named by its id"
finish
