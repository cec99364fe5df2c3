package faultline.exec;

import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecObservation.Started;
import faultline.exec.ExecObservation.Success;
import faultline.exec.Fact.PathFact;
import faultline.exec.Fact.ProgramFact;
import faultline.exec.Fact.SourceFact;
import faultline.formats.bytes.RawText;
import faultline.linux.FileSystem;
import faultline.linux.SyscallException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds out who supplied a path that failed: the environment, the command line, or a line of a
/// file that the failing process or one of its ancestors had read.
///
/// What was typed beats what was set, what was set beats what was read; but a place that names the
/// whole path beats one that names only its end. No answer is better than a wrong one.
final class ProvenanceProbe {
  private static final int LARGEST_FILE = 256 * 1024;
  private static final int MOST_BYTES = 8 * 1024 * 1024;
  private static final int LARGEST_PROGRAM = 64 * 1024 * 1024;
  private static final int SHORTEST_DEFAULT = 8;

  /// Variables that others derive from what is explained here, or that only repeat it.
  private static final Set<String> DERIVED =
      Set.of(
          "_",
          "PWD",
          "OLDPWD",
          "SHLVL",
          "MAKEFLAGS",
          "MFLAGS",
          "MAKEOVERRIDES",
          "INIT_CWD",
          "COLLECT_GCC",
          "COLLECT_GCC_OPTIONS",
          "COLLECT_LTO_WRAPPER");

  /// Directories that merely happen to hold most paths.
  private static final Set<String> SURROUNDINGS =
      Set.of("HOME", "PATH", "SHELL", "LS_COLORS", "TERM");

  private static final List<String> SYSTEM =
      List.of(
          "/usr/",
          "/lib/",
          "/lib64/",
          "/bin/",
          "/sbin/",
          "/proc/",
          "/sys/",
          "/dev/",
          "/etc/ld.so",
          "/etc/ssl/");

  private static final Set<String> SYSTEM_FILES =
      Set.of(
          "/etc/passwd",
          "/etc/group",
          "/etc/nsswitch.conf",
          "/etc/hosts",
          "/etc/resolv.conf",
          "/etc/localtime",
          "/etc/host.conf",
          "/etc/services",
          "/etc/gai.conf");

  private static final List<String> CACHES =
      List.of(
          "/.cache/",
          "/pkg/mod/",
          "/site-packages/",
          "/dist-packages/",
          "/lib/python",
          "/.m2/",
          "/.cargo/registry/",
          "/rustlib/",
          "/.npm/_",
          "/go-build",
          "/node_modules/npm/");

  private final FileSystem files;
  private final Redaction redaction;
  private final Map<String, String> texts = new HashMap<>();
  private int bytesRead;

  ProvenanceProbe(FileSystem files, Redaction redaction) {
    this.files = files;
    this.redaction = redaction;
  }

  private record Candidate(double score, SourceFact source) {}

  /// Who supplied what the suspect failed at; best first, empty where nobody can be named.
  List<SourceFact> look(ExecTrace trace, Suspect suspect) {
    if (suspect.what() instanceof Message message) {
      return look(trace, message);
    }
    var failure = suspect.failure();
    if (failure == null) {
      return List.of();
    }
    if (failure.path().isEmpty()) {
      var candidates = new ArrayList<Candidate>();
      var chain = trace.ancestry(failure.pid());
      addLimit(candidates, failure, read(chain, failure.lastSequence(), ""));
      return candidates.stream()
          .limit(1)
          .map(candidate -> about(candidate.source(), failure.sequence()))
          .toList();
    }
    var shebang = shebang(failure);
    if (shebang != null) {
      return List.of(shebang);
    }
    var found = look(trace, failure, failure.sequence());
    if (found.isEmpty()) {
      for (var other : suspect.support()) {
        if (other instanceof Failure sibling && found.isEmpty()) {
          found = look(trace, sibling, failure.sequence());
        }
      }
    }
    return found;
  }

