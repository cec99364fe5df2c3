package faultline.exec;

import faultline.core.Observation;
import faultline.exec.Answers.Answer;
import faultline.exec.CallShape.Kind;
import faultline.exec.Difference.Marks;
import faultline.exec.ExecObservation.Message;
import faultline.exec.Pairing.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where processes that stand for one another asked the same and were answered otherwise, and what
/// came of it: other files opened, other messages, other ends.
final class AnswerDifferences {
  /// Calls whose successes are not kept: a failure alone says that the other run had none.
  private static final Set<Kind> SILENT =
      Set.of(
          Kind.WRITE,
          Kind.LOCK,
          Kind.PROCESS,
          Kind.MEMORY,
          Kind.DESCRIPTOR,
          Kind.PRIVILEGE,
          Kind.ATTRIBUTE,
          Kind.REMOVE,
          Kind.WATCH,
          Kind.MOUNT);

  private final Noise noise;
  private final Made goodMade;
  private final Made badMade;
  private final ExecTrace bad;
  private final Map<Integer, List<Detail.Found>> goodFound = new HashMap<>();
  private final Map<Integer, List<Detail.Found>> badFound = new HashMap<>();
  private final Set<String> inGood = new HashSet<>();
  private final Set<String> inBad = new HashSet<>();
  private final Map<String, Boolean> askedInGood = new HashMap<>();
  private final List<Difference> found = new ArrayList<>();

  private AnswerDifferences(
      ExecTrace good, ExecTrace bad, Noise noise, Made goodMade, Made badMade) {
    this.noise = noise;
    this.goodMade = goodMade;
    this.badMade = badMade;
    this.bad = bad;
    good.of(Detail.Found.class)
        .forEach(each -> goodFound.computeIfAbsent(each.pid(), _ -> new ArrayList<>()).add(each));
    bad.of(Detail.Found.class)
        .forEach(each -> badFound.computeIfAbsent(each.pid(), _ -> new ArrayList<>()).add(each));
    for (var process : good.processes()) {
      for (var answer : answers(process, true).values()) {
        inGood.add(answer.key() + answer.errno());
        askedInGood.put(answer.key(), true);
      }
    }
    for (var process : bad.processes()) {
      answers(process, false).values().forEach(each -> inBad.add(each.key() + each.errno()));
    }
  }

  static List<Difference> between(
      ExecTrace good, ExecTrace bad, Noise noise, Pairing pairing, Made goodMade, Made badMade) {
    var answers = new AnswerDifferences(good, bad, noise, goodMade, badMade);
    for (var pair : pairing.pairs()) {
      answers.compare(pair);
      answers.messages(pair);
      answers.end(pair);
    }
    pairing.onlyGood().forEach(process -> answers.alone(process, true));
    pairing.onlyBad().forEach(process -> answers.alone(process, false));
    answers.starts(good);
    return answers.found;
  }

  /// Programs that the good run started, and that exist under that name in the bad one no more, or
  /// may not be executed there. A process that could start nothing has no counterpart by its name.
  private void starts(ExecTrace good) {
    var started = new HashMap<String, ExecObservation.Started>();
    good.of(ExecObservation.Started.class)
        .forEach(each -> started.putIfAbsent(noise.plain(noise.good, program(each)), each));
    var also = new HashSet<String>();
    bad.of(ExecObservation.Started.class)
        .forEach(each -> also.add(noise.plain(noise.bad, program(each))));
    bad.of(ExecObservation.Failure.class)
        .filter(failure -> failure.call().startsWith("execve"))
        .forEach(
            failure -> {
              var path = Paths.absolute(failure.directory(), failure.path());
              var plain = noise.plain(noise.bad, path);
              var was = started.get(plain);
              boolean told = found.stream().anyMatch(each -> each.subject().equals(path));
              if (was != null && !told && also.add(plain)) {
                refused(was, failure, path);
              }
            });
  }

  private static String program(ExecObservation.Started started) {
    return Paths.absolute(started.directory(), started.path());
  }

  private void refused(ExecObservation.Started was, ExecObservation.Failure failure, String path) {
    var process = bad.process(failure.pid());
    found.add(
        new Difference(
            failure.errno().equals("EACCES") ? Difference.Kind.PERMISSION : Difference.Kind.FILE,
            path,
            path + " cannot be started (" + failure.errno() + "); in the good run it can",
            "started " + path,
            failure.errno() + " " + path,
            process == null ? "" : process.name(),
            failure.sequence(),
            Marks.of(List.of(Paths.baseName(path), path), List.of()),
            3.2,
            evidence(was, failure)));
  }

