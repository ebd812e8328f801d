# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Finds or builds the debug kernel.

readonly DEBUG_SOURCE=linux-source-6.12

# need_debug_kernel: sets $debug, the directory with vmlinuz, modules/, src/, kver.
need_debug_kernel() {
	local version name log tmp
	version=$(cat "$root/etc/vprime-source")
	name=debug-$version-$(cat "$lab/debug-kernel.config" "$lab/lib/debug-build" | hash_of)
	debug=$cache/$name
	[ ! -e "$debug/kver" ] || return 0
	lock "$name"
	if [ ! -e "$debug/kver" ]; then
		say "building the debug kernel from $DEBUG_SOURCE $version (ten minutes or more, once)"
		mkdir -p "$cache/log"
		log=$cache/log/$name.log
		tmp=$cache/new-$name
		rm -rf "$tmp"
		at_exit "rm -rf '$tmp'"
		mkdir "$tmp" && cp "$lab/debug-kernel.config" "$tmp/fragment" &&
			cp "$lab/lib/debug-build" "$tmp/build" || die "cannot write to the cache $cache"
		run_child unshare --mount --pid --fork --kill-child "$lab/lib/in-root" "$root" \
			"$tmp:/kernel" -- /kernel/build "$DEBUG_SOURCE" "$version" >"$log" 2>&1 </dev/null ||
			failed "building the debug kernel" "$log"
		mv -T "$tmp" "$debug" || failed "building the debug kernel" "$log"
	fi
	unlock
}