  private List<SourceFact> look(ExecTrace trace, Failure failure, long subject) {
    var environment = trace.environment(failure.pid());
    var wanted = new Wanted(failure, environment);
    var chain = trace.ancestry(failure.pid());
    var texts = read(chain, failure.lastSequence(), wanted.absolute());
    var candidates = new ArrayList<Candidate>();
    addTarget(candidates, failure, environment, chain);
    addLimit(candidates, failure, texts);
    addEnvironment(candidates, trace, wanted, environment, texts);
    addArguments(candidates, wanted, chain);
    addFiles(candidates, wanted, texts);
    if (candidates.isEmpty()) {
      addDefault(candidates, trace, wanted);
    }
    boolean missed = failure.errno().equals("ENOENT") || failure.errno().equals("EACCES");
    if (candidates.isEmpty() && wanted.command() && missed) {
      var search = environment.getOrDefault("PATH", "");
      candidates.add(
          new Candidate(30, environmentSource(trace, failure.pid(), "PATH", search, texts)));
    }
    return candidates.stream()
        .sorted(Comparator.comparingDouble(Candidate::score).reversed())
        .map(Candidate::source)
        .distinct()
        .limit(2)
        .map(source -> about(source, subject))
        .toList();
  }

  private SourceFact about(SourceFact source, long subject) {
    return new SourceFact(
        source.kind(),
        source.where(),
        ReadText.cut(redaction.text(source.value())),
        "#" + subject,
        source.setBy());
  }

  /// Who named the library that a message is about.
  private List<SourceFact> loaded(ExecTrace trace, Message message) {
    var process = trace.process(message.pid());
    var diagnostic = Diagnostic.of(message.text());
    if (process == null
        || diagnostic != Diagnostic.SYMBOL_MISSING && diagnostic != Diagnostic.ABI_OF_PLUGIN) {
      return List.of();
    }
    for (var success : process.successes().reversed()) {
      boolean library = success.baseName().contains(".so") && success.call().startsWith("open");
      if (library
          && success.sequence() < message.sequence()
          && (diagnostic == Diagnostic.ABI_OF_PLUGIN
              || message.text().contains(success.baseName()))) {
        var asked =
            new Failure(
                success.pid(),
                success.sequence(),
                0,
                success.call(),
                success.path(),
                success.directory(),
                success.detail(),
                "",
                1,
                success.sequence(),
                0,
                List.of());
        return look(trace, asked, message.sequence());
      }
    }
    return List.of();
  }

  // --- what a message complains about

  private List<SourceFact> look(ExecTrace trace, Message message) {
    var complaint = Complaint.of(trace, message);
    if (complaint == null) {
      return loaded(trace, message);
    }
    var chain = trace.ancestry(message.pid());
    var texts = read(chain, message.sequence(), "");
    var sources =
        switch (complaint.topic()) {
          case SETTING -> setting(trace, message, complaint.setting(), texts);
          case UNSET -> List.of(new SourceFact("env", complaint.setting(), "", "", ""));
          case VENDOR -> vendor(trace, message, chain, texts);
          case OPTION -> word(trace, message, complaint.word(), chain, texts);
          case VERSION -> version(trace, message, complaint, texts);
          case CONFIG -> configuration(trace, message, complaint, texts);
        };
    return sources.stream().limit(2).map(source -> about(source, message.sequence())).toList();
  }

  private List<SourceFact> setting(
      ExecTrace trace, Message message, String name, List<ReadText> texts) {
    var value = trace.environment(message.pid()).getOrDefault(name, "");
    if (!value.isEmpty()) {
      return List.of(environmentSource(trace, message.pid(), name, value, texts));
    }
    var found = new ArrayList<SourceFact>();
    for (var text : texts) {
      for (int i = 0; i < text.lines().size(); i++) {
        var line = text.lines().get(i).strip();
        if (line.startsWith(name + "=") && text.kind(i).equals("goenv")) {
          found.add(new SourceFact("goenv", text.where(i), line, "", ""));
        }
      }
    }
    return found;
  }

  private List<SourceFact> vendor(
      ExecTrace trace, Message message, List<ProcessView> chain, List<ReadText> texts) {
    for (var process : chain.reversed()) {
      for (var image : process.images()) {
        for (int i = 1; i < image.arguments().size(); i++) {
          if (image.arguments().get(i).startsWith("-mod=")) {
            return List.of(
                new SourceFact(
                    "argv",
                    "argument " + i + " of " + Paths.baseName(image.path()),
                    image.arguments().get(i),
                    "",
                    ""));
          }
        }
      }
    }
    return setting(trace, message, "GOFLAGS", texts).stream()
        .filter(source -> source.value().contains("-mod"))
        .toList();
  }

