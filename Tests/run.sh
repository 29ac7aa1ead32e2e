#!/usr/bin/env bash
# Installs what the tests need and runs every one of them: unit tests, real processes, the house rules, and the first
# command of the README from beginning to end. Its exit code is the verdict.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/.."
# shellcheck source=../compose/prepare.sh
source compose/prepare.sh

# Beyond what building needs: generators that the drift test runs, other people's implementations that check ours, those
# that read what we print, the headers that our declarations are compared with, a browser for the verifier page, and the
# checker of the scripts.
test_packages=(
    protobuf-compiler protobuf-c-compiler libprotoc-dev python3-protobuf
    golang-go golang-github-containerd-ttrpc-dev golang-golang-x-mod-dev
    poppler-utils zbar-tools qpdf libpango1.0-dev libcairo2-dev
    libjpeg-turbo-progs libturbojpeg0-dev libpng-dev
    python3-cryptography python3-aiosmtpd python3-pip strace shellcheck curl iproute2 chromium
)
install_packages "${colophon_packages[@]}" "${test_packages[@]}"
# The library of the specification that webhooks follow, which Debian does not have; for these tests alone.
[[ -d .build/python/standardwebhooks ]] \
    || /usr/bin/python3 -m pip install --quiet --no-deps --target .build/python standardwebhooks==1.1.0
need_swift
swift --version 2>/dev/null | head -n 1

# Warnings are errors here.
export COLOPHON_STRICT=1
started=$SECONDS
elapsed() { printf '%d min %02d s' $(((SECONDS - started) / 60)) $(((SECONDS - started) % 60)); }

echo "== Building everything, warnings are errors"
swift build --build-tests
# Tests start these as processes.
for product in colophon identity evidence notify meshbench protoc-gen-mesh; do swift build --product "$product"; done
echo "built after $(elapsed)"

echo "== swift test, one target after another: tests that measure time or kill processes do not disturb the others"
# Of hundreds of tests that all begin at once, none gets its answers in time. Toolchains before 6.3 know no bound.
together=()
if swift test --help-hidden | grep -- --experimental-maximum-parallelization-width >/dev/null; then
    together=(--experimental-maximum-parallelization-width 8)
