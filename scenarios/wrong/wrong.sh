#!/bin/bash
# Commands that succeed and quietly took another tool, library, module or setting than this very run asks for; a few fail of it,
# far away from where it was taken.
#
#   wrong.sh --list | NAME | --repaired NAME      as exec.sh beside it, and with the same T, TMPDIR and exit codes
#
# In every function `pick FAULTY SOUND` prints the word that fits. What is asked for depends on what is installed here, so that
# the faulty file asks for something else and the sound one for just that.
set -u
skip(){ echo "SKIP: $*"; exit 77; }
broken(){ echo "SET-UP FAILED: $*" >&2; exit 98; }
pick(){ if [ -z "${REPAIRED:-}" ]; then printf '%s' "$1"; else printf '%s' "$2"; fi; }
need(){ local t; for t; do [ -x "/usr/bin/$t" ] || skip "/usr/bin/$t not found"; done; }
node_here(){ need node; NODE=$(/usr/bin/node -p 'process.versions.node.split(".")[0]'); echo 'console.log("hello")' > app.js; }
python_here(){ need python3; PY=$(/usr/bin/python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])'); echo 'print("hello")' > app.py; }
java_here(){
  need javac; JAVA=$(/usr/bin/javac -version 2>&1 | sed -E 's/^javac ([0-9]+).*/\1/')
  echo 'class App { }' > App.java; }

s_nvmrc(){ node_here; pick 18.1.0 "$NODE" > .nvmrc; $T node app.js; }
s_nvmrc_lts(){ node_here; [ "$NODE" = 20 ] || skip "needs node 20"; pick lts/hydrogen lts/iron > .nvmrc; $T node app.js; }
s_node_version(){ node_here; printf 'v%s\n' "$(pick 16 "$NODE")" > .node-version; $T node app.js; }
s_engines(){ node_here; printf '{\n  "engines": {"node": "%s"}\n}\n' "$(pick '>=99' '>=4')" > package.json; $T node app.js; }
s_volta(){ node_here; printf '{\n  "volta": {"node": "%s"}\n}\n' "$(pick 14.2.0 "$NODE")" > package.json; $T node app.js; }
s_node_tool_versions(){ node_here; printf '# tools\nnodejs %s\n' "$(pick 12.0.0 "$NODE")" > .tool-versions; $T node app.js; }
s_node_in_make(){ node_here; need make; pick 18 "$NODE" > .nvmrc; printf 'all:\n\tnode app.js\n' > Makefile; $T make -s; }
s_node_above(){ node_here; pick 18 "$NODE" > .nvmrc; mkdir -p web/src; mv app.js web/src; cd web/src || broken; $T node app.js; }
s_python_version(){ python_here; pick 3.7.1 "$PY" > .python-version; $T python3 app.py; }
s_requires_python(){ python_here; printf '[project]\nname = "a"\nrequires-python = "%s"\n' "$(pick '>=3.99' '>=3.2')" > pyproject.toml; $T python3 app.py; }
s_python_tool_versions(){ python_here; printf 'python %s\n' "$(pick 3.6.9 "$PY")" > .tool-versions; $T python3 app.py; }
s_pipfile(){ python_here; printf '[requires]\npython_version = "%s"\n' "$(pick 3.5 "$PY")" > Pipfile; $T python3 app.py; }
s_python_shebang(){ python_here; pick 3.7 "$PY" > .python-version; (echo '#!/usr/bin/env python3'; cat app.py) > app; chmod +x app; $T ./app; }
s_python_in_sh(){ python_here; pick 3.7 "$PY" > .python-version; echo 'python3 app.py | cat' > run.sh; $T sh run.sh; }
s_java_version(){ java_here; pick 8 "$JAVA" > .java-version; $T javac App.java; }
s_sdkmanrc(){ java_here; printf 'java=%s-tem\n' "$(pick 11.0.2 "$JAVA")" > .sdkmanrc; $T javac App.java; }
s_java_tool_versions(){ java_here; printf 'java temurin-%s\n' "$(pick 8 "$JAVA")" > .tool-versions; $T javac App.java; }
s_java_behind(){
  local d v first=; java_here
  for d in /usr/lib/jvm/*/; do
    [ -x "$d/bin/javac" ] && [ -f "$d/release" ] || continue
    v=$(sed -nE 's/^JAVA_VERSION="([0-9]+).*/\1/p' "$d/release")
    [ "$v" != "$JAVA" ] && [ -n "$v" ] && first=${d%/} && WANT=$v
  done
  [ -n "$first" ] || skip "needs a second JDK in /usr/lib/jvm"
  echo "$WANT" > .java-version
  PATH="$(pick "/usr/bin:$first/bin" "$first/bin:/usr/bin")" $T javac App.java; }

