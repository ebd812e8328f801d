# SPDX-License-Identifier: MIT
# From the benchmark's results to a gnuplot script: what=frames or what=cost, type=png or svg, into the
# file out.
BEGIN { FS = "\t" }

$1 == "time" && $3 == 1920 && $2 !~ /idle|moved|damaged/ && $5 !~ /^(plain|sse.*|avx512) x/ {
	if (!($2 in scenes)) { scenes[$2]; scene_order[++n_scenes] = $2 }
	if (!($5 in names)) { names[$5]; name_order[++n_names] = $5 }
	ms[$2, $5] = $6
}

$1 == "cost" {
	if (!($2 in costs)) { costs[$2]; cost_order[++n_costs] = $2 }
	points[$2] = points[$2] $3 " " $4 "\n"
}

function terminal(size) {
	printf "set terminal %s size %s noenhanced font 'sans,11'\n", type == "png" ? "pngcairo" : "svg", size
	printf "set output '%s'\n", out
}

function frames(    i, k, point, colours) {
	print "$data << EOD"
	for (k = 1; k <= n_scenes; k++) {
		printf "\"%s\"", scene_order[k]
		for (i = 1; i <= n_names; i++) {
			point = scene_order[k] SUBSEP name_order[i]
			printf " %s", (point in ms ? ms[point] : "?")
		}
		print ""
	}
	print "EOD"
	terminal("1500,700")
	print "set title 'One frame of 1920x1080'"
	print "set ylabel 'ms (logarithmic)'"
	print "set logscale y"
	print "set datafile missing '?'"
	print "set style data histograms"
	print "set style histogram clustered gap 1"
	print "set style fill solid 0.9"
	print "set grid ytics"
	print "set key outside right"
	split("#c6dbef #9ecae1 #6baed6 #3182bd #08519c #31a354 #006d2c #fdae6b #bdbdbd #737373 #cb181d", colours, " ")
	printf "plot"
	for (i = 1; i <= n_names; i++) {
		printf "%s $data using %d", (i > 1 ? "," : ""), i + 1
		printf "%s title '%s' linecolor rgb '%s'", (i == 1 ? ":xtic(1)" : ""), name_order[i],
			colours[i]
	}
	print ""
}

function cost(    k) {
	for (k = 1; k <= n_costs; k++)
		printf "$data%d << EOD\n%sEOD\n", k, points[cost_order[k]]
	terminal("1200,800")
	print "set multiplot layout 2,2 title 'What one frame of the overlay scene costs'"
	print "set ylabel 'ms'"
	print "set yrange [0:*]"
	print "set xrange [0:*]"
	print "set grid"
	print "unset key"
	for (k = 1; k <= n_costs; k++)
		printf "set xlabel '%s'\nplot $data%d using 1:2 with linespoints pt 7\n",
			cost_order[k] == "damage" ? "damaged rows, %" : cost_order[k], k
	print "unset multiplot"
}

END {
	if (what == "frames") frames(); else cost()
}
