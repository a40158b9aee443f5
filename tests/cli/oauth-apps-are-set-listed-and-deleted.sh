#!/bin/sh
. "$(dirname "$0")/lib.sh"
. "$TOP_SRCDIR/tests/cli/idp.sh"

vault
piece mail
exits 4 reconnect nobody
exits 2 app set mail
warns "needs a client id"
warns "http://127.0.0.1/callback"
exits 0 app set mail --client-id native-public
says 'The OAuth app "default" of mail is set.'
says "http://127.0.0.1/callback"
printf 'canary-one\n' >"$dir/secret"
exits 0 app set mail --app second --client-id native-post \
	--secret-file "$dir/secret" --login post \
	--redirect http://127.0.0.1:8765/callback
says "http://127.0.0.1:8765/callback"
exits_with canary-two 0 app set mail --app second --secret-stdin
exits 2 app set mail --secret-stdin --secret-file "$dir/secret"
exits 2 app set mail --secret canary
exits 2 app set mail --redirect ftp://127.0.0.1/
exits 2 app set mail --token-url http://tokens.example.com/
exits 2 app set stripe --client-id x
warns "does not connect by OAuth"
exits 4 app set nothing --client-id x

exits 0 app list
says "mail   default  native-public  none    http://127.0.0.1/callback"
says "mail   second   native-post    yes     http://127.0.0.1:8765/callback"
says_not canary
exits 0 app list --json
says '"piece":"mail","name":"second","client_id":"native-post","has_secret":true'
says '"login":"post"'
is "no file holds the secret" "$(grep -rla canary-two "$dir" |
	grep -v "$dir/in")" ""

# What an issuer tells is shown, and pinned when that is wanted.
exits 0 app discover "$idp"
says "Tokens from   $idp/token"
exits 0 app discover "$idp" --json
says "\"device_url\":	\"$idp/device/auth\""
says '"promises_iss":	true'
exits 1 app discover "http://localhost:${idp##*:}"
warns "hint: nothing of it was used"
exits 4 app discover "$idp/nothing"
warns "hint: look up what the provider calls its issuer"
exits 6 app discover http://127.0.0.1:9
exits 0 app discover "$idp" --piece mail
says 'Pinned to the OAuth app "default" of mail.'
exits 0 app list --json
says "\"pinned\":{\"issuer\":\"$idp\",\"auth_url\":\"$idp/auth\""
exits 8 app set mail --app second --token-url https://tokens.example.com/token
warns "the client secret would be sent to another host"
exits 0 app set mail --app second --token-url https://tokens.example.com/token \
	--secret-file "$dir/secret"
exits 8 app discover "$idp" --piece mail --app second
warns "https://tokens.example.com/token"
warns "hint: nothing was changed; --yes does it"
play "wait [y/N]
keys n\\n
end" app discover "$idp" --piece mail --app second
is "who says no at the terminal changes nothing" $? 8
exits 0 app discover "$idp" --piece mail --app second --yes
exits 0 app set mail --app second --token-url ""

# Typed unseen at a terminal; nothing is none.
play "wait Client secret
keys canary-three\\n
end" app set mail --client-id native-public
is "the client secret is asked for" $? 0
ok "and not shown" sh -c '! grep -q canary screen'
exits 0 app list --json
says '"name":"default","client_id":"native-public","has_secret":true'
play "end" app set mail --login none
is "it is not asked for where the client id stays" $? 0

cv -q create --piece mail --name Waits --placeholder
exits 0 app delete mail --app second
says 'Deleted the OAuth app "second"'
exits 4 app delete mail --app second
exits 0 app delete mail
exits 0 app list --json
is "none is left" "$(cat "$dir/out")" "[]"
finish
