package faultline.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import faultline.core.Report.Exit;
import faultline.core.Report.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class VocabularyTest {
  private static final Observation SEEN = new Unread(new Place.Line("a", 1), "b");

  private static Finding finding(Severity severity, List<Observation> evidence) {
    return new Finding(
        "FL-X-001", "x", severity, "cause", "other", Fix.of("fix"), Details.NONE, evidence);
  }

  private static Part part(boolean looked, Finding... findings) {
    return new Part(
        "x",
        "target",
        looked,
        false,
        List.of(findings),
        List.of(),
        List.of(),
        List.of(),
        Details.NONE);
  }

  @Test
  void aFindingWithoutEvidenceCannotBeMade() {
    var e = assertThrows(IllegalArgumentException.class, () -> finding(Severity.ERROR, List.of()));
    assertEquals("FL-X-001 claims something without evidence: cause", e.getMessage());
  }

  @Test
  void theBarDecides() {
    Part warned = part(true, finding(Severity.WARNING, List.of(SEEN)));
    assertEquals(Verdict.PASS, Policy.DEFAULT.judge(List.of(warned), null));
    assertEquals(Verdict.FAIL, new Policy(Severity.WARNING).judge(List.of(warned), null));
    assertEquals(Verdict.FAIL, new Policy(Severity.INFO).judge(List.of(warned), null));
  }

  @Test
  void aFailureWithoutACauseNeverPasses() {
    List<Part> silent = List.of(part(true));
    assertEquals(Verdict.UNKNOWN, Policy.DEFAULT.judge(silent, new Exit.Code(1)));
    assertEquals(Verdict.UNKNOWN, Policy.DEFAULT.judge(silent, new Exit.Signal("SIGSEGV", 11)));
    assertEquals(Verdict.PASS, Policy.DEFAULT.judge(silent, new Exit.Code(0)));
  }

  @Test
  void nothingLookedAtNeverPasses() {
    assertEquals(Verdict.UNKNOWN, Policy.DEFAULT.judge(List.of(part(false)), null));
    assertEquals(Verdict.UNKNOWN, Policy.DEFAULT.judge(List.of(), null));
    assertEquals(Verdict.PASS, Policy.DEFAULT.judge(List.of(part(false), part(true)), null));
  }

  @Test
  void detailsKeepTheirOrderAndRefuseASecondValue() {
    Details details = Details.NONE.text("b", "1").number("a", 2).text("c", null);
    assertEquals(
        List.of("b", "a", "c"), details.fields().stream().map(Details.Field::name).toList());
    assertEquals(Value.Absent.ABSENT, details.get("c"));
    assertThrows(IllegalArgumentException.class, () -> details.number("a", 3));
  }

  @Test
  void placesCanBeGoneTo() {
    assertEquals("Makefile:7", new Place.Line("Makefile", 7).text());
    assertEquals("a.out@0x40", new Place.Offset("a.out", 64).text());
    assertEquals("call 3 of pid 12", new Place.Call(12, 3).text());
    assertTrue(new Place.Process(12).text().contains("12"));
  }

  /// Two findings from one rule of a seam whose rules are not services.
  @Test
  void otherSeamsOrderByGravityRuleAndPlace() {
    var seam =
        new Seam<String, Seen>() {
          @Override
          public String name() {
            return "x";
          }

          @Override
          public String describe(String target) {
            return target;
          }

          @Override
          public Seen observe(String target) {
            return () -> List.of(SEEN);
          }

          @Override
          @SuppressWarnings("unchecked")
          public Class<? extends Rule<Seen>> ruleType() {
            return (Class<? extends Rule<Seen>>) (Class<?>) Rule.class;
          }
        };
    Finding info = finding(Severity.INFO, List.of(SEEN));
    Finding error = finding(Severity.ERROR, List.of(SEEN));
    assertEquals(List.of(error, info), seam.rank(() -> List.of(SEEN), List.of(info, error)));
  }
}