  /// Where a word comes from that a program does not understand.
  private List<SourceFact> word(
      ExecTrace trace,
      Message message,
      String word,
      List<ProcessView> chain,
      List<ReadText> texts) {
    if (word.length() < 2) {
      return List.of();
    }
    for (var image : chain.getFirst().images().stream().limit(1).toList()) {
      for (int i = 1; i < image.arguments().size(); i++) {
        if (holdsWord(image.arguments().get(i), word)) {
          return List.of(argumentSource(image, i));
        }
      }
    }
    for (var entry : trace.environment(message.pid()).entrySet()) {
      if (!DERIVED.contains(entry.getKey()) && holdsWord(entry.getValue(), word)) {
        return List.of(
            environmentSource(trace, message.pid(), entry.getKey(), entry.getValue(), texts));
      }
    }
    for (var text : texts) {
      for (int i = 0; i < text.lines().size(); i++) {
        if (text.settings() && !text.comment(i) && holdsWord(text.lines().get(i), word)) {
          return List.of(
              new SourceFact(text.kind(i), text.where(i), text.lines().get(i).strip(), "", ""));
        }
      }
    }
    for (var process : chain) {
      for (var image : process.images()) {
        for (int i = 1; i < image.arguments().size(); i++) {
          if (holdsWord(image.arguments().get(i), word)) {
            return List.of(argumentSource(image, i));
          }
        }
      }
    }
    return List.of();
  }

  private static SourceFact argumentSource(Started image, int index) {
    return new SourceFact(
        "argv",
        "argument " + index + " of " + Paths.baseName(image.path()),
        image.arguments().get(index),
        "",
        "");
  }

  private static boolean holdsWord(String text, String word) {
    int at = text.indexOf(word);
    while (at >= 0) {
      int end = at + word.length();
      boolean before = at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
      boolean after = end == text.length() || !Character.isLetterOrDigit(text.charAt(end));
      if (before && after) {
        return true;
      }
      at = text.indexOf(word, at + 1);
    }
    return false;
  }

  private List<SourceFact> version(
      ExecTrace trace, Message message, Complaint complaint, List<ReadText> texts) {
    var found = new ArrayList<SourceFact>();
    boolean mixed =
        message.text().contains("does not match go tool") || message.text().contains("object is [");
    if (mixed) {
      found.addAll(setting(trace, message, "GOROOT", texts));
      return found;
    }
    var copies = new PathSearchProbe(files).look(trace, message);
    var image = ToolRun.of(trace, message, complaint);
    if (copies.size() > 1 && image != null) {
      var search = trace.environment(image.pid()).getOrDefault("PATH", "");
      found.add(environmentSource(trace, image.pid(), "PATH", search, texts));
    }
    if (image != null) {
      for (var name : HOMES) {
        var home = trace.environment(image.pid()).getOrDefault(name, "");
        if (home.length() > 1 && image.path().startsWith(Paths.clean(home) + "/")) {
          found.add(environmentSource(trace, image.pid(), name, home, texts));
        }
      }
    }
    var needed = Versions.in(complaint.needed());
    for (var text : texts) {
      for (int i = 0; i < text.lines().size() && !needed.isEmpty(); i++) {
        var line = text.lines().get(i);
        boolean about = needed.contains(".") || line.contains(complaint.tool());
        if (!text.comment(i) && text.settings() && about && holdsVersion(line, needed)) {
          found.add(
              new SourceFact(text.kind(i), text.where(i), text.lines().get(i).strip(), "", ""));
          return found;
        }
      }
    }
    return found;
  }

  /// Variables that name where a toolchain lies.
  private static final List<String> HOMES =
      List.of("JAVA_HOME", "JDK_HOME", "GOROOT", "DOTNET_ROOT", "VIRTUAL_ENV", "CONDA_PREFIX");

