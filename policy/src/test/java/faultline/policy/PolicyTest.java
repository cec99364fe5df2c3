package faultline.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import faultline.core.Details;
import faultline.core.Draft;
import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.Gate;
import faultline.core.Observation;
import faultline.core.Place;
import faultline.core.Report;
import faultline.core.Report.Exit;
import faultline.core.Report.Origin;
import faultline.core.Report.Part;
import faultline.core.Severity;
import faultline.core.Standing;
import faultline.core.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 6, 15);

  private record Quote(Place place, String quote) implements Observation {}

  private static Finding finding(String rule, String name, Severity severity, String file) {
    return new Finding(
        rule,
        name,
        severity,
        name + " in " + file,
        "symbol-missing",
        Fix.of("mend it"),
        Details.NONE.text("symbol", "crc32").number("width", 4).absent("errno"),
        List.of(new Quote(new Place.Line("/src/app/" + file, 7), "seen")));
  }

  private static final Finding MISSING =
      finding("FL-ABI-001", "symbol-missing", Severity.ERROR, "lib/a.c");
  private static final Finding WIDE =
      finding("FL-ABI-002", "param-width", Severity.WARNING, "vendor/zip/b.c");

  private static Report judged(String toml, @Nullable Baseline known, Finding... findings) {
    var settings = Settings.read(toml, "faultline.toml");
    Severity bar = settings.failOn() == null ? Severity.ERROR : settings.failOn();
    return judged(settings.policy(bar, known, List.of(), TODAY), findings);
  }

  private static Report judged(faultline.core.Policy policy, Finding... findings) {
    var part =
        new Part(
            "abi",
            "lib",
            true,
            false,
            List.of(findings),
            List.of(),
            List.of(),
            List.of(),
            Details.NONE);
    return Report.of(new Origin("1", "2"), policy, List.of(), null, List.of(part), "/src/app");
  }

  private static Finding only(Report report) {
    return report.findings().findFirst().orElseThrow();
  }

  @Test
  void nothingSaidChangesNothing() {
    Report report = judged("", null, MISSING, WIDE);
    assertEquals(Verdict.FAIL, report.verdict());
    assertEquals(List.of(true, false), report.findings().map(one -> one.ruling().fails()).toList());
    assertEquals(Verdict.PASS, judged("", null, WIDE).verdict());
  }

  @Test
  void severitiesAreChangedByIdOrName() {
    assertEquals(
        Severity.INFO, only(judged("[severity]\n'FL-ABI-*' = 'info'", null, MISSING)).severity());
    Report report = judged("[severity]\nparam-width = 'error'", null, WIDE);
    assertEquals(Verdict.FAIL, report.verdict());
    assertEquals(List.of("severity warning becomes error"), only(report).ruling().notes());
    assertEquals(Verdict.FAIL, judged("[policy]\nfail-on = 'warning'", null, WIDE).verdict());
  }

  private static String exception(String more, String expires) {
    return "[[exception]]\n"
        + more
        + "\nowner = 'ann'\nreason = 'being replaced'\nexpires = "
        + expires
        + "\n";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "rule = 'FL-ABI-001' | true",
        "rule = 'symbol-*' | true",
        "rule = 'FL-ABI-002' | false",
        "rule = '*'\\npath = 'lib/*.c' | true",
        "rule = '*'\\npath = '**/*.c' | true",
        "rule = '*'\\npath = 'lib/' | true",
        "rule = '*'\\npath = '*.c' | false",
        "rule = '*'\\npath = 'li' | false",
      })
  void anExceptionFitsRuleAndPath(String more, boolean fits) {
    Report report = judged(exception(more.replace("\\n", "\n"), "2026-06-15"), null, MISSING);
    assertEquals(fits ? Standing.EXCEPTED : Standing.NEW, only(report).ruling().standing());
    assertEquals(fits ? Verdict.PASS : Verdict.FAIL, report.verdict());
    assertEquals(fits, report.remarks().isEmpty());
    if (fits) {
      assertEquals(
          List.of("ann answers for it until 2026-06-15: being replaced"),
          only(report).ruling().notes());
    }
  }

  @Test
  void anExceptionMayNameTheVeryFinding() {
    Report first = judged("", null, MISSING);
    String print = first.fingerprint(first.parts().getFirst(), only(first));
    String toml = exception("fingerprint = '" + print + "'", "2030-01-01");
    assertEquals(Verdict.PASS, judged(toml, null, MISSING).verdict());
    assertEquals(
        Verdict.FAIL,
        judged(
                toml,
                null,
                MISSING,
                finding("FL-ABI-001", "symbol-missing", Severity.ERROR, "lib/c.c"))
            .verdict());
  }

  @Test
  void anExpiredExceptionIsAFindingAndExcusesNothing() {
    String toml = exception("rule = 'FL-ABI-001'", "2026-06-14");
    Report report = judged(toml, null, MISSING);
    assertEquals(Verdict.FAIL, report.verdict());
    assertEquals(
        List.of("the exception of ann expired on 2026-06-14"), only(report).ruling().notes());
    Part policy = report.parts().getLast();
    assertEquals("policy", policy.seam());
    Finding expired = policy.findings().getFirst();
    assertEquals(ExceptionGate.EXPIRED, expired.rule());
    assertEquals("faultline.toml:1", expired.evidence().getFirst().place().text());
    assertEquals(Verdict.PASS, judged(toml, null, WIDE).verdict());
    assertEquals(Verdict.FAIL, judged("[policy]\nfail-on = 'warning'\n" + toml, null).verdict());
  }

  @Test
  void anotherExceptionMayStillHold() {
    String both =
        exception("rule = 'FL-ABI-001'", "2026-06-14") + exception("rule = '*'", "2026-06-16");
    assertEquals(Standing.EXCEPTED, only(judged(both, null, MISSING)).ruling().standing());
  }

  @Test
  void anExceptionThatNothingNeededIsSaid() {
    Report report = judged(exception("rule = 'FL-WEB-*'", "2030-01-01"), null, WIDE);
    assertEquals(
        List.of("this exception was not needed: FL-WEB-* (faultline.toml:1)"), report.remarks());
    assertEquals(Verdict.PASS, report.verdict());
  }

  private static Baseline baseline(Report report) {
    Part part = report.parts().getFirst();
    var json = new StringBuilder("{\"schemaVersion\":\"1.0\",\"parts\":[{\"findings\":[");
    String separator = "";
    for (Finding finding : part.findings()) {
      json.append(separator)
          .append("{\"fingerprint\":\"")
          .append(report.fingerprint(part, finding))
          .append("\",\"ruling\":{\"standing\":\"")
          .append(finding.ruling().standing().word())
          .append("\"}}");
      separator = ",";
    }
    return Baseline.of(json.append("]}]}").toString().getBytes(StandardCharsets.UTF_8), "old.json");
  }

  @Test
  void onlyNewFindingsCountAgainstABaseline() {
    Baseline old = baseline(judged("", null, MISSING));
    Report same = judged("", old, MISSING);
    assertEquals(Verdict.PASS, same.verdict());
    assertEquals(Standing.BASELINE, only(same).ruling().standing());
    var other = finding("FL-ABI-001", "symbol-missing", Severity.ERROR, "lib/new.c");
    Report more = judged("", old, MISSING, other);
    assertEquals(Verdict.FAIL, more.verdict());
    assertEquals(
        List.of(Standing.BASELINE, Standing.NEW),
        more.findings().map(one -> one.ruling().standing()).toList());
    assertEquals(
        List.of("1 finding of old.json was not found again"), judged("", old, WIDE).remarks());
  }

  @Test
  void whatAnExceptionExcusedIsNotInTheBaseline() {
    Report excused = judged(exception("rule = '*'", "2030-01-01"), null, MISSING);
    assertEquals(Verdict.FAIL, judged("", baseline(excused), MISSING).verdict());
  }

  @Test
  void aBaselineHasToBeAReport() {
    for (String text :
        List.of("", "[1]", "{}", "{\"schemaVersion\":\"1.0\",\"parts\":[{\"findings\":[{}]}]}")) {
      assertThrows(
          PolicyException.class,
          () -> Baseline.of(text.getBytes(StandardCharsets.UTF_8), "old.json"));
    }
  }

  @Test
  void aKnownCauseExcusesAFailedCommand() {
    var part =
        new Part(
            "exec",
            "x",
            true,
            true,
            List.of(MISSING),
            List.of(),
            List.of(),
            List.of(),
            Details.NONE);
    var settings = Settings.read(exception("rule = '*'", "2030-01-01"), "f");
    var policy = settings.policy(Severity.ERROR, null, List.of(), TODAY);
    var unexplained = part.with(List.of());
    assertEquals(Verdict.PASS, policy.judge(List.of(part), new Exit.Code(1)));
    assertEquals(Verdict.UNKNOWN, policy.judge(List.of(unexplained), new Exit.Code(1)));
  }

  @Test
  void conditionsSeeTheFinding() {
    for (String yes :
        List.of(
            "finding.severity == \"error\"",
            "finding.files.exists(file, file.startsWith(\"lib/\"))",
            "finding.details.symbol.matches(\"^crc\") && finding.details.width > 2",
            "has(finding.details.symbol) && !has(finding.details.errno)",
            "finding.seam == \"abi\" && \"seen\" in finding.evidence",
            "size(finding.fingerprint) == 16")) {
      Report report = judged("[[when]]\nif = '" + yes + "'\nthen = 'report-only'", null, MISSING);
      assertEquals(Standing.STAGED, only(report).ruling().standing(), yes);
      assertEquals(Verdict.PASS, report.verdict(), yes);
    }
    Report no = judged("[[when]]\nif = 'finding.rule == \"x\"'\nthen = 'info'", null, MISSING);
    assertEquals(MISSING.severity(), only(no).severity());
    Report less =
        judged(
            "[[when]]\nif = 'finding.rule == \"FL-ABI-001\"'\nthen = 'info'\ntag = 't'\nreason = 'r'",
            null,
            MISSING);
    assertEquals(List.of("severity error becomes info: r"), only(less).ruling().notes());
    assertEquals(List.of("t"), only(less).ruling().tags());
  }

  @Test
  void aConditionWithoutAnAnswerIsSaidAndChangesNothing() {
    Report report =
        judged("[[when]]\nif = 'finding.details.nowhere > 3'\nthen = 'info'", null, MISSING);
    assertEquals(Severity.ERROR, only(report).severity());
    assertEquals(1, report.remarks().size());
    assertTrue(
        report.remarks().getFirst().contains("faultline.toml:1 has no answer"),
        report.remarks()::toString);
  }

  @Test
  void aConditionEnds() {
    String list = "[1,2,3,4,5,6,7,8,9,10]";
    var endless = new StringBuilder("true");
    for (char name = 'a'; name <= 'h'; name++) {
      endless.insert(0, list + ".all(" + name + ", ").append(")");
    }
    Report report = judged("[[when]]\nif = '" + endless + "'\nthen = 'info'", null, MISSING);
    assertEquals(Severity.ERROR, only(report).severity());
    assertTrue(report.remarks().getFirst().contains("has no answer"), report.remarks()::toString);
  }

  @Test
  void tagsCostPoints() {
    String toml =
        """
        [tags.linking]
        weight = 30
        rules = ['FL-ABI-001']
        [tags.all]
        weight = 5
        rules = ['*']
        [score]
        at-least = 80
        """;
    Report report =
        judged("[policy]\nfail-on='error'\n[severity]\n'*'='info'\n" + toml, null, MISSING, WIDE);
    var score = report.score();
    assertTrue(score != null && score.points() == 60 && score.tooLow());
    assertEquals(
        "[Cost[tag=linking, points=30], Cost[tag=all, points=10]]", score.tags().toString());
    assertEquals(Verdict.FAIL, report.verdict());
    assertEquals(Verdict.PASS, judged(toml, null, WIDE).verdict());
  }

  @Test
  void aStageCountsTheSameShareEveryTime() {
    List<Finding> many = new ArrayList<>();
    IntStream.range(0, 400)
        .forEach(i -> many.add(finding("FL-ABI-001", "symbol-missing", Severity.ERROR, "f" + i)));
    Finding[] all = many.toArray(Finding[]::new);
    var shares = new ArrayList<List<Boolean>>();
    for (int enforced : new int[] {0, 25, 25, 60, 100}) {
      Report report = judged("[[stage]]\nenforced = " + enforced, null, all);
      shares.add(report.findings().map(one -> one.ruling().fails()).toList());
      long share = shares.getLast().stream().filter(fails -> fails).count() * 100 / all.length;
      assertTrue(Math.abs(share - enforced) <= 7, enforced + " became " + share);
    }
    assertEquals(shares.get(1), shares.get(2));
    for (int i = 0; i < all.length; i++) {
      assertFalse(shares.get(1).get(i) && !shares.get(3).get(i), "counted at 25 and not at 60");
    }
    assertEquals(Verdict.FAIL, judged("[[stage]]\npath = 'new/**'", null, MISSING).verdict());
  }

  @Test
  void aPluginHasItsSay() {
    Gate strict =
        new Gate() {
          @Override
          public String name() {
            return "strict";
          }

          @Override
          public Draft apply(Draft draft) {
            return draft.each((_, finding) -> finding.with(Severity.ERROR));
          }
        };
    var policy = Settings.NONE.policy(Severity.ERROR, null, List.of(strict), TODAY);
    assertEquals(Verdict.FAIL, judged(policy, WIDE).verdict());
    Gate forgetful =
        new Gate() {
          @Override
          public String name() {
            return "forgetful";
          }

          @Override
          public Draft apply(Draft draft) {
            return new Draft(draft.directory(), List.of(), List.of(), null);
          }
        };
    var broken = Settings.NONE.policy(Severity.ERROR, null, List.of(forgetful), TODAY);
    assertThrows(IllegalStateException.class, () -> judged(broken, WIDE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[polcy] | faultline.toml:1: unknown key polcy",
        "[policy]\\nfail_on = 'error' | faultline.toml:2: unknown key policy.fail_on",
        "[policy]\\nfail-on = 'fatal' | faultline.toml:2: fail-on has to be error, warning or info",
        "[policy]\\nbaseline = 3 | faultline.toml:2: baseline has to be a string",
        "a = | faultline.toml:1: a value is missing",
        "\\n[[exception]]\\nrule = '*'\\nowner='a'\\nreason='b' | faultline.toml:2: an exception needs expires",
        "[[exception]]\\nowner='a' | faultline.toml:1: an exception needs a rule",
        "[[exception]]\\nrule='*'\\nreason='b'\\nexpires=2027-01-01 | faultline.toml:1: owner is missing",
        "[[exception]]\\nrule='*'\\nowner='a'\\nreason='b'\\nexpires='x' | faultline.toml:5: expires has to be a day",
        "[[exception]]\\nrule='*'\\nowner='a'\\nreason='b'\\nexpires=2027-02-30 | faultline.toml:5: expires has to be a day that there is",
        "[exception]\\nrule='*' | faultline.toml:1: exception has to be a list of tables",
        "[[when]]\\nif = 'finding.'\\nthen = 'info' | faultline.toml:1: the condition is wrong",
        "[[when]]\\nif = '3'\\nthen = 'info' | faultline.toml:1: the condition is wrong",
        "[[when]]\\nif = 'true'\\nthen = 'delete' | faultline.toml:3: then has to be",
        "[[stage]]\\nenforced = 101 | faultline.toml:2: enforced has to be",
        "[tags.x]\\nrules = 'a' | faultline.toml:2: rules has to be a list",
      })
  void aSlipOfThePenIsAnErrorWithItsLine(String toml, String message) {
    var e =
        assertThrows(PolicyException.class, () -> judged(toml.replace("\\n", "\n"), null, MISSING));
    assertTrue(e.what().startsWith(message), e.what());
  }

  @Test
  void theProjectHidesTheUser() {
    var user =
        Settings.read(
            "[report]\nformat='json'\n[policy]\nfail-on='info'\n[severity]\na='info'\nb='info'",
            "u");
    var project = Settings.read("[policy]\nfail-on='warning'\n[severity]\na='error'", "p");
    Settings both = project.over(user);
    assertEquals("json", both.format());
    assertEquals(Severity.WARNING, both.failOn());
    assertEquals(Severity.ERROR, both.severities().get("a"));
    assertEquals(Severity.INFO, both.severities().get("b"));
  }
}
