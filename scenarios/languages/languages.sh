#!/bin/bash
# Runs that quietly take the wrong thing, failures in further languages, settings that have drifted. Format of exec.sh.
#   languages.sh --list | NAME | --repaired NAME      T='words in front'   OLD_GO_BIN, TMPDIR as in exec.sh
# Exit: of the command; 77 skipped, 97 unknown, 98 set-up failed.
set -u
self=$0
skip(){ echo "SKIP: $*"; exit 77; }
broken(){ echo "SET-UP FAILED: $*" >&2; exit 98; }
bad(){ [ -z "${REPAIRED:-}" ]; }
pick(){ if bad; then printf '%s' "$1"; else printf '%s' "$2"; fi; }
tool(){ local d; for d in /usr/bin /usr/sbin; do [ -x "$d/$1" ] && { echo "$d/$1"; return; }; done; command -v "$1"; }
need(){ local t; for t; do [ -n "$(tool "$t")" ] || skip "$t not found"; done; }
need_root(){ [ "$(id -u)" = 0 ] || skip "needs root"; }
need_go(){ [ -n "$GODIR" ] || skip "go not on PATH"; }
need_rust(){ [ -n "$RUSTDIR" ] || skip "cargo not on PATH"; need gcc; PATH="$RUSTDIR:$PATH"; export CARGO_HOME="$BASE/cargo" CARGO_NET_OFFLINE=true; }
need_old_go(){
  need_go
  [ -n "${OLD_GO_BIN:-}" ] || skip "set OLD_GO_BIN to an older Go"
  local g=$OLD_GO_BIN; [ -d "$g" ] && g=$g/go
  [ -x "$g" ] || skip "no go in $OLD_GO_BIN"
  OLDROOT=$(cd / && "$g" env GOROOT) && [ -d "$OLDROOT" ] || skip "no GOROOT for $g"
  ln -s "$OLDROOT" go-before; }
