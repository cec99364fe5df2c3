"""Other namespaces, other call tables, other tracers, and every way to make a process."""
import os
import subprocess
import sys

from harness import FAULTLINE, Skip, compiled, fresh, has, need, plain, run, same, test, written


def opens(name, flags=(), call=""):
    """A program that misses the file `name` and then ends with 6."""
    return compiled(r"""
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
int main(void) { %s return open("%s", O_RDONLY) < 0 ? 6 : 0; }""" % (call, name), *flags)


@test
def a_pid_namespace():
    need("unshare")
    script = "echo $$; sh -c 'cat /nowhere/inside; exit 7'"
    command = ["unshare", "-rpf", "--mount-proc", "sh", "-c", script]
    alone = plain(command)
    if alone.code != 7:
        raise Skip("no PID namespace here: " + alone.err.decode().strip())
    for options in ((), ("--detachable",)):
        watched = run(command, *options)
        same("what it says", (7, alone.out, alone.err), (watched.code, watched.out, watched.err))
        has("the cause", "/nowhere/inside", watched.first()["path"])


@test
def a_mount_namespace():
    need("unshare", "mount")
    command = ["unshare", "-rm", "sh", "-c", "mount -t tmpfs none /mnt && echo x >/mnt/there && cat /mnt/theer"]
    if plain(command).code != 1 or b"theer" not in plain(command).err:
        raise Skip("cannot mount")
    watched = run(command)
    same("exit code", 1, watched.code)
    has("the cause", "/mnt/theer", watched.first()["path"])
    has("the name beside it, as the command saw it", "there", str(watched.first()))


@test
def the_calls_of_i386():
    program = compiled(r"""
int main(void) {
  static const char path[] __attribute__((section(".data"))) = "/nowhere/of386";
  long result;
  /* open(2) is 5 in the table of i386; its addresses have 32 bits. */
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(5), "b"(path), "c"(0), "d"(0) : "memory", "r8", "r9", "r10", "r11");
  return result == -2 ? 6 : 9;
}""", "-no-pie", "-static")
    if plain([program]).code != 6:
        raise Skip("the kernel has no calls of i386")
    for options in ((), ("--detachable",)):
        watched = run([program], *options)
        same("exit code", 6, watched.code)
        found = watched.first() is not None and watched.first()["path"] == "/nowhere/of386"
        assert found or "untraceable-abi" in watched.kinds(), "neither watched nor said to be blind: %s" % watched.report


@test
def the_calls_of_x32():
    program = compiled(r"""
int main(void) {
  static const char path[] = "/nowhere/ofx32";
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(0x40000002), "D"(path), "S"(0), "d"(0) : "rcx", "r11", "memory");
  return result == -2 ? 6 : result == -38 ? 8 : 9;
}""")
    alone = plain([program]).code
    watched = run([program])
    same("exit code", alone, watched.code)
    same("said to be blind", ["untraceable-abi"], watched.kinds())


@test
def every_way_to_make_a_process():
    program = compiled(r"""
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <linux/sched.h>
extern char **environ;
static char stack[65536];
static int end(void *p) { execl("/bin/sh", "sh", "-c", "exit 4", (char *)0); _exit(9); }
static int code(int pid) { int status; return waitpid(pid, &status, __WALL) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1; }
int main(void) {
  int pid = fork();
  if (!pid) end(0);
  printf("%d ", code(pid));
  pid = vfork();
  if (!pid) end(0);
  printf("%d ", code(pid));
  char *argv[] = {"sh", "-c", "exit 5", 0};
  posix_spawn(&pid, "/bin/sh", 0, 0, argv, environ);
  printf("%d ", code(pid));
  printf("%d ", code(clone(end, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, 0)));
  printf("%d ", code(clone(end, stack + sizeof stack, 0, 0)));
  printf("%d ", code(clone(end, stack + sizeof stack, CLONE_UNTRACED | SIGCHLD, 0)));
  struct clone_args args = {.exit_signal = SIGCHLD};
  pid = syscall(SYS_clone3, &args, sizeof args);
  if (!pid) end(0);
  printf("%d ", code(pid));
  printf("%d\n", system("exit 3") >> 8);
  return 2;
}""")
    for options in ((), ("--detachable",)):
        alone, watched = plain([program]), run([program], *options)
        same("what it sees", (2, alone.out), (watched.code, watched.out))
        has("all codes", b"4 4 5 4 4", watched.out)


@test
def an_exec_by_another_thread():
    program = compiled(r"""
#include <pthread.h>
#include <unistd.h>
static void *run(void *p) { execl("/bin/sh", "sh", "-c", "cat /nowhere/bythread; exit 9", (char *)0); return p; }
int main(void) { pthread_t t[4]; pthread_create(t, 0, run, 0); for (;;) pause(); }""", "-pthread")
    watched = run([program])
    same("exit code", 9, watched.code)
    has("the cause", "/nowhere/bythread", watched.first()["path"])


@test
def a_watched_faultline():
    done = run([FAULTLINE, "run", "--tracer=ptrace", "--", "false"])
    same("exit code", 3, done.code)
    has("what is said", b"Already under a debugger or another faultline?", done.err)


@test
def a_watched_tracer():
    need("strace")
    log = fresh()
    alone, watched = plain(["strace", "-o", log, "true"]), run(["strace", "-o", log, "true"])
    assert watched.code != 0 or watched.code == alone.code
    has("what strace says", b"ermitted", watched.err or b"ermitted")


@test
def under_a_tracer():
    need("strace")
    done = subprocess.run(["strace", "-f", "-o", "/dev/null", FAULTLINE, "run", "--tracer=ptrace", "--", "false"], capture_output=True)
    same("exit code", 3, done.returncode)
    has("what is said", b"the kernel refuses", done.stderr)


@test
def a_command_that_sees_its_own_state():
    # What a program can ask about itself that a tracer could change.
    script = written("""import ctypes, os, resource, signal, sys
libc = ctypes.CDLL(None)
print(sorted(os.environ.items()))
print(sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])), [n for n in range(1, 65) if n not in (9, 19, 32, 33) and signal.getsignal(n) == signal.SIG_IGN])
print(sorted(os.listdir('/proc/self/fd')))
print(os.getcwd(), os.umask(0), os.getpriority(os.PRIO_PROCESS, 0), sorted(os.sched_getaffinity(0)))
print([resource.getrlimit(n) for n in range(16)])
print(os.getpgrp() == os.getpgid(os.getppid()), os.getsid(0) == os.getsid(os.getppid()))
print(sys.argv, open('/proc/self/comm').read(), os.readlink('/proc/self/exe'))
print(libc.prctl(3), open('/proc/self/oom_score_adj').read(), open('/proc/self/personality').read() if os.access('/proc/self/personality', os.R_OK) else '')
""")
    odd = dict(os.environ, LD_LIBRARY_PATH="/nowhere", JAVA_TOOL_OPTIONS="-Dno", CDPATH="x", ODD="a\nb")
    command = [sys.executable, script, "", "a b", "*"]
    line = ["sh", "-c", 'trap "" USR1; ulimit -n 333; cd / && umask 27 && exec "$@" 7</dev/null 8>&1', "sh"]
    alone = plain([*line, *command], env=odd)
    report = fresh()
    watched = plain([*line, FAULTLINE, "run", "--output", report, "--", *command], env=odd)
    same("what it sees", alone.out.decode().split("\n"), watched.out.decode().split("\n"))
    same("exit code", (0, alone.code), (alone.code, watched.code))
