package faultline.exec.repair;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.exec.ExecTrace;
import faultline.exec.Suspect;
import java.util.List;

/// The door: gives a finding the commands that its rule does not know, and takes away those that
/// nobody could type.
public final class Repairs {
  /// The first that fits is taken.
  private static final List<Repair> KNOWN =
      List.of(
          new RightName(),
          new RelinkedLink(),
          new CopiedTemplate(),
          new SameLibrary(),
          new NearPort(),
          new DefaultSetting(),
          new GitSetting(),
          new StaleDependencies(),
          new RemountedTmpfs());

  private Repairs() {}

  /// The finding, with commands where there are any.
  public static Finding complete(ExecTrace trace, Suspect suspect, Finding finding) {
    var fix = finding.fix();
    if (!fix.commands().isEmpty()) {
      return typeable(fix) ? finding : finding.with(Fix.of(fix.text()));
    }
    var broken = Broken.of(trace, suspect, finding);
    for (var repair : KNOWN) {
      var better = repair.of(broken);
      if (better != null && typeable(better)) {
        return finding.with(new Fix(better.text() + ", or " + fix.text(), better.commands()));
      }
    }
    return finding;
  }

  /// A line of a terminal has no control characters, and a report has no bytes that are not text.
  private static boolean typeable(Fix fix) {
    return fix.commands().stream()
        .allMatch(
            command ->
                command
                    .codePoints()
                    .noneMatch(c -> c < ' ' || c >= 0x7f && c < 0xa0 || c >= 0xd800 && c < 0xe000));
  }
}
