#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
stripe "Billing Stripe"
stripe Other
flow Charge billing_stripe
cv -q flow import "$dir/flow-Charge.json"
exits 0 rename "Billing Stripe" "Money Stripe"
says 'Renamed to "Money Stripe"; the external id stays billing_stripe.'
is "the credential is the same" "$(cv get billing_stripe)" "sk_Billing Stripe"
exits 0 usage "Money Stripe"
says Charge
exits 4 show "Billing Stripe"
exits 8 rename "Money Stripe" OTHER
exits 0 rename "Money Stripe" "money stripe"
exits 0 --json rename "money stripe" M
says '"external_id":"billing_stripe"'
exits 4 rename Nobody X
warns "hint:"
exits 1 --read-only rename M N
exits 0 show M
finish
