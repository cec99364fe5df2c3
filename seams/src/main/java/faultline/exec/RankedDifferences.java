package faultline.exec;

import faultline.core.Details;
import faultline.core.Finding;
import faultline.exec.Difference.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which of many differences is the one that the others follow from. A difference weighs by its
/// kind, by what shows its mark later, and by whether the failure of the bad run is about it.
final class RankedDifferences {
  /// Below this a difference is chance, unless there is nothing else to name.
  private static final double CHANCE = 1;

  /// From here on a difference can be what others follow from.
  private static final double CAUSING = 1.3;

  private static final double MOST_FOLLOWERS = 3;

  private final List<Difference> roots = new ArrayList<>();
  private final IdentityHashMap<Difference, List<Difference>> followers = new IdentityHashMap<>();
  private final List<Finding> findings;
  private int ignored;

  RankedDifferences(ExecTrace good, ExecTrace bad, Noise noise, List<Finding> findings) {
    this.findings = findings;
    var pairing = new Pairing(good, bad, noise);
    var goodMade = new Made(good);
    var badMade = new Made(bad);
    var all = new ArrayList<Difference>();
    all.addAll(GivenDifferences.between(good, bad, noise, pairing));
    all.addAll(FileDifferences.between(good, bad, noise, goodMade, badMade));
    all.addAll(AnswerDifferences.between(good, bad, noise, pairing, goodMade, badMade));
    all.removeIf(each -> listed(each, all));
    rank(weighed(all), java.util.Objects.equals(good.exit(), bad.exit()));
  }

  /// Whether it is a folder with other names in it, and one of those names was asked for and is a
  /// difference by itself.
  private static boolean listed(Difference folder, List<Difference> all) {
    return folder.evidence().getLast() instanceof Detail.FileState state
        && state.directory()
        && folder.kind() == Kind.CONTENT
        && all.stream()
            .filter(each -> each.kind() == Kind.FILE || each.kind() == Kind.SEARCH)
            .anyMatch(
                each ->
                    Paths.parent(each.subject()).equals(folder.subject())
                        && (folder.marks().good().contains(Paths.baseName(each.subject()))
                            || folder.marks().bad().contains(Paths.baseName(each.subject()))));
  }

  List<Difference> roots() {
    return roots;
  }

  List<Difference> following(Difference difference) {
    return followers.getOrDefault(difference, List.of());
  }

  /// How many differences were taken for chance.
  int ignored() {
    return ignored;
  }

  private List<Difference> weighed(List<Difference> all) {
    var messages = new StringBuilder();
    all.stream()
        .filter(each -> each.kind() == Kind.MESSAGE)
        .forEach(each -> messages.append(each.bad()).append('\n'));
    var said = messages.toString();
    return all.stream().map(each -> each.weighing(each.weight() + link(each, said))).toList();
  }

  /// What the failure of the bad run adds.
  private double link(Difference difference, String messages) {
    if (difference.kind().effect() && difference.kind() != Kind.OPENED) {
      return 0;
    }
    double link = 0;
    for (int i = 0; i < findings.size(); i++) {
      link = Math.max(link, about(difference, findings.get(i).details()) - i);
    }
    if (named(difference, messages)) {
      link += 1.2;
    }
    return link;
  }

  private static boolean named(Difference difference, String messages) {
    if (messages.isEmpty()) {
      return false;
    }
    var name = Paths.baseName(difference.subject());
    boolean subject =
        difference.kind() != Kind.ARGUMENT
            && difference.kind() != Kind.DIRECTORY
            && name.length() > 2
            && Tokens.has(messages, name);
    return subject
        || difference.marks().bad().stream()
            .anyMatch(mark -> mark.length() > 2 && Tokens.has(messages, mark));
  }

