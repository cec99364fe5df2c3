#!/bin/bash
# Pairs of runs that differ in one thing: the proof set of `faultline diff`.
#
#   pairs.sh --list           the names, one per line
#   pairs.sh NAME good|bad    build NAME from nothing, then run its command as the good or the bad run
#
# T holds words to put in front of the command. Scenarios live in ${TMPDIR:-/tmp}/faultline-pairs/NAME.
# Exit status: that of the command; 77 skipped, 97 unknown name, 98 the set-up itself failed.
#
# In every function `bad` is true in the bad run and `pick GOOD BAD` prints the word that fits. `noisy CMD` runs the
# command among everything that differs between any two runs. pairs.tsv says what has to be found.
set -u
skip(){ echo "SKIP: $*"; exit 77; }
broken(){ echo "SET-UP FAILED: $*" >&2; exit 98; }
bad(){ [ "$SIDE" = bad ]; }
pick(){ if bad; then printf '%s' "$2"; else printf '%s' "$1"; fi; }
need(){ local t; for t; do command -v "$t" >/dev/null || skip "$t not found"; done; }
need_root(){ [ "$(id -u)" = 0 ] || skip "needs root"; }
keep(){ KEPT="${KEPT:-} $1"; trap 'kill $KEPT 2>/dev/null; wait $KEPT 2>/dev/null' EXIT; }
await(){ local i; for i in $(seq 100); do [ -e "$1" ] && return; sleep 0.05; done; broken "$1 did not appear"; }
PY=/usr/bin/python3; [ -x $PY ] || PY=$(command -v python3)

noisy(){
  export SESSION_ID=$RANDOM$RANDOM REQUEST_ID NONCE STARTED_AT BUILD_TAG
  REQUEST_ID=$(cat /proc/sys/kernel/random/uuid) NONCE=$(od -An -N8 -tx8 /dev/urandom | tr -d ' ')
  STARTED_AT=$(date +%s) BUILD_TAG=job-$RANDOM
  cat > "$BASE/noise.sh" <<'TXT'
t=$(mktemp); d=$(mktemp -d); echo $$ > "$d/pid.$$"; date +%s%N > "$t"
for i in 1 2 3 4; do (sleep "0.0$(od -An -N1 -tu1 /dev/urandom | tr -d ' ')"; cat "$t" > "$d/out.$i") & done
wait
test -e "/tmp/optional-$$"; cat "/run/none-$(date +%N)" 2>/dev/null
if [ $(($(od -An -N1 -tu1 /dev/urandom) % 2)) = 0 ]; then ls /opt/not-there 2>/dev/null; cat /etc/frob-optional 2>/dev/null; fi
for f in $(ls | shuf); do test -r "$f"; done
echo "started at $(date +%T.%N) as $$" >&2
"$@"
code=$?
rm -rf "$t" "$d"
exit $code
TXT
  $T sh "$BASE/noise.sh" "$@"; }

# ===================================================================== shell
s_env_mode(){ export MODE; MODE=$(pick fast slow)
  printf '[ "$MODE" = fast ] || { echo "unsupported" >&2; exit 3; }\n' > app.sh
  $T sh app.sh; }
s_env_mode_noisy(){ export LEVEL; LEVEL=$(pick 2 7)
  printf '[ "$LEVEL" -lt 5 ] || { echo "too much" >&2; exit 3; }\n' > app.sh
  noisy sh app.sh; }
s_env_unset(){ bad || export API_ROOT=/srv/api
  printf 'echo ${API_ROOT:?}\n' > app.sh
  noisy sh app.sh; }
s_env_inline(){ export TIER; TIER=$(pick gold lead)
  $T sh -c 'test "$TIER" = gold || exit 4'; }
s_path_order(){ mkdir a b; printf '#!/bin/sh\nexit 0\n' > a/frobctl; printf '#!/bin/sh\necho "frobctl: old" >&2\nexit 2\n' > b/frobctl; chmod +x a/frobctl b/frobctl
  PATH=$(pick "$W/a:$W/b" "$W/b:$W/a"):$PATH noisy sh -c 'frobctl build'; }
s_path_lacks(){ mkdir tools; printf '#!/bin/sh\nexit 0\n' > tools/frobctl; chmod +x tools/frobctl
  PATH=$PATH$(pick ":$W/tools" "") noisy sh -c 'frobctl build'; }
s_tool_missing(){ mkdir tools; bad || { printf '#!/bin/sh\nexit 0\n' > tools/frobctl; chmod +x tools/frobctl; }
  PATH=$PATH:$W/tools noisy sh -c 'frobctl build'; }
