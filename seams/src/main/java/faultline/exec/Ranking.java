package faultline.exec;

import faultline.exec.CallShape.Kind;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecObservation.Killed;
import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecObservation.Success;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Orders what was seen by how likely it is the cause of the failure.
///
/// A failed call weighs more the rarer its error number is in healthy runs, the nearer its process
/// stands to the end of the chain of failed processes, and the clearer a message names it; it
/// weighs less when the search it belongs to found something later, or when healthy runs fail there
/// too.
final class Ranking {
  /// Below this nothing is called a cause.
  static final double THRESHOLD = 8.5;

  private static final Map<String, Integer> ERRNO_WEIGHT = new HashMap<>();

  static {
    weight(9, "ENOEXEC", "E2BIG", "ETXTBSY", "EIO", "ENOSPC", "EDQUOT", "EFBIG");
    weight(8, "EMFILE", "ENFILE", "EROFS", "ELOOP", "ENOMEM", "ESTALE", "ELIBBAD");
    weight(7, "EADDRINUSE", "ENAMETOOLONG", "EBUSY");
    weight(6, "EACCES", "ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT", "EXDEV");
    weight(5, "EPERM", "ENOTEMPTY");
    weight(4, "ENOTDIR", "EADDRNOTAVAIL", "EISDIR");
    weight(2, "ENOENT", "EAFNOSUPPORT");
    weight(1, "ENXIO", "ENODEV");
    weight(-4, "EEXIST");
    weight(-5, "EBADF");
    weight(-6, "EINVAL", "EAGAIN", "EINPROGRESS", "ENODATA", "ENOSYS", "EOPNOTSUPP", "EINTR");
    weight(-9, "ENOTTY", "ECHILD", "ESPIPE", "EPIPE");
  }

  private static void weight(int weight, String... names) {
    for (var name : names) {
      ERRNO_WEIGHT.put(name, weight);
    }
  }

  private static final Map<String, String> ERRNO_TEXT =
      Map.ofEntries(
          Map.entry("ENOENT", "no such file or directory"),
          Map.entry("EACCES", "permission denied"),
          Map.entry("EEXIST", "file exists"),
          Map.entry("EPERM", "operation not permitted"),
          Map.entry("ENOEXEC", "exec format error"),
          Map.entry("E2BIG", "argument list too long"),
          Map.entry("ETXTBSY", "text file busy"),
          Map.entry("EMFILE", "too many open files"),
          Map.entry("ENOSPC", "no space left"),
          Map.entry("EROFS", "read-only file system"),
          Map.entry("ELOOP", "too many levels"),
          Map.entry("ENAMETOOLONG", "file name too long"),
          Map.entry("ENOTDIR", "not a directory"),
          Map.entry("EISDIR", "is a directory"),
          Map.entry("ECONNREFUSED", "connection refused"),
          Map.entry("EADDRINUSE", "address already in use"),
          Map.entry("EHOSTUNREACH", "no route to host"),
          Map.entry("ENETUNREACH", "network is unreachable"),
          Map.entry("ETIMEDOUT", "timed out"),
          Map.entry("EAGAIN", "resource temporarily unavailable"),
          Map.entry("ENOMEM", "cannot allocate memory"),
          Map.entry("EFBIG", "file too large"),
          Map.entry("EDQUOT", "quota exceeded"),
          Map.entry("EBUSY", "device or resource busy"),
          Map.entry("EXDEV", "invalid cross-device link"),
          Map.entry("ENOTEMPTY", "directory not empty"),
          Map.entry("EADDRNOTAVAIL", "cannot assign requested address"));

  /// What a driver says when a step of it has failed: it names the step, not the cause.
  private static final Pattern SUMMARY =
      Pattern.compile(
          "\\*\\*\\* \\[[^\\]]*\\] (?:Error \\d+|\\w+)|Target '.*' not remade because of errors"
              + "|@INC (?:contains|entries checked):|^\\s*no (?:file|field package\\.preload\\[)'");

  private static final Pattern RANDOM =
      Pattern.compile("(?i)[0-9a-f]{16,}|^[0-9a-f]{12}\\.|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-");

  private static final Pattern ASSERTION = Pattern.compile("(?i)\\bassertion\\b.*\\bfailed\\b");

  private static final String QUOTES = "'\"`‘“";

