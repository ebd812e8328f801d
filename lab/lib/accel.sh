# SPDX-License-Identifier: MIT
# Decides between KVM and emulation.

# need_accel: sets $accel to kvm or tcg. /dev/kvm may open and even run firmware
# and still hang every Linux guest, so only a guest that came up counts. The
# answer holds until the machine boots anew.
need_accel() {
	local answer=$cache/accel rc=0 id out
	accel=${VPRIME_ACCEL:-}
	[ -z "$accel" ] || return 0
	id="$(cat /proc/sys/kernel/random/boot_id) $(id -u) $(stat -c %A /dev/kvm 2>/dev/null)"
	if [ "$(head -n 1 "$answer" 2>/dev/null)" = "$id" ]; then
		accel=$(tail -n 1 "$answer")
		return 0
	fi
	accel=tcg
	if [ -r /dev/kvm ] && [ -w /dev/kvm ]; then
		out=$(mktemp) || die "no temporary directory"
		at_exit "rm -f '$out'"
		run_child timeout -k 2 8 qemu-system-x86_64 -accel kvm -cpu max -m 512M -smp 2 \
			-display none -nodefaults -no-reboot -serial "file:$out" \
			-kernel "$kernel_image" -initrd "$initrd" \
			-append "console=ttyS0 quiet panic=-1 lab.probe" </dev/null >/dev/null 2>&1 || rc=$?
		! grep -q 'probe guest is up' "$out" || [ $rc != 0 ] || accel=kvm
	fi
	printf '%s\n%s\n' "$id" "$accel" >"$answer"
}
