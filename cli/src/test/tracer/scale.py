"""Many processes, many events, little memory, faults of our own."""
import json
import os
import subprocess

from harness import FAULTLINE, compiled, fresh, has, of, run, same, test

FORKS = r"""
#include <stdlib.h>
#include <unistd.h>
#include <sys/wait.h>
int main(int n, char **a) {
  int bad = 0;
  for (int i = 0; i < atoi(a[1]); i++) {
    int pid = fork();
    if (!pid) _exit(i % 200);
    int status;
    if (waitpid(pid, &status, 0) != pid || WEXITSTATUS(status) != i % 200) bad++;
  }
  if (waitpid(-1, 0, WNOHANG) != -1) bad++;
  return bad ? 1 : 0;
}"""
MISSES = r"""
#include <stdio.h>
#include <stdlib.h>
#include <fcntl.h>
int main(int n, char **a) {
  static char path[4000];
  for (int i = 0; i < atoi(a[1]); i++) { snprintf(path, sizeof path, "/nowhere/%0*d", atoi(a[2]), i); open(path, O_RDONLY); }
  if (open("/etc/wanted.conf", O_RDONLY) >= 0) return 0;
  fprintf(stderr, "cannot open /etc/wanted.conf\n");
  return 5;
}"""


def java(*flags):
    """The command line of the product with other flags of the JVM, without its launcher."""
    current = os.path.join(os.path.dirname(FAULTLINE), "target/product/current")
    with open(current) as file:
        product = os.path.join(os.path.dirname(current), file.read().strip())
    jdk = open(product + "/jdk").read().strip()
    jars = ":".join(sorted(os.path.join(product, name) for name in os.listdir(product) if name.endswith(".jar")))
    return [jdk + "/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xlog:disable",
            "--enable-native-access=ALL-UNNAMED", *flags, "-cp", jars, "faultline.cli.Main"]


@test
def ten_thousand_children():
    program = compiled(FORKS)
    record, children = fresh(), of(10000, 3000)
    watched = run([program, str(children)], "--record", record)
    same("exit code", 0, watched.code)
    with open(record) as file:
        text = file.read()
    same("processes that were born", children, text.count('"born"'))
    same("processes that ended", children + 1, text.count('"ended"'))


@test
def a_cause_behind_many_misses():
    # More than are looked at, and more than are kept, of one process.
    program = compiled(MISSES)
    watched = run([program, "25000", "8"])
    same("exit code", 5, watched.code)
    has("the cause", "/etc/wanted.conf", watched.first()["path"])
    has("what is said to be missing", "distinct failures", watched.part()["notChecked"][0]["what"])


@test
def a_million_events_in_little_memory():
    log, report = fresh(), fresh()
    with open(log, "w") as file:
        file.write('7 1700000000.000000 execve("/bin/made", ["made"], 0x7ffd /* 9 vars */) = 0\n')
        for i in range(1, of(10001, 3001)):
            pid = 100 + i
            file.write(f"7 1700000000.{i:06} clone(child_stack=NULL, flags=SIGCHLD) = {pid}\n")
            file.write("".join(f'{pid} 1700000001.{i:06} openat(AT_FDCWD, "/nowhere/{i}/{k}", O_RDONLY) = -1 ENOENT (No such file or directory)\n'
                               for k in range(98)))
            file.write(f"{pid} 1700000002.{i:06} +++ exited with 0 +++\n")
        file.write('7 1700000003.000000 openat(AT_FDCWD, "/etc/wanted.conf", O_RDONLY) = -1 ENOENT (No such file or directory)\n')
        file.write('7 1700000003.000001 write(2, "cannot open /etc/wanted.conf\\n", 29) = 29\n7 1700000003.000002 +++ exited with 5 +++\n')
    done = subprocess.run([*java("-Xmx256m"), "run", "--json", "--output", report, "--from", log], capture_output=True, text=True)
    same("what is said", ("", ""), (done.stdout, done.stderr))
    has("the cause", "/etc/wanted.conf", json.load(open(report))["parts"][0]["findings"][0]["path"])


@test
def no_memory_left_for_the_analysis():
    program = compiled(MISSES)
    report = fresh()
    line = [*java("-Xmx24m"), "run", "--json", "--output", report, "--", program, "15000", "3000"]
    done = subprocess.run(line, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    same("exit code", 5, done.returncode)
    same("verdict", "unknown", json.load(open(report))["verdict"])
    same("the command's own words", b"cannot open /etc/wanted.conf\n", done.stderr[:29])
