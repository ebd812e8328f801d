# SPDX-License-Identifier: MIT
# From the table of run-kms to a gnuplot script: bars for each rate, vprime beside vkms and evdi.
BEGIN { FS = " *\\| *" }

NR == 1 { for (i = 4; i < NF; i++) column[$i] = i }
NR > 2 && $2 !~ /:|its monitor/ {
	data = data "\"" $2 ", " $3 "\" " $column["vprime"] + 0 " " $column["vkms"] + 0 " " $column["evdi"] + 0 "\n"
}

END {
	printf "$data << EOD\n%sEOD\n", data
	print "set terminal " (type == "png" ? "pngcairo size 1400,600 font 'sans,10'" : "svg size 1400,600 font 'sans,10'")
	print "set output '" out "'"
	print "set title 'What the user of a card gets, emulated processor'"
	print "set style data histograms"
	print "set style histogram clustered gap 1"
	print "set style fill solid 0.9"
	print "set grid ytics"
	print "set yrange [0:*]"
	print "set xtics rotate by -20 left"
	print "set bmargin 8"
	print "set key outside right"
	print "plot $data using 2:xtic(1) title 'vprime' linecolor rgb '#3182bd', $data using 3 title 'vkms' linecolor rgb '#cb181d', $data using 4 title 'evdi' linecolor rgb '#74c476'"
}
