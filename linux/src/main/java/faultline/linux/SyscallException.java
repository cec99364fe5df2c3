package faultline.linux;

/// The kernel refused a call. The refusal is an answer: a probe reads `errno` and turns it into an
/// observation or into advice.
public final class SyscallException extends Exception {
  private static final long serialVersionUID = 1L;
  private final String call;
  private final int errno;

  public SyscallException(String call, int errno) {
    super(call + ": " + Errno.name(errno));
    this.call = call;
    this.errno = errno;
  }

  /// The C name of the call, for example `ptrace`.
  public String call() {
    return call;
  }

  /// The error number, see errno(3).
  public int errno() {
    return errno;
  }
}