  private static final Pattern NOT_THERE =
      Pattern.compile(
          "not exist|n't exist|not found|no such|(?:cannot|can't|couldn't|could not) (?:find|open|read|"
              + "load|locate|stat|access)|missing|unable to|failed to|no file");

  private static final Pattern PLAIN_WORD = Pattern.compile("[a-z]+");

  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  /// `file:line: error` of a compiler, `error[E0308]`, `--- FAIL`.
  private static final Pattern COMPLAINT_ABOUT_LINE =
      Pattern.compile(
          "^[^\\s:]+\\.\\w+:\\d+(:\\d+)?: (?!.*(?i:no such file|not found|cannot find|permission"
              + " denied))|^error\\[E\\d+\\]|^--- FAIL|^FAILED \\(|\\berror:"
              + " .*\\bexpected\\b|SyntaxError");

  private static final Pattern STACK_LINE =
      Pattern.compile(
          "^\\s+at .+[:(].*\\d+\\)?$|^\\s+File \".*\", line \\d+|^Traceback |^Exception in thread");

  /// What [Suspect#reasons] says of one place of a search.
  static final String SEVERAL_FOLDERS = "looked for in several folders";

  /// So many misses that differ in digits alone are a sweep, of which no single one decides.
  private static final int SWEEP = 10;

  private final ExecTrace trace;
  private final Map<Integer, Integer> blame = new HashMap<>();
  private final Map<Integer, Long> lastFailedChild = new HashMap<>();
  private final List<Message> messages;
  private final Map<Message, String> lowered = new HashMap<>();
  private final Map<String, Long> laterSuccess = new HashMap<>();
  private final Map<String, Set<String>> healthy = new HashMap<>();
  private final Map<String, Long> argumentWords = new HashMap<>();
  private final Map<String, Integer> families = new HashMap<>();
  private final Map<String, Set<String>> upward = new HashMap<>();
  private final IdentityHashMap<Failure, Integer> positions = new IdentityHashMap<>();
  private final Map<String, Set<String>> folders = new HashMap<>();
  private final double ownLogic;
  private final Benign benign = Benign.knowledge();
  private final ModuleClues clues;
  private final Set<String> elsewhere = new HashSet<>();
  private final Set<String> miscased = new HashSet<>();

  Ranking(ExecTrace trace) {
    this.trace = trace;
    clues = new ModuleClues(trace);
    trace
        .of(Fact.ElsewhereFact.class)
        .filter(fact -> fact.note().equals(NearbyProbe.SAME_PATH))
        .forEach(fact -> elsewhere.add(fact.wanted()));
    trace
        .of(Fact.PathFact.class)
        .filter(fact -> fact.end() == Fact.PathFact.End.MISSING)
        .filter(
            fact ->
                fact.nearMisses().stream()
                    .anyMatch(name -> name.equalsIgnoreCase(Paths.baseName(fact.stop()))))
        .forEach(fact -> miscased.add(fact.path()));
    findBlame();
    // What was thrown away is still the truth where its writer is to blame.
    messages =
        trace
            .messages()
            .filter(
                message ->
                    message.reach() == Message.Reach.VISIBLE
                        || message.reach() == Message.Reach.CAPTURED
                        || blame.containsKey(message.pid()))
            .toList();
    messages.forEach(message -> lowered.put(message, message.text().toLowerCase(Locale.ROOT)));
    ownLogic = ownLogic();
    for (var process : trace.processes()) {
      for (var success : process.successes()) {
        if (!success.path().isEmpty()) {
          laterSuccess.merge(success.absolute(), success.sequence(), Math::max);
        }
      }
      for (var image : process.images()) {
        laterSuccess.merge(
            Paths.absolute(image.directory(), image.path()), image.sequence(), Math::max);
        for (var argument :
            image
                .arguments()
                .subList(Math.min(1, image.arguments().size()), image.arguments().size())) {
          argumentWords.merge(Paths.baseName(argument), image.sequence(), Math::max);
        }
      }
      if (!process.failed() && process.end() != null && !process.images().isEmpty()) {
        var known = healthy.computeIfAbsent(process.name(), _ -> new HashSet<>());
        process.failures().forEach(failure -> known.add(key(failure)));
      }
    }
  }

  private static String key(Failure failure) {
    return failure.call() + ' ' + failure.path() + ' ' + failure.errno();
  }

