# table.awk: JSON lines of measurements, one object a line -> a Markdown table with the median over rounds, and how
# Colophon stands to each peer. Plain POSIX awk.

function field(name,    rest) {
    if (!match($0, "\"" name "\":")) return ""
    rest = substr($0, RSTART + RLENGTH)
    if (substr(rest, 1, 1) == "\"") {
        rest = substr(rest, 2)
        return substr(rest, 1, index(rest, "\"") - 1)
    }
    match(rest, /^[-+0-9.eE]+/)
    return substr(rest, RSTART, RLENGTH)
}

# The median of the rounds of one measure; of an even number, the mean of the middle two.
function median(who, calls, measure,    count, i, j, value, sorted) {
    count = rounds[who, calls]
    for (i = 1; i <= count; i++) {
        value = sample[who, calls, measure, i] + 0
        for (j = i - 1; j >= 1 && sorted[j] > value; j--) sorted[j + 1] = sorted[j]
        sorted[j + 1] = value
    }
    if (count % 2) return sorted[(count + 1) / 2]
    return (sorted[count / 2] + sorted[count / 2 + 1]) / 2
}

function times(mine, theirs) {
    return theirs > 0 ? sprintf("%.2f", mine / theirs) : "-"
}

/^{/ {
    who = field("peer")
    calls = field("inflight")
    if (!(who in seen)) { seen[who] = 1; order[++contestants] = who }
    if (!(calls in loads)) { loads[calls] = 1; load[++load_count] = calls }
    round = ++rounds[who, calls]
    for (i = 1; i <= split("rps p50_us p99_us server_cpu_ms server_rss_kb", measures, " "); i++)
        sample[who, calls, measures[i], round] = field(measures[i])
}

END {
    print "| in flight | | calls/s | p50 µs | p99 µs | server CPU µs a call | server memory MB" \
        " | our calls/s ÷ theirs | our p50 ÷ theirs |"
    print "|--:|---|--:|--:|--:|--:|--:|--:|--:|"
    for (l = 1; l <= load_count; l++) {
        calls = load[l]
        for (c = 1; c <= contestants; c++) {
            who = order[c]
            if (!rounds[who, calls]) continue
            rate = median(who, calls, "rps")
            middle = median(who, calls, "p50_us")
            # The processor time covers the second of warming up too, at about the same rate.
            cost = rate > 0 ? median(who, calls, "server_cpu_ms") * 1000 / (rate * (seconds + 1)) : 0
            printf "| %s | %s | %d | %.0f | %.0f | %.1f | %.1f | %s | %s |\n", calls, who, rate, middle,
                median(who, calls, "p99_us"), cost, median(who, calls, "server_rss_kb") / 1024,
                who == "colophon" ? "" : times(median("colophon", calls, "rps"), rate),
                who == "colophon" ? "" : times(median("colophon", calls, "p50_us"), middle)
        }
    }
}
