#!/bin/sh
# tmux.sh - the console in a real tmux: what is copied gets there, and a
# resized pane is drawn anew
. "$(dirname "$0")/../cli/lib.sh"

if ! command -v tmux >/dev/null; then
	echo "1..0 # SKIP tmux is not installed"
	exit 0
fi
TMUX_TMPDIR=$dir
export TMUX_TMPDIR
unset TMUX

server=1
t()
{
	tmux -L $server -f /dev/null "$@"
}

# shellcheck disable=SC2317 # a trap calls it
end()
{
	t kill-server 2>/dev/null
	rm -rf "$dir"
}
trap end EXIT

# Until the pane shows the text, or 20 seconds are over.
shows()
{
	deadline=$(($(date +%s) + 20))
	until t capture-pane -p | grep -qF -e "$1"; do
		if [ "$(date +%s)" -gt $deadline ]; then
			t capture-pane -p | sed 's,^,# ,'
			return 1
		fi
	done
}

# The newest buffer has the text: until it does, or 20 seconds are over.
has_buffer()
{
	deadline=$(($(date +%s) + 20))
	until [ "$(t show-buffer 2>/dev/null)" = "$1" ]; do
		if [ "$(date +%s)" -gt $deadline ]; then
			t list-buffers | sed 's,^,# ,'
			return 1
		fi
	done
}

# console COMMAND: in a pane of 80x24, on a server of its own: one that ends is
# in the way for a while
console()
{
	t kill-server 2>/dev/null
	server=$((server + 1))
	t new-session -d -x 80 -y 24 "$1"
	shows "14 connections"
}

console "'$CONNVAULT' --demo"
result $? "the console comes up in tmux"
t send-keys y e
shows "Copied the external id: billing_stripe"
has_buffer billing_stripe
result $? "what is copied is in a tmux buffer"

t send-keys : && shows "Command"
t send-keys copy-secret Enter && shows "Copy a secret"
t send-keys Tab Enter && has_buffer sk_demo_not_a_real_key_0001
result $? "a secret is, too, after asking"
t new-window "exec cat" # the server outlives the console
t select-window -t :0
t send-keys q
has_buffer ""
is "it is gone when the console is" "$(t list-buffers)" ""

console "env -u TMUX '$CONNVAULT' --demo"
t set-option -g set-clipboard on
t send-keys y n && has_buffer "Billing Stripe live"
result $? "OSC 52 alone reaches the buffer as well"

t resize-window -x 120 -y 36 && shows "Ext. id    billing_stripe"
result $? "a larger window gets the detail pane"
t resize-window -x 30 -y 8 && shows "Too small: 30x8."
result $? "a small one says what is needed"
t resize-window -x 80 -y 24 && shows "14 connections"
result $? "and the list comes back"
finish
