package faultline.exec;

import faultline.exec.ExecObservation.Failure;
import faultline.exec.Fact.BinaryFact;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Fact.PathFact.End;
import faultline.exec.Fact.ProgramFact;
import faultline.exec.Fact.SourceFact;
import faultline.formats.bytes.RawText;
import faultline.linux.SyscallException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Looks for what a program file needs before its first instruction: interpreters of interpreters,
/// and other places where a missing one lies.
final class InterpreterProbe {
  /// BINPRM_MAX_RECURSION of the kernel.
  private static final int DEEPEST = 5;

  private final SampleProbe sample;

  InterpreterProbe(SampleProbe sample) {
    this.sample = sample;
  }

  List<Fact> look(ExecTrace seen, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null) {
      return List.of();
    }
    var facts = new ArrayList<Fact>();
    if (failure.call().startsWith("execve")) {
      var script = Shebang.script(seen, failure);
      var program = failure.fact(ProgramFact.class);
      if (script != null && failure.errno().equals("ENOENT")) {
        addEnv(seen, failure, Paths.absolute(script.directory(), script.path()), facts);
      } else if (program != null) {
        addProgram(seen, failure, program, facts);
      }
    } else {
      addName(seen, failure, facts);
    }
    return facts;
  }

  private void addEnv(ExecTrace seen, Failure failure, String script, List<Fact> facts) {
    var program = sample.programs.look("", script, failure.directory());
    if (program == null || program.format() != ProgramFact.Format.SCRIPT) {
      return;
    }
    facts.add(program);
    facts.add(
        new SourceFact(
            "shebang",
            script + ":1",
            "#!" + program.interpreter() + " " + program.argument(),
            "#" + failure.sequence(),
            ""));
    var name = failure.baseName().strip();
    addCopies(seen, failure, name, Paths.parent(script), facts);
  }

  private void addProgram(ExecTrace seen, Failure failure, ProgramFact program, List<Fact> facts) {
    var at = program;
    for (int depth = 0; depth < DEEPEST; depth++) {
      var found = at.found();
      if (at.interpreter().isEmpty() || found == null) {
        break;
      }
      if (found.end() == End.MISSING) {
        addCopies(
            seen, failure, Paths.baseName(at.interpreter()), Paths.parent(program.path()), facts);
        break;
      }
      if (at.format() != ProgramFact.Format.SCRIPT || found.end() != End.FOUND) {
        break;
      }
      var next = sample.programs.look("", found.path(), failure.directory());
      if (next == null) {
        break;
      }
      at = next;
      facts.add(next);
    }
    if (failure.errno().equals("ENOEXEC")) {
      addBeginning(program.path(), facts);
    }
  }

  /// What a file begins with that the kernel does not run.
  private void addBeginning(String path, List<Fact> facts) {
    try {
      var head = sample.files.readAt(RawText.encode(path), 0, 64);
      if (head.length >= 3
          && head[0] == (byte) 0xef
          && head[1] == (byte) 0xbb
          && head[2] == (byte) 0xbf) {
        facts.add(new BinaryFact(path, "begins with a byte order mark", List.of("EF BB BF")));
      } else if (head.length >= 2 && head[0] == 'M' && head[1] == 'Z') {
        facts.add(new BinaryFact(path, "is a program for Windows", List.of()));
      } else if (head.length >= 4
          && (head[0] == (byte) 0xcf || head[0] == (byte) 0xce)
          && head[1] == (byte) 0xfa) {
        facts.add(new BinaryFact(path, "is a program for macOS", List.of()));
      } else if (head.length > 4
          && new String(head, 0, 4, java.nio.charset.StandardCharsets.ISO_8859_1)
              .strip()
              .startsWith("#!")) {
        facts.add(new BinaryFact(path, "has blanks or an empty line before #!", List.of()));
      }
    } catch (SyscallException _) {
      // It went away.
    }
  }

  private void addCopies(
      ExecTrace seen, Failure failure, String name, String beside, List<Fact> facts) {
    Set<String> directories = new LinkedHashSet<>();
    directories.add(beside);
    for (var word : seen.environment(failure.pid()).getOrDefault("PATH", "").split(":", -1)) {
      directories.add(Paths.absolute(failure.directory(), word.isEmpty() ? "." : word));
    }
    directories.addAll(
        List.of("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/lib64", "/lib", "/usr/lib64"));
    int found = 0;
    for (var directory : directories) {
      var path = directory + "/" + name;
      if (found < 2 && executable(path)) {
        facts.add(new ElsewhereFact(name, path, "a program of that name"));
        found++;
      }
    }
    var plain = name.replaceAll("[0-9.]+$", "");
    for (var like : List.of(name + "3", plain + "3", plain)) {
      for (var directory : directories) {
        if (found == 0 && !like.equals(name) && executable(directory + "/" + like)) {
          facts.add(new ElsewhereFact(name, directory + "/" + like, "another version of it"));
          found++;
        }
      }
    }
  }

  private boolean executable(String path) {
    try {
      var status = sample.files.status(RawText.encode(path), true);
      return !status.directory() && (status.mode() & 0111) != 0;
    } catch (SyscallException _) {
      return false;
    }
  }

  /// Whether the program was started through a link whose name it used to find its data.
  private void addName(ExecTrace seen, Failure failure, List<Fact> facts) {
    var process = seen.process(failure.pid());
    var image = process == null ? null : process.imageAt(failure.sequence());
    if (image == null || image.path().isEmpty()) {
      return;
    }
    var called = Paths.baseName(image.path());
    if (!called.isEmpty()
        && !called.equals(Paths.baseName(image.executable()))
        && failure.path().contains(called)) {
      facts.add(
          sample.paths.walk("", Paths.absolute(image.directory(), image.path()), "", null, false));
    }
  }
}