  /// Follows the failed processes from the command down: who failed last is to blame.
  private void findBlame() {
    var at = trace.root();
    int depth = 0;
    while (at != null) {
      blame.put(at.pid(), depth++);
      ProcessView next = null;
      for (var child : at.children()) {
        if (child.failed()
            && !forgotten(child, at)
            && (next == null || rank(child, at) > rank(next, at))) {
          next = child;
        }
      }
      if (next != null) {
        lastFailedChild.put(at.pid(), next.endSequence());
      }
      if (!isShell(at)) {
        // What a child could not start it tells its maker, who may have several at work.
        for (var child : at.children()) {
          if (child != next
              && child.failed()
              && !(child.end() instanceof Killed killed && killed.signal().equals("SIGPIPE"))
              && child.images().isEmpty()
              && !forgotten(child, at)) {
            blame.put(child.pid(), depth);
          }
        }
      }
      at = at.failed() || at.end() == null ? next : null;
    }
  }

  /// A program that was started in the place of its parent knows nothing of a child that ended
  /// before.
  private static boolean forgotten(ProcessView child, ProcessView parent) {
    return !parent.images().isEmpty() && child.endSequence() < parent.images().getLast().sequence();
  }

  /// The later it failed the more it is to blame; a child that failed unheard is not.
  private static double rank(ProcessView child, ProcessView parent) {
    double order = child.endSequence();
    boolean handedOn = child.code() == parent.code();
    if (child.end() instanceof Killed killed
        && killed.signal().equals("SIGPIPE")
        && !(handedOn && isShell(parent))) {
      // It wrote to a process that had already given up.
      order -= 1e17;
    }
    if (child.end() instanceof Killed killed
        && killed.sender() == parent.pid()
        && parent.pid() > 0) {
      // Its maker ended it on purpose.
      order -= 1e16;
    }
    boolean heard =
        child.messages().isEmpty() || child.messages().stream().anyMatch(Ranking::heard);
    if (!heard) {
      order -= 1e15;
    }
    if (handedOn) {
      // A rare code says whose it is; 1 and 2 are everybody's.
      order += child.code() > 2 ? 2e15 : !heard && isShell(parent) ? 5e14 : 0.5;
    }
    return order;
  }

  private static boolean heard(Message message) {
    return message.reach() == Message.Reach.VISIBLE || message.reach() == Message.Reach.CAPTURED;
  }

  private static final Set<String> SHELLS =
      Set.of("sh", "bash", "dash", "ash", "busybox", "zsh", "ksh", "mksh");

  /// A shell runs one command after the other and ends with the code of the last.
  private static boolean isShell(ProcessView process) {
    var image = process.image();
    return image != null && SHELLS.contains(Paths.baseName(image.executable()));
  }

  private boolean isLeaf(ProcessView process) {
    return !lastFailedChild.containsKey(process.pid());
  }

  /// All suspects above the threshold, the likeliest first.
  List<Suspect> suspects() {
    var clusters = new LinkedHashMap<String, List<Suspect>>();
    for (var process : trace.processes()) {
      var failures = process.failures();
      countFamilies(process, failures);
      for (int i = 0; i < failures.size(); i++) {
        var failure = failures.get(i);
        var suspect = weigh(process, failure, i, failures.size());
        if (suspect != null) {
          var name = failure.baseName().isEmpty() ? failure.call() : failure.baseName();
          clusters
              .computeIfAbsent(
                  process.pid() + " " + name + " " + failure.errno(), _ -> new ArrayList<>())
              .add(suspect);
        }
      }
    }
    var suspects = new ArrayList<Suspect>();
    for (var cluster : clusters.values()) {
      suspects.add(merge(cluster));
    }
    for (var process : trace.processes()) {
      if (process.end() instanceof Killed killed) {
        suspects.add(weigh(process, killed));
      }
    }
    trace
        .waits()
        .forEach(
            wait ->
                suspects.add(
                    new Suspect(wait, 20 + depth(wait.pid()), List.of(), List.of("waits"))));
    addHiding(suspects);
    for (var message : messages) {
      var diagnostic = Diagnostic.of(message.text());
      if (diagnostic != null && !Complaint.idle(trace, message, diagnostic)) {
        suspects.add(weigh(message, diagnostic));
      }
    }
    preferTelling(suspects);
    Rivals.lift(trace, suspects);
    suspects.sort(
        Comparator.comparingDouble(Suspect::weight)
            .reversed()
            .thenComparingLong(suspect -> -suspect.what().sequence()));
    return suspects.stream().filter(suspect -> suspect.weight() >= THRESHOLD).limit(20).toList();
  }

