package faultline.formats.strace;

/// The time at the beginning of a line, in nanoseconds of its clock.
public record Stamp(Clock clock, long nanos) {
  /// What the time counts from.
  public enum Clock {
    /// The line has no time.
    NONE,
    /// Since 1970 (`-ttt`).
    EPOCH,
    /// Since midnight in the zone of who ran `strace` (`-t`, `-tt`).
    DAY,
    /// Since the line before (`-r`).
    RELATIVE
  }

  public static final Stamp NONE = new Stamp(Clock.NONE, 0);
}
