"""How a command ends, what passes through its streams, and signals from elsewhere."""
import os
import signal
import subprocess
import sys
import time

from harness import FAULTLINE, compiled, fresh, has, need, of, plain, run, running, same, start, test, until, watching, written

SAYS = """import os, signal, sys, time
def heard(number, frame):
    print('heard', number, flush=True)
for number in %s:
    signal.signal(number, heard)
print('ready', os.getpid(), flush=True)
limit = time.time() + %s
while time.time() < limit:
    time.sleep(0.05)
sys.exit(7)
"""


@test
def exit_codes():
    for code in of((0, 1, 3, 70, 127, 255), (0, 3, 70)):
        watched = run(["sh", "-c", f"exit {code}"])
        same(f"exit code {code}", code, watched.code)
        same("in the report", {"code": code}, {"code": watched.report["exit"]["code"]})


@test
def killing_signals():
    for number in of((signal.SIGTERM, signal.SIGKILL, signal.SIGSEGV, signal.SIGINT, signal.SIGABRT, signal.SIGPIPE, signal.SIGUSR1, 34),
                     (signal.SIGKILL, signal.SIGINT, 34)):
        same(f"signal {number}", -number, run(["sh", "-c", f"kill -{int(number)} $$"]).code)


@test
def streams_byte_for_byte():
    data = os.urandom(1 << 20)
    command = [sys.executable, "-c", "import sys; d = sys.stdin.buffer.read(); sys.stdout.buffer.write(d[::-1]);"
               " sys.stderr.buffer.write(d[:70000])"]
    watched = run(command, input=data, stdin=None)
    same("standard output", data[::-1], watched.out)
    same("standard error", data[:70000], watched.err)


@test
def closed_streams():
    # Nothing may open where a stream was closed.
    script = "import os\nfor n in range(3):\n  try: os.fstat(n)\n  except OSError: os.write(9, b'%d ' % n)"
    for closed in of(("<&-", ">&-", "2>&-", "<&- >&- 2>&-"), ("2>&-", "<&- >&- 2>&-")):
        said = []
        for line in ([], [FAULTLINE, "run", "--output", fresh(), "--"]):
            out = fresh()
            subprocess.run(["sh", "-c", f'"$@" 9>{out} {closed}', "sh", *line, sys.executable, "-c", script])
            said.append(open(out).read())
        same(f"with {closed}", said[0], said[1])


@test
def a_broken_pipe_ends_the_writer():
    for line in (["yes"], [FAULTLINE, "run", "--output", fresh(), "--", "yes"]):
        writer = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        writer.stdout.read(10)
        writer.stdout.close()
        same(" ".join(line), -signal.SIGPIPE, writer.wait(20))


@test
def a_report_nobody_reads():
    # The report's reader is gone: the command's exit code counts all the same.
    code = subprocess.run(["bash", "-c", '"$0" run -- sh -c "sleep 0.3; exit 5" 2> >(exec true)', FAULTLINE]).returncode
    same("exit code", 5, code)


def passed_on(number, to_group):
    """What a program that handles a signal hears of it."""
    script = written(SAYS % ([int(number)], 1.2))
    process, report = start([sys.executable, script])
    try:
        process.stdout.readline()
        (os.killpg if to_group else os.kill)(process.pid, number)
        out, err = process.communicate(timeout=20)
        return process.returncode, out.decode(), os.path.getsize(report) > 0
    finally:
        process.kill()
        process.wait()


@test
def signals_sent_to_faultline_reach_the_command_once():
    for number in of((signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1, signal.SIGALRM), (signal.SIGTERM, signal.SIGUSR1)):
        same(f"signal {number}", (7, f"heard {int(number)}\n", True), passed_on(number, False))


@test
def signals_sent_to_the_group_reach_the_command_once():
    for number in of((signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGWINCH),
                     (signal.SIGINT, signal.SIGQUIT)):
        same(f"signal {number}", (7, f"heard {int(number)}\n", True), passed_on(number, True))


@test
def a_signal_sent_twice_is_heard_twice():
    script = written(SAYS % ([int(signal.SIGTERM)], 2.5))
    process, _ = start([sys.executable, script])
    process.stdout.readline()
    for _ in range(2):
        process.send_signal(signal.SIGTERM)
        time.sleep(0.7)
    out, _ = process.communicate(timeout=20)
    same("heard", b"heard 15\nheard 15\n", out)


@test
def a_signal_that_kills():
    for number in of((signal.SIGTERM, signal.SIGINT, signal.SIGHUP), (signal.SIGTERM,)):
        for kill in (os.kill, os.killpg):
            process, report = start(["sh", "-c", "echo ready; exec sleep 94.25"])
            process.stdout.readline()
            time.sleep(0.1)
            kill(process.pid, number)
            same(f"signal {number} by {kill.__name__}", -number, process.wait(20))
            assert os.path.getsize(report) > 0, "no report"


@test
def a_program_that_stops_and_is_continued():
    for line in ("(sleep 0.4; kill -CONT $$) & kill -STOP $$; echo on; wait", "(sleep 0.4; kill -CONT $$) & kill -TSTP $$; echo on; wait"):
        same("its output", b"on\n", run(["sh", "-c", line], timeout=15).out)


@test
def stopped_and_continued_from_outside():
    process, _ = start(["sh", "-c", "echo $$; read line; echo on"], stdin=subprocess.PIPE)
    pid = int(process.stdout.readline())
    os.kill(pid, signal.SIGSTOP)
    time.sleep(0.3)
    os.kill(pid, signal.SIGCONT)
    out, _ = process.communicate(b"\n", timeout=15)
    same("its output", b"on\n", out)


@test
def a_parent_that_ignores_children():
    # Where SIGCHLD is ignored the kernel reaps children; wait(2) still has to work in us.
    code = "import signal, subprocess, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN); import os; os.execv(sys.argv[1], sys.argv[1:])"
    line, report = watching(["sh", "-c", "exit 6"])
    done = subprocess.run([sys.executable, "-c", code, *line], timeout=30)
    same("exit code", 6, done.returncode)


@test
def threads_and_their_end():
    program = compiled(r"""
#include <pthread.h>
#include <stdio.h>
#include <fcntl.h>
#include <unistd.h>
static void *work(void *p) { for (int i = 0; i < 50; i++) close(open("/dev/null", O_RDONLY)); return p; }
static void *run(void *p) { char *a[] = {"sh", "-c", "exit 9", 0}; execv("/bin/sh", a); return p; }
int main(void) {
  pthread_t t[20];
  for (int i = 0; i < 20; i++) pthread_create(&t[i], 0, work, 0);
  for (int i = 0; i < 20; i++) pthread_join(t[i], 0);
  pthread_create(&t[0], 0, run, 0);
  for (;;) pause();
}""", "-pthread")
    for options in ((), ("--detachable",)):
        same("exit code of a program that a thread started", 9, run([program], *options).code)
