package faultline.formats.dwarf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// The names in a file, each known by a small number: the same text has the same number wherever it
/// stands. Texts are compared where they lie and become strings for nobody.
final class Names {
  static final int NONE = 0;

  private static final long SEED = 0x9e3779b97f4a7c15L;

  /// Names may overlap, and an honest file reads none of its bytes more often than this.
  private static final long MOST_READS = 64;

  private final Dwarf dwarf;
  private MemorySegment[] sections = new MemorySegment[4];
  private int sectionCount;

  private byte[] sectionOf = new byte[1024];
  private long[] offsetOf = new long[1024];
  private int[] sizeOf = new int[1024];
  private long[] hashOf = new long[1024];
  private int count = 1;
  private int[] byHash = new int[4096];

  /// From offsets in `.debug_str` to numbers, because most names stand there and most of them
  /// often.
  private long[] keys = new long[4096];

  private int[] found = new int[4096];
  private int keyCount;
  private long budget;

  Names(Dwarf dwarf) {
    this.dwarf = dwarf;
    long size = 1 << 20;
    for (var section : DwarfSection.values()) {
      if (section == DwarfSection.STR || section == DwarfSection.LINE_STR) {
        size += dwarf.bytes(section).byteSize();
      }
    }
    budget = size * MOST_READS;
  }

  int count() {
    return count;
  }

  /// A number that is the same for the same text in every file; 0 for no text.
  long hash(int name) {
    return hashOf[name];
  }

  /// The number of the text of an attribute; [#NONE] where it is in a file that was not given.
  int of(EntryReader reader, int index) {
    int form = reader.form(index);
    long value = reader.value(index);
    var unit = reader.unit();
    if (form == Form.STRING) {
      return inline(dwarf.bytes(unit.header().section()), value);
    }
    if (form == Form.STRP) {
      return cached(DwarfSection.STR, value);
    }
    if (Form.textIndex(form)) {
      return cached(DwarfSection.STR, dwarf.stringOffset(unit, value));
    }
    if (form == Form.LINE_STRP) {
      return inline(dwarf.bytes(DwarfSection.LINE_STR), value);
    }
    var alternate = dwarf.alternate();
    return Form.text(form) && alternate.isPresent()
        ? inline(alternate.get().bytes(DwarfSection.STR), value)
        : NONE;
  }

  /// The number of `text`, or [#NONE] where nothing has that name.
  int of(byte[] text) {
    var segment = MemorySegment.ofArray(text);
    long hash = SEED;
    for (byte b : text) {
      hash = mix(hash, b);
    }
    int at = find(segment, 0, text.length, hash);
    return byHash[at];
  }

  private int cached(DwarfSection section, long offset) {
    int mask = keys.length - 1;
    int at = slot(offset, mask);
    while (keys[at] != 0) {
      if (keys[at] == offset + 1) {
        return found[at];
      }
      at = at + 1 & mask;
    }
    int name = inline(dwarf.bytes(section), offset);
    keys[at] = offset + 1;
    found[at] = name;
    if (++keyCount * 2 > keys.length) {
      grow();
    }
    return name;
  }

  private static int slot(long key, int mask) {
    long mixed = key * SEED;
    return (int) (mixed >>> 32) & mask;
  }

  private void grow() {
    var oldKeys = keys;
    var oldFound = found;
    keys = new long[oldKeys.length * 2];
    found = new int[keys.length];
    int mask = keys.length - 1;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int at = slot(oldKeys[i] - 1, mask);
        while (keys[at] != 0) {
          at = at + 1 & mask;
        }
        keys[at] = oldKeys[i];
        found[at] = oldFound[i];
      }
    }
  }

  private int inline(MemorySegment section, long offset) {
    long end = section.byteSize();
    if (offset < 0 || offset >= end) {
      throw dwarf.malformed(0, "text at 0x" + Long.toHexString(offset) + " is outside");
    }
    long hash = SEED;
    long at = offset;
    while (true) {
      if (at == end || at - offset > Dwarf.LONGEST_NAME) {
        throw dwarf.malformed(0, "text at 0x" + Long.toHexString(offset) + " without an end");
      }
      byte b = section.get(ValueLayout.JAVA_BYTE, at);
      if (b == 0) {
        break;
      }
      hash = mix(hash, b);
      at++;
    }
    int size = (int) (at - offset);
    budget -= size;
    if (budget < 0) {
      throw dwarf.malformed(0, "names that overlap too often to be meant");
    }
    int place = find(section, offset, size, hash);
    if (byHash[place] == NONE) {
      byHash[place] = add(section, offset, size, hash);
      if (count * 2 > byHash.length) {
        rehash();
      }
      return count - 1;
    }
    return byHash[place];
  }

  private static long mix(long hash, byte b) {
    long mixed = (hash ^ b) * 0x100000001b3L;
    return mixed ^ mixed >>> 29;
  }

  private int find(MemorySegment section, long offset, int size, long hash) {
    int mask = byHash.length - 1;
    int at = slot(hash, mask);
    while (byHash[at] != NONE) {
      int name = byHash[at];
      if (hashOf[name] == hash && sizeOf[name] == size && same(name, section, offset, size)) {
        return at;
      }
      at = at + 1 & mask;
    }
    return at;
  }

  private boolean same(int name, MemorySegment section, long offset, int size) {
    var other = sections[sectionOf[name]];
    long from = offsetOf[name];
    for (int i = 0; i < size; i++) {
      if (section.get(ValueLayout.JAVA_BYTE, offset + i)
          != other.get(ValueLayout.JAVA_BYTE, from + i)) {
        return false;
      }
    }
    return true;
  }

  private int add(MemorySegment section, long offset, int size, long hash) {
    if (count == offsetOf.length) {
      sectionOf = Arrays.copyOf(sectionOf, count * 2);
      offsetOf = Arrays.copyOf(offsetOf, count * 2);
      sizeOf = Arrays.copyOf(sizeOf, count * 2);
      hashOf = Arrays.copyOf(hashOf, count * 2);
    }
    sectionOf[count] = (byte) sectionNumber(section);
    offsetOf[count] = offset;
    sizeOf[count] = size;
    hashOf[count] = hash;
    return count++;
  }

  private int sectionNumber(MemorySegment section) {
    for (int i = 0; i < sectionCount; i++) {
      if (sections[i].equals(section)) {
        return i;
      }
    }
    if (sectionCount == sections.length) {
      sections = Arrays.copyOf(sections, sectionCount * 2);
    }
    sections[sectionCount] = section;
    return sectionCount++;
  }

  private void rehash() {
    byHash = new int[byHash.length * 2];
    int mask = byHash.length - 1;
    for (int name = 1; name < count; name++) {
      int at = slot(hashOf[name], mask);
      while (byHash[at] != NONE) {
        at = at + 1 & mask;
      }
      byHash[at] = name;
    }
  }
}
