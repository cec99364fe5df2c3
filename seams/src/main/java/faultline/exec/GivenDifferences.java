package faultline.exec;

import faultline.core.Observation;
import faultline.exec.Detail.FileState;
import faultline.exec.Detail.Surroundings;
import faultline.exec.Difference.Kind;
import faultline.exec.Difference.Marks;
import faultline.exec.ExecObservation.Started;
import faultline.exec.Pairing.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// In what two runs differ before any of their processes decides something: arguments, variables,
/// folders, limits. What a process has from its parent counts once, where it comes in.
final class GivenDifferences {
  private static final String UNSET = "(not set)";

  private final ExecTrace good;
  private final ExecTrace bad;
  private final Noise noise;
  private final Set<String> mentioned = new HashSet<>();
  private final Map<Integer, Surroundings> goodSettings = new HashMap<>();
  private final Map<Integer, Surroundings> badSettings = new HashMap<>();
  private final List<Difference> found = new ArrayList<>();

  private GivenDifferences(ExecTrace good, ExecTrace bad, Noise noise) {
    this.good = good;
    this.bad = bad;
    this.noise = noise;
    for (var run : List.of(good, bad)) {
      run.of(FileState.class).forEach(file -> mentioned.addAll(file.mentions()));
    }
    good.of(Surroundings.class).forEach(one -> goodSettings.put(one.pid(), one));
    bad.of(Surroundings.class).forEach(one -> badSettings.put(one.pid(), one));
  }

  static List<Difference> between(ExecTrace good, ExecTrace bad, Noise noise, Pairing pairing) {
    var given = new GivenDifferences(good, bad, noise);
    for (var pair : pairing.pairs()) {
      given.images(pair);
      given.environment(pair);
      given.settings(pair);
    }
    return given.found;
  }

  private void images(Pair pair) {
    int both = Math.min(pair.good().images().size(), pair.bad().images().size());
    for (int i = 0; i < both; i++) {
      var one = pair.good().images().get(i);
      var other = pair.bad().images().get(i);
      boolean first = pair.parent() == null && i == 0;
      arguments(one, other, first);
      if (i == 0) {
        directory(pair, one, other);
      }
      program(one, other, first);
    }
  }

  private void arguments(Started one, Started other, boolean first) {
    var left = one.arguments().stream().map(word -> noise.plain(noise.good, word)).toList();
    var right = other.arguments().stream().map(word -> noise.plain(noise.bad, word)).toList();
    if (left.equals(right)) {
      return;
    }
    int at = 0;
    while (at < Math.min(left.size(), right.size()) && left.get(at).equals(right.get(at))) {
      at++;
    }
    var name = Paths.baseName(other.path());
    var was = at < left.size() ? one.arguments().get(at) : "(none)";
    var is = at < right.size() ? other.arguments().get(at) : "(none)";
    if (at == 0 && Paths.baseName(was).equals(Paths.baseName(is))) {
      return; // the same name, found elsewhere: that is told of the program
    }
    int from = at;
    var marks =
        Tokens.distinct(
            String.join(" ", one.arguments().stream().skip(from).toList()),
            String.join(" ", other.arguments().stream().skip(from).toList()));
    found.add(
        new Difference(
            Kind.ARGUMENT,
            "argument " + at + " of " + name,
            "argument "
                + at
                + " of "
                + name
                + " is "
                + Tokens.cut(is)
                + ", in the good run "
                + Tokens.cut(was),
            was,
            is,
            name,
            first ? 0 : other.sequence(),
            marks,
            first ? 3.5 : chance(left, right) ? 0.7 : 2.2,
            List.of(one, other)));
  }

  /// Whether the arguments differ in numbers alone, or in order alone: so they do where a step
  /// draws lots, counts, or lists a folder. Where that is not by chance, what it comes from differs
  /// too.
  private static boolean chance(List<String> left, List<String> right) {
    return left.stream()
        .map(Noise::withoutNumbers)
        .sorted()
        .toList()
        .equals(right.stream().map(Noise::withoutNumbers).sorted().toList());
  }

