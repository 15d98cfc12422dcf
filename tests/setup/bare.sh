#!/usr/bin/env bash
# bin/test --bare: tries bin/serve in an empty Debian 12 (debootstrap's minbase and python3,
# nothing else), as root and as an ordinary user, each in a Debian of its own. Needs root,
# debootstrap and about 5 GB under $TMPDIR; takes some minutes. BARE_BASE may name a folder
# where the empty Debian is kept between runs.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)"
cd "$root"

fail() {
    echo "bare: FAILED: $*" >&2
    exit 1
}
[ "$(id -u)" = 0 ] || fail "this needs root (it makes a Debian in a folder and enters it)."
command -v debootstrap >/dev/null || fail "debootstrap is missing. Type: apt-get install debootstrap"

work="$(mktemp -d "${TMPDIR:-/tmp}/mizan-bare.XXXXXX")"
serve_pid=""
mounted=()
clean_up() {
    [ -z "$serve_pid" ] || kill -KILL "$serve_pid" 2>/dev/null || true
    local place
    for place in "${mounted[@]}"; do umount -l "$place" 2>/dev/null || true; done
    # Nothing is removed through a mount that would not go.
    grep -q " $work" /proc/mounts || rm -rf "$work"
}
trap clean_up EXIT

say() { printf 'bare: %s\n' "$*"; }

# --- an empty Debian ---------------------------------------------------------------------

mirror="$(grep -rhoE 'https?://[^ ]+/debian/? ' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | head -1 | tr -d ' ' || true)"
[ -n "$mirror" ] || mirror="$(sed -nE 's,^URIs: *(https?://[^ ]+/debian/?)$,\1,p' /etc/apt/sources.list.d/*.sources 2>/dev/null | head -1)"
base="${BARE_BASE:-$work/base}"
if [ ! -e "$base/usr/bin/python3" ]; then
    say "making an empty Debian (under a minute)"
    debootstrap --variant=minbase --include=python3 bookworm "$base" ${mirror:+"$mirror"} >"$work/debootstrap.log" ||
        { tail -5 "$work/debootstrap.log"; fail "debootstrap could not make the empty Debian"; }
fi

# What the outside world needs to be reached with from here is needed in there too: names,
# certificates, proxies, and the settings of apt, pip and npm.
let_out() { # let_out FOLDER
    local inside="$1" name
    cp -L /etc/resolv.conf /etc/hosts "$inside/etc/"
    for name in /etc/apt/apt.conf.d/*; do
        if grep -qi 'Acquire' "$name" 2>/dev/null; then cp "$name" "$inside/etc/apt/apt.conf.d/"; fi
    done
    # Under a name of its own: installing ca-certificates in there writes Debian's list anew.
    local bundle=/etc/ssl/certs/ca-certificates.crt
    if [ -f "$bundle" ]; then cp -L "$bundle" "$inside/etc/outside.crt"; fi
    {
        echo "[global]"
        python3 -m pip config list 2>/dev/null | sed -nE \
            "s/^global\.(index-url|cert|proxy|trusted-host)='(.*)'$/\1 = \2/p" |
            sed "s,= $bundle,= /etc/outside.crt,"
    } >"$inside/etc/pip.conf"
    grep -vE '^(nodedir|prefix|cache)=' "${HOME:-/root}/.npmrc" >"$inside/etc/npmrc" 2>/dev/null || true
    env | grep -iE '^(https?_proxy|no_proxy|all_proxy|PIP_INDEX_URL|PIP_CERT|NPM_CONFIG_REGISTRY)=|_CERTS=|SSL_CERT_FILE=|_CA_BUNDLE=' |
        sed "s,=$bundle$,=/etc/outside.crt," >"$inside/etc/outside.env" || true
    chmod 644 "$inside/etc/npmrc" "$inside/etc/pip.conf"
}

new_debian() { # new_debian NAME: an empty one of its own, in $debian
    debian="$work/$1"
    cp -a "$base" "$debian"
    let_out "$debian"
    mkdir -p "$debian/proc" "$debian/dev"
    mount -t proc proc "$debian/proc" && mounted=("$debian/proc" "${mounted[@]}")
    mount -t tmpfs -o mode=755 tmpfs "$debian/dev" && mounted=("$debian/dev" "${mounted[@]}")
    local node
    for node in null zero full random urandom tty; do cp -a "/dev/$node" "$debian/dev/"; done
    mkdir -m 1777 "$debian/dev/shm"
    ln -s /proc/self/fd "$debian/dev/fd"
}

# inside [--userspec=USER] FOLDER COMMAND…: runs it there with a clean environment.
inside() {
    local who=() home=/root
    if [[ $1 == --userspec=* ]]; then
        who=("$1") home=/home/visitor
        shift
    fi
    local folder="$1" outside
    shift
    mapfile -t outside <"$debian/etc/outside.env"
    exec chroot "${who[@]}" "$debian" /usr/bin/env -i HOME="$home" \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        NPM_CONFIG_GLOBALCONFIG=/etc/npmrc PORT="$port" ${DEMO_DATA:+DEMO_DATA="$DEMO_DATA"} \
        "${outside[@]}" \
        /bin/sh -c 'cd "$1" && shift && exec "$@"' sh "$folder" "$@"
}

put_checkout() { # put_checkout FOLDER: what git would clone, and what is not committed yet
    mkdir -p "$debian$1"
    git ls-files -co --exclude-standard -z |
        tar --null --ignore-failed-read -T - -cf - 2>/dev/null | tar -xf - --no-same-owner -C "$debian$1"
}

port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"

processes_left() { # those whose root is the Debian we made
    local link
    for link in /proc/[0-9]*/root; do
        if [ "$(readlink "$link" 2>/dev/null)" = "$debian" ]; then echo "$link"; fi
    done
}

