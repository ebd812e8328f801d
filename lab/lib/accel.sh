# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Decides between KVM and emulation.

# probe ACCEL SECONDS LOG: boots a guest that ends as soon as it has come up.
probe() {
	run_child timeout -k 2 "$2" qemu-system-x86_64 -accel "$1" -cpu max -m 512M -smp 1 \
		-display none -nodefaults -no-reboot -serial "file:$3" \
		-kernel "$root/boot/vmlinuz-$(cat "$root/etc/vprime-kernel")" -initrd "$probe_initrd" \
		-append "console=ttyS0 panic=-1 lab.probe" </dev/null >/dev/null 2>&1 &&
		grep -q 'probe guest is up' "$3"
}

# need_accel: sets $accel to kvm or tcg, and under tcg $tsc_khz to the rate of the
# time stamp counter, which an emulated guest sees as it is. /dev/kvm may open and
# even run firmware and still hang every Linux guest, so only a guest that came up
# counts. The answers hold until the machine boots anew.
need_accel() {
	local answer=$cache/accel id out probe_initrd
	id="$(cat /proc/sys/kernel/random/boot_id) $(id -u) $(stat -c %A /dev/kvm 2>/dev/null) ${VPRIME_ACCEL:-}"
	if [ "$(head -n 1 "$answer" 2>/dev/null)" = "$id" ]; then
		read -r accel tsc_khz < <(tail -n 1 "$answer")
		return 0
	fi
	probe_initrd=$(debug='' && kver=$(cat "$root/etc/vprime-kernel") && need_initrd && echo "$initrd") || exit
	out=$(mktemp) || die "no temporary directory"
	at_exit "rm -f '$out'"
	accel=${VPRIME_ACCEL:-}
	if [ -z "$accel" ]; then
		accel=tcg
		! { [ -r /dev/kvm ] && [ -w /dev/kvm ] && probe kvm 8 "$out"; } || accel=kvm
	fi
	if [ "$accel" = tcg ] && probe tcg 60 "$out"; then
		tsc_khz=$(sed -nE 's/.*tsc: (Detected|Refined TSC clocksource calibration:) ([0-9]+)\.([0-9]{3}) MHz.*/\2\3/p' "$out" | tail -n 1)
	fi
	printf '%s\n%s %s\n' "$id" "$accel" "$tsc_khz" >"$answer"
}