  /// Of several calls that failed alike at one path, the one that wanted most of it stands for all.
  private static void preferTelling(List<Suspect> suspects) {
    var best = new HashMap<String, Integer>();
    for (int i = 0; i < suspects.size(); i++) {
      var failure = suspects.get(i).failure();
      if (failure == null || failure.path().isEmpty() || telling(failure) == 0) {
        continue;
      }
      var walked = failure.fact(Fact.PathFact.class);
      var place =
          walked != null && walked.end() == Fact.PathFact.End.MISSING
              ? walked.stop()
              : Paths.normal(failure.absolute());
      var key = failure.errno() + ' ' + failure.pid() + ' ' + place;
      var known = best.putIfAbsent(key, i);
      if (known == null) {
        continue;
      }
      var other = suspects.get(known);
      var otherFailure = other.failure();
      if (otherFailure == null || telling(otherFailure) == telling(failure)) {
        continue;
      }
      int more = telling(failure) > telling(otherFailure) ? i : known;
      int less = more == i ? known : i;
      best.put(key, more);
      double gap = suspects.get(less).weight() - suspects.get(more).weight();
      if (gap >= 0 && gap < 8) {
        var lifted = suspects.get(more);
        suspects.set(
            more,
            new Suspect(
                lifted.what(),
                suspects.get(less).weight() + 0.05,
                lifted.support(),
                lifted.reasons()));
      }
    }
  }

  /// How much a call says of what was wanted from the path.
  private static int telling(Failure failure) {
    return switch (CallShape.of(failure.call()).kind()) {
      case READ_LINK -> 1;
      case STATUS, ACCESS -> 2;
      case OPEN, EXECUTE -> 3;
      default -> 0;
    };
  }

  /// A script that failed, and that PATH found instead of a program of the system.
  private void addHiding(List<Suspect> suspects) {
    var hidden =
        trace
            .of(Fact.ElsewhereFact.class)
            .filter(fact -> fact.note().equals(PathSearchProbe.HIDDEN))
            .map(Fact.ElsewhereFact::wanted)
            .toList();
    for (var process : trace.processes()) {
      var image = process.image();
      if (image != null
          && hidden.contains(image.path())
          && blame.containsKey(process.pid())
          && isLeaf(process)) {
        suspects.add(new Suspect(image, 9.5, List.of(), List.of("hides a program of the system")));
      }
    }
  }

  private double depth(int pid) {
    return blame.getOrDefault(pid, 0) * 0.1;
  }

  private static Suspect merge(List<Suspect> cluster) {
    var best = cluster.getFirst();
    for (var suspect : cluster) {
      if (suspect.weight() > best.weight()) {
        best = suspect;
      }
    }
    var support = new ArrayList<ExecObservation>(best.support());
    for (var suspect : cluster) {
      if (suspect != best && support.size() < 12) {
        support.add(suspect.what());
      }
    }
    return new Suspect(best.what(), best.weight(), support, best.reasons());
  }

  private Suspect weigh(Message message, Diagnostic diagnostic) {
    double weight = diagnostic.weight();
    var process = trace.process(message.pid());
    if (!blame.containsKey(message.pid())) {
      weight -= process != null && process.failed() ? 2 : 5;
    }
    weight -=
        switch (message.reach()) {
          case VISIBLE -> 0;
          case CAPTURED -> 1;
          case DISCARDED -> 4;
          // The program may do without the library.
          case UNSAID -> 6;
        };
    return new Suspect(message, weight, List.of(), List.of("says " + diagnostic));
  }

  private Suspect weigh(ProcessView process, Killed killed) {
    double weight =
        switch (killed.signal()) {
          case "SIGABRT" -> asserted(process) ? 14 : 10;
          case "SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGSYS", "SIGTRAP" -> 10;
          case "SIGXFSZ", "SIGXCPU" -> 14;
          case "SIGKILL" -> 10;
          // Who is to blame for it handed the code on.
          case "SIGPIPE" -> blame.containsKey(process.pid()) ? 14 : 0;
          default -> 9;
        };
    if (!blame.containsKey(process.pid())) {
      weight -= 6;
    }
    return new Suspect(killed, weight, List.of(), List.of("killed"));
  }

