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
exits 0 edit Billing --note ""
exits 0 show --json Billing
says_not Ana
says '"prod"'
exits 0 edit billing --no-tags --rotate-by none
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
