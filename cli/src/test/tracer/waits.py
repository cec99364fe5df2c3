"""What is said of a command that does not end: the call, what it is about, and who is on the other side."""
import json
import os
import signal
import subprocess
import sys
import time

from harness import compiled, fresh, has, need, run, same, start, test, written


def waits(watched):
    """The sentences of the findings about waits."""
    return " | ".join(one["cause"] for one in watched.findings() if one["explanation"] == "hang")


def seen(watched):
    return " | ".join(str(one) for one in watched.findings())


@test
def at_its_timeout():
    fifo = fresh()
    os.mkfifo(fifo)
    watched = run(["cat", fifo], "--timeout", "300ms")
    same("exit code", -signal.SIGTERM, watched.code)
    has("the file", fifo, waits(watched))
    has("the call", "openat", seen(watched))


@test
def one_that_does_not_heed_sigterm():
    at = time.monotonic()
    watched = run(["sh", "-c", "trap '' TERM; exec sleep 95.5"], "--timeout", "200ms")
    same("exit code", -signal.SIGKILL, watched.code)
    has("the wait", "sleep waits for time to pass", waits(watched))
    assert time.monotonic() - at < 15


@test
def a_peer_that_does_not_answer():
    server = written("import socket, sys, time\ns = socket.socket()\ns.bind(('127.0.0.1', 0))\ns.listen()\n"
                     "print(s.getsockname()[1], flush=True)\nc = s.accept()[0]\ntime.sleep(60)\n")
    process = subprocess.Popen([sys.executable, server], stdout=subprocess.PIPE, text=True)
    try:
        port = int(process.stdout.readline())
        client = written(f"import socket\ns = socket.create_connection(('127.0.0.1', {port}))\ns.recv(10)\n")
        watched = run([sys.executable, client], "--timeout", "1s")
        has("the peer", f"127.0.0.1:{port}", waits(watched))
        has("the process behind it", f"pid {process.pid}", waits(watched))
        has("the call", "recvfrom", seen(watched))
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@test
def who_holds_the_lock():
    need("flock")
    lock = fresh()
    holder = subprocess.Popen(["flock", lock, "sh", "-c", "echo held; sleep 60"], stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        holder.stdout.readline()
        watched = run(["flock", lock, "true"], "--timeout", "900ms")
        has("the lock", lock, waits(watched))
        has("its holder", f"pid {holder.pid} (flock)", waits(watched))
    finally:
        os.killpg(holder.pid, signal.SIGKILL)
        holder.wait()
        holder.stdout.close()


@test
def who_holds_the_end_of_the_pipe():
    watched = run(["sh", "-c", "sleep 94.75 | cat"], "--timeout", "500ms")
    has("what holds all up", "sleep waits for time to pass", waits(watched))


@test
def at_a_signal_to_faultline():
    for number in (signal.SIGTERM, signal.SIGINT):
        fifo = fresh()
        os.mkfifo(fifo)
        process, report = start(["sh", "-c", f"echo ready; exec cat {fifo}"])
        process.stdout.readline()
        time.sleep(0.3)
        process.send_signal(number)
        process.communicate(timeout=20)
        with open(report) as file:
            causes = [one["cause"] for one in json.load(file)["parts"][0]["findings"]]
        same("its end", -number, process.returncode)
        has("the file", fifo, " | ".join(causes))


@test
def one_that_computes():
    program = compiled("int main(void) { volatile long n = 0; for (;;) n++; }")
    has("what it does", "computes without waiting", waits(run([program], "--timeout", "300ms")))


@test
def a_deadlock_of_its_threads():
    program = compiled(r"""
#include <pthread.h>
#include <unistd.h>
static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static void *other(void *p) { pthread_mutex_lock(&b); usleep(50000); pthread_mutex_lock(&a); return p; }
int main(void) { pthread_t t; pthread_create(&t, 0, other, 0); pthread_mutex_lock(&a); usleep(50000); pthread_mutex_lock(&b); }""", "-pthread")
    has("what it waits for", "threads", waits(run([program], "--timeout", "500ms")))
