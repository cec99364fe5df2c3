package faultline.exec.env;

import java.util.Locale;

/// A toolchain that can be asked about.
public enum Toolchain {
  GO,
  NODE,
  PYTHON,
  JAVA,
  RUST,
  C,
  DOTNET;

  /// The word on the command line and in reports.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
