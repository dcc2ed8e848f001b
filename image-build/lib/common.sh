# shellcheck shell=bash
# What every stage uses: messages, hashes, mirrors, and the way into the tools chroot.

say() { printf '%s\n' "$*" >&2; }

die() {
  say "image-build: $*"
  exit 1
}

# timed NAME COMMAND ...: run it and say how long it took.
timed() {
  local name=$1 start=$SECONDS
  shift
  say "== $name"
  "$@"
  say "== $name: $((SECONDS - start)) s"
}

# mirror main|security: an address of this machine's own apt configuration.
mirror() {
  local wanted
  # shellcheck source=/dev/null
  wanted=$(. /etc/os-release && echo "$VERSION_CODENAME")
  [[ $1 == main ]] || wanted+=-security
  # shellcheck disable=SC2016 # apt fills these in, not the shell
  apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
    awk -v release="$wanted" '$2 == release { print $1; exit }'
}

# digest FILE ...: one hash over names and contents.
digest() {
  (cd "$HERE" && find "$@" -type f -print0 | sort --zero-terminated |
    xargs --null sha256sum) | sha256sum | cut --characters=1-16
}

# inside COMMAND ...: run it in the tools chroot, in a mount namespace of its own: nothing
# stays mounted, whatever happens. The repository is /src (read only), its build folder /build.
inside() {
  mkdir -p "$TOOLS/src" "$TOOLS/build"
  # shellcheck disable=SC2016 # expanded inside
  unshare --mount --fork --kill-child bash -c '
    tools=$1 repository=$2
    shift 2
    mount --bind "$tools" "$tools" # mmdebstrap wants its root to be a mount
    mount --bind "$repository" "$tools/src"
    mount -o remount,bind,ro "$tools/src"
    mount --bind "$repository/build" "$tools/build"
    mount --rbind /dev "$tools/dev"
    mount -t proc proc "$tools/proc"
    mount -t sysfs sys "$tools/sys"
    # arm64 programs: a kernel forgets the entry with the last mount, so every time anew.
    misc=/proc/sys/fs/binfmt_misc
    mount -t binfmt_misc binfmt_misc "$tools$misc"
    if [[ ! -e $tools$misc/qemu-aarch64 ]]; then # two at once: one of them is late, and may be
      chroot "$tools" sh -c "cat /usr/lib/binfmt.d/qemu-aarch64.conf >$misc/register" 2>/dev/null
    fi
    exec chroot "$tools" /usr/bin/env --ignore-environment HOME=/root LANG=C.UTF-8 TZ=UTC \
      DEBIAN_FRONTEND=noninteractive SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-}" \
      PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
  ' bash "$TOOLS" "$REPOSITORY" "$@"
}

# in_build FILE: the same file as seen from inside.
in_build() { printf '/build/%s\n' "${1#"$REPOSITORY/build/"}"; }