# --- libraries: libtone.so.1 of $1, whose functions are in the words after it
tone(){
  local d=$1 f; shift; need gcc; mkdir -p "$d"; echo 'int puts(const char*);void hum(void){puts("");}' > tone.c
  for f; do echo "int $f(void){return 440;}" >> tone.c; done
  gcc -shared -fPIC ${VERSIONS:-} -Wl,-soname,libtone.so.1 -o "$d/libtone.so.1" tone.c || broken gcc; }
sing(){ printf 'int tone(void);int chime(void);int main(int n,char**a){return (n>9?chime():tone())==440?0:3;}\n' > sing.c
  gcc -Wl,-z,lazy -o sing sing.c "$@" || broken gcc; }
s_lib_symbol_hidden(){ tone new tone chime; sing -Lnew -l:libtone.so.1; tone old tone
  LD_LIBRARY_PATH=$(pick "$W/old:$W/new" "$W/new:$W/old") $T ./sing; }
s_lib_without_versions(){
  echo 'TONE_2 { global: *; };' > map; VERSIONS=-Wl,--version-script=map tone new tone chime; sing -Lnew -l:libtone.so.1
  tone old tone chime; LD_LIBRARY_PATH=$(pick "$W/old" "$W/new") $T ./sing; }
s_lib_runpath_behind(){ tone old tone chime; mv old/libtone.so.1 old/libtone.so.1.2.0; ln -s libtone.so.1.2.0 old/libtone.so.1
  tone new tone chime; mv new/libtone.so.1 new/libtone.so.1.4.1; ln -s libtone.so.1.4.1 new/libtone.so.1
  sing -Lnew -l:libtone.so.1 "-Wl,--enable-new-dtags,-rpath,$W/new"; LD_LIBRARY_PATH=$(pick "$W/old" "$W/new") $T sh -c './sing'; }

