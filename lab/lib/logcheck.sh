# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Judges a kernel log.

# unexpected LOG [MUST]: LOG with empty lines in place of what was announced. Between
#
#	lab: expect WARNING in FUNCTION
#	lab: end of WARNING in FUNCTION
#
# which COMMAND writes to /dev/kmsg, the first WARN that FUNCTION raises is in
# order, and no other. If MUST is given, it has to come, and whole: the console
# shows neither what was said last nor, from 7.x on, where a report begins.
unexpected() {
	awk -v must="${2:-}" '
		function bad(what) { return "lab: WARNING: expected in " function_name ", " what }
		{ sub(/\r$/, "") }
		match($0, /lab: expect WARNING in [A-Za-z0-9_]+$/) {
			if (expecting)
				$0 = bad("was not ended") "\n" $0
			function_name = substr($0, RSTART + 23)
			expecting = 1
			came = cut = 0
		}
		match($0, /lab: end of WARNING in [A-Za-z0-9_]+$/) {
			if (!expecting || substr($0, RSTART + 23) != function_name)
				$0 = "lab: WARNING: not expected, but ended in " substr($0, RSTART + 23)
			else if (must != "" && !came)
				$0 = bad("did not come")
			expecting = 0
		}
		expecting && !came && /-\[ cut here \]-/ { cut = NR }
		expecting && !came && (cut || must == "") && /WARNING: / && index($0, " " function_name "+0x") {
			line[cut] = $0 = ""
			came = 1
		}
		{ line[NR] = $0 }
		END {
			for (i = 1; i <= NR; i++)
				print line[i]
			if (expecting && must != "")
				print bad("was not ended")
		}' "$1"
}

# phantom_breakpoint LOG: whether a breakpoint killed the kernel that is not in its code: the byte
# before the one at which it went on is the one that it executed.
phantom_breakpoint() {
	awk '
		/int3: [0-9a-f]+ \[#/ { oops = 1 }
		oops && /Code: / { phantom = !/ cc <[0-9a-f]+>/; exit }
		END { exit !phantom }' "$1"
}

# bad_lines LOG [MUST]: the offending lines, each with what follows it, if any.
bad_lines() {
	unexpected "$@" | grep -nE -A 12 -f <(grep -vE '^(#|$)' "$lab/log-patterns")
}

# judge_log: prints what is wrong and sets $status accordingly.
judge_log() {
	local out='' f leaks=$results/kmemleak.log
	f=$results/kernel.log
	out=$(bad_lines "$f" must) || {
		f=$results/console.log
		out=$(bad_lines "$f")
	}
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
