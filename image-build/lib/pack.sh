# shellcheck shell=bash
# Stage `pack`: squashfs, boot partition, card folder and data partition into one GPT image.

pack_stage() {
  IMAGE=$WORK/booth-$VERSION${BENCH:+-bench}.img
  timed "boot files" lay_boot_files
  timed "squashfs (zstd $LEVEL)" make_squashfs
  timed "card image" make_image
  say "$IMAGE: $(stat --format=%s "$IMAGE") bytes; system $(stat --format=%s "$WORK/system.squashfs")"
}

# What genimage takes its partitions from: /bootcfg, /boot/firmware and /data.
lay_boot_files() {
  local slot parts=$WORK/parts tree=$WORK/root
  rm -rf "$parts"
  mkdir -p "$parts/bootcfg" "$parts/boot/firmware" "$parts/data"
  cp "$HERE/boot/autoboot.txt" "$parts/bootcfg/"
  [[ -z $CARD ]] || cp --recursive "$CARD/." "$parts/bootcfg/"
  lay_kernel "$tree" "$parts/boot/firmware"
  config_txt >"$parts/boot/firmware/config.txt"
  for slot in a b; do
    sed "s/@SLOT@/$slot/; s/@SOURCE@/$CMDLINE/" "$HERE/boot/cmdline.txt" \
      >"$parts/boot/firmware/cmdline_$slot.txt"
  done
  lay_data "$parts/data" "$tree"
  find "$parts" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
}

config_txt() { # the slots, and on a Raspberry Pi what is wired to it
  cat "$HERE/boot/config-$SOURCE.txt"
  [[ $SOURCE != rpios ]] || cat "$REPOSITORY/hw/wiring/config.txt"
}

lay_kernel() {
  local firmware=$2
  if [[ $SOURCE == rpios ]]; then
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

make_squashfs() { # of which tree, and as what; without words of root, as system
  local tree=${1:-root} name=${1:-system}
  inside mksquashfs "/build/image/$tree" "/build/image/$name.squashfs.part" -quiet -no-progress \
    -noappend -comp zstd -Xcompression-level "$LEVEL" -b 128K -no-xattrs -wildcards \
    -e 'boot/vmlinuz-*' 'boot/initrd.img-*' 'boot/config-*' 'boot/System.map-*' \
    'boot/firmware/*' 'data/*' >&2
  mv "$WORK/$name.squashfs.part" "$WORK/$name.squashfs"
}

# Not by genimage: its e2fsck writes the time of day into the file system.
make_data() {
  rm -f "$WORK/data.ext4"
  inside mke2fs -q -t ext4 -L data -m 1 -O metadata_csum,64bit -d /build/image/parts/data \
    -U d1a106b0-0741-4000-8000-000000000006 \
    -E hash_seed=d1a106b0-0741-4000-8000-0000000000f6,lazy_itable_init=0 \
    /build/image/data.ext4 "$DATA_SIZE"
}

make_image() {
  make_data
  sed "s/@NAME@/$(basename "$IMAGE")/; s/@BOOT_SIZE@/$BOOT_SIZE/; s/@SYSTEM_SIZE@/$SYSTEM_SIZE/" \
    "$HERE/layout/genimage.cfg.in" >"$WORK/genimage.cfg"
  rm -rf "$WORK/genimage.tmp" "$WORK/genimage.out"
  inside genimage --config /build/image/genimage.cfg --rootpath /build/image/parts \
    --inputpath /build/image --tmppath /build/image/genimage.tmp \
    --outputpath /build/image/genimage.out --loglevel 1 >&2
  mv "$WORK/genimage.out/$(basename "$IMAGE")" "$IMAGE"
  mv "$WORK/genimage.out/boot.vfat" "$WORK/boot.vfat"
  rm -rf "$WORK/genimage.tmp" "$WORK/genimage.out"
}