  /// Whether a process said that a condition of its own does not hold.
  private boolean asserted(ProcessView process) {
    return messages.stream()
        .anyMatch(
            message -> message.pid() == process.pid() && ASSERTION.matcher(message.text()).find());
  }

  private @Nullable Suspect weigh(ProcessView process, Failure failure, int index, int count) {
    var reasons = new ArrayList<String>();
    var support = new ArrayList<ExecObservation>();
    double weight = ERRNO_WEIGHT.getOrDefault(failure.errno(), 1);
    weight += kindWeight(failure);
    // The loader of locales looks for less and less of a name.
    weight += 0.5 * Paths.localeOf(failure.path()).length();
    if (failure.is(Kind.EXECUTE)
        && failure.errno().equals("ENOENT")
        && failure.fact(Fact.ProgramFact.class) != null) {
      weight += 4;
      reasons.add("is there, and what runs it is not");
    }
    boolean dangling = dangles(failure);
    if (dangling) {
      weight += 3;
      reasons.add("a link that leads nowhere");
    }
    weight += processWeight(process, failure, reasons);
    boolean found = resolved(process, failure);
    if (found) {
      weight -= fellBack(failure) ? 3 : 7;
      reasons.add("found later");
    }
    double clue = clues.weight(process, failure);
    if (clue > 0) {
      weight += clue;
      reasons.add(ModuleClues.REASON);
    }
    boolean harmless = !dangling && clue == 0 && isBenign(process, failure);
    if (harmless) {
      weight -= 8;
      reasons.add("benign");
    }
    if (isOutputProbe(failure)) {
      weight -= 6;
      reasons.add("output of a later process");
    }
    double named =
        isTarget(process, failure) ? -3 : messageWeight(process, failure, reasons, support);
    weight += nearby(failure, reasons);
    if (found && support.stream().noneMatch(message -> quotes(message, failure))) {
      // A search that ended well is named by whatever its program says later.
      named = Math.min(named, 0);
    }
    if (harmless && support.stream().noneMatch(message -> quotes(message, failure))) {
      // Its last component is a word that messages have anyway.
      named = Math.min(named, 2);
    }
    if (named <= 3) {
      if (families.getOrDefault(family(failure), 0) >= SWEEP) {
        weight -= 5;
        reasons.add("one of a sweep");
      }
      if (isNameToBeTaken(failure)) {
        weight -= 6;
        reasons.add("a random name that is to be free");
      }
      if (isUpwardSearch(failure)) {
        weight -= 6;
        reasons.add("looked for in every folder above");
      }
      if (failure.errno().equals("ENOENT")) {
        weight -= ownLogic;
      }
    }
    weight += named;
    if (named <= 3 && folders.getOrDefault(failure.baseName(), Set.of()).size() >= 3) {
      weight -= 1.5;
      reasons.add(SEVERAL_FOLDERS);
    }
    // How near it stands to the end, among those that can be a cause at all.
    var position = positions.get(failure);
    weight +=
        3.0
            * (position == null
                ? (double) (index + 1) / count
                : (double) position / positions.size());
    if (!harmless && retried(failure)) {
      weight += 2;
      reasons.add("retried");
    }
    return weight < 0 ? null : new Suspect(failure, weight, support, reasons);
  }

  /// Whether the path is, or leads through, a symbolic link to what does not exist.
  private static boolean dangles(Failure failure) {
    var walked = failure.fact(Fact.PathFact.class);
    return walked != null
        && failure.errno().equals("ENOENT")
        && walked.end() == Fact.PathFact.End.MISSING
        && !walked.link().isEmpty()
        && walked.link().equals(failure.absolute());
  }

  /// Who may not write a file and then opens it to read has not got what it wanted.
  private static boolean fellBack(Failure failure) {
    return failure.is(Kind.OPEN)
        && (failure.detail().contains("O_RDWR") || failure.detail().contains("O_WRONLY"))
        && !failure.errno().equals("ENOENT")
        && !failure.errno().equals("EEXIST");
  }

  private static final Pattern MAKERS = Pattern.compile("g?make|mingw32-make");