  private static boolean holdsVersion(String line, String version) {
    int at = line.indexOf(version);
    if (at < 0) {
      return false;
    }
    int end = at + version.length();
    return (at == 0 || !Character.isDigit(line.charAt(at - 1)) && line.charAt(at - 1) != '.')
        && (end == line.length() || !Character.isDigit(line.charAt(end)));
  }

  private List<SourceFact> configuration(
      ExecTrace trace, Message message, Complaint complaint, List<ReadText> texts) {
    var process = trace.process(message.pid());
    var image = process == null ? null : process.imageAt(message.sequence());
    var directory = image == null ? "/" : image.directory();
    if (!complaint.file().isEmpty() && complaint.line() > 0) {
      var path = Paths.normal(Paths.absolute(directory, complaint.file()));
      var named = texts.stream().filter(text -> text.path().equals(path)).findFirst().orElse(null);
      if (named == null) {
        named =
            texts.stream()
                .filter(
                    text -> Paths.baseName(text.path()).equals(Paths.baseName(complaint.file())))
                .findFirst()
                .orElse(null);
      }
      if (named == null && !text(path).isEmpty() && !system(path)) {
        named = ReadText.of(path, java.util.Objects.requireNonNull(process), text(path));
      }
      return named == null || complaint.line() > named.lines().size()
          ? List.of()
          : List.of(lineSource(named, complaint.line() - 1));
    }
    if (!complaint.file().isEmpty()) {
      // A name such as core.bare: its last part stands before the value.
      var key = complaint.file().substring(complaint.file().lastIndexOf('.') + 1);
      for (var text : texts) {
        for (int i = 0; i < text.lines().size(); i++) {
          var line = text.lines().get(i);
          if (line.toLowerCase(java.util.Locale.ROOT)
                  .contains(key.toLowerCase(java.util.Locale.ROOT))
              && line.contains(complaint.word())) {
            return List.of(lineSource(text, i));
          }
        }
      }
      return List.of();
    }
    var format = complaint.word().toLowerCase(java.util.Locale.ROOT);
    for (var text : texts) {
      var name = text.path().toLowerCase(java.util.Locale.ROOT);
      if (name.endsWith("." + format) || format.equals("yaml") && name.endsWith(".yml")) {
        int line = complaint.line() > 0 ? complaint.line() : lineAt(message.text(), text);
        return line <= 0 || line > text.lines().size()
            ? List.of(new SourceFact("file", text.path(), Paths.baseName(text.path()), "", ""))
            : List.of(lineSource(text, line - 1));
      }
    }
    return List.of();
  }

  private static SourceFact lineSource(ReadText text, int index) {
    return new SourceFact("file", text.where(index), text.lines().get(index).strip(), "", "");
  }

  /// The line of `position N` in a message, 0 where it names none.
  private static int lineAt(String message, ReadText text) {
    int at = message.indexOf("position ");
    if (at < 0) {
      return 0;
    }
    var number = Versions.in(message.substring(at));
    if (number.isEmpty() || number.length() > 8 || number.contains(".")) {
      return 0;
    }
    int left = Integer.parseInt(number);
    for (int i = 0; i < text.lines().size(); i++) {
      left -= text.lines().get(i).length() + 1;
      if (left < 0) {
        return i + 1;
      }
    }
    return text.lines().size();
  }

  /// The first line of a script whose interpreter is what is missing or may not run.
  private @Nullable SourceFact shebang(Failure failure) {
    var program = failure.fact(ProgramFact.class);
    if (program == null
        || program.format() != ProgramFact.Format.SCRIPT
        || program.interpreter().isEmpty()) {
      return null;
    }
    var walked = failure.fact(PathFact.class);
    var interpreter = program.found();
    boolean scriptRuns =
        walked != null
            && walked.end() == PathFact.End.FOUND
            && (walked.mode() & 0111) != 0
            && !walked.mountedWith("noexec");
    boolean interpreterRuns =
        interpreter != null
            && interpreter.end() == PathFact.End.FOUND
            && (interpreter.mode() & 0111) != 0
            && interpreter.isRegular();
    if (!scriptRuns || interpreterRuns) {
      return null;
    }
    return new SourceFact(
        "shebang",
        program.path() + ":1",
        "#!"
            + program.interpreter()
            + (program.argument().isEmpty() ? "" : " " + program.argument())
            + (program.carriageReturn() ? "\r" : ""),
        "#" + failure.sequence(),
        "");
  }

