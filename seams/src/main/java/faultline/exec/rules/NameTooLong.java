package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.PathFact;
import faultline.exec.Suspect;
import faultline.formats.bytes.RawText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file name or a whole path is longer than the kernel takes.
///
/// ## Why it breaks
///
/// A component may have 255 bytes, a path 4095, the name of a socket 107. Bytes count, not
/// characters.
///
/// ## Fix
///
/// Use shorter names, or work from a directory nearer to the file.
@RuleInfo(
    id = "FL-EXEC-051",
    name = "name-too-long",
    severity = Severity.ERROR,
    explanation = "too-long")
public final class NameTooLong implements ExecRule {
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_PATH = 4095;

  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null || !failure.errno().equals("ENAMETOOLONG")) {
      return null;
    }
    int longest = 0;
    var name = "";
    for (var part : failure.path().split("/", -1)) {
      int size = RawText.encode(part).length;
      if (size > longest) {
        longest = size;
        name = part;
      }
    }
    int whole = RawText.encode(failure.path()).length;
    String cause;
    if (longest > LONGEST_NAME) {
      cause = "the name " + shortened(name) + " has " + longest + " bytes; 255 is the limit";
    } else if (whole > LONGEST_PATH) {
      cause =
          "the path " + shortened(failure.path()) + " has " + whole + " bytes; 4095 is the limit";
    } else {
      cause =
          "the name "
              + shortened(name)
              + " is too long for its file system ("
              + longest
              + " bytes)";
    }
    var walked = failure.fact(PathFact.class);
    return about(
        trace,
        suspect,
        "too-long",
        cause,
        Fix.of("use a shorter name"),
        walked == null ? List.of() : List.of(walked));
  }

  private static String shortened(String name) {
    int length = name.length();
    return Phrase.name(
        length <= 60 ? name : name.substring(0, 40) + "..." + name.substring(length - 12));
  }
}
