package faultline.exec.repair;

import faultline.exec.ExecObservation.Failure;
import faultline.exec.Paths;
import java.util.ArrayList;
import java.util.List;

/// The ways in which a text may spell a path that is wrong, each with what it should say.
///
/// @param old what the text may have
/// @param right what should stand there
record Renaming(String old, String right) {

  /// From the most to the least certain.
  ///
  /// @param stop the first component that does not exist, as an absolute path
  /// @param right what should stand in its place, as an absolute path
  static List<Renaming> of(Failure failure, String stop, String right) {
    var ways = new ArrayList<Renaming>();
    ways.add(new Renaming(stop, right));
    boolean renamed = Paths.parent(stop).equals(Paths.parent(right));
    var passed = failure.path();
    if (!passed.startsWith("/")) {
      var text = beginning(failure, stop);
      if (!text.isEmpty()) {
        ways.add(new Renaming(text, renamed ? sibling(text, right) : below(failure, text, right)));
      }
    }
    if (renamed) {
      ways.add(new Renaming(Paths.baseName(stop), Paths.baseName(right)));
    }
    return ways;
  }

  /// The part of the relative path that leads to `stop`.
  private static String beginning(Failure failure, String stop) {
    var passed = failure.path();
    for (int end = 1; end <= passed.length(); end++) {
      boolean component = end == passed.length() || passed.charAt(end) == '/';
      var text = passed.substring(0, end);
      if (component && Paths.normal(failure.directory() + "/" + text).equals(stop)) {
        return text;
      }
    }
    return "";
  }

  private static String sibling(String text, String right) {
    return text.substring(0, text.lastIndexOf('/') + 1) + Paths.baseName(right);
  }

  private static String below(Failure failure, String text, String right) {
    var directory = failure.directory();
    return right.startsWith(directory + "/")
        ? (text.startsWith("./") ? "./" : "") + right.substring(directory.length() + 1)
        : right;
  }
}
