# SPDX-License-Identifier: MIT
# What the kernel's tracepoints v4l2_qbuf and v4l2_dqbuf (trace clock mono) say about a recording:
#	awk -v period=NS -f captured.awk TRACE
# Buffers are filled in the order in which they were queued: if the one of a picture had been queued
# before a vblank that has none, the card was not ready; if not, there was no buffer.

function field(name,   rest) {
	rest = $0
	if (!sub(".*[ ,]" name " ?= ?", "", rest))
		return ""
	sub(/[, ].*/, "", rest)
	return rest
}

/ v4l2_qbuf: / {
	time = $0
	sub(/: v4l2_qbuf.*/, "", time)
	sub(/.* /, "", time)
	queued[field("index")] = time * 1e9
}

/ v4l2_dqbuf: / {
	sequence = field("sequence") + 0
	shown = field("timestamp") + 0
	if (!pictures++) {
		first = shown
	} else if (sequence <= last) {
		again++
	}
	for (vblank = last + 1; pictures > 1 && vblank < sequence; vblank++) {
		if (queued[field("index")] <= shown - (sequence - vblank) * period)
			busy++
		else
			nobuffer++
	}
	last = sequence
	end = shown
}

END {
	seconds = (end - first) / 1e9
	printf "%d\t%.1f\t%.1f\t%d\t%d\t%d\n", pictures, seconds,
	       seconds ? (pictures - 1) / seconds : 0, again, nobuffer, busy
	exit !pictures || again
}
