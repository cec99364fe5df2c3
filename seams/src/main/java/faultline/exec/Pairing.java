package faultline.exec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which process of one run stands for which of the other: by program, arguments and place in the
/// tree, never by number. Among the children of one process the order of those that are alike
/// decides; that of others does not, for they may run side by side.
final class Pairing {
  /// Two processes that do the same work.
  record Pair(ProcessView good, ProcessView bad, @Nullable Pair parent) {}

  private final Noise noise;
  private final List<Pair> pairs = new ArrayList<>();
  private final List<ProcessView> onlyGood = new ArrayList<>();
  private final List<ProcessView> onlyBad = new ArrayList<>();
  private final Map<Integer, Pair> byBad = new HashMap<>();

  Pairing(ExecTrace good, ExecTrace bad, Noise noise) {
    this.noise = noise;
    var first = good.root();
    var second = bad.root();
    if (first != null && second != null) {
      pair(first, second, null);
    }
  }

  List<Pair> pairs() {
    return pairs;
  }

  /// Processes that the other run has not, without the children of such.
  List<ProcessView> onlyGood() {
    return onlyGood;
  }

  List<ProcessView> onlyBad() {
    return onlyBad;
  }

  private void pair(ProcessView good, ProcessView bad, @Nullable Pair parent) {
    var pair = new Pair(good, bad, parent);
    pairs.add(pair);
    byBad.put(bad.pid(), pair);
    var left = new ArrayList<>(good.children());
    var right = new ArrayList<>(bad.children());
    // The surer a likeness is, the earlier it is heard.
    match(left, right, pair, this::shape);
    match(left, right, pair, this::work);
    match(left, right, pair, this::program);
    match(left, right, pair, Pairing::kind);
    onlyGood.addAll(left);
    onlyBad.addAll(right);
  }

  private interface Likeness {
    String of(Noise.Side side, ProcessView process);
  }

  private void match(
      List<ProcessView> left, List<ProcessView> right, Pair parent, Likeness likeness) {
    if (left.isEmpty() || right.isEmpty()) {
      return;
    }
    var waiting = new LinkedHashMap<String, List<ProcessView>>();
    for (var process : right) {
      waiting.computeIfAbsent(likeness.of(noise.bad, process), _ -> new ArrayList<>()).add(process);
    }
    var matched = new ArrayList<ProcessView>();
    for (var process : List.copyOf(left)) {
      var alike = waiting.get(likeness.of(noise.good, process));
      if (alike != null && !alike.isEmpty()) {
        var other = alike.removeFirst();
        matched.add(other);
        left.remove(process);
        pair(process, other, parent);
      }
    }
    right.removeAll(matched);
  }

  /// Program and arguments of all that it ran, and that of its children where it ran nothing.
  private String shape(Noise.Side side, ProcessView process) {
    if (process.images().isEmpty()) {
      var inner = new StringBuilder("fork");
      process.children().forEach(child -> inner.append('(').append(shape(side, child)).append(')'));
      return inner.toString();
    }
    var text = new StringBuilder();
    for (var image : process.images()) {
      text.append(Paths.baseName(image.path())).append('\0');
      text.append(noise.plain(side, String.join("\0", image.arguments()))).append('\n');
    }
    return text.toString();
  }

  /// Its last program and the first argument that is no option: the script, or the file it is
  /// about.
  private String work(Noise.Side side, ProcessView process) {
    var image = process.image();
    if (image == null) {
      return "fork";
    }
    var subject =
        image.arguments().stream()
            .skip(1)
            .filter(argument -> !argument.startsWith("-"))
            .findFirst()
            .orElse("");
    return name(image) + '\0' + Paths.baseName(noise.plain(side, subject));
  }

  private String program(Noise.Side side, ProcessView process) {
    var image = process.image();
    return image == null ? "fork" : name(image);
  }

  private static String name(ExecObservation.Started image) {
    return Paths.baseName(image.path()).replaceAll("-?[0-9.]+$", "");
  }

  private static String kind(Noise.Side side, ProcessView process) {
    return process.image() == null ? "fork" : "program";
  }

  /// The pair that `badPid` is in, or null.
  @Nullable Pair of(int badPid) {
    return byBad.get(badPid);
  }
}
