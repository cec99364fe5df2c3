"""Tests of the scoring itself: python3 -m unittest discover -s scenarios"""

import importlib.machinery
import importlib.util
import os
import subprocess
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))


def load(name):
    loader = importlib.machinery.SourceFileLoader("scenarios_" + name, os.path.join(HERE, name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


run, healthy = load("run"), load("healthy")


def truth(call="openat", part="conf/a", errno="ENOENT", cause="conf/a does not exist", words="missing-file", kind="file", where="x.ini:3"):
    return run.Truth(["n", call, part, errno, cause, "advice", words, kind, where, "g", "0"])


def finding(**changes):
    f = {"call": "openat", "path": "conf/a", "resolvedPath": "/w/conf/a", "errno": "ENOENT", "explanation": "missing-file", "cause": "", "evidence": []}
    return dict(f, **changes)


class Matching(unittest.TestCase):
    def test_call_path_and_errno_have_to_fit(self):
        self.assertTrue(truth().matches(finding()))
        self.assertFalse(truth().matches(finding(call="stat")))
        self.assertFalse(truth().matches(finding(call="openat2")))
        self.assertFalse(truth().matches(finding(errno="EACCES")))
        self.assertFalse(truth().matches(finding(path="other", resolvedPath="/w/other")))

    def test_evidence_counts_unless_only_the_path_is_asked_for(self):
        f = finding(path=None, resolvedPath=None, evidence=[{"place": "p", "quote": "openat(conf/a) = ENOENT"}])
        self.assertTrue(truth().matches(f))
        self.assertFalse(truth().matches(f, by_path_alone=True))

    def test_success_is_no_errno(self):
        self.assertTrue(truth(errno="success").matches(finding(errno=None)))
        self.assertTrue(truth(errno="success").matches(finding(errno=None, call=None)))
        self.assertFalse(truth(errno="success").matches(finding()))
        self.assertFalse(truth().matches(finding(errno=None)))
        self.assertFalse(truth(part="*").matches(finding(call=None)))

    def test_no_decisive_call_is_judged_by_the_explanation(self):
        row = truth(call="-", part="-", errno="-", words="fatal-signal|hang")
        self.assertTrue(row.matches(finding(explanation="hang", errno=None, call=None)))
        self.assertFalse(row.matches(finding()))

    def test_foreign_rows_without_call_need_the_names(self):
        row = run.Truth(["n", "-", "-", "-", "GOFLAGS holds a bad entry: -tags=x", "advice"])
        self.assertTrue(row.matches(finding(cause="GOFLAGS holds foo, which is no flag")))
        self.assertFalse(row.matches(finding(cause="go.mod does not exist")))
        row = run.Truth(["n", "-", "-", "-", 'the entry "foo bar" is bad', "advice"])
        self.assertTrue(row.matches(finding(cause="foo bar is no flag")))
        self.assertFalse(row.matches(finding(cause="x")))

    def test_provenance_needs_kind_and_place(self):
        self.assertTrue(truth().provenance_matches({"provenance": {"kind": "file", "where": "/w/x.ini:3", "value": "conf/a"}}))
        self.assertFalse(truth().provenance_matches({"provenance": {"kind": "file", "where": "/w/x.ini:4", "value": None}}))
        self.assertFalse(truth().provenance_matches({"provenance": {"kind": "env", "where": "x.ini:3", "value": None}}))
        self.assertFalse(truth().provenance_matches({"provenance": None}))


class StraceLogs(unittest.TestCase):
    def lines(self, text):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as f:
            f.write(text)
            f.flush()
            return list(run.strace_lines(f.name))

    def test_whole_and_interrupted_calls(self):
        self.assertEqual(
            [("openat", 'AT_FDCWD</w>, "a", O_RDONLY', "-1", "ENOENT"), ("openat", 'AT_FDCWD, "b", O_RDONLY', "3", None)],
            self.lines(
                '7 openat(AT_FDCWD, "b", O_RDONLY <unfinished ...>\n'
                '8 openat(AT_FDCWD</w>, "a", O_RDONLY) = -1 ENOENT (No such file or directory)\n'
                "7 <... openat resumed>) = 3</w/b>\n"
                "7 +++ exited with 0 +++\n"))


class Tables(unittest.TestCase):
    def test_every_scenario_has_one_row(self):
        script, rows = run.read_set(HERE)
        names = subprocess.run(["bash", script, "--list"], stdout=subprocess.PIPE, universal_newlines=True).stdout.split()
        self.assertEqual(sorted(names), sorted(r.name for r in rows))
        self.assertEqual(len(names), len(set(names)))

    def test_the_quick_parts_name_what_there_is(self):
        self.assertEqual(set(), set(run.SMALL) - {r.name for r in run.read_set(HERE)[1]})
        self.assertEqual(set(), set(healthy.SMALL) - {r[0] for r in healthy.COMMANDS})

    def test_text_that_differs_each_time_is_evened_out(self):
        go_test = next(healthy.Command(r) for r in healthy.COMMANDS if r[0] == "go_test")
        self.assertEqual(go_test.even(b"ok  \tm\t0.002s\n"), go_test.even(b"ok  \tm\t(cached)\n"))
        self.assertNotEqual(go_test.even(b"ok  \tm\t0.002s\n"), go_test.even(b"FAIL\tm\t0.002s\n"))


if __name__ == "__main__":
    unittest.main()