nobody(){ if [ "$(id -u)" = 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; else "$@"; fi; }
for_nobody(){ need setpriv; chmod 755 "$BASE"; chmod 777 .; nobody test -x "$W/." || skip "uid 65534 cannot reach $W"; }
keep(){ KEPT="${KEPT:-} $1"; trap 'kill $KEPT 2>/dev/null; wait $KEPT 2>/dev/null' EXIT; }
await(){ local i; for i in $(seq 100); do [ -e "$1" ] && return; sleep 0.05; done; broken "$1 did not appear"; }
gover(){ go env GOVERSION | grep -oE '[0-9]+\.[0-9]+(\.[0-9]+)?' | head -1; }
module(){ printf 'module example.org/%s\n\ngo 1.21\n' "${1:-svc}" > go.mod; }
# stub DIR NAME "VERSION LINE": a program that tells that version and otherwise reads its file arguments and succeeds
stub(){ need gcc; mkdir -p "$1"
  cat > stub.c <<X
#include <stdio.h>
#include <string.h>
int main(int n,char**v){
  for(int i=1;i<n;i++) if(!strcmp(v[i],"--version")||!strcmp(v[i],"-v")||!strcmp(v[i],"-V")||!strcmp(v[i],"version")){puts("$3");return 0;}
  for(int i=1;i<n;i++) if(v[i][0]!='-'){FILE*f=fopen(v[i],"r");if(f)fclose(f);}
  puts("$2 ($3): done"); return 0; }
X
  gcc -o "$1/$2" stub.c || broken gcc; rm stub.c; }
# lib FILE SONAME 'C source' [options]
lib(){ need gcc; printf '%s\n' "$3" > lib.c; gcc -shared -fPIC -Wl,-soname,"$2" -o "$1" lib.c "${@:4}" || broken gcc; rm lib.c; }

# ===================================================================== success, but the wrong thing
s_w_go_toolchain_line(){ need_old_go; need make; local v; v=$(gover)
  printf 'module example.org/svc\n\ngo 1.21\n\ntoolchain go%s\n' "$v" > go.mod
  printf 'package svc\n\n//go:generate go version\n' > gen.go
  printf 'info: \n\tgo generate ./...\n\tgo list -f "{{.ImportPath}} {{.Name}}" ./... > build-info.txt\n' > Makefile
  bad && PATH=$W/go-before/bin:$PATH
  $T make -s info; }
s_w_nvmrc(){ need node; local v; v=$("$NODE" --version)
  stub .nvm/versions/node/v12.22.12/bin node v12.22.12; mkdir -p .nvm/versions/node/$v/bin; ln -s "$NODE" .nvm/versions/node/$v/bin/node
  echo "${v%%.*}" > .nvmrc; echo 'console.log("bundle", process.version)' > bundle.js
  printf 'set -e\necho "== bundle"\nnode bundle.js > bundle.log\necho "== done"\n' > ci.sh
  local o=$W/.nvm/versions/node/v12.22.12/bin n=$W/.nvm/versions/node/$v/bin
  PATH="$(pick "$o:$n" "$n:$o"):$PATH" $T sh ci.sh; }
s_w_engines(){ need node make; local v; v=$("$NODE" --version)
  stub opt/node-14/bin node v14.21.3; mkdir -p opt/node-20/bin; ln -s "$NODE" opt/node-20/bin/node
  printf '{\n  "name": "portal",\n  "version": "3.1.0",\n  "private": true,\n  "engines": { "node": ">=18.17" }\n}\n' > package.json
  mkdir scripts dist; echo 'require("fs").writeFileSync("dist/app.js","ok\n")' > scripts/build.js
  printf 'all: dist\n\t@echo building portal\n\t@node scripts/build.js\n\t@echo ok\n' > Makefile
  PATH="$(pick "$W/opt/node-14/bin:$W/opt/node-20/bin" "$W/opt/node-20/bin:$W/opt/node-14/bin"):$PATH" $T make; }
s_w_python_version(){ need python3
  stub .pyenv/versions/3.8.18/bin python3 "Python 3.8.18"; mkdir -p .pyenv/versions/3.11.2/bin; ln -s "$PY" .pyenv/versions/3.11.2/bin/python3
  "$PY" -c 'import sys; print("%d.%d" % sys.version_info[:2])' > .python-version
  printf '[project]\nname = "etl"\nversion = "0.4"\nrequires-python = ">=3.10"\n' > pyproject.toml; echo 'print("etl done")' > etl.py
  printf '#!/bin/sh\npython3 etl.py --day today\n' > run.sh
  local o=$W/.pyenv/versions/3.8.18/bin n=$W/.pyenv/versions/3.11.2/bin
  PATH="$(pick "$o:$n" "$n:$o"):$PATH" $T sh run.sh; }
s_w_make_protoc(){ need make gcc
  stub legacy/bin protoc "libprotoc 3.6.1"; stub tools/bin protoc "libprotoc 3.21.12"
  echo 'syntax = "proto3";' > api.proto
  cat > Makefile <<'X'
PROTOC_WANTED := libprotoc 3.21
all: check gen
check:
	@protoc --version | grep -q "^$(PROTOC_WANTED)" || echo "warning: $(PROTOC_WANTED) is required, found $$(protoc --version)"
gen: api.proto
	protoc --go_out=gen api.proto
X
  PATH="$(pick "$W/legacy/bin:$W/tools/bin" "$W/tools/bin:$W/legacy/bin"):$PATH" $T make -s; }
s_w_goroot_list(){ need_old_go; printf 'module example.org/api\n\ngo %s\n' "$(gover)" > go.mod; echo 'package api' > a.go
  printf 'set -e\ngo list std > std.txt\nwc -l < std.txt\n' > gen-api.sh
  bad && export GOROOT=$W/go-before
  $T sh gen-api.sh; }
s_w_goenv_gofmt(){ need_old_go; printf 'module example.org/api\n\ngo %s\n' "$(gover)" > go.mod; printf 'package api\n\nvar A = 1\n' > a.go
  mkdir -p conf/go; bad && printf 'GOPRIVATE=example.org\nGOROOT=%s/go-before\n' "$W" > conf/go/env
  XDG_CONFIG_HOME=$W/conf $T go fmt ./...; }
s_w_goenv_goos(){ need_go; need make; module; mkdir -p conf/go; bad && printf 'GOPRIVATE=example.org\nGOOS=windows\n' > conf/go/env
  printf 'package svc\n\nconst Answer = 42\n' > a.go; printf 'package svc\n\nimport "os"\n\nfunc init() { os.Stderr.WriteString("") }\n' > b.go
  printf 'package main\n\nfunc main() { println("smoke") }\n' > main.txt; mkdir -p cmd/smoke; mv main.txt cmd/smoke/main.go
  printf 'smoke:\n\t@go build -o bin/smoke ./cmd/smoke\n\t@./bin/smoke\n' > Makefile
  XDG_CONFIG_HOME=$W/conf $T make smoke; }
s_w_goenv_tags(){ need_go; module; bad && echo 'GOFLAGS=-tags=nosound' > team.env || echo 'GOPRIVATE=example.org' > team.env; unset GOFLAGS
  printf 'package main\n\nfunc main() {\n\tif backend == "" {\n\t\tpanic("no audio backend")\n\t}\n}\n' > main.go
  printf '//go:build !nosound\n\npackage main\n\nvar backend = "alsa"\n' > alsa.go; printf '//go:build nosound\n\npackage main\n\nvar backend = ""\n' > null.go
  printf 'set -e\ngo build -o player .\n./player >/dev/null 2>player.log || { echo "self test failed" >&2; exit 5; }\n' > selftest.sh
  GOENV=$W/team.env $T sh selftest.sh; }
s_w_goenv_arch(){ need_go; need readelf make; module; mkdir -p conf/go; bad && echo 'GOARCH=arm64' > conf/go/env
  printf 'package main\n\nfunc main() { println("agent") }\n' > main.go
  printf 'package:\n\t@go build -o agent .\n\t@readelf -h agent | grep -q "Machine:.*X86-64" || { echo "package: agent does not fit amd64" >&2; exit 1; }\n' > Makefile
  XDG_CONFIG_HOME=$W/conf $T make package; }
s_w_lib_older(){ need gcc; mkdir -p app/lib legacy plugins
  lib app/lib/libmeter.so.2.6.0 libmeter.so.2 'const char*meter_version(void){return "2.6.0";}'; ln -s libmeter.so.2.6.0 app/lib/libmeter.so.2; ln -s libmeter.so.2 app/lib/libmeter.so
  lib legacy/libmeter.so.2.1.0 libmeter.so.2 'const char*meter_version(void){return "2.1.0";}'; ln -s libmeter.so.2.1.0 legacy/libmeter.so.2
  printf '#include <stdio.h>\nconst char*meter_version(void);int main(void){printf("billing with meter %%s\\n",meter_version());return 0;}\n' > b.c
  gcc -o app/billing b.c -Lapp/lib -lmeter '-Wl,-rpath,$ORIGIN/lib' || broken gcc
  LD_LIBRARY_PATH=$W/$(pick legacy plugins) $T sh -c 'app/billing > bill.txt && echo "billed"'; }
s_w_lib_codec(){ need gcc; mkdir -p player/lib opt/vendor/lib opt/empty
  lib player/lib/libcodec.so.5.8.1 libcodec.so.5 'int codec_open(const char*n){return n[0]=='"'f'"'?0:-38;}'; ln -s libcodec.so.5.8.1 player/lib/libcodec.so.5; ln -s libcodec.so.5 player/lib/libcodec.so
  lib opt/vendor/lib/libcodec.so.5.0.3 libcodec.so.5 'int codec_open(const char*n){(void)n;return -38;}'; ln -s libcodec.so.5.0.3 opt/vendor/lib/libcodec.so.5
  printf '#include <stdio.h>\nint codec_open(const char*);int main(void){if(codec_open("flac")){fputs("cannot open stream: error 38\\n",stderr);return 1;}return 0;}\n' > p.c
  gcc -o player/play p.c -Lplayer/lib -lcodec '-Wl,-rpath,$ORIGIN/lib' || broken gcc
  printf 'LD_LIBRARY_PATH=%s/opt/%s\nexport LD_LIBRARY_PATH\n' "$W" "$(pick vendor/lib empty)" > vendor.env
  printf '#!/bin/sh\n. ./vendor.env\nfor d in /opt/codecs /usr/local/codecs; do ls $d >/dev/null 2>&1 || :; done\nexec player/play\n' > start; chmod +x start
  $T ./start; }
s_w_lib_sqlite(){ need python3 make; mkdir -p envs/base/lib envs/none
  lib envs/base/lib/libsqlite3.so.0.8.4 libsqlite3.so.0 'int sqlite3_libversion_number(void){return 3006000;}'; ln -s libsqlite3.so.0.8.4 envs/base/lib/libsqlite3.so.0
  printf 'import sys\ntry:\n    import sqlite3\n    sqlite3.connect(":memory:").execute("select 1")\nexcept ImportError:\n    sys.exit("database backend unavailable")\n' > migrate.py
  printf 'migrate:\n\t@python3 migrate.py\n' > Makefile
  LD_LIBRARY_PATH=$W/envs/$(pick base/lib none) $T make migrate; }
s_w_lib_stdcxx(){ need g++; mkdir -p matlab/sys/os/glnxa64 matlab/none
  echo 'GLIBCXX_3.4 { global: frob_gx; }; GLIBCXX_3.4.19 { global: frob_gx19; } GLIBCXX_3.4; CXXABI_1.3 { global: frob_cx; };' > v.map
  lib matlab/sys/os/glnxa64/libstdc++.so.6.0.19 libstdc++.so.6 'int frob_gx,frob_gx19,frob_cx;' -Wl,--version-script=v.map; ln -s libstdc++.so.6.0.19 matlab/sys/os/glnxa64/libstdc++.so.6
  printf '#include <string>\n#include <iostream>\nint main(int n,char**v){std::string s(v[0]);s+=std::to_string(n);std::cout<<s.size()<<std::endl;return 0;}\n' > solve.cc; g++ -o solve solve.cc || broken g++
  printf '#!/bin/sh\nLD_LIBRARY_PATH=%s/matlab/%s ./solve 2>/dev/null || { echo "solver: licence or numerical problem" >&2; exit 3; }\n' "$W" "$(pick sys/os/glnxa64 none)" > run-solver; chmod +x run-solver
  $T ./run-solver; }
s_w_symver_lua(){ need lua5.3 gcc; mkdir -p lib clua
  echo 'METER_1.0 { global: meter_read; local: *; }; ' > v1.map; printf 'METER_1.0 { global: meter_zero; };\nMETER_2.4 { global: meter_read; local: *; } METER_1.0;\n' > v2.map
  lib lib/libmeter.so.1 libmeter.so.1 'int meter_read(void){return 7;} int meter_zero(void){return 0;}' -Wl,--version-script=v2.map
  lib clua/meter.so meter.so 'int meter_read(void);int luaopen_meter(void*L){return meter_read()==7?0:0;}' -Llib -l:libmeter.so.1 "-Wl,-rpath,$W/lib"
  bad && lib lib/libmeter.so.1 libmeter.so.1 'int meter_read(void){return 7;}' -Wl,--version-script=v1.map
  printf 'package.cpath = "./clua/?.so"\nlocal ok = pcall(require, "meter")\nif not ok then io.stderr:write("meter driver not available\\n") os.exit(4) end\n' > poll.lua
  $T lua5.3 poll.lua; }
s_w_node_abi(){ need node gcc; local d=node_modules/fasthash; mkdir -p $d/build/Release
  printf '{"name":"fasthash","version":"2.3.1","main":"index.js"}\n' > $d/package.json
  cat > $d/index.js <<'X'
const path = require('path');
const tries = ['build/Debug', 'build/default', 'out/Release', 'build/Release', 'compiled/20/linux/x64'];
let last;
for (const t of tries) { try { module.exports = require(path.join(__dirname, t, 'fasthash.node')); last = null; break; } catch (e) { if (e.code !== 'MODULE_NOT_FOUND') { last = e; break; } } }
if (last) throw new Error('fasthash could not be initialised');
X
  cat > a.c <<X
struct m{int v;unsigned f;void*h;const char*file;void*r;void*c;const char*n;void*p;void*l;};
void node_module_register(void*); static void init(void){} static struct m mod={$(pick 72 "$("$NODE" -p process.versions.modules)"),0,0,"a.c",(void*)init,0,"fasthash",0,0};
__attribute__((constructor)) static void enrol(void){node_module_register(&mod);}
X
  gcc -shared -fPIC -o $d/build/Release/fasthash.node a.c || broken gcc; rm a.c
  echo 'try { require("fasthash"); } catch (e) { console.error("worker pool: " + e.message); process.exitCode = 12; }' > server.js
  $T sh -c 'node server.js'; }
s_w_php_api(){ need php gcc; local api; api=$(php -i | sed -n 's/^PHP Extension => //p'); mkdir ext
  cat > e.c <<X
#include <stddef.h>
struct m{unsigned short size;unsigned api;unsigned char debug,zts;void*ini,*deps;const char*name;void*fn,*mi,*ms,*ri,*rs,*info;const char*ver;size_t gs;void*gp,*gc,*gd,*pd;int st;unsigned char type;void*h;int no;const char*id;};
static struct m e={sizeof(struct m),$(pick 20190902 "$api"),0,0,0,0,"fastsum",0,0,0,0,0,0,"1.2",0,0,0,0,0,0,0,0,0,"API$(pick 20190902 "$api"),NTS"};
struct m*get_module(void){return &e;}
X
  gcc -shared -fPIC -o ext/fastsum.so e.c || broken gcc; rm e.c
  printf 'memory_limit = 64M\nextension_dir = "%s/ext"\nextension = fastsum\n' "$W" > php.ini
  echo '<?php if (!extension_loaded("fastsum")) { fwrite(STDERR, "checksums disabled, giving up\n"); exit(2); }' > job.php
  PHPRC=$W PHP_INI_SCAN_DIR= $T sh -c 'php job.php 2>job.log || { cat job.log | tail -1; exit 2; }'; }
s_w_pyc_magic(){ need python3; mkdir -p vendor; echo 'def price(n): return n * 3' > pricing.py
  "$PY" -c 'import py_compile; py_compile.compile("pricing.py", cfile="vendor/pricing.pyc")' || broken compile; rm pricing.py
  bad && printf '\x55\x0d' | dd of=vendor/pricing.pyc bs=1 conv=notrunc 2>/dev/null
  printf 'import sys\nsys.path.insert(0, "vendor")\ntry:\n    import numba_frob\nexcept ImportError:\n    pass\ntry:\n    import pricing\nexcept ImportError:\n    sys.stderr.write("plugin pricing rejected\\n"); sys.exit(6)\n' > quote.py
  $T "$PY" quote.py; }
s_w_py_random(){ need python3 make; mkdir -p tools
  bad && printf '# seeds for the load test\nSEEDS = [3, 5, 8]\n' > tools/random.py
  printf 'import random\nprint(random.choices("abc", k=2) and "token made")\n' > tools/mktoken.py
  printf 'token:\n\t@python3 tools/mktoken.py > token.txt 2>token.err || { echo "token could not be made"; false; }\n' > Makefile
  $T make token; }
s_w_py_queue(){ need python3
  mkdir svc; bad && printf 'class Job:\n    pass\n' > svc/queue.py
  printf 'import sys\ntry:\n    from concurrent.futures import ThreadPoolExecutor\n    with ThreadPoolExecutor(2) as p: list(p.map(abs, [-1, 2]))\nexcept Exception:\n    print("service cannot start", file=sys.stderr); sys.exit(70)\n' > svc/main.py
  $T sh -c 'cd svc && exec python3 main.py'; }
pkg(){ mkdir -p "$1/$2" "$1/$2-$3.dist-info"; printf '__version__ = "%s"\n%s\n' "$3" "${4:-}" > "$1/$2/__init__.py"; printf 'Metadata-Version: 2.1\nName: %s\nVersion: %s\n' "$2" "$3" > "$1/$2-$3.dist-info/METADATA"; echo pip > "$1/$2-$3.dist-info/INSTALLER"; }
s_w_py_path_older(){ need python3; "$PY" -m venv --without-pip env || broken venv; local s; s=$(echo env/lib/python3*/site-packages)
  pkg "$s" ratelib 2.3.0 'def vat(n): return n * 0.19'; pkg legacy ratelib 1.4.2 'def vat(n): return n * 0.16'; mkdir extra
  echo 'ratelib>=2.0' > requirements.txt; printf 'import ratelib\nprint("%%.2f" %% ratelib.vat(100))\n' > calc.py
  PYTHONPATH=$W/$(pick legacy extra) $T env/bin/python calc.py; }
s_w_py_path_wire(){ need python3; "$PY" -m venv --without-pip env || broken venv; local s; s=$(echo env/lib/python3*/site-packages)
  pkg "$s" wirefmt 3.1 'def pack(o, *, compact=False): return b"3"'; pkg opt/shared wirefmt 2.9 'def pack(o): return b"2"'; mkdir -p opt/none
  printf '[project]\nname = "relay"\nversion = "1.0"\ndependencies = ["wirefmt>=3,<4"]\n' > pyproject.toml
  printf 'import wirefmt\ntry:\n    wirefmt.pack({}, compact=True)\nexcept TypeError:\n    raise SystemExit("relay: cannot encode greeting")\n' > relay.py
  printf 'export PYTHONPATH=%s/opt/%s\nexec env/bin/python relay.py\n' "$W" "$(pick shared none)" > relay.sh
  $T bash relay.sh; }
npkg(){ mkdir -p "$1"; printf '{"name":"%s","version":"%s","main":"index.js"%s}\n' "$2" "$3" "${5:-}" > "$1/package.json"; printf '%s\n' "$4" > "$1/index.js"; }
s_w_node_nested(){ need node
  npkg node_modules/svc svc 5.0.0 'const f=require("fmt"); module.exports=n=>f(n);' ',"dependencies":{"fmt":"^2.0.0"}'
  npkg node_modules/fmt fmt 2.1.0 'module.exports=n=>n.toFixed(2);'
  bad && npkg node_modules/svc/node_modules/fmt fmt 1.2.0 'module.exports=n=>String(Math.floor(n));'
  printf '{"name":"till","version":"1.0.0","dependencies":{"svc":"^5.0.0","fmt":"^2.0.0"}}\n' > package.json; echo 'console.log("total", require("svc")(12.5))' > till.js
  $T node till.js; }
s_w_node_workspace(){ need node npm
  printf '{"name":"mono","private":true,"workspaces":["packages/*"]}\n' > package.json
  npkg node_modules/validate validate 4.2.0 'exports.compile=s=>()=>true;'; mkdir -p packages/api
  printf '{"name":"api","version":"1.0.0","scripts":{"check":"node check.js"},"dependencies":{"validate":"^4.0.0"}}\n' > packages/api/package.json
  bad && npkg packages/api/node_modules/validate validate 3.9.1 'exports.validate=(s,o)=>true;'
  printf 'let v; try { v = require("validate").compile({}); } catch { console.error("schemas unusable"); process.exit(9); }\n' > packages/api/check.js
  cd packages/api; $T npm run --silent check; }
s_w_busybox_name(){ need busybox make; mkdir tools; cp "$(tool busybox)" tools/busybox; ln -s busybox tools/$(pick zstdcat zcat); echo hello | gzip > data.gz
  printf 'data: data.gz\n\t@tools/%s data.gz > data 2>/dev/null || { echo "unpack failed"; exit 1; }\n' "$(pick zstdcat zcat)" > Makefile
  $T make data; }
s_w_argv0_python(){ need python3
  printf 'import subprocess, sys\nr = 1\ntry:\n    r = subprocess.run([sys.executable, "-c", "pass"]).returncode\nexcept OSError:\n    print("could not fork the worker")\nsys.exit(r)\n' > boss.py
  $T bash -c "exec -a $(pick "$W/opt/py38/bin/python3" "$PY") $PY boss.py"; }
s_w_replaced_lib(){ need gcc python3
  lib librules.so librules.so 'int rules_version(void){return 1;}'; lib librules.new librules.so 'int rules_version(void){return 2;}'
  printf 'import ctypes, os, sys\na = ctypes.CDLL("./librules.so").rules_version() if %s else 0\nos.rename("librules.new", "librules.so")\nb = ctypes.CDLL("./librules.so").rules_version()\nsys.exit(0 if b == 2 else "reload had no effect")\n' "$(pick True False)" > reload.py
  $T "$PY" reload.py; }
s_w_reexec_deleted(){ need gcc
  cat > a.c <<'X'
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(int n,char**v){ char p[4096]; if(getenv("GENERATION")) return 0;
  setenv("GENERATION","2",1); system("./upgrade"); ssize_t l=readlink("/proc/self/exe",p,4095); if(l<0)return 1; p[l]=0;
  execv(p,v); fputs("agent: restart failed\n",stderr); return 7; }
X
  gcc -o agent a.c 2>/dev/null || broken gcc; printf '#!/bin/sh\n%s\n' "$(pick 'cp agent agent.tmp && mv agent.tmp agent' 'cp agent agent.bak')" > upgrade; chmod +x upgrade
  $T ./agent; }
s_w_venv_not_first(){ need python3; "$PY" -m venv --without-pip env || broken venv; local s; s=$(echo env/lib/python3*/site-packages); pkg "$W/$s" ledgerkit 1.1 'x = 1'
  export VIRTUAL_ENV=$W/env; printf 'import sys\ntry:\n    import ledgerkit\nexcept ImportError:\n    sys.exit("ledger offline")\n' > close.py
  PATH="$(pick "/usr/bin:$W/env/bin" "$W/env/bin:/usr/bin"):/bin" $T sh -c 'python3 close.py'; }
s_w_java_version(){ need java javac; local n=; local d; for d in /usr/lib/jvm/temurin-2[1-9]*; do [ -x "$d/bin/java" ] && n=$d; done; [ -n "$n" ] || skip "no second JDK"
  local v; v=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$n/release"); echo "$v" > .java-version; printf 'java=%s-tem\n' "$v" > .sdkmanrc
  printf 'public class Report{public static void main(String[] a){System.out.println("report");}}\n' > Report.java; "$JAVAC" Report.java || broken javac
  PATH="$(pick "/usr/bin:$n/bin" "$n/bin:/usr/bin"):/bin" $T sh -c 'java -cp . Report > report.txt && echo written'; }
s_w_rust_toolchain(){ need_rust; mkdir src; printf '[package]\nname = "edge"\nversion = "0.1.0"\nedition = "2021"\n' > Cargo.toml; echo 'fn main() {}' > src/main.rs
  printf '[toolchain]\nchannel = "%s"\n' "$(pick 1.60.0 "$("$RUSTDIR/rustc" --version | cut -d' ' -f2)")" > rust-toolchain.toml
  $T cargo build -q; }
s_w_ruby_version(){ need ruby; stub .rbenv/versions/3.3.5/bin ruby "ruby 3.3.5 (2024-09-03 revision ef084cc8f4) [x86_64-linux]"
  echo 3.3.5 > .ruby-version; printf 'source "https://rubygems.org"\nruby "~> 3.3.0"\n' > Gemfile; echo 'puts "mailed"' > mail.rb
  PATH="$(pick "/usr/bin:$W/.rbenv/versions/3.3.5/bin" "$W/.rbenv/versions/3.3.5/bin:/usr/bin"):/bin" $T bash -c 'ruby mail.rb > mail.log'; }

# ===================================================================== C# on Mono
cs(){ need mcs mono; mcs "$@" || broken mcs; }
s_mono_dllmap(){ need gcc; mkdir native; lib native/libmeter.so.2 libmeter.so.2 'int meter_read(void){return 7;}'
  printf 'using System;using System.Runtime.InteropServices;class P{[DllImport("meter")]static extern int meter_read();\nstatic int Main(){try{return meter_read()==7?0:3;}catch(DllNotFoundException){Console.Error.WriteLine("device layer: not supported on this platform");return 4;}}}\n' > poll.cs; cs poll.cs
  printf '<configuration>\n  <dllmap dll="wininet" target="libwininet.so" os="windows"/>\n  <dllmap dll="meter" target="%s"/>\n</configuration>\n' "$(pick libmetre.so.2 libmeter.so.2)" > poll.exe.config
  LD_LIBRARY_PATH=$W/native $T mono poll.exe; }
s_mono_native_dep(){ need gcc; mkdir app; lib app/libtonegen.so.3 libtonegen.so.3 'int gen(void){return 5;}'; lib app/libbeat.so libbeat.so 'int gen(void);int beat(void){return gen();}' -Lapp -l:libtonegen.so.3 "-Wl,-rpath,$W/app"
  bad && rm app/libtonegen.so.3
  printf 'using System;using System.Runtime.InteropServices;class P{[DllImport("./app/libbeat.so")]static extern int beat();\nstatic int Main(){return beat()==5?0:3;}}\n' > seq.cs; cs seq.cs
  printf '#!/bin/sh\nfor c in /etc/seq/seq.conf $HOME/.seqrc; do [ -r $c ] && . $c; done\nmono seq.exe >seq.log 2>&1 || { echo "sequencer stopped"; exit 1; }\n' > seq; chmod +x seq
  $T ./seq; }
s_mono_path(){ need make; mkdir asm assemblies; echo 'public class Part{public static int N(){return 0;}}' > Parts.cs; cs -target:library -out:asm/Parts.dll Parts.cs
  printf 'using System;class P{static int Run(){return Part.N();} static int Main(){try{return Run();}catch(Exception){Console.Error.WriteLine("inventory could not be loaded");return 9;}}}\n' > inv.cs; cs -r:asm/Parts.dll inv.cs
  printf 'export MONO_PATH := %s/%s\ninv:\n\t@mono inv.exe\n' "$W" "$(pick assemblies asm)" > Makefile
  $T make inv; }
s_mono_appsettings(){ mkdir -p site/templates run; echo hello > site/templates/mail.txt
  printf 'using System;using System.IO;using System.Xml;class P{static int Main(){var d=new XmlDocument();d.Load(AppDomain.CurrentDomain.BaseDirectory+"mailer.exe.config");\nvar t=d.SelectSingleNode("//add[@key=\x27Template\x27]").Attributes["value"].Value;foreach(var o in new[]{"/opt/mailer/override.txt","/srv/mailer/override.txt"})File.Exists(o);\ntry{File.ReadAllText(t);return 0;}catch(IOException){Console.Error.WriteLine("mailer: 0 mails sent");return 2;}}}\n' > mailer.cs; cs -r:System.Xml.dll -out:site/mailer.exe mailer.cs
  printf '<configuration>\n  <appSettings>\n    <add key="Sender" value="a@example.org"/>\n    <add key="Template" value="templates/mail.txt"/>\n  </appSettings>\n</configuration>\n' > site/mailer.exe.config
  printf 'cd %s || exit 1\nexec mono %s/site/mailer.exe\n' "$(pick run site)" "$W" > cron.sh
  $T sh cron.sh; }
s_mono_refused(){ need python3
  printf 'using System;using System.IO;using System.Net.Sockets;class P{static int Main(){int p=int.Parse(File.ReadAllLines("broker.conf")[1].Split(\x27=\x27)[1]);for(int i=0;i<3;i++){try{new TcpClient("127.0.0.1",p).Close();return 0;}catch(SocketException){System.Threading.Thread.Sleep(30);}}Console.Error.WriteLine("broker offline");return 8;}}\n' > pub.cs; cs pub.cs
  bad || { "$PY" -c 'import socket,time;s=socket.socket();s.setsockopt(1,2,1);s.bind(("127.0.0.1",18711));s.listen();open("up","w");time.sleep(20)' & keep $!; await up; }
  printf 'host=127.0.0.1\nport=18711\n' > broker.conf
  $T mono pub.exe; }
s_mono_log_denied(){ mkdir logs
  printf 'using System;using System.IO;class P{static int Main(){try{using(var w=File.AppendText("logs/app.log"))w.WriteLine("up");return 0;}catch(Exception e){return e is UnauthorizedAccessException?13:1;}}}\n' > svc.cs; cs svc.cs
  touch logs/app.log; for_nobody; chmod 755 logs; chmod $(pick 644 666) logs/app.log; chmod 644 svc.exe
  HOME=$W nobody $T mono svc.exe; }
s_mono_entry_point(){ need gcc; lib libtone.so.1 libtone.so.1 "int $(pick tone_play tone_play_v2)(void){return 0;}"
  printf 'using System;using System.Runtime.InteropServices;class P{[DllImport("./libtone.so.1")]static extern int tone_play_v2();\nstatic int Main(){try{return tone_play_v2();}catch(EntryPointNotFoundException){Console.Error.WriteLine("audio: driver rejected");return 3;}}}\n' > play.cs; cs play.cs
  $T sh -c 'mono play.exe'; }

# ===================================================================== Ruby
s_ruby_rubylib(){ need ruby make; mkdir -p lib/ruby/ledger lib/rb; echo 'module Ledger; end' > lib/ruby/ledger/core.rb
  printf 'begin; require "fast_json_frob"; rescue LoadError; end\nbegin\n  require "ledger/core"\nrescue LoadError\n  abort "ledger: nothing to close"\nend\nputs :closed\n' > close.rb
  printf 'close:\n\t@RUBYLIB=%s/lib/%s ruby close.rb\n' "$W" "$(pick rb ruby)" > Makefile
  $T make close; }
gem(){ mkdir -p "$1/gems/$2-$3/lib" "$1/specifications"; echo "module Paper; V='$3'; end" > "$1/gems/$2-$3/lib/$2.rb"
  printf 'Gem::Specification.new do |s|\n  s.name = "%s"\n  s.version = "%s"\n  s.summary = "x"\n  s.authors = ["a"]\n  s.files = ["lib/%s.rb"]\n  s.require_paths = ["lib"]\n  s.installed_by_version = "3.3.15"\nend\n' "$2" "$3" "$2" > "$1/specifications/$2-$3.gemspec"; }
s_ruby_gem_home(){ need ruby; gem gems-3.1 paperkit 2.2.0; printf 'gem "paperkit", "~> 2.0"\nrequire "paperkit"\n' > print.rb
  printf 'export GEM_HOME=%s/%s\nexport GEM_PATH=$GEM_HOME\n' "$W" "$(pick gems-3.0 gems-3.1)" > ruby.env; printf '. ./ruby.env\nruby print.rb 2>print.log || { echo "print job rejected"; exit 1; }\n' > jolanguages.sh
  $T sh jolanguages.sh; }
s_ruby_ext_dep(){ need ruby gcc; mkdir -p ext vendor; lib vendor/libink.so.4 libink.so.4 'int ink(void){return 1;}'
  lib ext/inkjet.so inkjet.so 'int ink(void);void Init_inkjet(void){ink();}' -Lvendor -l:libink.so.4 "-Wl,-rpath,$W/vendor"; bad && mv vendor/libink.so.4 vendor/libink.so.5
  printf '$:.unshift File.join(__dir__, "ext")\nbegin\n  require "inkjet"\nrescue LoadError\n  warn "no printer driver"; exit 5\nend\n' > drv.rb
  $T ruby drv.rb; }
s_ruby_rake(){ need ruby; [ -x /usr/bin/rake ] || skip "rake not found"; bad || { mkdir bin; printf '#!/bin/sh\nexit 0\n' > bin/scss-frob; chmod +x bin/scss-frob; }
  printf 'task :assets do\n  sh "scss-frob app.scss app.css", verbose: false\nend\ntask :compile do\n  sh "true", verbose: false\nend\ntask default: [:compile, :assets]\n' > Rakefile; echo 'a{}' > app.scss
  PATH=$W/bin:$PATH $T rake -s; }
s_ruby_erb_cwd(){ need ruby; mkdir -p app/views app/tmp; echo '<%= 1+1 %>' > app/views/bill.erb
  printf 'require "erb"\nbegin\n  ERB.new(File.read("views/bill.erb")).result\nrescue StandardError => e\n  File.write("/dev/null", e.message); exit 1\nend\n' > app/bill.rb
  $T sh -c "cd $(pick / app) && ruby $W/app/bill.rb"; }
s_ruby_socket_denied(){ need ruby python3; for_nobody; mkdir -m 755 run; printf 'socket: %s/run/queue.sock\n' "$W" > queue.yml
  "$PY" -c 'import socket,time,os,sys;s=socket.socket(socket.AF_UNIX);s.bind("run/queue.sock");os.chmod("run/queue.sock",int(sys.argv[1],8));s.listen();open("up","w");time.sleep(20)' $(pick 600 666) & keep $!; await up
  printf 'require "socket"\nrequire "yaml"\nbegin\n  UNIXSocket.new(YAML.load_file("queue.yml")["socket"]).close\nrescue SystemCallError\n  abort "queue: enqueue failed (retry later)"\nend\n' > enq.rb; chmod 644 enq.rb queue.yml
  nobody $T ruby enq.rb; }
s_ruby_rubyopt(){ need ruby make; mkdir debug; bad || echo '$tracing = true' > debug/trace_hook.rb
  printf 'gen: model.txt\nmodel.txt: model.rb\n\t@ruby model.rb > $@ 2>/dev/null || { rm -f $@; echo "generator failed"; exit 1; }\n' > Makefile; echo 'puts :model' > model.rb
  RUBYOPT=-r$W/debug/trace_hook $T make gen; }

# ===================================================================== PHP
s_php_include_path(){ need php; mkdir -p share/php/Acme; echo '<?php class Loader {}' > share/php/Acme/Loader.php
  printf 'memory_limit = 64M\ninclude_path = ".:%s/share/%s"\n' "$W" "$(pick pear php)" > php.ini; echo '<?php @include "Acme/Local.php"; require_once "Acme/Loader.php"; new Loader;' > run.php
  PHPRC=$W PHP_INI_SCAN_DIR= $T sh -c 'php run.php >php.out 2>&1 || { echo "import: HTTP 500"; exit 255; }'; }
s_php_ini_extension(){ need php; mkdir ext; cp "$(php -r 'echo ini_get("extension_dir");')/ctype.so" ext/ || broken ctype
  printf 'extension_dir = "%s/ext"\nextension = %s\ndisplay_startup_errors = Off\ndisplay_errors = Off\n' "$W" "$(pick ctyp ctype)" > php.ini
  echo '<?php function_exists("ctype_alpha") or exit(3);' > check.php
  PHPRC=$W PHP_INI_SCAN_DIR= $T php check.php; }
s_php_scan_dir(){ need php; php -m | grep -q pdo_sqlite || skip "no pdo_sqlite"
  echo '<?php try { new PDO("sqlite::memory:"); } catch (Throwable $e) { fwrite(STDERR, "storage: could not open\n"); exit(4); }' > store.php
  bad && export PHP_INI_SCAN_DIR=/etc/php/7.4/cli/conf.d
  $T php store.php; }
s_php_open_basedir(){ need php; mkdir -p app data; echo 1 > data/seed.json
  printf 'open_basedir = "%s/app%s"\n' "$W" "$(pick '' ":$W/data")" > php.ini; printf '<?php if (@file_get_contents("%s/data/seed.json") === false) { echo "seed unavailable\\n"; exit(1); }\n' "$W" > app/seed.php
  PHPRC=$W PHP_INI_SCAN_DIR= $T php app/seed.php; }
s_php_autoload_case(){ need php; mkdir -p src/$(pick http Http) src/Util; echo '<?php namespace App\Http; class Client {}' > src/$(pick http Http)/Client.php
  cat > boot.php <<'X'
<?php
spl_autoload_register(function ($c) {
    foreach (['lib/', 'src/', 'generated/'] as $d) {
        $f = __DIR__ . '/' . $d . str_replace(['App\\', '\\'], ['', '/'], $c) . '.php';
        if (is_file($f)) { require $f; return; }
    }
});
if (!class_exists('App\Http\Client')) { echo "client disabled\n"; exit(7); }
X
  $T php -n boot.php; }
s_php_session_dir(){ need php; bad || mkdir -p var/sessions
  printf 'session.save_path = "%s/var/sessions"\ndisplay_errors = Off\nsession.use_cookies = 0\nsession.cache_limiter =\n' "$W" > php.ini; echo '<?php if (!session_start()) { fwrite(STDERR, "login loop detected\n"); exit(1); }' > login.php
  PHPRC=$W PHP_INI_SCAN_DIR= $T php login.php; }
s_php_sqlite_dir(){ need php; php -m | grep -q pdo_sqlite || skip "no pdo_sqlite"; mkdir store; php -r '$d=new PDO("sqlite:store/app.db");$d->exec("create table t(a)");' || broken sqlite
  for_nobody; chmod 666 store/app.db; chmod $(pick 755 777) store
  echo '<?php try { $d = new PDO("sqlite:store/app.db"); $d->exec("insert into t values (1)"); } catch (PDOException $e) { echo "order not saved\n"; exit(1); }' > order.php; chmod 644 order.php
  nobody $T php order.php; }
s_php_server_port(){ need php python3; printf '%s\n' '[ -d .cache ] || mkdir .cache' 'php -r "exit(0);"' 'timeout 1 php -S 127.0.0.1:18723 -t . >server.log 2>&1' 'r=$?; [ $r = 124 ] && exit 0; echo "preview server ended ($r)"; exit 1' > preview.sh
  bad && { "$PY" -c 'import socket,time;s=socket.socket();s.setsockopt(1,2,1);s.bind(("127.0.0.1",18723));s.listen();open("up","w");time.sleep(20)' & keep $!; await up; }
  $T sh preview.sh; }
s_php_setlocale(){ need php; printf 'locale = %s\ncurrency = EUR\n' "$(pick tlh_QO.UTF-8 C.UTF-8)" > shop.ini
  echo '<?php $c = parse_ini_file("shop.ini"); if (setlocale(LC_ALL, $c["locale"]) === false) { echo "price list: formatter failed\n"; exit(1); }' > prices.php
  $T php -n prices.php; }

# ===================================================================== Perl
s_perl_perl5lib(){ need perl make; mkdir -p share/perl5/Depot; echo 'package Depot::Store; 1;' > share/perl5/Depot/Store.pm
  printf 'eval { require Depot::Cache };\neval { require Depot::Store; 1 } or do { print STDERR "stock level unknown\\n"; exit 11 };\n' > stock.pl
  printf 'include site.mk\nstock:\n\t@perl stock.pl\n' > Makefile; printf 'SITE = north\nexport PERL5LIB = %s/share/%s\n' "$W" "$(pick perl perl5)" > site.mk
  $T make stock; }
s_perl_xs_gone(){ need perl gcc; mkdir -p lib/Fast lib/auto/Fast/Sum
  printf 'package Fast::Sum;\nrequire DynaLoader; our @ISA = ("DynaLoader"); our $VERSION = "1.0";\nbootstrap Fast::Sum;\n1;\n' > lib/Fast/Sum.pm
  bad || lib lib/auto/Fast/Sum/Sum.so Sum.so 'void boot_Fast__Sum(void){}'
  printf 'use lib "lib";\neval { require Fast::Sum; 1 } or die "checksum engine missing\\n";\n' > verify.pl
  $T perl verify.pl; }
s_perl_do_config(){ need perl; echo '{ port => 80 };' > site.pl; printf 'my $c = do "%ssite.pl";\nforeach my $o ("/etc/frobd/local.conf", "/opt/frobd/local.conf") { -e $o }\nexit(ref $c ? 0 : 22);\n' "$(pick '' ./)" > frobd.pl
  $T sh -c 'perl frobd.pl || { echo "frobd: invalid settings" >&2; exit 1; }'; }
s_perl_taint(){ need perl; mkdir -p plib/Audit; echo 'package Audit::Trail; 1;' > plib/Audit/Trail.pm
  printf '#!/usr/bin/perl %s\nuse strict;\nuse Audit::Trail;\nprint "ok\\n";\n' "$(pick -T -w)" > audit; chmod +x audit
  PERL5LIB=$W/plib $T bash -c './audit'; }
s_perl_tempdir(){ need perl; bad || mkdir -p work/tmp
  printf 'use File::Temp;\nmy $t = eval { File::Temp->new(DIR => ($ENV{SPOOL_DIR} || "/tmp")) } or exit 4;\nprint $t "x";\n' > spool.pl
  SPOOL_DIR=$W/work/tmp $T perl spool.pl; }
s_perl_prove(){ need perl; [ -x /usr/bin/prove ] || skip "prove not found"; mkdir -p t/data; local i; for i in 1 2 4; do printf 'use Test::More tests => 2;\nok(!-e "t/none%d");\nok(!open(my $f, "<", "/srv/none%d"));\n' $i $i > t/0$i.t; done
  printf 'use Test::More tests => 1;\nmy $n = 0;\nif (open my $f, "<", "t/data/sample.csv") { $n++ while <$f> }\nis($n, 1);\n' > t/03.t; bad || echo a,b > t/data/sample.csv
  $T prove -Q t; }
s_perl_use_version(){ need perl make; printf 'use %s;\nprint "report\\n";\n' "$(pick v5.40 v5.30)" > report.pl; printf 'report.txt: report.pl\n\t@perl report.pl > $@ 2>/dev/null || { rm -f $@; echo "report skipped"; exit 1; }\n' > Makefile
  $T make; }
s_perl_unix_stale(){ need perl python3; mkdir run
  "$PY" -c 'import socket;s=socket.socket(socket.AF_UNIX);s.bind("run/authd.sock");s.listen();s.close()'
  bad || { rm run/authd.sock; "$PY" -c 'import socket,time;s=socket.socket(socket.AF_UNIX);s.bind("run/authd.sock");s.listen();open("up","w");time.sleep(20)' & keep $!; await up; }
  printf 'use IO::Socket::UNIX;\nforeach my $p ("/run/authd-frob.sock", "run/authd.sock") { IO::Socket::UNIX->new(Peer => $p) and exit 0 }\nprint STDERR "login denied\\n"; exit 1;\n' > login.pl
  $T perl login.pl; }

# ===================================================================== R
rpkg(){ mkdir -p src/$1/R; printf 'Package: %s\nVersion: %s\nTitle: x\nDescription: x.\nLicense: GPL-2\n' "$1" "$2" > src/$1/DESCRIPTION; echo "export(f)" > src/$1/NAMESPACE; echo 'f <- function() 1' > src/$1/R/f.R
  mkdir -p "$3"; R CMD INSTALL --no-docs --no-byte-compile --no-test-load --no-help -l "$3" src/$1 >/dev/null 2>&1 || broken "R CMD INSTALL"; rm -r src; }
s_r_libs(){ need Rscript R; mkdir r-lib; rpkg loanfit 1.0 rlib; printf 'if (!suppressWarnings(require(loanfit, quietly = TRUE))) { message("score: model part missing"); quit(status = 3) }\n' > score.R
  printf 'R_LIBS=%s/%s\nexport R_LIBS\nRscript score.R\n' "$W" "$(pick r-lib rlib)" > score.sh
  $T sh score.sh; }
s_r_source_cwd(){ need Rscript; mkdir -p proj/R proj/jobs; echo 'h <- function() 0' > proj/R/helpers.R
  printf 'ok <- tryCatch({ source("R/helpers.R"); TRUE }, error = function(e) FALSE, warning = function(w) FALSE)\nquit(status = if (ok) h() else 9)\n' > proj/jobs/nightly.R
  $T sh -c "cd proj/$(pick jobs .) && Rscript $W/proj/jobs/nightly.R"; }
s_r_rds_denied(){ need Rscript; mkdir models; Rscript -e 'saveRDS(1, "models/churn.rds")' || broken Rscript; for_nobody; chmod $(pick 640 644) models/churn.rds; chmod 755 models
  printf 'm <- try(suppressWarnings(readRDS("models/churn.rds")), silent = TRUE)\nif (inherits(m, "try-error")) { cat("0 customers scored\\n"); quit(status = 1) }\n' > churn.R; chmod 644 churn.R
  HOME=$W TMPDIR=/tmp nobody $T Rscript churn.R; }
s_r_dynload(){ need Rscript gcc; mkdir -p libs deps; lib deps/libsolver.so.2 libsolver.so.2 'int solve(void){return 0;}'; lib libs/fit.so fit.so 'int solve(void);void fit(int*a){*a=solve();}' -Ldeps -l:libsolver.so.2; bad && LDP=$W/dep || LDP=$W/deps
  printf 'r <- tryCatch({ dyn.load("libs/fit.so"); .C("fit", 1L); TRUE }, error = function(e) FALSE)\nif (!r) stop("estimation did not converge")\n' > est.R
  LD_LIBRARY_PATH=$LDP $T Rscript est.R; }

# ===================================================================== Lua, Tcl, awk, Guile, Erlang
s_lua_path_version(){ need lua5.3; mkdir -p share/gate old; echo 'return {open=true}' > share/gate/init.lua
  bad && export LUA_PATH_5_3="$W/old/?.lua"
  export LUA_PATH="$W/share/?.lua;$W/share/?/init.lua;;"; printf 'local ok, g = pcall(require, "gate")\nif not ok then print("gate stays closed") os.exit(3) end\n' > gate.lua
  $T lua5.3 gate.lua; }
s_lua_c_dep(){ need lua5.3 gcc; mkdir -p lua dep; lib dep/libaudio.so.0 libaudio.so.0 'int au(void){return 0;}'; lib lua/mix.so mix.so 'int au(void);int luaopen_mix(void*L){return au();}' -Ldep -l:libaudio.so.0 "-Wl,-rpath,$W/$(pick deps dep)"
  printf '#!/bin/sh\nLUA_CPATH="%s/lua/?.so" lua5.3 -e "require [[mix]]" 2>/dev/null || { echo "mixer: muted"; exit 2; }\n' "$W" > mixer; chmod +x mixer
  $T ./mixer; }
s_lua_bytecode(){ need lua5.3; printf 'local f = string.dump(function() return 1 end)\n%s\nlocal h = io.open("rules.luac", "wb") h:write(f) h:close()\n' "$(pick 'f = f:sub(1,4).."\x54"..f:sub(6)' '')" > mk.lua; lua5.3 mk.lua || broken lua; rm mk.lua
  printf 'local f = loadfile("rules.override.luac") or loadfile("rules.luac")\nif not f then io.stderr:write("firewall: no rules\\n") os.exit(1) end\nf()\n' > fw.lua
  $T lua5.3 fw.lua; }
s_lua_dofile(){ need lua5.3; mkdir conf; echo 'max = 3' > conf/$(pick limit limits).lua; printf 'for _, d in ipairs{"/etc/limiter/", "/usr/local/etc/limiter/", "conf/"} do\n  if pcall(dofile, d.."limits.lua") then break end\nend\nassert(max, "limiter inactive")\n' > limiter.lua
  $T lua5.3 limiter.lua; }
s_lua_init(){ need lua5.3 make; bad || { mkdir -p etc; echo 'x = 1' > etc/strict.lua; }
  printf 'docs:\n\t@lua5.3 ldoc.lua >docs.txt 2>docs.log || { echo "docs: generator crashed"; false; }\n' > Makefile; echo 'print(1)' > ldoc.lua
  LUA_INIT=@$W/etc/strict.lua $T make docs; }
s_lua_symbol(){ need lua5.3 gcc; mkdir cl; lib cl/hashx.so hashx.so "int luaopen_$(pick hash hashx)(void*L){return 0;}"
  printf 'package.cpath = "./cl/?.so"\nlocal ok = pcall(require, "hashx")\nos.exit(ok and 0 or 21)\n' > sign.lua
  $T lua5.3 sign.lua; }
s_tcl_libpath(){ need tclsh; mkdir -p tcl/meter1.2; echo 'package provide meter 1.2' > tcl/meter1.2/meter.tcl; echo 'package ifneeded meter 1.2 [list source [file join $dir meter.tcl]]' > tcl/meter1.2/pkgIndex.tcl
  printf 'if {[catch {package require meter 1.0}]} { puts stderr "panel: gauges off"; exit 4 }\n' > panel.tcl
  TCLLIBPATH=$W/$(pick tcllib tcl) $T tclsh panel.tcl; }
s_tcl_load_dep(){ need tclsh gcc; mkdir so; lib so/libserial.so.9 libserial.so.9 'int ser(void){return 0;}'; lib so/libplc.so libplc.so 'int ser(void);int Plc_Init(void*i){return ser();}' -Lso -l:libserial.so.9 "-Wl,-rpath,$W/so"; bad && rm so/libserial.so.9
  printf 'if {[catch {load ./so/libplc.so Plc}]} { puts "plc: timeout"; exit 1 }\n' > plc.tcl
  $T tclsh plc.tcl; }
s_tcl_source(){ need tclsh; mkdir -p conf; bad || echo 'set rate 3' > conf/rates.tcl
  printf 'foreach f {/opt/fx/site.tcl conf/local.tcl} { catch {source $f} }\ncatch {source [file join conf rates.tcl]}\nif {![info exists rate]} { exit 2 }\n' > fx.tcl
  $T sh -c 'tclsh fx.tcl'; }
s_gawk_awkpath(){ need gawk; mkdir awk; echo 'function tax(n){return n*0.19}' > awk/tax.awk; printf '@include "tax.awk"\n{ s += tax($1) } END { print s }\n' > sum.awk; seq 5 > in
  AWKPATH=$W/$(pick awklib awk):. $T sh -c 'gawk -f sum.awk in >sum.txt 2>/dev/null || { echo "totals not written"; exit 1; }'; }
s_awk_getline(){ need awk; bad || printf 'EUR 1\nUSD 2\n' > rates.tsv; printf 'BEGIN { while ((getline l < "overrides.tsv") > 0) o++; while ((getline l < "rates.tsv") > 0) n++; close("rates.tsv") }\n{ t += $1 }\nEND { if (!n) { print "conversion impossible"; exit 3 } print t * n }\n' > conv.awk; seq 3 > amounts
  $T sh -c 'cat amounts | awk -f conv.awk'; }
s_guile_load_path(){ need guile; mkdir -p scm/util; printf '(define-module (util frob) #:export (f))\n(define (f) 0)\n' > scm/util/frob.scm; printf '(use-modules (util frob))\n(exit (f))\n' > main.scm
  GUILE_LOAD_PATH=$W/$(pick scheme scm) $T sh -c 'guile --no-auto-compile -s main.scm >scm.log 2>&1 || { echo "layout engine failed"; exit 1; }'; }
s_erl_libs(){ need erl erlc; mkdir -p apps/ring-1.0/ebin; printf -- '-module(ring).\n-export([go/0]).\ngo() -> halt(0).\n' > ring.erl; erlc -o apps/ring-1.0/ebin ring.erl || broken erlc; rm ring.erl
  ERL_LIBS=$W/$(pick ring-apps apps) $T sh -c 'erl -noshell -eval "try ring:go() catch _:_ -> halt(3) end."'; }
s_erl_config(){ need erl; mkdir etc; echo '[{kernel, []}].' > etc/$(pick sys prod).config
  printf 'exec erl -noshell -config etc/prod -eval "halt(0)." >erl.log 2>&1\n' > start.sh
  ERL_CRASH_DUMP=/dev/null $T sh start.sh; }

# ===================================================================== environment drift
s_d_goenv_vendor(){ need_go; need make; module; mkdir -p home/.config/go cmd/tool vendor; bad && printf 'GONOSUMDB=*\nGOFLAGS=-mod=vendor\n' > home/.config/go/env; unset GOFLAGS
  mkdir -p part; printf 'module example.org/part\n\ngo 1.21\n' > part/go.mod; printf 'package part\n' > part/p.go
  printf 'module example.org/svc\n\ngo 1.21\n\nrequire example.org/part v0.0.0\n\nreplace example.org/part => ./part\n' > go.mod; rmdir vendor
  printf 'package main\n\nimport _ "example.org/part"\n\nfunc main() {}\n' > cmd/tool/main.go
  printf 'tool:\n\t@go build -o bin/tool ./cmd/tool >build.log 2>&1 || { echo "tool: build failed, see CI"; exit 1; }\n' > Makefile
  HOME=$W/home $T make tool; }
s_d_goroot_envrc(){ need_old_go; module; printf 'package main\n\nfunc main() {}\n' > main.go
  printf 'export APP_ENV=dev\nexport GOROOT=%s\n' "$(pick "$W/go-before" "$(go env GOROOT)")" > .envrc; printf '. ./.envrc\nfor t in buf wire mockgen; do command -v $t >/dev/null || :; done\ngo build -o app . 2>/dev/null || { echo "dev build broken"; exit 1; }\n' > dev.sh
  $T sh dev.sh; }
s_d_mavenrc(){ need mvn java; mkdir home; printf 'MAVEN_OPTS="-Xmx64m"\n%s\n' "$(pick 'JAVA_HOME=/usr/lib/jvm/zulu-21' "JAVA_HOME=$(dirname "$(dirname "$(readlink -f "$JAVA")")")")" > home/.mavenrc
  HOME=$W/home $T mvn -v; }
s_d_gradle_java_home(){ need java
  cat > gradlew <<'X'
#!/bin/sh
APP_HOME=$(cd "$(dirname "$0")" && pwd)
for f in "$HOME/.gradle/gradle.properties" "$APP_HOME/local.properties" "$APP_HOME/gradle.properties"; do
  [ -r "$f" ] && jh=$(sed -n 's/^org.gradle.java.home=//p' "$f")
  [ -n "$jh" ] && break
done
exec "${jh:-/usr}/bin/java" -version 2>"$APP_HOME/daemon.log"
X
  chmod +x gradlew; printf 'org.gradle.daemon=false\norg.gradle.java.home=%s\n' "$(pick /usr/lib/jvm/java-11-openjdk-amd64 "$(dirname "$(dirname "$(readlink -f "$JAVA")")")")" > gradle.properties
  $T ./gradlew build; }
s_d_pythonhome(){ need python3 make npm; mkdir -p opt/python-sdk/lib; printf '{"name":"addon","version":"1.0.0","scripts":{"gyp":"make -s gyp"}}\n' > package.json
  printf 'gyp:\n\t@python3 -c "import json; json.dumps(1)" 2>/dev/null || { echo "gyp ERR! configure error"; exit 1; }\n' > Makefile
  bad && export PYTHONHOME=$W/opt/python-sdk
  $T npm run --silent gyp; }
s_d_npm_script_shell(){ need node npm; mkdir home; bad && printf 'fund=false\nscript-shell=/usr/local/bin/zsh-frob\n' > home/.npmrc || echo fund=false > home/.npmrc
  printf '{"name":"web","version":"1.0.0","scripts":{"lint":"node -e 0"}}\n' > package.json
  HOME=$W/home $T npm run --silent lint; }
s_d_npm_prefix(){ need node npm; mkdir pkg home; printf '{"name":"gtool","version":"1.0.0","bin":{"gtool":"g.js"}}\n' > pkg/package.json; printf '#!/usr/bin/env node\n' > pkg/g.js
  bad && echo 'not a directory' > globals
  HOME=$W/home npm_config_prefix=$W/globals $T npm install -g --offline --silent --no-audit --no-fund ./pkg; }
s_d_npmrc_node_options(){ need node npm; mkdir -p .hooks; bad || echo '' > .hooks/trace.js
  printf 'fund=false\nnode-options=--require %s/.hooks/trace.js\n' "$W" > .npmrc; printf '{"name":"web","version":"1.0.0","scripts":{"build":"node -e 0"}}\n' > package.json
  $T npm run --silent build; }
s_d_cc_cmake(){ need cmake gcc make; printf 'cmake_minimum_required(VERSION 3.10)\nproject(p C)\nadd_executable(p m.c)\n' > CMakeLists.txt; echo 'int main(void){return 0;}' > m.c
  printf 'export CC=%s\ncmake -S . -B b >cmake.log 2>&1 || { echo "configuring incomplete"; exit 1; }\n' "$(pick clang-frob gcc)" > build.sh
  $T sh build.sh; }
s_d_pkg_config_path(){ need pkg-config gcc make; mkdir -p sdk-4/lib/pkgconfig; printf 'Name: frobsdk\nDescription: f\nVersion: 4.1\nLibs:\nCflags: -DFROB=4\n' > sdk-4/lib/pkgconfig/frobsdk.pc
  printf 'CFLAGS := $(shell pkg-config --cflags frobsdk 2>/dev/null)\nprog: m.c\n\t@gcc $(CFLAGS) -o $@ $< 2>/dev/null || { echo "prog: compile error"; exit 1; }\n' > Makefile; printf 'int main(void){return FROB-4;}\n' > m.c
  PKG_CONFIG_PATH=$W/$(pick sdk-3 sdk-4)/lib/pkgconfig $T make prog; }
s_d_cargo_wrapper(){ need_rust; mkdir src chome; printf '[package]\nname = "edge"\nversion = "0.1.0"\nedition = "2021"\n' > Cargo.toml; echo 'fn main() {}' > src/main.rs
  printf '[build]\n%s\n' "$(pick 'rustc-wrapper = "sccache-frob"' 'jobs = 2')" > chome/config.toml
  CARGO_HOME=$W/chome $T cargo build -q --offline; }
s_d_rustflags(){ need_rust; mkdir src; printf '[package]\nname = "edge"\nversion = "0.1.0"\nedition = "2021"\n' > Cargo.toml; echo 'fn main() {}' > src/main.rs
  RUSTFLAGS="-C linker=$(pick clang-mold-frob gcc)" $T cargo build -q; }
s_d_maven_opts(){ need mvn java
  bad && export MAVEN_OPTS="-Xmx64m -javaagent:/opt/jmx/exporter-0.20.jar"
  $T sh -c 'mvn -q -v >mvn.log 2>&1 || { echo "stage build: failed (1)"; exit 1; }'; }
s_d_ccache_dir(){ need ccache gcc make; mkdir var; if bad; then echo x > var/ccache; fi; echo 'int f(void){return 1;}' > f.c
  printf 'f.o: f.c\n\t@ccache gcc -c $< -o $@ 2>cc.log || { echo "f.o failed"; exit 1; }\n' > Makefile
  CCACHE_DIR=$W/var/ccache $T make f.o; }

# ===================================================================== main
case ${1:-} in
  --list) sed -n 's/^s_\([a-z0-9_]*\)().*/\1/p' "$self"; exit 0;;
  --repaired) REPAIRED=1; shift;;
