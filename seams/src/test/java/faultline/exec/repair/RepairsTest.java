package faultline.exec.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;

import faultline.core.Details;
import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.Severity;
import faultline.exec.ExecObservation.Ended;
import faultline.exec.ExecTrace;
import faultline.exec.Suspect;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A command that a terminal or a report would change on the way is not offered.
class RepairsTest {
  @ParameterizedTest
  @ValueSource(strings = {"chmod +x 'a\nb'", "rm 'a\u001bb'", "rm 'a\ud800b'", "rm 'a\u0085b'"})
  void takesAwayWhatCannotBeTyped(String command) {
    assertEquals(Fix.of("do it"), completed(Fix.of("do it", "true", command)).fix());
  }

  @ParameterizedTest
  @ValueSource(strings = {"chmod +x 'a b'", "rm 'é漢\uD83D\uDE00'", "sed -i 's/\\r$//' f"})
  void leavesTheOthers(String command) {
    assertEquals(Fix.of("do it", command), completed(Fix.of("do it", command)).fix());
  }

  private static Finding completed(Fix fix) {
    var end = new Ended(1, 1, 1);
    var trace = new ExecTrace(List.of(end), List.of(), List.of(), List.of());
    return Repairs.complete(
        trace,
        new Suspect(end, 1, List.of(), List.of()),
        new Finding(
            "X", "x", Severity.ERROR, "it broke", "other", fix, Details.NONE, List.of(end)));
  }
}
