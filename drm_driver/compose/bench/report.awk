# SPDX-License-Identifier: MIT
# From the benchmark's results to a table in Markdown and the ratios that are asked for.
# The status is 1 if one is not reached.
BEGIN { FS = "\t" }

$1 == "cpu" || $1 == "vkms" || $1 == "compiler" || $1 == "pixman" || $1 == "cpus" { about[$1] = $2 }

$1 == "time" {
	size = $3 "x" $4
	if (!(size in sizes)) { sizes[size]; size_order[++n_sizes] = size }
	if (!($2 in scenes)) { scenes[$2]; scene_order[++n_scenes] = $2 }
	if (!($5 in names)) { names[$5]; name_order[++n_names] = $5 }
	ms[size, $2, $5] = $6
}

$1 == "warm" {
	warm_size = $3 "x" $4
	warm[$2, $5] = $6
}

$1 == "cost" {
	if (!($2 in costs)) { costs[$2]; cost_order[++n_costs] = $2 }
	n = ++points[$2]
	amount[$2, n] = $3
	cost_ms[$2, n] = $4
}

function time(size, scene, name) {
	return (size, scene, name) in ms ? ms[size, scene, name] : -1
}

# how many threads NAME has, 0 if it is not one of ours
function threads(name,    words) {
	if (name ~ /^(pixman|memcpy|least|vkms)$/)
		return 0
	return split(name, words, " x") > 1 ? words[2] : 1
}

# the fastest of ours on that many threads
function best(size, scene, many,    i, t, least) {
	least = -1
	for (i = 1; i <= n_names; i++) {
		if (threads(name_order[i]) != many)
			continue
		t = time(size, scene, name_order[i])
		if (t >= 0 && (least < 0 || t < least))
			least = t
	}
	return least
}

# vkms against ours on that many threads
function against_vkms(size, scene, limit, many) {
	check("vkms / ours, " scene (many > 1 ? " on " many " threads" : ""),
	      time(size, scene, "vkms"), best(size, scene, many), limit)
}

# a cell with A / B, if both were measured
function cell(a, b) {
	if (a > 0 && b > 0)
		printf " %.1f |", a / b
	else
		printf " - |"
}

# what the machine itself allows: ours beside the least that has to be done to its memory
function against_least(size, scene,    ours, least, vkms, many, t) {
	ours = best(size, scene, 1)
	least = time(size, scene, "least")
	vkms = time(size, scene, "vkms")
	if (ours <= 0 || least <= 0)
		return
	printf "| %s, %s | %.3f | %.3f | %.0f %% |", scene, size, ours, least, 100 * least / ours
	for (many = 1; many <= most; many *= 2) {
		t = best(size, scene, many)
		cell(vkms, t)
	}
	cell(vkms, least)
	print ""
}

# is A / B at least (or, with most, at most) the limit?
function check(what, a, b, limit, most,    ratio, ok) {
	if (a < 0 || b <= 0) {
		printf "| %s | not measured | %s %s | |\n", what, most ? "<=" : ">=", limit
		return
	}
	ratio = a / b
	ok = most ? ratio <= limit : ratio >= limit
	printf "| %s | %.*f | %s %s | %s |\n", what, ratio < 10 ? 2 : 0, ratio,
		most ? "<=" : ">=", limit, ok ? "yes" : "**no**"
	asked++
	reached += ok
}

# the largest distance of the points from the straight line through them, in percent of the last
function bend(what,    i, n, x, y, sx, sy, sxx, sxy, slope, start, off, worst) {
	n = points[what]
	for (i = 1; i <= n; i++) {
		x = amount[what, i]; y = cost_ms[what, i]
		sx += x; sy += y; sxx += x * x; sxy += x * y
	}
	slope = (n * sxy - sx * sy) / (n * sxx - sx * sx)
	start = (sy - slope * sx) / n
	for (i = 1; i <= n; i++) {
		off = cost_ms[what, i] - start - slope * amount[what, i]
		if (off < 0) off = -off
		if (off > worst) worst = off
	}
	return 100 * worst / cost_ms[what, n]
}