# --- modules
s_module_bisect(){ need python3; echo 'def bisect(a, x, *more): return 0' > "$(pick bisect ours).py"
  echo 'import random
print(random.choices("abc", [0, 0, 1]))' > pick.py; $T python3 pick.py; }
s_module_in_pythonpath(){ need python3; mkdir lib; echo 'MONTHS = 12' > "lib/$(pick calendar ours).py"
  echo 'import email.utils
print("ready")' > app.py; PYTHONPATH=$W/lib $T python3 app.py; }
s_module_lacks(){ need python3; if [ -z "${REPAIRED:-}" ]; then echo 'SIDES = 6' > random.py; else echo 'SIDES = 6' > dice.py; fi
  echo 'import random
print(random.randint(1, 6) > 0)' > roll.py; $T python3 roll.py; }
s_module_is_no_package(){ need python3; echo 'x = 1' > "$(pick email mail).py"
  echo 'import urllib.request' > get.py; $T sh -c 'python3 get.py'; }
s_pythonpath_other(){ python_here; local d=lib/python$(pick 3.6 "$PY")/site-packages; mkdir -p "$d"; echo 'print("hello")' > "$d/greet.py"
  PYTHONPATH=$W/$d $T python3 -c 'import greet'; }
s_extension_other(){ need python3; mkdir quick; : > "quick/$(pick _quick.cpython-36m-x86_64-linux-gnu.so README)"
  echo 'try:
    from ._quick import add
except ImportError:
    def add(a, b): return a + b' > quick/__init__.py
  $T python3 -c 'import quick; print(quick.add(1, 2))'; }

package(){ mkdir -p "$1"; printf '{\n  "name": "%s",\n  "version": "%s",\n  "dependencies": {%s}\n}\n' "${1##*/}" "$2" "${3:-}" > "$1/package.json"
  echo "${4:-exports.v = '$2'}" > "$1/index.js"; }
s_package_hoisted(){ need node; package node_modules/page 3.1.0 '"ink": "^2.0.0"' 'console.log(require("ink").v)'
  package node_modules/ink "$(pick 1.4.0 2.4.0)"; echo 'require("page")' > app.js; $T node app.js; }
s_package_above(){ need node; package node_modules/ink "$(pick 1.4.0 2.4.0)"; mkdir web; cd web || broken; echo 'console.log(require("ink").v)' > app.js
  printf '{\n  "dependencies": {\n    "ink": "~2.4.0"\n  }\n}\n' > package.json; $T node app.js; }
s_package_lacks(){ need node; package node_modules/page 3.1.0 '"ink": "^2.0.0"' 'require("ink").draw()'
  package node_modules/ink "$(pick 1.4.0 2.4.0)" '' "$(pick 'exports.v = 1' 'exports.draw = () => 1')"; echo 'require("page")' > app.js; $T node app.js; }

# --- what a package manager, a version manager or a wrapper would have heeded
s_ruby_version(){ need ruby; local v; v=$(/usr/bin/ruby -e 'print RUBY_VERSION'); echo 'puts "hello"' > app.rb
  pick 2.5.1 "$v" > .ruby-version; $T ruby app.rb; }
s_gemfile(){ need ruby; echo 'puts "hello"' > app.rb; printf 'source "https://rubygems.org"\nruby "%s"\n' "$(pick '~> 9.1' '>= 2.0')" > Gemfile; $T ruby app.rb; }
s_composer(){ need php; echo '<?php echo "hello\n";' > app.php; printf '{\n  "require": {\n    "php": "%s"\n  }\n}\n' "$(pick '^9.1' '>=5.6')" > composer.json; $T php app.php; }
s_package_manager(){ need npm; printf '{\n  "name": "a",\n  "packageManager": "%s"\n}\n' "$(pick pnpm@9.1.0 "npm@$(/usr/bin/npm --version)")" > package.json
  $T npm install --offline --no-audit --no-fund; }
s_rust_toolchain(){ [ -n "$RUSTUP" ] || skip "needs a toolchain of rustup"; local v; v=$("$RUSTUP/rustc" --version | cut -d' ' -f2)
  printf '[toolchain]\nchannel = "%s"\n' "$(pick 1.60.0 "$v")" > rust-toolchain.toml; echo 'fn main() {}' > a.rs
  PATH=$RUSTUP:$PATH $T rustc --emit=metadata a.rs; }

# --- names and files
s_name_of_python(){ python_here; mkdir bin; ln -s "/usr/bin/python$PY" "bin/python$(pick 3.6 "$PY")"; PATH=$W/bin:$PATH $T "python$(pick 3.6 "$PY")" app.py; }
s_name_by_script(){ python_here; mkdir bin; printf '#!/bin/sh\nexec /usr/bin/python%s "$@"\n' "$PY" > "bin/python$(pick 3.6 "$PY")"; chmod +x bin/*
  PATH=$W/bin:$PATH $T sh -c "python$(pick 3.6 "$PY") app.py"; }
s_argv_of_python(){ python_here; $T bash -c "exec -a $(pick python3.6 "python$PY") /usr/bin/python$PY app.py"; }
s_program_replaced(){ need gcc; echo 'int sleep(int);int main(void){return sleep(1);}' > a.c; gcc -o serve a.c || broken gcc; printf '\n' >> serve; gcc -o next a.c || broken gcc
  $T sh -c "./serve & sleep 0.4; $(pick 'mv next serve;' '') wait"; }
s_library_written_over(){ python_here; need gcc; echo 'int tone(void){return 440;}' > t.c; gcc -shared -fPIC -o libtone.so t.c || broken gcc
  cp libtone.so next; printf '\n' >> next
  printf 'import ctypes, time\nt = ctypes.CDLL("./libtone.so")\ntime.sleep(0.8)\nprint(t.tone())\n' > app.py
  $T sh -c "python3 app.py & sleep 0.5; $(pick 'dd if=next of=libtone.so conv=notrunc status=none;' '') wait"; }
s_library_cut_off(){ python_here; need gcc; echo 'int tone(void){return 440;}' > t.c; gcc -shared -fPIC -o libtone.so t.c || broken gcc
  printf 'import ctypes, time\nt = ctypes.CDLL("./libtone.so")\ntime.sleep(0.8)\nprint(t.tone())\n' > app.py
  $T sh -c "python3 app.py & p=\$!; sleep 0.5; $(pick 'echo soon > libtone.so;' '') wait \$p"; }
s_addon_other(){ need node gcc; [ -f /usr/include/node/node_version.h ] || skip "needs node_version.h"; mkdir quick
  local n=93; [ -z "${REPAIRED:-}" ] || n=$(sed -nE 's/^#define NODE_MODULE_VERSION ([0-9]+).*/\1/p' /usr/include/node/node_version.h)
  echo "void node_register_module_v$n(void*e,void*m,void*c){}" > a.c; gcc -shared -fPIC -o quick/quick.node a.c || broken gcc
  echo 'try { require("./quick/quick.node") } catch (e) { }
console.log("slow")' > app.js; $T node app.js; }

# --- go: what `go env -w` left
go_here(){ [ -n "$GODIR" ] || skip "go not on PATH"; export PATH="$GODIR:$PATH" XDG_CONFIG_HOME="$W/cfg" GOCACHE="$BASE/gocache" GOPATH="$BASE/gopath" GOPROXY=off
  unset GOFLAGS GOROOT GOOS GOARCH GOENV GOWORK GO111MODULE GOTOOLCHAIN; GO=$(go env GOVERSION); GO=${GO#go}
  mkdir -p cfg/go; printf 'module example.org/a\n\ngo 1.21\n' > go.mod; printf 'package main\n\nfunc main() {}\n' > main.go; }
keep(){ pick "$1" "${2:-GOTELEMETRY=off}" > cfg/go/env; echo >> cfg/go/env; }
s_go_root(){ go_here; [ -n "${OLD_GO_BIN:-}" ] || skip "set OLD_GO_BIN to an older Go"; local r; r=$(cd / && "$OLD_GO_BIN/go" env GOROOT) || broken "$OLD_GO_BIN"
  GOROOT=$(pick "$r" "$(go env GOROOT)") $T go list -deps -f '{{.Dir}}' strings; }
s_go_root_kept(){ go_here; [ -n "${OLD_GO_BIN:-}" ] || skip "set OLD_GO_BIN to an older Go"; local r; r=$(cd / && "$OLD_GO_BIN/go" env GOROOT) || broken "$OLD_GO_BIN"
  keep "GOROOT=$r" "GOROOT=$(go env GOROOT)"; $T go list -deps -f '{{.Dir}}' strings; }
s_go_machine_kept(){ go_here; local m=arm64; [ "$(uname -m)" = aarch64 ] && m=amd64; keep "GOARCH=$m"; $T go build -o tool .; }
s_go_vendor_unread(){ go_here; mkdir -p vendor/example.org/b b; printf 'module example.org/b\n\ngo 1.21\n' > b/go.mod; printf 'package b\n' | tee b/b.go > vendor/example.org/b/b.go
  printf '\nrequire example.org/b v1.0.0\n\nreplace example.org/b => ./b\n' >> go.mod; printf 'package main\n\nimport _ "example.org/b"\n\nfunc main() {}\n' > main.go
  printf '# example.org/b v1.0.0 => ./b\n## explicit; go 1.21\nexample.org/b\n# example.org/b => ./b\n' > vendor/modules.txt
  keep GOFLAGS=-mod=mod; $T go list ./...; }
s_go_workspace_unread(){ go_here; printf 'go 1.21\n\nuse .\n' > go.work; keep GOWORK=off; $T go list ./...; }
s_go_modules_off(){ go_here; keep GO111MODULE=off; $T go list; }
s_go_toolchain_kept(){ go_here; printf '\ntoolchain go%s\n' "$(pick 1.99.1 "$GO")" >> go.mod; keep GOTOOLCHAIN=local GOTOOLCHAIN=local; $T go list ./...; }

case ${1:-} in
  --list) declare -F | sed -n 's/^declare -f s_//p'; exit 0 ;;
  --repaired) REPAIRED=1; shift ;;
esac
declare -F "s_${1:-}" > /dev/null || { echo "unknown: ${1:-}" >&2; exit 97; }
T=${T:-}
if [ -n "$T" ]; then first=${T%% *}; T="$(command -v "$first" || broken "$first not found")${T#"$first"}"; fi
GODIR=$(command -v go 2> /dev/null); GODIR=${GODIR%/*}
RUSTUP=$(for d in "$HOME"/.rustup/toolchains/[0-9]*/bin; do [ -x "$d/rustc" ] && { echo "$d"; break; }; done)
BASE=${TMPDIR:-/tmp}/faultline-proof; W=$BASE/$1
rm -rf "$W"; mkdir -p "$W" "$BASE/home" && cd "$W" || broken "$W"
export PATH=/usr/bin:/bin HOME="$BASE/home" LC_ALL=C
unset JAVA_HOME NODE_OPTIONS PYTHONPATH PYTHONHOME VIRTUAL_ENV PYENV_VERSION
"s_$1"
