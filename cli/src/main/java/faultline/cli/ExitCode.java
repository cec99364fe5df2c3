package faultline.cli;

/// What an exit code of ours means. `run` returns the code of the watched command instead, as long
/// as it could look.
final class ExitCode {
  /// Nothing at or above the bar.
  static final int CLEAN = 0;

  /// A finding at or above the bar.
  static final int FINDINGS = 1;

  /// Wrong usage.
  static final int USAGE = 2;

  /// Could not look, or looked and could not tell.
  static final int COULD_NOT_LOOK = 3;

  /// A bug in this program.
  static final int BUG = 70;

  /// Added to the number of the signal that ended a watched command, as a shell does.
  static final int SIGNAL = 128;

  private ExitCode() {}
}