  // --- the environment

  private void addEnvironment(
      List<Candidate> candidates,
      ExecTrace trace,
      Wanted wanted,
      Map<String, String> environment,
      List<ReadText> texts) {
    environment.forEach(
        (name, value) -> {
          if (value.isEmpty() || DERIVED.contains(name) || name.startsWith("npm_")) {
            return;
          }
          double score = score(wanted, name, value);
          if (score > 0) {
            var source = environmentSource(trace, wanted.failure().pid(), name, value, texts);
            // A tool that hands its own default on is not who chose it.
            boolean chosen = !source.setBy().startsWith("pid ") || source.setBy().endsWith("(env)");
            if (chosen || !wanted.command()) {
              candidates.add(new Candidate(score + 0.3, source));
            }
          }
        });
  }

  /// A program that go built for another machine and then was to run.
  private static void addTarget(
      List<Candidate> candidates,
      Failure failure,
      Map<String, String> environment,
      List<ProcessView> chain) {
    if (failure.errno().equals("ENOEXEC")
        && chain.stream().anyMatch(process -> process.name().equals("go"))) {
      for (var name : List.of("GOARCH", "GOOS")) {
        var value = environment.getOrDefault(name, "");
        if (!value.isEmpty()) {
          candidates.add(new Candidate(99, new SourceFact("env", name, value, "", "")));
        }
      }
    }
  }

  /// The line that lowered the limit at which a call failed.
  private static void addLimit(List<Candidate> candidates, Failure failure, List<ReadText> texts) {
    var pattern =
        switch (failure.errno()) {
          case "ENOMEM" -> LIMIT_OF_MEMORY;
          case "EMFILE" -> LIMIT_OF_FILES;
          case "EFBIG" -> LIMIT_OF_SIZE;
          case "EAGAIN" -> failure.is(CallShape.Kind.PROCESS) ? LIMIT_OF_PROCESSES : null;
          default -> null;
        };
    if (pattern == null) {
      return;
    }
    for (var text : texts) {
      for (int i = 0; i < text.lines().size(); i++) {
        if (!text.comment(i) && pattern.matcher(text.lines().get(i)).find()) {
          candidates.add(
              new Candidate(
                  95, new SourceFact(text.kind(i), text.where(i), text.quote(i), "", "")));
        }
      }
    }
  }

  private static final Pattern SHELL = Pattern.compile("(ba|da|a|z|k)?sh");
  private static final Pattern LIMIT_OF_MEMORY =
      Pattern.compile("\\bulimit\\b.* -[A-Za-z]*[vdm]\\b|RLIMIT_(AS|DATA)|prlimit.*--(as|data)");
  private static final Pattern LIMIT_OF_FILES =
      Pattern.compile("\\bulimit\\b.* -[A-Za-z]*n\\b|RLIMIT_NOFILE|prlimit.*--nofile");
  private static final Pattern LIMIT_OF_SIZE =
      Pattern.compile("\\bulimit\\b.* -[A-Za-z]*f\\b|RLIMIT_FSIZE|prlimit.*--fsize");
  private static final Pattern LIMIT_OF_PROCESSES =
      Pattern.compile("\\bulimit\\b.* -[A-Za-z]*u\\b|RLIMIT_NPROC|prlimit.*--nproc");

  private static double score(Wanted wanted, String name, String value) {
    if (name.equals("PATH")) {
      // A search through it says little about who asked; a directory that is missing is its fault.
      return 0;
    }
    if (name.equals("HOME")) {
      return Wanted.within(wanted.absolute(), value) && Wanted.within(value, wanted.fault())
          ? Wanted.WHOLE
          : 0;
    }
    var hit = wanted.in(value);
    if (hit != null && (hit.score() > 80 || hit.to() - hit.from() == value.length())) {
      return hit.score();
    }
    if (hit != null && wanted.failure().is(CallShape.Kind.SOCKET)) {
      return hit.score();
    }
    if (name.startsWith("LC_") || name.equals("LANG") || name.equals("LANGUAGE")) {
      return locale(wanted.absolute(), value) ? Wanted.WHOLE : 0;
    }
    if (SURROUNDINGS.contains(name)) {
      return 0;
    }
    boolean library = Paths.baseName(wanted.absolute()).contains(".so");
    if (wanted.command() || name.startsWith("LD_") && !library) {
      return 0;
    }
    for (var element : value.split(":", -1)) {
      if (element.startsWith("/") && holds(wanted, Paths.clean(element))) {
        return value.indexOf(':') > 0 || name.endsWith("PATH") ? 50 : 45;
      }
    }
    return 0;
  }

