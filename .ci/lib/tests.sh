# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What checks have in common: builds, and the tests that need a machine.

cache=${VPRIME_CACHE:-$HOME/.cache/vprime}
# What the tests on each kernel leave, until the next check.
results=$cache/check
# What each suite on each kernel gave last, see lib/matrix.
# shellcheck disable=SC2034
keep=$cache/matrix
# What is tested, in a word.
# shellcheck disable=SC2034
tree=$(git ls-files -z --cached --others --exclude-standard drm_driver uapi userspace igt-tests lab |
	xargs -0 -n 500 cksum 2>/dev/null | sha256sum | cut -c1-12)

# need_packages [PACKAGE]...: what the native tests and static analysis take, and these.
need_packages() {
	local missing=() package log
	for package in gcc clang libclang-rt-dev libc6-dev edid-decode make pkg-config perl rsync libcmocka-dev \
		libdrm-dev libjson-c-dev libpixman-1-dev libpng-dev libxxhash-dev \
		codespell coccinelle cppcheck shellcheck "$@"; do
		dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
			missing+=("$package")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	echo "check: installing ${missing[*]}"
	if [ "$(id -u)" != 0 ]; then
		echo "check: run: apt-get install --no-install-recommends ${missing[*]}" >&2
		return 1
	fi
	log=$(mktemp)
	logged "installing" "$log" sh -c 'apt-get update &&
		DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"' sh "${missing[@]}" || {
		tail -n 25 "$log" >&2
		rm -f "$log"
		return 1
	}
	rm -f "$log"
}

# build SUITE [OPTION]...: the modules for the suite's kernel; any warning is a failure.
build() {
	local out rc
	out=$(lab/vm build --suite "$@" 2>&1)
	rc=$?
	echo "$out"
	[ $rc = 0 ] && ! grep -qi 'warning' <<<"$out"
}

# Programs whose subject kernels give in different ways, or not at all.
# shellcheck disable=SC2034
differing=(vprime_prime vprime_mmap vprime_sharing vprime_matrix vprime_camera vprime_color vprime_pipeline vprime_capture vprime_monitor)

# part WEIGHT KERNEL/SUITE FILTER COMMAND...: a stage of the matrix.
part() { stage "$@"; }

# tests_on KERNEL SUITE [OPTION]...: all tests of igt-tests, by several machines side by side.
tests_on() {
	local kernel=$1 machines=2 limit=600 programs n i
	shift
	if [[ " $* " == *" --debug "* ]]; then
		machines=8 limit=6000
	fi
	mapfile -t programs < <(igt-tests/run --programs)
	# every other one: neighbours in the list take alike
	for ((n = 1; n <= machines; n++)); do
		local chosen=()
		for ((i = n - 1; i < ${#programs[@]}; i += machines)); do chosen+=("${programs[i]}"); done
		part "$vm" "$kernel/igt-tests-$n-of-$machines" total lab/vm --suite "$@" --timeout $((3 * limit)) \
			--results "$results/$kernel-$n" -- env LIMIT=$limit igt-tests/run "${chosen[@]}"
	done
}

# library_on SUITE [OPTION]...: the library and the tools with a card.
library_on() {
	lab/vm --suite "$@" -- sh -c "userspace/tests/device && userspace/tests/errnos &&
		userspace/tests/kmscube-shots 60 && userspace/tests/examples &&
		userspace/tests/monitor && userspace/tests/rights && userspace/tests/seats &&
		userspace/tests/vprimectl-cards"
}

# sharing_table: who shares what with whom, as documented?
sharing_table() {
	local kernel file files=()
	for kernel in 6.1 6.12 7.x; do
		# of one machine, or of one of two side by side
		file=$(ls "$results/$kernel"{,-1,-2}/igt-tests/vprime_matrix.results 2>/dev/null | head -n 1)
		files+=("kernel=$kernel" "${file:-/dev/null}")
	done
	mkdir -p "$results"
	awk -f igt-tests/tools/matrix.awk "${files[@]}" >"$results/table"
	local rc=$?
	cat "$results/table"
	sed -n '/^<!-- table -->/,/^<!-- end of table -->/p' docs/sharing.md | sed '1d;$d' |
		diff -u - "$results/table" || {
		echo "docs/sharing.md has another table"
		rc=1
	}
	return $rc
}
