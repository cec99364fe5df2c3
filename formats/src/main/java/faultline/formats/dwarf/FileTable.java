package faultline.formats.dwarf;

import faultline.formats.bytes.Cursor;
import faultline.formats.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The source files that a unit's entries count with [At#DECL_FILE] (DWARF 5, 6.2.4): the head of
/// its line table, whose rows are not looked at.
public final class FileTable {
  /// More files than any unit has; a count beyond is damage.
  private static final int MOST_FILES = 1 << 20;

  private static final int PATH = 1;
  private static final int DIRECTORY = 2;
  private static final int WIDE = 0xffffffff;

  private final Unit unit;
  private final Cursor at;
  private final int offsetSize;
  private final int version;
  private final List<String> directories = new ArrayList<>();
  private final List<String> files = new ArrayList<>();

  private FileTable(Unit unit, long offset) {
    this.unit = unit;
    var section = unit.file().sections().cursor(DwarfSection.LINE).seek(offset);
    long length = section.u32();
    boolean wide = length == Integer.toUnsignedLong(WIDE);
    offsetSize = wide ? 8 : 4;
    at = section.window(wide ? section.u64() : length);
    version = at.u16();
  }

  /// The files of `unit`; none where it has no line table.
  ///
  /// @throws MalformedException where the table's head cannot be read
  public static FileTable of(Unit unit) {
    var offset = unit.entry().number(At.STMT_LIST);
    var table = new FileTable(unit, offset.orElse(0));
    if (offset.isPresent()) {
      table.read();
    }
    return table;
  }

  /// The path of the file with this number, of the machine that compiled; empty where there is
  /// none.
  public Optional<String> path(long number) {
    long index = version >= 5 ? number : number - 1;
    return index < 0 || index >= files.size()
        ? Optional.empty()
        : Optional.of(files.get((int) index));
  }

  private void read() {
    if (version < 2 || version > 5) {
      throw at.malformed(at.offset(), "line table of version " + version);
    }
    if (version >= 5) {
      at.skip(2); // sizes of an address and of a segment selector
    }
    at.skip(offsetSize); // length of the head
    at.skip(version >= 4 ? 5 : 4); // how the rows are written
    int operations = at.u8();
    at.skip(Math.max(0, operations - 1)); // how many operands each has
    directories.add(unit.entry().text(At.COMP_DIR).orElse(""));
    if (version >= 5) {
      directories.clear();
      for (var name : entries()) {
        directories.add(join(directories.isEmpty() ? "" : directories.getFirst(), name.path));
      }
      for (var name : entries()) {
        files.add(join(directory(name.directory), name.path));
      }
    } else {
      for (var name = at.cstring(); !name.isEmpty(); name = at.cstring()) {
        directories.add(join(directories.getFirst(), name));
      }
      for (var name = at.cstring(); !name.isEmpty(); name = at.cstring()) {
        files.add(join(directory(at.uleb()), name));
        at.skipLeb().skipLeb(); // time and size
        refuseMore(files.size());
      }
    }
  }

  private record Named(String path, long directory) {}

  private List<Named> entries() {
    var format = new long[at.u8() * 2];
    for (int i = 0; i < format.length; i++) {
      format[i] = at.uleb();
    }
    long count = at.uleb();
    refuseMore(count);
    var found = new ArrayList<Named>();
    for (long i = 0; i < count; i++) {
      var path = "";
      long directory = 0;
      for (int j = 0; j < format.length; j += 2) {
        int form = (int) format[j + 1];
        if (format[j] == PATH) {
          path = text(form);
        } else if (format[j] == DIRECTORY) {
          directory = number(form);
        } else {
          skip(form);
        }
      }
      found.add(new Named(path, directory));
    }
    return found;
  }

  private void refuseMore(long count) {
    if (count < 0 || count > MOST_FILES) {
      throw at.malformed(at.offset(), Long.toUnsignedString(count) + " files");
    }
  }

  private String text(int form) {
    if (form == Form.STRING) {
      return at.cstring();
    }
    if (!Form.text(form)) {
      throw at.malformed(at.offset(), "file name of form 0x" + Integer.toHexString(form));
    }
    var text = unit.file().text(unit, form, number(form));
    return text == null ? "" : text;
  }

  private long number(int form) {
    if (form == Form.UDATA || form == Form.STRX) {
      return at.uleb();
    }
    int size = Form.size(form, unit.addressSize(), offsetSize, version);
    if (size != 1 && size != 2 && size != 4 && size != 8) {
      throw at.malformed(at.offset(), "number of form 0x" + Integer.toHexString(form));
    }
    return at.unsigned(size);
  }

  private void skip(int form) {
    switch (form) {
      case Form.STRING -> at.skipText();
      case Form.UDATA, Form.SDATA, Form.STRX -> at.skipLeb();
      case Form.BLOCK -> at.skip(at.uleb());
      case Form.BLOCK1 -> at.skip(at.u8());
      default -> {
        int size = Form.size(form, unit.addressSize(), offsetSize, version);
        if (size == Form.VARIES) {
          throw at.malformed(at.offset(), "form 0x" + Integer.toHexString(form) + " is not known");
        }
        at.skip(size);
      }
    }
  }

  private String directory(long number) {
    return number < 0 || number >= directories.size() ? "" : directories.get((int) number);
  }

  private static String join(String directory, String name) {
    return directory.isEmpty() || name.startsWith("/")
        ? name
        : name.isEmpty() ? directory : directory + "/" + name;
  }
}
