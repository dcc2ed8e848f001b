# shellcheck shell=bash
# The signed update bundle: the same squashfs and boot partition as on the card, in RAUC's
# verity format, so that a booth checks each block as it comes.

bundle() { # writes $1
  local out=$1 parts=$WORK/bundle
  rm -rf "$parts" "$out"
  mkdir -p "$parts"
  development_key
  ln "$WORK/system.squashfs" "$parts/rootfs.img"
  ln "$WORK/boot.vfat" "$parts/boot.vfat"
  sed "s/@COMPATIBLE@/$COMPATIBLE/; s/@VERSION@/$VERSION/" \
    "$HERE/rauc/manifest.raucm" >"$parts/manifest.raucm"
  cp "$KEY" "$WORK/key.pem"
  cp "$CERT" "$WORK/cert.pem"
  inside rauc --key=/build/image/key.pem --cert=/build/image/cert.pem \
    bundle /build/image/bundle "$(in_build "$out")" >&2
  rm -rf "$WORK/key.pem" "$parts"
}

# Without a key of one's own: one for development, whose bundles no released booth takes.
development_key() {
  local keys=$REPOSITORY/build/keys
  [[ -z $KEY ]] || return 0
  if [[ ! -e $keys/update.cert.pem ]]; then
    mkdir -p "$keys"
    chmod 700 "$keys"
    inside openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 7300 -subj "/CN=dialog-booth development" \
      -keyout /build/keys/update.key.pem -out /build/keys/update.cert.pem 2>/dev/null
  fi
  KEY=$keys/update.key.pem CERT=$keys/update.cert.pem
}
