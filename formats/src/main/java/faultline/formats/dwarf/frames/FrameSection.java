package faultline.formats.dwarf.frames;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/// A section with call frame information.
///
/// @param bytes its contents, relocated where the file is an object file
/// @param order the byte order of the file
/// @param addressSize the size of an address of the file, 4 or 8 bytes
/// @param address where the section is loaded: addresses in `.eh_frame` are mostly relative to
///   their own place
/// @param eh whether it is `.eh_frame`, which differs from `.debug_frame` in its headers
public record FrameSection(
    MemorySegment bytes, ByteOrder order, int addressSize, long address, boolean eh) {
  String title() {
    return eh ? ".eh_frame" : ".debug_frame";
  }
}