  private double about(Difference difference, Details details) {
    var path = details.textOf("path");
    var resolved = details.textOf("resolvedPath");
    var errno = details.textOf("errno");
    var provenance = details.get("provenance") instanceof Details source ? source : Details.NONE;
    var where = provenance.textOf("where");
    return switch (difference.kind()) {
      case ENVIRONMENT -> where.equals(difference.subject()) ? 3.5 : 0;
      case CONTENT ->
          where.startsWith(difference.subject() + ":")
              ? 3.5
              : same(difference, path, resolved) ? 2.5 : 0;
      case ARGUMENT ->
          provenance.textOf("kind").equals("argv") && where.endsWith(" of " + difference.process())
              ? 1
              : 0;
      case DIRECTORY ->
          !path.isEmpty() && !path.startsWith("/") && errno.equals("ENOENT") ? 0.8 : 0;
      case SETTING -> refuses(difference.subject(), errno) ? 3 : 0;
      case LINK, PERMISSION, PROGRAM, SEARCH, FILE, ADDRESS, OPENED ->
          same(difference, path, resolved) ? difference.kind() == Kind.OPENED ? 1.2 : 2.5 : 0;
      case REFUSED -> !errno.isEmpty() && difference.bad().startsWith(errno) ? 1.5 : 0;
      case PROCESS, MESSAGE, EXIT -> 0;
    };
  }

  private static boolean same(Difference difference, String path, String resolved) {
    var subject = difference.subject();
    return !subject.isEmpty()
        && (subject.equals(resolved)
            || subject.equals(path)
            || !path.isEmpty() && Paths.baseName(path).equals(Paths.baseName(subject)));
  }

  /// Whether a limit or a right of this name is what `errno` speaks of.
  private static boolean refuses(String setting, String errno) {
    return switch (errno) {
      case "EMFILE" -> setting.equals("limit open files");
      case "EFBIG" -> setting.equals("limit file size");
      case "ENOMEM" ->
          setting.equals("limit address space")
              || setting.equals("limit data size")
              || setting.equals("limit locked memory");
      case "EAGAIN" -> setting.equals("limit processes");
      case "E2BIG" -> setting.equals("limit stack size");
      case "EACCES", "EPERM" ->
          setting.equals("user")
              || setting.equals("group")
              || setting.equals("groups")
              || setting.equals("capabilities")
              || setting.equals("umask");
      default -> false;
    };
  }

  private void rank(List<Difference> all, boolean sameEnd) {
    var ordered = new ArrayList<>(all);
    ordered.sort(
        Comparator.comparingLong(Difference::sequence)
            .thenComparing(Comparator.comparingDouble(Difference::weight).reversed()));
    var causes = new IdentityHashMap<Difference, Difference>();
    for (var each : ordered) {
      var cause = cause(each, ordered);
      if (cause != null) {
        causes.put(each, cause);
      }
    }
    var top = new IdentityHashMap<Difference, Double>();
    var left = new ArrayList<Difference>();
    for (var each : ordered) {
      var root = root(each, causes);
      if (root == each) {
        left.add(each);
      } else {
        followers.computeIfAbsent(root, _ -> new ArrayList<>()).add(each);
      }
    }
    left.forEach(each -> top.put(each, score(each)));
    left.sort(
        Comparator.comparingDouble((Difference each) -> -top.getOrDefault(each, 0.0))
            .thenComparingLong(Difference::sequence));
    keep(left, top, sameEnd);
  }

  private static Difference root(Difference from, IdentityHashMap<Difference, Difference> causes) {
    var at = from;
    for (int i = 0; i < 50 && causes.get(at) != null; i++) {
      at = causes.get(at);
    }
    return at;
  }

  private double score(Difference root) {
    double more = 0;
    for (var each : following(root)) {
      more += each.kind() == Kind.ENVIRONMENT ? 0.2 : each.weight() >= 2 ? 0.8 : 0.3;
    }
    return root.weight() + Math.min(MOST_FOLLOWERS, more);
  }

