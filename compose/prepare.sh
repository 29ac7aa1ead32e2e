# shellcheck shell=bash
# What a machine needs before anything can be built. Sourced by compose/up.sh and Tests/run.sh.

# To build and run: the compiler's C headers, what a bare Swift toolchain links, the libraries that the rooms wrap, what
# certificates are printed with (loaded when the first one is wanted) and their fonts, those that read pictures (loaded
# likewise) and the program that reads what is written on them, and openssl to check a token without us.
# shellcheck disable=SC2034  # used by the scripts that source this one
colophon_packages=(
    build-essential pkg-config git ca-certificates libncurses6 libxml2
    libssl-dev libprotobuf-c-dev libsqlite3-dev libcurl4-openssl-dev libzip-dev zlib1g-dev
    libpangocairo-1.0-0 libqrencode-dev libargon2-dev fonts-arphic-uming fonts-wqy-microhei fonts-liberation
    libturbojpeg0 libpng16-16 tesseract-ocr tesseract-ocr-eng tesseract-ocr-chi-sim
    openssl unzip
)

# Installs those of the named Debian packages that are missing.
install_packages() {
    local missing=() package
    for package in "$@"; do
        dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed \
            || missing+=("$package")
    done
    if ((${#missing[@]} == 0)); then return; fi
    if ! command -v apt-get >/dev/null; then
        echo "error: these packages are missing and there is no apt-get to install them: ${missing[*]}" >&2
        echo "       Install what your system calls them, then repeat." >&2
        exit 1
    fi
    local root=()
    if ((EUID != 0)); then
        if ! command -v sudo >/dev/null; then
            echo "error: these packages are missing: ${missing[*]}" >&2
            echo "       Install them as root, then repeat: apt-get install ${missing[*]}" >&2
            exit 1
        fi
        root=(sudo)
    fi
    echo "Installing ${missing[*]}"
    # A list that cannot be refreshed may still hold what is needed, so only the installation decides.
    "${root[@]}" apt-get update -qq || true
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Makes sure that `swift` is there and new enough; says how to get it otherwise.
need_swift() {
    local needed=6.2 found=none said
    # A toolchain that was installed a moment ago may not be in this shell's search path yet.
    if ! command -v swift >/dev/null && [[ -x "${HOME:-}/.local/share/swiftly/bin/swift" ]]; then
        PATH="$HOME/.local/share/swiftly/bin:$PATH"
    fi
    if command -v swift >/dev/null; then
        if ! said=$(swift --version 2>&1); then
            echo "error: the Swift toolchain at $(command -v swift) does not run: ${said:-it says nothing}" >&2
            echo "       Install what it misses (https://www.swift.org/install/linux lists it), then repeat." >&2
            exit 1
        fi
        found=$(sed -nE 's/.*Swift version ([0-9]+(\.[0-9]+)+).*/\1/p' <<<"$said" | head -n 1)
        if [[ -n $found && $(printf '%s\n%s\n' "$needed" "$found" | sort -V | head -n 1) == "$needed" ]]; then return; fi
    fi
    {
        echo "error: Colophon is built with Swift $needed or newer, and this machine has ${found:-an unknown version}."
        echo "       Get it from https://www.swift.org/install/linux (Debian 12 and Ubuntu 24.04 are supported), e.g.:"
        echo "         curl -O https://download.swift.org/swiftly/linux/swiftly-$(uname -m).tar.gz"
        echo "         tar xzf swiftly-$(uname -m).tar.gz && ./swiftly init"
        echo "       Then open a new shell and repeat this command."
    } >&2
    exit 1
}