  /// make looks whether its targets are there, and names them when a recipe fails.
  private boolean isTarget(ProcessView process, Failure failure) {
    return failure.is(Kind.STATUS)
        && failure.errno().equals("ENOENT")
        && MAKERS.matcher(process.name()).matches()
        && !failure.path().contains("/")
        && messages.stream()
            .filter(message -> message.pid() == process.pid())
            .filter(message -> message.text().contains(failure.path()))
            .allMatch(message -> SUMMARY.matcher(message.text()).find());
  }

  /// What lies nearly where it was looked for was meant.
  private double nearby(Failure failure, List<String> reasons) {
    if (!failure.errno().equals("ENOENT") || failure.creating()) {
      return 0;
    }
    if (miscased.contains(failure.absolute())) {
      reasons.add("is there in other case");
      return 3;
    }
    if (elsewhere.contains(failure.absolute())) {
      reasons.add("is there from another directory");
      return 1.5;
    }
    return 0;
  }

  private static boolean quotes(ExecObservation message, Failure failure) {
    return message instanceof Message said
        && failure.path().length() > 3
        && said.text().contains(failure.path());
  }

  /// Who makes a temporary file, or tries what the file system can do, first sees that nothing has
  /// the random name.
  private static boolean isNameToBeTaken(Failure failure) {
    return failure.errno().equals("ENOENT")
        && RANDOM.matcher(failure.baseName()).find()
        && (failure.absolute().startsWith("/tmp/") || failure.absolute().startsWith("/var/tmp/"));
  }

  /// Tools look for their project file in the working directory and in all above it.
  private boolean isUpwardSearch(Failure failure) {
    if (!failure.errno().equals("ENOENT") || failure.is(Kind.EXECUTE)) {
      return false;
    }
    var folder = Paths.parent(failure.absolute());
    return (failure.directory() + "/").startsWith(folder.equals("/") ? "/" : folder + "/")
        && upward.getOrDefault(failure.baseName(), Set.of()).size() >= 2;
  }

  /// How much the messages speak for a failure by the program's own logic: a compiler's complaint
  /// about a line says that it found its files.
  private double ownLogic() {
    double most = 0;
    for (var message : messages) {
      if (COMPLAINT_ABOUT_LINE.matcher(message.text()).find()) {
        most = Math.max(most, 5);
      } else if (STACK_LINE.matcher(message.text()).find()) {
        most = Math.max(most, 1.5);
      }
    }
    return most;
  }

  private void countFamilies(ProcessView process, List<Failure> failures) {
    families.clear();
    upward.clear();
    for (var failure : failures) {
      var folder = Paths.parent(failure.absolute());
      if ((failure.directory() + "/").startsWith(folder.equals("/") ? "/" : folder + "/")) {
        upward.computeIfAbsent(failure.baseName(), _ -> new HashSet<>()).add(folder);
      }
    }
    failures.forEach(failure -> families.merge(family(failure), 1, Integer::sum));
    positions.clear();
    folders.clear();
    for (var failure : failures) {
      folders
          .computeIfAbsent(failure.baseName(), _ -> new HashSet<>())
          .add(Paths.parent(failure.absolute()));
      if (families.getOrDefault(family(failure), 0) < SWEEP && !isBenign(process, failure)) {
        positions.put(failure, positions.size() + 1);
      }
    }
  }

  private static String family(Failure failure) {
    return failure.call()
        + ' '
        + failure.errno()
        + ' '
        + DIGITS.matcher(failure.path()).replaceAll("#");
  }

  private static double kindWeight(Failure failure) {
    return switch (CallShape.of(failure.call()).kind()) {
      case EXECUTE -> 2;
      case READ_LINK -> -3;
      case REMOVE ->
          switch (failure.errno()) {
            case "ENOENT", "EISDIR", "ENOTDIR" -> -8;
            default -> 0;
          };
      case CREATE -> failure.errno().equals("EEXIST") ? -6 : 2;
      // Who opens a file needs it; who asks for its status may only be curious.
      case OPEN ->
          failure.detail().contains("O_DIRECTORY")
              ? 0
              : failure.creating() && !failure.errno().equals("EEXIST") ? 2 : 1;
      case ATTRIBUTE -> -2;
      case PROCESS -> failure.errno().equals("EAGAIN") ? 16 : 0;
      case LOCK -> failure.errno().equals("EAGAIN") || failure.errno().equals("EACCES") ? 11 : 0;
      case MEMORY -> failure.errno().equals("ENOMEM") || failure.errno().equals("EPERM") ? 1 : -3;
      case DESCRIPTOR -> failure.errno().equals("EAFNOSUPPORT") ? -3 : 0;
      case STATUS -> failure.call().equals("statfs") ? -3 : 0;
      case SOCKET, WRITE, MOUNT, PRIVILEGE, WATCH, ACCESS, DIRECTORY, RENAME -> 0;
    };
  }

