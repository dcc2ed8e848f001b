# shellcheck shell=bash
# Stage `tools`: a Debian trixie chroot of this machine's own architecture with every program
# the other stages and the boot test need. Made once, reused while its list is the same.

tools_stage() {
  local packages ready=$TOOLS/.ready
  packages=$(package_list tools)
  if [[ ! -e $ready ]]; then
    timed "tools chroot (once)" make_tools "$packages"
    echo "$packages" >"$ready"
  fi
  copy_network
  if [[ $(<"$ready") != "$packages" ]]; then
    inside apt-get update --quiet=2
    # shellcheck disable=SC2086 # names of packages
    inside apt-get install --yes --quiet=2 --no-install-recommends ${packages//,/ } >/dev/null
    echo "$packages" >"$ready"
  fi
  inside arch-test arm64 >/dev/null || die "this kernel cannot run arm64 programs (binfmt_misc)"
}

# package_list NAME ...: the lists of packages/, comments dropped, joined by commas.
package_list() {
  local name
  for name in "$@"; do
    sed 's/#.*//' "$HERE/packages/$name.list"
  done | tr -s '[:space:]' '\n' | sed '/^$/d' | sort --unique | paste --serial --delimiters=,
}

make_tools() {
  command -v mmdebstrap >/dev/null || die "mmdebstrap is needed (apt-get install mmdebstrap)"
  rm -rf --one-file-system "$TOOLS"
  mkdir -p "$TOOLS"
  mmdebstrap --quiet --mode=root --variant=apt --include="$1" \
    --aptopt='Acquire::Languages "none"' --aptopt='APT::Install-Recommends "false"' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/doc/*' \
    trixie "$TOOLS" "$MAIN_MIRROR"
}

copy_network() { # names are looked up as on this machine
  local file
  for file in etc/resolv.conf etc/hosts; do
    [[ ! -e /$file ]] || cp --dereference "/$file" "$TOOLS/$file"
  done
}
