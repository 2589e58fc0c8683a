#!/usr/bin/env bash
# Everything that has to hold: formatting, lints, every test. The last line is "N passed, N failed".
#
# Exit 0: all held. Exit 1: something failed; the other gates still ran. Exit 2: nothing was tried,
# because a Debian package is missing and could not be installed.
#
# Needs a Rust toolchain. Debian packages that the tests need are installed if they are missing, as root
# or with sudo. Nothing is started outside the tests' own temporary folders.
set -u -o pipefail
exec </dev/null
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 2

export CARGO_TERM_COLOR=never CARGO_TERM_PROGRESS_WHEN=never INSTA_UPDATE=no
passed=0
failed=0

# The Debian packages that are missing, one per line: asked by what they bring, so that a program that
# came another way counts as well.
missing() {
    command -v cc >/dev/null || printf '%s\n' gcc libc6-dev
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || echo postgresql
    command -v chromium >/dev/null || echo chromium
    command -v chromedriver >/dev/null || echo chromium-driver
    [ -x /usr/sbin/postfix ] || echo postfix
    # An environment of the tests' own, for the programs in Python that they hold ours against.
    python3 -c 'import venv, ensurepip' 2>/dev/null || printf '%s\n' python3 python3-venv
    # Programs that Ombud hands papers and mails to where they are installed: signatures, pages as pictures, scans.
    command -v pdfsig >/dev/null || echo poppler-utils
    command -v openssl >/dev/null || echo openssl
    command -v xmllint >/dev/null || echo libxml2-utils
    command -v gpgv >/dev/null || printf '%s\n' gpgv gpg
    command -v tesseract >/dev/null || printf '%s\n' tesseract-ocr tesseract-ocr-eng tesseract-ocr-swe
    # Without any font a page's text is empty boxes of no width.
    compgen -G '/usr/share/fonts/truetype/*' >/dev/null || echo fonts-dejavu-core
}

# In a shell of its own: however it ends, what was put there for the installation only is taken away again.
install() (
    local as_root=() config=/etc/postgresql-common/createcluster.conf drop_in=/etc/postgresql-common/createcluster.d/ombud-tests.conf
    local made='' policy=/usr/sbin/policy-rc.d held=''
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null && sudo -n true 2>/dev/null || return 1
        as_root=(sudo -n)
    fi
    command -v apt-get >/dev/null || return 1
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 apt-get -q -y -o DPkg::Lock::Timeout=600)
    trap 'exit 130' INT TERM HUP
    trap '[ -z "$held" ] || "${as_root[@]}" rm -f "$held"; [ "$made" != "$drop_in" ] || "${as_root[@]}" rm -f "$drop_in"' EXIT
    # Debian's package makes a cluster and starts it, unless told not to. Tests have their own.
    if [[ " $* " == *' postgresql '* ]]; then
        if [ -e "$config" ]; then made=$drop_in; else made=$config; fi
        "${as_root[@]}" mkdir -p "$(dirname "$made")"
        printf 'create_main_cluster = false\n' | "${as_root[@]}" tee "$made" >/dev/null
    fi
    # The same for Postfix: no settings for this host, and no service started.
    if [[ " $* " == *' postfix '* ]]; then
        echo 'postfix postfix/main_mailer_type select No configuration' | "${as_root[@]}" debconf-set-selections
        if [ ! -e "$policy" ]; then
            held=$policy
            printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
            "${as_root[@]}" chmod 755 "$policy"
        fi
    fi
    "${apt[@]}" update || echo 'apt-get update failed; trying with the lists that are there'
    "${apt[@]}" install --no-install-recommends "$@"
)

mapfile -t packages < <(missing)
if [ "${#packages[@]}" -gt 0 ]; then
    echo "== install: ${packages[*]}"
    if ! install "${packages[@]}" || [ -n "$(missing)" ]; then
        echo "These Debian packages are missing and could not be installed: $(missing | paste -sd' ')" >&2
        echo "Install them (apt-get install --no-install-recommends ...), or run this as root or with sudo. Nothing was tested." >&2
        exit 2
    fi
fi

# gate NAME COMMAND...: one thing that holds or doesn't.
gate() {
    local name=$1
    shift
    echo "== $name"
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "== $name: FAILED"
    fi
}

# tests NAME COMMAND...: counts each test; a test program that ends without a result counts as one that failed.
tests() {
    local name=$1 log status=0 started results good bad ignored
    shift
    echo "== $name"
    log=$(mktemp)
    "$@" 2>&1 | tee "$log" || status=1
    started=$(grep -cE '^ +(Running|Doc-tests) ' "$log")
    results=$(grep -c '^test result: ' "$log")
    read -r good bad ignored < <(awk '/^test result: / { good += $4; bad += $6; ignored += $8 } END { print good + 0, bad + 0, ignored + 0 }' "$log")
    rm -f "$log"
    [ "$started" -le "$results" ] || bad=$((bad + started - results))
    # It did not even build, or a program failed in another way than by a test.
    [ "$status" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
    passed=$((passed + good))
    failed=$((failed + bad))
    [ "$ignored" -eq 0 ] || echo "== $name: $ignored ignored, not counted"
    [ "$bad" -eq 0 ] || echo "== $name: $bad FAILED"
}

gate 'formatting' cargo fmt --all --check
# Built alone: a build of everything unifies features, and would give the heart a clock unnoticed.
gate 'the heart is pure' cargo check --locked -p domain
gate 'lints' cargo clippy --locked --workspace --all-targets -- -D warnings
tests 'tests' cargo test --locked --workspace --no-fail-fast
# Only root can start Postfix; the other tests don't need it and don't get it.
mta=(test --locked --test integration -- --ignored mta::)
if [ "$(id -u)" -eq 0 ]; then
    tests 'a real mail server' cargo "${mta[@]}"
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    tests 'a real mail server, through sudo' cargo --config "target.'cfg(unix)'.runner = ['sudo', '-n']" "${mta[@]}"
else
    echo '== a real mail server: LEFT OUT: only root can start Postfix, and there is no sudo; its reports were tried as samples only'
fi
if cargo deny --version >/dev/null 2>&1; then
    gate 'licences, bans, sources' cargo deny --offline check licenses bans sources
else
    echo '== licences, bans, sources by cargo-deny: skipped: not installed (a test checks licences and bans by deny.toml)'
fi
if command -v shellcheck >/dev/null; then
    gate 'shell scripts' shellcheck tests/all.sh .ci/run
else
    echo '== shell scripts: skipped: shellcheck is not installed'
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
