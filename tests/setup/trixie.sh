#!/usr/bin/env bash
# trixie.sh [TEST ...]: the whole suite, or those tests, in a Debian trixie chroot, with the
# booth's own versions (Python 3.13, python3-av, python3-numpy, libcamera of the
# distribution) and the real picamera2 over libcamera's virtual camera.
#
# The chroot is made once by mmdebstrap into build/trixie and reused; when a list of
# packages has changed, what is new is added to it. Package mirrors
# are this system's own: its apt configuration, with the release replaced. Needs root.
set -euo pipefail
cd "$(dirname "$0")/../.."

suite=trixie
home=$PWD/build/$suite
root=$home/root
packages=ca-certificates,make,git,python3,python3-venv,python3-av,python3-numpy,tzdata
packages+=,mosquitto,strace,alsa-utils,espeak-ng,graphviz,fuse3,faketime,e2fsprogs
packages+=,postgresql,chromium,npm,systemd
packages+=,python3-libcamera,libcamera-ipa,python3-dev,gcc,libc6-dev,libcap-dev

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
  echo "$packages" >"$home/.ready"
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

# libcamera looks for its virtual camera here and nowhere else.
install -D --mode=644 hw/bench/virtual.yaml \
  "$root/usr/share/libcamera/pipeline/virtual/virtual.yaml"

# A mount namespace of its own: nothing stays mounted, whatever happens.
inside() {
  # shellcheck disable=SC2016 # expanded inside
  unshare --mount --fork --kill-child bash -c '
    root=$1
    shift
    mount --rbind /dev "$root/dev"
    mount -t proc proc "$root/proc"
    mount -t sysfs sys "$root/sys"
    exec chroot "$root" /usr/bin/env --unset=PIP_FIND_LINKS HOME=/root LANG=C.UTF-8 \
      DEBIAN_FRONTEND=noninteractive PIP_ROOT_USER_ACTION=ignore \
      PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
  ' bash "$root" "$@"
}

if [[ $(<"$home/.ready") != "$packages" ]]; then
  echo "Adding packages to the $suite chroot ..."
  inside apt-get update --quiet=2
  inside apt-get install --yes --quiet=2 --no-install-recommends ${packages//,/ } >/dev/null
  echo "$packages" >"$home/.ready"
fi

make=(make --directory /src PYTHON=python3 VENV=/venv VENV_FLAGS=--system-site-packages)
inside "${make[@]}" --no-print-directory /venv/.ready
if ! cmp --quiet tests/setup/picamera2.txt "$root/venv/picamera2.txt"; then
  echo "Installing picamera2 (once) ..."
  inside /venv/bin/python -m pip install --quiet --no-deps \
    --requirement /src/tests/setup/picamera2.txt
  cp tests/setup/picamera2.txt "$root/venv/picamera2.txt"
fi
inside "${make[@]}" test ARGS=--require-picamera2 TESTS="$*"
