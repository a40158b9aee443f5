#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
stripe Billing
exits 2 edit Billing
warns "nothing to change"
exits 2 edit Billing --rotate-by soon
exits 2 edit Billing --tag a --no-tags
exits 2 edit Billing --tag 'a,b'
exits 0 edit Billing --note "Ask Ana" --tag prod --tag eu --rotate-by 2027-01-31
says 'Changed "Billing".'
exits 0 show --json Billing
says '"note":"Ask Ana"'
says '"tags":["prod","eu"]'
says 2027-01-31
exits 0 edit Billing --note "Ask Ana
and Bo"
exits 0 show Billing
says "Note          Ask Ana"
says "              and Bo"
exits 0 edit Billing --note ""
exits 0 show --json Billing
says_not Ana
says '"prod"'

# What is taken away is told; --add-tag takes nothing away.
exits 0 edit Billing --add-tag git:git.example.com --add-tag eu
is "adding takes nothing away" "$(cat "$dir/out")" 'Changed "Billing".'
exits 0 show --json Billing
says '"tags":["prod","eu","git:git.example.com"]'
exits 0 edit Billing --tag eu
is "what was taken away is told" "$(cat "$dir/out")" \
	'Changed "Billing"; took away prod, git:git.example.com.'
exits 2 edit Billing --add-tag a --tag b
exits 2 edit Billing --add-tag a --no-tags
exits 2 edit Billing --add-tag ''
exits 0 edit Billing --add-tag prod
exits 0 edit billing --no-tags --rotate-by none
says "took away eu, prod."
exits 0 show --json Billing
says_not prod
says_not 2027-01-31
exits 0 audit list
says edit
exits 0 edit Billing --keep-alive no
exits 0 show Billing
says "Kept alive"
exits 0 edit Billing --keep-alive yes
exits 0 show Billing
says_not "Kept alive"
exits 2 edit Billing --keep-alive perhaps
finish
