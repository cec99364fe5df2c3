package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.Diagnostic;
import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecObservation.Success;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Compiled code is for another version of its language than the one that loads it.
///
/// ## Why it breaks
///
/// Runtimes number the format of what they load: `NODE_MODULE_VERSION` of Node add-ons, the class
/// file version of Java, the API version of Python and Perl extensions. Code with another number is
/// refused, however right its path.
///
/// ## Fix
///
/// Build it for this version (`npm rebuild`, `javac --release N`, reinstall the Python package), or
/// run it with the version that it was built for.
@RuleInfo(
    id = "FL-EXEC-027",
    name = "built-for-other-version",
    severity = Severity.ERROR,
    explanation = "abi-number")
public final class AbiNumber implements ExecRule {
  private static final Pattern NODE_MODULE = Pattern.compile("The module '([^']+)'");
  private static final Pattern NODE_VERSION = Pattern.compile("NODE_MODULE_VERSION (\\d+)");

  /// File endings of what a class, module or package is loaded from.
  private static final List<String> ARCHIVES = List.of(".jar", ".jmod", ".zip", ".war");

  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    if (!(suspect.what() instanceof Message message)) {
      return null;
    }
    var diagnostic = Diagnostic.of(message.text());
    var match = diagnostic == null ? null : diagnostic.match(message.text());
    if (diagnostic == null || match == null) {
      return null;
    }
    return switch (diagnostic) {
      case ABI_OF_NODE -> node(trace, suspect, message, match.group(1));
      case ABI_OF_NODE_REGISTRATION ->
          file(
              trace,
              suspect,
              message,
              match.group(1),
              match.group(1)
                  + " did not register with this Node: it was built for another version, or is no"
                  + " add-on",
              "rebuild it for this Node (npm rebuild)");
      case ABI_OF_JAVA -> java(trace, suspect, message, match);
      case ABI_OF_OLD_JAVA ->
          type(
              trace,
              suspect,
              message,
              match.group(1),
              match.group(1)
                  + " was compiled for class file version "
                  + match.group(2)
                  + release(match.group(2))
                  + ", newer than this java knows",
              "run it with"
                  + release(match.group(2)).replace(" (", " ").replace(")", "")
                  + ", or compile it with --release");
      case ABI_OF_JAVAC -> javac(trace, suspect, message, match);
      case ABI_OF_PLUGIN ->
          last(
              trace,
              suspect,
              message,
              success -> success.baseName().contains(".so"),
              "a plug-in was built for interface "
                  + match.group(1)
                  + " of the program that loads it, which has "
                  + match.group(2),
              "rebuild the plug-in for this version, or install one that fits");
      case ABI_OF_PYTHON ->
          last(
              trace,
              suspect,
              message,
              success -> success.baseName().endsWith(".so"),
              "an extension was compiled against API version "
                  + match.group(1)
                  + " of "
                  + match.group(2)
                  + ", which here has "
                  + match.group(3),
              "reinstall the package that was compiled against the other version of "
                  + match.group(2));
      case ABI_OF_PYTHON_TYPE ->
          last(
              trace,
              suspect,
              message,
              success -> success.baseName().endsWith(".so"),
              "an extension was compiled against another version of "
                  + match.group(1)
                  + ", whose size differs here",
              "reinstall the package that was compiled against the other version");
      case ABI_OF_PYTHON_CODE ->
          file(
              trace,
              suspect,
              message,
              match.group(1),
              "the compiled code of " + match.group(1) + " is from another version of Python",
              "remove the .pyc file or compile it with this Python");
      case ABI_OF_PERL ->
          last(
              trace,
              suspect,
              message,
              success -> success.baseName().endsWith(".so"),
              "a compiled Perl extension was built for another Perl: " + message.text().strip(),
              "rebuild the extension with this perl, or take the other tree out of PERL5LIB");
      case ABI_OF_LUA ->
          file(
              trace,
              suspect,
              message,
              match.group(1),
              match.group(1) + " was compiled by another version of Lua",
              "compile it with the luac of this Lua, or load its source");
      case ABI_OF_RUBY ->
          file(
              trace,
              suspect,
              message,
              match.group(1),
              match.group(1) + " was built for another Ruby",
              "rebuild it for this Ruby (gem pristine)");
      case ABI_OF_PHP ->
          last(
              trace,
              suspect,
              message,
              success -> success.baseName().endsWith(".so"),
              "the PHP extension " + match.group(1) + " was built for another PHP",
              "install the extension for this PHP");
      case ABI_OF_GO ->
          file(
              trace,
              suspect,
              message,
              match.group(1) + ".so",
              "the plugin "
                  + match.group(1)
                  + " was built with another version of "
                  + match.group(2),
              "build the program and its plugins with one Go and one set of modules");
      case ABI_OF_RUST ->
          last(
              trace,
              suspect,
              message,
              success -> success.baseName().startsWith("lib" + match.group(1)),
              "the crate " + match.group(1) + " was compiled by another version of rustc",
              "cargo clean, then build with one toolchain");
      default -> null;
    };
  }

  private @Nullable Finding node(ExecTrace trace, Suspect suspect, Message message, String built) {
    var process = trace.process(message.pid());
    if (process == null) {
      return null;
    }
    var module = "";
    var running = "";
    for (var other : process.messages()) {
      var name = NODE_MODULE.matcher(other.text());
      if (other.sequence() < message.sequence() && name.find()) {
        module = name.group(1);
      }
      var number = NODE_VERSION.matcher(other.text());
      if (other.sequence() > message.sequence() && running.isEmpty() && number.find()) {
        running = number.group(1);
      }
    }
    var cause =
        (module.isEmpty() ? "an add-on" : Phrase.name(module))
            + " was built for NODE_MODULE_VERSION "
            + built
            + (running.isEmpty() ? "" : ", this Node has " + running);
    var addon = module;
    return last(
        trace,
        suspect,
        message,
        success ->
            addon.isEmpty()
                ? success.baseName().endsWith(".node")
                : success.absolute().equals(addon)
                    || success.baseName().equals(Paths.baseName(addon)),
        cause,
        "rebuild it for this Node (npm rebuild), or run the Node that it was built for");
  }

  private @Nullable Finding java(ExecTrace trace, Suspect suspect, Message message, Matcher match) {
    return type(
        trace,
        suspect,
        message,
        match.group(1),
        match.group(1)
            + " was compiled for class file version "
            + match.group(2)
            + release(match.group(2))
            + ", this java knows versions up to "
            + match.group(3)
            + release(match.group(3)),
        "run a newer java, or compile with --release " + number(match.group(3)));
  }

  private static int number(String version) {
    int dot = version.indexOf('.');
    return Integer.parseInt(dot < 0 ? version : version.substring(0, dot)) - 44;
  }

  /// Java 5 wrote 49; each release since adds one.
  private static String release(String version) {
    int release = number(version);
    return release >= 5 && release < 40 ? " (Java " + release + ")" : "";
  }

  private @Nullable Finding javac(
      ExecTrace trace, Suspect suspect, Message message, Matcher match) {
    return last(
        trace,
        suspect,
        message,
        success -> success.baseName().endsWith(".class") || archive(success),
        "a class file has version "
            + match.group(1)
            + release(match.group(1))
            + ", this javac reads up to "
            + match.group(2)
            + release(match.group(2)),
        "compile with a newer JDK, or take a library for this one");
  }

  private static boolean archive(Success success) {
    return ARCHIVES.stream().anyMatch(success.path()::endsWith)
        && !success.absolute().contains("/jvm/");
  }

  /// A class by its name: its own file, else the archive that was opened last.
  private @Nullable Finding type(
      ExecTrace trace, Suspect suspect, Message message, String type, String cause, String advice) {
    var name = type.replace('.', '/');
    var file = name.substring(name.lastIndexOf('/') + 1) + ".class";
    var process = trace.process(message.pid());
    boolean own =
        process != null
            && process.successes().stream().anyMatch(success -> success.baseName().equals(file));
    return last(
        trace,
        suspect,
        message,
        success -> own ? success.baseName().equals(file) : archive(success),
        cause,
        advice);
  }

  private @Nullable Finding file(
      ExecTrace trace, Suspect suspect, Message message, String path, String cause, String advice) {
    return last(
        trace,
        suspect,
        message,
        success ->
            success.path().equals(path)
                || success.absolute().equals(path)
                || success.baseName().equals(Paths.baseName(path))
                || success.baseName().startsWith(Paths.baseName(path) + "."),
        cause,
        advice);
  }

  /// The decisive call is the last open that `loads`; without one only the words of the message
  /// speak.
  private Finding last(
      ExecTrace trace,
      Suspect suspect,
      Message message,
      Predicate<Success> loads,
      String cause,
      String advice) {
    var process = trace.process(message.pid());
    var opened =
        process == null
            ? null
            : process.successes().stream()
                .filter(success -> success.call().startsWith("open"))
                .filter(success -> success.sequence() < message.sequence())
                .filter(loads)
                .reduce((_, second) -> second)
                .orElse(null);
    return opened == null
        ? about(trace, suspect, "abi-number", cause, Fix.of(advice), null, "", null, List.of())
        : about(
            trace,
            suspect,
            "abi-number",
            cause,
            Fix.of(advice),
            opened.call(),
            opened.path(),
            opened.absolute(),
            List.of(opened));
  }
}
