# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Finds or builds the debug kernel.

# debug_fragment FILE: the options for the kernel whose source $source is. Newer kernels have some
# of them otherwise.
debug_fragment() {
	awk -F= -v more="$lab/debug-kernel-${source#linux-source-}.config" '
		BEGIN { while ((getline < more) > 0) if (/^CONFIG_/) other[$1] = $0 }
		$1 in other { $0 = other[$1] }
		{ print }' "$lab/debug-kernel.config"
}

# need_debug_kernel: sets $debug, the directory with vmlinuz, modules/, src/, kver.
need_debug_kernel() {
	local version source name log tmp
	# the source of trixie's kernel may be newer than the kernel itself
	source=linux-source-6.12 version=$(cat "$root/etc/vprime-source")
	if [ "$suite" = trixie-backports ]; then
		source=linux-source-$(grep -oE '^[0-9]+\.[0-9]+' <<<"$kver")
		version=$(chroot "$root" dpkg-query -W -f '${Version}' "linux-headers-$kver") ||
			die "no version of $kver"
	fi
	name=debug-$version-$({ debug_fragment; cat "$lab/lib/debug-build"; } | hash_of)
	debug=$cache/$name
	[ ! -e "$debug/kver" ] || return 0
	lock "$name"
	if [ ! -e "$debug/kver" ]; then
		say "building the debug kernel from $source $version (ten minutes or more, once)"
		mkdir -p "$cache/log"
		log=$cache/log/$name.log
		tmp=$cache/new-$name
		rm -rf "$tmp"
		at_exit "rm -rf '$tmp'"
		mkdir "$tmp" && debug_fragment >"$tmp/fragment" &&
			cp "$lab/lib/debug-build" "$tmp/build" || die "cannot write to the cache $cache"
		run_child unshare --mount --pid --fork --kill-child "$lab/lib/in-root" "$root" \
			"$tmp:/kernel" -- /kernel/build "$source" "$version" >"$log" 2>&1 </dev/null ||
			failed "building the debug kernel" "$log"
		mv -T "$tmp" "$debug" || failed "building the debug kernel" "$log"
	fi
	unlock
}
