package faultline.formats.dwarf.frames;

import faultline.formats.bytes.Cursor;
import faultline.formats.bytes.MalformedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All call frame information of one section.
public final class CallFrames {
  private static final int WIDE = 0xffffffff;
  private static final long FIRST_RESERVED = 0xfffffff0L;

  private final FrameSection section;
  private final List<FrameEntry> entries = new ArrayList<>();
  private final List<MalformedException> unread = new ArrayList<>();

  /// What could not be read is null.
  private final Map<Long, @Nullable CommonEntry> common = new HashMap<>();

  private CallFrames(FrameSection section) {
    this.section = section;
  }

  /// Reads the headers of all entries. One that cannot be read is left out and listed in [#unread].
  public static CallFrames of(FrameSection section) {
    var frames = new CallFrames(section);
    frames.readAll();
    frames.entries.sort((a, b) -> Long.compareUnsigned(a.low(), b.low()));
    return frames;
  }

  /// All entries, in the order of their addresses.
  public List<FrameEntry> entries() {
    return List.copyOf(entries);
  }

  /// What of the section could not be read, and why.
  public List<MalformedException> unread() {
    return List.copyOf(unread);
  }

  /// The entry for an address.
  public Optional<FrameEntry> at(long address) {
    int low = 0;
    int high = entries.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(entries.get(middle).low(), address) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == 0) {
      return Optional.empty();
    }
    var entry = entries.get(low - 1);
    return Long.compareUnsigned(address, entry.high()) < 0 ? Optional.of(entry) : Optional.empty();
  }

  private void readAll() {
    var at = new Cursor(section.title(), section.bytes(), section.order(), 0);
    try {
      while (at.left() > 0) {
        long start = at.offset();
        var body = body(at);
        if (body.left() > 0) {
          read(start, body);
        }
      }
    } catch (MalformedException e) {
      unread.add(e); // where the next entry is cannot be known
    }
  }

  /// The entry behind the length that is at the cursor, which moves behind the entry.
  private static Cursor body(Cursor at) {
    long start = at.offset();
    long length = at.u32();
    if (length == Integer.toUnsignedLong(WIDE)) {
      length = at.u64();
    } else if (length >= FIRST_RESERVED) {
      throw at.malformed(
          start, "frame entry of length 0x" + Long.toHexString(length) + ", a reserved one");
    }
    var body = at.window(length);
    at.skip(length);
    return body;
  }

  private void read(long start, Cursor body) {
    try {
      boolean wide = body.offset() - start > 4;
      // `.eh_frame` keeps ids of four bytes also behind a length of eight.
      int size = wide && !section.eh() ? 8 : 4;
      long place = body.offset();
      long id = body.unsigned(size);
      long isCommon = section.eh() ? 0 : size == 8 ? -1 : Integer.toUnsignedLong(WIDE);
      if (id == isCommon) {
        return; // read when the first entry refers to it
      }
      var shared = common(section.eh() ? place - id : id);
      if (shared == null) {
        throw body.malformed(place, "frame entry whose common entry cannot be read");
      }
      entries.add(entry(start, body, shared));
    } catch (MalformedException e) {
      unread.add(e);
    }
  }

  private FrameEntry entry(long start, Cursor body, CommonEntry shared) {
    int size = shared.addressSize();
    int encoding = shared.encoding();
    long low = Encoded.read(body, encoding, size, section.address());
    long length = Encoded.value(body, encoding & 0x0f, size);
    if (shared.augmentation().startsWith("z")) {
      body.skip(body.uleb());
    }
    return new FrameEntry(
        section, shared, start, low, Encoded.mask(low + length, size), body.window(body.left()));
  }

  private @Nullable CommonEntry common(long offset) {
    if (common.containsKey(offset)) {
      return common.get(offset);
    }
    CommonEntry read = null;
    try {
      var at = new Cursor(section.title(), section.bytes(), section.order(), 0).seek(offset);
      var body = body(at);
      boolean wide = body.offset() - offset > 4;
      body.skip(wide && !section.eh() ? 8 : 4);
      read = CommonEntry.read(body, section.addressSize());
    } catch (MalformedException e) {
      unread.add(e);
    }
    common.put(offset, read);
    return read;
  }
}
