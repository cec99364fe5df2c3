# Finds a JDK, version 25 or newer: for a script to source, which then calls fl_find_jdk and has the
# folder in fl_jdk.

# Whether a folder holds a Java that is new enough. Reading its release file is cheaper than asking.
fl_fits() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  while IFS='=' read -r fl_i fl_value; do
    if [ "$fl_i" = JAVA_VERSION ]; then
      fl_value=${fl_value#\"}
      fl_value=${fl_value%%[!0-9]*}
      [ "${fl_value:-0}" -ge 25 ]
      return
    fi
  done <"$1/release"
  return 1
}

fl_find_jdk() {
  if [ -n "${FAULTLINE_JDK:-}" ]; then
    fl_jdk=$FAULTLINE_JDK
    fl_fits "$fl_jdk" && return 0
    echo "faultline: FAULTLINE_JDK names $fl_jdk, which holds no JDK from 25 on" >&2
    exit 3
  fi
  # $1 is the one that the product was built with.
  for fl_jdk in "${1:-}" "${JAVA_HOME:-}"; do
    [ -n "$fl_jdk" ] && fl_fits "$fl_jdk" && return 0
  done
  fl_rest=$PATH:
  while [ -n "$fl_rest" ]; do
    fl_i=${fl_rest%%:*}/java
    fl_rest=${fl_rest#*:}
    if [ -x "$fl_i" ] && fl_i=$(readlink -f "$fl_i"); then
      fl_jdk=${fl_i%/bin/java}
      fl_fits "$fl_jdk" && return 0
    fi
  done
  for fl_jdk in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/*jdk* "${HOME:-}"/.sdkman/candidates/java/* \
    "${HOME:-}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk/libexec/openjdk.jdk/Contents/Home; do
    fl_fits "$fl_jdk" && return 0
  done
  cat >&2 <<'TXT'
faultline: needs a JDK, version 25 or newer, and found none. Install one:
  Debian, Ubuntu   apt-get install openjdk-25-jdk-headless
  Fedora           dnf install java-25-openjdk-devel
  macOS            brew install openjdk@25
or name the folder of one: FAULTLINE_JDK=/path/to/jdk
TXT
  exit 3
}
