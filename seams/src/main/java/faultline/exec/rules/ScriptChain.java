package faultline.exec.rules;

import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.PathFact.End;
import faultline.exec.Fact.ProgramFact;
import faultline.exec.Fact.ProgramFact.Format;
import java.util.ArrayList;
import java.util.List;

/// The programs that the kernel would start for one another: a script, its interpreter, that one's
/// interpreter.
final class ScriptChain {
  private static final int DEEPEST = 6;

  private ScriptChain() {}

  /// From what was to be started inwards; empty where nothing is known of it.
  static List<ProgramFact> of(ExecTrace trace, Failure failure) {
    var chain = new ArrayList<ProgramFact>();
    var at = failure.fact(ProgramFact.class);
    while (at != null && chain.size() < DEEPEST && !chain.contains(at)) {
      chain.add(at);
      var found = at.found();
      if (at.format() != Format.SCRIPT || found == null || found.end() != End.FOUND) {
        break;
      }
      at =
          trace
              .of(ProgramFact.class)
              .filter(fact -> fact.path().equals(found.path()))
              .findFirst()
              .orElse(null);
    }
    return chain;
  }
}
