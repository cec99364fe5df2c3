package faultline.exec.env;

import faultline.exec.Paths;
import faultline.exec.env.EnvObservation.Demand;
import faultline.exec.env.EnvObservation.NamesNothing;
import faultline.exec.env.EnvObservation.OtherHome;
import faultline.exec.env.EnvObservation.Stranger;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// What does not fit together in the settings of Java, as facts for the rules.
///
/// @param program the java in PATH
/// @param home its tree, which is java.home
record JavaDrift(Survey survey, String program, String home, String version) {
  private static final Pattern RELEASE =
      Pattern.compile("<(?:maven\\.compiler\\.release|release|java\\.version)>(\\d+)</");

  private World world() {
    return survey.world();
  }

  /// JAVA_VERSION of the file `release` in a JDK; empty where there is none.
  static String release(World world, String tree) {
    var text = world.text(tree + "/release");
    return text == null ? "" : JavaLook.release(text, JavaLook.versionLine());
  }

  /// Whether `setlocale` would find a locale, as far as files tell.
  static boolean installed(World world, String locale) {
    if (locale.matches("C|POSIX")) {
      return true;
    }
    int dot = locale.indexOf('.');
    var normal =
        dot < 0
            ? locale
            : locale.substring(0, dot + 1)
                + locale.substring(dot + 1).toLowerCase(Locale.ROOT).replace("-", "");
    return world.isDirectory("/usr/lib/locale/" + normal)
        || world.isDirectory("/usr/lib/locale/" + locale)
        || world.inProgram(
                "/usr/lib/locale/locale-archive",
                Pattern.compile("\0(" + Pattern.quote(normal) + ")\0"))
            != null;
  }

  void look() {
    javaHome();
    compiler();
    classPath();
    project();
    survey.startLines(
        List.of(
            "JAVA_HOME",
            "JDK_JAVA_OPTIONS",
            "JAVA_TOOL_OPTIONS",
            "_JAVA_OPTIONS",
            "CLASSPATH",
            "JAVA_OPTS",
            "MAVEN_OPTS",
            "GRADLE_OPTS"));
  }

  private void javaHome() {
    var named = world().variable("JAVA_HOME");
    if (named.isEmpty()) {
      return;
    }
    var real = world().real(named);
    if (real == null || !world().isExecutable(real + "/bin/java")) {
      survey.see(
          new NamesNothing(
              "JAVA_HOME",
              "JAVA_HOME",
              named,
              named + "/bin/java",
              "Maven, Gradle and other scripts fail or search PATH"));
      return;
    }
    // A JDK of Debian has its java as a link into the same tree.
    var program = world().real(real + "/bin/java");
    var theirs = release(world(), real);
    if (!real.equals(home)
        && (program == null || !program.equals(world().real(this.program)))
        && !theirs.equals(version)) {
      survey.see(
          new OtherHome(
              "JAVA_HOME",
              "JAVA_HOME",
              named,
              theirs,
              this.program,
              version,
              "Maven and Gradle build with that one, and a shell starts this one"));
    }
  }

  private void compiler() {
    var compiler = world().program("javac");
    var real = compiler == null ? null : world().real(compiler);
    if (compiler == null || real == null) {
      return;
    }
    var theirs = release(world(), Paths.parent(Paths.parent(real)));
    if (!theirs.isEmpty() && !theirs.equals(version)) {
      survey.see(new Stranger(compiler, "javac", theirs, program, version));
    }
  }

  private void classPath() {
    var path = world().variable("CLASSPATH");
    for (var one : path.isEmpty() ? List.<String>of() : List.of(path.split(":", -1))) {
      var plain = one.endsWith("*") ? one.substring(0, one.length() - 1) : one;
      if (!plain.isEmpty() && !world().exists(Paths.absolute(world().directory(), plain))) {
        survey.see(
            new NamesNothing("CLASSPATH", "CLASSPATH", path, one, "no class is found there"));
      }
    }
  }

  private void project() {
    file(".java-version", Pattern.compile("(?m)^\\s*(?:[a-z]+-)?v?(\\d+(?:\\.\\d+)*)"), false);
    file(".sdkmanrc", Pattern.compile("(?m)^\\s*java\\s*=\\s*(\\d+(?:\\.\\d+)*)"), false);
    file("pom.xml", RELEASE, true);
  }

  private void file(String name, Pattern pattern, boolean least) {
    for (var folder = world().directory(); ; folder = Paths.parent(folder)) {
      var path = (folder.equals("/") ? "" : folder) + "/" + name;
      var text = world().text(path);
      if (text != null) {
        var at = pattern.matcher(text);
        if (at.find()) {
          long line = text.substring(0, at.start(1)).chars().filter(c -> c == '\n').count() + 1;
          var wanted = at.group(1);
          var builder = release(world(), world().variable("JAVA_HOME"));
          var found = !least || builder.isEmpty() ? version : builder; // Maven starts JAVA_HOME's
          var feature = found.startsWith("1.") ? found.substring(2) : found;
          var asked = wanted.startsWith("1.") ? wanted.substring(2) : wanted;
          survey.see(
              new Demand(
                  path + ":" + line,
                  text.lines().skip(line - 1).findFirst().orElse("").strip(),
                  "java",
                  wanted + (least ? " or later" : ""),
                  found,
                  least ? Versions.compare(feature, asked) >= 0 : Versions.begins(feature, asked),
                  ""));
        }
        return;
      }
      if (folder.equals("/")) {
        return;
      }
    }
  }
}
