package faultline.formats.dwarf.frames;

import faultline.formats.bytes.Cursor;

/// Pointers as `.eh_frame` writes them: one byte says the size, whether it is signed, and what it
/// is relative to (Linux Standard Base 5, 10.5.1).
final class Encoded {
  static final int ABSOLUTE = 0x00;
  private static final int OMITTED = 0xff;
  private static final int ALIGNED = 0x50;
  private static final int PLACE = 0x10;

  private Encoded() {}

  /// A pointer; `address` is where the section is loaded.
  static long read(Cursor at, int encoding, int addressSize, long address) {
    long place = at.offset();
    long value = value(at, encoding, addressSize);
    return switch (encoding & 0x70) {
      case 0 -> value;
      case PLACE -> mask(address + place + value, addressSize);
      default ->
          throw at.malformed(
              place, "pointer relative to what is not known: encoding " + hex(encoding));
    };
  }

  /// The number alone, such as the size of a function.
  static long value(Cursor at, int encoding, int addressSize) {
    return switch (encoding & 0x0f) {
      case 0 -> at.unsigned(addressSize);
      case 1 -> at.uleb();
      case 2 -> at.u16();
      case 3 -> at.u32();
      case 4, 12 -> at.u64();
      case 9 -> at.sleb();
      case 10 -> (short) at.u16();
      case 11 -> at.i32();
      default -> throw at.malformed(at.offset(), "pointer of encoding " + hex(encoding));
    };
  }

  static void skip(Cursor at, int encoding, int addressSize) {
    if (encoding == OMITTED) {
      return;
    }
    if (encoding == ALIGNED) {
      at.align(addressSize).skip(addressSize);
      return;
    }
    value(at, encoding, addressSize);
  }

  static long mask(long address, int addressSize) {
    return addressSize == 4 ? address & 0xffff_ffffL : address;
  }

  private static String hex(int encoding) {
    return "0x" + Integer.toHexString(encoding);
  }
}
