package faultline.formats.bytes;

/// Input that breaks the rules of its format: which format, where, and what is wrong there.
///
/// Unchecked, because readers are lazy and it may surface from any accessor. Readers throw nothing
/// else; whoever opened the input turns it into a statement about the input.
public final class MalformedException extends RuntimeException {
  private final String format;
  private final long offset;
  private final String what;

  public MalformedException(String format, long offset, String what) {
    super(format + ": " + what + " at offset 0x" + Long.toHexString(offset));
    this.format = format;
    this.offset = offset;
    this.what = what;
  }

  public String format() {
    return format;
  }

  /// Where in the input, counted in bytes from its start; the input's size where something is
  /// missing at its end.
  public long offset() {
    return offset;
  }

  /// What is wrong, without the place.
  public String what() {
    return what;
  }
}
