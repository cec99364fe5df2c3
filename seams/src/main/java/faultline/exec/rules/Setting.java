package faultline.exec.rules;

import faultline.core.Fix;
import faultline.exec.Complaint;
import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecObservation.Success;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.SourceFact;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What rules say about a variable: where it was set, and how it is set right.
public final class Setting {
  /// Variables without which the tool uses a default that works.
  private static final Set<String> OPTIONAL =
      Set.of(
          "GOROOT",
          "GOTMPDIR",
          "GOCACHE",
          "GOENV",
          "GOPATH",
          "GOMODCACHE",
          "GOBIN",
          "GOFLAGS",
          "GOOS",
          "GOARCH",
          "GOARM",
          "GOAMD64",
          "GOEXPERIMENT",
          "GOTOOLCHAIN",
          "GOPROXY",
          "GOSUMDB",
          "GOWORK",
          "GODEBUG",
          "GO111MODULE",
          "CGO_ENABLED",
          "CC",
          "CXX",
          "AR",
          "LD",
          "CPP",
          "FC",
          "CFLAGS",
          "LDFLAGS",
          "TMPDIR",
          "TMP",
          "TEMP",
          "JAVA_HOME",
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "_JAVA_OPTIONS",
          "JAVA_OPTS",
          "MAVEN_OPTS",
          "MAVEN_HOME",
          "M2_HOME",
          "GRADLE_OPTS",
          "CLASSPATH",
          "NODE_OPTIONS",
          "NODE_PATH",
          "NODE_EXTRA_CA_CERTS",
          "PYTHONHOME",
          "PYTHONPATH",
          "PYTHONSTARTUP",
          "PYTHONHASHSEED",
          "PYTHONIOENCODING",
          "PYTHONPLATLIBDIR",
          "PYTHONEXECUTABLE",
          "PYTHONMALLOC",
          "PYTHONBREAKPOINT",
          "PERL5OPT",
          "PERL5LIB",
          "RUBYOPT",
          "RUBYLIB",
          "CARGO_HOME",
          "RUSTC",
          "RUSTFLAGS",
          "RUSTC_WRAPPER",
          "RUSTUP_TOOLCHAIN",
          "CARGO_TARGET_DIR",
          "CARGO_BUILD_TARGET",
          "LD_PRELOAD",
          "SSL_CERT_FILE",
          "SSL_CERT_DIR",
          "CURL_CA_BUNDLE",
          "REQUESTS_CA_BUNDLE",
          "GIT_DIR",
          "GIT_WORK_TREE",
          "GIT_EXEC_PATH",
          "GIT_SSH",
          "GIT_SSH_COMMAND",
          "GIT_CONFIG_GLOBAL",
          "GIT_CONFIG_SYSTEM",
          "GIT_EDITOR",
          "GIT_TEMPLATE_DIR",
          "EDITOR",
          "VISUAL",
          "PAGER",
          "GIT_PAGER",
          "XDG_CONFIG_HOME",
          "XDG_CACHE_HOME",
          "XDG_DATA_HOME",
          "XDG_STATE_HOME",
          "OPENSSL_CONF",
          "OPENSSL_MODULES",
          "TZ",
          "TZDIR",
          "BASH_ENV",
          "ENV",
          "PKG_CONFIG_PATH",
          "PKG_CONFIG_LIBDIR",
          "PKG_CONFIG",
          "GCC_EXEC_PREFIX",
          "COMPILER_PATH",
          "MAKEFILES",
          "CMAKE_GENERATOR",
          "CMAKE_TOOLCHAIN_FILE",
          "DOTNET_ROOT",
          "DOTNET_STARTUP_HOOKS",
          "PIP_CONFIG_FILE",
          "PIP_INDEX_URL",
          "TERMINFO",
          "INPUTRC",
          "CONFIG_SITE",
          "http_proxy",
          "https_proxy",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "all_proxy",
          "ALL_PROXY",
          "DYLD_LIBRARY_PATH",
          "LD_AUDIT",
          "CDPATH",
          "GREP_OPTIONS");

  private Setting() {}

  /// ` (set in ~/.bashrc:12)`, or nothing.
  static String origin(SourceFact source) {
    return source.setBy().isEmpty() ? "" : " (set by " + Phrase.name(source.setBy()) + ")";
  }

  public static boolean optional(String name) {
    return OPTIONAL.contains(name);
  }

  /// Whether the command got the variable from outside, so that the user's shell can change it.
  public static boolean fromOutside(ExecTrace trace, String name, String value) {
    var root = trace.root();
    return root != null
        && !root.images().isEmpty()
        && root.images().getFirst().environment().contains(name + "=" + value);
  }

  /// Sets `name` to `value` in the user's shell, or just says so where that would not help.
  static Fix export(ExecTrace trace, String name, String old, String value) {
    var text = "set " + name + " to " + Phrase.name(value);
    return fromOutside(trace, name, old)
        ? Fix.of(text, "export " + name + "=" + ShellWord.quote(value))
        : Fix.of(text);
  }

  /// Takes `name` out of the user's shell where the tool can do without; `else` is what to do
  /// otherwise.
  static Fix unset(ExecTrace trace, String name, String old, String otherwise) {
    if (!optional(name)) {
      return Fix.of(otherwise);
    }
    var text = "unset " + name + ", or " + otherwise;
    return fromOutside(trace, name, old) ? Fix.of(text, "unset " + name) : Fix.of(text);
  }

  /// Takes `name` out of the file in which `go` keeps its settings.
  static Fix unsetInFile(SourceFact source, String name) {
    var file = file(source);
    return Fix.of(
        "remove " + name + " from " + Phrase.name(file),
        "GOENV=" + ShellWord.quote(file) + " go env -u " + name);
  }

  /// `file` of `file:line`.
  public static String file(SourceFact source) {
    int colon = source.where().lastIndexOf(':');
    return colon < 0 ? source.where() : source.where().substring(0, colon);
  }

  /// `line` of `file:line`, as text; empty where there is none.
  public static String line(SourceFact source) {
    int colon = source.where().lastIndexOf(':');
    var line = colon < 0 ? "" : source.where().substring(colon + 1);
    return !line.isEmpty() && line.chars().allMatch(c -> c >= '0' && c <= '9') ? line : "";
  }

  /// Whether a likelier suspect says the same.
  static boolean repeated(ExecTrace trace, Suspect suspect, Complaint complaint) {
    for (var other : trace.suspects()) {
      if (other.what().equals(suspect.what())) {
        return false;
      }
      if (other.what() instanceof Message message
          && complaint.equals(Complaint.of(trace, message))) {
        return true;
      }
    }
    return false;
  }

  /// How the process, or the nearest of its ancestors, opened the file that the source stands in.
  static @Nullable Success opened(ExecTrace trace, int pid, SourceFact source) {
    var file = file(source);
    for (var process : trace.ancestry(pid).reversed()) {
      for (var success : process.successes().reversed()) {
        if (success.call().startsWith("open") && Paths.normal(success.absolute()).equals(file)) {
          return success;
        }
      }
    }
    return null;
  }
}