  private Map<String, Answer> answers(ProcessView process, boolean good) {
    var more = (good ? goodFound : badFound).getOrDefault(process.pid(), List.of());
    return Answers.of(process, more, noise, good ? noise.good : noise.bad).all();
  }

  private void compare(Pair pair) {
    var before = answers(pair.good(), true);
    var now = answers(pair.bad(), false);
    var told = new HashSet<String>();
    for (var answer : now.values()) {
      var was = before.get(answer.key());
      if (was == null) {
        onlyBad(pair, answer);
      } else if (!was.errno().equals(answer.errno()) && !chance(was, answer)) {
        otherwise(pair, was, answer, now, told);
      }
    }
    elsewhere(pair, before, now);
  }

  /// Whether each run gave both answers, to one process or another: then it depends on who asks
  /// first.
  private boolean chance(Answer was, Answer now) {
    return inGood.contains(now.key() + now.errno()) && inBad.contains(was.key() + was.errno());
  }

  private void otherwise(
      Pair pair, Answer was, Answer now, Map<String, Answer> after, Set<String> told) {
    if (!told.add(now.absolute() + (now.found() ? "" : now.errno()))) {
      return; // the same file, asked for by another call
    }
    var path = now.absolute();
    double weight = 3.5;
    if (FileDifferences.cache(path)) {
      weight = 0.6;
    } else if (FileDifferences.restless(path)) {
      weight = 1.2;
    } else if (now.found() && goodMade.ever(was.absolute())) {
      weight = 1; // the good run left it behind
    } else if (!now.found() && !was.found() && now.seen() instanceof ExecObservation.Failure) {
      weight = 3;
    } else if (badMade.before(path, now.sequence())
        || goodMade.before(was.absolute(), was.sequence())) {
      weight = 1.5; // an earlier step made it, or did not
    }
    long places =
        after.values().stream()
            .filter(each -> !each.found() && each.name().equals(now.name()))
            .map(Answer::absolute)
            .distinct()
            .count();
    boolean searched = !now.found() && was.found() && places > 1;
    if (searched
        && after.values().stream().anyMatch(e -> e.found() && e.name().equals(now.name()))) {
      return; // found after all, in another place: see elsewhere()
    }
    boolean address = now.kind() == Kind.SOCKET && !path.startsWith("/");
    var kind =
        address
            ? Difference.Kind.ADDRESS
            : searched ? Difference.Kind.SEARCH : Difference.Kind.FILE;
    var what =
        searched
            ? now.name()
                + " is found at none of "
                + places
                + " places; the good run found "
                + was.absolute()
            : sentence(now, was);
    add(
        kind,
        path,
        what,
        said(was),
        said(now),
        pair,
        now.sequence(),
        Marks.of(
            was.found() ? List.of(was.name(), was.absolute()) : List.of(),
            now.found() ? List.of(now.name(), now.absolute()) : List.of()),
        weight,
        evidence(was.seen(), now.seen()));
  }

  private static String sentence(Answer now, Answer was) {
    var call = call(now);
    var path = now.absolute();
    if (now.found()) {
      return call + " of " + path + " succeeds; in the good run it fails with " + was.errno();
    }
    if (now.errno().equals("ENOENT") && was.found()) {
      return path + " does not exist; in the good run it does";
    }
    return call
        + " of "
        + path
        + " fails with "
        + now.errno()
        + (was.found() ? "; in the good run it succeeds" : ", in the good run with " + was.errno());
  }

  private static String call(Answer answer) {
    return switch (answer.seen()) {
      case ExecObservation.Failure failure -> failure.call();
      case ExecObservation.Success success -> success.call();
      case Detail.Found asked -> asked.call();
      case ExecObservation.Born _,
          ExecObservation.Started _,
          Message _,
          ExecObservation.Ended _,
          ExecObservation.Killed _,
          ExecObservation.Waiting _,
          Detail.FileState _,
          Detail.Surroundings _,
          Fact _ ->
          "";
    };
  }

  private static String said(Answer answer) {
    return answer.found() ? "found " + answer.absolute() : answer.errno() + " " + answer.absolute();
  }

  private static List<Observation> evidence(ExecObservation was, ExecObservation now) {
    var all = new ArrayList<Observation>(List.of(was, now));
    if (now instanceof ExecObservation.Failure failure) {
      failure.facts().stream().limit(2).forEach(all::add);
    }
    return all;
  }

