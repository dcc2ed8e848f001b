#!/usr/bin/env bash
# install-booth.sh [--root DIR] [--image] [--ssh]: makes a booth of a Raspberry Pi OS Lite.
#
# Puts there the program (/opt/dialog, command `booth`), the users dialog-*, the units that
# run it, and what keeps others out: firewall, rules for USB, no login at the screen. Then
# put the booth's folder, as `central booth add` makes it, into /boot/firmware/dialog, and
# start the machine anew. Run again, it brings program and units up to date and touches
# neither settings nor appeals.
#
#   --root DIR  everything goes under DIR and nothing is started: a tree for an image, a test
#   --image     the program is not installed: image-build does that itself
#   --ssh       ssh stays as it is and its port open (a workshop, not a hall)
set -euo pipefail

usage() {
  sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"
}

root=
image=
ssh=
while [[ $# -gt 0 ]]; do
  case $1 in
    --help | -h)
      usage
      exit 0
      ;;
    --root)
      root=$(realpath --canonicalize-missing "${2:?--root needs a folder}")
      shift
      ;;
    --image) image=yes ;;
    --ssh) ssh=yes ;;
    *)
      echo "install-booth: $1: no such option" >&2
      exit 2
      ;;
  esac
  shift
done
if [[ -z $root && $EUID -ne 0 ]]; then
  echo "install-booth: this needs root (sudo make install)" >&2
  exit 2
fi

here=$(cd "$(dirname "$0")" && pwd)
source=$(dirname "$here")
program=$root/opt/dialog
units=$root/usr/lib/systemd/system

PACKAGES=(python3-venv python3-av python3-numpy alsa-utils espeak-ng nftables iproute2 iw
  network-manager systemd-timesyncd libgl1-mesa-dri libgbm1 libegl1 libgles2)
# Only Raspberry Pi OS has them; without them camera and lamps are somebody else's.
PI_PACKAGES=(python3-picamera2 python3-lgpio)

# Nobody logs in at the screen or at a serial line, nothing is swapped or dumped, nothing listens.
MASKED=(getty@.service autovt@.service serial-getty@.service console-getty.service
  ctrl-alt-del.target debug-shell.service systemd-coredump.socket swap.target
  dphys-swapfile.service rpi-setup-loop@.service systemd-zram-setup@.service userconfig.service
  bluetooth.service avahi-daemon.service avahi-daemon.socket rpcbind.service rpcbind.socket
  systemd-networkd-wait-online.service NetworkManager-wait-online.service)
SSH=(ssh.service ssh.socket sshd.service sshd@.service)
ENABLED=(nftables.service systemd-timesyncd.service)

put_packages() {
  local missing=()
  for package in "${PACKAGES[@]}" "${PI_PACKAGES[@]}"; do
    dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q ' installed$' ||
      ! apt-cache show "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  [[ ${#missing[@]} -gt 0 ]] || return 0
  echo "    ${missing[*]}"
  DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends \
    "${missing[@]}" >/dev/null
}

put_program() {
  [[ -x $program/venv/bin/python ]] || python3 -m venv --system-site-packages "$program/venv"
  "$program/venv/bin/python" -m pip install --quiet --use-pep517 "$source"
}

put_command() {
  install --directory "$root/usr/bin"
  cat >"$root/usr/bin/booth" <<'END'
#!/bin/sh
exec /opt/dialog/venv/bin/python -m firmware.cli "$@"
END
  chmod 755 "$root/usr/bin/booth"
  install -D --mode=644 "$source/docs/engineer.md" "$program/share/doc/engineer.md"
}

put_system() { # the files below systemd/booth/tree lie as they will under /
  local file mode
  while IFS= read -r -d '' file; do
    mode=644
    [[ ! -x $here/booth/tree/$file ]] || mode=755
    install -D --mode=$mode "$here/booth/tree/$file" "$root/$file"
  done < <(cd "$here/booth/tree" && find . -type f -printf '%P\0' | sort --zero-terminated)
  install -D --mode=644 "$source/hw/wiring/70-dialog-booth.rules" \
    "$root/usr/lib/udev/rules.d/70-dialog-booth.rules"
  install --directory "$root/etc/nftables.d" "$root/media/dialog-usb"
  for file in "$here"/booth/*.{service,timer,path,target}; do
    [[ ! -e $file ]] || install -D --mode=644 "$file" "$units/${file##*/}"
  done
}

control() { # systemctl, for the system under the root
  if [[ -n $root ]]; then systemctl --quiet --root="$root" "$@"; else systemctl --quiet "$@"; fi
}

there() { # whether the system has such a unit
  [[ -n $(find "$root"/{usr/lib,lib,etc}/systemd/system -maxdepth 1 -name "$1" -print -quit \
    2>/dev/null) ]]
}

switch() { # what runs at the start, and what never
  local unit
  install --directory "$root/etc/systemd/system"
  for unit in "${MASKED[@]}"; do
    ln --symbolic --force /dev/null "$root/etc/systemd/system/$unit"
  done
  for unit in "$units"/dialog-*; do
    ! grep -q '^\[Install\]' "$unit" || control enable "${unit##*/}"
  done
  for unit in "${ENABLED[@]}"; do
    ! there "$unit" || control enable "$unit"
  done
}

bolt_ssh() {
  local unit
  for unit in "${SSH[@]}"; do
    rm --force "$root/etc/systemd/system/$unit"
    [[ -n $ssh ]] || ln --symbolic /dev/null "$root/etc/systemd/system/$unit"
  done
  rm --force "$root/etc/nftables.d/ssh.nft"
  if [[ -n $ssh ]]; then
    cat >"$root/etc/nftables.d/ssh.nft" <<'END'
add element inet dialog open_ports { 22 }
END
  fi
}

echo "1/4 packages and users"
[[ -n $root ]] || put_packages
install -D --mode=644 "$here/booth/tree/usr/lib/sysusers.d/dialog.conf" \
  "$root/usr/lib/sysusers.d/dialog.conf"
[[ -z $root ]] || install --directory "$root/etc"
systemd-sysusers ${root:+--root="$root"} dialog.conf

echo "2/4 program, in /opt/dialog"
[[ -n $image ]] || put_program
put_command

echo "3/4 units, rules, firewall"
put_system

echo "4/4 what runs at the start"
switch
bolt_ssh
if [[ -n $root ]]; then
  echo "Done, under $root; nothing was started."
  exit 0
fi
[[ ! -d /run/systemd/system ]] || systemctl daemon-reload
systemd-tmpfiles --create dialog.conf
cat <<END
The booth is installed. Next: its folder, as \`central booth add\` makes it, into
/boot/firmware/dialog; then start this machine anew. From then on nobody logs in here
$([[ -n $ssh ]] && echo "but by ssh." || echo "(sudo make install ARGS=--ssh keeps ssh).")
END