wait_ready() { # wait_ready LOG SECONDS
    local begun=$SECONDS
    until grep -q 'Mizan is ready' "$1"; do
        kill -0 "$serve_pid" 2>/dev/null || { cat "$1"; fail "bin/serve ended before it was ready"; }
        ((SECONDS - begun < $2)) || { cat "$1"; fail "bin/serve was not ready within $2 s"; }
        sleep 0.2
    done
}

healthy() {
    python3 - "$port" <<'END' || fail "/healthz is not well"
import sys, urllib.request
with urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/healthz", timeout=10) as answer:
    print("bare: /healthz:", answer.status, " ".join(answer.read().decode().split())[:300])
END
}

stop_serve() { # stop_serve SIGNAL LOG
    local begun=$SECONDS code=0
    kill "-$1" "$serve_pid"
    wait "$serve_pid" || code=$?
    serve_pid=""
    if [ "$1" != KILL ]; then
        [ "$code" = 0 ] || { tail -20 "$2"; fail "bin/serve ended with exit code $code"; }
        [ -z "$(processes_left)" ] || fail "processes are left: $(processes_left | xargs -n1 dirname | xargs -I{} sh -c 'tr "\0" " " < {}/cmdline')"
    fi
    say "stopped by $1 in $((SECONDS - begun)) s"
}

start_and_stop() { # start_and_stop WHAT SECONDS SIGNAL [inside's arguments]
    local what="$1" limit="$2" signal="$3" log="$work/serve.log" begun=$SECONDS
    shift 3
    : >"$log"
    (inside "$@" bin/serve) >"$log" 2>&1 &
    serve_pid=$!
    wait_ready "$log" "$limit"
    say "$what: ready after $((SECONDS - begun)) s ($(grep -o 'started in.*s' "$log"))"
    sleep 1
    healthy
    cp "$log" "$work/last.log"
    stop_serve "$signal" "$log"
}

# --- as root, in root's own closed home --------------------------------------------------

say "as root"
new_debian as-root
chmod 700 "$debian/root"
put_checkout /root/mizan
start_and_stop "root, first start" 900 TERM /root/mizan
grep -E '^mizan: .*(done in|…)' "$work/last.log" | sed 's/^/bare:   /'
start_and_stop "root, second start" 30 INT /root/mizan
start_and_stop "root, third start" 30 KILL /root/mizan
start_and_stop "root, after kill -9" 40 TERM /root/mizan
[ "$(stat -c %a "$debian/root")" = 700 ] || fail "root's home was opened"

# --- as an ordinary user, far down in the home -------------------------------------------

say "as an ordinary user"
new_debian as-user
(inside / /usr/sbin/useradd --create-home visitor)
deep="/home/visitor/$(printf 'a-rather-long-folder-name/%.0s' 1 2 3 4 5 6)mizan"
put_checkout "$deep"
(inside / /bin/chown -R visitor: /home/visitor)
if (inside --userspec=visitor:visitor "$deep" bin/serve) >"$work/refused.log" 2>&1; then
    fail "bin/serve should have asked for system packages"
fi
[ "$(wc -l <"$work/refused.log")" = 1 ] || { cat "$work/refused.log"; fail "one line was due"; }
say "it says: $(cat "$work/refused.log")"
typed="$(grep -oE 'apt-get install .*' "$work/refused.log")" || fail "no command to type"
(inside / /bin/sh -c "apt-get update -q && DEBIAN_FRONTEND=noninteractive $typed") >"$work/apt.log" 2>&1 ||
    { tail "$work/apt.log"; fail "the command it told to type does not work: $typed"; }
start_and_stop "user, first start" 900 INT --userspec=visitor:visitor "$deep"
start_and_stop "user, second start" 30 TERM --userspec=visitor:visitor "$deep"
start_and_stop "user, third start" 30 KILL --userspec=visitor:visitor "$deep"
start_and_stop "user, after kill -9" 40 TERM --userspec=visitor:visitor "$deep"

echo "bare: all is well"
