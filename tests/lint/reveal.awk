# reveal.awk - the rules of reveal.sh; after strip.awk
BEGIN {
	while ((getline row < list) > 0) {
		rows++
		if (row ~ /^#/ || row == "")
			continue
		words = split(row, word, "[ \t]+")
		where[word[1]] = rows
		if (words < 4)
			print list ":" rows ": no reason"
	}
}
{ text = strip($0) }
text ~ /(^|[^A-Za-z0-9_])secret_reveal[^A-Za-z0-9_]/ {
	used[FILENAME] = 1
	if (!(FILENAME in where) && FILENAME != "src/base/secret.h")
		print FILENAME ":" FNR ": secret_reveal() here"
}
END {
	for (file in where)
		if (!(file in used))
			print list ":" where[file] ": no use in " file
}