fi
output=$(mktemp -d)
failures=$output/failures
run() { # run NAME OPTION...
    local name=$1
    shift
    echo "-- $name"
    swift test --skip-build --disable-xctest "${together[@]}" "$@" 2>&1 | tee "$output/run" && return
    # Told again as the last words of the whole: what failed, or where a process that died was.
    echo "FAIL  $name" | tee -a "$failures"
    { grep -E '^✘|^↳ |Fatal error' "$output/run" | head -n 40 || tail -n 15 "$output/run"; } | cut -c 1-400 >>"$failures"
}
# They compute for seconds on end and starve what waits for an answer in time.
busy='^(EvidenceTests\.(EveryByte|ErasureRace|Fingerprint|Similarity|ManyFiles)|IdentityTests\.(Fuzz|EveryText))Tests'
# They wait for one.
timed='^(EvidenceTests\.Checkpoint(Timing|Renewal)|IdentityTests\.(ThirdPartyWiring|NotifyWiring|IdentityFeedWiring|StalledUpload)|MeshRPCTests\.(Replica|ConnectionLife|Fault)|MeshTests\.Revocation|NotifyTests\.SilentProvider)Tests'
# They compare how long two things take, or need one to end before the other.
alone='^IdentityTests\.(SigningInTests/(lockOfErased|resetMeanwhile)|AlikeTests)'
# They kill processes, fill disks and turn clocks for minutes, and would starve what is beside them.
faults='^MeshTests\.(RandomKill|FaultPoint|FailingDisk|FailingOperation|FailingStart|FailingRotation|ClockProcess|FullDisk|HostileUpload|SyncOrder|DiskFull|EraseKill|Kill)Tests'
# A hundred ask at once.
crowd='^EvidenceTests\.PublicTimestampTests'
for folder in Tests/*Tests; do
    target=$(basename "$folder")
    run "$target" --filter "^$target\\." --skip "^MeshRPCTests\\.FuzzTests|$busy|$timed|$alone|$faults|$crowd"
done
run faults --filter "$faults"
run timed --filter "$timed"
run alone --filter "$alone"
run crowd --filter "$crowd"
run busy --filter "$busy"
# Two million frames keep every core busy.
run FuzzTests --filter "^MeshRPCTests\\.FuzzTests"
echo "tested after $(elapsed)"

echo "== compose/up.sh from nothing, twice, on ports of its own"
journey=$(mktemp -d)
# A state folder and a mesh file of its own, so that a mesh that is running here is left alone.
sed -E 's/127\.0\.0\.1:7/127.0.0.1:17/' compose/mesh.yaml >"$journey/mesh.yaml"
export COLOPHON_BUILD=debug COLOPHON_STATE=$journey/state COLOPHON_MESH=$journey/mesh.yaml
tool=$(swift build --show-bin-path)/colophon
finish() {
    "$tool" down --state "$COLOPHON_STATE" || true
    rm -rf "$journey" "$output"
}
trap finish EXIT

passed=0 failed=0
check() {
    local name=$1
    shift
    if "$@" >"$journey/output" 2>&1; then
        passed=$((passed + 1))
        echo "pass  $name"
    else
        failed=$((failed + 1))
        echo "FAIL  $name"
        tail -n 25 "$journey/output" | sed 's/^/      /'
    fi
}
last_word_is_a_bundle() { [[ -s $(tail -n 1 "$1" | awk '{print $NF}') ]]; }
up_once() { bash compose/up.sh >"$journey/first" 2>&1 || { cat "$journey/first"; return 1; }; }
up_again() { bash compose/up.sh Package.swift >"$journey/second" 2>&1 || { cat "$journey/second"; return 1; }; }
nothing_restarted() { grep -q 'evidence: unchanged' "$journey/second"; }
refuses() {
    local expected=$1 code=0
    shift
    "$@" || code=$?
    ((code == expected))
}
tampered() {
    local bundle
    bundle=$(tail -n 1 "$journey/second" | awk '{print $NF}') \
        && refuses 1 "$tool" verify --state "$COLOPHON_STATE" "$bundle" README.md
}

check "up.sh installs, builds, starts, seals and verifies" up_once
check "it registers an author, who is told of the seal" grep -q "您的作品已完成存证，编号EV-" "$journey/first"
check "one of the staff verifies them" grep -q "^approved  dos_" "$journey/first"
check "its last word is the path of a bundle" last_word_is_a_bundle "$journey/first"
check "up.sh again seals another file" up_again
check "and restarts nothing" nothing_restarted
check "the bundle of one file does not verify another" tampered
mkdir "$journey/old"
printf '#!/bin/sh\necho "Swift version 5.9.2 (swift-5.9.2-RELEASE)"\n' >"$journey/old/swift"
chmod +x "$journey/old/swift"
says_which_swift() {
    # Joined, for a command that a check runs does not end at its first failure.
    refuses 1 env PATH="$journey/old:$PATH" bash compose/up.sh 2>"$journey/old/said" \
        && grep -q 'Swift 6.2 or newer, and this machine has 5.9.2' "$journey/old/said"
}
check "an old toolchain is refused with 1, and the message says which is needed" says_which_swift
printf '#!/bin/sh\necho "libncurses.so.6 is not there" >&2\nexit 127\n' >"$journey/old/swift"
says_why_swift() {
    refuses 1 env PATH="$journey/old:$PATH" bash compose/up.sh 2>"$journey/old/said" \
        && grep -q 'does not run: libncurses.so.6 is not there' "$journey/old/said"
}
check "a toolchain that does not run is refused with 1, and the message says why" says_why_swift
check "a file that is not there is refused with 2" refuses 2 bash compose/up.sh "$journey/none"
check "an empty file is refused with 2" refuses 2 bash compose/up.sh /dev/null
check "colophon down stops it" "$tool" down --state "$COLOPHON_STATE"
check "and a seal then says that nobody is there, with 3" \
    refuses 3 "$tool" seal --state "$COLOPHON_STATE" --mesh "$COLOPHON_MESH" README.md

echo "all after $(elapsed)"
if [[ -s $failures ]]; then
    echo "swift test failed:"
    cat "$failures"
    failed=$((failed + 1))
else
    passed=$((passed + 1))
fi
echo "$passed passed, $failed failed"
((failed == 0))
