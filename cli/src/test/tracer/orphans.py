"""What becomes of processes that outlive the command, or Faultline."""
import json
import os
import signal
import subprocess
import sys
import time

from harness import fresh, has, need, run, running, same, start, state, test, until, written

COUNTS = """import sys, time
n = 0
while True:
    n += 1
    with open(sys.argv[1], 'w') as file:
        file.write(str(n))
    time.sleep(0.05)
"""


def count(path):
    try:
        return int(open(path).read() or 0)
    except OSError:
        return 0


@test
def killed_with_all_its_processes():
    need("setsid")
    mark = "92.875"
    process, _ = start(["sh", "-c", f"sleep {mark} & setsid sleep {mark} & (setsid sh -c 'sleep {mark} & sleep {mark}' &) ; wait"])
    try:
        until("five processes", lambda: len(running(mark)) >= 5)
        process.kill()
        process.wait()
        until("none is left", lambda: not running(mark))
    finally:
        for pid in running(mark):
            os.kill(pid, signal.SIGKILL)


@test
def a_detachable_one_lives_on_and_works():
    script, out = written(COUNTS), [fresh(), fresh()]
    process, _ = start(["sh", "-c", f"{sys.executable} {script} {out[0]} & exec {sys.executable} {script} {out[1]}"],
                       "--detachable")
    try:
        until("both work", lambda: count(out[0]) > 2 and count(out[1]) > 2)
        process.kill()
        process.wait()
        before = [count(one) for one in out]
        until("both work on", lambda: all(count(one) > was + 10 for one, was in zip(out, before)))
        for pid in running(script):
            has("state", state(pid), "RS")
            same("traced by", "0", [line.split()[1] for line in open(f"/proc/{pid}/status") if line.startswith("TracerPid")][0])
    finally:
        for pid in running(script):
            os.kill(pid, signal.SIGKILL)


@test
def survivors_are_named_and_the_report_does_not_wait():
    script, out = written(COUNTS), fresh()
    process, report = start(["sh", "-c", f"setsid {sys.executable} {script} {out} </dev/null >/dev/null 2>&1 & sleep 0.3; exit 3"])
    try:
        until("the report", lambda: os.path.exists(report) and os.path.getsize(report) > 0)
        time.sleep(0.1)
        same("the exit code in the report", 3, json.load(open(report))["exit"]["code"])
        same("faultline stays", None, process.poll())
        before = count(out)
        until("the survivor works", lambda: count(out) > before + 5)
        survivor = [pid for pid in running(script) if state(pid) not in ("", "Z")]
        for pid in survivor:
            os.kill(pid, signal.SIGTERM)
        said = process.communicate(timeout=15)[1].decode()
        same("exit code", 3, process.returncode)
        has("what is said", "the command has ended", said)
        has("the process", str(survivor[0]), said)
    finally:
        for pid in running(script):
            os.kill(pid, signal.SIGKILL)


@test
def detachable_survivors_are_released():
    script, out = written(COUNTS), fresh()
    process, _ = start(["sh", "-c", f"setsid {sys.executable} {script} {out} </dev/null >/dev/null 2>&1 & sleep 0.4; exit 3"],
                       "--detachable")
    try:
        process.communicate(timeout=15)
        same("exit code", 3, process.returncode)
        before = count(out)
        until("the survivor works", lambda: count(out) > before + 10)
    finally:
        for pid in running(script):
            os.kill(pid, signal.SIGKILL)


@test
def what_survivors_do_is_not_blamed():
    watched = run(["sh", "-c", "(sleep 0.4; cat /nowhere/late) </dev/null >/dev/null 2>&1 & cat /nowhere/early"])
    same("exit code", 1, watched.code)
    has("the cause", "early", watched.first()["path"])
    assert not any("late" in one["path"] for one in watched.findings())
