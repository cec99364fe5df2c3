package faultline.exec.process;

import faultline.core.Details;
import faultline.core.NotChecked;
import faultline.core.Seen;
import faultline.core.Unread;
import faultline.exec.process.ProcessObservation.Descriptor;
import faultline.exec.process.ProcessObservation.Mapped;
import faultline.exec.process.ProcessObservation.Program;
import faultline.exec.process.ProcessObservation.Script;
import java.util.List;
import java.util.stream.Stream;

/// One process as it was while it was looked at.
public record ProcessSight(
    Circumstances circumstances,
    List<ProcessObservation> observations,
    List<NotChecked> notChecked,
    List<Unread> unread)
    implements Seen {
  /// The version of the names that this door adds to its part.
  public static final String SCHEMA = "1.0";

  public ProcessSight {
    observations = List.copyOf(observations);
    notChecked = List.copyOf(notChecked);
    unread = List.copyOf(unread);
  }

  /// All observations of one kind.
  public <T extends ProcessObservation> Stream<T> of(Class<T> kind) {
    return observations.stream().filter(kind::isInstance).map(kind::cast);
  }

  /// Whether nothing can be seen of a process that must have a program and files.
  boolean blind() {
    return circumstances.kind().matches("process|thread")
        && of(Program.class).allMatch(one -> one.path().isEmpty())
        && of(Descriptor.class).findAny().isEmpty()
        && of(Mapped.class).findAny().isEmpty();
  }

  /// The base name of what it runs, else the name that the kernel has.
  public String name() {
    return of(Program.class)
        .map(
            one -> one.path().isEmpty() ? one.command() : faultline.exec.Paths.baseName(one.path()))
        .findFirst()
        .orElse("");
  }

  @Override
  public Details details() {
    var program = of(Program.class).findFirst().orElse(null);
    var script = of(Script.class).findFirst().orElse(null);
    var process = circumstances.details();
    if (program != null) {
      process =
          process
              .text("executable", program.path().isEmpty() ? null : program.path())
              .text("executableState", program.state().word())
              .text("command", program.command())
              .texts("arguments", program.arguments())
              .text("argumentNames", program.named().isEmpty() ? null : program.named());
    }
    return Details.NONE
        .text("processVersion", SCHEMA)
        .nested("process", process.nested("script", script == null ? null : script.details()))
        .list("descriptors", of(Descriptor.class).map(Descriptor::details).toList())
        .list("mappings", of(Mapped.class).map(Mapped::details).toList())
        .list("limits", circumstances.limits().stream().map(Circumstances.Limit::details).toList())
        .texts("environment", circumstances.environment());
  }
}
