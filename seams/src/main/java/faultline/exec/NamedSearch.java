package faultline.exec;

import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecObservation.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A search for something by its name, as a message tells of it, and the failed calls that belong
/// to it: a Python module, a Java class, a library to be linked.
///
/// @param what what kind of thing was searched for
/// @param name its name, as the message has it
/// @param probes failed calls of that search, the most telling first
public record NamedSearch(Message message, Diagnostic what, String name, List<Failure> probes) {
  public NamedSearch {
    probes = List.copyOf(probes);
  }

  /// The search that the message of `suspect` tells of; null where it is no message of a search.
  public static @Nullable NamedSearch of(ExecTrace trace, Suspect suspect) {
    if (!(suspect.what() instanceof Message message)) {
      return null;
    }
    var diagnostic = Diagnostic.of(message.text());
    var match = diagnostic == null ? null : diagnostic.match(message.text());
    if (diagnostic == null || match == null || match.groupCount() == 0) {
      return null;
    }
    var name = match.group(1) != null || match.groupCount() < 2 ? match.group(1) : match.group(2);
    if (name == null) {
      return null;
    }
    return new NamedSearch(message, diagnostic, name, probes(trace, message, diagnostic, name));
  }

  /// The failed call that shows the search best, or null where none is known.
  public @Nullable Failure decisive() {
    return probes.isEmpty() ? null : probes.getFirst();
  }

  private record Rated(Failure failure, int rate) {}

  private static List<Failure> probes(
      ExecTrace trace, Message message, Diagnostic what, String name) {
    var rated = new ArrayList<Rated>();
    for (var process : searchers(trace, message)) {
      for (var failure : process.failures()) {
        boolean missing = failure.errno().equals("ENOENT") || failure.errno().equals("ENOTDIR");
        if (missing && failure.sequence() < message.sequence() && !failure.path().isEmpty()) {
          int rate = rate(trace, failure, what, name);
          if (rate > 0) {
            boolean link = failure.is(CallShape.Kind.READ_LINK);
            rated.add(new Rated(failure, link ? rate - 1 : rate));
          }
        }
      }
    }
    return rated.stream()
        .sorted(Comparator.comparingInt(Rated::rate).reversed())
        .map(Rated::failure)
        .limit(8)
        .toList();
  }

  /// The process that wrote the message, and those that it may only have reported on.
  private static List<ProcessView> searchers(ExecTrace trace, Message message) {
    var writer = trace.process(message.pid());
    if (writer == null) {
      return List.of();
    }
    var all = new ArrayList<ProcessView>();
    all.add(writer);
    all.addAll(writer.children());
    var parent = trace.process(writer.parent());
    if (writer.images().isEmpty() && parent != null) {
      all.add(parent);
    }
    return all;
  }

