#!/usr/bin/env bash
# Feeds what reads a peer's bytes with bytes that no peer should send, with the address sanitizer, for longer than the
# tests do. Ends with 1 when an input crashed or hung a target, made its memory grow, or something did not hold; such an
# input is kept in .build/findings, with what was said of it, and named with the words that replay it.
#
#   fuzz.sh [--seconds N] [--seed S] [TARGET...]     each target for N seconds (60); all of them when none is named
#   fuzz.sh --replay TARGET FILE                     an input that was kept
#
# Installs what building needs. FUZZ_BUILD=plain leaves the sanitizer out, which is several times faster;
# FUZZ_PATIENCE is how many seconds one input may take (30), FUZZ_GROWTH how many MiB memory may grow.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(cd "$here/.." && pwd)
# shellcheck source=../compose/prepare.sh
source "$project/compose/prepare.sh"
seconds=60 seed='' replay=''
targets=()
usage() {
    sed -n '2,/^set -/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 64
}
while (($# > 0)); do
    case $1 in
    --seconds | --seed)
        [[ ${2:-} =~ ^[0-9]+$ ]] || usage
        if [[ $1 == --seed ]]; then seed=$2; else seconds=$2; fi
        shift
        ;;
    --replay)
        if (($# != 3)) || [[ ! -f $3 ]]; then usage; fi
        replay=$3 targets=("$2")
        break
        ;;
    -*) usage ;;
    *) targets+=("$1") ;;
    esac
    shift
done

install_packages "${colophon_packages[@]}"
need_swift
build=(swift build --package-path "$project" --product meshfuzz)
growth=${FUZZ_GROWTH:-128}
if [[ ${FUZZ_BUILD:-} != plain ]]; then
    build+=(--sanitize=address --scratch-path "$project/.build/sanitized")
    # What is freed stays in quarantine for a while, and every block is larger.
    growth=${FUZZ_GROWTH:-512}
fi
echo "Building meshfuzz${FUZZ_BUILD:+, $FUZZ_BUILD}: the first time takes some minutes" >&2
"${build[@]}" >&2
meshfuzz=$("${build[@]}" --show-bin-path)/meshfuzz
# NIO and the runtime keep what they use to their end; leaks show as growth instead.
asan=detect_leaks=0:abort_on_error=1:handle_abort=1:handle_sigill=1:handle_sigtrap=1:quarantine_size_mb=32:max_allocation_size_mb=1024
export ASAN_OPTIONS=${ASAN_OPTIONS:-$asan}
# The sanitizer tells where a crash was, and would find fault with who tells it otherwise.
export SWIFT_BACKTRACE=${SWIFT_BACKTRACE:-enable=no}
symbolizer=$(dirname "$(readlink -f "$(command -v swift)")")/llvm-symbolizer
if [[ -x $symbolizer ]]; then export ASAN_SYMBOLIZER_PATH=${ASAN_SYMBOLIZER_PATH:-$symbolizer}; fi
bounds=(--patience "${FUZZ_PATIENCE:-30}" --growth "$growth")

mapfile -t known < <("$meshfuzz" list)
for target in ${targets[@]+"${targets[@]}"}; do
    if [[ " ${known[*]} " != *" $target "* ]]; then
        echo "error: no target $target; there are ${known[*]}" >&2
        exit 64
    fi
done
if [[ -n $replay ]]; then exec "$meshfuzz" replay "${targets[0]}" "$replay" "${bounds[@]}"; fi
if ((${#targets[@]} == 0)); then targets=("${known[@]}"); fi

findings=$project/.build/findings
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What the shell says of an exit code.
manner() {
    if (($1 == 137)); then
        echo "it was killed: it did not end by itself, or the machine had no memory left"
    elif (($1 > 128)); then
        echo "it was ended by signal $(($1 - 128)), $(kill -l $(($1 - 128)))"
    else
        echo "it ended with $1"
    fi
}

# Keeps the input that TARGET could not bear, and says what to do with it.
keep() { # keep TARGET FIRST-SEED CODE
    local target=$1 first=$2 failing kept again=0
    failing=$(tr -cd '0-9' <"$work/seed")
    echo "FAIL  $target: $(manner "$3")"
    if [[ -z $failing ]]; then
        echo "      before it read anything:"
        tail -n 20 "$work/errors"
        return
    fi
    mkdir -p "$findings"
    kept=$findings/$target-$failing
    "$meshfuzz" save "$target" "$failing" "$kept"
    cp "$work/errors" "$kept.txt"
    { grep -m 3 -aE 'ERROR: AddressSanitizer|Fatal error|meshfuzz:|^Error:' "$kept.txt" || tail -n 5 "$kept.txt"; } \
        | cut -c 1-400 | sed 's/^/      /'
    echo "      input   $kept (seed $failing)"
    echo "      report  $kept.txt"
    # What the shell itself says of a program that was killed is left out.
    { timeout --kill-after=10 300 "$meshfuzz" replay "$target" "$kept" "${bounds[@]}" >"$work/replay" 2>&1; } \
        2>/dev/null || again=$?
    if ((again != 0)); then
        echo "      again   bash Tests/fuzz.sh --replay $target $kept"
    else
        echo "      again   bash Tests/fuzz.sh --seed $first --seconds $seconds $target"
        echo "              (this input fails only after the ones before it)"
    fi
    echo "      Mend what the report names, see the input pass, and keep it as a test of the room that was at fault."
}

verdict=0
for target in "${targets[@]}"; do
    code=0
    first=${seed:-$(od -An -N7 -tu8 /dev/urandom | tr -d ' ')}
    : >"$work/seed"
    echo "$target: $seconds s from seed $first"
    # The program looks after itself; this is for one that cannot even do that.
    {
        timeout --kill-after=10 $((seconds + 300)) "$meshfuzz" run "$target" --seconds "$seconds" --seed "$first" \
            "${bounds[@]}" --progress "$work/seed" 2>"$work/errors"
    } 2>/dev/null || code=$?
    if ((code != 0)); then
        verdict=1
        keep "$target" "$first" "$code" >&2
    fi
done
if ((verdict == 0)); then echo "everything holds: ${targets[*]}"; fi
exit "$verdict"
