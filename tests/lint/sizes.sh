#!/bin/sh
# sizes.sh - functions and files stay short
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

need pmccabe
about="no function over 80 lines or 12 ways, median 15 at most, files 600"
lines_max=80
lines_most=45 # 90 % of the functions in src are not longer
lines_median=15
complexity_max=12
file_max=600

# pmccabe: complexity, the same counting cases, statements, first line, lines,
# file(line): name
functions()
{
	c_files | grep '\.c$' | xargs pmccabe 2>/dev/null
}

complaints()
{
	functions | awk -v max=$lines_max -v complexity=$complexity_max '
	{
		split($6, file, "(")
		at = file[1] ":" $4 ": " $7
	}
	$5 > max { print at " has " $5 " lines" }
	$1 > complexity { print at " has complexity " $1 }'
	functions | awk '$6 ~ /^src\// { print $5 }' | sort -n |
		awk -v most=$lines_most -v median=$lines_median '
	{ lines[NR] = $1 }
	END {
		if (!NR)
			exit
		half = lines[int((NR + 1) / 2)]
		ninth = lines[int((NR * 9 + 9) / 10)]
		if (half > median)
			print "src:0: median of lines in a function " half
		if (ninth > most)
			print "src:0: one function of ten is over " ninth
	}'
	c_files | xargs wc -l | awk -v max=$file_max '
	$2 != "total" && $1 > max { print $2 ":" $1 ": " $1 " lines" }'
}

# One function of 90 lines (too long, and median and most with it), one with 13
# ways through it, one file of 601 lines.
plant()
{
	mkdir -p src/base tests
	{
		printf 'int long_one(void)\n{\n'
		awk 'BEGIN { for (i = 0; i < 87; i++) print "\tputs(\"\");" }'
		printf '}\n'
	} >src/base/long.c
	{
		printf 'int twisted(int x)\n{\n'
		awk 'BEGIN {
			for (i = 0; i < 12; i++)
				print "\tif (x == " i ")\n\t\tputs(\"\");"
		}'
		printf '\treturn x;\n}\n'
	} >tests/twisted.c
	awk 'BEGIN { for (i = 0; i < 601; i++) print "" }' >tests/tall.h
}
planted=5

lint_main "$@"
