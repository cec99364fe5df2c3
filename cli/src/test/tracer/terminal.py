"""A watched command on a terminal: job control, its size, and keys that are signals."""
import os
import sys
import time

from harness import FAULTLINE, Terminal, fresh, has, same, shell, state, test, until, written

WHO = """import fcntl, os, struct, termios
print([os.isatty(n) for n in range(3)], [os.ttyname(n) == os.ttyname(0) for n in range(3)])
tty = os.open('/dev/tty', os.O_RDWR)
session = struct.unpack('i', fcntl.ioctl(tty, termios.TIOCGSID, bytes(4)))[0]
print('foreground', os.tcgetpgrp(tty) == os.getpgrp(), 'session', os.getsid(0) == session)
print('size', tuple(os.get_terminal_size()))
"""


def stopped(at):
    """Waits until the shell calls job 1 stopped."""
    for _ in range(30):
        at.send("jobs; echo listed\n")
        if "Stopped" in at.expect(r"^(.*\n)*listed$").group(0):
            return
        time.sleep(0.3)
    raise AssertionError("job 1 is not stopped: " + at.seen)


@test
def the_same_terminal():
    script = written(WHO)
    seen = []
    for line in ([sys.executable, script], [FAULTLINE, "run", "--output", fresh(), "--", sys.executable, script]):
        with Terminal(line, (33, 77)) as terminal:
            seen.append(terminal.rest()[0])
    same("what it sees", seen[0], seen[1])
    has("a terminal", "[True, True, True]", seen[0])


@test
def the_process_group_of_the_job():
    with shell() as at:
        at.send(f"{FAULTLINE} run --output {fresh()} -- sh -c 'ps -o pgid= -o sid= -o tpgid= -p $$ -p $PPID'\n")
        first = at.expect(r"^ *(\d+) +(\d+) +(\d+)\n *(\d+) +(\d+) +(\d+)\n")
        same("group, session, foreground group", first.groups()[:3], first.groups()[3:])
        same("in the foreground", first.group(1), first.group(3))


@test
def stop_and_continue():
    ticks = written("import time\nprint('go', flush=True)\nline = input()\nprint('got', line)\n")
    with shell() as at:
        at.send(f"{FAULTLINE} run --output {fresh()} -- {sys.executable} {ticks}; echo code $?\n")
        at.expect("^go$")
        at.send("\x1a")
        at.expect(r"Stopped")
        at.expect("READY> ")
        at.send("jobs\n")
        at.expect(r"^\[1\].*Stopped")
        at.send("fg\n")
        at.expect("faultline run")
        time.sleep(0.3)
        at.send("words\n")
        at.expect("^got words$")
        at.expect("READY> ")


@test
def stop_and_continue_a_tree():
    with shell() as at:
        at.send(f"{FAULTLINE} run --output {fresh()} -- sh -c 'echo up; cat | cat; echo end'\n")
        at.expect("^up$")
        at.send("one\n")
        at.expect("one\n(.*\n)*one$")
        for _ in range(2):
            at.send("\x1a")
            at.expect("Stopped")
            at.expect("READY> ")
            at.send("fg\n")
            at.expect("faultline run")
            time.sleep(0.2)
            at.send("more\n")
            at.expect("more\n(.*\n)*more$")
        at.send("\x04")
        at.expect("^end$")


@test
def in_the_background():
    with shell() as at:
        at.send(f"{FAULTLINE} run --output {fresh()} -- sh -c 'read x; echo got $x' &\n")
        at.expect(r"\[1\] \d+")
        stopped(at)
        at.send("fg\n")
        at.expect("faultline run")
        time.sleep(0.3)
        at.send("text\n")
        at.expect("^got text$")
        at.expect("READY> ")


@test
def writing_from_the_background():
    with shell() as at:
        at.send(f"stty tostop; {FAULTLINE} run --output {fresh()} -- sh -c 'echo written; echo end >&2' &\n")
        at.expect(r"\[1\] \d+")
        stopped(at)
        at.send("fg\n")
        at.expect("^written$")
        at.expect("^end$")


@test
def continued_in_the_background():
    with shell() as at:
        out = fresh()
        at.send(f"{FAULTLINE} run --output {fresh()} -- sh -c 'echo go; sleep 0.7; echo done >{out}'\n")
        at.expect("^go$")
        at.send("\x1a")
        at.expect("Stopped")
        at.expect("READY> ")
        at.send("bg; wait; echo waited\n")
        at.expect("^waited$")
        same("its work", "done\n", open(out).read())


@test
def a_new_size():
    script = written("import os, signal, sys, time\n"
                     "signal.signal(signal.SIGWINCH, lambda *_: (print('size', tuple(os.get_terminal_size()), flush=True), sys.exit(0)))\n"
                     "print('ready', flush=True)\nwhile True: time.sleep(0.1)\n")
    with Terminal([FAULTLINE, "run", "--output", fresh(), "--", sys.executable, script]) as at:
        at.expect("^ready\n")
        time.sleep(0.2)
        at.resize(40, 99)
        at.expect(r"size \(99, 40\)$")
        same("exit status", 0, at.rest()[1])


@test
def ctrl_c():
    with shell() as at:
        at.send(f"{FAULTLINE} run -- sh -c 'echo go; exec sleep 93.5'; echo code $?\n")
        at.expect("^go$")
        time.sleep(0.1)
        at.send("\x03")
        at.expect("sleep waits")
        at.expect("SIGINT")
        at.expect("READY> ")
        at.send("echo code $?\n")
        at.expect("^code 130$")


@test
def ctrl_c_that_is_caught():
    script = written("import signal, sys, time\nheard = []\nsignal.signal(signal.SIGINT, lambda *_: heard.append(1))\n"
                     "print('go', flush=True)\nwhile not heard: time.sleep(0.05)\ntime.sleep(0.6)\nprint('times', len(heard), flush=True)\nsys.exit(4)\n")
    with shell() as at:
        at.send(f"{FAULTLINE} run -- {sys.executable} {script}\n")
        at.expect("^go$")
        at.send("\x03")
        at.expect("times 1$")
        at.expect("exit code 4")
        at.expect("READY> ")
        at.send("echo code $?\n")
        at.expect("^code 4$")


@test
def ctrl_backslash():
    with shell() as at:
        at.send(f"ulimit -c 0; {FAULTLINE} run -- sh -c 'echo go; exec sleep 93.5'\n")
        at.expect("^go$")
        time.sleep(0.1)
        at.send("\x1c")
        at.expect("SIGQUIT")
        at.expect("READY> ")
        at.send("echo code $?\n")
        at.expect("^code 131$")


@test
def the_terminal_hangs_up():
    script = written("import time, sys, signal\nsignal.signal(signal.SIGHUP, lambda *_: (open(sys.argv[1], 'w').write('hung up'), sys.exit(0)))\n"
                     "print('go', flush=True)\nwhile True: time.sleep(0.1)\n")
    out = fresh()
    at = Terminal([FAULTLINE, "run", "--output", fresh(), "--", sys.executable, script, out])
    at.expect("^go\n")
    os.close(at.fd)
    until("the command hears it", lambda: os.path.exists(out) and open(out).read() == "hung up")
    until("faultline ends", at.ended)
    os.waitpid(at.pid, 0)