  /// Whether `directory` is where the program was told to look, and not merely around everything.
  private static boolean holds(Wanted wanted, String directory) {
    var failure = wanted.failure();
    return failure.path().startsWith("/")
        && Paths.clean(failure.path()).startsWith(directory + "/")
        && directory.indexOf('/', 1) > 0
        && !directory.equals("/usr/bin")
        && !Wanted.within(failure.directory(), directory);
  }

  /// Whether `path` belongs to locale `value`, whose code set may be spelt otherwise: UTF-8, utf8.
  private static boolean locale(String path, String value) {
    if (value.length() < 2 || value.equals("POSIX") || !path.contains("/locale/")) {
      return false;
    }
    int dot = value.indexOf('.');
    var language = dot < 0 ? value : value.substring(0, dot);
    for (var part : path.split("/", -1)) {
      if (part.equals(value) || part.equals(language) || part.startsWith(language + ".")) {
        return true;
      }
    }
    return false;
  }

  private SourceFact environmentSource(
      ExecTrace trace, int pid, String name, String value, List<ReadText> texts) {
    return new SourceFact("env", name, value, "", setBy(trace, pid, name, value, texts));
  }

  /// What first gave `name` this value: a process of the run with the line it read, or a start-up
  /// file of the user's shell; empty where it came from outside and nobody can be named.
  private String setBy(ExecTrace trace, int pid, String name, String value, List<ReadText> texts) {
    var setting = name + "=" + value;
    for (var process : trace.ancestry(pid)) {
      for (int i = 0; i < process.images().size(); i++) {
        if (!process.images().get(i).environment().contains(setting)) {
          continue;
        }
        if (process == trace.root() && i == 0) {
          return startUpLine(process.images().getFirst(), name, value);
        }
        var setter = i == 0 ? trace.process(process.parent()) : process;
        if (setter == null) {
          return "";
        }
        var line = assignment(texts, name, value);
        return line.isEmpty() ? "pid " + setter.pid() + " (" + nameOf(setter, i) + ")" : line;
      }
    }
    return "";
  }

  private static String nameOf(ProcessView process, int image) {
    return image > 0 && image <= process.images().size()
        ? Paths.baseName(process.images().get(image - 1).path())
        : process.name();
  }

  private static String assignment(List<ReadText> texts, String name, String value) {
    for (var text : texts) {
      for (int i = 0; i < text.lines().size(); i++) {
        var line = text.lines().get(i);
        int at = line.indexOf(name);
        if (at >= 0 && !text.comment(i) && line.indexOf(value, at + name.length()) > 0) {
          return text.where(i);
        }
      }
    }
    return "";
  }

  /// The line of a start-up file that sets `name` to `value`.
  private String startUpLine(Started first, String name, String value) {
    var home = "";
    for (var entry : first.environment()) {
      if (entry.startsWith("HOME=")) {
        home = entry.substring(5);
      }
    }
    var startUp = new ArrayList<String>();
    if (!home.isEmpty()) {
      for (var file :
          List.of(
              ".bashrc",
              ".bash_profile",
              ".bash_login",
              ".profile",
              ".zshrc",
              ".zshenv",
              ".zprofile")) {
        startUp.add(home + "/" + file);
      }
    }
    startUp.add("/etc/environment");
    startUp.add("/etc/profile");
    startUp.add("/etc/bash.bashrc");
    try {
      for (var file : files.list(RawText.encode("/etc/profile.d"), 200)) {
        startUp.add("/etc/profile.d/" + RawText.decode(file));
      }
    } catch (SyscallException _) {
      // There is no such directory.
    }
    for (var file : startUp) {
      var lines = text(file).split("\n", -1);
      for (int i = 0; i < lines.length; i++) {
        var line = lines[i].strip();
        if (!line.startsWith("#")
            && line.matches("(export\\s+|setenv\\s+|.*[;\\s])?" + name + "[=\\s].*")
            && line.contains(value)) {
          var shown =
              !home.isEmpty() && file.startsWith(home + "/")
                  ? "~" + file.substring(home.length())
                  : file;
          return shown + ":" + (i + 1);
        }
      }
    }
    return "";
  }

