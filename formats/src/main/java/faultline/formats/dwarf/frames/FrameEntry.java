package faultline.formats.dwarf.frames;

import faultline.formats.bytes.Cursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The rules for the addresses of one function or a part of one, an FDE (DWARF 5, 6.4.1).
public final class FrameEntry {
  private final FrameSection section;
  private final CommonEntry common;
  private final long offset;
  private final long low;
  private final long high;
  private final Cursor instructions;

  FrameEntry(
      FrameSection section,
      CommonEntry common,
      long offset,
      long low,
      long high,
      Cursor instructions) {
    this.section = section;
    this.common = common;
    this.offset = offset;
    this.low = low;
    this.high = high;
    this.instructions = instructions;
  }

  /// The place of the entry in the section.
  public long offset() {
    return offset;
  }

  /// The first address.
  public long low() {
    return low;
  }

  /// The address behind the last.
  public long high() {
    return high;
  }

  /// What the compiler added to the common entry, as letters.
  public String augmentation() {
    return common.augmentation();
  }

  /// The register whose rule gives the return address.
  public int returnRegister() {
    return common.returnRegister();
  }

  /// Whether a signal pushed the frame: then the address in the caller is that of the instruction
  /// that was interrupted, and not of the one behind a call.
  public boolean signalFrame() {
    return common.signalFrame();
  }

  /// All rows, in order of their addresses.
  public List<FrameRow> rows() {
    var rows = new ArrayList<FrameRow>();
    new FrameProgram(section, common, low).run(fresh(), rows::add, Optional.empty());
    return rows;
  }

  /// The rules at one address of the entry.
  public FrameRow at(long address) {
    return new FrameProgram(section, common, low).run(fresh(), _ -> {}, Optional.of(address));
  }

  private Cursor fresh() {
    return instructions.window(instructions.left());
  }
}
