# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Sees to it that the host has the tools the lab uses.

# need_host_tools: installs what is missing when root, else names the command.
need_host_tools() {
	local t log missing=()
	local tools=()
	# chroot and depmod live where a user's PATH may not reach
	PATH=$PATH:/usr/sbin:/sbin
	[ "$(id -u)" = 0 ] || tools=(newuidmap:uidmap)
	for t in "${tools[@]}" qemu-system-x86_64:qemu-system-x86 mmdebstrap:mmdebstrap rsync:rsync cpio:cpio \
		xz:xz-utils flock:util-linux setpriv:util-linux; do
		command -v "${t%:*}" >/dev/null || missing+=("${t#*:}")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
		die "missing on this machine; run: apt-get install --no-install-recommends ${missing[*]}"
	fi
	say "installing ${missing[*]}"
	log=$(mktemp)
	at_exit "rm -f '$log'"
	logged "installing ${missing[*]}" "$log" run_child sh -c 'apt-get update &&
		DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"' sh "${missing[@]}" || {
		tail -n 25 "$log" >&2
		die "installing ${missing[*]} failed"
	}
}

# become_root: a user goes on as root of a user namespace, in which the lab can
# make roots with all their owners, chroot and mount.
become_root() {
	[ "$(id -u)" != 0 ] || return 0
	grep -qE "^($(id -un)|$(id -u)):" /etc/subuid 2>/dev/null ||
		die "$(id -un) has no subordinate ids; as root run: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 $(id -un)"
	exec unshare --user --map-root-user --map-auto --mount -- "$@"
}
