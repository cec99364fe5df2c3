package faultline.exec;

import static faultline.exec.MachineCheck.Answer.NO;
import static faultline.exec.MachineCheck.Answer.NOTE;
import static faultline.exec.MachineCheck.Answer.YES;
import static faultline.exec.MachineCheck.Kind.MACHINE;
import static faultline.exec.MachineCheck.Kind.RUN;
import static faultline.exec.MachineCheck.Kind.TOOL;

import faultline.core.ProbeException;
import faultline.exec.ExecObservation.Failure;
import faultline.exec.MachineCheck.Answer;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds out what this machine allows, by trying wherever that is possible. Needs no right and no
/// tool; what is missing is an answer.
public final class MachineProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Pattern VERSION = Pattern.compile("\\d+(?:\\.\\d+)+|v\\d[.\\d]*");

  /// A path that nobody has: the probe command asks for it, and the tracer has to see that.
  private static final String NOWHERE = "/nonexistent/faultline-doctor";

  /// A program, how it tells its version, what it is for, and the packages that bring it.
  private record Tool(String name, String ask, String use, String debian, String fedora) {
    String how() {
      return "Debian, Ubuntu: apt-get install " + debian + "; Fedora: dnf install " + fedora;
    }
  }

  private static final List<Tool> TOOLS =
      List.of(
          new Tool("strace", "--version", "watches where ptrace is refused", "strace", "strace"),
          new Tool("gcc", "--version", "demo, tests", "gcc", "gcc"),
          new Tool("go", "version", "demo, tests", "golang-go", "golang"),
          new Tool("python3", "--version", "demo, tests", "python3", "python3"),
          new Tool("node", "--version", "tests", "nodejs", "nodejs"),
          new Tool(
              "java", "--version", "tests", "openjdk-25-jdk-headless", "java-25-openjdk-devel"),
          new Tool("readelf", "--version", "tests", "binutils", "binutils"),
          new Tool("make", "--version", "build", "make", "make"),
          new Tool("unshare", "--version", "tests", "util-linux", "util-linux"));

  private MachineProbe() {}

  /// All answers. `environment` is that of the user, as `NAME=value`.
  public static List<MachineCheck> look(List<String> environment) {
    String system = System.getProperty("os.name", "");
    if (!system.equals("Linux")) {
      var how = "use WSL 2 (Windows), or a Linux container or virtual machine";
      return List.of(
          new MachineCheck(RUN, "run", NO, "system calls can be watched on Linux alone", how),
          new MachineCheck(MACHINE, "system", NO, system, how));
    }
    List<MachineCheck> tools = tools();
    var checks = new ArrayList<MachineCheck>();
    checks.add(kernel());
    checks.add(seccomp());
    checks.add(yama());
    checks.add(traced());
    checks.add(container());
    checks.add(namespaces("user namespaces", "-Ur"));
    checks.add(namespaces("mount namespaces", "-Urm"));
    // Last: from here on this process minds the signals of a watched command.
    MachineCheck ptrace = tracer("ptrace", ExecTarget.Tracer.PTRACE, environment);
    checks.add(ptrace);
    boolean hasStrace =
        tools.stream().anyMatch(one -> one.about().equals("strace") && one.answer() == YES);
    MachineCheck strace =
        hasStrace
            ? tracer("strace", ExecTarget.Tracer.STRACE, environment)
            : new MachineCheck(MACHINE, "strace", NOTE, "not installed, not tried", "");
    checks.add(strace);
    checks.addFirst(run(ptrace, strace));
    checks.addAll(tools);
    return List.copyOf(checks);
  }

  private static MachineCheck run(MachineCheck ptrace, MachineCheck strace) {
    if (ptrace.answer() == YES) {
      return new MachineCheck(RUN, "run", YES, "works, with the built-in tracer", "");
    }
    if (strace.answer() == YES) {
      return new MachineCheck(RUN, "run", YES, "works, with strace", ptrace.how());
    }
    return new MachineCheck(RUN, "run", NO, "cannot watch a command here", ptrace.how());
  }

  private static MachineCheck kernel() {
    String machine = System.getProperty("os.arch", "");
    String says = "Linux " + text("/proc/sys/kernel/osrelease").strip() + " on " + machine;
    return switch (machine) {
      case "amd64", "x86_64" -> new MachineCheck(MACHINE, "kernel", YES, says, "");
      case "aarch64" ->
          new MachineCheck(MACHINE, "kernel", NOTE, says + "; never tested on this processor", "");
      default ->
          new MachineCheck(
              MACHINE, "kernel", NO, says, "the built-in tracer knows amd64 and aarch64 alone");
    };
  }

  private static MachineCheck seccomp() {
    String actions = text("/proc/sys/kernel/seccomp/actions_avail").strip();
    return List.of(actions.split(" ")).contains("trace")
        ? new MachineCheck(MACHINE, "seccomp filters", YES, "the kernel has them", "")
        : new MachineCheck(
            MACHINE,
            "seccomp filters",
            NO,
            "the kernel does not offer the action trace",
            "use a kernel with CONFIG_SECCOMP_FILTER, or run --detachable");
  }

  private static MachineCheck yama() {
    String scope = text("/proc/sys/kernel/yama/ptrace_scope").strip();
    String name = "yama";
    return switch (scope) {
      case "" -> new MachineCheck(MACHINE, name, YES, "not in this kernel", "");
      case "0", "1" -> new MachineCheck(MACHINE, name, YES, "ptrace_scope " + scope, "");
      case "2" ->
          new MachineCheck(
              MACHINE,
              name,
              NOTE,
              "ptrace_scope 2: only with CAP_SYS_PTRACE",
              "as root: sysctl kernel.yama.ptrace_scope=1");
      default ->
          new MachineCheck(
              MACHINE,
              name,
              NO,
              "ptrace_scope " + scope + ": nobody may trace until the next boot",
              "set kernel.yama.ptrace_scope to 1 in /etc/sysctl.d and boot again");
    };
  }

  private static MachineCheck traced() {
    String tracer = field(text("/proc/self/status"), "TracerPid:");
    return tracer.equals("0")
        ? new MachineCheck(MACHINE, "traced already", YES, "no", "")
        : new MachineCheck(
            MACHINE,
            "traced already",
            NO,
            "by pid " + tracer,
            "start faultline outside of that debugger, strace or faultline");
  }

  private static MachineCheck container() {
    String name = "container";
    for (var sign : Map.of("/.dockerenv", "Docker", "/run/.containerenv", "Podman").entrySet()) {
      if (Files.exists(Path.of(sign.getKey()))) {
        return new MachineCheck(
            MACHINE, name, NOTE, "yes, " + sign.getValue() + " (" + sign.getKey() + ")", "");
      }
    }
    String groups = text("/proc/1/cgroup");
    boolean named =
        List.of("docker", "kubepods", "lxc", "containerd").stream().anyMatch(groups::contains);
    return new MachineCheck(
        MACHINE, name, NOTE, named ? "yes, by the control group of pid 1" : "no sign of one", "");
  }

  private static MachineCheck namespaces(String name, String options) {
    String most = text("/proc/sys/user/max_user_namespaces").strip();
    @Nullable String output = output(List.of("unshare", options, "true"), code -> code == 0);
    return output == null
        ? new MachineCheck(
            MACHINE,
            name,
            NOTE,
            "cannot be made"
                + (most.isEmpty() ? "" : " (user.max_user_namespaces is " + most + ")"),
            "run does not need them; some tests do and are skipped")
        : new MachineCheck(MACHINE, name, YES, "can be made", "");
  }

  /// Whether a command can be watched, really: the probe command fails in a way that we must see.
  private static MachineCheck tracer(
      String name, ExecTarget.Tracer tracer, List<String> environment) {
    var target =
        new ExecTarget.Run(
            List.of("sh", "-c", "exec 2>/dev/null; exec cat " + NOWHERE),
            environment,
            List.of(0, 1, 2),
            -1,
            0,
            0,
            -1,
            new ExecTarget.Options(tracer, PATIENCE, false, true, null, false));
    try {
      var watched = new ExecSeam().watch(target);
      watched.awaitSurvivors();
      Predicate<Failure> expected = failure -> failure.path().equals(NOWHERE);
      return watched.trace().of(Failure.class).anyMatch(expected)
          ? new MachineCheck(MACHINE, name, YES, "tried: a command was watched to its end", "")
          : new MachineCheck(
              MACHINE,
              name,
              NO,
              "tried: the command ended, but its failing call was not seen",
              "report it as a bug, with the kernel and the container runtime");
    } catch (ProbeException e) {
      return new MachineCheck(MACHINE, name, NO, "tried: refused", e.what());
    }
  }

  private static List<MachineCheck> tools() {
    var answers =
        TOOLS.stream()
            .map(
                tool -> CompletableFuture.supplyAsync(() -> tool(tool), Thread::startVirtualThread))
            .toList();
    return answers.stream().map(CompletableFuture::join).toList();
  }

  private static MachineCheck tool(Tool tool) {
    String output = output(List.of(tool.name(), tool.ask()), _ -> true);
    if (output == null) {
      return new MachineCheck(TOOL, tool.name(), NO, "not found (" + tool.use() + ")", tool.how());
    }
    var version = VERSION.matcher(output);
    Answer answer = YES;
    String says = version.find() ? version.group() : "tells no version";
    return new MachineCheck(TOOL, tool.name(), answer, says + " (" + tool.use() + ")", "");
  }

  /// What a command prints, or null where it is not there, takes too long or ends with another
  /// code.
  private static @Nullable String output(List<String> command, Predicate<Integer> good) {
    try {
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(new File("/dev/null"))
              .start();
      var end =
          process
              .onExit()
              .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
              .handle((_, late) -> late);
      var killer =
          end.thenAccept(
              late -> {
                if (late != null) {
                  process.destroyForcibly();
                }
              });
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      killer.join();
      return good.test(code) ? output : null;
    } catch (IOException _) {
      return null;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private static String field(String status, String name) {
    return status
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip())
        .findFirst()
        .orElse("0");
  }

  private static String text(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException _) {
      return "";
    }
  }
}
