"""Programs that give their caller other rights: what they get while they are watched, and that it is said."""
import os
import subprocess

from harness import FAULTLINE, Run, Skip, WORK, compiled, fresh, need, need_root, of, plain, run, same, test, watching

NOBODY = 65534
IDS = r"""
#include <stdio.h>
#include <unistd.h>
#include <sys/auxv.h>
int main(void) { printf("%d %d %ld\n", geteuid(), getegid(), getauxval(AT_SECURE)); return 3; }"""
made = {}


def program(kind):
    """A program that shows its rights: plain, setuid, setgid, or with capabilities."""
    need_root()
    os.chmod(WORK, 0o755)
    if kind not in made:
        path = compiled(IDS)
        if kind == "setuid":
            os.chmod(path, 0o4755)
        elif kind == "setgid":
            os.chmod(path, 0o2755)
        elif kind == "capable":
            need("setcap")
            subprocess.run(["setcap", "cap_net_raw+ep", path], check=True)
        made[kind] = path
    return made[kind]


def as_nobody(command, *options):
    """Runs `command` watched by a Faultline of an ordinary user."""
    need("setpriv")
    folder = fresh()
    os.mkdir(folder)
    os.chown(folder, NOBODY, NOBODY)
    report = folder + "/report.json"
    lead = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    if subprocess.run([*lead, "test", "-r", os.path.join(os.path.dirname(FAULTLINE), "pom.xml")]).returncode:
        raise Skip("others may not read this checkout")
    line = [*lead, FAULTLINE, "run", "--json", "--output", report, *options, "--", *command]
    done = subprocess.run(line, capture_output=True, stdin=subprocess.DEVNULL, env=dict(os.environ, HOME=folder, TMPDIR=folder), timeout=60)
    alone = plain([*lead, *command])
    return Run(done, report), alone


@test
def an_entry_exactly_where_such_a_program_ran():
    for kind, said in (("plain", []), ("setuid", ["setuid"]), ("setgid", ["setuid"]), ("capable", ["file-capabilities"])):
        path = program(kind)
        for command in of(([path], ["sh", "-c", f"{path}; exit 3"]), (["sh", "-c", f"{path}; exit 3"],)):
            same(f"{kind}: {command}", said, run(command).kinds())
            same(f"{kind}, of an ordinary user: {command}", said, as_nobody(command)[0].kinds())
    # Other ids without any such file are no such entry.
    need("setpriv")
    same("changed ids", [], run(["setpriv", "--euid=65534", program("plain")]).kinds())


@test
def as_root_such_a_program_keeps_what_it_gets():
    for kind in ("setuid", "setgid", "capable"):
        command = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", program(kind)]
        watched = run(command)
        same(kind, (3, plain(command).out), (watched.code, watched.out))


@test
def the_command_itself_keeps_what_it_gets():
    for kind in of(("setuid", "setgid", "capable"), ("setuid", "capable")):
        watched, alone = as_nobody([program(kind)])
        same(kind, (3, alone.out), (watched.code, watched.out))
        assert any("what" in one and program(kind) in one["what"] for one in watched.part()["notChecked"]), watched.part()["notChecked"]
        same("verdict", "unknown", watched.report["verdict"])


@test
def what_the_command_starts_keeps_it_with_detachable():
    watched, alone = as_nobody(["sh", "-c", f"{program('setuid')}; exit 4"], "--detachable")
    same("its output", (4, alone.out), (watched.code, watched.out))
    same("observer", ["setuid"], watched.kinds())


@test
def what_the_command_starts_loses_it_and_this_is_said():
    watched, alone = as_nobody(["sh", "-c", f"{program('setuid')}; exit 4"])
    same("exit code", 4, watched.code)
    same("it changed", True, alone.out != watched.out)
    effect = watched.part()["observer"][0]
    same("observer", ("setuid", program("setuid")), (effect["kind"], effect["path"]))
    assert "--detachable" in effect["what"], effect


@test
def nothing_is_given_on_a_nosuid_mount():
    need("unshare", "mount")
    path = program("setuid")
    script = f"mount -t tmpfs -o nosuid none /mnt && cp -p {path} /mnt/p && /mnt/p"
    if subprocess.run(["unshare", "-m", "sh", "-c", "mount -t tmpfs none /mnt"], capture_output=True).returncode:
        raise Skip("cannot mount")
    watched = run(["unshare", "-m", "sh", "-c", script])
    same("exit code", 3, watched.code)
    # mount itself is such a program.
    same("observer", [], [one for one in watched.part()["observer"] if one["path"].endswith("/p")])
