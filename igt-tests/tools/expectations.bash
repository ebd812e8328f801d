# SPDX-License-Identifier: MIT
# Reads expectations/ and answers what is expected. Sourced by run-upstream.

# Names in programs, in order; limits[NAME] is the time it has, loads[NAME] what the module is
# loaded with.
programs=()
declare -A limits=() loads=()
# One entry a line of expectations/results, in order.
rule_names=() rule_results=() rule_whens=() rule_reasons=()

read_expectations() {
	local line words word reason
	while read -r line; do
		line=${line%%#*}
		read -ra words <<<"$line"
		[ ${#words[@]} -gt 0 ] || continue
		programs+=("${words[0]}")
		limits[${words[0]}]=200
		for word in "${words[@]:1}"; do
			case $word in
			limit=*) limits[${words[0]}]=${word#limit=} ;;
			load=*) loads[${words[0]}]=${word#load=} ;;
			esac
		done
	done <"$1/binaries"

	while read -r line; do
		reason=${line#*# }
		read -ra words <<<"${line%%#*}"
		[ ${#words[@]} -gt 1 ] || continue
		rule_names+=("${words[0]}")
		rule_results+=("${words[1]}")
		rule_whens+=("${words[*]:2}")
		rule_reasons+=("$reason")
	done <"$1/results"
}

# Patterns that keep what is not to be run out of a program's --run-subtest, each with a comma before:
# excluded PROGRAM [RESULT], where there are several reasons for that and RESULT is one of them.
excluded() {
	local i pattern
	for i in "${!rule_names[@]}"; do
		[[ ${rule_results[i]} =~ ^(${2:-leave-out|alone|load=}) ]] || continue
		pattern=${rule_names[i]%%@*}
		# shellcheck disable=SC2053
		[[ $1 == $pattern ]] && printf ',!%s' "${rule_names[i]#*@}"
	done
}

# Subtests of a program that want a process of their own.
alone() {
	local i
	for i in "${!rule_names[@]}"; do
		[[ ${rule_results[i]} == alone && ${rule_names[i]%%@*} == "$1" ]] &&
			echo "${rule_names[i]#*@}"
	done
	return 0
}

# Subtests of a program that want other cards: lines of PATTERN PARAMETERS
other_cards() {
	local i
	for i in "${!rule_names[@]}"; do
		[[ ${rule_results[i]} == load=* && ${rule_names[i]%%@*} == "$1" ]] &&
			echo "${rule_names[i]#*@} ${rule_results[i]#load=}"
	done
	return 0
}

# Does a list of patterns, as for --run-subtest, select a subtest?
selected() {
	local pattern chosen=1 IFS=,
	set -f
	for pattern in $2; do
		# shellcheck disable=SC2053
		case $pattern in
		!*) [[ $1 == ${pattern#!} ]] && chosen=1 ;;
		*) [[ $1 == $pattern ]] && chosen=0 ;;
		esac
	done
	set +f
	return $chosen
}

# Is version $1 lower than $2?
version_below() {
	[ "$1" != "$2" ] && [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]
}

# Drops the rules whose conditions do not hold: choose_expectations KERNEL DEBUG(0/1)
choose_expectations() {
	local i condition version=${1%%[-+]*}
	for i in "${!rule_names[@]}"; do
		for condition in ${rule_whens[i]}; do
			case $condition in
			kernel\<*) version_below "$version" "${condition#*<}" && continue ;;
			kernel\>=*) version_below "$version" "${condition#*=}" || continue ;;
			debug) [ "$2" = 1 ] && continue ;;
			stock) [ "$2" = 1 ] || continue ;;
			*) echo "expectations: unknown condition $condition" >&2 ;;
			esac
			unset "rule_names[i]"
			break
		done
	done
}

# Sets expected_result and expected_reason for TEST@SUBTEST.
expect() {
	local i
	expected_result=success expected_reason=
	for i in "${!rule_names[@]}"; do
		# shellcheck disable=SC2053
		[[ $1 == ${rule_names[i]} ]] || continue
		case ${rule_results[i]} in
		leave-out | alone | load=*) expected_result=success ;;
		*) expected_result=${rule_results[i]} ;;
		esac
		expected_reason=${rule_reasons[i]}
	done
}
