# shellcheck shell=bash
# Stage `appliance`: the base tree, and on it the program, its units and what only an image
# needs. Nothing of it runs under emulation but one import of everything.

# What a sealed system has no use for: package managers, the upkeep of a /var that is made anew
# at each start, sessions, and helpers of NetworkManager that a booth never calls.
IDLE=(apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer
  e2scrub_reap.service fstrim.timer ldconfig.service systemd-journal-catalog-update.service
  systemd-update-done.service systemd-binfmt.service systemd-pstore.service
  modprobe@efi_pstore.service alsa-restore.service alsa-state.service
  NetworkManager-dispatcher.service systemd-hostnamed.service wpa_supplicant.service:disable
  systemd-user-sessions.service)

appliance_stage() {
  timed "unpack" unpack_base
  timed "program" put_program
  timed "units and system files" put_system
  [[ -z $BENCH ]] || timed "booth-bench" bench_stage
  timed "byte code" compile_python root "$VENV"
  timed "imports" try_imports
}

unpack_base() {
  rm -rf --one-file-system "$WORK/root"
  mkdir "$WORK/root"
  inside zstd --quiet --decompress --stdout "$(in_build "$BASE")" |
    inside tar --extract --numeric-owner --xattrs --directory=/build/image/root
}

put_program() {
  make_venv "$WORK/root"
  install_program "$WORK/root"
}

put_system() {
  local tree=$WORK/root
  inside bash /src/systemd/install-booth.sh --root /build/image/root --image >&2
  cp --recursive --no-preserve=ownership "$HERE/rootfs/." "$tree/"
  mkdir -p "$tree/data" "$tree/boot/card" "$tree/boot/firmware" "$tree/etc/dialog" \
    "$tree/etc/NetworkManager/system-connections"
  ln -sfn /run/NetworkManager/resolv.conf "$tree/etc/resolv.conf"
  ln -sfn /usr/share/zoneinfo/Asia/Almaty "$tree/etc/localtime"
  printf 'booth\n' >"$tree/etc/hostname"
  printf '127.0.0.1 localhost booth\n::1 localhost\n' >"$tree/etc/hosts"
  os_release "$tree"
  put_rauc "$tree"
  # The floor of the clock, for systemd and for us: no time before this image can be true.
  touch --date="@$SOURCE_DATE_EPOCH" "$tree/usr/lib/clock-epoch"
  mkdir -p "$tree/usr/lib/dialog"
  date --utc --date="@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ >"$tree/usr/lib/dialog/build-time"
  inside systemctl --quiet --root=/build/image/root enable booth-grow.service
  switch_off
}

switch_off() {
  local unit
  for unit in "${IDLE[@]}"; do
    if [[ $unit == *:disable ]]; then # it still comes when it is called
      inside systemctl --quiet --root=/build/image/root disable "${unit%:disable}"
    else
      ln -sfn /dev/null "$WORK/root/etc/systemd/system/$unit"
    fi
  done
}

os_release() {
  printf '%s\n' "IMAGE_ID=$COMPATIBLE" "IMAGE_VERSION=$VERSION" >>"$1/usr/lib/os-release"
}

# Whom the booth believes when it is given a new system.
put_rauc() {
  development_key
  mkdir -p "$1/etc/rauc"
  sed "s/@COMPATIBLE@/$COMPATIBLE/" "$HERE/rauc/system.conf" >"$1/etc/rauc/system.conf"
  install --mode=644 "$CERT" "$1/etc/rauc/keyring.pem"
}

try_imports() {
  inside chroot /build/image/root "$VENV/bin/python" -B -c \
    'import av, libcamera, numpy, PIL, pyrage, zxingcpp, babel, rich, statemachine, gpiozero, firmware.cli, firmware.kiosk.display, firmware.uplink, hw.drivers, firmware.kiosk.visit' ||
    die "the program cannot be imported in the image"
}
