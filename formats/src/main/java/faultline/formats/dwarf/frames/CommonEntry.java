package faultline.formats.dwarf.frames;

import faultline.formats.bytes.Cursor;

/// What many frame entries have in common, a CIE (DWARF 5, 6.4.1; Linux Standard Base 5, 10.6.1.1).
///
/// @param version 1, 3 or 4
/// @param augmentation what the compiler added, as letters such as `zR`
/// @param addressSize the size of an address in bytes
/// @param codeAlignment what steps of addresses are multiplied with
/// @param dataAlignment what offsets are multiplied with
/// @param returnRegister the register whose rule gives the return address
/// @param encoding how addresses of entries are written, in `.eh_frame`
/// @param signalFrame whether the frame is one that a signal pushed, so that the return address is
///   the very instruction that was interrupted
record CommonEntry(
    int version,
    String augmentation,
    int addressSize,
    long codeAlignment,
    long dataAlignment,
    int returnRegister,
    int encoding,
    boolean signalFrame,
    Cursor instructions) {

  /// The entry whose contents begin at the cursor, behind its id.
  static CommonEntry read(Cursor at, int addressSize) {
    long start = at.offset();
    int version = at.u8();
    if (version != 1 && version != 3 && version != 4) {
      throw at.malformed(start, "common frame entry of version " + version);
    }
    var augmentation = at.cstring();
    int size = addressSize;
    if (augmentation.equals("eh")) {
      at.skip(addressSize); // a pointer of GCC 2
    }
    if (version >= 4) {
      size = at.u8();
      if (size != 2 && size != 4 && size != 8) {
        throw at.malformed(start, "frame entries with addresses of " + size + " bytes");
      }
      at.skip(1); // the size of a segment selector
    }
    long code = at.uleb();
    long data = at.sleb();
    long register = version == 1 ? at.u8() : at.uleb();
    int encoding = Encoded.ABSOLUTE;
    boolean signal = false;
    if (augmentation.startsWith("z")) {
      var more = at.window(at.uleb());
      at.skip(more.left());
      for (int i = 1; i < augmentation.length(); i++) {
        switch (augmentation.charAt(i)) {
          case 'R' -> encoding = more.u8();
          case 'L' -> more.skip(1); // how the data for exceptions is written
          case 'P' -> Encoded.skip(more, more.u8(), size);
          case 'S' -> signal = true;
          default -> {
            // What follows cannot be told apart any more, and nothing later is needed for sure.
            i = augmentation.length();
          }
        }
      }
    }
    return new CommonEntry(
        version,
        augmentation,
        size,
        code,
        data,
        (int) register,
        encoding,
        signal,
        at.window(at.left()));
  }
}
