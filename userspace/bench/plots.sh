# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Makes plots of a table of measurements, for run-kms and run-prime. Needs $here.

# plots TABLE: TABLE.png and TABLE.svg of TABLE.md, by what NAME-plot.awk makes of it for gnuplot.
plots() {
	local type
	command -v gnuplot >/dev/null || {
		echo "no plots, as there is no gnuplot (package gnuplot-nox)" >&2
		return 0
	}
	for type in png svg; do
		awk -v type=$type -v out="$1.$type" -f "$here/${1##*/}-plot.awk" "$1.md" | gnuplot || return
	done
	echo "table and plots: $1.md, $1.png, $1.svg" >&2
}