s_conf_value(){ printf 'port=%s\nname=a\n' "$(pick 1 2)" > app.conf
  printf '. ./app.conf\n[ "$port" = 1 ] || { echo "cannot go on" >&2; exit 3; }\n' > app.sh
  noisy sh app.sh; }
s_conf_missing(){ bad || echo 'a=1' > app.conf
  printf 'cat app.conf >/dev/null || exit 3\n' > app.sh
  noisy sh app.sh; }
s_conf_rights(){ need setpriv; need_root; chmod 755 "$BASE" .; echo 'a=1' > app.conf; chmod "$(pick 644 600)" app.conf
  $T setpriv --reuid=65534 --regid=65534 --clear-groups sh -c 'cat app.conf'; }
s_link_target(){ mkdir v1 v2; echo 'ok=yes' > v1/app.conf; echo 'ok=no' > v2/app.conf; ln -s "$(pick v1 v2)" current
  printf 'grep -q yes current/app.conf || { echo "not ok" >&2; exit 3; }\n' > app.sh
  noisy sh app.sh; }
s_work_dir(){ mkdir sub; echo 'a=1' > app.conf; printf 'test -r app.conf || exit 3\n' > app.sh
  cd "$(pick . sub)" || exit 98
  $T sh "$W/app.sh"; }
s_argument(){ printf 'case $1 in --strict) echo "strict: refused" >&2; exit 3;; esac\n' > app.sh
  noisy sh app.sh "$(pick --lax --strict)" data; }
s_argument_more(){ printf '[ $# = 1 ] || { echo "usage" >&2; exit 2; }\n' > app.sh
  # shellcheck disable=SC2046
  $T sh app.sh one $(pick '' two); }
s_open_files(){ printf 'import tempfile\nf=[open("/dev/null") for i in range(60)]\nprint(len(f))\n' > many.py
  ulimit -n "$(pick 256 40)"; noisy "$PY" many.py; }
s_file_size(){ printf 'head -c 300000 /dev/zero > out.bin || exit 3\n' > app.sh
  ulimit -f "$(pick 100000 100)"; $T sh app.sh; }
s_umask(){ printf 'echo x > made; [ "$(stat -c %%a made)" = 644 ] || { echo "bad mode" >&2; exit 3; }\n' > app.sh
  umask "$(pick 022 077)"; noisy sh app.sh; }
s_script_line(){ printf 'set -e\nx=%s\ntest $x -lt 5\n' "$(pick 3 9)" > deploy.sh
  noisy sh deploy.sh; }
s_extra_dropin(){ mkdir conf.d; echo 'a=1' > conf.d/10-a.conf; bad && echo 'a=broken' > conf.d/20-b.conf
  printf 'for f in conf.d/*.conf; do . "./$f"; done\n[ "$a" = 1 ] || exit 3\n' > app.sh
  noisy sh app.sh; }
s_stdin(){ printf 'read x; [ "$x" = yes ] || exit 3\n' > app.sh; pick yes no > data.txt; echo >> data.txt
  $T sh app.sh < data.txt; }
s_locale(){ printf 'import sys\nprint(sys.stdout.encoding)\nopen("b.txt").read()\n' > app.py; printf 'gr\303\274n\n' > b.txt
  LC_ALL=$(pick C.UTF-8 POSIX) PYTHONUTF8=0 PYTHONCOERCECLOCALE=0 noisy "$PY" app.py; }
s_sort_locale(){ printf 'b\nA\na\n' > in; printf 'test "$(sort in | head -1)" = A || exit 3\n' > app.sh
  LC_ALL=$(pick C en_US.utf8) $T sh app.sh; true "$?"; }
s_time_zone(){ printf 'test "$(date -d @0 +%%H)" = 00 || { echo "wrong hour" >&2; exit 3; }\n' > app.sh
  TZ=$(pick UTC XST-9) noisy sh app.sh; }
