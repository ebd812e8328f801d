# SPDX-License-Identifier: MIT
# Results of one test program: awk -v test=NAME -v code=EXIT-CODE -f results.awk OUTPUT
# prints a line for each subtest, fields separated by tabs: NAME@SUBTEST, result in lower case
# (success, skip, fail, crash; for one that did not end: timeout, died with its machine, or
# incomplete), seconds, why. A test without subtests has one line, without @. EXIT-CODE is a number,
# or "died".

function unfinished()
{
	return code == 124 || code == 137 ? "timeout" : code == "died" ? "died" : "incomplete"
}

function trim(text)
{
	gsub(/[ \t]+/, " ", text)
	sub(/^ /, "", text)
	sub(/ $/, "", text)
	return text
}

# The first thing said is why; two more may explain it. Logs are shown a second time when a test fails.
function remember(text)
{
	if (whys[current] == "")
		whys[current] = text
	else if (!index(whys[current], text) && explained[current]++ < 2)
		whys[current] = whys[current] "; " text
}

# Colours, if the program thinks it has a terminal.
{ gsub(/\033\[[0-9;]*m/, "") }

# Both lines may come a second time, by way of standard error.
/^Starting subtest: / {
	current = $3
	if (!(current in results)) {
		order[++n] = current
		results[current] = unfinished()
	}
	next
}

# "Subtest NAME: RESULT (0.123s)"; a subtest that a fixture ruled out was never started.
/^Subtest [^ ]+: [A-Z]+ / {
	name = substr($2, 1, length($2) - 1)
	if (!(name in results)) {
		order[++n] = name
		inherits[name] = 1
	}
	results[name] = tolower($3)
	seconds[name] = substr($4, 2) + 0
	current = ""
	next
}

/^(SUCCESS|SKIP|FAIL) \([0-9.]+s\)$/ {
	simple = tolower($1)
	simple_seconds = substr($2, 2) + 0
	next
}

# Why it is skipped.
/^Test requirement not met/ {
	whys[current] = ""
	explained[current] = 0
	next
}
/^Test requirement: / {
	remember(trim(substr($0, 19)))
	requirement = 1
	next
}
requirement {
	if (!/^Last errno|^Dynamic subtest/)
		remember(trim($0))
	requirement = 0
	next
}
/^No dynamic tests executed/ {
	remember("no dynamic subtest applies")
	next
}

# Why it failed.
/^Timed out: / {
	remember(trim($0))
	next
}
/CRITICAL: (Failed assertion|error|Timed out|Last errno)/ {
	sub(/^.*CRITICAL: /, "")
	sub(/^Failed assertion: /, "")
	if (!/^Last errno/)
		remember(trim($0))
	next
}
/CRITICAL: Test assertion failure/ {
	match($0, /file [^ ]*:[0-9]+/)
	where = substr($0, RSTART + 5, RLENGTH - 5)
	sub(/^.*\//, "", where)
	if (whys[current] == "")
		remember(where)
	next
}
/CRITICAL: / && whys[current] != "" {
	sub(/^.*CRITICAL: /, "")
	remember(trim($0))
	next
}

END {
	for (i = 1; i <= n; i++) {
		name = order[i]
		why = inherits[name] ? whys[""] : whys[name]
		if (results[name] == "success")
			why = ""
		printf "%s@%s\t%s\t%.3f\t%s\n", test, name, results[name], seconds[name], why
	}
	if (!n && simple != "")
		printf "%s\t%s\t%.3f\t%s\n", test, simple, simple_seconds,
		       simple == "success" ? "" : whys[""]
	if (!n && simple == "")
		printf "%s\t%s\t0\t%s\n", test,
		       unfinished() != "incomplete" ? unfinished() : code == 77 ? "skip" : "fail",
		       whys[""] != "" ? whys[""] : "no results, exit code " code
}
