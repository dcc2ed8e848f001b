# shellcheck shell=bash
# Stage `release`: what is published beside the image.

MOST_BYTES=450000000

release_stage() {
  local out=$WORK/release name=booth-$VERSION
  rm -rf "$out"
  mkdir -p "$out"
  timed "$name.img.xz" compress "$out/$name.img.xz"
  timed "$name.bmap" inside bmaptool create --output "$(in_build "$out/$name.bmap")" \
    "$(in_build "$IMAGE")"
  timed "$name.sbom.json" write_sbom "$out/$name.sbom.json"
  timed "$name.raucb" bundle "$out/$name.raucb"
  imager_list "$out/$name.img.xz" >"$out/$name.imager.json"
  (cd "$out" && sha256sum "$name".* >"$name.sha256")
  ls -l "$out" >&2
  if [[ $(stat --format=%s "$out/$name.img.xz") -gt $MOST_BYTES ]]; then
    die "$name.img.xz is larger than $((MOST_BYTES / 1000000)) MB"
  fi
}

compress() {
  inside xz --threads=0 -2 --stdout "$(in_build "$IMAGE")" >"$1"
}

write_sbom() {
  inside python3 /src/image-build/sbom.py --name "$COMPATIBLE" --version "$VERSION" \
    --time "$SOURCE_DATE_EPOCH" --site-packages "$SITE_PACKAGES" /build/image/root >"$1"
}

# The entry that Raspberry Pi Imager reads for an image of one's own; the address of the
# download is written by whoever publishes it.
imager_list() {
  inside python3 /src/image-build/imager.py --version "$VERSION" --time "$SOURCE_DATE_EPOCH" \
    --devices "$DEVICES" "$(in_build "$IMAGE")" "$(in_build "$1")"
}