  private void directory(Pair pair, Started one, Started other) {
    var was = noise.plain(noise.good, one.directory());
    var is = noise.plain(noise.bad, other.directory());
    if (was.equals(is) || was.isEmpty() || is.isEmpty() || inherited(pair, one, other)) {
      return;
    }
    boolean first = pair.parent() == null;
    found.add(
        new Difference(
            Kind.DIRECTORY,
            other.directory(),
            Paths.baseName(other.path())
                + " runs in "
                + other.directory()
                + ", in the good run in "
                + one.directory(),
            one.directory(),
            other.directory(),
            Paths.baseName(other.path()),
            first ? 0 : other.sequence(),
            new Marks(Set.of(one.directory()), Set.of(other.directory())),
            first ? 3 : 2.2,
            List.of(one, other)));
  }

  private static boolean inherited(Pair pair, Started one, Started other) {
    var above = pair.parent();
    while (above != null && above.good().images().isEmpty()) {
      above = above.parent();
    }
    if (above == null || above.bad().images().isEmpty()) {
      return false;
    }
    return above.good().images().getFirst().directory().equals(one.directory())
        && above.bad().images().getFirst().directory().equals(other.directory());
  }

  private void program(Started one, Started other, boolean first) {
    var was = program(one);
    var is = program(other);
    if (noise.plain(noise.good, was).equals(noise.plain(noise.bad, is))) {
      return;
    }
    var name = Paths.baseName(other.path());
    found.add(
        new Difference(
            Kind.PROGRAM,
            is,
            name + " is " + is + ", in the good run " + was,
            was,
            is,
            name,
            first ? 0 : other.sequence(),
            Marks.of(
                List.of(was, Paths.parent(was), one.executable()),
                List.of(is, Paths.parent(is), other.executable())),
            FileDifferences.cache(was) && FileDifferences.cache(is) ? 0.6 : 3.5,
            List.of(one, other)));
  }

  private static String program(Started image) {
    var path = Paths.absolute(image.directory(), image.path());
    return path.isEmpty() ? image.executable() : path;
  }

  private void environment(Pair pair) {
    if (pair.bad().images().isEmpty() || pair.good().images().isEmpty()) {
      return;
    }
    var one = pair.good().environment();
    var other = pair.bad().environment();
    if (one.equals(other)) {
      return;
    }
    var above = pair.parent();
    Map<String, String> goodAbove = above == null ? Map.of() : above.good().environment();
    Map<String, String> badAbove = above == null ? Map.of() : above.bad().environment();
    var names = new TreeSet<>(one.keySet());
    names.addAll(other.keySet());
    for (var name : names) {
      var was = one.get(name);
      var is = other.get(name);
      if (java.util.Objects.equals(was, is)
          || above != null
              && java.util.Objects.equals(was, goodAbove.get(name))
              && java.util.Objects.equals(is, badAbove.get(name))) {
        continue;
      }
      variable(pair, name, was, is);
    }
  }

  private void variable(Pair pair, String name, @Nullable String was, @Nullable String is) {
    boolean first = pair.parent() == null;
    if (was != null
        && is != null
        && noise.plain(noise.good, was).equals(noise.plain(noise.bad, is))) {
      return;
    }
    var image = pair.bad().images().getLast();
    var program = Paths.baseName(image.path());
    var before = was == null ? UNSET : was;
    var now = is == null ? UNSET : is;
    found.add(
        new Difference(
            Kind.ENVIRONMENT,
            name,
            sentence(name, was, is),
            before,
            now,
            program,
            first ? 0 : image.sequence(),
            Tokens.distinct(was == null ? "" : was, is == null ? "" : is),
            weight(name, was, is) - (first ? 0 : 0.5),
            List.of(
                evidence(name, before, pair.good().images().getLast()),
                evidence(name, now, image))));
  }

  private double weight(String name, @Nullable String was, @Nullable String is) {
    if (Noise.restless(name)) {
      return 0.2;
    }
    boolean chance =
        was != null && is != null
            ? Noise.identifier(name, was) && Noise.identifier(name, is)
                || Noise.counted(name, was, is)
            : Noise.identifier(name, was == null ? String.valueOf(is) : was);
    boolean read = mentioned.contains(name) || Runtimes.read(name) || spoken(name);
    if (chance && Noise.identifier(name, was == null ? String.valueOf(is) : was)) {
      return read ? 0.9 : 0.3;
    }
    if (read) {
      return 4;
    }
    boolean random = (was == null || Noise.random(was)) && (is == null || Noise.random(is));
    if (chance || random) {
      return 0.8;
    }
    return was == null || is == null ? 1.6 : 2.5;
  }

