# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Messages, statuses, the cache's layout, children and what is cleaned up after them.

# shellcheck source=progress.sh
. "${BASH_SOURCE[0]%/*}/progress.sh"

# exit statuses of our own; everything else is COMMAND's
# (98 is an IGT failure, 77 a skip)
readonly ST_SETUP=96 ST_LOG=97 ST_DIED=99 ST_TIMEOUT=124

cache=${VPRIME_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/vprime}

say() { printf 'lab: %s\n' "$*" >&2; }
die() { say "$*"; exit "$ST_SETUP"; }

hash_of() { sha256sum | cut -c1-12; }

# Every long child runs through here, in a session of its own, so that one
# kill reaches all of it and a signal to us interrupts the wait at once.
child=
run_child() {
	local rc=0
	setsid -- setpriv --pdeathsig KILL -- "$@" <&0 &
	child=$!
	wait "$child" || rc=$?
	child=
	return $rc
}

kill_child() {
	local i
	[ -n "$child" ] || return 0
	kill -TERM -- "-$child" 2>/dev/null || kill -TERM "$child" 2>/dev/null
	# two seconds to go by itself
	for i in {1..20}; do
		[[ $(cat "/proc/$child/stat" 2>/dev/null) == *") Z "* ]] && break
		sleep 0.1
	done
	kill -KILL -- "-$child" 2>/dev/null
	wait "$child" 2>/dev/null
	child=
}

# Commands run at exit, newest first.
exit_cmds=()
at_exit() { exit_cmds=("$1" "${exit_cmds[@]}"); }

cleanup() {
	local rc=$? c
	trap '' INT TERM HUP
	progress_end
	kill_child
	for c in "${exit_cmds[@]}"; do
		eval "$c" || :
	done
	exit $rc
}

init_cleanup() {
	trap cleanup EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	trap 'exit 129' HUP
}

# lock NAME: waits for and takes the lock of a cache entry; the descriptor is
# left in $lock_fd. The kernel drops it with the last process that holds it,
# which is why children get it closed (see run_locked users).
lock() {
	mkdir -p "$cache/lock" || die "cannot write to the cache $cache"
	exec {lock_fd}>"$cache/lock/$1" || die "cannot write to the cache $cache"
	if ! flock -n "$lock_fd"; then
		say "waiting for another run that works on $1"
		progress "lab: waiting"
		run_child flock "$lock_fd"
		progress_end
	fi
}

unlock() { exec {lock_fd}>&-; }

# why LOG: the plain reason of a failure, from what the tools wrote.
why() {
	if grep -qiE 'no space left on device|disk quota exceeded' "$1" ||
		[ "$(df --output=avail -k "$cache" | tail -1)" -lt 65536 ]; then
		echo "the disk that holds $cache is full"
	elif grep -qE 'Failed to fetch|Could not (resolve|connect)|Temporary failure|Connection (timed out|refused|failed)' "$1"; then
		echo "a download failed"
	else
		echo "see the lines above"
	fi
}

# failed WHAT LOG: reports a failed step and leaves.
failed() {
	tail -n 25 "$2" | sed 's/^/  | /' >&2
	die "$1 failed: $(why "$2"). The cache is as it was before; whole log: $2"
}

# make_once NAME MARK WHAT COMMAND...: makes the entry NAME of the cache unless its file MARK is there.
# `COMMAND... DIR` fills DIR, which is renamed when it is complete; what it says goes to a log.
make_once() {
	local name=$1 mark=$2 what=$3 log tmp
	shift 3
	[ ! -e "$cache/$name/$mark" ] || return 0
	lock "$name"
	if [ ! -e "$cache/$name/$mark" ]; then
		say "$what (takes minutes, once)"
		log=$cache/log/$name.log
		tmp=$cache/new-$name
		# left by a run that was killed outright
		rm -rf "$tmp"
		at_exit "rm -rf '$tmp'"
		mkdir -p "$cache/log" "$tmp" || die "cannot write to the cache $cache"
		logged "$what" "$log" "$@" "$tmp" && mv -T "$tmp" "$cache/$name" >>"$log" 2>&1 ||
			failed "$what" "$log"
	fi
	unlock
}

# used ENTRY...: notes on their locks that entries of the cache are in use today.
used() {
	local e
	for e; do touch "$cache/lock/${e##*/}"; done
}

# prune: deletes what nobody used for a month.
prune() {
	local l
	find "$cache/lock" -type f -mtime +30 -printf '%f\n' | while read -r l; do
		[ ! -e "$cache/$l" ] || flock -n "$cache/lock/$l" rm -rf "${cache:?}/$l"
	done
}
