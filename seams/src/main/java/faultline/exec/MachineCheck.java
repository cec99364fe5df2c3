package faultline.exec;

/// One answer of a machine about itself.
///
/// @param about what was asked: a right, a state or a tool
/// @param says what was found, in words
/// @param how what would change the answer, empty where nothing has to
public record MachineCheck(Kind kind, String about, Answer answer, String says, String how) {
  /// What a question is about.
  public enum Kind {
    /// Whether `run` can watch a command here at all.
    RUN,
    /// What decides that.
    MACHINE,
    /// A program that is here or not.
    TOOL
  }

  /// What a machine answers.
  public enum Answer {
    YES,
    NO,
    /// Neither good nor bad.
    NOTE
  }
}