  // --- command lines

  private static void addArguments(
      List<Candidate> candidates, Wanted wanted, List<ProcessView> chain) {
    for (int depth = 0; depth < chain.size(); depth++) {
      for (var image : chain.get(depth).images()) {
        if (image.sequence() > wanted.failure().lastSequence()) {
          continue;
        }
        var source = argument(wanted, image);
        if (source != null) {
          boolean typed = depth == 0 && image == chain.getFirst().images().getFirst();
          // A tool took it from a file of its own that may spell it with variables.
          boolean handedOn =
              depth > 0
                  && image.arguments().size() > 2
                  && image.arguments().get(1).endsWith("c")
                  && SHELL.matcher(Paths.baseName(image.path())).matches();
          candidates.add(
              new Candidate(
                  source.score() - (handedOn ? 45 : 0) + (typed ? 0.4 : 0.1 - depth * 0.001),
                  source.source()));
        }
      }
    }
  }

  private static @Nullable Candidate argument(Wanted wanted, Started image) {
    var arguments = image.arguments();
    Candidate best = null;
    for (int i = 1; i < arguments.size(); i++) {
      var word = arguments.get(i);
      var hit = wanted.in(word);
      if (hit == null || hit.score() < 60 && !wanted.failure().is(CallShape.Kind.SOCKET)) {
        continue;
      }
      if (best == null || hit.score() > best.score()) {
        best =
            new Candidate(
                hit.score(),
                new SourceFact("argv", option(image, i, hit), shown(word, hit), "", ""));
      }
    }
    return best;
  }

  /// The name of the option that carries word `index`, or which argument of which program it is.
  private static String option(Started image, int index, Wanted.Hit hit) {
    var word = image.arguments().get(index);
    if (word.startsWith("-") && hit.from() > 1) {
      int end = 0;
      while (end < hit.from() && "=: ".indexOf(word.charAt(end)) < 0) {
        end++;
      }
      return word.substring(0, end);
    }
    return "argument " + index + " of " + Paths.baseName(image.path());
  }

  /// A whole program as one argument is shown around the place.
  private static String shown(String word, Wanted.Hit hit) {
    if (word.length() <= 120) {
      return word;
    }
    int from = Math.max(0, hit.from() - 50);
    int to = Math.min(word.length(), hit.to() + 50);
    return (from > 0 ? "..." : "") + word.substring(from, to) + (to < word.length() ? "..." : "");
  }

  // --- files

  private static void addFiles(List<Candidate> candidates, Wanted wanted, List<ReadText> texts) {
    for (int order = 0; order < texts.size(); order++) {
      var text = texts.get(order);
      Candidate best = null;
      for (int i = 0; i < text.lines().size(); i++) {
        var hit = wanted.in(text.lines().get(i));
        if (hit == null) {
          continue;
        }
        double score =
            hit.score()
                + (text.settings() ? 0.25 : 0.2)
                - (text.comment(i) ? 30 : 0)
                - order * 0.0001;
        if (score >= 60 && (best == null || score > best.score())) {
          best =
              new Candidate(
                  score,
                  new SourceFact(text.kind(i), text.where(i), text.lines().get(i).strip(), "", ""));
        }
      }
      if (best != null) {
        candidates.add(best);
      }
    }
  }

  /// The texts that the processes read, the innermost process first, and of each the latest first.
  /// Programs count that ran before `before`.
  private List<ReadText> read(List<ProcessView> chain, long before, String except) {
    var found = new ArrayList<ReadText>();
    var known = new HashSet<String>();
    for (var process : chain.reversed()) {
      for (var path : opened(process, before).reversed()) {
        if (known.add(path) && !path.equals(except) && !system(path)) {
          var text = text(path);
          if (!text.isEmpty()) {
            found.add(ReadText.of(path, process, text));
          }
        }
      }
    }
    return found;
  }

