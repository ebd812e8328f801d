# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Says on standard error that something is going on, from the third second on.
#
# On a terminal that is a line that is written anew each second and goes away at the end; elsewhere,
# where lines stay, one every half a minute.

progress_pid=

# progress WHAT [LOG [UNTIL]]: says WHAT, for how long, and LOG's last line, until progress_end, or until
# that file has a line with UNTIL, or until this shell is gone. One at a time.
progress() {
	progress_end
	progress_ticks "$@" &
	progress_pid=$!
}

progress_end() {
	[ -n "$progress_pid" ] || return 0
	# for good: what has not yet let go of our traps would run them, and remove what we are using
	kill -KILL "$progress_pid" 2>/dev/null
	wait "$progress_pid" 2>/dev/null
	progress_pid=
	! [ -t 2 ] || printf '\r\e[K' >&2
}

# progress_text WHAT LOG SECONDS: what there is to be said, of a line its beginning.
progress_text() {
	local last=''
	[ -z "$2" ] || last=$(tail -n 5 "$2" 2>/dev/null | tr '\r\t' '\n ' | tr -dc '[:print:]\n' |
		grep -v '^ *$' | tail -n 1 | cut -c1-60)
	echo "$1, $3 s${last:+: $last}"
}

progress_ticks() {
	local what=$1 log=${2:-} until=${3:-} begin=$SECONDS said=0 never columns text
	local shown=${until:+/dev/null}
	trap - EXIT INT TERM HUP
	# sleeping without a child, which would outlive us by a second
	exec {never}<> <(:)
	while :; do
		read -rt 1 -u "$never"
		kill -0 $$ 2>/dev/null || exit
		[ -z "$until" ] || ! grep -q -- "$until" "$log" 2>/dev/null || break
		[ $((SECONDS - begin)) -ge 2 ] || continue
		if [ -t 2 ]; then
			columns=$(stty size <&2 2>/dev/null | cut -d' ' -f2)
			[ "${columns:-0}" -gt 20 ] || columns=80
			text=$(progress_text "$what" "${shown:-$log}" $((SECONDS - begin)))
			printf '\r%s\e[K\r' "${text:0:$((columns - 1))}" >&2
		elif [ $((SECONDS - begin - said)) -ge 30 ]; then
			said=$((SECONDS - begin))
			progress_text "$what" "${shown:-$log}" $said >&2
		fi
	done
	! [ -t 2 ] || printf '\r\e[K' >&2
}

# logged WHAT LOG COMMAND...: runs it, with what it says going to LOG, and says meanwhile that it does.
logged() {
	local log=$2 rc=0
	progress "lab: $1" "$log"
	shift 2
	"$@" >"$log" 2>&1 </dev/null || rc=$?
	progress_end
	return $rc
}
