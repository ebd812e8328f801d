# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Judges a kernel log.

# bad_lines LOG: the offending lines, each with what follows it, if any.
bad_lines() {
	grep -nE -A 12 -f <(grep -vE '^(#|$)' "$lab/log-patterns") -- "$1"
}

judge_log() {
	local out='' f
	for f in "$results/kernel.log" "$results/console.log"; do
		out=$(bad_lines "$f") && break
	done
	if [ -n "$out" ]; then
		printf '%s\n' "$out" | head -n 120 >&2
		say "the kernel log is not clean (COMMAND's status: $status); whole log: $f"
	elif [ -s "$results/kmemleak.log" ]; then
		head -n 120 "$results/kmemleak.log" >&2
		say "kmemleak has reports (COMMAND's status: $status); all of them: $results/kmemleak.log"
	else
		return 0
	fi
	# what ended the run early stays the status
	case $status in "$ST_DIED" | "$ST_TIMEOUT") ;; *) status=$ST_LOG ;; esac
}
