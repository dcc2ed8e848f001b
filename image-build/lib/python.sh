# shellcheck shell=bash
# The program and its libraries: a venv on top of the distribution's own Python packages.
#
# Libraries are the wheels of packages/python.lock, each with its hash, fetched by this
# machine's own pip wherever that is told to look. No program of the tree is run for it.

PLATFORMS=(manylinux_2_17_aarch64 manylinux2014_aarch64 manylinux_2_26_aarch64
  manylinux_2_27_aarch64 manylinux_2_28_aarch64)
VENV=/opt/dialog/venv
SITE_PACKAGES=$VENV/lib/python3.13/site-packages

pip_for_booth() { # pip with the booth's platform
  local options=(--quiet --disable-pip-version-check --only-binary=:all: --no-binary=font-roboto
    --implementation cp --python-version 3.13) name
  for name in "${PLATFORMS[@]}"; do
    options+=(--platform "$name")
  done
  "${PYTHON:-python3}" -m pip install "${options[@]}" "$@"
}

# install_wheels LOCK TREE: into TREE's venv; unpacked once, kept by the hash of the lock.
install_wheels() {
  local kept
  kept=$CACHE/wheels-$(digest "packages/$1.lock")
  if [[ ! -e $kept ]]; then
    rm -rf "$kept.part"
    pip_for_booth --require-hashes --no-deps --no-compile --target "$kept.part" \
      --requirement "$HERE/packages/$1.lock" >&2
    # Their programs would be started with the build machine's Python.
    rm -rf "$kept.part/bin"
    find "$kept.part" -name tests -path '*/pygame/*' -prune -exec rm -rf {} +
    mv "$kept.part" "$kept"
  fi
  cp --recursive --no-preserve=ownership "$kept/." "$2$SITE_PACKAGES/"
}

make_venv() { # what python3 -m venv --without-pip --system-site-packages makes
  local tree=$1
  mkdir -p "$tree$VENV/bin" "$tree$SITE_PACKAGES"
  ln -sf /usr/bin/python3 "$tree$VENV/bin/python3"
  ln -sf python3 "$tree$VENV/bin/python"
  cat >"$tree$VENV/pyvenv.cfg" <<'CFG'
home = /usr/bin
include-system-site-packages = true
version = 3.13
executable = /usr/bin/python3.13
CFG
  install_wheels python "$tree"
}

install_program() { # firmware and hw, without central, which is for servers
  local tree=$1
  git -C "$REPOSITORY" ls-files -z -- firmware hw |
    tar --create --directory="$REPOSITORY" --null --files-from=- |
    tar --extract --no-same-owner --directory="$tree$SITE_PACKAGES"
}
