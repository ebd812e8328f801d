# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The roots that packages are built in and tried on. Needs lab/lib's common, host and root.

# cached_root NAME SUITE WHAT INCLUDE HOOK: sets $root, making it if it is missing.
cached_root() {
	root=$cache/$1
	make_once "$1" .complete "making $3" make_root "$2" "$4" "$5"
	used "$root"
}

# need_build_root SUITE: sets $root to one with what debian/control builds with, and lintian.
need_build_root() {
	local suite=$1
	# the first paragraph of control is what is built with
	cached_root "deb-build-$suite-$(sed '/^$/q' "$top/debian/control" | hash_of)" "$suite" \
		"the $suite root that packages are built in" build-essential,lintian \
		"mkdir -p \"\$1/src/debian\" \"\$1/kernel\" && cp '$top/debian/control' '$top/debian/changelog' \"\$1/src/debian/\" &&
			chroot \"\$1\" apt-get -y --no-install-recommends build-dep /src"
}

# What somebody might have on a machine before vprime, beside the kernel: something to show.
fresh_packages=udev,systemd,kmod,procps,busybox-static,kmscube,libgl1-mesa-dri,libegl1,libgles2,v4l-utils

# need_fresh_root SUITE newest|oldest: sets $root to a small system with the suite's newest kernel, or
# the oldest of its series that there is, and $kver to that.
need_fresh_root() {
	local suite=$1 which=$2
	cached_root "deb-$which-$suite-$({ echo "$fresh_packages"; cat "$packaging/fresh-kernel"; } | hash_of)" \
		"$suite" "a fresh $suite system with its $which kernel" "$fresh_packages" \
		"'$packaging/fresh-kernel' \"\$1\" $which"
	# shellcheck disable=SC2034 # for who calls
	kver=$(cat "$root/etc/vprime-kernel")
}
