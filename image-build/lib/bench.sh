# shellcheck shell=bash
# The package booth-bench: what an emulator lacks. libcamera's virtual camera with picamera2,
# which Raspberry Pi OS has and Debian has not, a microphone that hears a test voice, and a
# port by which the boot test makes programs hang and crash.

BENCH_DEBS=(libpython3.13-dev python3-prctl)

bench_stage() {
  local parts=$WORK/bench
  rm -rf "$parts"
  mkdir -p "$parts/DEBIAN" "$parts$SITE_PACKAGES" "$parts/usr/share/booth-bench"
  fetch_bench_debs
  bench_camera "$parts"
  bench_microphone "$parts"
  bench_orders "$parts"
  bench_control "$parts" >"$parts/DEBIAN/control"
  chmod -R go=rX "$parts"
  find "$parts" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
  inside dpkg-deb --root-owner-group --build /build/image/bench /build/image/booth-bench.deb >&2
  inside dpkg --root=/build/image/root --install /build/image/booth-bench.deb >&2
  say "booth-bench: its files"
  inside dpkg --root=/build/image/root --listfiles booth-bench |
    grep --invert-match --extended-regexp '/(picamera2|simplejpeg|pidng|videodev2)/.*/' >&2
}

fetch_bench_debs() { # of the booth's processor; taken apart, not installed
  local name kept=$CACHE/debs
  [[ ! -e $kept/.ready ]] || return 0
  rm -rf "$kept"
  mkdir -p "$kept"
  inside dpkg --add-architecture arm64
  inside apt-get update --quiet=2 >&2
  # shellcheck disable=SC2016 # expanded inside
  inside sh -c 'cd /build/image/cache/debs && apt-get download --quiet=2 "$@"' sh \
    "${BENCH_DEBS[@]/%/:arm64}" >&2
  for name in "${BENCH_DEBS[@]}"; do
    inside sh -c "dpkg-deb --extract /build/image/cache/debs/${name}_*.deb /build/image/cache/debs/$name"
  done
  touch "$kept/.ready"
}

bench_camera() {
  local site=$1$SITE_PACKAGES prctl=$CACHE/debs/python3-prctl/usr/lib/python3/dist-packages
  install_wheels bench "$1"
  cp "$prctl"/prctl.py "$prctl"/_prctl.*.so "$site/"
  bench_pidng "$site"
  install -D --mode=644 "$REPOSITORY/hw/bench/virtual.yaml" \
    "$1/usr/share/libcamera/pipeline/virtual/virtual.yaml"
}

bench_pidng() { # it is published as sources alone, with two files of C
  local kept=$CACHE/pidng headers=/build/image/cache/debs/libpython3.13-dev/usr/include
  if [[ ! -e $kept ]]; then
    rm -rf "$kept.part"
    mkdir -p "$kept.part"
    "${PYTHON:-python3}" -m pip download --quiet --disable-pip-version-check --no-deps \
      --no-binary=:all: --require-hashes --dest "$kept.part" \
      --requirement "$HERE/packages/bench-source.lock" >&2
    tar --extract --directory="$kept.part" --strip-components=1 --file "$kept.part"/pidng-*.tar.gz
    mv "$kept.part" "$kept"
  fi
  # shellcheck disable=SC2016 # expanded inside
  inside sh -c 'cd /build/image/cache/pidng/src/pidng && exec aarch64-linux-gnu-gcc -shared -fPIC -O2 \
    -std=gnu99 -w -I"$1" -I"$1/python3.13" -I"$1/aarch64-linux-gnu/python3.13" \
    -o ../ljpegCompress.cpython-313-aarch64-linux-gnu.so bitunpack.c liblj92/lj92.c' \
    sh "$headers"
  cp "$kept"/src/ljpegCompress.*.so "$1/"
  mkdir -p "$1/pidng"
  cp "$kept"/src/pidng/*.py "$1/pidng/"
}

bench_microphone() {
  python3 "$HERE/bench/voice.py" "$1/usr/share/booth-bench/voice.wav"
  mkdir -p "$1/usr/lib/modules-load.d" "$1/usr/lib/systemd/system/multi-user.target.wants"
  echo snd-aloop >"$1/usr/lib/modules-load.d/booth-bench.conf"
  cp "$HERE/bench/dialog-bench-voice.service" "$1/usr/lib/systemd/system/"
  ln -s ../dialog-bench-voice.service "$1/usr/lib/systemd/system/multi-user.target.wants/"
}

bench_orders() {
  install -D --mode=755 "$HERE/bench/orders" "$1/usr/libexec/booth-bench/orders"
  install -D --mode=644 "$HERE/bench/70-booth-bench.rules" \
    "$1/usr/lib/udev/rules.d/70-booth-bench.rules"
  cp "$HERE/bench/dialog-bench-orders.service" "$1/usr/lib/systemd/system/"
}

bench_control() {
  cat <<CONTROL
Package: booth-bench
Version: $VERSION
Architecture: arm64
Maintainer: Dialog booth
Section: misc
Priority: optional
Description: doubles of the devices that an emulator lacks
 libcamera's virtual camera with picamera2, and a microphone that hears a test voice.
 For tests only: no booth has it.
CONTROL
}
