#!/usr/bin/env bash
# need.sh PYTHON [COMMAND ...]: what the targets of the Makefile need from the system.
# Installs what is missing where apt and root or sudo are there; otherwise one clear line.
set -euo pipefail

python=$1
shift

declare -A package=([mosquitto]=mosquitto [strace]=strace [arecord]=alsa-utils
  [shellcheck]=shellcheck [mmdebstrap]=mmdebstrap)
missing=()

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "Python 3.11 or newer is needed; '$python' is not. Try: make PYTHON=python3.13 ..." >&2
  exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  missing+=(python3-venv)
fi
for command in "$@"; do
  # Debian keeps mosquitto in sbin, which is not on everybody's path.
  PATH=$PATH:/usr/sbin:/sbin command -v "$command" >/dev/null || missing+=("${package[$command]}")
done
if [[ ${#missing[@]} -eq 0 ]]; then
  exit 0
fi

root=()
if [[ $EUID -ne 0 ]]; then
  root=(sudo)
fi
if ! command -v apt-get >/dev/null || { [[ $EUID -ne 0 ]] && ! command -v sudo >/dev/null; }; then
  echo "Please install: ${missing[*]} (there is no apt or no root here), then try again." >&2
  exit 1
fi
echo "Installing from this system's packages: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
install=(apt-get install --yes --quiet=2 --no-install-recommends "${missing[@]}")
if ! "${root[@]}" "${install[@]}" >/dev/null 2>&1; then
  "${root[@]}" apt-get update --quiet=2 >/dev/null
  "${root[@]}" "${install[@]}" >/dev/null
fi
