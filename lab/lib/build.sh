# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Builds modules and programs of this checkout for one root and kernel.

# lock_build: sets $build, this checkout's build directory, and locks it.
# build/tree is a copy of the checkout with its products, build/mods what
# depmod made of its modules.
lock_build() {
	local name
	name=build-$suite-$kver-$(echo "2 $top $root $debug" | hash_of)
	build=$cache/$name
	lock "$name"
	mkdir -p "$build/tree" "$build/mods" || die "cannot write to the cache $cache"
}

# sync_tree: brings the copy up to date; true if something changed. What
# .gitignore names are products: neither copied nor deleted. A file that is copied is new from
# then on, whenever it was changed: a product may have been made from the old one after that.
sync_tree() {
	local out
	out=$(rsync -rlp --checksum --delete --out-format='%i %n' --exclude=/.git --filter=':- .gitignore' \
		--exclude='*.o' --exclude='*.ko' --exclude='.*.cmd' --exclude='*.mod' --exclude='*.mod.c' \
		--exclude='modules.order' --exclude='Module.symvers' \
		"$top/" "$build/tree/") || die "copying the tree failed; is the disk that holds $cache full?"
	# directories get a new time from the build itself, and nothing is made of documents
	grep -v ' docs/' <<<"$out" | grep -qE '^([^.]|\.[^d])'
}

# build_tree: the lock is held.
build_tree() {
	local kdir=/lib/modules/$kver/build log=$build/log binds
	if ! sync_tree && [ -e "$build/done" ]; then
		return 0
	fi
	rm -f "$build/done"
	[ -e "$build/tree/Makefile" ] || { say "no Makefile in $top: nothing to build"; return 0; }
	binds=("$build/tree:/vprime" "$build/mods:/mods")
	[ -z "$debug" ] || {
		kdir=/kernel/src
		binds+=("$debug:/kernel")
	}
	say "building for $kver"
	logged "building for $kver" "$log" run_child unshare --mount --pid --fork --kill-child "$lab/lib/in-root" \
		"$root" "${binds[@]}" -- /bin/bash /vprime/lab/lib/build-tree "$kver" "$kdir" || {
		grep -vE '^make\[?|^  (CC|LD|AR|CHK|MODPOST|HOSTCC) ' "$log" | tail -n 60 >&2
		die "the build failed; whole log: $log"
	}
	grep -E 'warning:|^WARNING' "$log" >&2 || :
	: >"$build/done"
}

# snapshot DIR: what a guest gets of the build, in a copy that the next build
# does not touch.
snapshot() {
	mkdir -p "$1/vprime" &&
		rsync -rlpt --exclude='*.o' --exclude='.*.cmd' --exclude='*.mod' --exclude='*.mod.c' \
			"$build/tree/" "$1/vprime/" &&
		{ [ ! -d "$build/mods/usr" ] || cp -a "$build/mods/usr" "$1/"; } &&
		chmod -R u+w "$1" || die "copying the tree failed; is the disk that holds $cache full?"
}
