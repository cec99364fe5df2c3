"""Starts commands plain and watched, in pipes and in terminals, and counts tests."""
import concurrent.futures
import fcntl
import json
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
import traceback

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../.."))
FAULTLINE = os.environ.get("FAULTLINE_UNDER_TEST", os.path.join(ROOT, "faultline"))
WORK = tempfile.mkdtemp(prefix="faultline-tracer-")
TESTS = []
LOCK = threading.Lock()
names = iter(range(1_000_000))


SMALL = "--small" in sys.argv[1:]


def of(full, small):
    """`full`, or `small` where all has to be quick."""
    return small if SMALL else full


class Skip(Exception):
    """The machine lacks what a test needs."""


def test(function):
    TESTS.append(function)
    return function


def need(*tools):
    for tool in tools:
        if shutil.which(tool) is None:
            raise Skip("no " + tool)


def need_root():
    if os.geteuid() != 0:
        raise Skip("needs root")


def same(what, expected, actual):
    if expected != actual:
        raise AssertionError(f"{what}\n  expected {expected!r}\n  actual   {actual!r}")


def has(what, part, text):
    if part not in text:
        raise AssertionError(f"{what}\n  without {part!r}\n  in {text!r}")


def fresh(name=""):
    with LOCK:
        return os.path.join(WORK, f"{next(names)}{name}")


def written(text, name="", mode=0o755):
    path = fresh(name)
    with open(path, "w") as file:
        file.write(text)
    os.chmod(path, mode)
    return path


def compiled(text, *flags):
    need("gcc")
    path = fresh()
    with open(path + ".c", "w") as file:
        file.write(text)
    done = subprocess.run(["gcc", "-O1", *flags, "-o", path, path + ".c"], capture_output=True, text=True)
    if done.returncode:
        raise Skip("gcc: " + done.stderr.strip().split("\n")[0])
    return path


class Run:
    """One finished run."""

    def __init__(self, done, report):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr
        self.report = None
        if report and os.path.exists(report) and os.path.getsize(report):
            with open(report) as file:
                self.report = json.load(file)

    def part(self):
        return self.report["parts"][0]

    def findings(self):
        return self.part()["findings"]

    def kinds(self):
        return sorted(one["kind"] for one in self.part()["observer"])

    def first(self):
        found = self.findings()
        return found[0] if found else None


def watching(command, *options):
    report = fresh(".json")
    return [FAULTLINE, "run", "--json", "--output", report, *options, "--", *command], report


def run(command, *options, timeout=60, **rest):
    """Runs `command` watched."""
    line, report = watching(command, *options)
    rest.setdefault("stdin", subprocess.DEVNULL)
    done = subprocess.run(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout, **rest)
    return Run(done, report)


def plain(command, timeout=60, **rest):
    rest.setdefault("stdin", subprocess.DEVNULL)
    return Run(subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout, **rest), None)


def start(command, *options, **rest):
    """Starts `command` watched, in a process group of its own. Returns the process and the report's path."""
    line, report = watching(command, *options)
    rest.setdefault("stdin", subprocess.DEVNULL)
    rest.setdefault("stdout", subprocess.PIPE)
    rest.setdefault("stderr", subprocess.PIPE)
    return subprocess.Popen(line, start_new_session=True, **rest), report


def until(what, condition, seconds=15):
    """Waits until `condition()` is true and returns its value."""
    limit = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > limit:
            raise AssertionError("not within %d s: %s" % (seconds, what))
        time.sleep(0.02)


def running(mark):
    """Processes whose command line contains `mark`, without those of Faultline; zombies have none."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/cmdline", "rb") as file:
                    line = file.read()
            except OSError:
                continue
            if mark.encode() in line and b"faultline" not in line.split(b"\0")[0] and b"faultline.cli.Main" not in line:
                found.append(int(name))
    return found


def state(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0]
    except OSError:
        return ""


class Terminal:
    """A process that leads a session on a terminal of its own."""

    def __init__(self, command, size=(24, 80), **env):
        self.seen = ""
        self.taken = 0
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                os.environ.update(env, TERM="dumb", PS1="READY> ", HISTFILE="")
                os.chdir(WORK)
                os.execvp(command[0], command)
            finally:
                os._exit(99)
        self.resize(*size)

    def resize(self, rows, columns):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds):
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        self.seen += data.decode(errors="replace").replace("\r\n", "\n")
        return bool(data)

    def expect(self, pattern, seconds=15):
        """Waits for `pattern` behind what the last call found. Returns the match."""
        limit = time.monotonic() + seconds
        while True:
            match = re.compile(pattern, re.M).search(self.seen, self.taken)
            if match:
                self.taken = match.end()
                return match
            if time.monotonic() > limit or (not self.read(0.1) and self.ended()):
                self.read(0.1)
                match = re.compile(pattern, re.M).search(self.seen, self.taken)
                if match:
                    self.taken = match.end()
                    return match
                raise AssertionError(f"no {pattern!r} behind {self.seen[:self.taken]!r}\n  in {self.seen[self.taken:]!r}")

    def ended(self):
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def send(self, text):
        os.write(self.fd, text.encode())

    def rest(self, seconds=15):
        """Reads to the end. Returns all that was seen and the wait status."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            if not self.read(0.1) and self.ended():
                break
        else:
            raise AssertionError(f"does not end after {self.seen!r}")
        return self.seen, os.waitpid(self.pid, 0)[1]

    def close(self):
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        os.close(self.fd)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def shell():
    """An interactive bash at its first prompt."""
    need("bash")
    terminal = Terminal(["bash", "--norc", "--noprofile", "-i"])
    terminal.expect("READY> ")
    return terminal


def main(words):
    wanted = [word for word in words if word != "--small"]
    chosen = [one for one in TESTS if not wanted or any(word in one.__name__ for word in wanted)]
    passed, failed, skipped = 0, 0, 0
    subprocess.run([FAULTLINE, "--version"], check=True, stdout=subprocess.DEVNULL)

    def one(function):
        at = time.monotonic()
        try:
            function()
            return function, None, time.monotonic() - at
        except Skip as reason:
            return function, reason, time.monotonic() - at
        except Exception as e:
            return function, e, time.monotonic() - at

    try:
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            for function, problem, seconds in pool.map(one, chosen):
                if wanted:
                    print(f"{function.__name__} {seconds:.1f} s", flush=True)
                if problem is None:
                    passed += 1
                elif isinstance(problem, Skip):
                    skipped += 1
                    print(f"tracer: {function.__name__}: skipped: {problem}", flush=True)
                else:
                    failed += 1
                    print(f"tracer: {function.__name__}: {type(problem).__name__}: {problem}", flush=True)
                    if not isinstance(problem, AssertionError) or not str(problem):
                        traceback.print_exception(problem, file=sys.stdout)
    finally:
        shutil.rmtree(WORK, ignore_errors=True)
    if not wanted:
        os.makedirs(ROOT + "/target/suites", exist_ok=True)
        with open(ROOT + "/target/suites/tracer.count", "w") as file:
            file.write(f"tracer {passed} {failed} {skipped}\n")
    print(f"tracer: {passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0
