"""What `run` and `healthy` share: one watched command, reading a report, and counting. Standard library only."""

import fcntl
import json
import os
import shlex
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.realpath(__file__))
ROOT = os.path.dirname(HERE)


def base():
    """Where scenarios live. Another user's directories cannot be used, so each user but root has a place of his own."""
    if os.getuid() == 0:
        return tempfile.gettempdir()
    path = os.path.join(tempfile.gettempdir(), "faultline-user-%d" % os.getuid())
    os.makedirs(path, mode=0o755, exist_ok=True)
    return path


def exit_status(code):
    """A shell's view of an exit code: 128+n for a death by signal n."""
    return 128 - code if code < 0 else code


class Exclusive:
    """Scenarios use fixed ports and directories, so only one run at a time may use them."""

    def __enter__(self):
        path = os.path.join(base(), "faultline-proof.lock")
        self.file = open(path, "a")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print("waiting for another run to end ...", flush=True)
            fcntl.flock(self.file, fcntl.LOCK_EX)
        return self

    def __exit__(self, *_):
        self.file.close()


class Bench:
    """A directory with the wrapper scripts that stand in front of a command, and the reports they leave.

    A wrapper is one word, so it survives being split on spaces, and it fixes its paths in advance, so that a scenario may
    take away PATH, HOME, the working directory or the uid.
    """

    def __init__(self, faultline):
        self.faultline = faultline
        self.dir = tempfile.mkdtemp(prefix="faultline-run-")
        self.out = os.path.join(self.dir, "out")
        os.mkdir(self.out)
        os.chmod(self.dir, 0o755)
        os.chmod(self.out, 0o1777)
        self.turn = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.dir, ignore_errors=True)

    def wrapper(self, lines, shell="/bin/sh"):
        """Writes a wrapper; `%F` in its lines is the file that a run leaves, made unique by the process id."""
        self.turn += 1
        stem = os.path.join(self.out, "r%d" % self.turn)
        path = os.path.join(self.dir, "t%d" % self.turn)
        text = "\n".join(["#!" + shell] + lines) + "\n"
        with open(path, "w") as f:
            f.write(text.replace("%F", '"%s.$$.json"' % stem))
        os.chmod(path, 0o755)
        return path, stem

    def watch(self):
        return self.wrapper(["exec %s run --json --output %%F -- \"$@\"" % shlex.quote(self.faultline)])

    def strace(self):
        tool = shutil.which("strace")
        return self.wrapper(['exec %s -f -y -qq -s 400 -o %%F "$@"' % tool])

    def fix(self):
        """Watches, then runs the commands of the first finding in the same shell and the command once more, unwatched."""
        python = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable
        take = (
            "import json,sys;d=json.load(open(sys.argv[1]));"
            "f=[f for p in d.get('parts') or [] for f in p.get('findings') or []][:1];"
            "[print(c) for x in f for c in ((x.get('fix') or {}).get('commands') or [])]"
        )
        return self.wrapper(
            [
                'o=%F',
                "%s run --json --output \"$o\" -- \"$@\"; code=$?" % shlex.quote(self.faultline),
                '%s -i %s -I -c "%s" "$o" > "$o.commands" 2>/dev/null' % (shutil.which("env"), python, take),
                'if [ -s "$o.commands" ]; then',
                '  . "$o.commands" >/dev/null 2>&1',
                '  ("$@") </dev/null >/dev/null 2>&1; echo $? > "$o.fixed"',
                "fi",
                "exit $code",
            ],
            shell="/bin/bash",
        )

    def left(self, stem, ending=".json"):
        """The files a wrapper left, oldest first."""
        base = os.path.basename(stem) + "."
        names = [n for n in os.listdir(self.out) if n.startswith(base) and n.endswith(ending)]
        paths = [os.path.join(self.out, n) for n in names]
        return sorted(paths, key=lambda p: os.stat(p).st_mtime)

    def report(self, stem):
        """The last report that a wrapper left, or (None, why)."""
        paths = self.left(stem)
        if not paths:
            return None, "no report was written"
        try:
            with open(paths[-1], encoding="utf-8") as f:
                return json.load(f), ""
        except (OSError, ValueError) as e:
            return None, "the report cannot be read: %s" % e


def call(words, env=None, cwd=None, limit=180, given=b""):
    """Runs a command in its own session with `given` to read: exit status, stdout, stderr, seconds. Whatever it leaves behind is ended."""
    start = time.time()
    with tempfile.TemporaryFile() as into, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        into.write(given)
        into.seek(0)
        p = subprocess.Popen(words, env=env, cwd=cwd, stdin=into, stdout=out, stderr=err, start_new_session=True)
        try:
            code = exit_status(p.wait(timeout=limit))
        except subprocess.TimeoutExpired:
            code = 124
        took = time.time() - start
        try:
            os.killpg(p.pid, signal.SIGKILL)
        except OSError:
            pass
        p.wait()
        out.seek(0)
        err.seek(0)
        return code, out.read(), err.read(), took


def findings(report):
    return [f for p in report.get("parts") or [] if p.get("seam", "exec") == "exec" for f in p.get("findings") or []]


def find_faultline(given):
    path = os.path.realpath(given or os.path.join(ROOT, "faultline"))
    if not os.path.exists(path) or not os.stat(path).st_mode & stat.S_IXUSR:
        sys.exit("no faultline at %s (give one with --faultline)" % path)
    # The launcher may have to build first; that must not count as the time of a scenario.
    code, out, err, _ = call([path, "--version"], limit=600)
    if code:
        sys.exit("%s --version ends with %d: %s" % (path, code, (out + err).decode("utf-8", "replace").strip()[-300:]))
    return path


def older_go(env):
    """The bin directory of an older Go, through the Go module proxy; None where that does not work."""
    if env.get("OLD_GO_BIN") or not shutil.which("go"):
        return env.get("OLD_GO_BIN")
    try:
        r = subprocess.run(
            ["go", "env", "GOROOT"], env=dict(env, GOTOOLCHAIN="go1.23.5"), cwd="/", capture_output=True, text=True, timeout=300
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    path = os.path.join(r.stdout.strip(), "bin")
    return path if r.returncode == 0 and os.path.exists(os.path.join(path, "go")) else None


def write_count(name, passed, failed, skipped):
    folder = os.path.join(ROOT, "target", "suites")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name + ".count"), "w") as f:
        f.write("%s %d %d %d\n" % (name, passed, failed, skipped))


def share(k, n):
    return "%d/%d (%.1f%%)" % (k, n, 100.0 * k / n) if n else "0/0"
