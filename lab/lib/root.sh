# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Makes and finds the roots that guests boot from and that modules are built in.

# packages_for SUITE: the names from lab/packages, and from --packages, that this suite gets.
packages_for() {
	sed 's/#.*//' "$lab/packages" ${more:+"$more"} | awk -v s="${1%-backports}" 'NF {
		n = split($1, a, "@")
		if (n == 1 || index("," a[2] ",", "," s ",")) print a[1] }'
}

# mirror_of PATTERN: the URI this machine's own apt uses for releases PATTERN.
mirror_of() {
	apt-get indextargets --format "\$(SITE) \$(RELEASE)" 'Created-By: Packages' 2>/dev/null |
		awk -v p="$1" '$1 ~ /^(https?|file|mirror|copy)[:+]/ && $2 ~ p { print $1; exit }'
}

# sources_for SUITE: the apt lines of a root. None: mmdebstrap's own default.
sources_for() {
	local s=${1%-backports} site sec
	site=${VPRIME_MIRROR:-$(mirror_of '^(bookworm|trixie|forky|sid|stable|testing|unstable)$')}
	[ -n "$site" ] || return 0
	sec=${VPRIME_SECURITY_MIRROR:-$(mirror_of '-security$')}
	echo "deb $site $s main"
	echo "deb $site $s-updates main"
	[ -z "$sec" ] || echo "deb $sec $s-security main"
}

# root_key SUITE KERNEL
root_key() {
	{
		packages_for "$1"
		echo "$1 $2"
	} | hash_of
}

# make_root SUITE INCLUDE HOOK [OPTION]... DIR: mmdebstrap of a suite with the packages INCLUDE
# (NAME,NAME...), ended by the shell line HOOK, in which $1 is the root. DIR/.complete is there then.
make_root() {
	local suite=$1 include=$2 hook=$3 dir=${!#} args line
	shift 3
	set -- "${@:1:$#-1}"
	args=(
		--variant=minbase --format=directory --include="$include"
		# archives of the backports are often past their Valid-Until
		--aptopt='Acquire::Check-Valid-Until "false"'
		--aptopt='Acquire::Check-Date "false"'
		--customize-hook="$hook"
		"$@"
	)
	while read -r line; do
		args+=(--aptopt="$line")
	done < <(apt-config dump 2>/dev/null | grep -E '^Acquire::[a-z]+::(.*::)?Proxy ')
	run_child unshare --mount --pid --fork --kill-child --mount-proc \
		mmdebstrap "${args[@]}" "${suite%-backports}" "$dir" - < <(sources_for "$suite") &&
		: >"$dir/.complete"
}

# need_root SUITE KERNEL: sets $root and $kver, making the root if it is missing.
need_root() {
	local suite=$1 kernel=$2 name
	name=root-$suite${kernel:+-$kernel}-$(root_key "$suite" "$kernel")
	root=$cache/$name
	make_once "$name" .complete "making the $suite root${kernel:+ with kernel $kernel}" \
		make_root "$suite" "$(packages_for "$suite" | paste -sd,)" \
		"'$lab/lib/root-kernel' \"\$1\" '$suite' '$kernel'" \
		--dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' \
		--dpkgopt='path-exclude=/usr/share/doc/*'
	kver=$(cat "$root/etc/vprime-kernel")
}
