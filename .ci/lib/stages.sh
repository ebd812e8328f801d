# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Stages of a check: side by side, as many as there are processors for, with their tests counted.
#
# Each prints its output in one piece when it ends; until then a line says which are running. stage_results has the counts
# of those that have. If $keep is set, what a stage KERNEL/SUITE gave is kept below that
# directory, under the same name: its counts, the date and $tree in a line, and its output in NAME.log.

# shellcheck source=../../lab/lib/progress.sh
. "${BASH_SOURCE[0]%/*}/../../lab/lib/progress.sh"

stages=$(mktemp -d) || exit 1
# counted in thirds of a processor
cpu=3
room=$(($(nproc) * cpu))
[ "$room" -ge $((2 * cpu)) ] || room=$((2 * cpu))
# what a virtual machine with its two processors takes, as it often waits for vblanks: three go on four
# shellcheck disable=SC2034
vm=$((room < 4 * cpu ? cpu : cpu + 1))
declare -A running=() names=()
set -m # each stage is a process group

stop_stages() {
	local pid
	progress_end
	for pid in "${!running[@]}"; do kill -TERM -- "-$pid" 2>/dev/null; done
	wait
	rm -rf "$stages"
}
trap stop_stages EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# reap: waits until a stage ends.
reap() {
	local pid
	wait -n -p pid "${!running[@]}"
	room=$((room + running[$pid]))
	unset "running[$pid]" "names[$pid]"
	show_running
}

# show_running: has their names shown.
show_running() {
	printf '%s; ' "${names[@]}" >"$stages/now"
	if [ ${#names[@]} -eq 0 ]; then
		progress_end
	elif [ -z "$progress_pid" ]; then
		progress "${0##*/}" "$stages/now"
	fi
}

# barrier: waits until all have ended.
barrier() { while [ ${#running[@]} -gt 0 ]; do reap; done; }

# count passed|failed|skipped LOG: sums it over a log, whatever runner wrote the line.
count() {
	local cmocka=0
	case $1 in
	passed) cmocka='^\[  PASSED  \] ([0-9]+) test.*' ;;
	failed) cmocka='^\[  FAILED  \] ([0-9]+) test.*' ;;
	skipped) cmocka='^\[  SKIPPED \] ([0-9]+) test.*' ;;
	esac
	{
		sed -nE "s/$cmocka/\\1/p" "$2"
		grep -E '[0-9]+ passed, [0-9]+ failed' "$2" | grep -oE "[0-9]+ $1" | cut -d' ' -f1
	} | awk '{ n += $1 } END { print n + 0 }'
}

# Filters, which pick the lines that are counted.
all() { cat; }
total() { tail -n 1; } # only the closing line

run_stage() {
	local name=$1 filter=$2 rc start=$SECONDS p f s log
	shift 2
	log=$(mktemp "$stages/XXXXXX")
	"$@" >"$log" 2>&1 </dev/null
	rc=$?
	$filter <"$log" >"$log.counted"
	p=$(count passed "$log.counted") f=$(count failed "$log.counted") s=$(count skipped "$log.counted")
	# what succeeds without counting is one test; what fails without counting is one failure
	[ "$rc" = 0 ] || [ "$f" -gt 0 ] || f=1
	[ $((p + f + s)) -gt 0 ] || p=1
	printf '%s\t%s\t%s\t%s\t%s\n' "$name" "$p" "$f" "$s" $((SECONDS - start)) >"$log.result"
	if [ -n "${keep:-}" ] && [[ $name == */* ]]; then
		mkdir -p "$keep/${name%/*}"
		cp "$log" "$keep/$name.log"
		echo "$p $f $s $(date +%F) ${tree:-?} $((SECONDS - start))" >"$keep/$name"
	fi
	(
		flock 9
		! [ -t 2 ] || printf '\r\e[K' >&2
		echo "== $name"
		cat "$log"
		echo "== $name: $p passed, $f failed, $s skipped, $((SECONDS - start)) s"
	) 9>"$stages/lock"
}

# stage WEIGHT NAME FILTER COMMAND...: begins as soon as WEIGHT thirds of a processor are free.
stage() {
	local weight=$1
	shift
	while [ "$room" -lt "$weight" ] && [ ${#running[@]} -gt 0 ]; do reap; done
	run_stage "$@" &
	running[$!]=$weight names[$!]=$1
	show_running
	room=$((room - weight))
}

# stage_results: a line for each stage that has ended: name, passed, failed, skipped, seconds.
stage_results() { cat "$stages"/*.result 2>/dev/null; }

# end_stages: the closing lines; fails if anything has.
end_stages() {
	barrier
	stage_results | awk -F '\t' '
		$3 > 0 { printf "failed: %s\n", $1 }
		{ p += $2; f += $3; s += $4 }
		END {
			printf "%d passed, %d failed, %d skipped\n", p, f, s
			exit f > 0 || !p
		}'
}
