#!/usr/bin/env bash
# trixie.sh [PYTEST ARGUMENTS]: the whole suite in a Debian trixie chroot, with the
# booth's own versions (Python 3.13, python3-av, python3-numpy of the distribution).
#
# The chroot is made once by mmdebstrap into build/trixie and reused. Package mirrors
# are this system's own: its apt configuration, with the release replaced. Needs root.
set -euo pipefail
cd "$(dirname "$0")/../.."

suite=trixie
home=$PWD/build/$suite
root=$home/root
packages=ca-certificates,make,git,python3,python3-venv,python3-av,python3-numpy,tzdata
packages+=,mosquitto,strace,alsa-utils,espeak-ng,graphviz,fuse3

if [[ $EUID -ne 0 ]]; then
  echo "make test-trixie makes a chroot: please run it as root (sudo make test-trixie)." >&2
  exit 1
fi
tests/setup/need.sh python3 mmdebstrap

mirror() { # the address of this system's main archive
  local release
  # shellcheck source=/dev/null
  release=$(. /etc/os-release && echo "$VERSION_CODENAME")
  # shellcheck disable=SC2016 # apt fills these in, not the shell
  apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
    awk -v release="$release" '$2 == release { print $1; exit }'
}

if [[ ! -e $home/.ready ]]; then
  echo "Making the $suite chroot (once, about a minute) ..."
  rm -rf "$root"
  mkdir -p "$home"
  mmdebstrap --quiet --mode=root --variant=apt --include="$packages" \
    --aptopt='Acquire::Languages "none"' --aptopt='APT::Install-Recommends "false"' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    "$suite" "$root" "$(mirror)"
  touch "$home/.ready"
fi

# The network and pip are configured as on this system.
for file in etc/resolv.conf etc/hosts etc/pip.conf etc/ssl/certs/ca-certificates.crt; do
  if [[ -e /$file ]]; then
    cp --dereference "/$file" "$root/$file"
  fi
done
mkdir -p "$root/src" "$root/venv"
find "$root/src" -mindepth 1 -maxdepth 1 ! -name '*.egg-info' -exec rm -rf {} +
git ls-files -z --cached --others --exclude-standard |
  tar --create --null --files-from=- --ignore-failed-read | tar --extract --directory "$root/src"

# A mount namespace of its own: nothing stays mounted, whatever happens.
# shellcheck disable=SC2016 # expanded inside
unshare --mount --fork --kill-child bash -c '
  root=$1
  shift
  mount --rbind /dev "$root/dev"
  mount -t proc proc "$root/proc"
  exec chroot "$root" /usr/bin/env --unset=PIP_FIND_LINKS HOME=/root LANG=C.UTF-8 \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    make --directory /src test PYTHON=python3 VENV=/venv \
    VENV_FLAGS=--system-site-packages ARGS="$*"
' bash "$root" "$@"
