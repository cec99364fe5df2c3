package faultline.formats.dwarf;

import faultline.formats.bytes.Cursor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One table of `.debug_abbrev`, for units of one address size, offset size and version.
final class Abbreviations {
  /// Compilers count codes from 1, so that an array finds them. Codes that are no small numbers go
  /// into a map.
  private static final int MOST_DENSE = 1 << 12;

  private static final int MOST_ATTRIBUTES = 1 << 10;

  private @Nullable Abbreviation[] dense = new Abbreviation[64];
  private final Map<Long, Abbreviation> sparse = new HashMap<>();

  private Abbreviations() {}

  static Abbreviations read(Cursor at, int addressSize, int offsetSize, int version) {
    var table = new Abbreviations();
    var names = new int[16];
    var forms = new int[16];
    var constants = new long[16];
    for (long code = at.uleb(); code != 0; code = at.uleb()) {
      long tagAt = at.offset();
      long tag = at.uleb();
      if (tag < 0 || tag > 0xffff) {
        throw at.malformed(tagAt, "tag 0x" + Long.toHexString(tag) + " of more than 16 bits");
      }
      boolean children = at.u8() != 0;
      int count = 0;
      int size = 0;
      while (true) {
        long nameAt = at.offset();
        long name = at.uleb();
        long form = at.uleb();
        if (name == 0 && form == 0) {
          break;
        }
        if (name < 0 || name > 0xffff || form < 0 || form > 0xffff) {
          throw at.malformed(nameAt, "attribute or form of more than 16 bits");
        }
        if (count == names.length) {
          if (count == MOST_ATTRIBUTES) {
            throw at.malformed(nameAt, "entry of more than " + MOST_ATTRIBUTES + " attributes");
          }
          names = Arrays.copyOf(names, count * 2);
          forms = Arrays.copyOf(forms, count * 2);
          constants = Arrays.copyOf(constants, count * 2);
        }
        names[count] = (int) name;
        forms[count] = (int) form;
        constants[count] = form == Form.IMPLICIT_CONST ? at.sleb() : 0;
        int one = Form.size((int) form, addressSize, offsetSize, version);
        size = size == Form.VARIES || one == Form.VARIES ? Form.VARIES : size + one;
        count++;
      }
      table.put(
          code,
          new Abbreviation(
              (int) tag,
              children,
              Arrays.copyOf(names, count),
              Arrays.copyOf(forms, count),
              Arrays.copyOf(constants, count),
              size));
    }
    return table;
  }

  /// The first one of a code is meant, as in other readers.
  private void put(long code, Abbreviation entry) {
    if (code < 0 || code >= MOST_DENSE) {
      sparse.putIfAbsent(code, entry);
      return;
    }
    if (code >= dense.length) {
      dense = Arrays.copyOf(dense, Math.max((int) code + 1, dense.length * 2));
    }
    if (dense[(int) code] == null) {
      dense[(int) code] = entry;
    }
  }

  @Nullable Abbreviation find(long code) {
    return code >= 0 && code < dense.length ? dense[(int) code] : sparse.get(code);
  }
}
