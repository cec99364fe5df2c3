package faultline.exec.env;

import java.util.List;

/// A toolchain as somebody would use it from a directory with an environment.
///
/// @param directory absolute, as the shell would name it
/// @param environment `NAME=value`, as the tool would see it
/// @param ask whether the tool itself is asked too, to compare its answer with ours
/// @param redact whether secrets are masked
public record EnvTarget(
    Toolchain toolchain, String directory, List<String> environment, boolean ask, boolean redact) {
  public EnvTarget {
    environment = List.copyOf(environment);
  }
}
