#!/usr/bin/env bash
# need.sh PYTHON [COMMAND ...]: what the targets of the Makefile need from the system.
# Installs what is missing where apt and root or sudo are there; otherwise one clear line.
set -euo pipefail

python=$1
shift

declare -A package=([mosquitto]=mosquitto [strace]=strace [arecord]=alsa-utils
  [shellcheck]=shellcheck [mmdebstrap]=mmdebstrap [espeak-ng]=espeak-ng [dot]=graphviz
  [fusermount3]=fuse3 [faketime]=faketime [ffmpeg]=ffmpeg [mkfs.ext4]=e2fsprogs [npm]=npm
  [ip]=iproute2 [postgres]=postgresql [chromium]=chromium
  [systemd-analyze]=systemd)
missing=()

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "Python 3.11 or newer is needed; '$python' is not. Try: make PYTHON=python3.13 ..." >&2
  exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  missing+=(python3-venv)
fi
# Debian keeps mosquitto in sbin, which is not on everybody's path, and PostgreSQL on nobody's.
paths=$PATH:/usr/sbin:/sbin
for folder in /usr/lib/postgresql/*/bin; do
  paths+=:$folder
done
for command in "$@"; do
  PATH=$paths command -v "$command" >/dev/null || missing+=("${package[$command]}")
done
if [[ ${#missing[@]} -eq 0 ]]; then
  exit 0
fi

give_up() {
  echo "Please install these packages and try again: ${missing[*]} ($1)" >&2
  exit 1
}

root=()
if [[ $EUID -ne 0 ]]; then
  command -v sudo >/dev/null || give_up "this needs root, and there is no sudo"
  root=(sudo)
fi
command -v apt-get >/dev/null || give_up "there is no apt here"
echo "Installing from this system's packages: ${missing[*]}"
install=(env DEBIAN_FRONTEND=noninteractive
  apt-get install --yes --quiet=2 --no-install-recommends "${missing[@]}")
if ! "${root[@]}" "${install[@]}" >/dev/null 2>&1; then
  # Perhaps the lists are old or were never fetched.
  "${root[@]}" apt-get update --quiet=2 >/dev/null || give_up "apt-get update failed"
  "${root[@]}" "${install[@]}" >/dev/null || give_up "apt-get install failed"
fi
