#!/usr/bin/env bash
# Feeds what reads a peer's bytes with bytes that no peer should send, with the address sanitizer, for longer than the
# tests do. A failing input is kept in .build/findings and named with the words that replay it.
#
#   fuzz.sh [--seconds N] [--seed S] [TARGET...]     each target for N seconds (60); all of them when none is named
#   fuzz.sh --replay TARGET FILE                     an input that was kept
#
# FUZZ_BUILD=plain leaves the sanitizer out, which is several times faster.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/.." && pwd)
seconds=60 seed='' replay=''
targets=()
usage() { sed -n '5,6s/^# *//p' "${BASH_SOURCE[0]}" >&2 && exit 64; }
while (($# > 0)); do
    case $1 in
    --seconds | --seed)
        (($# > 1)) || usage
        if [[ $1 == --seed ]]; then seed=$2; else seconds=$2; fi
        shift
        ;;
    --replay)
        (($# == 3)) || usage
        replay=$3 targets=("$2")
        break
        ;;
    -*) usage ;;
    *) targets+=("$1") ;;
    esac
    shift
done

package=${FUZZ_PACKAGE:-$root}
build=(swift build --package-path "$package" --product meshfuzz)
growth=128
if [[ ${FUZZ_BUILD:-} != plain ]]; then
    build+=(--sanitize=address --scratch-path "$package/.build/sanitized")
    # What is freed stays in quarantine for a while.
    growth=1024
fi
"${build[@]}" >&2
meshfuzz=$("${build[@]}" --show-bin-path)/meshfuzz
# NIO and the runtime keep what they use to their end; leaks show as growth instead.
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=0:abort_on_error=1}

if [[ -n $replay ]]; then
    exec "$meshfuzz" replay "${targets[0]}" "$replay"
fi
if ((${#targets[@]} == 0)); then mapfile -t targets < <("$meshfuzz" list); fi

findings=$root/.build/findings
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
verdict=0
for target in "${targets[@]}"; do
    code=0
    # A target that is stuck is a finding as well.
    timeout --kill-after=10 $((seconds + 120)) "$meshfuzz" run "$target" --seconds "$seconds" --growth "$growth" \
        --progress "$work/seed" ${seed:+--seed "$seed"} 2>"$work/errors" || code=$?
    ((code == 0)) && continue
    verdict=1
    failing=$(tr -d ' \n' <"$work/seed")
    mkdir -p "$findings"
    kept=$findings/$target-$failing
    "$meshfuzz" save "$target" "$failing" "$kept"
    tail -n 40 "$work/errors" >&2
    ((code < 124)) || echo "$target: the program was ended or killed, with $code" >&2
    echo "FAIL  $target, seed $failing; again with: Tests/fuzz.sh --replay $target $kept" >&2
done
exit "$verdict"
