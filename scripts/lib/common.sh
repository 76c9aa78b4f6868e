# shellcheck shell=sh
# What the scripts share; sourced, not run.

# shellcheck disable=SC2034 # used where this is sourced
jobs=$(getconf _NPROCESSORS_ONLN)

# Homebrew keeps libarchive out of the way of the one that macOS has without headers.
if [ "$(uname)" = Darwin ] && command -v brew >/dev/null; then
    PKG_CONFIG_PATH=$(brew --prefix libarchive)/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
    export PKG_CONFIG_PATH
fi

say() {
    printf '%s\n' "$*" >&2
}

die() {
    say "${0##*/}: $*"
    exit 1
}

# quietly COMMAND...: its output is shown only if it fails.
quietly() {
    quietly_log=$(mktemp)
    quietly_status=0
    "$@" >"$quietly_log" 2>&1 </dev/null || quietly_status=$?
    [ "$quietly_status" = 0 ] || cat "$quietly_log" >&2
    rm -f "$quietly_log"
    return "$quietly_status"
}
