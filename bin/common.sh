# Sourced by the commands in this folder: finds the project, a Python of 3.11 or newer, and
# makes the environment ready (config/setup_environment.py). Leaves the environment's
# Python in $python and the project in $root.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
venv="${MIZAN_VENV:-$root/.venv}"
cd "$root" || exit 1
export PYTHONUNBUFFERED=1 PYTHONPATH="$root${PYTHONPATH:+:$PYTHONPATH}"

new_enough() { # new_enough PYTHON: whether it runs and is 3.11 or newer
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    local name
    for name in "$venv/bin/python" ${PYTHON:-} python3 python3.14 python3.13 python3.12 \
        python3.11 python; do
        if new_enough "$name"; then
            command -v "$name"
            return
        fi
    done
    echo "Mizan needs Python 3.11 or newer and found none. On Debian or Ubuntu type:" \
        "apt-get install python3 python3-venv python3-pip" >&2
    return 1
}

# prepare [--dev]: everything up to a filled environment; leaves quietly when it is ready.
prepare() {
    local found
    found="$(find_python)" || exit 1
    "$found" "$root/config/setup_environment.py" "$@" || exit $?
    python="$venv/bin/python"
    export PATH="$venv/bin:$PATH"
}

# become MODULE: the same, and then this process is that module.
become() {
    local found
    found="$(find_python)" || exit 1
    exec "$found" "$root/config/setup_environment.py" --then -m "$1"
}
