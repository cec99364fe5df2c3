package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.Diagnostic;
import faultline.exec.ExecObservation;
import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecObservation.Success;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.BinaryFact;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// A library was found and lacks a function or variable that is wanted from it.
///
/// ## Why it breaks
///
/// Names are bound when a program starts, or when a function is called for the first time. A
/// library that was rebuilt without the name, is another version, hides the name, or compiled it as
/// C++ (`_Z3foov` instead of `foo`), does not give it.
///
/// ## Fix
///
/// Use the version of the library that has the name, rebuild what wants it, or export the name
/// (`extern "C"`, default visibility).
@RuleInfo(
    id = "FL-EXEC-026",
    name = "symbol-missing",
    severity = Severity.ERROR,
    explanation = "symbol-missing")
public final class SymbolMissing implements ExecRule {
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
      case SYMBOL_MISSING, SYMBOL_MISSING_MUSL -> {
        var user = match.group(1);
        // musl goes on after a library that it did not find, and misses its symbols too.
        yield withoutLibrary(trace, message)
            ? null
            : bound(trace, suspect, message, plain(match.group(2)), user == null ? "" : user);
      }
      case SYMBOL_VERSION_OF_LIBRARY -> {
        var opened = LoadedLibrary.opened(trace, message, match.group(4));
        yield opened == null
            ? null
            : finding(
                trace,
                suspect,
                opened,
                "symbol-version",
                Phrase.name(opened.absolute())
                    + " does not define "
                    + match.group(2)
                    + " of version "
                    + match.group(3)
                    + ", which "
                    + Phrase.name(Paths.baseName(match.group(1).replaceAll(":$", "")))
                    + " was linked against",
                new ArrayList<>());
      }
      case SYMBOL_TO_LINK ->
          about(
              trace,
              suspect,
              "symbol-missing",
              "what is linked needs "
                  + match.group(1)
                  + ", which no object or library on the command line defines",
              Fix.of(
                  "link the object or library that defines "
                      + match.group(1)
                      + ", after what needs it, or correct the name"),
              null,
              "",
              null,
              java.util.List.of());
      case SYMBOL_OF_JAVA -> java(trace, suspect, message, match.group(1).replaceAll("'$", ""));
      case SYMBOL_OF_CLR -> clr(trace, suspect, message, match.group(1));
      default -> null;
    };
  }

  private static boolean withoutLibrary(ExecTrace trace, Message message) {
    var process = trace.process(message.pid());
    return process != null
        && process.messages().stream()
            .anyMatch(
                other ->
                    Diagnostic.of(other.text()) == Diagnostic.LIBRARY_NOT_FOUND_MUSL
                        && other.sequence() < message.sequence());
  }

  /// The name without its version.
  static String plain(String symbol) {
    int at = symbol.indexOf('@');
    return at < 0 ? symbol : symbol.substring(0, at);
  }

  /// What was read about the library that should define `symbol`, or null.
  static @Nullable BinaryFact lacking(ExecTrace trace, String symbol) {
    return trace
        .of(BinaryFact.class)
        .filter(fact -> fact.what().startsWith("does not define " + symbol + ";"))
        .findFirst()
        .orElse(null);
  }

  private @Nullable Finding bound(
      ExecTrace trace, Suspect suspect, Message message, String symbol, String user) {
    var lacking = lacking(trace, symbol);
    var opened = LoadedLibrary.opened(trace, message, lacking == null ? user : lacking.file());
    if (opened != null
        && LoadedLibrary.later(trace, Paths.baseName(opened.path()), "defines " + symbol) != null) {
      return null;
    }
    if (opened == null) {
      return unknown(trace, suspect, message, symbol, user);
    }
    var evidence = new ArrayList<ExecObservation>();
    boolean dynamic =
        lacking != null && Paths.baseName(lacking.file()).equals(Paths.baseName(user));
    var cause =
        lacking == null
            ? Phrase.name(user)
                + " needs the symbol "
                + symbol
                + ", and none of the libraries that it needs defines it"
            : dynamic
                ? Phrase.name(opened.absolute())
                    + " has no symbol "
                    + symbol
                    + ", which "
                    + Phrase.program(trace, message)
                    + " asks for"
                : Phrase.name(opened.absolute())
                    + " has no symbol "
                    + symbol
                    + ", which "
                    + Phrase.name(Paths.baseName(user))
                    + " needs";
    if (lacking != null) {
      evidence.add(lacking);
      var hidden =
          trace
              .of(BinaryFact.class)
              .filter(
                  fact ->
                      fact.what().equals("has and does not export")
                          && fact.values().contains(symbol))
              .findFirst();
      if (hidden.isPresent()) {
        evidence.add(hidden.get());
        cause += "; it has one and does not export it";
      } else if (!lacking.values().isEmpty()) {
        cause += "; it has " + Phrase.name(lacking.values().getFirst());
      }
    }
    return finding(trace, suspect, opened, "symbol-missing", cause, evidence);
  }

  private @Nullable Finding unknown(
      ExecTrace trace, Suspect suspect, Message message, String symbol, String user) {
    var process = trace.process(message.pid());
    var image = process == null ? null : process.imageAt(message.sequence());
    if (image == null || user.isEmpty()) {
      return null;
    }
    return about(
        trace,
        suspect,
        "symbol-missing",
        Phrase.name(user)
            + " needs the symbol "
            + symbol
            + ", which no library that it loads defines",
        Fix.of("link it with the library that defines " + symbol + ", or use the right version"),
        "execve",
        image.path(),
        image.executable(),
        java.util.List.of(image));
  }

  private Finding finding(
      ExecTrace trace,
      Suspect suspect,
      Success opened,
      String explanation,
      String cause,
      ArrayList<ExecObservation> evidence) {
    evidence.addFirst(opened);
    return about(
        trace,
        suspect,
        explanation,
        cause,
        Fix.of(
            "use a version of "
                + Phrase.name(Paths.baseName(opened.path()))
                + " that has it, rebuild what wants it, or correct the name"),
        opened.call(),
        opened.path(),
        opened.absolute(),
        evidence);
  }

  private @Nullable Finding java(ExecTrace trace, Suspect suspect, Message message, String method) {
    var process = trace.process(message.pid());
    if (process == null || message.text().contains("undefined symbol")) {
      return null;
    }
    var opened =
        process.successes().stream()
            .filter(success -> success.call().startsWith("open"))
            .filter(success -> success.baseName().endsWith(".so"))
            .filter(
                success ->
                    !success.absolute().contains("/jvm/")
                        && !success.path().contains("/lib/server/"))
            .filter(success -> success.sequence() < message.sequence())
            .reduce((_, second) -> second)
            .orElse(null);
    var cause =
        "no loaded library has the native method "
            + method
            + (opened == null ? "" : "; " + Phrase.name(opened.absolute()) + " was loaded");
    return opened == null
        ? about(
            trace,
            suspect,
            "symbol-missing",
            cause,
            Fix.of("load the library that has it with System.loadLibrary"),
            null,
            "",
            null,
            java.util.List.of())
        : finding(trace, suspect, opened, "symbol-missing", cause, new ArrayList<>());
  }

  private @Nullable Finding clr(ExecTrace trace, Suspect suspect, Message message, String symbol) {
    var process = trace.process(message.pid());
    if (process == null) {
      return null;
    }
    var opened =
        process.successes().stream()
            .filter(success -> success.call().startsWith("open"))
            .filter(success -> success.baseName().contains(".so"))
            .filter(success -> success.sequence() < message.sequence())
            .reduce((_, second) -> second)
            .orElse(null);
    return opened == null
        ? null
        : finding(
            trace,
            suspect,
            opened,
            "symbol-missing",
            Phrase.name(opened.absolute())
                + " has no symbol "
                + symbol
                + ", which a DllImport names",
            new ArrayList<>());
  }
}
