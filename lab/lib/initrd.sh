# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Makes the initramfs that mounts a guest's root.

# need_initrd: sets $initrd for $root and $kver.
need_initrd() {
	local name dir m f
	name=initrd-$kver-$({ echo "$root $debug"; cat "$lab/guest/init" "$lab/lib/initrd.sh"; } | hash_of).gz
	initrd=$cache/$name
	[ ! -e "$initrd" ] || return 0
	lock "$name"
	dir=$(mktemp -d) || die "no temporary directory"
	at_exit "rm -rf '$dir'"
	mkdir -p "$dir/bin" "$dir/proc" "$dir/sys" "$dir/dev" "$dir/mnt" "$dir/lower" "$dir/layer" "$dir/upper"
	cp "$root/bin/busybox" "$dir/bin/" && cp "$lab/guest/init" "$dir/init" && chmod 755 "$dir/init" ||
		die "cannot write to $dir"
	: >"$dir/modules"
	# the debug kernel has all of these built in
	[ -n "$debug" ] || for m in virtio_pci virtio_console 9pnet_virtio 9p overlay virtio_rng configfs; do
		chroot "$root" modprobe -S "$kver" --show-depends "$m" | awk '/^insmod/ { print $2 }'
	done | awk '!seen[$0]++' | while read -r f; do
		m=${f##*/}
		m=${m%%.ko*}.ko
		case $f in
		*.xz) xz -dc "$root$f" >"$dir/$m" ;;
		*.zst) zstd -dcq "$root$f" >"$dir/$m" ;;
		*) cp "$root$f" "$dir/$m" ;;
		esac || exit 1
		echo "$m" >>"$dir/modules"
	done || die "making the initramfs failed"
	(cd "$dir" && find . | cpio -o -H newc --quiet | gzip -1) >"$initrd.tmp" &&
		mv "$initrd.tmp" "$initrd" || die "cannot write to the cache $cache"
	rm -rf "$dir"
	unlock
}