  private void onlyBad(Pair pair, Answer now) {
    boolean alsoGood = inGood.contains(now.key() + now.errno());
    if (alsoGood || FileDifferences.cache(now.absolute())) {
      return;
    }
    if (now.found()) {
      if (now.kind() == Kind.OPEN && !now.making() && !DetailProbe.system(now.absolute())) {
        add(
            Difference.Kind.OPENED,
            now.absolute(),
            "only this run opens " + now.absolute(),
            "",
            now.absolute(),
            pair,
            now.sequence(),
            new Marks(Set.of(), Set.of(now.absolute())),
            0.9,
            List.of(now.seen()));
      }
      return;
    }
    boolean silent = SILENT.contains(now.kind());
    boolean refused = silent || now.making() || now.kind() == Kind.CREATE;
    if (refused && !askedInGood.containsKey(now.key())
        || !Benign.knowledge().contains((ExecObservation.Failure) now.seen(), Map.of())) {
      double weight = silent ? 3 : refused ? 2 : 0.5;
      add(
          refused ? Difference.Kind.REFUSED : Difference.Kind.OPENED,
          now.absolute(),
          call(now)
              + (now.path().isEmpty() ? "" : " of " + now.absolute())
              + " fails with "
              + now.errno()
              + (silent ? "; in the good run it never does" : "; the good run did not ask"),
          "",
          said(now),
          pair,
          now.sequence(),
          Marks.NONE,
          weight,
          evidence(now.seen(), now.seen()).stream().distinct().toList());
    }
  }

  /// Names that were found in one place by the good run, and in another or nowhere by the bad one.
  private void elsewhere(Pair pair, Map<String, Answer> before, Map<String, Answer> now) {
    var there = places(now);
    var asked = new LinkedHashMap<String, Answer>();
    now.values().stream()
        .filter(each -> !each.found())
        .forEach(each -> asked.putIfAbsent(name(each), each));
    places(before)
        .forEach(
            (name, was) -> {
              var is = there.get(name);
              if (is != null) {
                if (!plain(was, noise.good).equals(plain(is, noise.bad))
                    && !seenIn(now, was)
                    && !seenIn(before, is)) {
                  add(
                      Difference.Kind.SEARCH,
                      is.absolute(),
                      Paths.baseName(is.path())
                          + " comes from "
                          + Paths.parent(is.absolute())
                          + ", in the good run from "
                          + Paths.parent(was.absolute()),
                      was.absolute(),
                      is.absolute(),
                      pair,
                      is.sequence(),
                      Marks.of(
                          List.of(was.absolute(), Paths.parent(was.absolute())),
                          List.of(is.absolute(), Paths.parent(is.absolute()))),
                      chosen(was.absolute(), is.absolute()),
                      List.of(was.seen(), is.seen()));
                }
                return;
              }
              var missed = asked.get(name);
              if (missed == null) {
                onlyGood(pair, was, now);
              } else if (!before.containsKey(missed.key()) && !now.containsKey(was.key())) {
                add(
                    Difference.Kind.SEARCH,
                    missed.absolute(),
                    Paths.baseName(was.path())
                        + " is looked for in "
                        + Paths.parent(missed.absolute())
                        + " and not found; the good run found "
                        + was.absolute(),
                    was.absolute(),
                    said(missed),
                    pair,
                    missed.sequence(),
                    Marks.of(
                        List.of(was.absolute(), Paths.parent(was.absolute()), was.name()),
                        List.of(missed.absolute(), Paths.parent(missed.absolute()))),
                    3.2,
                    evidence(was.seen(), missed.seen()));
              }
            });
  }

  /// How telling it is that a name was found elsewhere. What is found in a cache is named after
  /// what it was made from.
  private static double chosen(String was, String is) {
    if (FileDifferences.cache(was) && FileDifferences.cache(is)) {
      return 0.6;
    }
    return DetailProbe.system(is) && DetailProbe.system(was) ? 2 : 3.3;
  }

  private String plain(Answer answer, Noise.Side side) {
    return noise.plain(side, answer.absolute());
  }

  private static boolean seenIn(Map<String, Answer> answers, Answer other) {
    var same = answers.get(other.key());
    return same != null && same.found();
  }

  private void onlyGood(Pair pair, Answer was, Map<String, Answer> now) {
    if (was.kind() != Kind.OPEN
        || was.making()
        || now.containsKey(was.key())
        || inBad.contains(was.key())
        || DetailProbe.system(was.absolute())
        || FileDifferences.cache(was.absolute())) {
      return;
    }
    add(
        Difference.Kind.OPENED,
        was.absolute(),
        "only the good run opens " + was.absolute(),
        was.absolute(),
        "",
        pair,
        Long.MAX_VALUE,
        new Marks(Set.of(was.absolute()), Set.of()),
        0.8,
        List.of(was.seen()));
  }

