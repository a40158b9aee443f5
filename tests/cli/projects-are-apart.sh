#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
exits 0 project create Acme
exits 8 project create acme
exits 2 project create ""
stripe One
exits 0 --project Acme list
says_not One
CONNVAULT_PROJECT=Acme cv -q create --piece stripe --name Two --placeholder
exits 0 list
says One
says_not Two
exits 0 project use Acme
exits 0 list
says Two
says_not One
exits 0 -p Default list
says One
exits 0 project list
says "Default"
is "the open one is marked" "$(cv project list | grep -F '*')" "Acme     *"
exits 0 project rename Default Old
exits 0 -p Old list
says One
exits 4 -p Default list
exits 4 project use Nowhere
exits 4 project rename Nowhere X
exits 8 project delete Old
warns "has 1 connection"
warns "--force"
exits 0 project delete Old --force
exits 4 -p Old list
exits 2 project delete Acme --force

# What restore could bring back is not lost without a word, nor are flows, apps
# and clients.
exits 0 project create Third
exits 0 project use Third
stripe Gone
cv -q delete gone
exits 0 project use Acme
exits 8 project delete Third
warns '"Third" has 1 connection in the trash'
warns "--force"
exits 0 -p Third restore gone
exits 0 -p Third delete gone
flow Charge gone
flow Other gone
cv -q -p Third flow import flow-Charge.json flow-Other.json
cv -q -p Third app set slack --client-id 1 --login none
cv -q -p Third client add engine >"$dir/token"
exits 8 project delete Third
warns "1 connection in the trash, 2 flows, 1 OAuth app, 1 client"
exits 0 project delete Third --force
exits 4 -p Third list
exits 0 project create Empty
exits 0 project delete Empty
finish