  private void keep(
      List<Difference> left, IdentityHashMap<Difference, Double> scores, boolean sameEnd) {
    for (var each : left) {
      double score = scores.getOrDefault(each, 0.0);
      boolean first = roots.isEmpty();
      if (first && (score >= CHANCE || !sameEnd)) {
        roots.add(each);
      } else if (first || score < CHANCE) {
        ignored += first || !follows(each) ? 1 : 0;
        if (!first && follows(each)) {
          followers.computeIfAbsent(roots.getFirst(), _ -> new ArrayList<>()).add(each);
        }
      } else {
        roots.add(each);
      }
    }
  }

  /// Whether something is only there because the run went another way.
  private static boolean follows(Difference difference) {
    return difference.kind().effect();
  }

  /// The difference that `later` follows from, or null.
  private @Nullable Difference cause(Difference later, List<Difference> all) {
    Difference best = null;
    for (var earlier : all) {
      if (earlier != later
          && earlier.weight() >= CAUSING
          && !earlier.kind().effect()
          && precedes(earlier, later)
          && explains(earlier, later)
          && (best == null || earlier.weight() > best.weight())) {
        best = earlier;
      }
    }
    return best;
  }

  private static boolean precedes(Difference earlier, Difference later) {
    return earlier.sequence() < later.sequence()
        || leads(earlier, later)
        || earlier.sequence() == later.sequence()
            && earlier.kind().compareTo(later.kind()) < 0
            && (earlier.sequence() > 0 || earlier.kind() != Kind.ARGUMENT || !later.kind().given());
  }

  /// Whether a file has another content because its name leads to another file.
  private static boolean leads(Difference earlier, Difference later) {
    return earlier.kind() == Kind.LINK
        && later.kind() == Kind.CONTENT
        && earlier.subject().equals(later.subject());
  }

  private boolean explains(Difference earlier, Difference later) {
    // What only one of them did has its subject from that one.
    var good = later.good() + (later.kind() == Kind.OPENED ? "" : "\n" + later.subject());
    var other = later.bad() + "\n" + later.subject();
    for (var mark : earlier.marks().bad()) {
      if (Tokens.has(other, mark) && !Tokens.has(good, mark)) {
        return true;
      }
    }
    for (var mark : earlier.marks().good()) {
      if (Tokens.has(later.good(), mark) && !Tokens.has(other, mark)) {
        return true;
      }
    }
    return switch (earlier.kind()) {
      case SETTING -> refused(earlier, later);
      case DIRECTORY -> later.kind() == Kind.FILE && relative(later);
      case PERMISSION, CONTENT, LINK, FILE, SEARCH ->
          leads(earlier, later)
              || later.subject().equals(earlier.subject()) && later.kind() != Kind.CONTENT
              || later.kind().compareTo(Kind.PROGRAM) >= 0
                  && later.kind().compareTo(Kind.REFUSED) <= 0
                  && later.subject().startsWith(earlier.subject() + "/");
      case ARGUMENT, ENVIRONMENT, PROGRAM, ADDRESS, REFUSED, OPENED, PROCESS, MESSAGE, EXIT ->
          false;
    };
  }

  private static boolean refused(Difference setting, Difference later) {
    for (var seen : later.evidence()) {
      if (seen instanceof ExecObservation.Failure failure
          && refuses(setting.subject(), failure.errno())) {
        return true;
      }
    }
    return setting.subject().equals("user")
            && (later.kind() == Kind.SETTING
                || later.kind() == Kind.ENVIRONMENT
                    && List.of("HOME", "USER", "LOGNAME", "MAIL").contains(later.subject()))
        || setting.subject().equals("umask") && later.kind() == Kind.PERMISSION;
  }

  private boolean relative(Difference later) {
    for (var seen : later.evidence()) {
      if (seen instanceof ExecObservation.Failure failure && !failure.path().startsWith("/")
          || seen instanceof ExecObservation.Success success && !success.path().startsWith("/")
          || seen instanceof Detail.Found found && !found.path().startsWith("/")) {
        return true;
      }
    }
    return false;
  }
}
