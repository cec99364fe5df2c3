#!/bin/bash
# Failures of everyday tools at some distance from their cause, each with one known true cause.
#
#   field.sh --list             the names, one per line
#   field.sh NAME               build NAME from nothing, then run its failing command
#   field.sh --repaired NAME    the same set-up with the fault repaired: the command succeeds
#
# Environment
#   T            words put in front of the command, e.g. T='faultline run --' (split on spaces; the first word is looked up
#                before PATH is reset)
#   OLD_GO_BIN   bin directory (or go binary) of a second, older Go; without it the scenarios that need one are skipped
#   TMPDIR       scenarios live in ${TMPDIR:-/tmp}/faultline-field/NAME (a local file system, mounted without noexec)
# Exit status: that of the command; 77 skipped (the reason is printed), 97 unknown name, 98 the set-up itself failed.
#
# field.tsv holds what has to be found. ../README.md explains both files and how to add a scenario.
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
# a Go program NAME from stdin
goprog(){ need_go; mkdir -p "src-$1"; cat > "src-$1/main.go"; (cd "src-$1" && module && go build -o "../$1" .) || broken "go build"; rm -r "src-$1"; }
# a C program NAME from stdin; get(FILE, KEY) reads "key = value" lines
cprog(){ need gcc
  { cat <<'H'
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <pwd.h>
#include <dlfcn.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <netinet/in.h>
#include <arpa/inet.h>
static char *get(const char *conf, const char *key){
  static char buf[8][400]; static int n; char l[400], *r = 0; FILE *f = fopen(conf, "r"); if(!f) return 0;
  while(fgets(l, 400, f)){ char *e = strstr(l, " = "); if(!e) continue; *e = 0; e += 3; e[strcspn(e, "\n")] = 0;
    if(!strcmp(l, key)) r = strcpy(buf[n++ & 7], e); }
  fclose(f); return r; }
H
  cat; } > "$1.c"; gcc -w -o "$1" "$1.c" "${@:2}" || broken gcc; }
# libcodec.so.1 (function codec_open) and play.c, which calls it
codec(){ need gcc
  echo 'int codec_open(void){return 7;}' > codec.c
  gcc -shared -fPIC -Wl,-soname,libcodec.so.1 -o libcodec.so.1 codec.c || broken gcc
  ln -sf libcodec.so.1 libcodec.so
  echo 'int codec_open(void);int main(void){return codec_open()==7?0:3;}' > play.c; }
play(){ codec; gcc -o play play.c -L. -lcodec "$@" || broken gcc; }
# one process listens on 127.0.0.1 port $1 until the scenario ends
listener(){ "$PY" -c "import socket,time; s=socket.socket(); s.setsockopt(1,2,1); s.bind(('127.0.0.1',$1)); s.listen(); open('up-$1','w'); time.sleep(120)" & keep $!; await "up-$1"; }
jcomp(){ need java javac; cat > "$1.java"; "$JAVAC" "$1.java" || broken javac; }
gitrepo(){ need git; git init -q -b main . && git config user.email a@example.org && git config user.name a && echo a > a && git add a && git commit -q -m one || broken git; }

# ===================================================================== starting programs
s_find_env_s(){ need find perl
  mkdir rules; touch rules/a.rule rules/b.rule; printf '#!/usr/bin/env -S %s -w\nexit 0;\n' "$(pick perl5.50 perl)" > apply; chmod +x apply
  $T find rules -name '*.rule' -exec ./apply {} +; }
s_make_shell(){ need make
  printf 'SHELL = %s\nall:\n\t@echo "$$BASH_VERSION" | grep -q . && :\n' "$(pick /usr/local/bin/bash5 /bin/bash)" > Makefile
  $T make -s; }
