# SPDX-License-Identifier: MIT
# From the lines of bench/kms to a table of medians: median (least to most) of the rounds.
BEGIN { FS = "\t" }

{
	row = $1 "\t" $2
	if (!(row in seen)) { seen[row]; rows[++n_rows] = row }
	if (!($3 in known)) { known[$3]; drivers[++n_drivers] = $3 }
	values[row, $3, ++count[row, $3]] = $5
}

function cell(row, driver,    n, i, j, swap, v) {
	n = count[row, driver]
	if (!n)
		return "-"
	for (i = 1; i <= n; i++)
		v[i] = values[row, driver, i]
	for (i = 1; i < n; i++)
		for (j = i + 1; j <= n; j++)
			if (v[j] < v[i]) { swap = v[i]; v[i] = v[j]; v[j] = swap }
	return sprintf(n > 1 ? "%.1f (%.1f to %.1f)" : "%.1f", v[int((n + 1) / 2)], v[1], v[n])
}

END {
	printf "| | mode |"
	for (i = 1; i <= n_drivers; i++) printf " %s |", drivers[i]
	printf "\n|---|---|"
	for (i = 1; i <= n_drivers; i++) printf "---|"
	print ""
	for (r = 1; r <= n_rows; r++) {
		split(rows[r], name, "\t")
		printf "| %s | %s |", name[1], name[2]
		for (i = 1; i <= n_drivers; i++) printf " %s |", cell(rows[r], drivers[i])
		print ""
	}
}