s_port_used(){ printf 'import socket\ns=socket.socket()\ns.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)\ns.bind(("127.0.0.1",18431))\ns.listen()\n' > serve.py
  bad && { "$PY" -c 'import socket,time
s=socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1",18431)); s.listen(); open("up","w").close(); time.sleep(60)' & keep $!; await up; }
  noisy "$PY" serve.py; }
s_peer_down(){ printf 'import socket\nsocket.create_connection(("127.0.0.1",18432)).close()\n' > ask.py
  bad || { "$PY" -c 'import socket,time
s=socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1",18432)); s.listen(); open("up","w").close(); time.sleep(60)' & keep $!; await up; }
  noisy "$PY" ask.py; }
s_exec_bit(){ printf '#!/bin/sh\nexit 0\n' > step.sh; chmod "$(pick 755 644)" step.sh
  noisy sh -c './step.sh'; }
s_shebang(){ printf '#!%s\nexit 0\n' "$(pick /bin/sh /opt/lua/bin/lua)" > tool; chmod +x tool
  noisy sh -c './tool'; }
s_user(){ need setpriv; need_root; chmod 755 "$BASE" .; echo secret > key; chmod 600 key
  $T "$(pick /usr/bin/env /usr/bin/setpriv)" $(pick '' '--reuid=65534 --clear-groups') cat key; }
s_home(){ mkdir h1 h2; echo ok=1 > h1/.frobrc
  printf 'cat "$HOME/.frobrc" || exit 3\n' > app.sh
  HOME=$W/$(pick h1 h2) noisy sh app.sh; }
s_dotfile(){ mkdir h; echo "ok=$(pick 1 0)" > h/.frobrc
  printf '. "$HOME/.frobrc"; [ "$ok" = 1 ] || exit 3\n' > app.sh
  HOME=$W/h noisy sh app.sh; }
s_copies(){ local d; d=$(mktemp -d "$W/run.XXXXXX"); cd "$d" || exit 98
  printf 'port=%s\n' "$(pick 1 2)" > app.conf; printf '. ./app.conf\n[ "$port" = 1 ] || { echo "cannot go on" >&2; exit 3; }\n' > app.sh
  noisy sh app.sh; }
s_copies_missing(){ mkdir "$(pick first second)"; cd "$(pick first second)" || exit 98
  bad || echo a=1 > app.conf; echo b=1 > base.conf; printf '. ./base.conf; . ./app.conf\n' > app.sh
  noisy sh app.sh; }
s_xargs(){ mkdir data; for i in 1 2 3 4 5 6; do echo good > data/$i.txt; done; bad && echo damaged > data/4.txt
  $T sh -c 'ls data/*.txt | shuf | xargs -P2 -n1 grep -q good'; }
s_git_config(){ need git; export HOME=$W GIT_CONFIG_NOSYSTEM=1; git init -q . && git config user.email a@example.org && git config user.name a && git config commit.gpgsign "$(pick false true)" && git config gpg.program /bin/false && echo a > a && git add a || broken git
  noisy git commit -q -m one; }
s_git_hook(){ need git; export HOME=$W GIT_CONFIG_NOSYSTEM=1; git init -q . && git config user.email a@example.org && git config user.name a && echo a > a && git add a || broken git
  bad && { printf '#!/bin/sh\nexit 1\n' > .git/hooks/pre-commit; chmod +x .git/hooks/pre-commit; }
  noisy git commit -q -m one; }

# ===================================================================== python
s_py_module_version(){ mkdir -p lib/frob; echo "VERSION = $(pick 1 2)" > lib/frob/__init__.py
  printf 'import frob\nassert frob.VERSION == 1\n' > app.py
  PYTHONPATH=$W/lib noisy "$PY" app.py; }
s_py_path(){ mkdir -p v1/frob v2/frob; echo 'def run(): pass' > v1/frob/__init__.py; echo 'def start(): pass' > v2/frob/__init__.py
  printf 'import frob\nfrob.run()\n' > app.py
  PYTHONPATH=$W/$(pick v1 v2) noisy "$PY" app.py; }
s_py_module_missing(){ mkdir lib; bad || echo 'X = 1' > lib/frobmod.py
  printf 'import frobmod\nprint(frobmod.X)\n' > app.py
  PYTHONPATH=$W/lib noisy "$PY" app.py; }
s_py_json(){ printf '{"workers": %s}\n' "$(pick 4 0)" > settings.json
  printf 'import json\nn=json.load(open("settings.json"))["workers"]\nprint(10//n)\n' > app.py
  noisy "$PY" app.py; }
s_py_env(){ export FEATURE_X; FEATURE_X=$(pick off on)
  printf 'import os,sys\nsys.exit(3 if os.environ.get("FEATURE_X") == "on" else 0)\n' > app.py
  noisy "$PY" app.py; }
s_py_shadow(){ bad && echo 'x = 1' > json.py
  printf 'import json\nprint(json.dumps([1]))\n' > app.py
  noisy "$PY" app.py; }
s_py_hash(){ printf 'import sys\nsys.exit(0 if sys.flags.optimize == 0 else 3)\n' > app.py
  bad && export PYTHONOPTIMIZE=1
  $T "$PY" app.py; }

# ===================================================================== node
s_node_module_version(){ need node; mkdir -p node_modules/dep; echo "{\"name\":\"dep\",\"version\":\"$(pick 1.2.0 2.0.0)\",\"main\":\"i.js\"}" > node_modules/dep/package.json
  echo "module.exports.run=$(pick '()=>1' 'undefined')" > node_modules/dep/i.js; echo 'require("dep").run()' > app.js
  noisy node app.js; }
s_node_path(){ need node; mkdir -p lib/dep; echo 'module.exports=1' > lib/dep/index.js; echo 'require("dep")' > app.js
  bad || export NODE_PATH=$W/lib
  noisy node app.js; }
s_node_env(){ need node; echo 'if (process.env.NODE_ENV !== "test") { console.error("refused"); process.exit(3) }' > app.js
  NODE_ENV=$(pick test production) noisy node app.js; }
s_node_missing(){ need node; mkdir -p node_modules/dep; bad || echo 'module.exports=1' > node_modules/dep/index.js; echo 'require("dep")' > app.js
  noisy node app.js; }

# ===================================================================== gcc, make, libraries
s_gcc_header(){ need gcc; mkdir include; echo "#define SIZE $(pick 4 -1)" > include/conf.h; printf '#include "conf.h"\nint a[SIZE];int main(void){return 0;}\n' > a.c
  noisy gcc -Iinclude -o prog a.c; }
tone(){ need gcc; echo "int tone(void){return $1;}" > tone.c; gcc -shared -fPIC -Wl,-soname,libtone.so.1 -o "$2" tone.c || broken gcc; }
sing(){ echo 'int tone(void);int main(void){return tone()==440?0:3;}' > sing.c; gcc -o sing sing.c "$@" || broken gcc; }
s_ld_path(){ mkdir l1 l2; tone 440 l1/libtone.so.1; tone 220 l2/libtone.so.1; sing l1/libtone.so.1
  LD_LIBRARY_PATH=$W/$(pick l1 l2) noisy ./sing; }
s_lib_link(){ mkdir lib; tone 440 lib/libtone.so.1.0; tone 220 lib/libtone.so.1.9; ln -s "libtone.so.$(pick 1.0 1.9)" lib/libtone.so.1; sing lib/libtone.so.1
  LD_LIBRARY_PATH=$W/lib $T ./sing; }
s_lib_replaced(){ mkdir lib; tone "$(pick 440 220)" lib/libtone.so.1; sing lib/libtone.so.1
  LD_LIBRARY_PATH=$W/lib noisy ./sing; }
s_lib_missing(){ mkdir lib; tone 440 lib/libtone.so.1; sing lib/libtone.so.1; bad && rm lib/libtone.so.1
  LD_LIBRARY_PATH=$W/lib noisy ./sing; }
s_make_variable(){ need make; printf 'MODE=release\nall:\n\t@test $(MODE) = release\n' > Makefile
  noisy make -s "$(pick MODE=release MODE=debug)"; }
s_make_env(){ need make gcc; printf 'prog: a.c\n\t$(CC) $(CFLAGS) -o $@ $<\n' > Makefile; printf 'int main(void){int x;return 0;}\n' > a.c
  CFLAGS=$(pick -Wall '-Wall -Werror') noisy make -s; }
s_make_include(){ need make; echo "LEVEL=$(pick 1 8)" > config.mk; printf 'include config.mk\nall:\n\t@test $(LEVEL) -lt 5\n' > Makefile
  noisy make -s; }
objects(){ need make gcc; local i; for i in 1 2 3 4 5 6; do echo "int f$i(void){return $i;}" > f$i.c; done
  printf 'all: gen $(patsubst %%.c,%%.o,$(wildcard f*.c))\ngen:\n\t@./gen.sh > gen.out\n%%.o: %%.c\n\t@gcc -c -o $@ $<\n.PHONY: gen\n' > Makefile; }
s_make_parallel_tool(){ objects; printf '#!/bin/sh\nfrobgen --out x\n' > gen.sh; chmod +x gen.sh; mkdir tools; bad || { printf '#!/bin/sh\nexit 0\n' > tools/frobgen; chmod +x tools/frobgen; }
  PATH=$PATH:$W/tools noisy make -s -j2; }
s_make_parallel_conf(){ objects; printf '#!/bin/sh\n. ./gen.conf\ntest $deep -lt 4\n' > gen.sh; chmod +x gen.sh; echo "deep=$(pick 2 6)" > gen.conf
  noisy make -s -j2 -k; }
s_make_source(){ objects; printf '#!/bin/sh\n' > gen.sh; chmod +x gen.sh; bad && echo 'int f4(void){return 4}' > f4.c
  noisy make -s -j2 -k; }

# ===================================================================== go, java
greeter(){ need go; printf 'module example.org/proof\n\ngo 1.21\n' > go.mod; export GOFLAGS=${GOFLAGS:-} GOTOOLCHAIN=local; }
s_go_flags(){ greeter; printf 'package main\n\nfunc main() {}\n' > main.go
  GOFLAGS=$(pick -trimpath -mod=vendor) noisy go build -o prog .; }
s_go_source(){ greeter; printf 'package main\n\nimport "os"\n\nfunc main() { os.Exit(%s) }\n' "$(pick 0 3)" > main.go
  noisy go run .; }
s_go_env(){ greeter; printf 'package main\n\nimport "os"\n\nfunc main() {\n\tif os.Getenv("REGION_CODE") != "eu" {\n\t\tos.Exit(3)\n\t}\n}\n' > main.go; go build -o prog . || broken go
  REGION_CODE=$(pick eu us) noisy ./prog; }
s_go_embedded(){ greeter; pick hello '' > greet.txt; printf 'package main\n\nimport "os"\n\nfunc main() {\n\tb, _ := os.ReadFile("greet.txt")\n\tif len(b) == 0 {\n\t\tos.Exit(3)\n\t}\n}\n' > main.go; go build -o prog . || broken go
  noisy ./prog; }
java_app(){ need java javac; printf 'import java.nio.file.*;\npublic class App{public static void main(String[] a)throws Exception{%s}}\n' "$1" > App.java; javac App.java || broken javac; }
s_java_property(){ java_app 'if(!"on".equals(System.getProperty("mode")))System.exit(3);'
  noisy java "-Dmode=$(pick on off)" -cp . App; }
s_java_options(){ java_app 'if(System.getProperty("mode")!=null)System.exit(3);'
  bad && export JDK_JAVA_OPTIONS=-Dmode=x
  $T java -cp . App; }
s_java_classpath(){ java_app 'System.out.println(1);'; mkdir out other; mv App.class out/
  CLASSPATH=$W/$(pick out other) noisy java App; }
s_java_config(){ printf 'limit=%s\n' "$(pick 5 500)" > app.properties
  java_app 'var p=new java.util.Properties();p.load(Files.newInputStream(Path.of("app.properties")));if(Integer.parseInt(p.getProperty("limit"))>50)System.exit(3);'
  noisy java -cp . App; }

# ===================================================================== nothing differs
s_same_shell(){ printf 'ls /nowhere 2>/dev/null; echo hi\n' > app.sh; noisy sh app.sh; }
s_same_python(){ printf 'import json,tempfile,os\nwith tempfile.TemporaryDirectory() as d:\n    open(d+"/x","w").write(str(os.getpid()))\n' > app.py; noisy "$PY" app.py; }
s_same_make(){ objects; printf '#!/bin/sh\n' > gen.sh; chmod +x gen.sh; noisy make -s -j2; }
s_same_node(){ need node; echo 'try{require("not-there")}catch{};console.log(process.pid)' > app.js; noisy node app.js; }
s_same_go(){ greeter; printf 'package main\n\nfunc main() {}\n' > main.go; noisy go build -o prog .; }
s_same_failure(){ printf 'cat not-there\n' > app.sh; noisy sh app.sh; }
s_same_copies(){ local d; d=$(mktemp -d "$W/run.XXXXXX"); cd "$d" || exit 98; echo a=1 > app.conf; printf '. ./app.conf\n' > app.sh; noisy sh app.sh; }
s_same_java(){ java_app 'Files.createTempFile("x",".y").toFile().delete();'; noisy java -cp . App; }

case ${1:-} in
  --list) declare -F | sed -n 's/^declare -f s_//p'; exit ;;
esac
NAME=${1:?name} SIDE=${2:?good or bad} T=${T:-}
export -n T
declare -F "s_$NAME" >/dev/null || { echo "unknown: $NAME" >&2; exit 97; }
BASE=${TMPDIR:-/tmp}/faultline-pairs
mkdir -p "$BASE" && chmod 755 "$BASE"
W=$BASE/$NAME
rm -rf "$W"; mkdir "$W" && cd "$W" || exit 98
umask 022
"s_$NAME"
