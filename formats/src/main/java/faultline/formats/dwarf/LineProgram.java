package faultline.formats.dwarf;

import faultline.formats.bytes.Cursor;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs the program that a line table is written as (DWARF 5, 6.2.5).
final class LineProgram {
  private static final int WIDE = 0xffffffff;
  private static final long FIRST_RESERVED = 0xfffffff0L;

  private static final int COPY = 1;
  private static final int ADVANCE_PC = 2;
  private static final int ADVANCE_LINE = 3;
  private static final int SET_FILE = 4;
  private static final int SET_COLUMN = 5;
  private static final int NEGATE_STATEMENT = 6;
  private static final int SET_BASIC_BLOCK = 7;
  private static final int CONST_ADD_PC = 8;
  private static final int FIXED_ADVANCE_PC = 9;
  private static final int SET_PROLOGUE_END = 10;
  private static final int SET_EPILOGUE_BEGIN = 11;
  private static final int SET_ISA = 12;

  private static final int END_SEQUENCE = 1;
  private static final int SET_ADDRESS = 2;
  private static final int DEFINE_FILE = 3;
  private static final int SET_DISCRIMINATOR = 4;

  private static final int CONTENT_PATH = 1;
  private static final int CONTENT_DIRECTORY = 2;
  private static final int CONTENT_MD5 = 5;

  /// More files than any program has; a count beyond is damage, and not worth the memory.
  private static final int MOST_FILES = 1 << 22;

  /// More text than the names of any table have, in characters: names may be offsets into one long
  /// text, so that a small table could ask for any amount of memory.
  private static final long MOST_TEXT = 1L << 26;

  private final Unit unit;
  private final Cursor at;
  private final int offsetSize;
  private final int version;
  private final List<SourceFile> files = new ArrayList<>();
  private final List<String> directories = new ArrayList<>();
  private final String compiledIn;
  private long textLeft = MOST_TEXT;

  private LineProgram(Unit unit, Cursor section, long offset) {
    this.unit = unit;
    section.seek(offset);
    long length = section.u32();
    int size = 4;
    if (length == Integer.toUnsignedLong(WIDE)) {
      length = section.u64();
      size = 8;
    } else if (length >= FIRST_RESERVED) {
      throw section.malformed(
          offset, "line table of length 0x" + Long.toHexString(length) + ", a reserved one");
    }
    this.offsetSize = size;
    this.at = section.window(length);
    this.version = at.u16();
    if (version < 2 || version > 5) {
      throw at.malformed(
          offset, "line table of version " + version + ", of which 2 to 5 are known");
    }
    this.compiledIn = unit.entry().text(At.COMP_DIR).orElse("");
  }

  /// The table at `offset` of `section`, which `unit` names.
  static LineTable read(Unit unit, Cursor section, long offset) {
    return new LineProgram(unit, section, offset).table();
  }

  private LineTable table() {
    int addressSize = unit.addressSize();
    if (version >= 5) {
      addressSize = at.u8();
      at.skip(1); // the size of a segment selector, which rows do not have
    }
    long headerLength = at.unsigned(offsetSize);
    long program = at.offset() + headerLength;
    int instruction = at.u8();
    int most = version >= 4 ? Math.max(1, at.u8()) : 1;
    boolean statement = at.u8() != 0;
    int lineBase = (byte) at.u8();
    int lineRange = at.u8();
    int opcodeBase = at.u8();
    var lengths = new int[Math.max(1, opcodeBase)];
    for (int i = 1; i < opcodeBase; i++) {
      lengths[i] = at.u8();
    }
    if (version >= 5) {
      tables();
    } else {
      oldTables();
    }
    at.seek(program);
    var state = new State(instruction, most, statement, lineBase, lineRange, opcodeBase, lengths);
    while (at.left() > 0) {
      state.step(addressSize);
    }
    return new LineTable(version, List.copyOf(files), state.rows);
  }

  private void oldTables() {
    directories.add(compiledIn);
    while (at.left() > 0) {
      var directory = at.cstring();
      if (directory.isEmpty()) {
        break;
      }
      directories.add(joined(compiledIn, directory));
    }
    while (at.left() > 0) {
      var name = at.cstring();
      if (name.isEmpty()) {
        break;
      }
      files.add(oldFile(name));
    }
  }

