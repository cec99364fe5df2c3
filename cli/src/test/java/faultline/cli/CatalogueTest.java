package faultline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import faultline.core.RuleInfo;
import faultline.testkit.CaseFile;
import faultline.testkit.Fixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The catalogue, the classes, the cases and the pages tell of the same rules.
class CatalogueTest {
  private static final List<Catalogue.Entry> RULES = Catalogue.entries();
  private static final List<CaseFile> CASES =
      CaseFile.in(Fixture.root().resolve("seams/src/test/cases"));

  @Test
  void thereAreRules() {
    assertFalse(RULES.isEmpty());
  }

  @Test
  void idsAndNamesAreUnique() {
    var taken = new HashSet<String>();
    for (var rule : RULES) {
      assertEquals(List.of(true, true), List.of(taken.add(rule.id()), taken.add(rule.name())));
    }
  }

  @Test
  void theCatalogueSaysWhatTheClassesSay() throws ReflectiveOperationException {
    for (var rule : RULES) {
      RuleInfo info = Class.forName(rule.type()).getAnnotation(RuleInfo.class);
      assertEquals(
          List.of(rule.id(), rule.name(), rule.severity(), rule.explanation()),
          List.of(info.id(), info.name(), info.severity().name(), info.explanation()));
    }
  }

  /// A rule that fires in no case may never fire; one that is silent in none may always.
  @Test
  void everyRuleFiresInACaseAndIsSilentInAnother() {
    var missing = new ArrayList<String>();
    for (var rule : RULES) {
      if (CASES.stream().noneMatch(one -> fires(rule, one))) {
        missing.add(rule.id() + " " + rule.name() + " fires in no case");
      }
      if (CASES.stream().noneMatch(one -> isAbout(rule, one) && !fires(rule, one))) {
        missing.add(rule.id() + " " + rule.name() + " has no case in which it stays silent");
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void everyCaseIsAboutARuleOrNamesWhatItMustNotMistake() {
    var strange = new ArrayList<String>();
    for (var one : CASES) {
      boolean claimed = one.title().startsWith("FL-");
      if (claimed && RULES.stream().noneMatch(rule -> isAbout(rule, one))) {
        strange.add(one.file() + " is about no rule: " + one.title());
      }
    }
    assertEquals(List.of(), strange);
  }

  @Test
  void everyRuleHasAPageInTheDocumentation() {
    for (var rule : RULES) {
      Path page = Fixture.root().resolve("docs/rules/" + rule.id() + ".md");
      assertEquals(true, Files.exists(page), page + " is missing: make generate");
    }
  }

  private static boolean isAbout(Catalogue.Entry rule, CaseFile one) {
    return one.title().startsWith(rule.id() + " ");
  }

  private static boolean fires(Catalogue.Entry rule, CaseFile one) {
    return one.block("report").contains(" " + rule.id() + " ");
  }
}