esac
N=${1:-}
case $N in ''|-*) sed -n '2,4p' "$self" >&2; exit 97;; esac
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
BASE=$TMP/faultline-languages; W=$BASE/$N
[ -d "$W" ] && { chattr -R -i "$W" 2>/dev/null; chmod -R u+rwx "$W"; rm -rf "$W"; }
mkdir -p "$W" "$BASE/home" "$BASE/gocache" && chmod 755 "$BASE" "$W" && cd "$W" || broken "cannot make $W"
unset GOROOT GOENV GOBIN GOOS GOARCH GOPATH GOMODCACHE GOTMPDIR GOEXPERIMENT CC CXX CGO_ENABLED XDG_CONFIG_HOME XDG_CACHE_HOME LD_LIBRARY_PATH LD_PRELOAD
unset NODE_PATH NODE_OPTIONS PYTHONPATH PYTHONHOME CLASSPATH JAVA_TOOL_OPTIONS JAVA_HOME MAKEFLAGS MFLAGS LANGUAGE LANG RUSTFLAGS CARGO_TARGET_DIR GIT_DIR EDITOR VISUAL GIT_EDITOR PKG_CONFIG_PATH
unset RUBYLIB RUBYOPT GEM_HOME GEM_PATH BUNDLE_GEMFILE PERL5LIB PERL5OPT PERLLIB PHPRC PHP_INI_SCAN_DIR R_LIBS R_LIBS_USER R_HOME R_PROFILE_USER LUA_PATH LUA_CPATH LUA_INIT LUA_PATH_5_3 LUA_CPATH_5_3
unset TCLLIBPATH AWKPATH AWKLIBPATH GUILE_LOAD_PATH ERL_LIBS MONO_PATH MONO_CONFIG VIRTUAL_ENV MAVEN_OPTS PKG_CONFIG_LIBDIR CCACHE_DIR PYENV_VERSION RUSTUP_TOOLCHAIN npm_config_prefix NPM_CONFIG_PREFIX PYENV_ROOT NVM_DIR
export LC_ALL=C HOME="$BASE/home" PATH="${GODIR:+$GODIR:}/usr/bin:/bin"
export npm_config_update_notifier=false GOTOOLCHAIN=local GOFLAGS=-mod=mod GOPROXY=off GOCACHE="$BASE/gocache" PYTHONDONTWRITEBYTECODE=1 GUILE_AUTO_COMPILE=0 GOTELEMETRY=off
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export T W PY NODE JAVA
"s_$N"
