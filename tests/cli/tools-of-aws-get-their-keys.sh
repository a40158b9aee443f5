#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
printf '{"accessKeyId":"AKIDEXAMPLE","secretAccessKey":"s\\"canary","bucket":"b"}' |
	cv -q create --piece amazon-s3 --name Bucket --fields-stdin
exits 0 aws-credential bucket
is "the form of credential_process" "$(tr -d ' \t\n' <"$dir/out")" \
	'{"AccessKeyId":"AKIDEXAMPLE","SecretAccessKey":"s\"canary","Version":1}'

mkdir -p "$HOME/.config/connvault/pieces"
echo '{"name": "sts", "display_name": "STS", "auth": [{"type": "custom",
"fields": [{"name": "AWS_ACCESS_KEY_ID", "label": "Id"},
{"name": "aws_secret_access_key", "label": "Key", "secret": true},
{"name": "aws_session_token", "label": "Token", "secret": true},
{"name": "expiration", "label": "End"}]}]}' \
	>"$HOME/.config/connvault/pieces/sts.json"
printf '{"AWS_ACCESS_KEY_ID":"ASIA","aws_secret_access_key":"k",
"aws_session_token":"t","expiration":"2030-01-01T00:00:00Z"}' |
	cv -q create --piece sts --name Session --fields-stdin
exits 0 aws-credential session
says '"SessionToken":	"t"'
says '"Expiration":	"2030-01-01T00:00:00Z"'

stripe Other
exits 1 aws-credential other
warns "it has no field for AccessKeyId"
is "and nothing is given" "$(cat "$dir/out")" ""
exits 4 aws-credential nobody
exits 0 audit list
says "  aws"
says_not canary
finish
