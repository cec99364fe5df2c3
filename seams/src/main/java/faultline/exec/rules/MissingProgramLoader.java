package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecObservation;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Fact.PathFact.End;
import faultline.exec.Fact.ProgramFact;
import faultline.exec.Fact.ProgramFact.Format;
import faultline.exec.Paths;
import faultline.exec.Suspect;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// A compiled program exists; the loader that it names in PT_INTERP does not.
///
/// ## Why it breaks
///
/// A dynamically linked program is started through the loader of its C library. Built for musl it
/// does not start on a system of glibc, and the other way round; built for 32 bits, or by Nix, it
/// names yet another. The kernel answers "No such file or directory", and shells blame the program.
///
/// ## Fix
///
/// Install that C library, take a build for this system, or link statically.
@RuleInfo(
    id = "FL-EXEC-012",
    name = "program-loader-missing",
    severity = Severity.ERROR,
    explanation = "elf-interp-missing")
public final class MissingProgramLoader implements ExecRule {
  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null
        || !failure.call().startsWith("execve")
        || !failure.errno().equals("ENOENT")) {
      return null;
    }
    var chain = ScriptChain.of(trace, failure);
    var last = chain.isEmpty() ? null : chain.getLast();
    if (last == null
        || last.format() != Format.ELF
        || last.interpreter().isEmpty()
        || last.found() == null
        || last.found().end() == End.FOUND) {
      return null;
    }
    var program = Phrase.name(chain.size() == 1 ? failure.path() : last.path());
    var loader = Phrase.name(last.interpreter());
    var evidence = new ArrayList<ExecObservation>(chain);
    evidence.add(last.found());
    var cause = program + " exists; its loader " + loader + " (PT_INTERP) does not" + origin(last);
    var copy =
        trace
            .of(ElsewhereFact.class)
            .filter(fact -> fact.wanted().equals(Paths.baseName(last.interpreter())))
            .findFirst();
    if (copy.isPresent()) {
      evidence.add(copy.get());
      cause += "; there is " + Phrase.name(copy.get().path());
    }
    return about(trace, suspect, "elf-interp-missing", cause, Fix.of(advice(last)), evidence);
  }

  private static String origin(ProgramFact program) {
    var loader = program.interpreter();
    if (loader.contains("ld-musl")) {
      return ": it was built for musl (Alpine)";
    }
    if (loader.startsWith("/nix/") || loader.startsWith("/gnu/")) {
      return ": it was built by Nix or Guix and does not run elsewhere";
    }
    if (!program.runsHere()) {
      return ": it was built for " + program.machine();
    }
    return switch (Paths.baseName(loader)) {
      case "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1" -> ": it was built for glibc";
      case "ld-linux.so.2" -> ": it is a 32-bit program";
      case "ld-linux-armhf.so.3" -> ": it was built for 32-bit ARM";
      default -> "";
    };
  }

  private static String advice(ProgramFact program) {
    var loader = program.interpreter();
    var name = Paths.baseName(loader);
    if (name.startsWith("ld-musl")) {
      return "install musl (Debian: apt install musl), or take a build for glibc or a static one";
    }
    return switch (name) {
      case "ld-linux-x86-64.so.2" ->
          loader.startsWith("/lib64/")
              ? "install glibc (Alpine: apk add gcompat; Debian: libc6), or take a static build"
              : "link the program for /lib64/ld-linux-x86-64.so.2, for example with patchelf"
                  + " --set-interpreter";
      case "ld-linux.so.2" -> "install the 32-bit C library (Debian: libc6:i386)";
      default ->
          "install what brings " + Phrase.name(loader) + ", or build the program for this system";
    };
  }
}
