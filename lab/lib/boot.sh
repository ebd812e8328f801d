# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Boots a guest on the prepared root, kernel and build.

# new_run: makes $run, the directory of this one run, and clears those of runs
# that were killed outright. A live run holds the lock on its directory.
new_run() {
	local d
	mkdir -p "$cache/run" || die "cannot write to the cache $cache"
	for d in "$cache"/run/*; do
		[ -d "$d" ] && flock -n "$d" rm -rf "$d"
	done
	run=$(mktemp -d "$cache/run/XXXXXX") || die "cannot write to the cache $cache"
	at_exit "rm -rf '$run'"
	exec {run_fd}<"$run"
	flock "$run_fd"
	mkdir "$run/layer" "$run/lab"
}

# new_results: $results is given or one of the last twenty in the cache.
new_results() {
	if [ -z "$results" ]; then
		mkdir -p "$cache/results" || die "cannot write to the cache $cache"
		find "$cache/results" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort -r | tail -n +20 |
			while read -r d; do rm -rf "${cache:?}/results/$d"; done
		results=$cache/results/$(date +%Y%m%d-%H%M%S)-$$
	fi
	mkdir -p "$results" && results=$(realpath "$results") || die "cannot write to $results"
	rm -f "$results/kernel.log" "$results/console.log" "$results/kmemleak.log"
}

# share TAG DIR [OPTIONS]: QEMU arguments of a 9p share, appended to $qemu.
share() {
	qemu+=(-fsdev "local,id=$1,path=${2//,/,,},security_model=none,multidevs=remap${3:-}"
		-device "virtio-9p-pci,fsdev=$1,mount_tag=$1")
}

write_settings() {
	local size=24\ 80
	[ -z "$shell" ] || size=$(stty size 2>/dev/null) || size=24\ 80
	{
		printf 'load=%q modargs=%q shell=%q systemd=%q kmemleak=%q rows=%q cols=%q term=%q\n' "$load" "$modargs" \
			"$shell" "$systemd" "${debug:+1}" "${size% *}" "${size#* }" "${TERM:-dumb}"
	} >"$run/lab/settings" &&
		printf '%q ' "${command[@]}" >"$run/lab/command" &&
		cp "$lab/guest/run" "$lab/guest/kmemleak" "$run/lab/" &&
		printf '%s\n' "${shares[@]}" | sed '/^$/d' >"$run/lab/shares" || die "cannot write to the cache $cache"
}

# add_early: puts the directory $early into the initramfs of this run
add_early() {
	local dir=$run/early-initrd
	mkdir "$dir" && cp -r "$early" "$dir/early" &&
		(cd "$dir" && find . | cpio -o -H newc --quiet | gzip -1) | cat "$initrd" - >"$run/initrd" ||
		die "cannot make an initramfs of $early"
	initrd=$run/initrd
}

# boot: runs the guest; sets $status to COMMAND's, or one of ours.
boot() {
	local words cpu=max qemu i device rc=0 tty out_fd err_fd cats=()
	# what comes after an oops is worth nothing, and often never ends
	words="console=ttyS0 loglevel=5 panic=-1 oops=panic log_buf_len=8M mitigations=off nokaslr"
	words+=" random.trust_cpu=on"
	if [ -n "$debug" ]; then
		# where there are five levels of page tables, the kernel forgets it for a moment while it
		# looks at its first processor, and KASAN complains of an interrupt that comes then
		cpu+=,la57=off
		# without ACPI there is no timer to measure the TSC against, and the
		# clock would be as coarse as the tick
		words+=" acpi=off nosoftlockup${tsc_khz:+ tsc_early_khz=$tsc_khz tsc=reliable}"
	fi
	qemu=(qemu-system-x86_64 -display none -nodefaults -no-reboot -m "$memory" -smp "$smp" -cpu "$cpu"
		-kernel "$kernel_image" -initrd "$initrd" -append "$words $append"
		-serial "file:$results/console.log" -device virtio-rng-pci -device virtio-serial-pci)
	if [ "$accel" = kvm ]; then
		qemu+=(-accel kvm)
	else
		qemu+=(-accel "tcg,thread=multi")
	fi
	if [ -n "$firmware" ]; then
		# what it changes goes with the run
		cp "$firmware/vars.fd" "$run/vars.fd" || die "no $firmware/vars.fd"
		qemu+=(-machine "q35,smm=on" -global "driver=cfi.pflash01,property=secure,value=on" -global ICH9-LPC.disable_s3=1
			-drive "if=pflash,format=raw,unit=0,readonly=on,file=${firmware//,/,,}/code.fd"
			-drive "if=pflash,format=raw,unit=1,file=${run//,/,,}/vars.fd")
	fi
	share root "$root" ,readonly=on
	share layer "$run/layer" ,readonly=on
	share lab "$run/lab"
	share results "$results"
	for device in "${devices[@]}"; do qemu+=(-device "$device"); done
	for i in "${!shares[@]}"; do share "share$i" "${shares[i]}" ,readonly=on; done

	if [ -n "$shell" ]; then
		tty=$(stty -g)
		at_exit "stty '$tty'"
		qemu+=(-chardev "stdio,id=tty,signal=off" -device "virtconsole,chardev=tty")
	else
		mkfifo "$run/out" "$run/err" || die "cannot write to the cache $cache"
		# held open here, so that nobody waits for a QEMU that does not come up;
		# a reader of ours that goes away must not stop the guest
		exec {out_fd}<>"$run/out" {err_fd}<>"$run/err"
		{ cat || cat >/dev/null; } <"$run/out" {out_fd}>&- {err_fd}>&- & cats+=($!)
		{ cat >&2 || cat >/dev/null; } <"$run/err" {out_fd}>&- {err_fd}>&- & cats+=($!)
		qemu+=(-chardev "file,id=out,path=${run//,/,,}/out" -device "virtserialport,chardev=out,name=lab.out"
			-chardev "file,id=err,path=${run//,/,,}/err" -device "virtserialport,chardev=err,name=lab.err")
	fi
	[ "$timeout" = 0 ] || qemu=(timeout -k 5 "$timeout" "${qemu[@]}")
	# A kernel patches its code while other processors run it, which QEMU's emulation does not
	# always survive: now and then one dies before process 1 has begun (which opens kernel.log),
	# and so before anything of ours, or of a breakpoint that was gone when it was hit. Then all
	# of it may be tried again.
	for i in again again last; do
		rc=0
		# until it begins with what it is for, which may say something itself
		[ -n "$shell" ] || progress "lab: booting $kver" "$run/lab/kernel.log" 'lab: begin'
		run_child "${qemu[@]}" 2>"$run/qemu.log" || rc=$?
		progress_end
		if [ $rc != 0 ] || [ "$i" = last ] || [ "$accel" != tcg ] || [ -s "$run/lab/status" ]; then
			break
		elif [ ! -e "$run/lab/kernel.log" ]; then
			say "the guest died before it came up: once more"
		elif phantom_breakpoint "$results/console.log"; then
			say "the guest died of a breakpoint that only the emulator has seen: once more"
			rm -f "$run/lab/kernel.log"
		else
			break
		fi
	done
	if [ -z "$shell" ]; then
		exec {out_fd}>&- {err_fd}>&-
		wait "${cats[@]}" 2>/dev/null
	fi

	cp "$run/lab/kernel.log" "$results/kernel.log" 2>/dev/null || : >"$results/kernel.log"
	[ ! -s "$run/lab/leaks" ] || cp "$run/lab/leaks" "$results/kmemleak.log"
	if [ -s "$run/lab/status" ]; then
		status=$(cat "$run/lab/status")
		[ "$status" != load ] || status=$ST_SETUP
	elif [ $rc = 124 ] || [ $rc = 137 ]; then
		say "no end after $timeout s"
		status=$ST_TIMEOUT
	else
		grep -v 'terminating on signal' "$run/qemu.log" | sed 's/^/  | /' >&2
		tail -n 40 "$results/console.log" | sed 's/^/  | /' >&2
		say "the guest died (QEMU's status: $rc)"
		status=$ST_DIED
	fi
}