  /// How well a failed call shows that `name` was searched for; 0: not at all.
  private static int rate(ExecTrace trace, Failure failure, Diagnostic what, String name) {
    var path = failure.path();
    var base = failure.baseName();
    return switch (what) {
      case MODULE_OF_NODE -> node(failure, name);
      case MODULE_OF_PYTHON, MODULE_OF_PYTHON_SAID -> {
        var last = name.substring(name.lastIndexOf('.') + 1);
        yield base.equals(last) || base.startsWith(last + ".") ? 6 : 0;
      }
      case MODULE_OF_JAVA, MODULE_OF_JAVA_MAIN -> {
        if (onClassPath(trace, failure)) {
          yield 8;
        }
        yield path.endsWith(name.replace('.', '/') + ".class") ? 6 : 0;
      }
      case MODULE_OF_JAVAC ->
          onClassPath(trace, failure) ? 8 : path.endsWith(name.replace('.', '/')) ? 6 : 0;
      case MODULE_OF_GO, MODULE_OF_GO_STD ->
          path.endsWith("/" + name) ? 6 : path.endsWith("/" + name + "/go.mod") ? 4 : 0;
      case LIBRARY_OF_PERL ->
          path.endsWith("/auto/" + name.replace("::", "/"))
              ? 5
              : base.equals(name.substring(name.lastIndexOf(':') + 1) + ".so") ? 6 : 0;
      case MODULE_OF_PERL -> path.endsWith("/" + name) || path.equals(name) ? 6 : 0;
      case MODULE_OF_RUBY -> path.contains(name + ".") || path.endsWith(name) ? 6 : 0;
      case MODULE_OF_RUST -> base.contains(name) ? 6 : 0;
      case MODULE_OF_CLR -> base.equals(name + ".dll") ? 8 : base.startsWith(name + ".") ? 6 : 0;
      case MODULE_OF_JQ ->
          base.equals(name) ? 4 : base.startsWith(Paths.baseName(name) + ".") ? 6 : 0;
      case MODULE_OF_LUA -> path.contains(name.replace('.', '/') + ".") ? 6 : 0;
      case MODULE_OF_R, MODULE_OF_TCL, MODULE_OF_JULIA, MODULE_OF_FORTRAN ->
          base.equals(name)
                  || base.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ".")
              ? 6
              : 0;
      case LIBRARY_OF_JAVA ->
          base.equals("lib" + name + ".so") ? commandLine(trace, failure) ? 8 : 6 : 0;
      case LIBRARY_OF_CLR -> {
        var stem = name.startsWith("lib") ? name : "lib" + name;
        yield base.equals(name) || base.equals(name + ".so")
            ? 8
            : base.equals(stem + ".so") || base.equals(stem) ? 7 : 0;
      }
      case LIBRARY_OF_GO ->
          (Paths.absolute(failure.directory(), name) + "/").startsWith(failure.absolute() + "/")
              ? 6
              : 0;
      case LIBRARY_TO_LINK ->
          base.equals("lib" + name + ".so")
              ? 7
              : base.equals("lib" + name + ".a") ? 6 : base.equals("-l" + name) ? 2 : 0;
      case LIBRARY_NOT_FOUND, LIBRARY_NOT_FOUND_MUSL ->
          base.equals(Paths.baseName(name)) && failure.is(CallShape.Kind.OPEN) ? 6 : 0;
      case HEADER ->
          path.endsWith("/" + name) || path.equals(name)
              ? failure.is(CallShape.Kind.OPEN) ? 7 : 5
              : 0;
      default -> 0;
    };
  }

  private static int node(Failure failure, String name) {
    var path = failure.path();
    if (name.startsWith("/")) {
      return path.equals(name) ? 8 : path.startsWith(name + ".") ? 5 : 0;
    }
    if (name.startsWith(".")) {
      var tail = Paths.normal("/" + name.replaceFirst("^(\\.\\.?/)+", ""));
      return path.endsWith(tail) ? 8 : path.contains(tail + ".") ? 5 : 0;
    }
    if (path.endsWith("/node_modules/" + name)) {
      return 8;
    }
    return path.endsWith("/node_modules") ? 7 : path.contains("/node_modules/" + name) ? 6 : 0;
  }

  /// Whether what is missing is an entry of a Java class path.
  private static boolean onClassPath(ExecTrace trace, Failure failure) {
    var process = trace.process(failure.pid());
    var image = process == null ? null : process.imageAt(failure.sequence());
    if (image == null || failure.path().equals(".")) {
      return false;
    }
    var entries = new ArrayList<String>();
    var arguments = image.arguments();
    for (int i = 0; i + 1 < arguments.size(); i++) {
      if (arguments.get(i).matches("-cp|-classpath|--class-path|-p|--module-path")) {
        entries.addAll(List.of(arguments.get(i + 1).split(":", -1)));
      }
    }
    for (var argument : arguments) {
      if (argument.startsWith("--class-path=") || argument.startsWith("--module-path=")) {
        entries.addAll(List.of(argument.substring(argument.indexOf('=') + 1).split(":", -1)));
      }
    }
    entries.addAll(
        List.of(trace.environment(failure.pid()).getOrDefault("CLASSPATH", "").split(":", -1)));
    var absolute = failure.absolute();
    return entries.stream()
        .filter(entry -> !entry.isEmpty())
        .anyMatch(entry -> Paths.absolute(image.directory(), entry).equals(absolute));
  }

  /// Whether a word of the command line names the directory in which the call looked.
  private static boolean commandLine(ExecTrace trace, Failure failure) {
    var process = trace.process(failure.pid());
    var image = process == null ? null : process.imageAt(failure.sequence());
    var directory = Paths.parent(failure.absolute());
    return image != null
        && image.arguments().stream()
            .anyMatch(
                argument -> {
                  int equals = argument.indexOf('=');
                  return equals > 0
                      && List.of(argument.substring(equals + 1).split(":", -1)).stream()
                          .anyMatch(
                              word -> Paths.absolute(image.directory(), word).equals(directory));
                });
  }
}
