package faultline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {
  private static final List<String> KNOWN =
      List.of("run", "env", "doctor", "cache", "library-shadowed", "library-missing");

  @Test
  void eachKindOfSlipCostsOne() {
    assertEquals(0, Suggestion.slips("cache", "cache"));
    assertEquals(1, Suggestion.slips("cahce", "cache"));
    assertEquals(1, Suggestion.slips("cach", "cache"));
    assertEquals(1, Suggestion.slips("caches", "cache"));
    assertEquals(1, Suggestion.slips("cacke", "cache"));
    assertEquals(5, Suggestion.slips("", "cache"));
  }

  @Test
  void theNearestComesFirst() {
    assertEquals(List.of("library-shadowed"), Suggestion.of("libary-shadowd", KNOWN));
    assertEquals(List.of("doctor"), Suggestion.of("Docotr", KNOWN));
    assertEquals(List.of("ab", "abcd"), Suggestion.of("abc", List.of("abcd", "xyz", "ab")));
  }

  @Test
  void aSlipInAVerbOrARuleIsAnswered() {
    assertEquals(
        "faultline: there is no verb called rnu; did you mean run?",
        said("rnu").lines().findFirst().orElse(""));
    assertEquals(
        "there is no verb and no rule called interpreter-mising; did you mean interpreter-missing?",
        said("help", "interpreter-mising").lines().findFirst().orElse(""));
  }

  private static String said(String... words) {
    var err = new StringWriter();
    assertEquals(
        ExitCode.USAGE, Main.run(words, new PrintWriter(new StringWriter()), new PrintWriter(err)));
    return err.toString();
  }

  @Test
  void whatResemblesNothingGetsNoSuggestion() {
    assertEquals(List.of(), Suggestion.of("no-such-thing", KNOWN));
    assertEquals(List.of(), Suggestion.of("fly", KNOWN));
    assertEquals(List.of(), Suggestion.of("", KNOWN));
  }
}
