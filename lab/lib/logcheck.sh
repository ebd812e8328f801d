# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Judges a kernel log.

# bad_lines LOG: the offending lines, each with what follows it, if any.
bad_lines() {
	grep -nE -A 12 -f <(grep -vE '^(#|$)' "$lab/log-patterns") -- "$1"
}

# judge_log: prints what is wrong and sets $status accordingly.
judge_log() {
	local out='' f leaks=$results/kmemleak.log
	for f in "$results/kernel.log" "$results/console.log"; do
		out=$(bad_lines "$f") && break
	done
	[ -n "$out" ] || [ -s "$leaks" ] || return 0
	if [ -s "$leaks" ]; then
		head -n 100 "$leaks" >&2
	fi
	if [ -n "$out" ]; then
		printf '%s\n' "$out" | head -n 120 >&2
		say "the kernel log is not clean (COMMAND's status: $status); whole log: $f"
	fi
	[ ! -s "$leaks" ] || say "memory leaks (COMMAND's status: $status); all of them: $leaks"
	# what ended the run early stays the status
	case $status in "$ST_DIED" | "$ST_TIMEOUT") ;; *) status=$ST_LOG ;; esac
}
