package faultline.exec.rules;

import faultline.core.Finding;
import faultline.core.Fix;
import faultline.core.RuleInfo;
import faultline.core.Severity;
import faultline.exec.ExecObservation;
import faultline.exec.ExecRule;
import faultline.exec.ExecTrace;
import faultline.exec.Fact.IdentityFact;
import faultline.exec.Fact.PathFact;
import faultline.exec.Suspect;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A program asks the kernel for something that needs a privilege which it does not have.
///
/// ## Why it breaks
///
/// Mounting, namespaces, changing the user, tracing others and the like need a capability; in a
/// container most are dropped even for root, and a seccomp filter can forbid the call itself.
///
/// ## Fix
///
/// Grant the capability that the report names, run as root, or do without.
@RuleInfo(
    id = "FL-EXEC-068",
    name = "operation-not-permitted",
    severity = Severity.ERROR,
    explanation = "permission")
public final class OperationNotPermitted implements ExecRule {
  private static final Map<String, String> NEEDS =
      Map.ofEntries(
          Map.entry("mount", "CAP_SYS_ADMIN"),
          Map.entry("umount2", "CAP_SYS_ADMIN"),
          Map.entry("pivot_root", "CAP_SYS_ADMIN"),
          Map.entry("swapon", "CAP_SYS_ADMIN"),
          Map.entry("unshare", "CAP_SYS_ADMIN"),
          Map.entry("setns", "CAP_SYS_ADMIN"),
          Map.entry("sethostname", "CAP_SYS_ADMIN"),
          Map.entry("clone", "CAP_SYS_ADMIN"),
          Map.entry("clone3", "CAP_SYS_ADMIN"),
          Map.entry("chroot", "CAP_SYS_CHROOT"),
          Map.entry("setuid", "CAP_SETUID"),
          Map.entry("setreuid", "CAP_SETUID"),
          Map.entry("setresuid", "CAP_SETUID"),
          Map.entry("setgid", "CAP_SETGID"),
          Map.entry("setregid", "CAP_SETGID"),
          Map.entry("setresgid", "CAP_SETGID"),
          Map.entry("setgroups", "CAP_SETGID"),
          Map.entry("capset", "CAP_SETPCAP"),
          Map.entry("setpriority", "CAP_SYS_NICE"),
          Map.entry("sched_setscheduler", "CAP_SYS_NICE"),
          Map.entry("bpf", "CAP_BPF"),
          Map.entry("perf_event_open", "CAP_PERFMON"),
          Map.entry("ptrace", "CAP_SYS_PTRACE"),
          Map.entry("kill", "CAP_KILL"),
          Map.entry("setrlimit", "CAP_SYS_RESOURCE"),
          Map.entry("mlock", "CAP_IPC_LOCK"),
          Map.entry("mlockall", "CAP_IPC_LOCK"),
          Map.entry("socket", "CAP_NET_RAW"),
          Map.entry("chown", "CAP_CHOWN"),
          Map.entry("lchown", "CAP_CHOWN"),
          Map.entry("fchown", "CAP_CHOWN"),
          Map.entry("fchownat", "CAP_CHOWN"),
          Map.entry("chmod", "CAP_FOWNER"),
          Map.entry("fchmod", "CAP_FOWNER"),
          Map.entry("fchmodat", "CAP_FOWNER"),
          Map.entry("mknod", "CAP_MKNOD"),
          Map.entry("mknodat", "CAP_MKNOD"));

  @Override
  public @Nullable Finding explain(ExecTrace trace, Suspect suspect) {
    var failure = suspect.failure();
    if (failure == null || !failure.errno().equals("EPERM") && !failure.errno().equals("EACCES")) {
      return null;
    }
    var needed = NEEDS.get(failure.call());
    if (needed == null
        || failure.errno().equals("EACCES") && failure.fact(PathFact.class) != null
        || failure.facts().stream()
            .anyMatch(fact -> fact instanceof PathFact at && at.immutable())) {
      return null;
    }
    var who = failure.fact(IdentityFact.class);
    var at = failure.fact(PathFact.class);
    var user = who == null ? "this user" : "user " + who.user();
    String cause;
    String advice;
    if (at != null && (needed.equals("CAP_CHOWN") || needed.equals("CAP_FOWNER"))) {
      cause =
          user
              + " may not change the "
              + (needed.equals("CAP_CHOWN") ? "owner" : "mode")
              + " of "
              + Phrase.name(failure.path())
              + ", which belongs to user "
              + at.owner();
      advice =
          "do it as root ("
              + needed
              + ")"
              + (needed.equals("CAP_FOWNER") ? ", or as its owner" : "");
    } else {
      cause =
          user
              + " may not call "
              + failure.call()
              + (failure.path().isEmpty() ? "" : " for " + Phrase.name(failure.path()))
              + ": it needs "
              + needed
              + (who != null && who.user() == 0 ? ", which root does not have here" : "");
      advice =
          switch (failure.call()) {
            case "unshare", "clone", "clone3", "mount" ->
                "run it as root, or inside a user namespace of its own (unshare -r)";
            default -> "run it with " + needed + ", for example as root";
          };
    }
    var evidence = new ArrayList<ExecObservation>();
    if (at != null) {
      evidence.add(at);
    }
    if (who != null) {
      evidence.add(who);
    }
    return about(trace, suspect, "permission", cause, Fix.of(advice), evidence);
  }
}
