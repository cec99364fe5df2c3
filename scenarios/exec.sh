#!/bin/bash
# The proof set of the execution seam: commands that fail, each with one known true cause.
#
#   exec.sh --list             the names, one per line
#   exec.sh NAME               build NAME from nothing, then run its failing command
#   exec.sh --repaired NAME    the same set-up with the fault repaired: the command succeeds
#
# Environment
#   T            words put in front of the command, e.g. T='faultline run --' (split on spaces; the first word is looked up
#                before PATH is reset)
#   OLD_GO_BIN   bin directory (or go binary) of a second, older Go; without it the scenarios that need one are skipped
#   TMPDIR       scenarios live in ${TMPDIR:-/tmp}/faultline-proof/NAME (a local file system, mounted without noexec)
# Exit status: that of the command; 77 skipped (the reason is printed), 97 unknown name, 98 the set-up itself failed.
#
# exec.tsv holds what has to be found. README.md explains both files and how to add a scenario.
# In every function `bad` is true when the fault is wanted and `pick FAULTY SOUND` prints the word that fits.
set -u
self=$0
skip(){ echo "SKIP: $*"; exit 77; }
broken(){ echo "SET-UP FAILED: $*" >&2; exit 98; }
bad(){ [ -z "${REPAIRED:-}" ]; }
pick(){ if bad; then printf '%s' "$1"; else printf '%s' "$2"; fi; }
tool(){ local d; for d in /usr/bin /usr/sbin; do [ -x "$d/$1" ] && { echo "$d/$1"; return; }; done; command -v "$1"; }
need(){ local t; for t; do [ -n "$(tool "$t")" ] || skip "$t not found"; done; }
need_root(){ [ "$(id -u)" = 0 ] || skip "needs root"; }
need_mounts(){ need_root; need unshare mount; unshare -m true 2>/dev/null || skip "cannot make a mount namespace"; }
need_go(){ [ -n "$GODIR" ] || skip "go not on PATH"; }
need_rust(){ [ -n "$RUSTDIR" ] || skip "cargo not on PATH"; need gcc; PATH="$RUSTDIR:$PATH"; export CARGO_HOME="$BASE/cargo" CARGO_NET_OFFLINE=true; }
need_old_go(){
  need_go
  [ -n "${OLD_GO_BIN:-}" ] || skip "set OLD_GO_BIN to an older Go"
  local g=$OLD_GO_BIN; [ -d "$g" ] && g=$g/go
  [ -x "$g" ] || skip "no go in $OLD_GO_BIN"
  OLDROOT=$(cd / && "$g" env GOROOT) && [ -d "$OLDROOT" ] || skip "no GOROOT for $g"
  ln -s "$OLDROOT" go-before; }
