package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.Diagnostic;
import faultline.exec.ExecObservation;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.ModuleClues;
import faultline.exec.NamedSearch;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A module, package or class is not where its language looks for it.
///
/// ## Why it breaks
///
/// Each language turns a name into paths: the directories of `sys.path`, every `node_modules`
/// upwards, the class path, `@INC`, the modules of `go.mod`. What is installed for another version,
/// in another environment, or under a name that differs in case, is not found.
///
/// ## Fix
///
/// Install it for the interpreter that runs, or correct the name or the search path.
@RuleInfo(
    id = "FL-EXEC-030",
    name = "module-missing",
    severity = Severity.ERROR,
    explanation = "module-missing")
public final class MissingModule implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    if (suspect.failure() instanceof Failure failure) {
      var assembly = ofAssembly(trace, suspect, failure);
      return assembly == null ? ofPackage(trace, suspect, failure) : assembly;
    }
    var search = NamedSearch.of(trace, suspect);
    if (search == null) {
      return null;
    }
    var name = Phrase.name(search.name());
    return switch (search.what()) {
      case MODULE_OF_PYTHON, MODULE_OF_PYTHON_SAID -> python(trace, suspect, search);
      case NAME_OF_PYTHON -> importedName(trace, suspect, search);
      case MODULE_OF_NODE -> {
        var asked = search.name();
        yield asked.startsWith(".") || asked.startsWith("/")
            ? finding(
                trace,
                suspect,
                search,
                "the module " + name + " does not exist",
                "create it, or correct the name in require or import")
            : finding(
                trace,
                suspect,
                search,
                "the package " + name + " is in no node_modules directory from there upwards",
                "npm install " + name + " (or npm ci, if package.json lists it)");
      }
      case MODULE_OF_JAVA, MODULE_OF_JAVA_MAIN, MODULE_OF_JAVAC ->
          finding(
              trace,
              suspect,
              search,
              "the class path has no "
                  + name
                  + (search.decisive() instanceof Failure entry && isEntry(search, entry)
                      ? "; its entry " + Phrase.name(entry.path()) + " does not exist"
                      : ""),
              "correct the class path, or the name");
      case MODULE_OF_NODE_EXPORTS -> exports(trace, suspect, search);
      case NAME_OF_NODE ->
          finding(
              trace,
              suspect,
              search,
              "the module " + name + " exports no " + exported(search),
              "correct the name, or take a version of the module that exports it");
      case MODULE_OF_PYTHON_RELATIVE ->
          finding(
              trace,
              suspect,
              search,
              "a relative import has no package to count from: the file runs as a script, not as a"
                  + " part of its package",
              "start it with python -m package.module, or import by the whole name");
      case PACKAGE_OF_PIP ->
          finding(
              trace,
              suspect,
              search,
              "no index and no folder that pip looks in has " + name,
              "correct the name, its version, or the index and find-links settings");
      case MODULE_OF_JAVA_LAYER ->
          finding(
              trace,
              suspect,
              search,
              "the module path has no module " + name + requiredBy(search),
              "add the folder or jar of the module to --module-path");
      case GEM ->
          finding(
              trace,
              suspect,
              search,
              "the gem " + name + " is not installed where Ruby looks for gems",
              "bundle install, or gem install it");
      case CLASS_OF_PHP ->
          finding(
              trace,
              suspect,
              search,
              "PHP knows no class " + name + ": no file that was loaded has it",
              "composer dump-autoload, or require its file, or install its extension");
      case FUNCTION_OF_PHP ->
          finding(
              trace,
              suspect,
              search,
              "PHP knows no function " + name + ": no file and no extension that was loaded has it",
              "install and enable the extension that has it, or require its file");
      case MODULE_OF_GO_STD ->
          finding(
              trace,
              suspect,
              search,
              "the standard library has no package " + name,
              "correct the import path: packages of modules begin with a host name");
      case MODULE_OF_GO ->
          finding(
              trace,
              suspect,
              search,
              "no module of go.mod provides the package " + name,
              "go get " + name + ", or correct the import path");
      case MODULE_OF_PERL ->
          finding(
              trace,
              suspect,
              search,
              "the Perl module " + name + " is in no directory of @INC",
              "install it (cpan, or Debian: apt-file search " + name + "), or set PERL5LIB");
      case MODULE_OF_RUBY ->
          finding(
              trace,
              suspect,
              search,
              "Ruby finds no " + name + " in its load path",
              "gem install it, or correct the load path");
      case MODULE_OF_RUST ->
          finding(
              trace,
              suspect,
              search,
              "the crate " + name + " is not among the dependencies",
              "cargo add " + name + ", or correct the name");
      case MODULE_OF_CLR ->
          finding(
              trace,
              suspect,
              search,
              "the assembly " + name + " is not there",
              "put " + name + ".dll beside the program, or install it");
      case MODULE_OF_LUA,
          MODULE_OF_JQ,
          MODULE_OF_R,
          MODULE_OF_TCL,
          MODULE_OF_JULIA,
          MODULE_OF_FORTRAN ->
          finding(
              trace,
              suspect,
              search,
              "the module " + name + " is in no directory that is searched",
              "install it, or correct the search path");
      default -> null;
    };
  }

  private static String exported(NamedSearch search) {
    var said = search.what().match(search.message().text());
    return said == null ? "such name" : Phrase.name(said.group(2));
  }

  private static String requiredBy(NamedSearch search) {
    var said = search.what().match(search.message().text());
    var user = said == null ? null : said.group(2);
    return user == null ? "" : ", which " + Phrase.name(user) + " requires";
  }

  private @Nullable Finding exports(ExecTrace trace, Suspect suspect, NamedSearch search) {
    var said = search.what().match(search.message().text());
    if (said == null) {
      return null;
    }
    var subpath = said.group(1);
    var file = said.group(2);
    return finding(
        trace,
        suspect,
        search,
        Phrase.name(file)
            + " does not export "
            + (subpath == null ? "anything for the package itself" : Phrase.name(subpath)),
        "require what its exports list, or a version of the package that has it");
  }

  /// Whether the decisive call shows that an entry of the class path itself is missing.
  private static boolean isEntry(NamedSearch search, Failure entry) {
    return !entry.path().endsWith(".class")
        && !entry.path().endsWith(search.name().replace('.', '/'));
  }

  private Finding python(ExecTrace trace, Suspect suspect, NamedSearch search) {
    var name = Phrase.name(search.name());
    var built =
        copies(trace, search).stream()
            .filter(copy -> copy.note().equals("is built for another Python"))
            .findFirst();
    if (built.isPresent()) {
      return finding(
          trace,
          suspect,
          search,
          "abi-number",
          "the module "
              + name
              + " is there only for another Python: "
              + Phrase.name(Paths.baseName(built.get().path())),
          "build or install " + name + " for this Python");
    }
    return finding(
        trace,
        suspect,
        search,
        "the Python module " + name + " is in no directory of sys.path",
        "install it for this Python (python3 -m pip install, or a package of the system), or"
            + " correct PYTHONPATH");
  }

  /// A module that was found and lacks a name: often another file of the same name, found first.
  private @Nullable Finding importedName(ExecTrace trace, Suspect suspect, NamedSearch search) {
    var match = Diagnostic.NAME_OF_PYTHON.match(search.message().text());
    var process = trace.process(search.message().pid());
    if (match == null || process == null) {
      return null;
    }
    var file = match.group(3);
    var stem = Paths.baseName(file).replaceAll("\\.pyc?$", "");
    var opened =
        process.successes().stream()
            .filter(success -> success.call().startsWith("open"))
            .filter(
                success ->
                    success.absolute().equals(Paths.normal(file))
                        || success.baseName().startsWith(stem + ".cpython-"))
            .findFirst();
    if (opened.isEmpty()) {
      return null;
    }
    return about(
        trace,
        suspect,
        "symbol-missing",
        "the Python module "
            + match.group(2)
            + ", taken from "
            + Phrase.name(file)
            + ", has no "
            + match.group(1),
        Fix.of(
            "correct the name, install the version of "
                + match.group(2)
                + " that has it, or rename "
                + Phrase.name(file)
                + " if another module of that name was meant"),
        opened.get().call(),
        opened.get().path(),
        opened.get().absolute(),
        List.of(opened.get()));
  }

  private static List<ElsewhereFact> copies(ExecTrace trace, NamedSearch search) {
    return trace
        .of(ElsewhereFact.class)
        .filter(fact -> fact.wanted().equals(search.name()))
        .limit(3)
        .toList();
  }

  private Finding finding(
      ExecTrace trace, Suspect suspect, NamedSearch search, String cause, String advice) {
    return finding(trace, suspect, search, "module-missing", cause, advice);
  }

  private Finding finding(
      ExecTrace trace,
      Suspect suspect,
      NamedSearch search,
      String explanation,
      String cause,
      String advice) {
    var evidence = new ArrayList<ExecObservation>();
    var copies = copies(trace, search);
    var whole = cause;
    if (!copies.isEmpty()) {
      evidence.addAll(copies);
      var copy = copies.getFirst();
      if (!explanation.equals("abi-number")) {
        whole += "; " + Phrase.name(copy.path()) + " " + copy.note();
      }
    }
    var decisive = search.decisive();
    if (decisive == null) {
      return about(trace, suspect, explanation, whole, Fix.of(advice), null, "", null, evidence);
    }
    return about(trace, suspect, decisive, explanation, whole, Fix.of(advice), evidence);
  }

  /// An assembly that Mono looked for as a library and as a program, and that it found as neither.
  private @Nullable Finding ofAssembly(ExecTrace trace, Suspect suspect, Failure failure) {
    var process = trace.process(failure.pid());
    var name = failure.baseName();
    if (process == null
        || !process.name().startsWith("mono")
        || !failure.errno().equals("ENOENT")
        || !(name.endsWith(".dll") || name.endsWith(".exe"))) {
      return null;
    }
    var stem = name.substring(0, name.length() - 4);
    var library =
        process.failures().stream()
            .filter(other -> other.baseName().equals(stem + ".dll"))
            .reduce((_, last) -> last);
    boolean program =
        process.failures().stream().anyMatch(other -> other.baseName().equals(stem + ".exe"));
    if (library.isEmpty() || !program) {
      return null;
    }
    return about(
        trace,
        suspect,
        library.get(),
        "module-missing",
        "the assembly " + Phrase.name(stem) + " is in none of the folders that Mono searches",
        Fix.of("put " + ShellWord.path(stem + ".dll") + " beside the program, or set MONO_PATH"),
        List.of());
  }

  /// What the `package.json` of a package names as its code.
  private @Nullable Finding ofPackage(ExecTrace trace, Suspect suspect, Failure failure) {
    var path = failure.absolute();
    int at = path.lastIndexOf("/node_modules/");
    var process = trace.process(failure.pid());
    if (at < 0
        || process == null
        || !failure.errno().equals("ENOENT")
        || !(failure.call().contains("stat") || failure.call().startsWith("open"))
        || !suspect.reasons().contains(ModuleClues.REASON)) {
      return null;
    }
    var rest = path.substring(at + "/node_modules/".length());
    int slash = rest.indexOf('/');
    int end = slash > 0 && rest.startsWith("@") ? rest.indexOf('/', slash + 1) : slash;
    if (end < 0) {
      return null;
    }
    var name = Phrase.name(rest.substring(0, end));
    return about(
        trace,
        suspect,
        "module-missing",
        "the package "
            + name
            + " is there, and "
            + Phrase.name(rest.substring(end + 1))
            + ", which it names as its code, is not",
        Fix.of("build " + name + ", install it anew, or correct main in its package.json"),
        List.of());
  }
}