  /// Whether an argument of the bad or the good run names the variable, as in `sh -c 'echo $NAME'`.
  private boolean spoken(String name) {
    return name.length() > 2
        && List.of(good, bad).stream()
            .flatMap(run -> run.of(Started.class))
            .flatMap(image -> image.arguments().stream().skip(1))
            .anyMatch(argument -> Tokens.has(argument, name));
  }

  private static String sentence(String name, @Nullable String was, @Nullable String is) {
    if (was == null) {
      return name + " is set, to " + Tokens.cut(String.valueOf(is)) + "; in the good run it is not";
    }
    if (is == null) {
      return name + " is not set; in the good run it is " + Tokens.cut(was);
    }
    if (was.contains(":") && is.contains(":") && (was + is).contains("/")) {
      var left = List.of(was.split(":", -1));
      var right = List.of(is.split(":", -1));
      var lacks = left.stream().filter(part -> !right.contains(part)).toList();
      var more = right.stream().filter(part -> !left.contains(part)).toList();
      if (lacks.isEmpty() && more.isEmpty()) {
        return name
            + " has its parts in another order: "
            + Tokens.cut(is)
            + ", in the good run "
            + Tokens.cut(was);
      }
      return name
          + (lacks.isEmpty() ? "" : " lacks " + Tokens.cut(String.join(":", lacks)))
          + (lacks.isEmpty() || more.isEmpty() ? "" : ", and")
          + (more.isEmpty() ? "" : " has " + Tokens.cut(String.join(":", more)))
          + ", other than in the good run";
    }
    return name + " is " + Tokens.cut(is) + ", in the good run " + Tokens.cut(was);
  }

  private static Observation evidence(String name, String value, Started image) {
    return new Fact.SourceFact("env", name, value, "", "pid " + image.pid());
  }

  private void settings(Pair pair) {
    var one = settings(pair, goodSettings, true);
    var other = settings(pair, badSettings, false);
    if (one.isEmpty() || other.isEmpty() || pair.bad().images().isEmpty()) {
      return;
    }
    Pair above = pair.parent();
    var goodAbove = above == null ? Map.<String, String>of() : settings(above, goodSettings, true);
    var badAbove = above == null ? Map.<String, String>of() : settings(above, badSettings, false);
    one.forEach(
        (name, was) -> {
          var is = other.getOrDefault(name, "");
          if (was.equals(is)
              || above != null
                  && was.equals(goodAbove.getOrDefault(name, ""))
                  && is.equals(badAbove.getOrDefault(name, ""))) {
            return;
          }
          if (noise.plain(noise.good, was).equals(noise.plain(noise.bad, is))) {
            return;
          }
          boolean first = above == null;
          var image = pair.bad().images().getFirst();
          found.add(
              new Difference(
                  Kind.SETTING,
                  name,
                  name + " is " + is + ", in the good run " + was,
                  was,
                  is,
                  Paths.baseName(image.path()),
                  first ? 0 : image.sequence(),
                  Marks.NONE,
                  weight(name) - (first ? 0 : 0.5),
                  List.of(
                      new Fact.SourceFact("default", name, was, "", "good run"),
                      new Fact.SourceFact("default", name, is, "", "bad run"))));
        });
  }

  private static double weight(String setting) {
    return switch (setting) {
      case "input" -> 2;
      case "output", "ignored signals", "processors" -> 0.9;
      case "capabilities", "groups" -> 1.5;
      default -> 3;
    };
  }

  /// The settings of a process, those of its nearest ancestor where it has none of its own.
  private static Map<String, String> settings(
      Pair pair, Map<Integer, Surroundings> known, boolean good) {
    for (Pair at = pair; at != null; at = at.parent()) {
      var own = known.get(good ? at.good().pid() : at.bad().pid());
      if (own != null) {
        var settings = new LinkedHashMap<String, String>();
        own.settings()
            .forEach(
                entry -> {
                  int equals = entry.indexOf('=');
                  settings.put(entry.substring(0, equals), entry.substring(equals + 1));
                });
        return settings;
      }
    }
    return new TreeMap<>();
  }
}