  private SourceFile oldFile(String name) {
    long directory = at.uleb();
    at.skipLeb().skipLeb(); // when it was changed, and its size
    return new SourceFile(name, directory(directory), Optional.empty());
  }

  private String directory(long number) {
    return number < 0 || number >= directories.size() ? "" : directories.get((int) number);
  }

  private void tables() {
    var directoryFormat = format();
    long count = count();
    for (long i = 0; i < count; i++) {
      var entry = file(directoryFormat);
      var base = directories.isEmpty() ? compiledIn : directories.getFirst();
      directories.add(joined(base, entry.name()));
    }
    var fileFormat = format();
    count = count();
    for (long i = 0; i < count; i++) {
      files.add(file(fileFormat));
    }
  }

  private long count() {
    long start = at.offset();
    long count = at.uleb();
    if (count < 0 || count > MOST_FILES) {
      throw at.malformed(start, Long.toUnsignedString(count) + " files");
    }
    return count;
  }

  private long[] format() {
    var format = new long[at.u8() * 2];
    for (int i = 0; i < format.length; i++) {
      format[i] = at.uleb();
    }
    return format;
  }

  private SourceFile file(long[] format) {
    if (format.length == 0) {
      throw at.malformed(at.offset(), "files that have no attributes");
    }
    var name = "";
    var directory = "";
    String md5 = null;
    for (int i = 0; i < format.length; i += 2) {
      int form = format[i + 1] < 0 || format[i + 1] > 0xffff ? 0 : (int) format[i + 1];
      switch ((int) format[i]) {
        case CONTENT_PATH -> name = text(form);
        case CONTENT_DIRECTORY -> directory = directory(number(form));
        case CONTENT_MD5 -> md5 = form == Form.DATA16 ? digest() : skip(form);
        default -> skip(form);
      }
    }
    return new SourceFile(name, directory, Optional.ofNullable(md5));
  }

