#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
stripe Used
stripe Free
flow "Charge customers" used
cv -q flow import "$dir/flow-Charge customers.json"
exits 8 delete Used
warns "Charge customers: auth in step_1"
warns '"Used" is used by 1 flow'
warns "--force"
exits 0 show Used
exits 0 delete Free
says "connvault restore free"
exits 4 show Free
exits 0 delete --force used
exits 0 list
says_not Used
exits 0 list --trash
says "GONE FOR EVER"
says Used
says Free
exits 0 restore used
says 'Restored "Used".'
is "its credential came back" "$(cv get used)" sk_Used
exits 4 restore used
exits 0 restore Free
stripe Again
cv -q delete again
stripe Again
exits 8 restore again
finish