  private double processWeight(ProcessView process, Failure failure, List<String> reasons) {
    if (!blame.containsKey(process.pid())) {
      reasons.add("not in the chain of failed processes");
      return process.failed() ? -2 : -6;
    }
    long lastChild = lastFailedChild.getOrDefault(process.pid(), 0L);
    if (isLeaf(process) || failure.lastSequence() > lastChild) {
      reasons.add("in the process that failed");
      return 6;
    }
    return 3;
  }

  /// Whether what was looked for was found later, by this process or by its path.
  boolean resolved(ProcessView process, Failure failure) {
    if (failure.path().isEmpty() || failure.is(Kind.MEMORY) || failure.is(Kind.LOCK)) {
      // That the file is looked at again says nothing of its lock.
      return false;
    }
    if (failure.errno().equals("ENOENT") && failure.fact(Fact.ProgramFact.class) != null) {
      // The program is there, what runs it is not: that a shell then reads the file finds nothing.
      return process.images().stream()
          .anyMatch(
              image ->
                  image.sequence() > failure.lastSequence()
                      && Paths.absolute(image.directory(), image.path())
                          .equals(failure.absolute()));
    }
    if (laterSuccess.getOrDefault(failure.absolute(), -1L) > failure.lastSequence()
        && !failure.errno().equals("EEXIST")) {
      return true;
    }
    var walked = failure.fact(Fact.PathFact.class);
    if (walked != null
        && laterSuccess.getOrDefault(walked.stop(), -1L) > failure.lastSequence()
        && failure.errno().equals("ENOENT")) {
      // The folder that was missing was made then.
      return true;
    }
    var name = failure.baseName();
    if (failure.is(Kind.SOCKET) && !failure.path().startsWith("/")) {
      return connectedLater(process, failure);
    }
    if (name.isEmpty()) {
      return false;
    }
    return successIn(process, failure, name)
        || process.children().stream()
            .anyMatch(child -> child.images().size() == 0 && successIn(child, failure, name));
  }

  /// The same host was reached later, on the same or another port.
  private static boolean connectedLater(ProcessView process, Failure failure) {
    int colon = failure.path().lastIndexOf(':');
    if (colon < 0 || !failure.call().equals("connect")) {
      return false;
    }
    var host = failure.path().substring(0, colon + 1);
    return process.successes().stream()
        .anyMatch(
            success ->
                success.sequence() > failure.lastSequence()
                    && success.call().equals("connect")
                    && success.path().startsWith(host));
  }

  private static boolean successIn(ProcessView process, Failure failure, String name) {
    for (var image : process.images()) {
      if (image.sequence() > failure.sequence() && Paths.baseName(image.path()).equals(name)) {
        return true;
      }
    }
    for (Success success : process.successes()) {
      if (success.sequence() > failure.sequence()
          && (success.baseName().equals(name)
              || success.baseName().equalsIgnoreCase(name) && beside(success, failure)
              || success.baseName().startsWith(name + ".") && with(success, failure))
          && !success.detail().contains("O_DIRECTORY")) {
        return true;
      }
    }
    return false;
  }

  /// Tools take their project file in one of several spellings: `makefile`, `Makefile`.
  private static boolean beside(Success success, Failure failure) {
    return failure.errno().equals("ENOENT")
        && Paths.parent(Paths.normal(success.absolute()))
            .equals(Paths.parent(Paths.normal(failure.absolute())));
  }

  /// Who looks for a module tries its name as it stands, then with the endings it knows.
  private static boolean with(Success success, Failure failure) {
    return failure.errno().equals("ENOENT")
        && (failure.is(Kind.STATUS) || failure.is(Kind.ACCESS) || failure.is(Kind.OPEN))
        && Paths.normal(success.absolute()).startsWith(Paths.normal(failure.absolute()) + ".");
  }

