# SPDX-License-Identifier: MIT
# From the table of run-prime to a gnuplot script: what each step takes on each card, with the most
# buffers that were open.
BEGIN { FS = " *\\| *" }

# | operation | buffers open | CARD | ... | CARD / better peer | ...
/^\| operation/ {
	for (i = 4; i < NF && $i !~ /\//; i++)
		cards[++n_cards] = $i
	next
}
n_cards && /^\|/ && $3 ~ /^[0-9]+$/ {
	if (!($2 in row)) { row[$2]; order[++n_rows] = $2 }
	line = ""
	for (i = 1; i <= n_cards; i++)
		line = line " " ($(3 + i) ~ /^[0-9.]+$/ ? $(3 + i) : "?")
	values[$2] = line
	if ($3 + 0 > most)
		most = $3 + 0
}

END {
	print "$data << EOD"
	for (i = 1; i <= n_rows; i++)
		print "\"" order[i] "\"" values[order[i]]
	print "EOD"
	print "set terminal " (type == "png" ? "pngcairo" : "svg") " size 1400,600 noenhanced font 'sans,10'"
	print "set output '" out "'"
	print "set title 'Steps of sharing a buffer, " most " buffers open, emulated processor'"
	print "set ylabel 'us (logarithmic)'"
	print "set logscale y"
	print "set datafile missing '?'"
	print "set style data histograms"
	print "set style histogram clustered gap 1"
	print "set style fill solid 0.9"
	print "set grid ytics"
	print "set xtics rotate by -20 left"
	print "set bmargin 8"
	print "set key outside right"
	split("#3182bd #74c476 #cb181d", colours, " ")
	printf "plot"
	for (i = 1; i <= n_cards; i++)
		printf "%s $data using %d%s title '%s' linecolor rgb '%s'", (i > 1 ? "," : ""), i + 1,
			(i == 1 ? ":xtic(1)" : ""), cards[i], colours[i]
	print ""
}