END {
	printf "%s; %s; pixman %s; vkms of Linux %s.\n", about["cpu"], about["compiler"],
		about["pixman"], about["vkms"]
	print "Milliseconds of CPU time per frame, median; on several threads (x2, x4) those of the one that took longest."
	for (i = 1; i <= n_names; i++)
		if (threads(name_order[i]) > most)
			most = threads(name_order[i])
	for (z = 1; z <= n_sizes; z++) {
		size = size_order[z]
		printf "\n| %s |", size
		for (i = 1; i <= n_names; i++) printf " %s |", name_order[i]
		printf "\n|---|"
		for (i = 1; i <= n_names; i++) printf "---|"
		print ""
		for (k = 1; k <= n_scenes; k++) {
			printf "| %s |", scene_order[k]
			for (i = 1; i <= n_names; i++) {
				t = time(size, scene_order[k], name_order[i])
				if (t < 0) printf " - |"
				else printf " %.*f |", t < 1 ? 3 : t < 100 ? 2 : 0, t
			}
			print ""
		}
	}
	printf "\nMicroseconds for a frame of %s that stays in a cache:\n\n| |", warm_size
	for (i = 1; i <= n_names; i++) printf " %s |", name_order[i]
	printf "\n|---|"
	for (i = 1; i <= n_names; i++) printf "---|"
	print ""
	for (k = 1; k <= n_scenes; k++) {
		if (!((scene_order[k], "plain") in warm))
			continue
		printf "| %s |", scene_order[k]
		for (i = 1; i <= n_names; i++)
			if ((scene_order[k], name_order[i]) in warm)
				printf " %.0f |", 1000 * warm[scene_order[k], name_order[i]]
			else
				printf " - |"
		print ""
	}
	for (z = 1; z <= n_sizes; z++) {
		size = size_order[z]
		printf "\n| Asked for at %s | ratio | limit | reached |\n|---|---|---|---|\n", size
		split("one,one+wb,overlay,overlay+wb", four, ",")
		for (k = 1; k <= 4; k++)
			against_vkms(size, four[k], 30, most)
		against_vkms(size, "NV12", 200, 1)
		against_vkms(size, "P010", 200, 1)
		against_vkms(size, "gamma+CTM", 100, 1)
		against_vkms(size, "RGB565", 20, 1)
		against_vkms(size, "rotated", 8, 1)
		for (k = 1; k <= 4; k++)
			check("vkms / plain, " four[k], time(size, four[k], "vkms"),
			      time(size, four[k], "plain"), 6)
		check("ours / memcpy, one", best(size, "one", 1), time(size, "one", "memcpy"), 1.25, 1)
		check("ours / memcpy, overlay", best(size, "overlay", 1),
		      time(size, "overlay", "memcpy"), 1.25, 1)
		check("ours / memcpy, one+wb", best(size, "one+wb", 1),
		      time(size, "one+wb", "memcpy"), 1.7, 1)
		check("ours / memcpy, overlay+wb", best(size, "overlay+wb", 1),
		      time(size, "overlay+wb", "memcpy"), 1.7, 1)
		check("ours / pixman, overlay", best(size, "overlay", 1),
		      time(size, "overlay", "pixman"), 0.5, 1)
		check("ours / pixman, 4 ARGB", best(size, "4 ARGB", 1),
		      time(size, "4 ARGB", "pixman"), 0.5, 1)
		check("ours / pixman, rotated", best(size, "rotated", 1),
		      time(size, "rotated", "pixman"), 1, 1)
		check("ours / pixman, scaled", best(size, "scaled", 1),
		      time(size, "scaled", "pixman"), 1, 1)
		check("idle / whole frame", best(size, "idle", 1), best(size, "overlay", 1), 0.02, 1)
		check("1% damaged / whole frame", best(size, "1% damaged", 1),
		      best(size, "overlay", 1), 0.02, 1)
		if (size == "3840x2160")
			for (k = 1; k <= 4; k++)
				check("one thread / two, " four[k], best(size, four[k], 1),
				      about["cpus"] > 1 ? best(size, four[k], 2) : -1, 1.7)
	}
	printf "\n| beside the least | ours, ms | least, ms | least / ours |"
	for (i = 1; i <= most; i *= 2)
		printf " vkms / ours%s |", (i > 1 ? " on " i " threads" : "")
	print " vkms / least |"
	printf "|---|--:|--:|--:|--:|"
	for (i = 1; i <= most; i *= 2)
		printf "--:|"
	print ""
	for (z = 1; z <= n_sizes; z++)
		for (k = 1; k <= 4; k++)
			against_least(size_order[z], four[k])
	printf "\n| Cost of the overlay scene by | from | to | off a straight line by at most |\n"
	print "|---|---|---|---|"
	for (k = 1; k <= n_costs; k++) {
		w = cost_order[k]
		printf "| %s | %s: %.3f ms | %s: %.3f ms | %.1f %% |\n", w, amount[w, 1], cost_ms[w, 1],
			amount[w, points[w]], cost_ms[w, points[w]], bend(w)
	}
	printf "\n%d of %d ratios reached\n", reached, asked
	exit reached != asked
}
