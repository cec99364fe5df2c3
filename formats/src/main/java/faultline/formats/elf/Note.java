package faultline.formats.elf;

import faultline.formats.bytes.Cursor;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;

/// One entry of a note segment. `description` is a view of the file, not a copy.
public record Note(long offset, String owner, int type, MemorySegment description) {
  public static final int GNU_ABI_TAG = 1;
  public static final int GNU_BUILD_ID = 3;

  private static final int HEADER = 12;

  /// The notes of a window, each decoded when the stream is pulled. `alignment` is that of the
  /// segment: 8 for the notes that describe properties of 64-bit files, 4 for all others.
  static Stream<Note> of(Cursor window, int alignment) {
    long start = window.offset();
    // Less than a header at the end is padding of the segment.
    return Stream.iterate(window, at -> at.left() >= HEADER, at -> at)
        .map(at -> next(at, start, alignment));
  }

  private static Note next(Cursor at, long start, int alignment) {
    long offset = at.offset();
    long ownerSize = at.u32();
    long descriptionSize = at.u32();
    int type = at.i32();
    var owner = at.text(ownerSize);
    var description = align(at, start, alignment).slice(descriptionSize);
    align(at, start, alignment);
    return new Note(offset, owner, type, description);
  }

  private static Cursor align(Cursor at, long start, int alignment) {
    long rest = (at.offset() - start) % alignment;
    return rest == 0 ? at : at.skip(Math.min(at.left(), alignment - rest));
  }
}
