# shellcheck shell=bash
# What the scripts beside this one share; they source it.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
export PEER_BUILD=${PEER_BUILD:-${TMPDIR:-/tmp}/colophon-peers}
# $MESHBENCH names a built one; without it `build` makes it.
# shellcheck disable=SC2034 # for the others
meshbench=${MESHBENCH:-$root/.build/release/meshbench}

# Prints the head of the script that was started, and ends it.
usage() {
    sed -n '2,/^set -/s/^# \{0,1\}//p' "$0" >&2
    exit 64
}

# options NAMES ARGUMENTS...: sets the variable NAME for each `--NAME VALUE`; anything else is a mistake.
options() {
    local names=" $1 "
    shift
    while [ $# -gt 0 ]; do
        case "$1" in --*[!a-z]*) usage ;; --?*) ;; *) usage ;; esac
        if [ $# -lt 2 ] || [ "${names#* "${1#--}" }" = "$names" ]; then usage; fi
        printf -v "${1#--}" %s "$2"
        shift 2
    done
}

# build PRODUCT...: unless $MESHBENCH says that they are there.
build() {
    local product
    if [ -n "${MESHBENCH:-}" ]; then return; fi
    for product in "$@"; do swift build --package-path "$root" -c release --product "$product" >&2; done
}

# The median of the numbers on standard input, one a line; of an even count, the mean of the middle two.
median() {
    sort -n | awk '{ value[NR] = $1 } END { printf "%.1f\n", (value[int((NR + 1) / 2)] + value[int((NR + 2) / 2)]) / 2 }'
}
