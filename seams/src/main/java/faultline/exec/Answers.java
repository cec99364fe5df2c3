package faultline.exec;

import faultline.exec.CallShape.Kind;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one process asked of the kernel, and the first answer to each question. Of questions that
/// were answered in two ways (it looked until something was there) nothing is kept: when they
/// changed is chance.
final class Answers {
  /// @param key of the question: kind of call and path, without chance
  /// @param errno empty where the call succeeded
  /// @param seen the call
  record Answer(
      String key,
      Kind kind,
      String path,
      String absolute,
      String errno,
      boolean making,
      ExecObservation seen) {
    boolean found() {
      return errno.isEmpty();
    }

    long sequence() {
      return seen.sequence();
    }

    String name() {
      return Paths.baseName(path);
    }
  }

  private final Map<String, Answer> first = new LinkedHashMap<>();

  private Answers() {}

  static Answers of(ProcessView process, List<Detail.Found> found, Noise noise, Noise.Side side) {
    var answers = new Answers();
    var all = new java.util.TreeMap<Long, Answer>();
    var image = process.images().isEmpty() ? null : process.images().getFirst();
    var home = image == null ? "" : image.directory();
    for (var failure : process.failures()) {
      all.put(
          failure.sequence(),
          answer(
              noise,
              side,
              home,
              failure,
              failure.call(),
              failure.path(),
              failure.directory(),
              failure.errno(),
              failure.creating()));
    }
    for (var success : process.successes()) {
      boolean making = success.detail().contains("O_CREAT");
      all.put(
          success.sequence(),
          answer(
              noise,
              side,
              home,
              success,
              success.call(),
              success.path(),
              success.directory(),
              "",
              making));
    }
    for (var each : found) {
      all.put(
          each.sequence(),
          answer(noise, side, home, each, each.call(), each.path(), each.directory(), "", false));
    }
    var changed = new HashMap<String, Boolean>();
    for (var answer : all.values()) {
      var before = answers.first.putIfAbsent(answer.key(), answer);
      if (before != null && before.found() != answer.found()) {
        changed.put(answer.key(), true);
      }
    }
    answers.first.keySet().removeAll(changed.keySet());
    return answers;
  }

  private static Answer answer(
      Noise noise,
      Noise.Side side,
      String home,
      ExecObservation seen,
      String call,
      String path,
      String directory,
      String errno,
      boolean making) {
    var kind = CallShape.of(call).kind();
    boolean address = kind == Kind.SOCKET && !path.startsWith("/");
    var absolute = address ? path : Paths.absolute(directory, path);
    // A relative question is the same question in another folder.
    var named =
        address || path.startsWith("/") || !directory.equals(home)
            ? absolute
            : "./" + Paths.clean(path);
    var key = kind + (making ? "+" : "") + '\0' + noise.plain(side, named);
    return new Answer(key, kind, path, absolute, errno, making, seen);
  }

  Map<String, Answer> all() {
    return first;
  }
}
