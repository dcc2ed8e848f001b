#!/usr/bin/env bash
# install-central.sh [--root DIR] NAME: puts a central onto a Debian server.
#
# NAME is the host name by which booths reach it. Makes the user dialog-central, the program
# in /opt/dialog-central, its settings in /etc/dialog-central (an existing file is kept), first
# keys and a mosquitto with TLS in /var/lib/dialog-central, and the units that run them.
# Run again, it brings program and units up to date and touches no data.
#
# With --root everything goes under DIR, nothing is started, and no user is made: for a look,
# a package, or a test. Where the packages come from is the system's own configuration.
set -euo pipefail

usage() {
  sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"
}

root=
name=
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
    -*)
      echo "install-central: $1: no such option" >&2
      exit 2
      ;;
    *) name=$1 ;;
  esac
  shift
done
if [[ ! $name =~ ^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$ ]]; then
  echo "install-central: the host name by which booths reach this server is needed:" \
    "make install-central NAME=central.example" >&2
  exit 2
fi
if [[ -z $root && $EUID -ne 0 ]]; then
  echo "install-central: this needs root (sudo make install-central NAME=$name)" >&2
  exit 2
fi

here=$(cd "$(dirname "$0")" && pwd)
source=$(dirname "$here")
program=$root/opt/dialog-central
state=$root/var/lib/dialog-central
settings=$root/etc/dialog-central/central.toml
units=$root/etc/systemd/system

as_central() { # run as central's user, where there is one
  if [[ -n $root ]]; then "$@"; else runuser --user dialog-central -- "$@"; fi
}

echo "1/5 packages and user"
"$source/tests/setup/need.sh" python3 mosquitto
install -D --mode=644 "$here/central/sysusers.conf" "$root/usr/lib/sysusers.d/dialog-central.conf"
if [[ -z $root ]]; then
  systemd-sysusers /usr/lib/sysusers.d/dialog-central.conf
  # Debian starts a broker of its own, which nobody here needs.
  systemctl disable --now mosquitto.service >/dev/null 2>&1 || true
fi
install --directory --mode=700 "$state"
[[ -n $root ]] || chown dialog-central: "$state"

echo "2/5 program, in ${program#"$root"}"
[[ -x $program/bin/python ]] || python3 -m venv "$program"
"$program/bin/python" -m pip install --quiet --use-pep517 "${source}[central]"
install -D --mode=644 "$source/docs/central.md" "$program/share/doc/central.md"

echo "3/5 settings, in ${settings#"$root"}"
if [[ ! -e $settings ]]; then
  install --directory "$(dirname "$settings")"
  sed "s|@NAME@|$name|; s|/var/lib/dialog-central|$state|" "$here/central/central.toml" >"$settings"
fi
# It is where the passwords of database, bucket and SMS gateway will stand.
chmod 640 "$settings"
[[ -n $root ]] || chown root:dialog-central "$settings"

echo "4/5 keys and broker, in ${state#"$root"}"
as_central "$program/bin/central" keys --data "$state" >/dev/null
as_central "$program/bin/central" broker-config --data "$state" --out "$state/mosquitto" \
  --name "$name" --port 8883 >/dev/null
as_central "$program/bin/central" config check --data "$state" --config "$settings"

echo "5/5 units"
for unit in "$here"/central/*.service "$here"/central/*.path; do
  install -D --mode=644 "$unit" "$units/$(basename "$unit")"
done
if [[ -n $root ]]; then
  echo "Done, under $root; nothing was started."
  exit 0
fi
systemctl daemon-reload
systemctl enable --now dialog-broker.service dialog-broker-reload.path dialog-central.service
cat <<END
Central runs. Next:
  sudo -u dialog-central $program/bin/central person add LOGIN NAME --role operator --data $state
  sudo -u dialog-central $program/bin/central booth add 001 --site SITE --data $state
  sudo -u dialog-central $program/bin/central booth code 001 --data $state
Keep a copy of $state/keys in a safe: without it no clip can be opened.
END
