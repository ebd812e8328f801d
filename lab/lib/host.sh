# SPDX-License-Identifier: MIT
# Sees to it that the host has the tools the lab uses.

# need_host_tools: installs what is missing when root, else names the command.
need_host_tools() {
	local t missing=() log
	for t in qemu-system-x86_64:qemu-system-x86 mmdebstrap:mmdebstrap rsync:rsync cpio:cpio \
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
	{
		run_child apt-get update &&
			DEBIAN_FRONTEND=noninteractive run_child apt-get install -y --no-install-recommends "${missing[@]}"
	} >"$log" 2>&1 </dev/null || {
		tail -n 25 "$log" >&2
		die "installing ${missing[*]} failed"
	}
}
