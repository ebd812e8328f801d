# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Finds or builds the debug kernel.

# debug_fragment: the options for the kernel whose source $source is. Newer kernels have some of them
# otherwise, and some that are not in debug-kernel.config.
debug_fragment() {
	awk -F= -v more="$lab/debug-kernel-${source#linux-source-}.config" '
		BEGIN { while ((getline < more) > 0) if (/^CONFIG_/) other[$1] = $0 }
		$1 in other { option = $1; $0 = other[option]; delete other[option] }
		{ print }
		END { for (option in other) print other[option] | "sort" }' "$lab/debug-kernel.config"
}

# make_debug_kernel SOURCE VERSION DIR: builds it there.
make_debug_kernel() {
	debug_fragment >"$3/fragment" && cp "$lab/lib/debug-build" "$3/build" &&
		run_child unshare --mount --pid --fork --kill-child "$lab/lib/in-root" "$root" \
			"$3:/kernel" -- /kernel/build "$1" "$2"
}

# need_debug_kernel: sets $debug, the directory with vmlinuz, modules/, src/, kver.
need_debug_kernel() {
	local version source name
	# the source of trixie's kernel may be newer than the kernel itself
	source=linux-source-6.12 version=$(cat "$root/etc/vprime-source")
	if [ "$suite" = trixie-backports ]; then
		source=linux-source-$(grep -oE '^[0-9]+\.[0-9]+' <<<"$kver")
		version=$(chroot "$root" dpkg-query -W -f '${Version}' "linux-headers-$kver") ||
			die "no version of $kver"
	fi
	name=debug-$version-$({ debug_fragment; cat "$lab/lib/debug-build"; } | hash_of)
	debug=$cache/$name
	make_once "$name" kver "building the debug kernel from $source $version" \
		make_debug_kernel "$source" "$version"
}
