package faultline.core;

import java.io.Serial;

/// Faultline could not look. The message says what the user can do about it.
public final class ProbeException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  public ProbeException(String message) {
    super(message);
  }

  public ProbeException(String message, Throwable cause) {
    super(message, cause);
  }

  /// The message, which is always there.
  public String what() {
    return String.valueOf(getMessage());
  }
}