  /// Names that tell nothing without the folder they are in.
  private static final Set<String> COMMON =
      Set.of(
          "index.js",
          "package.json",
          "__init__.py",
          "main.go",
          "go.mod",
          "Makefile",
          "config",
          "main.py",
          "pom.xml",
          "index.mjs",
          "setup.py",
          "METADATA",
          "lib",
          "bin",
          "src");

  private static String name(Answer answer) {
    var name = answer.name();
    return COMMON.contains(name)
        ? Paths.baseName(Paths.parent(answer.absolute())) + "/" + name
        : name;
  }

  /// Where each name was found first, by an open or the start of a program.
  private static Map<String, Answer> places(Map<String, Answer> answers) {
    var places = new LinkedHashMap<String, Answer>();
    for (var answer : answers.values()) {
      boolean telling =
          answer.kind() == Kind.OPEN && !answer.making()
              || answer.kind() == Kind.EXECUTE
              || answer.kind() == Kind.STATUS
              || answer.kind() == Kind.ACCESS;
      if (answer.found() && telling && !answer.name().isEmpty() && !answer.path().equals("/")) {
        places.putIfAbsent(name(answer), answer);
      }
    }
    return places;
  }

  private void messages(Pair pair) {
    var before = new HashSet<String>();
    pair.good()
        .messages()
        .forEach(line -> before.add(noise.message(noise.good, line.text()).strip()));
    var after = new HashSet<String>();
    pair.bad().messages().forEach(line -> after.add(noise.message(noise.bad, line.text()).strip()));
    var more =
        pair.bad().messages().stream()
            .filter(line -> !before.contains(noise.message(noise.bad, line.text()).strip()))
            .toList();
    var gone =
        pair.good().messages().stream()
            .filter(line -> !after.contains(noise.message(noise.good, line.text()).strip()))
            .toList();
    if (!more.isEmpty() || !gone.isEmpty()) {
      Message first = more.isEmpty() ? gone.getFirst() : more.getFirst();
      add(
          Difference.Kind.MESSAGE,
          "message",
          (more.isEmpty() ? "only the good run writes: " : "writes: ")
              + Tokens.cut(first.text().strip()),
          text(gone),
          text(more),
          pair,
          more.isEmpty() ? Long.MAX_VALUE : first.sequence(),
          Marks.NONE,
          0.5,
          List.of(first));
    }
  }

  private static String text(List<Message> lines) {
    return String.join("\n", lines.stream().limit(5).map(line -> line.text().strip()).toList());
  }

  private void end(Pair pair) {
    var was = end(pair.good().end());
    var is = end(pair.bad().end());
    if (!was.equals(is) && pair.bad().end() != null) {
      add(
          Difference.Kind.EXIT,
          "exit",
          name(pair.bad()) + " " + is + ", in the good run it " + was,
          was,
          is,
          pair,
          pair.bad().endSequence(),
          Marks.NONE,
          pair.parent() == null ? 0.45 : 0.4,
          pair.good().end() == null
              ? List.of(pair.bad().end())
              : List.of(pair.good().end(), pair.bad().end()));
    }
  }

  private static String end(@Nullable ExecObservation end) {
    return switch (end) {
      case ExecObservation.Ended ended -> "exits with " + ended.code();
      case ExecObservation.Killed killed -> "is ended by " + killed.signal();
      case null, default -> "does not end";
    };
  }

  private static String name(ProcessView process) {
    return process.name().isEmpty() ? "a child process" : process.name();
  }

  private void alone(ProcessView process, boolean good) {
    var image = process.image();
    if (image == null && process.children().isEmpty()) {
      return;
    }
    var name = name(process);
    var marks = image == null ? List.<String>of() : List.of(image.executable(), image.path(), name);
    found.add(
        new Difference(
            Difference.Kind.PROCESS,
            name,
            (good ? "only the good run starts " : "only this run starts ") + name,
            good ? quote(image) : "",
            good ? "" : quote(image),
            name,
            good ? Long.MAX_VALUE : process.born(),
            good ? Marks.of(marks, List.of()) : Marks.of(List.of(), marks),
            0.6,
            List.of(
                image == null
                    ? new ExecObservation.Born(process.pid(), process.born(), process.parent())
                    : image)));
  }

  private static String quote(ExecObservation.@Nullable Started image) {
    return image == null ? "" : String.join(" ", image.arguments());
  }

  private void add(
      Difference.Kind kind,
      String subject,
      String what,
      String good,
      String other,
      Pair pair,
      long sequence,
      Marks marks,
      double weight,
      List<? extends Observation> evidence) {
    var at = bad.process(pair.bad().pid());
    found.add(
        new Difference(
            kind,
            subject,
            what,
            good,
            other,
            at == null ? "" : at.name(),
            sequence,
            marks,
            weight,
            List.copyOf(evidence)));
  }
}