  private boolean isBenign(ProcessView process, Failure failure) {
    if (benign.contains(failure, trace.environment(process.pid()))) {
      return true;
    }
    if (retried(failure)) {
      return false;
    }
    var same = healthy.get(process.name());
    return same != null && same.contains(key(failure));
  }

  /// The same call again and again with pauses: somebody waits for it to succeed.
  private static boolean retried(Failure failure) {
    return failure.repeats() >= 3 && failure.spanMicros() > 150_000;
  }

  /// A look at a file that a process started later was told to make.
  private boolean isOutputProbe(Failure failure) {
    return failure.errno().equals("ENOENT")
        && (failure.is(Kind.STATUS) || failure.is(Kind.ACCESS) || failure.is(Kind.OPEN))
        && !failure.baseName().isEmpty()
        && argumentWords.getOrDefault(failure.baseName(), -1L) > failure.lastSequence();
  }

  private double messageWeight(
      ProcessView process, Failure failure, List<String> reasons, List<ExecObservation> support) {
    double best = 0;
    Message named = null;
    boolean spoke = false;
    for (var message : messages) {
      boolean own = message.pid() == process.pid();
      if (message.sequence() < failure.sequence() || SUMMARY.matcher(message.text()).find()) {
        continue;
      }
      spoke |= own;
      double value = mention(failure, lowered.get(message));
      if (value > 0) {
        if (!own && !blame.containsKey(message.pid())) {
          value -= 3;
        } else if (own) {
          value += 1;
        }
        if (value > best) {
          best = value;
          named = message;
        }
      }
    }
    if (named != null && best >= 3) {
      support.add(named);
      reasons.add("named by a message");
    } else if (spoke) {
      best -= 1;
    }
    return best;
  }

  /// How clearly `text` (in lower case) names the failed call.
  private static double mention(Failure failure, @Nullable String text) {
    if (text == null) {
      return 0;
    }
    double value = 0;
    var path = failure.path().toLowerCase(Locale.ROOT);
    var name = failure.baseName().toLowerCase(Locale.ROOT);
    if (path.length() > 3 && containsWord(text, path)) {
      value = 6;
    } else if (name.length() > 2 && containsWord(text, name)) {
      // A plain word may stand there for something else: the program, the step, the subject.
      boolean plain = PLAIN_WORD.matcher(name).matches() && !asThing(text, name);
      value = plain ? 1 : 5;
    } else if (name.startsWith("lib") && name.contains(".so")) {
      var stem = name.substring(3, name.indexOf(".so"));
      value = stem.length() > 2 && containsWord(text, stem) ? 4 : 0;
    } else if (failure.is(Kind.SOCKET)) {
      value = mentionOfPeer(failure.path(), text);
    }
    var errorText = ERRNO_TEXT.get(failure.errno());
    boolean error =
        errorText != null && text.contains(errorText)
            || containsWord(text, failure.errno().toLowerCase(Locale.ROOT));
    return value + (error ? value > 0 ? 3 : 2 : 0);
  }

  /// Whether a text speaks of a name as of a file, or of something that it does not find.
  private static boolean asThing(String text, String name) {
    int at = text.indexOf(name);
    return at > 0 && QUOTES.indexOf(text.charAt(at - 1)) >= 0
        || text.contains("/" + name)
        || NOT_THERE.matcher(text).find();
  }

  private static double mentionOfPeer(String peer, String text) {
    int colon = peer.lastIndexOf(':');
    if (colon < 0) {
      return 0;
    }
    var port = peer.substring(colon + 1);
    return containsWord(text, port) ? 4 : 0;
  }

  private static boolean containsWord(String text, String word) {
    if (word.isEmpty()) {
      return false;
    }
    int at = text.indexOf(word);
    while (at >= 0) {
      int end = at + word.length();
      boolean before = at == 0 || !wordChar(text.charAt(at - 1)) || !wordChar(word.charAt(0));
      boolean after = end == text.length() || !continues(text, end);
      if (before && after) {
        return true;
      }
      at = text.indexOf(word, at + 1);
    }
    return false;
  }

  /// Whether a name goes on at `at`; a full stop that ends a sentence does not continue it.
  private static boolean continues(String text, int at) {
    if (text.charAt(at) == '.' || text.charAt(at) == '/') {
      return at + 1 < text.length() && wordChar(text.charAt(at + 1));
    }
    return wordChar(text.charAt(at));
  }

  private static boolean wordChar(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-';
  }
}
