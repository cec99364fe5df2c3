package faultline.policy;

import java.io.Serial;

/// A configuration or a baseline that cannot be obeyed: where, and what is wrong with it.
public final class PolicyException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final String what;

  /// @param line counted from 1, 0 where there is none
  public PolicyException(String file, int line, String what) {
    super(file + (line > 0 ? ":" + line : "") + ": " + what);
    this.what = file + (line > 0 ? ":" + line : "") + ": " + what;
  }

  /// The place and the message.
  public String what() {
    return what;
  }
}