  private static List<String> opened(ProcessView process, long before) {
    var paths = new LinkedHashSet<String>();
    for (var image : process.images()) {
      if (image.sequence() <= before) {
        paths.add(Paths.normal(Paths.absolute(image.directory(), image.path())));
      }
    }
    for (Success success : process.successes()) {
      // A file that was read again later counts, too: of several times only the last is kept.
      if (success.call().startsWith("open")
          && !success.detail().contains("O_DIRECTORY")
          && !success.detail().contains("O_WRONLY")
          && !success.detail().contains("O_CREAT")) {
        var path = Paths.normal(success.absolute());
        // The last one opened stands last.
        paths.remove(path);
        paths.add(path);
        var source = pythonSource(path);
        if (!source.isEmpty()) {
          paths.add(source);
        }
      }
    }
    return new ArrayList<>(paths);
  }

  /// The source of a compiled Python module, which python itself then does not open.
  private static String pythonSource(String path) {
    int cache = path.indexOf("/__pycache__/");
    if (cache < 0 || !path.endsWith(".pyc")) {
      return "";
    }
    var name = path.substring(cache + 13);
    int dot = name.indexOf('.');
    return path.substring(0, cache) + "/" + name.substring(0, dot) + ".py";
  }

  private static boolean system(String path) {
    if (SYSTEM_FILES.contains(path) || path.equals("/")) {
      return true;
    }
    for (var start : SYSTEM) {
      if (path.startsWith(start)) {
        return true;
      }
    }
    for (var part : CACHES) {
      if (path.contains(part)) {
        return true;
      }
    }
    return false;
  }

  /// The text of a small file; empty where it is large, binary or cannot be read.
  private String text(String path) {
    var known = texts.get(path);
    if (known != null) {
      return known;
    }
    var text = "";
    try {
      var name = RawText.encode(path);
      var status = files.status(name, true);
      if (status.regular() && status.size() <= LARGEST_FILE && bytesRead < MOST_BYTES) {
        var raw = files.read(name, LARGEST_FILE);
        bytesRead += raw.length;
        text = binary(raw) ? "" : RawText.decode(raw);
      }
    } catch (SyscallException _) {
      // Gone, or not ours to read.
    }
    texts.put(path, text);
    return text;
  }

  private static boolean binary(byte[] raw) {
    for (int i = 0; i < Math.min(raw.length, 4096); i++) {
      if (raw[i] == 0) {
        return true;
      }
    }
    return false;
  }

  // --- the program itself

  /// A path that is written in the program file as a text of its own.
  private void addDefault(List<Candidate> candidates, ExecTrace trace, Wanted wanted) {
    var failure = wanted.failure();
    var path = failure.path();
    var process = trace.process(failure.pid());
    var image = process == null ? null : process.imageAt(failure.sequence());
    if (image == null
        || wanted.command()
        || !path.startsWith("/")
        || path.length() < SHORTEST_DEFAULT
        || !image.executable().startsWith("/")) {
      return;
    }
    try {
      var name = RawText.encode(image.executable());
      var status = files.status(name, true);
      if (!status.regular() || status.size() > LARGEST_PROGRAM) {
        return;
      }
      if (contains(files.read(name, (int) status.size()), RawText.encode(path))) {
        candidates.add(
            new Candidate(40, new SourceFact("default", image.executable(), path, "", "")));
      }
    } catch (SyscallException _) {
      // The program is gone.
    }
  }

  /// Whether `bytes` has `word` between two NUL bytes.
  private static boolean contains(byte[] bytes, byte[] word) {
    int last = bytes.length - word.length - 1;
    for (int i = 1; i <= last; i++) {
      if (bytes[i] == word[0] && bytes[i - 1] == 0 && bytes[i + word.length] == 0) {
        int j = 1;
        while (j < word.length && bytes[i + j] == word[j]) {
          j++;
        }
        if (j == word.length) {
          return true;
        }
      }
    }
    return false;
  }
}