# root becomes uid 65534, anybody else stays what they are
nobody(){ if [ "$(id -u)" = 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; else "$@"; fi; }
for_nobody(){ need setpriv; chmod 755 "$BASE"; chmod 777 .; nobody test -x "$W/." || skip "uid 65534 cannot reach $W"; }
# a helper process that lives until the scenario ends
keep(){ KEPT="${KEPT:-} $1"; trap 'kill $KEPT 2>/dev/null; wait $KEPT 2>/dev/null' EXIT; }
await(){ local i; for i in $(seq 100); do [ -e "$1" ] && return; sleep 0.05; done; broken "$1 did not appear"; }

# --- small sources that several scenarios share
module(){ printf 'module example.org/proof\n\ngo 1.21\n' > go.mod; }
greeter(){ module; printf 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello") }\n' > main.go; }
# libtone.so.1 (function tone) and sing.c, which calls it
tone(){ need gcc
  echo 'int tone(void){return 440;}' > tone.c
  gcc -shared -fPIC -Wl,-soname,libtone.so.1 -o libtone.so.1 tone.c || broken gcc
  ln -sf libtone.so.1 libtone.so
  echo 'int tone(void);int main(void){return tone()==440?0:3;}' > sing.c; }
sing(){ tone; gcc -o sing sing.c -L. -ltone "$@" || broken gcc; }

# ===================================================================== starting programs
s_shebang_path_gone(){
  printf '#!%s\nexit 0\n' "$(pick /opt/lua-6/bin/lua /bin/sh)" > report; chmod +x report
  $T sh -c './report'; }
s_shebang_env_gone(){
  printf '#!/usr/bin/env %s\nexit 0\n' "$(pick ruby3.9 sh)" > deploy; chmod +x deploy
  $T bash -c './deploy; exit $?'; }
s_loader_gone(){ need gcc
  echo 'int main(void){return 0;}' > a.c
  gcc $(pick -Wl,--dynamic-linker=/lib/ld-linux-riscv64.so.9 -O0) -o prog a.c || broken gcc
  $T sh -c './prog'; }
s_other_machine(){ need gcc
  local m='\xf3\x00'; [ "$(uname -m)" = riscv64 ] && m='\x3e\x00'
  echo 'int main(void){return 0;}' > a.c; gcc -o prog a.c || broken gcc
  bad && printf "$m" | dd of=prog bs=1 seek=18 conv=notrunc 2>/dev/null
  $T bash -c './prog'; }
s_no_x_bit(){ need make
  printf '#!/bin/sh\nexit 0\n' > gen.sh; chmod $(pick 644 755) gen.sh; printf 'out:\n\t./gen.sh\n' > Makefile
  $T make -s; }
s_busy_text(){ need python3
  cp /bin/true job; printf 'import subprocess,sys\nf=open(sys.argv[1],"ab")\nsubprocess.run(["./job"],check=True)\n' > start.py
  $T "$PY" start.py $(pick job job.log); }
s_argument_too_big(){
  printf 'big=$(head -c %s /dev/zero | tr "\\000" x)\n/bin/true "$big"\n' $(pick 140000 1000) > call.sh
  $T bash call.sh; }
s_environment_too_big(){ need python3
  export FROB_CACHE; FROB_CACHE=small
  printf 'import os,subprocess\nos.environ["FROB_CACHE"]="x"*%s\nsubprocess.run(["/bin/true"],check=True)\n' $(pick 150000 50) > call.py
  $T "$PY" call.py; }
multicall(){ need gcc; mkdir applets; touch applets/toolbox.conf
  cat > toolbox.c <<'X'
#include <stdio.h>
#include <string.h>
int main(int n,char**v){
  char p[300]; const char*b=strrchr(v[0],'/'); snprintf(p,300,"applets/%s.conf",b?b+1:v[0]);
  FILE*f=fopen(p,"r"); if(!f){fputs("applet unknown\n",stderr); return 2;} return 0; }
X
  gcc -o toolbox toolbox.c || broken gcc; }
s_applet_argv0(){ multicall
  $T bash -c "exec -a $(pick frobctl toolbox) ./toolbox"; }
s_applet_link(){ multicall; ln -s toolbox frobls; bad || touch applets/frobls.conf
  $T sh -c './frobls'; }
s_image_deleted(){
  cp /bin/sleep worker
  $T bash -c "./worker 0.4 & sleep 0.2; $(pick 'rm worker' :); wait; ./worker 0"; }
s_caps_drop_ldpath(){ need_root; need setcap
  sing $(pick -O0 "-Wl,-rpath,$W")
  for_nobody; /sbin/setcap cap_net_raw+ep sing || skip "file capabilities do not work here"
  nobody env LD_LIBRARY_PATH="$W" $T ./sing; }
s_spawn_cwd_node(){ need node
  bad || mkdir -p build/out
  $T "$NODE" -e 'const r=require("child_process").spawnSync("/bin/echo",["x"],{cwd:"build/out"}); if(r.error){console.error(String(r.error));process.exit(1)}'; }
s_spawn_cwd_python(){ need python3
  bad || mkdir stage
  $T "$PY" -c 'import subprocess; subprocess.check_call(["true"],cwd="stage")'; }
s_crlf_shebang(){
  printf '#!/bin/sh%b\n:\nexit 0\n' "$(pick '\r' '')" > run.sh; chmod +x run.sh
  $T bash -c './run.sh'; }
s_crlf_env(){ need python3
  printf '#!/usr/bin/env python3%b\npass\n' "$(pick '\r' '')" > tool.py; chmod +x tool.py
  $T sh -c './tool.py'; }
s_interp_no_x(){
  printf '#!/bin/sh\nexec /bin/sh "$@"\n' > shim; chmod $(pick 644 755) shim
  printf '#!%s/shim\nexit 0\n' "$W" > script; chmod +x script
  $T bash -c './script'; }
s_exec_directory(){ need python3
  if bad; then mkdir -p bin/render; else mkdir bin; cp /bin/true bin/render; fi
  $T "$PY" -c 'import subprocess; subprocess.run(["bin/render"],check=True)'; }
s_script_noexec(){ need_mounts; mkdir nx
  unshare -m bash -c "mount -t tmpfs $(pick '-o noexec' '') none nx || exit 98
    printf '#!/bin/sh\nexit 0\n' > nx/task; chmod 755 nx/task; \$T sh -c 'nx/task'"; }
s_shadowed_tool(){
  mkdir old new
  printf '#!/bin/sh\necho "idl 1.4"\n' > old/idlc; printf '#!/bin/sh\necho "idl 3.0"\n' > new/idlc; chmod +x old/idlc new/idlc
  printf 'v=$(idlc --version)\ncase $v in "idl 3"*) exit 0;; *) echo "idlc 3 or newer is needed, found: $v" >&2; exit 1;; esac\n' > check.sh
  PATH="$(pick "$W/old:$W/new" "$W/new:$W/old"):$PATH" $T sh check.sh; }
s_hashed_path(){
  mkdir one two; printf '#!/bin/sh\nexit 0\n' > one/step; chmod +x one/step
  $T bash -c 'PATH=$PWD/one:$PWD/two:$PATH; step; mv one/step two/step; '"$(pick : 'hash -r')"'; step'; }
s_venv_moved(){ need python3
  mkdir -p "env a/bin"; ln -s "$PY" "env a/bin/python"; mv "env a" env
  printf '#!%s/%s/bin/python\nprint("ok")\n' "$W" "$(pick old-env env)" > env/bin/tool; chmod +x env/bin/tool
  $T bash -c 'env/bin/tool'; }
s_chroot_loader(){ need_root; need chroot musl-gcc
  mkdir -p root/bin
  echo 'int main(void){return 0;}' > a.c; musl-gcc $(pick -O0 -static) -o root/bin/app a.c || broken musl-gcc
  $T "$(tool chroot)" root /bin/app; }
s_unshare_pid(){ need_root; unshare -p true 2>/dev/null || skip "cannot make a pid namespace"
  $T unshare $(pick -p '-p -f') sh -c '/bin/true; /bin/true && exit 0'; }
s_unshare_denied(){ for_nobody; need unshare
  if bad; then nobody $T unshare -m true; else $T true; fi; }

# ===================================================================== the loader and native add-ons
s_needed_gone(){
  sing; bad && rm -f libtone*
  LD_LIBRARY_PATH=$W $T sh -c './sing'; }
s_runpath_moved(){
  mkdir libs libs-2; sing "-Wl,-rpath,$W/libs"; mv libtone.so.1 $(pick libs-2 libs)/
  $T ./sing; }
s_ldpath_typo(){
  sing; mkdir lib; mv libtone.so.1 lib/
  LD_LIBRARY_PATH="$W/$(pick lbi lib)" $T ./sing; }
s_sibling_version(){
  sing "-Wl,-rpath,$W"; cp libtone.so.1 libtone.so.2; bad && rm libtone.so.1
  $T ./sing; }
s_wrong_lib_first(){
  sing; mkdir stale; echo 'int other(void){return 0;}' > o.c
  gcc -shared -fPIC -Wl,-soname,libtone.so.1 -o stale/libtone.so.1 o.c || broken gcc
  LD_LIBRARY_PATH="$(pick "$W/stale:$W" "$W:$W/stale")" $T ./sing; }
versioned(){ echo "TONE_$1 { global: tone; };" > v.map; gcc -shared -fPIC -Wl,-soname,libtone.so.1 -Wl,--version-script=v.map -o libtone.so.1 tone.c || broken gcc; }
s_symbol_version(){
  tone; versioned 3.0; gcc -o sing sing.c -L. -ltone -Wl,-rpath,"$W" || broken gcc
  bad && versioned 1.0
  $T ./sing; }
s_symbol_gone(){
  sing "-Wl,-rpath,$W" -Wl,-z,now
  bad && { echo 'int tune(void){return 440;}' > tone.c; gcc -shared -fPIC -Wl,-soname,libtone.so.1 -o libtone.so.1 tone.c || broken gcc; }
  $T ./sing; }
s_dlsym_gone(){ need python3; tone
  $T "$PY" -c "import ctypes; ctypes.CDLL('./libtone.so.1').$(pick tone_init tone)()"; }
s_lib_other_machine(){
  sing "-Wl,-rpath,$W"
  bad && printf '\xb7\x00' | dd of=libtone.so.1 bs=1 seek=18 conv=notrunc 2>/dev/null
  $T ./sing; }
s_cache_stale(){ need_mounts; need ldconfig
  sing; mkdir reg; mv libtone.so.1 reg/
  unshare -m bash -c 'echo "$W/reg" > conf; /sbin/ldconfig -C cache -f conf 2>/dev/null; mount --bind cache /etc/ld.so.cache || exit 98
    ./sing || exit 98; '"$(pick 'rm reg/libtone.so.1;' '')"' $T ./sing'; }
s_ctypes_gone(){ need python3; tone
  $T "$PY" -c "import ctypes; ctypes.CDLL('$(pick libwobble.so.7 "$W/libtone.so.1")')"; }
s_dlopen_noexec(){ need_mounts; need python3; tone; mkdir nx
  unshare -m bash -c "mount -t tmpfs $(pick '-o noexec' '') none nx && cp libtone.so.1 nx/ || exit 98
    \$T \"\$PY\" -c 'import ctypes; ctypes.CDLL(\"nx/libtone.so.1\")'"; }
s_addon_abi(){ need node g++
  local inc=/usr/include/node; [ -f $inc/node.h ] || inc=$(dirname "$(dirname "$(readlink -f "$NODE")")")/include/node
  [ -f "$inc/node.h" ] || skip "node.h not found"
  cat > pulse.cc <<X
#include <node.h>
static void init(v8::Local<v8::Object>, v8::Local<v8::Value>, void*) {}
static node::node_module mod = {$(pick 83 NODE_MODULE_VERSION), 0, nullptr, "pulse.cc", (node::addon_register_func) init, nullptr, "pulse", nullptr, nullptr};
__attribute__((constructor)) static void enrol() { node_module_register(&mod); }
X
  g++ -std=c++20 -shared -fPIC -I"$inc" -o pulse.node pulse.cc || broken g++
  $T "$NODE" -e 'require("./pulse.node")'; }
s_addon_dependency(){ need node
  tone; echo 'int tone(void);int beat(void){return tone();}' > beat.c
  gcc -shared -fPIC -o beat.node beat.c -L. -ltone "-Wl,-rpath,$W" || broken gcc; bad && rm libtone.so*
  if bad; then $T "$NODE" -e 'require("./beat.node")'
  else $T "$NODE" -e 'try{require("./beat.node")}catch(e){if(!/register/.test(e.message))throw e}'; fi; }
s_jni_gone(){ need java javac; tone
  printf 'public class Player{public static void main(String[] a){System.loadLibrary("tone");}}\n' > Player.java; "$JAVAC" Player.java || broken javac
  $T "$JAVA" -Xshare:auto "-Djava.library.path=$W/$(pick native .)" -cp . Player; }
s_mono_native_gone(){ need mcs mono; tone
  printf 'using System.Runtime.InteropServices;class P{[DllImport("%s")]static extern int tone();static int Main(){return tone()==440?0:3;}}\n' "$(pick tonal "$W/libtone.so.1")" > p.cs
  mcs p.cs || broken mcs
  $T mono p.exe; }
s_mono_assembly_gone(){ need mcs mono
  echo 'public class Part{public static int N(){return 0;}}' > Parts.cs; mcs -target:library Parts.cs || broken mcs
  echo 'class P{static int Main(){return Part.N();}}' > p.cs; mcs -r:Parts.dll p.cs || broken mcs
  bad && rm Parts.dll
  $T mono p.exe; }
s_python_abi_tag(){ need python3 gcc
  echo 'void*PyInit_fastsum(void){return 0;}' > f.c
  if bad; then gcc -shared -fPIC -o fastsum.cpython-39-x86_64-linux-gnu.so f.c || broken gcc; else echo 'x=1' > fastsum.py; fi
  $T "$PY" -c 'import fastsum'; }
s_class_version(){ need java javac
  printf 'public class Late{public static void main(String[] a){}}\n' > Late.java; "$JAVAC" Late.java || broken javac
  bad && printf '\x00\x63' | dd of=Late.class bs=1 seek=6 conv=notrunc 2>/dev/null
  $T "$JAVA" -Xshare:auto -cp . Late; }

# ===================================================================== Go
s_go_noexec(){ need_go; need_mounts
  greeter; go build -o /dev/null . || broken "go build"; mkdir nx
  unshare -m bash -c "mount -t tmpfs -o size=200m none nx && mkdir nx/cache nx/tmp && mount --bind \"\$GOCACHE\" nx/cache || exit 98
    $(pick 'mount -o remount,bind,noexec nx/cache && mount -o remount,noexec nx || exit 98' '')
    GOCACHE=\$W/nx/cache GOTMPDIR=\$W/nx/tmp \$T go run ."; }
s_go_root_gone(){ need_go; greeter
  bad && export GOROOT=/usr/lib/go-9.9
  $T go run .; }
s_go_root_other(){ need_old_go; greeter
  bad && export GOROOT=$W/go-before
  $T go run .; }
s_go_older_first(){ need_old_go
  local v; v=$(go env GOVERSION | grep -oE '[0-9]+\.[0-9]+(\.[0-9]+)?' | head -1); case $v in *.*.*) ;; *) v=$v.0;; esac
  printf 'module example.org/proof\n\ngo %s\n' "$v" > go.mod; printf 'package main\n\nfunc main() {}\n' > main.go
  bad && PATH=$W/go-before/bin:$PATH
  $T sh -c 'go vet ./...'; }
s_go_user_file(){ need_go
  module; mkdir -p conf/go; bad && echo 'GOFLAGS=-mod=vendor' > conf/go/env; unset GOFLAGS
  printf 'package main\n\nimport _ "%s"\n\nfunc main() {}\n' "$(pick example.com/far/away fmt)" > main.go
  XDG_CONFIG_HOME=$W/conf $T go build -o /dev/null .; }
s_go_flags_bad(){ need_go; greeter
  GOFLAGS="$(pick '-ldflags -s' -ldflags=-s)" $T go build -o /dev/null .; }
s_go_cache_denied(){ need_go; greeter; mkdir store tmp; chmod $(pick 555 777) store; chmod 777 tmp; for_nobody
  nobody test -x "$GODIR/go" || skip "uid 65534 cannot run $GODIR/go"
  bad || { cp -r "$GOCACHE" store/go && chmod -R a+rwX store; }
  HOME=$W TMPDIR=$W/tmp GOCACHE=$W/store/go nobody $T go build -o /dev/null .; }
s_go_tmp_gone(){ need_go; greeter; bad || mkdir scratch
  GOTMPDIR=$W/scratch $T go run .; }
s_go_no_cc(){ need_go; need gcc; module; mkdir bin; bad || for t in gcc cc as ld collect2 ; do ln -s /usr/bin/$t bin/$t 2>/dev/null; done
  printf 'package main\n\n// static int twice(int a) { return 2 * a; }\nimport "C"\n\nfunc main() { println(C.twice(2)) }\n' > main.go
  $T env PATH="$W/bin" CGO_ENABLED=1 "$GODIR/go" build -o /dev/null .; }
s_go_cc_path(){ need_go; need gcc; module
  printf 'package main\n\n// static int half(int a) { return a / 2; }\nimport "C"\n\nfunc main() { println(C.half(2)) }\n' > main.go
  CC="$(pick /opt/cross/bin/x86_64-frob-gcc /usr/bin/gcc)" CGO_ENABLED=1 $T go build -o /dev/null .; }
s_go_config_is_file(){ need_go; if bad; then touch conf; else mkdir conf; fi
  HOME=$W XDG_CONFIG_HOME=$W/conf $T go env -w GOPRIVATE=example.org; }
s_go_embed_gone(){ need_go; module
  printf 'package main\n\nimport _ "embed"\n\n//go:embed banner.txt\nvar banner string\n\nfunc main() { println(banner) }\n' > main.go
  bad || echo hi > banner.txt
  $T go build -o /dev/null .; }
s_go_test_golden(){ need_go; module; bad || { mkdir testdata; echo x > testdata/golden.json; }
  printf 'package proof\n\nimport (\n\t"os"\n\t"testing"\n)\n\nfunc TestGolden(t *testing.T) {\n\tif _, err := os.ReadFile("testdata/golden.json"); err != nil {\n\t\tt.Fatal("cannot compare")\n\t}\n}\n' > a_test.go
  $T go test ./...; }
s_go_pkgconfig(){ need_go; need pkg-config gcc; module; mkdir pc
  bad || printf 'Name: wobble\nDescription: w\nVersion: 1\nLibs:\nCflags:\n' > pc/wobble.pc
  printf 'package main\n\n// #cgo pkg-config: wobble\nimport "C"\n\nfunc main() { println("%s") }\n' "$$-$(date +%s%N)" > main.go   # new text each time: go skips pkg-config for what it has built before
  PKG_CONFIG_PATH=$W/pc CGO_ENABLED=1 $T go build -o /dev/null .; }
s_go_replace_gone(){ need_go
  printf 'module example.org/proof\n\ngo 1.21\n\nrequire example.org/part v0.0.0\n\nreplace example.org/part => ./%s\n' "$(pick prat part)" > go.mod
  mkdir part; printf 'module example.org/part\n' > part/go.mod; printf 'package part\n' > part/p.go
  printf 'package main\n\nimport _ "example.org/part"\n\nfunc main() {}\n' > main.go
  $T go build -o /dev/null .; }

# ===================================================================== Rust
crate(){ mkdir src; printf '[package]\nname = "proof"\nversion = "0.1.0"\nedition = "2021"\n' > Cargo.toml; echo 'fn main() {}' > src/main.rs; }
s_cargo_linker_gone(){ need_rust; crate; mkdir .cargo
  printf '[target.x86_64-unknown-linux-gnu]\nlinker = "%s"\n' "$(pick mips-frob-gcc gcc)" > .cargo/config.toml
  $T cargo build -q; }
s_rust_include_gone(){ need_rust; bad || echo t > terms.txt
  echo 'fn main() { print!("{}", include_str!("terms.txt")); }' > main.rs
  $T rustc main.rs; }
s_rust_native_gone(){ need_rust; tone
  printf '#[link(name = "%s")] extern "C" { fn tone() -> i32; }\nfn main() { unsafe { tone(); } }\n' "$(pick wobble tone)" > main.rs
  $T rustc -L native="$W" main.rs; }
s_cargo_member_gone(){ need_rust; printf '[workspace]\nmembers = ["%s"]\nresolver = "2"\n' "$(pick tools tool)" > Cargo.toml
  mkdir tool; (cd tool && crate)
  $T cargo metadata -q --format-version 1 --no-deps; }

# ===================================================================== files, permissions, file systems
s_no_search(){ need python3; mkdir -p priv/sub; echo '{}' > priv/sub/app.json; for_nobody; chmod $(pick 644 755) priv
  nobody $T "$PY" -c 'import json; json.load(open("priv/sub/app.json"))'; }
s_owner_only(){ need node; echo '{}' > key.json; for_nobody; chmod $(pick 600 644) key.json
  nobody $T "$NODE" -e 'JSON.parse(require("fs").readFileSync("key.json"))'; }
s_dir_not_writable(){ mkdir spool; for_nobody; chmod $(pick 755 777) spool
  nobody $T sh -c 'echo job > spool/job.1'; }
s_immutable_file(){ need_root; need chattr; echo a > ledger; bad && { chattr +i ledger 2>/dev/null || skip "no immutable flag on this file system"; }
  trap 'chattr -i "$W/ledger" 2>/dev/null' EXIT
  $T bash -c 'echo line >> ledger'; }
s_cwd_deleted(){ need python3; mkdir gone; cd gone || broken cd; bad && rmdir ../gone
  $T "$PY" -c 'import os; print(os.getcwd())'; }
s_dangling_link(){ need node; ln -s $(pick releases/7/settings.json releases/6/settings.json) settings.json; mkdir -p releases/6; echo '{}' > releases/6/settings.json
  $T "$NODE" -e 'JSON.parse(require("fs").readFileSync("settings.json"))'; }
s_link_loop(){ if bad; then ln -s two one; ln -s one two; else mkdir one; echo x > one/list; fi
  $T cat one/list; }
s_disk_full(){ need python3; need_mounts; mkdir t
  printf 'with open("t/data.bin","wb",buffering=0) as f:\n  for i in range(40): f.write(b"z"*4096)\nopen("t/more.bin","wb",buffering=0).write(b"z"*5000)\n' > fill.py
  unshare -m bash -c "mount -t tmpfs -o size=$(pick 96k 1m) none t || exit 98; \$T \"\$PY\" fill.py"; }
s_dev_full(){ $T bash -c "echo result > $(pick /dev/full /dev/null)"; }
s_read_only_fs(){ need_mounts; mkdir t
  unshare -m bash -c "mount -t tmpfs none t && $(pick 'mount -o remount,ro t' :) || exit 98; \$T cp /etc/hostname t/copy"; }
s_quota_full(){ need_mounts; need mkfs.btrfs; mkdir t
  truncate -s 120M img; /sbin/mkfs.btrfs -q img >/dev/null 2>&1 || skip "mkfs.btrfs failed"
  unshare -m bash -c "mount -o loop img t 2>/dev/null || exit 77; btrfs quota enable t && btrfs subvolume create t/home >/dev/null && btrfs qgroup limit $(pick 1M 50M) t/home || exit 98
    \$T dd if=/dev/zero of=t/home/dump bs=64k count=40 conv=fsync status=none" || { r=$?; [ $r = 77 ] && skip "btrfs cannot be mounted here"; return $r; }; }
s_name_too_long(){ need python3
  $T "$PY" -c "open('cache-'+'k'*$(pick 300 200),'w')"; }
s_file_as_dir(){ need node; if bad; then echo x > out; else mkdir out; fi
  $T "$NODE" -e 'require("fs").mkdirSync("out/js",{recursive:true})'; }
s_mkdir_parent(){ bad || mkdir -p dist/pkg
  $T sh -c 'mkdir dist/pkg/lib'; }
s_redirect_dir_gone(){ bad || mkdir logs
  $T bash -c 'echo start > logs/app.log'; }
s_rename_across(){ need python3; need_mounts; mkdir t; echo a > a
  unshare -m bash -c "mount -t tmpfs none t || exit 98; \$T \"\$PY\" -c 'import os,shutil; $(pick os.rename shutil.move)(\"a\",\"t/a\")'"; }
s_rmdir_not_empty(){ mkdir work; bad && touch work/.keep
  $T rmdir work; }
s_mount_hides(){ need_mounts; mkdir data; echo 1 > data/in.csv
  $T unshare -m sh -c "$(pick 'mount -t tmpfs none data' :) && cat data/in.csv"; }
s_mktemp_dir_gone(){ bad || mkdir scratch
  TMPDIR=$W/scratch $T sh -c 'f=$(mktemp) || exit 1; rm "$f"'; }

# ===================================================================== limits, locks, sockets
s_fd_limit(){ need node
  printf 'const fs=require("fs");for(let i=0;i<60;i++)fs.openSync("/etc/hostname")\n' > many.js
  $T bash -c "ulimit -n $(pick 40 200); exec \"\$NODE\" many.js"; }
s_process_limit(){ need python3; for_nobody
  nobody $T bash -c "$(pick 'ulimit -u 1' :); exec \"\$PY\" -c 'import subprocess; subprocess.run([\"true\"],check=True)'"; }
s_memory_limit(){ need python3
  $T bash -c "$(pick 'ulimit -v 300000' :); exec \"\$PY\" -c 'x=bytearray(400000000)'"; }
s_java_heap_limit(){ need java
  $T bash -c "ulimit -v 4000000; exec \"\$JAVA\" -Xshare:auto $(pick -Xms6g -Xmx64m) -XX:ReservedCodeCacheSize=32m -XX:CompressedClassSpaceSize=32m -version"; }
s_file_size_limit(){ need python3
  printf 'f=open("dump","wb",buffering=0)\nfor i in range(64): f.write(b"d"*4096)\n' > dump.py
  $T bash -c "ulimit -f $(pick 64 1024); exec \"\$PY\" dump.py"; }
s_refused(){ need node
  bad || { "$PY" -c 'import socket,time; s=socket.socket(); s.setsockopt(1,2,1); s.bind(("127.0.0.1",18437)); s.listen(); open("up","w"); time.sleep(150)' & keep $!; await up; }
  $T "$NODE" -e 'const s=require("net").connect(18437,"127.0.0.1");s.on("connect",()=>s.destroy());s.on("error",e=>{console.error(e.message);process.exit(1)})'; }
s_refused_by_config(){ need python3
  "$PY" -c 'import socket,time; s=socket.socket(); s.setsockopt(1,2,1); s.bind(("127.0.0.1",18439)); s.listen(); open("up","w"); time.sleep(150)' & keep $!; await up
  printf '[db]\nhost = 127.0.0.1\nport = %s\n' $(pick 18493 18439) > db.ini
  printf 'import configparser,socket\nc=configparser.ConfigParser(); c.read("db.ini")\nsocket.create_connection((c["db"]["host"],c.getint("db","port")))\n' > db.py
  $T "$PY" db.py; }
s_port_in_use(){ need python3
  bad && { "$PY" -c 'import socket,time; s=socket.socket(); s.bind(("127.0.0.1",18441)); s.listen(); open("up","w"); time.sleep(150)' & keep $!; await up; }
  $T "$PY" -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",18441))'; }
s_port_denied(){ need python3; for_nobody; [ "$(cat /proc/sys/net/ipv4/ip_unprivileged_port_start)" -gt 81 ] || skip "low ports are free for all here"
  nobody $T "$PY" -c "import socket; s=socket.socket(); s.bind(('127.0.0.1',$(pick 81 18443)))"; }
s_no_route(){ need_root; need python3; unshare -n true 2>/dev/null || skip "cannot make a network namespace"
  $T unshare -n "$PY" -c "import socket; s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM); $(pick 's.connect(("10.1.2.3",53))' pass)"; }
s_socket_file_gone(){ need python3
  bad || { "$PY" -c 'import socket,time; s=socket.socket(socket.AF_UNIX); s.bind("agent.sock"); s.listen(); time.sleep(150)' & keep $!; await agent.sock; }
  $T "$PY" -c 'import socket; s=socket.socket(socket.AF_UNIX); s.connect("agent.sock")'; }
s_socket_file_stale(){ need node python3
  "$PY" -c 'import socket; s=socket.socket(socket.AF_UNIX); s.bind("daemon.sock")'
  bad || { rm daemon.sock; "$PY" -c 'import socket,time; s=socket.socket(socket.AF_UNIX); s.bind("daemon.sock"); s.listen(); time.sleep(150)' & keep $!; await daemon.sock; sleep 0.1; }
  $T "$NODE" -e 'const s=require("net").connect("daemon.sock");s.on("connect",()=>s.destroy());s.on("error",e=>{console.error("no daemon");process.exit(2)})'; }
s_flock_held(){ need flock python3
  bad && { "$PY" -c 'import fcntl,time; f=open("db.lock","w"); fcntl.flock(f,2); open("up","w"); time.sleep(150)' & keep $!; await up; }
  $T flock -n db.lock true; }
s_sqlite_locked(){ need python3
  "$PY" -c 'import sqlite3; sqlite3.connect("s.db").execute("create table t(a)")' || broken sqlite3
  bad && { "$PY" -c 'import sqlite3,time; c=sqlite3.connect("s.db"); c.execute("begin exclusive"); open("up","w"); time.sleep(150)' & keep $!; await up; }
  $T "$PY" -c 'import sqlite3; c=sqlite3.connect("s.db",timeout=0.2); c.execute("insert into t values(1)"); c.commit()'; }
s_git_index_lock(){ need git; git init -q . && git config user.email a@example.org && git config user.name a || broken git
  echo a > a; bad && touch .git/index.lock
  $T git add a; }
s_fifo_hang(){ mkfifo feed; bad || { (echo go > feed) & keep $!; }
  $T timeout 1.5 cat feed; }
s_silent_server(){ need python3
  "$PY" -c "import socket,time
s=socket.socket(); s.setsockopt(1,2,1); s.bind(('127.0.0.1',18445)); s.listen(); open('up','w'); c,_=s.accept(); $(pick '' "c.send(b'hi');") time.sleep(150)" & keep $!; await up
  $T timeout 1.5 "$PY" -c 'import socket; s=socket.create_connection(("127.0.0.1",18445)); print(s.recv(10))'; }
s_lock_hang(){ need flock python3
  bad && { "$PY" -c 'import fcntl,time; f=open("queue.lock","w"); fcntl.flock(f,2); open("up","w"); time.sleep(150)' & keep $!; await up; }
  $T timeout 1.5 flock queue.lock true; }

# ===================================================================== settings and tools
s_locale_gone(){ need python3
  LC_ALL=$(pick tlh_QS.UTF-8 C.UTF-8) $T "$PY" -c 'import locale; locale.setlocale(locale.LC_ALL,"")'; }
s_sysroot_gone(){ need gcc; printf '#include <stdlib.h>\nint main(void){return 0;}\n' > a.c
  $T gcc $(pick --sysroot=/opt/sysroot-none -O0) -c -o a.o a.c; }
s_header_case(){ need gcc; mkdir inc; echo '#define N 1' > inc/config.h; printf '#include "%s"\nint main(void){return 0;}\n' "$(pick Config.h config.h)" > a.c
  $T gcc -Iinc -c -o a.o a.c; }
s_link_lib_gone(){ need gcc; tone
  $T gcc -o sing sing.c -L. -l$(pick tones tone); }
s_make_tool_gone(){ need make; printf 'all: api.c\n\ttest -f api.c\napi.c:\n\t%s api.c\n' "$(pick swaggerize touch)" > Makefile
  $T make -s; }
s_make_prereq_gone(){ need make; printf 'all: version.h\n\t@cat version.h\n' > Makefile; bad || touch version.h
  $T make -s; }
s_make_include_gone(){ need make; printf 'include rules/common.mk\nall:\n\t@:\n' > Makefile; bad || { mkdir rules; touch rules/common.mk; }
  $T make -s; }
s_cmake_compiler_gone(){ need cmake gcc make; printf 'cmake_minimum_required(VERSION 3.10)\nproject(p C)\n' > CMakeLists.txt
  printf 'set(CMAKE_SYSTEM_NAME Linux)\nset(CMAKE_C_COMPILER %s)\n' "$(pick /opt/tc/bin/arm-gcc /usr/bin/gcc)" > tc.cmake
  $T cmake -S . -B b -DCMAKE_TOOLCHAIN_FILE="$W/tc.cmake"; }
s_node_module_gone(){ need node; mkdir -p srv/lib; echo 'require("express-lite")' > srv/lib/app.js
  bad || { mkdir -p node_modules/express-lite; echo '' > node_modules/express-lite/index.js; }
  $T "$NODE" srv/lib/app.js; }
s_node_file_case(){ need node; echo '' > Utils.js; echo "require('./$(pick utils Utils)')" > m.js
  $T "$NODE" m.js; }
s_node_options(){ need node; bad || echo '' > hook.js
  NODE_OPTIONS="--require $W/hook.js" $T "$NODE" -e 0; }
s_python_module_gone(){ need python3; echo 'import yamlish' > load.py; bad || touch yamlish.py
  $T "$PY" load.py; }
s_python_home(){ need python3
  bad && export PYTHONHOME=/opt/python-none
  $T "$PY" -c 'print(1)'; }
s_perl_module_gone(){ need perl; bad || { mkdir -p lib/Frob; printf 'package Frob::Core; 1;\n' > lib/Frob/Core.pm; }
  $T perl -Ilib -e 'use Frob::Core;'; }
s_java_jar_gone(){ need java javac; printf 'public class App{public static void main(String[] a){}}\n' > App.java; "$JAVAC" App.java || broken javac
  mkdir lib; (need jar; "$(tool jar)" cf lib/app.jar App.class) || broken jar; rm App.class
  $T "$JAVA" -Xshare:auto -cp "lib/$(pick app-1.1.jar app.jar)" App; }
s_java_home(){ need mvn
  bad && export JAVA_HOME=/opt/jdk-none
  $T "$(tool mvn)" -v; }
s_java_agent(){ need java
  bad && export JAVA_TOOL_OPTIONS=-javaagent:/opt/agent/trace.jar
  $T "$JAVA" -Xshare:auto -version; }
s_git_editor(){ need git; git init -q . && git config user.email a@example.org && git config user.name a && git config core.editor "$(pick frobedit 'echo note >')" && echo a > a && git add a || broken git
  $T git commit -q; }
s_wrong_key(){ need ssh-keygen; ssh-keygen -q -t ed25519 -N '' -f id_work || broken ssh-keygen
  $T ssh-keygen -y -f $(pick id_wrk id_work); }

# ===================================================================== values in files that the program reads
s_conf_trailing_blank(){ need python3; echo '{}' > users.json; printf '# app\nname = x\nusers = users.json%b\n' "$(pick ' ' '')" > app.conf
  printf 'for l in open("app.conf"):\n  k,_,v=l.rstrip("\\n").partition(" = ")\n  if k=="users": open(v)\n' > app.py
  $T "$PY" app.py; }
s_conf_crlf(){ mkdir in; echo 1 > in/list.txt; printf 'SOURCE=in/list.txt%b\nMODE=full%b\n' "$(pick '\r' '')" "$(pick '\r' '')" > job.env
  printf '. ./job.env\nsort "$SOURCE" > sorted.txt || exit 3\n' > job.sh
  $T sh job.sh; }
s_conf_tilde(){ need python3; echo x > "$HOME/words.txt"; printf '[spell]\nlang = en\nwords = %s/words.txt\n' "$(pick '~' "$HOME")" > spell.ini
  printf 'import configparser\nc=configparser.ConfigParser(); c.read("spell.ini")\nopen(c["spell"]["words"])\n' > spell.py
  $T "$PY" spell.py; }
s_conf_dollar(){ need node; echo '{}' > "$HOME/theme.json"; printf '{\n  "name": "t",\n  "theme": "%s/theme.json"\n}\n' "$(pick '$HOME' "$HOME")" > ui.json
  $T "$NODE" -e 'const fs=require("fs");const c=JSON.parse(fs.readFileSync("ui.json"));fs.readFileSync(c.theme)'; }
s_conf_wrong_path(){ need java javac
  cat > Boot.java <<'X'
import java.io.*; import java.util.*;
public class Boot { public static void main(String[] a) throws Exception {
  Properties p = new Properties(); try (Reader r = new FileReader("boot.properties")) { p.load(r); }
  try (Reader r = new FileReader(p.getProperty("rules"))) { r.read(); } } }
X
  "$JAVAC" Boot.java || broken javac; mkdir etc; echo a > etc/rules.txt
  printf 'mode=strict\nrules=%s\n' "$(pick conf/rules.txt etc/rules.txt)" > boot.properties
  $T "$JAVA" -Xshare:auto -cp . Boot; }
s_conf_yaml_list(){ need python3; mkdir plug; touch plug/a.so plug/b.so; printf 'plugins:\n  - plug/a.so\n  - plug/%s.so\n' "$(pick c b)" > site.yml
  printf 'import os\nfor l in open("site.yml"):\n  if l.startswith("  - ") and not os.path.exists(l[4:-1]): raise SystemExit("bad plugin set")\n' > site.py
  $T "$PY" site.py; }
s_dotenv_path(){ need node; echo k > key.pem; printf 'PORT=80\nTLS_KEY=./%s\n' "$(pick keys.pem key.pem)" > .env
  $T "$NODE" -e 'const fs=require("fs");for(const l of fs.readFileSync(".env","utf8").split("\n")){const i=l.indexOf("=");if(i>0)process.env[l.slice(0,i)]=l.slice(i+1)};fs.readFileSync(process.env.TLS_KEY)'; }
s_env_path(){ need python3; echo 1 > model.bin; 
  MODEL_FILE="$W/$(pick modle.bin model.bin)" $T "$PY" -c 'import os; open(os.environ["MODEL_FILE"])'; }
s_argv_path(){ need gcc; echo 'int main(void){return 0;}' > main.c
  $T gcc -c -o m.o $(pick mian.c main.c); }

# ===================================================================== no call is to blame
s_segv(){ need gcc; echo "int main(void){ int x=0; int*p=$(pick '(int*)16' '&x'); *(volatile int*)p=7; return 0; }" > a.c; gcc -w -o prog a.c || broken gcc
  $T bash -c './prog; exit $?'; }
s_abort(){ need gcc; printf '#include <assert.h>\nint main(int n,char**v){ assert(n==%s); return 0; }\n' $(pick 5 1) > a.c; gcc -o prog a.c || broken gcc
  $T ./prog; }
s_divide(){ need gcc; echo "int main(int n,char**v){ return 6/(n-$(pick 1 0))-6; }" > a.c; gcc -w -o prog a.c || broken gcc
  $T sh -c './prog'; }

# ===================================================================== hard: quiet, swallowed, wrapped
s_quiet_test(){ printf 'for d in /etc/opt/a /etc/opt/b /etc/opt/c; do test -d "$d" || :; done\ntest -f etc/licence.txt || exit 1\n' > start.sh; bad || { mkdir etc; touch etc/licence.txt; }
  $T sh start.sh; }
s_swallowed(){ need python3; bad || echo s > token
  printf 'import sys\ndef login():\n  try:\n    return open("token").read()\n  except Exception:\n    return None\nif login() is None: sys.exit("not authorised")\n' > cli.py
  $T "$PY" cli.py; }
s_null_stream(){ need gcc; bad || { mkdir share; echo AB > share/palette.dat; }
  cat > a.c <<'X'
#include <stdio.h>
int main(void){ FILE*p=fopen("share/palette.dat","rb"); int i,c=0;
  for(i=0;i<6;i++){FILE*g=fopen("/etc/passwd","r"); if(g){c+=fgetc(g);fclose(g);}}
  return fgetc(p)==c ? 1 : 0; }
X
  gcc -O0 -w -o paint a.c || broken gcc
  $T ./paint; }
s_no_cache_dir(){ need python3; bad || mkdir "$W/home"
  printf 'import os,sys\nfor d in ("/proc/none/.cache/f",%s,"/sys/f"):\n  try: os.makedirs(d); break\n  except OSError: pass\nelse:\n  import csv,json,email.message\n  sys.exit("E2203")\n' "$(pick '"/proc/f"' "'$W/home/f'")" > font.py
  $T "$PY" font.py; }
s_go_wrapped(){ need_go; module
  cat > main.go <<'X'
package main

import (
	"os"
	"os/exec"
)

func main() {
	for _, c := range []string{"svn-frob", "darcs-frob"} {
		exec.LookPath(c)
	}
	if exec.Command("./sign.sh").Run() != nil {
		println("release step failed")
		os.Exit(9)
	}
}
X
  go build -o rel . || broken "go build"; printf '#!%s\nexit 0\n' "$(pick /usr/bin/ksh2099 /bin/sh)" > sign.sh; chmod +x sign.sh
  $T ./rel; }
s_npm_script(){ need node npm; printf '{"name":"p","version":"1.0.0","scripts":{"lint":"%s ."}}' "$(pick eslintx echo)" > package.json
  PATH=$(dirname "$NODE"):$PATH $T "$NPM" run -s lint; }

# ===================================================================== noisy: the cause is one failing call among very many
s_noisy_parmake(){ need make gcc; mkdir src gen; echo '#define G 1' > gen/wire_v2.h
  for i in $(seq 1 24); do printf '#include <stdio.h>\n#include <string.h>\nint u%d;\n' "$i" > src/u$i.c; done
  printf '#include "gen/%s"\n' "$(pick wire_v3.h wire_v2.h)" >> src/u9.c
  printf 'OBJ=$(patsubst src/%%.c,%%.o,$(wildcard src/*.c))\nall: $(OBJ)\n%%.o: src/%%.c\n\t@test -x /opt/distcc || true; gcc -I. -c $< -o $@ 2>$@.log\n' > Makefile
  $T make -s -k -j4; }
s_noisy_parmake_tool(){ need make; mkdir in
  for i in $(seq 1 30); do echo $i > in/$i.txt; done
  printf 'OUT=$(patsubst in/%%.txt,%%.out,$(wildcard in/*.txt))\nall: $(OUT) bundle.out\n%%.out: in/%%.txt\n\t@for d in /opt/x /opt/y /opt/z; do test -e $$d/$@ && exit 9; done; cp $< $@\nbundle.out:\n\t@sleep 0.1; %s in/1.txt > $@ 2>/dev/null\n' "$(pick minify-frob cat)" > Makefile
  $T make -s -j6; }
s_noisy_retry_connect(){ need python3
  printf 'import socket,sys,time\nfor n in range(8):\n  try: socket.create_connection(("127.0.0.1",18447)); break\n  except OSError: time.sleep(0.1)\nelse: sys.exit("gave up")\n' > wait.py
  bad || { "$PY" -c 'import socket,time; time.sleep(0.3); s=socket.socket(); s.setsockopt(1,2,1); s.bind(("127.0.0.1",18447)); s.listen(); time.sleep(150)' & keep $!; }
  $T "$PY" wait.py; }
s_noisy_swallow_node(){ need node; bad || echo '{"a":1}' > limits.json
  cat > svc.js <<'X'
const fs=require("fs");
for (let i=0;i<150;i++) { try { fs.statSync("/var/lib/frob/shard-"+i) } catch {} }
let limits; try { limits=JSON.parse(fs.readFileSync("limits.json")) } catch {}
for (let i=0;i<150;i++) { try { fs.accessSync("/var/cache/frob/page-"+i) } catch {} }
setTimeout(() => { if (limits.a !== 1) process.exit(1) }, 50);
X
  $T "$NODE" svc.js; }
s_noisy_wrappers(){
  local i; for i in 1 2 3 4 5; do printf '#!/bin/sh\nfor f in /etc/frob.%d /usr/local/etc/frob.%d "$HOME/.frob%d"; do [ -r "$f" ] && . "$f"; done\nls /opt/frob/%d >/dev/null 2>&1\nexec ./w%d "$@"\n' $i $i $i $i $((i+1)) > w$i; done
  printf '#!%s\nexit 0\n' "$(pick /usr/local/bin/frobsh /bin/sh)" > w6; chmod +x w?
  $T sh -c './w1 --serve'; }
s_noisy_before_after(){ need python3; bad || { mkdir keys; echo k > keys/public.pem; }
  cat > verify.py <<'X'
import os, sys
def sweep(root):
    for n in range(300):
        try: os.unlink("%s/tmp-%d" % (root, n))
        except OSError: pass
sweep("/var/tmp/frob")
try: key = open("keys/public.pem").read()
except OSError: key = None
sweep("/var/spool/frob")
for d in sys.path: os.path.exists(d + "/verify_plugins")
sys.exit(0 if key else 3)
X
  $T "$PY" verify.py; }
s_noisy_ignored_child(){ need python3; bad || echo a > site.conf
  cat > up.sh <<'X'
cat /etc/frob/defaults 2>/dev/null || true
false || :
"$PY" -c 'import yaml_frob' 2>/dev/null
rm -f /tmp/frob.lock
nproc_frob >/dev/null 2>&1 || n=2
ls /srv/frob/a /srv/frob/b >/dev/null 2>&1
grep -q listen site.conf 2>/dev/null; [ $? -lt 2 ] || exit 5
rmdir /srv/frob/never 2>/dev/null
exit 0
X
  $T sh up.sh; }
s_noisy_fallbacks(){ need python3; mkdir -p conf out; echo '{}' > conf/app.json; bad || mkdir out/reports
  cat > rep.py <<'X'
import json, os, sys
for d in ["/etc/app", "/usr/local/etc/app", os.path.expanduser("~/.config/app"), "conf"]:
    try: cfg = json.load(open(d + "/app.json")); break
    except OSError: pass
for lib in ("libwob.so.9", "libwob.so.8", "libm.so.6"):
    import ctypes
    try: ctypes.CDLL(lib); break
    except OSError: pass
try: import simplejson_frob
except ImportError: import json
try:
    with open("out/reports/summary.txt", "w") as f: f.write("x")
except OSError:
    print("report not written"); os._exit(4)
X
  $T "$PY" rep.py; }
s_noisy_make_py_sh_gcc(){ need make python3 gcc; mkdir src; printf '#include <stdint.h>\n#include "%s"\nint a;\n' abi/layout.h > src/a.c; bad || { mkdir src/abi; touch src/abi/layout.h; }
  printf 'all:\n\t@"$(PY)" build.py\n' > Makefile
  printf 'import subprocess,sys,os\nfor d in ("/opt/ccache","/usr/lib/ccache-frob"):\n  os.path.isdir(d)\nr=subprocess.run(["sh","cc.sh","src/a.c"],stderr=subprocess.DEVNULL)\nsys.exit("build failed" if r.returncode else 0)\n' > build.py
  printf 'for f in /etc/cc.rc "$HOME/.ccrc"; do [ -f "$f" ] && . "$f"; done\ngcc -c "$1" -o a.o || exit 12\n' > cc.sh
  $T make -s; }
s_noisy_node_sh_py(){ need node python3; bad || echo 'a,b' > prices.csv
  cat > feed.js <<'X'
const {spawnSync}=require("child_process"); const fs=require("fs");
for (const p of ["/etc/feed.json","./feed.local.json"]) fs.existsSync(p);
const r=spawnSync("sh",["feed.sh"],{stdio:["ignore","ignore","ignore"]});
if (r.status) { console.error("feed worker ended with "+r.status); process.exit(1); }
X
  printf '[ -f .envrc ] && . ./.envrc\ncommand -v uvx-frob >/dev/null || runner="$PY"\n"$runner" feed.py || exit 21\n' > feed.sh
  printf 'import csv,sys\ntry: rows=list(csv.reader(open("prices.csv")))\nexcept Exception: sys.exit(1)\n' > feed.py
  $T "$NODE" feed.js; }
s_noisy_go_script(){ need_go; module
  cat > main.go <<'X'
package main

import (
	"fmt"
	"os"
	"os/exec"
	"time"
)

func main() {
	for i := 0; i < 80; i++ {
		os.Stat(fmt.Sprintf("/var/lib/pipe/%d", i))
	}
	for _, s := range []string{"./one.sh", "./two.sh"} {
		var err error
		for try := 0; try < 3; try++ {
			if err = exec.Command(s).Run(); err == nil {
				break
			}
			time.Sleep(40 * time.Millisecond)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "pipeline failed")
			os.Exit(3)
		}
	}
}
X
  go build -o pipe . || broken "go build"
  printf '#!/bin/sh\nls /nowhere 2>/dev/null\nexit 0\n' > one.sh; printf '#!/bin/bash%b\nexit 0\n' "$(pick '\r' '')" > two.sh; chmod +x one.sh two.sh
  $T ./pipe; }
s_noisy_npm_chain(){ need node npm; printf '{"name":"p","version":"1.0.0","scripts":{"prebuild":"node pre.js","build":"node build.js"}}' > package.json
  echo 'for (let i=0;i<60;i++) require("fs").existsSync("/srv/cdn/"+i)' > pre.js
  printf 'const r=require("child_process").spawnSync("%s",["--bundle"]); if (r.error||r.status) { console.log("bundle step failed"); process.exit(2) }\n' "$(pick rollup-frob true)" > build.js
  PATH=$(dirname "$NODE"):$PATH $T "$NPM" run -s build; }
s_noisy_pip_build(){ need python3; "$PY" -c 'import setuptools,pip' 2>/dev/null || skip "pip or setuptools missing"; mkdir pkg
  printf 'import subprocess\nfrom setuptools import setup\nsubprocess.check_output(["%s","--version"])\nsetup(name="frobpkg",version="1.0",py_modules=[])\n' "$(pick swig-frob gcc)" > pkg/setup.py
  PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 $T "$PY" -m pip wheel -q --no-index --no-build-isolation --no-deps -w out ./pkg; }
s_noisy_cargo_build_rs(){ need_rust; crate; bad || { mkdir proto; echo x > proto/api.proto; }
  printf 'fn main() {\n    for i in 0..40 { let _ = std::fs::metadata(format!("/opt/protoc/{i}")); }\n    if std::fs::read("proto/api.proto").is_err() { std::process::exit(1); }\n}\n' > build.rs
  $T cargo build -q; }
s_noisy_xargs(){ mkdir in; local i; for i in $(seq 1 40); do echo $i > in/$i; done; bad && ln -s ../vault/23 in/key
  $T sh -c 'ls in | xargs -P4 -I@ sh -c "test -e /opt/skip/@ && exit 0; cat in/@ >/dev/null 2>&1"'; }
s_noisy_set_e(){ mkdir -p state; bad || echo 'ready=1' > state/flags
  cat > rollout.sh <<'X'
set -e
for n in 1 2 3 4 5 6 7 8 9 10; do ls /mnt/node$n >/dev/null 2>&1 || continue; done
if grep -q x /etc/frob.d/limits 2>/dev/null; then :; fi
host=$(cat /etc/frob-host 2>/dev/null || hostname)
ready=$(sed -n 's/^ready=//p' state/flags 2>/dev/null)
[ -d /mnt/none ] || true
test "$ready" = 1
X
  $T bash rollout.sh; }
s_noisy_java(){ need java javac; bad || { mkdir conf; echo x > conf/roles.txt; }
  cat > Roles.java <<'X'
import java.io.*; import java.nio.file.*;
public class Roles { public static void main(String[] a) {
  for (int i = 0; i < 200; i++) new File("/srv/roles/" + i).exists();
  String text = null; try { text = Files.readString(Path.of("conf/roles.txt")); } catch (IOException e) { }
  for (int i = 0; i < 100; i++) new File("/srv/cache/" + i).length();
  if (text == null) { System.err.println("no permission model"); System.exit(4); } } }
X
  "$JAVAC" Roles.java || broken javac
  $T "$JAVA" -Xshare:auto -cp . Roles; }
s_noisy_mono(){ need mcs mono; bad || echo t > tariff.xml
  cat > T.cs <<'X'
using System; using System.IO;
class T { static int Main() {
  for (int i = 0; i < 60; i++) File.Exists("/srv/tariff/" + i);
  try { File.ReadAllText("tariff.xml"); } catch (Exception) { Console.Error.WriteLine("startup error 17"); return 17; }
  return 0; } }
X
  mcs T.cs || broken mcs
  $T mono T.exe; }
s_noisy_jobs(){ mkdir in out; echo a > in/a; for_nobody; mkdir out/pub out/closed; chmod 777 out out/pub; chmod $(pick 755 777) out/closed
  printf 'i=0; while [ $i -lt 12 ]; do { test -e /opt/n$i; cp in/a out/pub/$i; } & i=$((i+1)); done\ncp in/a out/closed/z 2>/dev/null & last=$!\nwait $last; r=$?; wait; exit $r\n' > par.sh
  nobody $T sh par.sh; }
s_noisy_git_hook(){ need git; git init -q . && git config user.email a@example.org && git config user.name a && echo a > a && git add a || broken git
  printf '#!/bin/sh\nfor f in .lintrc .lintrc.json .lintrc.yml; do [ -f $f ] && cfg=$f; done\n%s --staged >/dev/null 2>&1 || exit 1\n' "$(pick lint-frob true)" > .git/hooks/pre-commit; chmod +x .git/hooks/pre-commit
  $T git commit -q -m one; }
s_noisy_second_port(){ need python3; mkdir db
  "$PY" -c 'import socket,time; s=socket.socket(); s.setsockopt(1,2,1); s.bind(("127.0.0.1",18451)); s.listen(); open("up","w"); time.sleep(150)' & keep $!; await up
  bad || touch db/schema.sql
  printf 'import socket,sys\nfor p in (18449,18450,18451):\n  try: s=socket.create_connection(("127.0.0.1",p),1); break\n  except OSError: pass\ntry: sql=open("db/schema.sql").read()\nexcept OSError: sys.exit("migration failed")\n' > mig.py
  $T "$PY" mig.py; }
s_noisy_configure(){ need gcc; bad || { mkdir include; echo '#define WOBBLE 1' > include/wobble.h; }
  cat > configure <<'X'
exec 5>config.log
try(){ printf '#include <%s>\nint main(void){return 0;}\n' "$1" > conftest.c; gcc -Iinclude -c conftest.c -o conftest.o >&5 2>&1; }
for h in stdio.h sys/mman.h io.h windows.h stdlib.h sys/filio.h mach/mach.h unistd.h sys/sunddi.h; do
  if try $h; then echo "checking for $h... yes"; else echo "checking for $h... no"; fi; done
try wobble.h || { echo "configure: error: a required part is missing"; exit 1; }
for h in sys/un.h net/if_dl.h; do try $h || :; done
echo "configure: done"
X
  $T sh configure; }
s_noisy_go_test(){ need_go; module; local p; for p in a b c; do mkdir $p; printf 'package %s\n\nimport (\n\t"os"\n\t"testing"\n)\n\nfunc TestOpt(t *testing.T) {\n\tfor _, f := range []string{"/opt/q1", "/opt/q2"} {\n\t\tos.Stat(f)\n\t}\n}\n' $p > $p/${p}_test.go; done
  printf 'package b\n\nimport (\n\t"os"\n\t"testing"\n)\n\nfunc TestSeed(t *testing.T) {\n\tif _, err := os.Open("seed/rows.csv"); err != nil {\n\t\tt.FailNow()\n\t}\n}\n' > b/s_test.go
  bad || { mkdir b/seed; touch b/seed/rows.csv; }
  $T go test ./...; }
s_noisy_pipeline(){ mkdir src; local i; for i in $(seq 1 20); do echo $i > src/$i; done; bad || mkdir target
  $T bash -c 'set -o pipefail; ls /opt/*/x 2>/dev/null; tar cf - src | (cd target 2>/dev/null && tar xf -)'; }
s_noisy_ld_dirs(){ sing; local i p=; for i in 1 2 3 4 5 6 7 8; do mkdir l$i; p=$p$W/l$i:; done; mkdir l9; mv libtone.so.1 $(pick l9 l8)/
  printf 'LD_LIBRARY_PATH=%s\nexport LD_LIBRARY_PATH\nls /opt/plugins >/dev/null 2>&1\nexec ./sing\n' "${p%:}" > launch.sh
  $T sh -c 'sh launch.sh 2>/dev/null || exit 6'; }
s_noisy_retry_file(){ printf 'n=0\nwhile [ $n -lt 6 ]; do [ -s spool/ready ] && exit 0; sleep 0.1; n=$((n+1)); done\nexit 8\n' > poll.sh
  mkdir spool; bad || echo 1 > spool/ready
  $T sh poll.sh; }
s_noisy_tests_then_link(){ need make gcc; tone; mkdir src; local i; for i in $(seq 1 10); do echo "int g$i(void){return $i;}" > src/g$i.c; done
  printf 'OBJ=$(patsubst src/%%.c,%%.o,$(wildcard src/*.c))\nprog: sing.o $(OBJ)\n\t@gcc -o $@ $^ -L. -l%s 2>link.log\n%%.o: src/%%.c\n\t@gcc -c $< -o $@\nsing.o: sing.c\n\t@gcc -c $< -o $@\n' "$(pick tone_static tone)" > Makefile
  $T make -s -j3; }
s_noisy_deep_copy(){ printf 'for k in a b c d; do cat /srv/$k/none 2>/dev/null || true; done\nawk "BEGIN{exit 0}" || exit 1\nsh ./stage2.sh\n' > stage1.sh
  printf 'test -e /srv/flag || :\ninstall -m 644 unit.service.in unit.service || exit 4\n' > stage2.sh; bad || echo u > unit.service.in
  $T sh stage1.sh; }

# ===================================================================== main
case ${1:-} in
  --list) sed -n 's/^s_\([a-z0-9_]*\)().*/\1/p' "$self"; exit 0;;
  --repaired) REPAIRED=1; shift;;
esac
N=${1:-}
case $N in ''|-*) sed -n '2,7p' "$self" >&2; exit 97;; esac
declare -F "s_$N" >/dev/null || { echo "unknown scenario $N (try --list)" >&2; exit 97; }
T=${T:-}
if [ -n "$T" ]; then
  read -r first rest <<<"$T"
  abs=$(command -v -- "$first") || { echo "T: $first not found" >&2; exit 97; }
  case $abs in /*) ;; *) abs=$PWD/$abs;; esac
  T="$abs${rest:+ $rest}"
fi
PY=$(tool python3); NODE=$(tool node); NPM=$(tool npm); JAVA=$(tool java); JAVAC=$(tool javac)
GODIR=$(command -v go) && GODIR=$(dirname "$(readlink -f "$GODIR")")
RUSTDIR=$(command -v rustc) && RUSTDIR=$(rustc --print sysroot 2>/dev/null)/bin && [ -x "$RUSTDIR/cargo" ] || RUSTDIR=
TMP=$(cd "${TMPDIR:-/tmp}" && pwd -P) || broken "no ${TMPDIR:-/tmp}"
BASE=$TMP/faultline-proof; W=$BASE/$N
[ -d "$W" ] && { chattr -R -i "$W" 2>/dev/null; chmod -R u+rwx "$W"; rm -rf "$W"; }
mkdir -p "$W" "$BASE/home" "$BASE/gocache" && chmod 755 "$BASE" "$W" && cd "$W" || broken "cannot make $W"
unset GOROOT GOENV GOBIN GOOS GOARCH GOPATH GOMODCACHE GOTMPDIR GOEXPERIMENT CC CXX CGO_ENABLED XDG_CONFIG_HOME XDG_CACHE_HOME LD_LIBRARY_PATH LD_PRELOAD
unset NODE_PATH NODE_OPTIONS PYTHONPATH PYTHONHOME CLASSPATH JAVA_TOOL_OPTIONS JAVA_HOME MAKEFLAGS MFLAGS LANGUAGE LANG RUSTFLAGS CARGO_TARGET_DIR GIT_DIR EDITOR VISUAL GIT_EDITOR PKG_CONFIG_PATH
export LC_ALL=C HOME="$BASE/home" PATH="${GODIR:+$GODIR:}/usr/bin:/bin"
export npm_config_update_notifier=false GOTOOLCHAIN=local GOFLAGS=-mod=mod GOPROXY=off GOCACHE="$BASE/gocache" PYTHONDONTWRITEBYTECODE=1
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export T W PY NODE JAVA
"s_$N"
