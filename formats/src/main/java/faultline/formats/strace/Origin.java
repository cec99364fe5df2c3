package faultline.formats.strace;

/// Where a line stands in its log (offset of its first byte, number counted from 1), and whose it
/// is. `tid` is 0 where the log does not say.
public record Origin(long offset, long line, int tid, Stamp time) {
  Origin of(int otherTid) {
    return otherTid == tid ? this : new Origin(offset, line, otherTid, time);
  }
}