  private String digest() {
    var bytes = new byte[16];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) at.u8();
    }
    return HexFormat.of().formatHex(bytes);
  }

  private String text(int form) {
    if (form == Form.STRING) {
      return at.cstring();
    }
    long start = at.offset();
    if (!Form.text(form)) {
      throw at.malformed(start, "file name of form 0x" + Integer.toHexString(form));
    }
    long value = number(form);
    var text = unit.file().text(unit, form, value);
    return text == null ? "" : counted(text);
  }

  private String joined(String base, String name) {
    return counted(SourceFile.join(base, name));
  }

  private String counted(String text) {
    textLeft -= text.length();
    if (textLeft < 0) {
      throw at.malformed(at.offset(), "names of more than " + MOST_TEXT + " characters");
    }
    return text;
  }

  private long number(int form) {
    return switch (form) {
      case Form.UDATA, Form.STRX, Form.GNU_STR_INDEX -> at.uleb();
      case Form.SDATA -> at.sleb();
      case Form.STRX3 -> at.u24();
      case Form.STRP, Form.LINE_STRP, Form.STRP_SUP, Form.GNU_STRP_ALT, Form.SEC_OFFSET ->
          at.unsigned(offsetSize);
      default -> {
        int size = Form.size(form, unit.addressSize(), offsetSize, version);
        if (size != 1 && size != 2 && size != 4 && size != 8) {
          throw at.malformed(at.offset(), "number of form 0x" + Integer.toHexString(form));
        }
        yield at.unsigned(size);
      }
    };
  }

  private @Nullable String skip(int form) {
    switch (form) {
      case Form.STRING -> at.skipText();
      case Form.UDATA, Form.SDATA, Form.STRX -> at.skipLeb();
      case Form.BLOCK -> at.skip(at.uleb());
      case Form.BLOCK1 -> at.skip(at.u8());
      case Form.BLOCK2 -> at.skip(at.u16());
      case Form.BLOCK4 -> at.skip(at.u32());
      default -> {
        int size = Form.size(form, unit.addressSize(), offsetSize, version);
        if (size == Form.VARIES) {
          throw at.malformed(at.offset(), "form 0x" + Integer.toHexString(form) + " is not known");
        }
        at.skip(size);
      }
    }
    return null;
  }

  /// The registers of the machine that the program runs on (DWARF 5, 6.2.2).
  private final class State {
    private final int instruction;
    private final int most;
    private final boolean statementFirst;
    private final int lineBase;
    private final int lineRange;
    private final int opcodeBase;
    private final int[] lengths;
    private final LineTable.Rows rows = new LineTable.Rows();

    private long address;
    private long index;
    private int file = 1;
    private int line = 1;
    private int column;
    private int discriminator;
    private boolean statement;
    private int flags;

    State(
        int instruction,
        int most,
        boolean statement,
        int lineBase,
        int lineRange,
        int opcodeBase,
        int[] lengths) {
      this.instruction = instruction;
      this.most = most;
      this.statementFirst = statement;
      this.statement = statement;
      this.lineBase = lineBase;
      this.lineRange = lineRange;
      this.opcodeBase = opcodeBase;
      this.lengths = lengths;
    }

    private void reset() {
      address = 0;
      index = 0;
      file = 1;
      line = 1;
      column = 0;
      discriminator = 0;
      statement = statementFirst;
      flags = 0;
    }

    private void row(int more) {
      int all = flags | more | (statement ? LineTable.STATEMENT : 0);
      rows.add(address, file, line, column, discriminator, all);
      discriminator = 0;
      flags = 0;
    }

    private void advance(long operations) {
      if (most == 1) {
        address += instruction * operations;
        return;
      }
      long sum = index + operations;
      address += instruction * Long.divideUnsigned(sum, most);
      index = Long.remainderUnsigned(sum, most);
    }

    private int range() {
      if (lineRange == 0) {
        throw at.malformed(at.offset(), "line table with a range of 0 lines");
      }
      return lineRange;
    }

    void step(int addressSize) {
      int code = at.u8();
      if (code >= opcodeBase) {
        int adjusted = code - opcodeBase;
        advance(adjusted / range());
        line += lineBase + adjusted % lineRange;
        row(0);
        return;
      }
      switch (code) {
        case 0 -> extended(addressSize);
        case COPY -> row(0);
        case ADVANCE_PC -> advance(at.uleb());
        case ADVANCE_LINE -> line += (int) at.sleb();
        case SET_FILE -> file = (int) at.uleb();
        case SET_COLUMN -> column = (int) at.uleb();
        case NEGATE_STATEMENT -> statement = !statement;
        case SET_BASIC_BLOCK -> flags |= LineTable.BLOCK;
        case CONST_ADD_PC -> advance((255 - opcodeBase) / range());
        case FIXED_ADVANCE_PC -> {
          address += at.u16();
          index = 0;
        }
        case SET_PROLOGUE_END -> flags |= LineTable.PROLOGUE_END;
        case SET_EPILOGUE_BEGIN -> flags |= LineTable.EPILOGUE_BEGIN;
        case SET_ISA -> at.skipLeb();
        default -> {
          for (int i = 0; i < lengths[code]; i++) {
            at.skipLeb();
          }
        }
      }
    }

    private void extended(int addressSize) {
      long start = at.offset();
      long length = at.uleb();
      if (length == 0) {
        throw at.malformed(start, "extended instruction of no bytes");
      }
      var operands = at.window(length);
      at.skip(length);
      int code = operands.u8();
      switch (code) {
        case END_SEQUENCE -> {
          row(LineTable.END);
          reset();
        }
        case SET_ADDRESS -> {
          long size = operands.left();
          // The size of the operand tells where it differs from what the header says.
          address = operands.unsigned(size > 0 && size <= 8 ? (int) size : addressSize);
          index = 0;
        }
        case DEFINE_FILE -> {
          var name = operands.cstring();
          long directory = operands.uleb();
          files.add(new SourceFile(name, directory(directory), Optional.empty()));
        }
        case SET_DISCRIMINATOR -> discriminator = (int) operands.uleb();
        default -> {
          // Of a vendor: its length says how to pass over it.
        }
      }
    }
  }
}
