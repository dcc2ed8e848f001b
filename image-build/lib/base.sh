# shellcheck shell=bash
# Stage `base`: the distribution's packages as a tree for arm64, packed into a tarball and
# kept by the hash of what it was made from. Its programs run under emulation, so whatever can
# be done by this machine's own programs is held back during installation and done afterwards.

# What is held back: each becomes a program that does nothing until `release_held`.
HELD=(/usr/bin/py3compile /usr/lib/python3.13/py_compile.py /usr/sbin/depmod
  /usr/sbin/update-initramfs /usr/bin/systemd-hwdb)

base_stage() {
  local key
  key=$(base_key)
  BASE=$CACHE/base-$SOURCE-$key.tar.zst
  if [[ -e $BASE && -z $FRESH ]]; then
    say "== base: cached ($(basename "$BASE"))"
    return
  fi
  timed "base of $SOURCE" make_base
}

base_key() {
  local lists=("${LISTS[@]/#/packages/}")
  lists=("${lists[@]/%/.list}")
  {
    digest lib/base.sh initramfs "${lists[@]}"
    declare -p SUITE COMPONENTS EXTRA_ARCHIVE PATH_EXCLUDES INITRAMFS_MODULES DROP_MODULES
    # The address of the archive is not part of it: what it holds is.
    printf '%s\n' "$SOURCE"
  } | sha256sum | cut --characters=1-16
}

make_base() {
  local include tree=/build/image/base
  include=$(package_list "${LISTS[@]}")
  rm -rf --one-file-system "$WORK/base"
  mkdir -p "$CACHE" "$WORK/base"
  export_hooks
  # shellcheck disable=SC2016 # mmdebstrap's shell expands it
  timed "base: packages" inside mmdebstrap --quiet --mode=root --architectures=arm64 --variant=apt \
    --components="$COMPONENTS" --include="$include" \
    --aptopt='Acquire::Languages "none"' --aptopt='APT::Install-Recommends "false"' \
    --dpkgopt=force-unsafe-io --dpkgopt=force-confold \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    "${PATH_EXCLUDES[@]/#/--dpkgopt=path-exclude=}" \
    --essential-hook='/build/image/hold "$1"' \
    "$SUITE" "$tree" /build/image/sources.list
  timed "base: what was held back" finish_base
  inside tar --create --numeric-owner --sort=name --xattrs --directory="$tree" . |
    inside zstd --quiet --threads=0 -3 -o "$(in_build "$BASE.part")" --force
  mv "$BASE.part" "$BASE"
}

# The scripts that run inside the tools chroot.
export_hooks() {
  {
    printf 'deb %s %s %s\n' "$MAIN_MIRROR" "$SUITE" "$COMPONENTS"
    printf 'deb %s %s %s\n' "$MAIN_MIRROR" "$SUITE-updates" "$COMPONENTS"
    [[ -z $SECURITY_MIRROR ]] ||
      printf 'deb %s %s %s\n' "$SECURITY_MIRROR" "$SUITE-security" "$COMPONENTS"
    if [[ -n $EXTRA_ARCHIVE ]]; then
      cp "$KEYRING" "$WORK/extra.gpg"
      printf 'deb [signed-by=/build/image/extra.gpg] %s %s\n' "$EXTRA_MIRROR" "$EXTRA_ARCHIVE"
    fi
  } >"$WORK/sources.list"
  cat >"$WORK/hold" <<HOLD
#!/bin/sh
set -eu
for path in ${HELD[*]}; do
  dpkg-divert --quiet --root="\$1" --local --no-rename --add --divert "\$path.held" "\$path"
  mkdir -p "\$1\${path%/*}"
  printf '#!/bin/sh\\n' >"\$1\$path"
  chmod 755 "\$1\$path"
done
HOLD
  chmod 755 "$WORK/hold"
}

release_held() {
  local path
  for path in "${HELD[@]}"; do
    rm -f "$WORK/base$path"
    inside dpkg-divert --quiet --root=/build/image/base --local --rename --remove "$path"
  done
}

finish_base() {
  local tree=$WORK/base kernel
  release_held
  drop_modules "$tree"
  for kernel in "$tree"/usr/lib/modules/*; do
    inside depmod --basedir /build/image/base "$(basename "$kernel")"
  done
  inside systemd-hwdb --root=/build/image/base update
  printf '%s\n' "${INITRAMFS_MODULES[@]}" >"$tree/etc/initramfs-tools/modules"
  printf 'MODULES=list\nCOMPRESS=zstd\nCOMPRESSLEVEL=10\n' \
    >"$tree/etc/initramfs-tools/conf.d/booth"
  cp --recursive "$HERE/initramfs/." "$tree/etc/initramfs-tools/"
  timed "base: initramfs" inside chroot /build/image/base update-initramfs -c -k all >&2
  compile_python base /usr/lib/python3.13 /usr/lib/python3/dist-packages
  rm -rf "$tree"/var/cache/apt/* "$tree"/var/lib/apt/lists/* "$tree"/var/log/* \
    "$tree"/etc/apt/sources.list "$tree"/etc/ssh/ssh_host_* "$tree"/var/lib/dbus/machine-id \
    "$tree"/etc/dpkg/dpkg.cfg.d/99mmdebstrap "$tree"/etc/apt/apt.conf.d/99mmdebstrap
  : >"$tree/etc/machine-id"
}

drop_modules() {
  local kernel folder
  for kernel in "$1"/usr/lib/modules/*; do
    for folder in "${DROP_MODULES[@]}"; do
      rm -rf "$kernel/kernel/$folder"
    done
  done
}

# compile_python TREE FOLDER ...: bytecode by this machine's own Python of the same version.
# It is checked by nobody at run time: nothing of a read-only system ever changes.
compile_python() {
  local tree=/build/image/$1
  shift
  inside python3 -m compileall -q -j 0 -f --invalidation-mode unchecked-hash \
    -s "$tree" -p / "${@/#/$tree}" || say "some files are not for this Python: left as they are"
}
