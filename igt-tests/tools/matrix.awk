# SPDX-License-Identifier: MIT
# The table of who shares what with whom, from what igt-tests/run leaves of vprime_matrix:
#
#	awk -f matrix.awk kernel=6.1 FILE kernel=6.12 FILE ...
#
# A cell is "ok" if its subtest passed on every kernel, but for those that lack an option and are
# named by a remark below the table; "-" means that there is nothing to test. Anything else is
# named, and makes the exit status 1.

BEGIN {
	FS = "\t"
	columns = split("import addfb pixels writeback reexport mmap sgtable orders killed unbind module",
			column, " ")
	split("import,AddFB,pixels,writeback,re-export,mmap,sg table,orders,killed,unbind,module",
	      heading, ",")
	name["from-vprime"] = "vprime, the same card"
	name["from-other-card"] = "vprime, another card"
	name["from-vgem"] = "vgem"
	name["from-vivid"] = "vivid (V4L2)"
	name["from-udmabuf"] = "udmabuf"
	name["from-heap"] = "dma-heap, system"
	name["from-peer-contiguous"] = "peer, contiguous"
	name["from-peer-scattered"] = "peer, scattered"
	name["from-peer-write-combined"] = "peer, write-combined"
	name["from-peer-iomem"] = "peer, I/O memory"
	name["to-other-card"] = "vprime, another card"
	name["to-vgem"] = "vgem"
	name["to-vivid"] = "vivid (V4L2)"
	name["to-peer"] = "peer"
	for (i = 1; i < ARGC; i++)
		if (ARGV[i] ~ /^kernel=/)
			kernels[++n_kernels] = substr(ARGV[i], 8)
}

/^vprime_matrix@(from|to)-/ {
	cell = substr($1, index($1, "@") + 1)
	row = cell
	sub(/-[a-z]+$/, "", row)
	if (!(row in seen)) {
		seen[row] = 1
		rows[++n_rows] = row
	}
	known[cell] = 1
	result[cell, kernel] = $2
	why[cell, kernel] = $4
}

# The number of a remark, which is the same for the same remark.
function remark(text)
{
	if (!(text in number)) {
		number[text] = ++n_remarks
		remarks[n_remarks] = text
	}
	return number[text]
}

function show(cell,	i, kernel, text, missing)
{
	if (!(cell in known))
		return "-"
	text = "ok"
	for (i = 1; i <= n_kernels; i++) {
		kernel = kernels[i]
		if (result[cell, kernel] == "success")
			continue
		if (result[cell, kernel] == "skip" && match(why[cell, kernel], /CONFIG_[A-Z0-9_]+/)) {
			missing = substr(why[cell, kernel], RSTART, RLENGTH)
			text = text " (" remark("not on " kernel ", which has no " missing) ")"
			continue
		}
		bad = 1
		text = (text ~ /^ok/ ? "" : text " ") \
		       (result[cell, kernel] == "" ? "nothing" : result[cell, kernel]) " on " kernel
	}
	return text
}

function table(direction, title,	i, j, line)
{
	line = "| " title " |"
	for (j = 1; j <= columns; j++)
		line = line " " heading[j] " |"
	print line
	gsub(/[^|]+/, "---", line)
	print line
	for (i = 1; i <= n_rows; i++) {
		if (index(rows[i], direction) != 1)
			continue
		line = "| " (rows[i] in name ? name[rows[i]] : rows[i]) " |"
		for (j = 1; j <= columns; j++)
			line = line " " show(rows[i] "-" column[j]) " |"
		print line
	}
}

END {
	if (!n_rows) {
		print "no results of vprime_matrix"
		exit 1
	}
	line = "Linux"
	for (i = 1; i <= n_kernels; i++)
		line = line (i > 1 ? ", " : " ") kernels[i]
	print line "\n"
	table("from-", "into vprime from")
	print ""
	table("to-", "from vprime to")
	for (i = 1; i <= n_remarks; i++)
		print "\n(" i ") " remarks[i]
	exit bad
}
