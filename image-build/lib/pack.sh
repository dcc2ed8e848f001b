# shellcheck shell=bash
# Stage `pack`: squashfs, boot partition, card folder and data partition into one GPT image.

pack_stage() {
  image=$work/booth-$version${bench:+-bench}.img
  timed "boot files" lay_boot_files
  timed "squashfs (zstd $level)" make_squashfs
  timed "card image" make_image
  say "$image: $(stat --format=%s "$image") bytes; system $(stat --format=%s "$work/system.squashfs")"
}

# What genimage takes its partitions from: /bootcfg, /boot/firmware and /data.
lay_boot_files() {
  local slot parts=$work/parts tree=$work/root
  rm -rf "$parts"
  mkdir -p "$parts/bootcfg" "$parts/boot/firmware" "$parts/data"
  cp "$here/boot/autoboot.txt" "$parts/bootcfg/"
  [[ -z $card ]] || cp --recursive "$card/." "$parts/bootcfg/"
  lay_kernel "$tree" "$parts/boot/firmware"
  cp "$here/boot/config-$source.txt" "$parts/boot/firmware/config.txt"
  for slot in a b; do
    sed "s/@SLOT@/$slot/; s/@SOURCE@/$CMDLINE/" "$here/boot/cmdline.txt" \
      >"$parts/boot/firmware/cmdline_$slot.txt"
  done
  lay_data "$parts/data" "$tree"
  find "$parts" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
}

lay_kernel() {
  local firmware=$2
  if [[ $source == rpios ]]; then
    cp --recursive "$1/boot/firmware/." "$firmware/"
  else
    cp "$1"/boot/vmlinuz-* "$firmware/kernel8.img"
    cp "$1"/boot/initrd.img-* "$firmware/initramfs8"
  fi
}

# The folders that are mounted from the data partition over the usual places: see rootfs/etc/fstab.
lay_data() {
  local folder
  for folder in dialog settings journal network rauc systemd; do
    mkdir "$1/$folder"
  done
  chmod 700 "$1/network" "$1/rauc"
  lay_data_modes "$1" "$2"
}

lay_data_modes() { # the users' numbers are the tree's
  local setup dialog
  setup=$(awk -F: '$1 == "dialog-setup" { print $3 }' "$2/etc/passwd")
  dialog=$(awk -F: '$1 == "dialog" { print $3 }' "$2/etc/group")
  chown "${setup:-0}:${dialog:-0}" "$1/settings"
  chmod 2750 "$1/settings"
  chown "0:${dialog:-0}" "$1/dialog"
  chmod 2770 "$1/dialog"
}

make_squashfs() {
  inside mksquashfs /build/image/root /build/image/system.squashfs.part -quiet -no-progress \
    -noappend -comp zstd -Xcompression-level "$level" -b 256K -no-xattrs -wildcards \
    -e 'boot/*' 'data/*' >&2
  mv "$work/system.squashfs.part" "$work/system.squashfs"
}

make_image() {
  sed "s/@NAME@/$(basename "$image")/; s/@BOOT_SIZE@/$BOOT_SIZE/; s/@SYSTEM_SIZE@/$SYSTEM_SIZE/" \
    "$here/layout/genimage.cfg.in" >"$work/genimage.cfg"
  rm -rf "$work/genimage.tmp" "$work/genimage.out"
  inside genimage --config /build/image/genimage.cfg --rootpath /build/image/parts \
    --inputpath /build/image --tmppath /build/image/genimage.tmp \
    --outputpath /build/image/genimage.out --loglevel 1 >&2
  mv "$work/genimage.out/$(basename "$image")" "$image"
  mv "$work/genimage.out/boot.vfat" "$work/boot.vfat"
  rm -rf "$work/genimage.tmp" "$work/genimage.out"
}
