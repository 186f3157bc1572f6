# Sourced by ./run, ./manage and ./test: makes the Python environment when it is missing or its lock has changed.
# Everything it says goes to standard error, so that a command's own output stays clean.

environment_say() { printf '%s\n' "$*" >&2; }

# The distribution's own Python comes first where it can make environments: it is built with profiling, and up to a
# quarter quicker than one built by hand. A Python that cannot make environments is taken when there is no other.
environment_python() {
    local needs candidate
    for needs in "venv, ensurepip" "sys"; do
        for candidate in /usr/bin/python3.1{1,2,3} /usr/bin/python3 python3.1{1,2,3} python3; do
            if command -v "$candidate" >/dev/null 2>&1 &&
                "$candidate" -c "import sys, $needs; sys.exit(sys.version_info < (3, 11))" 2>/dev/null; then
                command -v "$candidate"
                return 0
            fi
        done
    done
    environment_say "Sikkerhedsnet kræver Python 3.11 eller nyere, og den findes ikke her." \
        "Installér den, for eksempel med: apt-get install python3 python3-venv"
    return 1
}

# environment_ready LOCK...: every named lock is the one that was installed last.
environment_ready() {
    local lock
    for lock in "$@"; do
        [ -f ".venv/installed-$lock" ] && cmp -s "$lock" ".venv/installed-$lock" || return 1
    done
    [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null
}

# environment_ensure LOCK [ALSO...]: installs LOCK; ALSO names locks that LOCK contains.
environment_ensure() {
    local python
    environment_ready "$@" && return 0
    python="$(environment_python)" || return 1
    mkdir -p .venv || return 1
    (
        if command -v flock >/dev/null 2>&1; then flock 9; fi
        environment_ready "$@" && exit 0
        environment_say "Gør Python-miljøet klar i .venv (kun første gang, og når låsefilen er ændret) …"
        rm -f .venv/installed-*
        if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
            if ! "$python" -m venv --clear .venv/new >/dev/null 2>&1; then
                if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
                    environment_say "  python3-venv mangler og bliver installeret …"
                    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv; } >&2 || exit 1
                else
                    environment_say "Python kan ikke lave et miljø. Installér det med: sudo apt-get install python3-venv"
                    exit 1
                fi
            fi
            rm -rf .venv/new
            "$python" -m venv .venv >&2 || exit 1
        fi
        if ! .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps -r "$1" >&2; then
            environment_say "Pakkerne kunne ikke hentes. Se fejlen ovenfor; prøv igen, når der er netforbindelse."
            exit 1
        fi
        for lock in "$@"; do cp "$lock" ".venv/installed-$lock"; done
    ) 9>.venv/.lock
}