s_perl_hooks(){ need perl; mkdir hooks
  printf '#!/bin/sh\ntest -e /etc/sync.d/none || exit 0\n' > hooks/10-mirror; printf '#!%s\n' "$(pick /usr/local/bin/python2.7 /usr/bin/python3)" > hooks/20-index; chmod +x hooks/*
  printf 'opendir(D,"hooks"); for (sort grep {/^\\d/} readdir D) { system("hooks/$_")==0 or $bad=1 } exit($bad?4:0);\n' > sync.pl
  $T sh -c 'perl sync.pl'; }
s_commit_msg_crlf(){ gitrepo; echo b > b; git add b
  printf '#!/bin/sh%b\n:\nexit 0\n' "$(pick '\r' '')" > .git/hooks/commit-msg; chmod +x .git/hooks/commit-msg
  $T git commit -q -m two; }
s_npm_native_loader(){ need node npm gcc; mkdir -p node_modules/esb/bin node_modules/.bin
  echo 'int main(void){return 0;}' > a.c; gcc $(pick -Wl,--dynamic-linker=/lib/ld-musl-armhf.so.1 -O0) -o node_modules/esb/bin/esb a.c || broken gcc
  ln -s ../esb/bin/esb node_modules/.bin/esb; printf '{"name":"p","version":"1.0.0","scripts":{"build":"esb --bundle"}}' > package.json
  PATH=$(dirname "$NODE"):$PATH $T "$NPM" run -s build; }
s_cargo_runner_arch(){ need_rust; mkdir src .cargo; printf '[package]\nname = "proof"\nversion = "0.1.0"\nedition = "2021"\n' > Cargo.toml; echo 'fn main() {}' > src/main.rs
  echo '#include <unistd.h>
int main(int n,char**v){ execv(v[1],v+1); return 9; }' > emu.c; gcc -o emu emu.c || broken gcc
  bad && printf '\xf3\x00' | dd of=emu bs=1 seek=18 conv=notrunc 2>/dev/null
  printf '[target.x86_64-unknown-linux-gnu]\nrunner = "./emu"\n' > .cargo/config.toml
  $T cargo run -q; }
s_supervisor_no_x(){ need python3; mkdir bin; printf '#!/bin/sh\nexit 0\n' > bin/worker; chmod $(pick 644 755) bin/worker
  printf '[program:mailer]\nautostart = yes\ncommand = bin/worker\nstartretries = 3\n' > super.ini
  cat > super.py <<'X'
import configparser, subprocess, sys, time
c = configparser.ConfigParser(); c.read("super.ini")
s = c["program:mailer"]
for n in range(s.getint("startretries")):
    try: sys.exit(subprocess.Popen([s["command"]]).wait())
    except OSError: time.sleep(0.1)
sys.exit("mailer entered FATAL state")
X
  $T "$PY" super.py; }
s_npm_bin_no_x(){ need node npm; mkdir -p node_modules/lintx node_modules/.bin
  printf '#!/usr/bin/env node\n' > node_modules/lintx/cli.js; chmod $(pick 644 755) node_modules/lintx/cli.js; ln -s ../lintx/cli.js node_modules/.bin/lintx
  printf '{"name":"p","version":"1.0.0","scripts":{"lint":"lintx src"}}' > package.json
  PATH=$(dirname "$NODE"):$PATH $T "$NPM" run -s lint; }
s_go_text_busy(){ goprog gen <<'X'
package main

import (
	"io"
	"os"
	"os/exec"
)

func main() {
	os.MkdirAll("stage", 0o755)
	in, _ := os.Open("/bin/true")
	out, _ := os.OpenFile("stage/helper", os.O_CREATE|os.O_WRONLY, 0o755)
	io.Copy(out, in)
	if len(os.Args) > 1 {
		out.Close()
	}
	if exec.Command("stage/helper").Run() != nil {
		println("codegen: helper failed")
		os.Exit(1)
	}
	out.Close()
}
X
  $T ./gen $(pick '' close); }
s_deploy_busy(){ need make; mkdir build bin; cp /bin/sleep build/agentd; cp /bin/sleep bin/agentd; printf 'install: build/agentd\n\tcp build/agentd bin/agentd\n' > Makefile
  bad && { ./bin/agentd 60 & keep $!; sleep 0.1; }
  $T make -s install; }
s_make_huge_recipe(){ need make
  printf 'OBJS := $(foreach i,$(shell seq 1 %s),obj/a_rather_long_component_name_$(i).o)\nobjects.list:\n\t@printf "%%s\\n" $(OBJS) > $@\n' $(pick 6000 60) > Makefile
  $T make -s; }
s_ci_changed_files(){ need git; mkdir .ci
  seq -f 'services/billing/src/module-%05.0f.ts' 1 $(pick 5000 20) > .ci/changed.txt
  printf 'CI=true\nCHANGED_FILES="$(cat .ci/changed.txt)"\nexport CI CHANGED_FILES\n' > .ci/env
  printf '. .ci/env\necho "lint: start"\ngit --version >/dev/null || { echo "lint: failed"; exit 1; }\n' > ci.sh
  $T bash ci.sh; }
s_busybox_applet(){ need busybox; mkdir sbin; ln -s "$(tool busybox)" sbin/$(pick fsck.zfs true); ln -s $(pick fsck.zfs true) sbin/fsck
  printf 'set -e\nsbin/%s\n' "$(pick fsck.zfs true)" > check.sh
  $T sh check.sh; }
s_multicall_py(){ need python3; mkdir -p lib/commands bin; echo 'pass' > lib/commands/deployctl.py
  printf '#!/usr/bin/python3\nimport os,sys,runpy\nd=os.path.dirname(os.path.realpath(__file__))\nname=os.path.basename(sys.argv[0])\ntry: src=open(os.path.join(d,"commands",name+".py")).read()\nexcept OSError: sys.exit("usage: deployctl [-v] TARGET")\nexec(src)\n' > lib/ctl.py; chmod +x lib/ctl.py
  ln -s ../lib/ctl.py bin/$(pick dctl deployctl)
  $T sh -c "bin/$(pick dctl deployctl) prod"; }
s_java_exec_notdir(){ jcomp Gen <<'X'
import java.io.*; import java.util.*;
public class Gen { public static void main(String[] a) throws Exception {
  Properties p = new Properties(); try (Reader r = new FileReader("build.properties")) { p.load(r); }
  try { System.exit(new ProcessBuilder(p.getProperty("generator")).start().waitFor()); } catch (IOException e) { System.err.println("generation skipped"); System.exit(3); } } }
X
  mkdir tools; if bad; then cp /bin/true tools/gen; else mkdir tools/gen; cp /bin/true tools/gen/run; fi
  printf 'target=release\ngenerator=tools/gen/run\n' > build.properties
  $T "$JAVA" -Xshare:auto -cp . Gen; }
s_npm_shadow_tar(){ need node npm tar; mkdir -p node_modules/.bin src; echo 1 > src/a
  printf '#!/bin/sh\ncase $1 in -c*) exit 0;; *) echo "tar: nothing to do" >&2; exit 2;; esac\n' > node_modules/.bin/tar; chmod $(pick 755 644) node_modules/.bin/tar; bad || rm node_modules/.bin/tar
  printf '{"name":"p","version":"1.0.0","scripts":{"pack":"tar --create --file out.tar src"}}' > package.json
  PATH=$(dirname "$NODE"):$PATH $T "$NPM" run -s pack; }
s_dot_first(){ need make
  printf '#!/bin/sh\n[ "$1" = --prefix ] || { echo "usage: install --prefix DIR" >&2; exit 64; }\n' > install; chmod +x install
  printf 'all:\n\tinstall -d stage/usr/lib\n' > Makefile
  PATH="$(pick ".:$PATH" "$PATH")" $T make -s; }
s_java_home_old(){ local new=/usr/lib/jvm/temurin-25-jdk-amd64 old=/usr/lib/jvm/java-17-openjdk-amd64; [ -x $new/bin/javac ] && [ -x $old/bin/javac ] || skip "two JDKs needed"
  echo 'public class A{ record P(int x,int y){} }' > A.java; printf '"$JAVA_HOME/bin/javac" --release 21 -d out A.java 2>javac.log || { echo "compile step failed"; exit 1; }\n' > build.sh
  JAVA_HOME=$(pick $old $new) $T sh build.sh; }
s_cc_c89(){ need make gcc c89; printf '// entry\nint main(void){ for(int i=0;i<3;i++); return 0; }\n' > a.c; printf 'CC ?= cc\nprog: a.c\n\t@$(CC) -o $@ $< 2>cc.log || { echo "prog: failed"; false; }\n' > Makefile
  export CC=$(pick c89 gcc); $T make -s; }
s_go_mod_future(){ need_go; printf 'module example.org/proof\n\ngo %s\n' "$(pick 1.99 1.21)" > go.mod; printf 'package main\n\nfunc main() {}\n' > main.go
  $T sh -c 'go vet . 2>vet.log || { echo "vet failed"; exit 1; }'; }
s_direct_link_cc(){ need make gcc; mkdir -p toolchain/bin; ln -s $(pick ../x86_64-13.2/bin/gcc /usr/bin/gcc) toolchain/bin/cc; echo 'int main(void){return 0;}' > a.c
  printf 'CC = toolchain/bin/cc\nprog: a.c\n\t@$(CC) -o $@ $<\n' > Makefile
  $T make -s; }
s_venv_link_gone(){ need python3; mkdir -p venv/bin; ln -s $(pick /opt/python3.9/bin/python3.9 "$PY") venv/bin/python; printf '#!%s/venv/bin/python\nprint("ok")\n' "$W" > venv/bin/pytestx; chmod +x venv/bin/pytestx
  printf 'set -e\nexport PATH=%s/venv/bin:$PATH\npytestx -q\n' "$W" > test.sh
  $T bash test.sh; }

# ===================================================================== Go
s_goenv_cc(){ need_go; need gcc; module; printf 'GOPRIVATE=example.org\nCC=%s\n' "$(pick /opt/musl/bin/musl-gcc gcc)" > goenv
  printf 'package main\n\n// static int inc(int a) { return a + %s; }\nimport "C"\n\nfunc main() { println(C.inc(2)) }\n' "$$" > main.go
  GOENV=$W/goenv CGO_ENABLED=1 $T go build -o /dev/null .; }
s_goenv_modfile(){ need_go; greeter; mkdir -p conf/go; bad || cp go.mod ci.mod; echo 'GOFLAGS=-modfile=ci.mod' > conf/go/env; unset GOFLAGS
  XDG_CONFIG_HOME=$W/conf $T go build -o /dev/null .; }
s_gowork_use(){ need_go; unset GOFLAGS; mkdir api service; (cd api && greeter); printf 'module example.org/service\n\ngo 1.21\n' > service/go.mod; printf 'package service\n' > service/s.go
  printf 'go 1.21\n\nuse (\n\t./api\n\t./%s\n)\n' $(pick services service) > go.work
  $T go build -o /dev/null ./api; }
s_go_vendor_env(){ need_go; mkdir part; printf 'module example.org/part\n\ngo 1.21\n' > part/go.mod; printf 'package part\n' > part/p.go
  printf 'module example.org/proof\n\ngo 1.21\n\nrequire example.org/part v0.0.0\n\nreplace example.org/part => ./part\n' > go.mod; printf 'package main\n\nimport _ "example.org/part"\n\nfunc main() {}\n' > main.go
  bad || go mod vendor || broken vendor
  GOFLAGS=-mod=vendor $T go build -o /dev/null .; }
s_cgo_cflags_dir(){ need_go; need gcc; module; mkdir -p thirdparty/include; echo '#define CODEC 7' > thirdparty/include/codec.h
  printf 'package main\n\n// #include <codec.h>\nimport "C"\n\nfunc main() { println(C.CODEC, %s) }\n' $$ > main.go
  CGO_CFLAGS="-O1 -I$W/$(pick third thirdparty)/include" CGO_ENABLED=1 $T go build -o /dev/null .; }
s_cgo_ldflags(){ need_go; module; codec; mv play.c codec.c ..; rm -f ../play.c ../codec.c
  printf 'package main\n\n// #cgo LDFLAGS: -L${SRCDIR} -l%s\n// int codec_open(void);\nimport "C"\n\nfunc main() { println(C.codec_open()) }\n' $(pick codec9 codec) > main.go
  CGO_ENABLED=1 $T go build -o prog .; }
s_go_generate(){ need_go; module; printf 'package proof\n\n//go:generate %s -type=Mode\ntype Mode int\n' $(pick stringerx true) > mode.go
  $T go generate ./...; }
s_go_toolexec(){ need_go; greeter; mkdir otel; printf '#!/bin/sh\nexec "$@"\n' > otel/instrument; chmod +x otel/instrument
  GOFLAGS="-mod=mod -toolexec=$(pick /opt/otel/instrument $W/otel/instrument)" $T go build -o /dev/null .; }
s_go_test_exec(){ need_go; module; printf 'package proof\n\nimport "testing"\n\nfunc TestA(t *testing.T) {}\n' > a_test.go
  mkdir ci; printf '#!%s\nexec "$@"\n' "$(pick /usr/bin/expect5 /bin/sh)" > ci/run-in-vm; chmod +x ci/run-in-vm
  $T go test -count=1 -exec "$W/ci/run-in-vm" .; }
s_go_file_proxy(){ need_go; need python3; local p=mirror/example.org/lib/@v; mkdir -p $p
  echo '{"Version":"v1.0.0"}' > $p/v1.0.0.info; printf 'module example.org/lib\n\ngo 1.21\n' > $p/v1.0.0.mod; echo v1.0.0 > $p/list
  "$PY" -c "import zipfile; z=zipfile.ZipFile('$p/v1.0.0.zip','w'); z.writestr('example.org/lib@v1.0.0/go.mod','module example.org/lib\n\ngo 1.21\n'); z.writestr('example.org/lib@v1.0.0/l.go','package lib\n')" || broken zip
  printf 'module example.org/proof\n\ngo 1.21\n\nrequire example.org/lib v1.0.0\n' > go.mod; printf 'package main\n\nimport _ "example.org/lib"\n\nfunc main() {}\n' > main.go
  export GOMODCACHE=$W/modcache GOSUMDB=off GOFLAGS='-mod=mod -modcacherw'
  GOPROXY=file://$W/$(pick mirrors mirror) $T go build -o /dev/null .; }
s_go_cgo_off(){ need_go; need gcc; module; printf 'package main\n\n// static int one(void) { return 1; }\nimport "C"\n\nfunc main() { println(C.one()) }\n' > main.go
  CGO_ENABLED=$(pick 0 1) $T go build -o /dev/null .; }
s_goarch_run(){ need_go; module; printf 'package main\n\nfunc main() { println("x") }\n' > main.go; GOARCH=riscv64 go build -o /dev/null . && go build -o /dev/null . || broken "go build"
  printf 'set -e\ngo vet .\ngo run . 2>run.log || { echo "smoke test failed"; exit 1; }\n' > smoke.sh
  GOARCH=$(pick riscv64 amd64) $T sh smoke.sh; }
s_goenv_root(){ need_go; greeter; echo "GOROOT=$(pick /usr/lib/go-1.99 "$(go env GOROOT)")" > go.env
  GOENV=$W/go.env $T go build -o /dev/null .; }
s_go_daemon_port(){ goprog gatewayd <<'X'
package main

import (
	"encoding/json"
	"net"
	"os"
)

func main() {
	var c struct{ Name, Listen string }
	b, err := os.ReadFile(os.Args[1])
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err == nil {
		_, err = net.Listen("tcp", c.Listen)
	}
	if err != nil {
		println("gatewayd: initialisation failed")
		os.Exit(1)
	}
}
X
  mkdir conf; listener 19011; printf '{\n  "name": "gw",\n  "listen": "127.0.0.1:%s"\n}\n' $(pick 19011 19012) > conf/server.json
  $T sh -c './gatewayd conf/server.json'; }
s_go_tmp_small(){ need_go; need_mounts; greeter; mkdir t
  unshare -m bash -c "mount -t tmpfs -o size=$(pick 64k 64m) none t || exit 98; GOTMPDIR=\$W/t \$T go build -o prog ."; }
s_go_log_immutable(){ need_root; need chattr; goprog auditd <<'X'
package main

import "os"

func main() {
	p := os.Getenv("AUDIT_LOG")
	f, err := os.OpenFile(p, os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		os.Exit(6)
	}
	f.WriteString("rotated\n")
}
X
  echo old > audit.log; bad && { chattr +a audit.log 2>/dev/null || skip "no append-only flag here"; }; trap 'chattr -a "$W/audit.log" 2>/dev/null' EXIT
  AUDIT_LOG=$W/audit.log $T sh -c './auditd || { echo "rotation failed"; exit 1; }'; }

# ===================================================================== the loader, add-ons, plug-ins
s_origin_layout(){ mkdir -p app/bin app/lib app/lib64; codec; gcc -o app/bin/play play.c -L. -lcodec '-Wl,-rpath,$ORIGIN/../lib' || broken gcc; mv libcodec.so.1 app/$(pick lib64 lib)/
  printf '#!/bin/sh\ncd app && exec bin/play "$@"\n' > start; chmod +x start
  $T sh -c './start --daemon 2>start.log || { echo "start failed"; exit 1; }'; }
s_soname_link_gone(){ play "-Wl,-rpath,$W/lib"; mkdir lib; mv libcodec.so.1 lib/libcodec.so.1.4.2; ln -s libcodec.so.1.$(pick 4.1 4.2) lib/libcodec.so.1
  $T make -s -f - <<'X'
check:
	@./play 2>play.log || { echo "check: play failed"; exit 1; }
X
}
s_setuid_ldpath(){ need_root; play; chown 65534 play; chmod $(pick 4755 755) play; printf 'LD_LIBRARY_PATH=%s\nexport LD_LIBRARY_PATH\nexec ./play\n' "$W" > run.sh
  $T sh run.sh; }
s_secure_getenv(){ need_root; cprog pamtool <<'X'
int main(void){ char *d = secure_getenv("PAMTOOL_RULES"), p[400]; snprintf(p, 400, "%s/default.rules", d ? d : "/etc/pamtool.d");
  FILE *f = fopen(p, "r"); if(!f){ fputs("pamtool: no rules\n", stderr); return 4; } return 0; }
X
  mkdir rules; echo allow > rules/default.rules; chown 65534 pamtool; chmod $(pick 4755 755) pamtool
  PAMTOOL_RULES=$W/rules $T ./pamtool; }
s_plugin_no_entry(){ codec; cprog host -ldl <<'X'
int main(int n, char **v){ char *p = get("host.conf", "plugin"); void *h = dlopen(p, RTLD_NOW); if(!h) return 3;
  if(!dlsym(h, "plugin_init")){ fputs("host: not a plugin\n", stderr); return 2; } return 0; }
X
  mkdir plugins; echo 'int plugin_start(void){return 0;}' > a.c; gcc -shared -fPIC -o plugins/audit.so a.c; echo 'int plugin_init(void){return 0;}' > b.c; gcc -shared -fPIC -o plugins/audit2.so b.c || broken gcc
  printf 'threads = 4\nplugin = ./plugins/%s.so\n' $(pick audit audit2) > host.conf
  $T ./host; }
s_plugin_api_number(){ cprog host -ldl <<'X'
int main(int n, char **v){ char *p = get("etl.conf", "sink"); void *h = dlopen(p, RTLD_NOW); if(!h) return 3; int *a = dlsym(h, "etl_api_version");
  if(!a || *a != 5){ fprintf(stderr, "etl: sink built for plugin API version %d, this host has 5\n", a ? *a : 0); return 2; } return 0; }
X
  mkdir sinks; echo "int etl_api_version=$(pick 4 5);" > s.c; gcc -shared -fPIC -o sinks/s3.so s.c || broken gcc; printf 'batch = 100\nsink = ./sinks/s3.so\n' > etl.conf
  $T ./host; }
s_jni_symbol_version(){ codec; echo 'CODEC_2 { global: codec_open; };' > v.map; gcc -shared -fPIC -Wl,-soname,libcodec.so.1 -Wl,--version-script=v.map -o libcodec.so.1 codec.c || broken gcc
  echo 'int codec_open(void); int beat(void){return codec_open();}' > b.c; gcc -shared -fPIC -o libbeat.so b.c -L. -lcodec "-Wl,-rpath,$W" || broken gcc
  bad && { echo 'CODEC_1 { global: codec_open; };' > v.map; gcc -shared -fPIC -Wl,-soname,libcodec.so.1 -Wl,--version-script=v.map -o libcodec.so.1 codec.c || broken gcc; }
  jcomp Beat <<'X'
public class Beat { public static void main(String[] a) { try { System.loadLibrary("beat"); } catch (UnsatisfiedLinkError e) { System.err.println("Beat: native part unavailable"); System.exit(8); } } }
X
  $T "$JAVA" -Xshare:auto "-Djava.library.path=$W" -cp . Beat; }
s_pyc_magic(){ need python3; echo 'x = 1' > tariff.py; PYTHONDONTWRITEBYTECODE= "$PY" -c 'import py_compile; py_compile.compile("tariff.py", cfile="tariff.pyc")' || broken py_compile; rm tariff.py
  bad && printf '\x61\x0d' | dd of=tariff.pyc bs=1 conv=notrunc 2>/dev/null
  printf 'import sys\ntry: import tariff\nexcept ImportError: sys.exit("billing: licence module rejected")\n' > billing.py
  $T "$PY" billing.py; }
s_ld_undefined_in_so(){ need python3 gcc; mkdir ext; printf 'extern int zc_deflate(int); int squeeze(void){ return zc_deflate(%s); }\n' 1 > e.c; bad || echo 'int zc_deflate(int a){return a;}' >> e.c
  gcc -shared -fPIC -Wl,-z,now -o ext/squeeze.so e.c || broken gcc
  printf 'import ctypes,sys,glob\nfor p in glob.glob("ext/*.so"):\n  try: ctypes.CDLL("./"+p)\n  except OSError: sys.exit("extension refused")\n' > load.py
  $T "$PY" load.py; }
s_jni_tmp_noexec(){ need_mounts; codec; jcomp Snap <<'X'
import java.nio.file.*;
public class Snap { public static void main(String[] a) throws Exception {
  Path p = Files.createTempFile("snap", ".so"); Files.copy(Path.of("libcodec.so.1"), p, StandardCopyOption.REPLACE_EXISTING);
  try { System.load(p.toString()); } catch (UnsatisfiedLinkError e) { System.err.println("Snap: could not initialise"); System.exit(7); } } }
X
  mkdir t
  unshare -m bash -c "mount -t tmpfs $(pick '-o noexec' '') none t || exit 98; \$T \"\$JAVA\" -Xshare:auto -Djava.io.tmpdir=\$W/t -cp . Snap"; }
s_cargo_target_noexec(){ need_rust; need_mounts; mkdir src t; printf '[package]\nname = "proof"\nversion = "0.1.0"\nedition = "2021"\nbuild = "build.rs"\n' > Cargo.toml; echo 'fn main() {}' > src/main.rs; echo 'fn main() {}' > build.rs
  unshare -m bash -c "mount -t tmpfs $(pick '-o noexec' '') none t || exit 98; CARGO_TARGET_DIR=\$W/t \$T cargo build -q"; }

# ===================================================================== modules and headers
s_node_main_gone(){ need node; mkdir -p node_modules/charts src; printf '{"name":"charts","version":"2.0.0","main":"%s"}' "$(pick dist/charts.cjs lib.js)" > node_modules/charts/package.json; echo 'module.exports=1' > node_modules/charts/lib.js
  echo 'require("charts")' > src/page.js; printf 'try { require("./src/page") } catch (e) { console.error("render failed: "+e.code); process.exit(1) }\n' > render.js
  $T "$NODE" render.js; }
s_node_path_env(){ need node; mkdir -p shared/lib/flags bin; echo 'module.exports=1' > shared/lib/flags/index.js; echo 'try { require("flags") } catch { console.error("cannot continue"); process.exit(1) }' > bin/run.js
  NODE_PATH=$W/shared/$(pick libs lib) $T "$NODE" bin/run.js; }
s_tcl_package(){ need tclsh; mkdir -p tcl/invoice1.2; printf 'package ifneeded invoice 1.2 [list source [file join $dir invoice.tcl]]\n' > tcl/invoice1.2/pkgIndex.tcl; echo 'package provide invoice 1.2' > tcl/invoice1.2/invoice.tcl
  echo 'if {[catch {package require invoice}]} { puts stderr "setup incomplete"; exit 2 }' > bill.tcl
  TCLLIBPATH=$W/$(pick tcllib tcl) $T tclsh bill.tcl; }
s_jq_import(){ need jq; mkdir -p jq; echo 'def net: .a;' > jq/money.jq; printf 'import "%s" as m;\nm::net\n' $(pick moneys money) > f.jq; echo '{"a":1}' > in.json
  $T jq -L jq -f f.jq in.json; }
s_cplus_include_env(){ need g++ make; mkdir -p vendor/json/include; echo '#define J 1' > vendor/json/include/tinyjson.hpp; printf '#include <tinyjson.hpp>\nint main(){return J-1;}\n' > m.cpp; printf 'm: m.cpp\n\t@g++ -o $@ $< 2>gxx.log || { echo "m: compile failed"; exit 1; }\n' > Makefile
  CPLUS_INCLUDE_PATH=$W/vendor/json$(pick '' /include) $T make -s; }
s_clang_force_include(){ need clang; mkdir gen; touch gen/autoconf.h; echo 'int x;' > a.c; printf -- '-Wall\n-include\ngen/%s\n' $(pick autoconfig.h autoconf.h) > flags.rsp
  $T clang @flags.rsp -c -o a.o a.c; }
# ===================================================================== tools named in settings and files
s_rustc_wrapper(){ need_rust; mkdir src; printf '[package]\nname = "proof"\nversion = "0.1.0"\nedition = "2021"\n' > Cargo.toml; echo 'fn main() {}' > src/main.rs
  RUSTC_WRAPPER=$(pick sccache-frob env) $T cargo check -q; }
s_git_ssh_command(){ gitrepo; git config core.sshCommand "$(pick /opt/vault/ssh-agent-wrap "$W/fake-ssh") -q"; git clone -q --bare . ../git_ssh.bare 2>/dev/null; git remote add origin ssh://git@127.0.0.1/srv/x.git; printf '#!/bin/sh\nexec git-upload-pack "$BASEDIR"\n' > fake-ssh; chmod +x fake-ssh; rm -rf ../git_ssh.bare
  BASEDIR=$W $T git ls-remote -q origin; }
s_fuse_ld(){ need gcc make; echo 'int main(void){return 0;}' > a.c; printf 'a: a.c\n\t@gcc $(LDFLAGS) -o $@ $< 2>/dev/null || { echo "link step failed"; exit 1; }\n' > Makefile
  LDFLAGS=-fuse-ld=$(pick mold bfd) $T make -s; }
s_opt_flag_jvm(){ need java
  printf 'set -e\n"$JAVA" -Xshare:auto -version >java.log 2>&1 || { echo "jvm did not start"; exit 1; }\n' > up.sh
  JAVA_TOOL_OPTIONS=-Xmx$(pick =)128m $T sh up.sh; }
s_git_bad_boolean(){ gitrepo; git config core.fileMode true; printf '[core]\n\tignoreCase = %s\n' $(pick perhaps false) >> .git/config
  $T sh -c 'git status --porcelain >/dev/null 2>&1 || { echo "tree not clean"; exit 1; }'; }
s_daemon_user(){ cprog notifyd <<'X'
int main(void){ char *u = get("notifyd.conf", "user"); if(!getpwnam(u)){ fputs("notifyd: cannot drop privileges\n", stderr); return 3; } return 0; }
X
  printf '# notifyd\nqueue = 10\nuser = %s\n' $(pick notify root) > notifyd.conf
  $T ./notifyd; }
s_locale_conf(){ cprog statement <<'X'
int main(void){ char *l = get("statement.conf", "locale"); if(!setlocale(LC_ALL, l)){ fputs("statement: formatting not possible\n", stderr); return 2; } return 0; }
X
  printf 'currency = SEK\nlocale = %s\n' $(pick sv_SE.ISO8859-15 C.UTF-8) > statement.conf
  $T ./statement; }

# ===================================================================== files and file systems
s_c_pidfile_ro(){ need_mounts; cprog cached <<'X'
int main(void){ char *p = get("etc/cached.conf", "pidfile"); int f = open(p, O_WRONLY | O_CREAT, 0644); if(f < 0){ fputs("cached: startup aborted\n", stderr); return 71; } return 0; }
X
  mkdir etc run state; printf '# cached\nmemory = 64\npidfile = %s/cached.pid\n' $(pick run state) > etc/cached.conf
  unshare -m bash -c "mount -t tmpfs none run && mount -o remount,ro run || exit 98; \$T sh -c './cached || exit 1'"; }
s_tmpfs_inodes(){ need_mounts; need tar; mkdir src t; local i; for i in $(seq 1 20); do echo $i > src/$i; done; tar cf src.tar src
  unshare -m bash -c "mount -t tmpfs -o size=8m,nr_inodes=$(pick 12 100) none t || exit 98; \$T sh -c 'tar xf src.tar -C t 2>/dev/null || { echo unpack failed; exit 1; }'"; }
s_btrfs_quota_node(){ need_mounts; need mkfs.btrfs node; mkdir t
  truncate -s 120M img; /sbin/mkfs.btrfs -q img >/dev/null 2>&1 || skip "mkfs.btrfs failed"
  unshare -m bash -c "mount -o loop img t 2>/dev/null || exit 77; btrfs quota enable t && btrfs subvolume create t/tenant >/dev/null && btrfs qgroup limit $(pick 1M 50M) t/tenant || exit 98
    \$T \"\$NODE\" -e 'const fs=require(\"fs\");try{for(let i=0;i<12;i++){const f=fs.openSync(\"t/tenant/upload-\"+i,\"w\");fs.writeSync(f,Buffer.alloc(262144,i+1));fs.fsyncSync(f)}}catch(e){console.error(\"upload rejected\");process.exit(1)}'" || { r=$?; [ $r = 77 ] && skip "btrfs cannot be mounted here"; return $r; }; }
s_sed_dir_immutable(){ need_root; need chattr make; mkdir etc; echo 'port=1' > etc/app.conf; printf 'configure:\n\t@sed -i s/1/2/ etc/app.conf\n' > Makefile
  bad && { chattr +i etc 2>/dev/null || skip "no immutable flag here"; }; trap 'chattr -i "$W/etc" 2>/dev/null' EXIT
  $T make -s configure; }
s_gcc_include_loop(){ need gcc; mkdir src; if bad; then ln -s gen src/gen; else mkdir src/gen; echo '#define V 1' > src/gen/version.h; fi; printf '#include "gen/version.h"\nint x=V;\n' > src/a.c
  $T gcc -Isrc -c -o a.o src/a.c; }
s_branch_name_too_long(){ need node
  export BRANCH_NAME=feature-$(pick "$(head -c 280 /dev/zero | tr '\0' b)" short); mkdir cache
  $T "$NODE" -e 'const fs=require("fs");try{fs.writeFileSync("cache/"+process.env.BRANCH_NAME+".json","{}")}catch{console.error("cache not saved");process.exit(1)}'; }
s_unix_path_too_long(){ need python3; local d=$W/$(pick "$(head -c 120 /dev/zero | tr '\0' r)" r); mkdir "$d"; cd "$d" || broken cd; printf 'import os,socket,sys\ns=socket.socket(socket.AF_UNIX)\ntry: s.bind(os.environ["RUNTIME_DIR"]+"/ctl")\nexcept OSError: sys.exit("control channel disabled by policy")\n' > ../ctl.py
  bad || d=.; RUNTIME_DIR=$d $T "$PY" ../ctl.py; }
s_node_cwd_gone(){ need node; mkdir -p ws/build; printf 'cd ws/build\n%s\n"$NODE" "$W/bundle.js" 2>/dev/null || { echo "bundle step failed"; exit 1; }\n' "$(pick 'rm -rf ../../ws' :)" > step.sh; echo 'require("path").resolve("dist")' > bundle.js
  $T sh step.sh; }
s_py_import_no_x(){ need python3; mkdir -p plugins/private; echo 'x=1' > plugins/private/billing.py; for_nobody; chmod $(pick 740 755) plugins/private; chmod 755 plugins
  printf 'import os,sys\nd=[l.split("=",1)[1].strip() for l in open("app.cfg") if l.startswith("plugins=")][0]\ntry: src=open(os.path.join(d,"billing.py")).read()\nexcept OSError: sys.exit("billing is not licensed")\n' > app.py; printf 'mode=x\nplugins=plugins/private\n' > app.cfg
  nobody $T "$PY" app.py; }
s_docker_like_sock(){ need python3; "$PY" -c 'import socket,time; s=socket.socket(socket.AF_UNIX); s.bind("engine.sock"); s.listen(); open("up","w"); time.sleep(120)' & keep $!; await up; for_nobody; chmod $(pick 660 666) engine.sock
  printf 'import os,socket,sys\ns=socket.socket(socket.AF_UNIX)\ntry: s.connect(os.environ["ENGINE_HOST"].replace("unix://",""))\nexcept OSError: sys.exit("Is the engine running?")\n' > ps.py
  ENGINE_HOST=unix://$W/engine.sock nobody $T "$PY" ps.py; }
s_node_listen_dir(){ need node; bad || mkdir run; printf '{\n  "workers": 2,\n  "socket": "run/app.sock"\n}\n' > server.json
  $T "$NODE" -e 'const c=JSON.parse(require("fs").readFileSync("server.json"));const s=require("net").createServer();s.on("error",e=>{console.error(e.message);process.exit(1)});s.listen(c.socket,()=>s.close())'; }
s_py_ca_file(){ need python3 openssl; openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=x -keyout k.pem -out ca.pem 2>/dev/null || broken openssl
  printf 'import os,ssl,sys\ntry: ssl.create_default_context(cafile=os.environ["PKI_BUNDLE"])\nexcept Exception as e: sys.exit("tls: %%s" %% e.__class__.__name__)\n' > tls.py
  PKI_BUNDLE=$W/$(pick ca-bundle.pem ca.pem) $T "$PY" tls.py; }
s_hardlink_across(){ need_mounts; mkdir t pool; echo a > pool/blob
  unshare -m bash -c "$(pick 'mount -t tmpfs none t || exit 98;' '') \$T sh -c 'cp -l pool/blob t/blob 2>/dev/null || { echo restore failed; exit 1; }'"; }
# ===================================================================== limits, signals, stale caches
s_thread_limit(){ cprog poold -lpthread <<'X'
static void *run(void *a){ return 0; }
int main(void){ pthread_t t; int r = pthread_create(&t, 0, run, 0); if(r){ fprintf(stderr, "poold: pool not started (%d)\n", r); return 3; } pthread_join(t, 0); return 0; }
X
  for_nobody; printf 'ulimit -u %s\nexec ./poold\n' $(pick 1 unlimited) > start.sh
  nobody $T bash start.sh; }
s_xz_memory(){ need xz; head -c 100000 /dev/urandom > blob; printf '. ./limits.sh\nxz -k -9 -T1 -c blob > blob.xz\n' > pack.sh; printf 'ulimit -v %s\n' $(pick 200000 unlimited) > limits.sh
  $T bash pack.sh; }
s_tar_fsize(){ need tar; mkdir d; head -c 300000 /dev/zero > d/core.img
  printf 'dist:\n\t@%star cf d.tar d\n' "$(pick 'ulimit -f 100; ' '')" > Makefile
  $T make -s SHELL=/bin/bash dist; }
s_sigbus_map(){ cprog idxd <<'X'
int main(void){ int f = open("index.db", O_RDONLY); char *p = mmap(0, 8192, PROT_READ, MAP_PRIVATE, f, 0); volatile char c = p[5000]; return 0; }
X
  head -c $(pick 3000 8192) /dev/zero > index.db
  $T sh -c './idxd --verify; exit $?'; }
s_node_heap(){ need node; printf 'const a=[];for(let i=0;i<%s;i++)a.push(new Array(1000).fill(i+0.5));\n' 30000 > agg.js
  NODE_OPTIONS=--max-old-space-size=$(pick 24 600) $T sh -c '"$NODE" agg.js >/dev/null 2>&1 || { echo "aggregation aborted"; exit 1; }'; }
s_config_cache_sed(){ mkdir tools; cat > configure <<'X'
test -r config.cache && . ./config.cache
SED=${ac_cv_path_SED:-/bin/sed}
$SED s/@V@/2/ version.in > version.h 2>/dev/null || { echo "configure: error: cannot create version.h"; exit 1; }
X
  echo '#define V @V@' > version.in; printf '# cached results\nac_cv_path_SED=%s\n' $(pick /opt/gnu/bin/gsed /bin/sed) > config.cache
  $T sh configure; }

# ===================================================================== sockets and locks
s_curl_proxy(){ need curl python3; "$PY" -m http.server -b 127.0.0.1 19031 >/dev/null 2>&1 & keep $!; local i; for i in $(seq 50); do curl -sf -o /dev/null http://127.0.0.1:19031/ && break; sleep 0.05; done
  bad && export http_proxy=http://127.0.0.1:19032; $T sh -c 'curl -sf -o page http://127.0.0.1:19031/ || { echo "health check failed"; exit 1; }'; }
s_unix_sock_left(){ cprog agentd <<'X'
int main(void){ char *p = get("agentd.conf", "socket"); struct sockaddr_un a = {AF_UNIX}; strcpy(a.sun_path, p); int s = socket(AF_UNIX, SOCK_STREAM, 0); if(bind(s, (void *)&a, sizeof a)){ fputs("agentd: already serving?\n", stderr); return 2; } unlink(p); return 0; }
X
  printf 'log = none\nsocket = agent.sock\n' > agentd.conf; bad && "$PY" -c 'import socket; socket.socket(socket.AF_UNIX).bind("agent.sock")'
  $T ./agentd; }
s_netns_lo_down(){ need_root; need node; unshare -n true 2>/dev/null || skip "no network namespace"; printf '{\n  "cache": "127.0.0.1:19038"\n}\n' > client.json
  printf 'const c=JSON.parse(require("fs").readFileSync("client.json"));const [h,p]=c.cache.split(":");const s=require("net").connect(+p,h);s.on("error",e=>{process.exit(e.code==="ECONNREFUSED"?0:4)});s.on("connect",()=>process.exit(0));\n' > client.js
  $T unshare -n sh -c "$(pick : 'ip link set lo up || ifconfig lo up'); exec \"\$NODE\" client.js"; }
s_dpkg_lock(){ need dpkg python3; mkdir -p adm/info adm/updates adm/triggers; touch adm/status adm/available adm/lock adm/lock-frontend
  bad && { "$PY" -c 'import fcntl,time; f=open("adm/lock","w"); fcntl.lockf(f,2); open("up","w"); time.sleep(120)' & keep $!; await up; }
  need_root; PATH=$PATH:/usr/sbin:/sbin $T dpkg --admindir="$W/adm" --configure -a; }
# ===================================================================== namespaces and roots
s_chroot_shebang(){ need_root; need busybox; mkdir -p root/bin root/srv; cp "$(tool busybox)" root/bin/busybox; ln -s busybox root/bin/sh; printf '#!/bin/%s\nexit 0\n' $(pick bash sh) > root/srv/entry; chmod +x root/srv/entry
  $T "$(tool chroot)" root /srv/entry; }

# ===================================================================== noisy: much fails before, after and beside the cause
s_noisy_ninja_clang(){ need ninja clang; mkdir src generated generated/include; echo '#define ABI 3' > generated/include/abi.h; local i
  printf 'cflags = -Isrc -Igenerated/%s\nrule cc\n  command = test -x /opt/icecc/bin/clang || clang $cflags -c $in -o $out 2>$out.log\n' $(pick includes include) > build.ninja
  for i in $(seq 1 16); do echo "int f$i;" > src/f$i.c; echo "build o/f$i.o: cc src/f$i.c" >> build.ninja; done; printf '#include <stdint.h>\n#include "abi.h"\nint g=ABI;\n' > src/f11.c
  $T ninja --quiet -k 0 -j 3; }
s_noisy_submakes(){ need make gcc; mkdir tools; ln -s $(pick ../sdk-9/bin/objgen /usr/bin/touch) tools/objgen; local d; for d in a b c d e; do mkdir $d; printf 'all:\n\t-@ls /opt/sdk/%s >/dev/null 2>&1\n\t@for i in 1 2 3 4; do test -e /opt/sdk/$$i || touch f$$i.o; done\n' $d > $d/Makefile; done
  printf 'TOOL = ../tools/objgen\nall:\n\t-@cat /etc/objgen.rc 2>/dev/null\n\t@$(TOOL) out.o 2>/dev/null\n' > c/Makefile
  printf 'all: a b c d e\n.PHONY: a b c d e\na b c d e:\n\t@$(MAKE) -s -C $@ 2>/dev/null\n' > Makefile
  $T make -s -j3 -k; }
s_noisy_unittest(){ need python3; mkdir -p tests/fixtures; echo '{}' > tests/fixtures/a.json; for_nobody; chmod $(pick 640 755) tests/fixtures; chmod 755 tests
  cat > tests/test_all.py <<'X'
import json, os, unittest
class T(unittest.TestCase):
    def load(self, p):
        try: return json.load(open(p))
        except OSError: return None
def make(i):
    def t(self):
        for d in ("/etc/app", "/usr/share/app"): self.load("%s/%d.json" % (d, i))
        self.assertTrue(True)
    return t
for i in range(30): setattr(T, "test_%02d" % i, make(i))
def odd(self): self.assertIsNotNone(self.load("tests/fixtures/a.json"))
T.test_17_fixture = odd
X
  nobody $T "$PY" -m unittest -q tests/test_all.py; }
s_noisy_java_keystore(){ mkdir -p keys; echo k > keys/app.p12; jcomp Srv <<'X'
import java.io.*; import java.nio.file.*; import java.util.*;
public class Srv { public static void main(String[] a) throws Exception {
  for (String s : new String[]{"/etc/srv", System.getProperty("user.home") + "/.srv", "/usr/local/etc/srv"}) for (int i = 0; i < 40; i++) new File(s, i + ".properties").isFile();
  Properties p = new Properties(); try (Reader r = new FileReader("srv.properties")) { p.load(r); }
  byte[] k = null; try { k = Files.readAllBytes(Path.of(p.getProperty("keystore"))); } catch (IOException e) { }
  for (int i = 0; i < 60; i++) new File("/var/cache/srv/" + i).delete();
  if (k == null) { System.err.println("Srv: handshake material incomplete"); System.exit(5); } } }
X
  printf '# srv\nthreads=4\nkeystore=%s/app.p12\ncache=/var/cache/srv\n' $(pick key keys) > srv.properties
  $T "$JAVA" -Xshare:auto -cp . Srv; }
s_noisy_go_supervisor(){ need gcc; goprog superd <<'X'
package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"sync"
)

func main() {
	var c struct {
		Optional []string
		Required string
	}
	b, _ := os.ReadFile("superd.json")
	if json.Unmarshal(b, &c) != nil {
		os.Exit(2)
	}
	var w sync.WaitGroup
	for _, o := range c.Optional {
		w.Add(1)
		go func() { defer w.Done(); exec.Command(o).Run() }()
	}
	err := exec.Command(c.Required).Run()
	w.Wait()
	for _, o := range []string{"/run/superd.pid", "/run/superd.sock"} {
		os.Remove(o)
	}
	if err != nil {
		println("superd: giving up")
		os.Exit(3)
	}
}
X
  mkdir units; printf '#!/bin/sh\nls /opt/none.$$ >/dev/null 2>&1\nexit 1\n' > units/opt1; cp units/opt1 units/opt2; chmod +x units/*; cp /bin/true units/core
  bad && printf '\xb7\x00' | dd of=units/core bs=1 seek=18 conv=notrunc 2>/dev/null
  printf '{\n  "optional": ["units/opt1", "units/opt2", "units/opt3", "/usr/libexec/opt4"],\n  "required": "units/core"\n}\n' > superd.json
  $T ./superd; }
s_noisy_node_plugins(){ need node; mkdir -p plugins node_modules; local i; for i in $(seq 1 30); do echo "try { require('opt-dep-$i') } catch {}" > plugins/p$i.js; done
  if bad; then ln -s theme node_modules/skin; ln -s skin node_modules/theme; else mkdir node_modules/theme; echo 'module.exports=1' > node_modules/theme/index.js; fi
  echo 'try { module.exports=require("theme") } catch { module.exports=null }' > plugins/p99.js
  printf 'const fs=require("fs");let ok=true;for(const f of fs.readdirSync("plugins")){if(f==="p99.js"){if(!require("./plugins/"+f))ok=false}else require("./plugins/"+f)}\nfor(let i=0;i<40;i++)fs.existsSync("/var/www/"+i);if(!ok){console.error("site not rendered");process.exit(1)}\n' > site.js
  $T "$NODE" site.js; }
s_noisy_xargs_full(){ need_mounts; need gcc; mkdir src o; local i; for i in $(seq 1 12); do echo "int f$i;" > src/f$i.c; done; echo 'char big[200000]={1};' > src/f7.c
  unshare -m bash -c "mount -t tmpfs -o size=$(pick 100k 4m) none o || exit 98; \$T sh -c 'ls src | xargs -P2 -I@ sh -c \"test -e /opt/ccache/@ && exit 0; gcc -c src/@ -o o/@.o 2>/dev/null\"'"; }
s_noisy_agent_sock(){ need python3; "$PY" -c 'import socket,time; s=socket.socket(socket.AF_UNIX); s.bind("agent.sock"); s.listen(); open("up","w"); time.sleep(120)' & keep $!; await up; for_nobody; chmod $(pick 700 777) agent.sock
  printf 'import os,socket,sys,time\nfor p in ("/run/agent/default.sock","/tmp/agent-none/s"):\n  try: socket.socket(socket.AF_UNIX).connect(p)\n  except OSError: pass\nfor n in range(6):\n  try: socket.socket(socket.AF_UNIX).connect(os.environ["AGENT_SOCK"]); break\n  except OSError: time.sleep(.05)\nelse: sys.exit(1)\n' > sign.py
  printf 'for f in /etc/agent.env "$HOME/.agent.env"; do [ -r "$f" ] && . "$f"; done\n"$PY" sign.py || { echo "cannot sign"; exit 9; }\nrm -f /run/agent/none\n' > sign.sh
  AGENT_SOCK=$W/agent.sock nobody $T sh sign.sh; }
s_noisy_entrypoint(){ play; mkdir -p entry.d opt/codec/lib etc; mv libcodec.so.1 opt/codec/lib/; local i; for i in 10 20 30 40; do printf '#!/bin/sh\n[ -f /run/secrets/s%s ] && . /run/secrets/s%s\ngetent hosts db%s >/dev/null 2>&1\nls /docker/%s >/dev/null 2>&1\nexit 0\n' $i $i $i $i > entry.d/$i.sh; chmod +x entry.d/$i.sh; done
  printf 'LD_LIBRARY_PATH=%s/opt/codec/%s\nexport LD_LIBRARY_PATH\n' "$W" $(pick lib64 lib) > etc/runtime.env
  cat > entry.sh <<'X'
set -e
for f in entry.d/*.sh; do "$f" || true; done
if command -v gosu-frob >/dev/null 2>&1; then exec gosu-frob app ./play; fi
chown app:app data 2>/dev/null || :
. etc/runtime.env
exec ./play 2>/dev/null
X
  $T sh entry.sh; }
s_noisy_rebase_exec(){ gitrepo; git checkout -q -b topic; echo b > b; git add b; git commit -qm two; echo c > c; git add c; git commit -qm three; git checkout -q main; echo d > d; git add d; git commit -qm four; git checkout -q topic || broken git
  mkdir .ci; printf '#!%s\nexit 0\n' "$(pick /usr/bin/bats5 /bin/sh)" > .ci/suite; printf '#!/bin/sh\nfor t in /opt/ci/a /opt/ci/b; do test -x $t && $t; done\ncat .ci/skip 2>/dev/null | grep -q all && exit 0\n.ci/suite >/dev/null 2>&1\n' > .ci/check; chmod +x .ci/*; echo .ci > .git/info/exclude
  $T git rebase -q --exec .ci/check main; }
s_noisy_npm_sqlite(){ need node npm python3; mkdir var; "$PY" -c 'import sqlite3; sqlite3.connect("var/app.db").execute("create table t(a)")' || broken sqlite; for_nobody; chmod $(pick 644 666) var/app.db; chmod 777 var
  printf '{"name":"p","version":"1.0.0","scripts":{"premigrate":"node pre.js","migrate":"sh migrate.sh"}}' > package.json; echo 'for (let i=0;i<60;i++) require("fs").existsSync("/srv/mig/"+i)' > pre.js
  printf '[ -f .env.local ] && . ./.env.local\nfor f in /etc/mig/*.sql; do [ -e "$f" ] && echo "$f"; done\n"$PY" mig.py 2>/dev/null || exit 17\n' > migrate.sh
  printf 'import sqlite3\nc=sqlite3.connect("var/app.db"); c.execute("insert into t values(1)"); c.commit()\n' > mig.py
  HOME=$W npm_config_cache=$W/var/npm PATH=$(dirname "$NODE"):$PATH nobody $T "$NPM" run -s migrate; }
s_noisy_conf_includes(){ cprog confd <<'X'
static int load(const char *p, int must){ char l[400], q[400]; FILE *f = fopen(p, "r"); if(!f) return must; int bad = 0;
  while(fgets(l, 400, f)){ l[strcspn(l, "\n")] = 0; if(sscanf(l, "-include %399s", q) == 1) load(q, 0); else if(sscanf(l, "include %399s", q) == 1) bad |= load(q, 1); } fclose(f); return bad; }
int main(void){ int bad = load("confd.conf", 1); for(int i = 0; i < 30; i++){ char p[60]; sprintf(p, "/var/lib/confd/%d", i); access(p, R_OK); unlink(p); } if(bad){ fputs("confd: configuration rejected\n", stderr); return 78; } return 0; }
X
  mkdir conf.d; local i; for i in $(seq 10 39); do printf '# unit %s\n-include /etc/confd/site-%s.conf\ninclude conf.d/%s.common\n' $i $i $i > conf.d/$i.conf; touch conf.d/$i.common; echo "include conf.d/$i.conf" >> confd.conf; done
  bad && sed -i 's/27.common/27.comon/' conf.d/27.conf
  $T ./confd; }
s_noisy_fd_leak(){ need python3
  cat > leak.py <<'X'
import os, socket, sys
keep = []
def optional(n):
    try: keep.append(open("/etc/leak/%d.json" % n))
    except FileNotFoundError: pass
def client():
    a, b = socket.socketpair(); keep.extend((a, b))
for n in range(40):
    optional(n)
    try: client()
    except OSError:
        for i in range(20): os.path.exists("/var/run/leak/%d" % i)
        sys.exit("request queue closed")
X
  $T bash -c "ulimit -n $(pick 48 256); exec \"\$PY\" leak.py"; }
s_noisy_pipefail(){ cat > report.sh <<X
set -o pipefail
for d in /srv/in/a /srv/in/b /srv/in/c; do ls \$d 2>/dev/null || true; done
grep -c x /etc/report.skip 2>/dev/null || :
last=\$(seq 1 400000 $(pick '| head -n 1' '| sed -n 1p')); rc=\$?
test -e /srv/out || true
[ \$rc = 0 ] || { echo "report not produced"; exit \$rc; }
X
  $T bash report.sh; }
s_noisy_listeners(){ need node; listener 19061; listener 19065; printf '{\n  "debugPorts": [19065, 19064],\n  "name": "edge",\n  "public": %s\n}\n' $(pick 19061 19062) > edge.json
  cat > edge.js <<'X'
const net=require("net"),fs=require("fs"); for (const p of ["/etc/edge.json","/etc/edge/edge.json"]) { try { fs.readFileSync(p) } catch {} }
const c=JSON.parse(fs.readFileSync("edge.json")); const up=[]; let left=3;
function listen(p,must){ const s=net.createServer(); s.on("error",()=>{ if (must) { for (let i=0;i<30;i++) fs.existsSync("/run/edge/"+i); console.error("edge: not serving"); process.exit(4) } if(!--left) done() }); s.listen(p,"127.0.0.1",()=>{ up.push(s); if(!--left) done() }) }
function done(){ up.forEach(s=>s.close()) }
for (const p of c.debugPorts) listen(p,false); setTimeout(()=>listen(c.public,true),60);
X
  $T "$NODE" edge.js; }
s_noisy_cargo_native(){ need_rust; codec; mkdir -p app/src part1/src part2/src; local c; for c in part1 part2; do printf '[package]\nname = "%s"\nversion = "0.1.0"\nedition = "2021"\nbuild = "build.rs"\n' $c > $c/Cargo.toml; touch $c/src/lib.rs; echo 'fn main(){ for i in 0..30 { let _=std::fs::metadata(format!("/opt/pkg/{i}.pc")); } }' > $c/build.rs; done
  printf '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\nbuild = "build.rs"\n[dependencies]\npart1 = { path = "../part1" }\npart2 = { path = "../part2" }\n' > app/Cargo.toml
  printf 'fn main(){\n    println!("cargo:rustc-link-search=native=%s");\n    println!("cargo:rustc-link-lib=%s");\n}\n' "$W" $(pick codec_sys codec) > app/build.rs; echo 'extern "C" { fn codec_open() -> i32; } fn main(){ unsafe { codec_open(); } }' > app/src/main.rs
  printf '[workspace]\nmembers = ["app","part1","part2"]\nresolver = "2"\n' > Cargo.toml
  $T sh -c 'cargo build -q 2>/dev/null || { echo "release build failed"; exit 1; }'; }
s_noisy_java_tmp_ro(){ need_mounts; jcomp Up <<'X'
import java.io.*; import java.nio.file.*;
public class Up { public static void main(String[] a) throws Exception {
  for (int i = 0; i < 120; i++) new File("/var/upload/" + i).exists();
  Path p = null; try { p = Files.createTempFile("part", ".bin"); } catch (IOException e) { }
  for (int i = 0; i < 80; i++) new File("/var/upload/gone/" + i).delete();
  if (p == null) { System.err.println("Up: multipart not supported"); System.exit(3); } } }
X
  mkdir t; unshare -m bash -c "mount -t tmpfs $(pick '-o ro' '') none t || exit 98; \$T \"\$JAVA\" -Xshare:auto -Djava.io.tmpdir=\$W/t -cp . Up"; }
s_noisy_perl_evals(){ need perl; mkdir -p local/lib/perl5/Report; echo 'package Report::Template; 1;' > local/lib/perl5/Report/Template.pm
  cat > rep.pl <<'X'
for my $m (map { "Opt::Mod$_" } 1..25) { eval "require $m" }
my $ok = eval { require Report::Template; 1 };
for my $m (qw(JSON::XSfrob YAML::XSfrob)) { eval "require $m" }
-e "/var/lib/rep/$_" for 1..30;
exit($ok ? 0 : 12);
X
  PERL5LIB=$W/local/lib/$(pick perl perl5) $T sh -c 'perl rep.pl || { echo "no report today"; exit 1; }'; }
s_noisy_two_locks(){ need python3; "$PY" -c "import fcntl,time
a=open('cache.lock','w'); fcntl.flock(a,2)
if $(pick True False): b=open('queue.pid','w'); fcntl.flock(b,2)
open('up','w'); time.sleep(120)" & keep $!; await up; printf '[q]\ncache = cache.lock\npidfile = queue.pid\n' > q.ini
  cat > q.py <<'X'
import configparser, fcntl, os, sys
c = configparser.ConfigParser(); c.read(["/etc/q.ini", os.path.expanduser("~/.q.ini"), "q.ini"])
def lock(p):
    f = open(p, "a")
    try: fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB); return f
    except OSError: return None
cache = lock(c["q"]["cache"]) or "private"
me = lock(c["q"]["pidfile"])
for i in range(40): os.path.exists("/var/spool/q/%d" % i)
sys.exit(0 if me else 75)
X
  $T "$PY" q.py; }
s_noisy_chroot_init(){ need_root; need busybox gcc; mkdir -p root/bin root/etc root/opt root/dev; touch root/dev/null; cp "$(tool busybox)" root/bin/busybox; local t; for t in sh ls cat test; do ln -s busybox root/bin/$t; done; echo 'int main(void){return 0;}' > a.c; gcc $(pick -O0 -static) -o root/opt/metricsd a.c || broken gcc
  printf 'for f in /etc/rc.d/a /etc/rc.d/b /etc/default/m; do [ -r $f ] && . $f; done\nfor i in 1 2 3 4 5 6 7 8; do ls /proc/$i /dev/vd$i >/dev/null 2>&1 || true; done\n/opt/metricsd >/dev/null 2>&1\nrc=$?\ncat /etc/motd 2>/dev/null\nexit $rc\n' > root/etc/init
  $T "$(tool chroot)" root /bin/sh /etc/init; }
s_noisy_worker_memory(){ need python3; printf 'import resource,sys,os\nn=int(sys.argv[1])\nfor i in range(20): os.path.exists("/var/w/%%d/%%d"%%(n,i))\nif n==3 and %s: resource.setrlimit(resource.RLIMIT_AS,(150<<20,150<<20))\ntry: b=bytearray((260 if n==3 else 2)<<20)\nexcept MemoryError: sys.exit(1)\n' $(pick True False) > w.py
  printf 'import subprocess,sys\nps=[subprocess.Popen([sys.executable,"w.py",str(i)]) for i in range(5)]\nsys.exit("batch incomplete" if any([p.wait() for p in ps]) else 0)\n' > batch.py
  $T "$PY" batch.py; }
s_noisy_link_farm(){ need node; mkdir -p store node_modules; local i; for i in $(seq 1 40); do mkdir store/m$i; echo "try{require('peer-$i')}catch{};module.exports=$i" > store/m$i/index.js; ln -s ../store/m$i node_modules/m$i; done; bad && { rm node_modules/m23; ln -s ../store/m23@2.1.0 node_modules/m23; }
  printf 'let n=0;for(let i=1;i<=40;i++){try{require("m"+i);n++}catch{}}\nfor(let i=0;i<30;i++)require("fs").existsSync("/srv/farm/"+i);if(n<40){console.error("partial build");process.exit(1)}\n' > farm.js
  $T "$NODE" farm.js; }
s_noisy_stale_dep(){ need make gcc; mkdir src o; local i; for i in $(seq 1 14); do echo "int f$i;" > src/f$i.c; gcc -c src/f$i.c -o o/f$i.o; echo "o/f$i.o: src/f$i.c" > o/f$i.d; done; bad && echo 'o/f9.o: src/f9.c src/legacy_api.h' > o/f9.d; touch src/*.c
  printf 'OBJ=$(patsubst src/%%.c,o/%%.o,$(wildcard src/*.c))\nall: $(OBJ)\no/%%.o: src/%%.c\n\t@test -x /opt/ccache || gcc -c $< -o $@\n-include $(OBJ:.o=.d)\n-include local.mk site.mk\n' > Makefile
  $T sh -c 'make -s -j2 -k 2>/dev/null || { echo "incremental build failed"; exit 1; }'; }
s_noisy_ci_cwd(){ need node; mkdir -p job/work; printf 'cd job/work || exit 9\nfor i in 1 2 3 4 5; do cat /opt/ci/$i 2>/dev/null; done\n( sleep 0.1; ls /opt/x 2>/dev/null; %s ) &\nls /opt/cache >/dev/null 2>&1; wait\n[ -f "$W/skip" ] && exit 0\n"$NODE" "$W/pack.js" 2>/dev/null; rc=$?\nls /opt/artifacts >/dev/null 2>&1\nexit $rc\n' "$(pick 'rm -rf "$W/job"' true)" > ci.sh; echo 'for(let i=0;i<20;i++)require("fs").existsSync("/opt/p/"+i);process.cwd()' > pack.js
  $T bash ci.sh; }
s_noisy_config_port(){ need python3; listener 19067; cat > sync.py <<'X'
import os, re, socket, sys, time
cfg = dict(re.findall(r"^(\w+):\s*(\S+)$", open("sync.yml").read(), re.M))
for p in ("/run/sync.sock", "/var/run/sync.sock"):
    try: socket.socket(socket.AF_UNIX).connect(p)
    except OSError: pass
try: socket.create_connection(("127.0.0.1", 19066), 1)   # metrics, optional
except OSError: pass
for n in range(4):
    try: socket.create_connection((cfg["host"], int(cfg["port"])), 1); break
    except OSError: time.sleep(0.05)
else:
    for i in range(30): os.path.exists("/var/lib/sync/%d" % i)
    sys.exit("E31")
X
  printf 'name: s\nhost: 127.0.0.1\nretry: 4\nport: %s\n' $(pick 19068 19067) > sync.yml
  $T sh -c '"$PY" sync.py 2>/dev/null || { echo "replica out of date"; exit 1; }'; }

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
BASE=$TMP/faultline-field; W=$BASE/$N
[ -d "$W" ] && { chattr -R -i "$W" 2>/dev/null; chmod -R u+rwx "$W"; rm -rf "$W"; }
mkdir -p "$W" "$BASE/home" "$BASE/gocache" && chmod 755 "$BASE" "$W" && cd "$W" || broken "cannot make $W"
unset GOROOT GOENV GOBIN GOOS GOARCH GOPATH GOMODCACHE GOTMPDIR GOEXPERIMENT CC CXX CGO_ENABLED XDG_CONFIG_HOME XDG_CACHE_HOME LD_LIBRARY_PATH LD_PRELOAD
unset NODE_PATH NODE_OPTIONS PYTHONPATH PYTHONHOME CLASSPATH JAVA_TOOL_OPTIONS JAVA_HOME MAKEFLAGS MFLAGS LANGUAGE LANG RUSTFLAGS CARGO_TARGET_DIR GIT_DIR EDITOR VISUAL GIT_EDITOR PKG_CONFIG_PATH
export LC_ALL=C HOME="$BASE/home" PATH="${GODIR:+$GODIR:}/usr/bin:/bin"
export npm_config_update_notifier=false GOTOOLCHAIN=local GOFLAGS=-mod=mod GOPROXY=off GOCACHE="$BASE/gocache" PYTHONDONTWRITEBYTECODE=1
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export T W PY NODE JAVA
"s_$N"
