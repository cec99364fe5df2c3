package faultline.formats.elf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A small library put together byte by byte, of either word size and byte order, with the choice
/// of what tells the number of its dynamic symbols.
final class ElfImage {
  enum CountFrom {
    SECTIONS,
    HASH,
    GNU_HASH,
    RELOCATIONS
  }

  static final long BASE = 0x40000;

  private final boolean wide;
  private final ByteBuffer out;
  private final StringBuilder strings = new StringBuilder("\0");
  private final List<long[]> segments = new ArrayList<>();
  private final List<long[]> sections = new ArrayList<>();
  private final StringBuilder sectionNames = new StringBuilder("\0");

  private ElfImage(boolean wide, ByteOrder order) {
    this.wide = wide;
    this.out = ByteBuffer.allocate(1 << 16).order(order);
  }

  static byte[] of(boolean wide, ByteOrder order, CountFrom countFrom) {
    return new ElfImage(wide, order).build(countFrom);
  }

  private void word(long value) {
    if (wide) {
      out.putLong(value);
    } else {
      out.putInt((int) value);
    }
  }

  private int string(String text) {
    int at = strings.length();
    strings.append(text).append('\0');
    return at;
  }

  private void align(int size) {
    while (out.position() % size != 0) {
      out.put((byte) 0);
    }
  }

  private int begin() {
    align(8);
    return out.position();
  }

  private void segment(long type, long flags, int start, long alignment) {
    segments.add(new long[] {type, flags, start, out.position() - start, alignment});
  }

  private void section(String name, int type, int start, int link, int entrySize) {
    int at = sectionNames.length();
    sectionNames.append(name).append('\0');
    sections.add(new long[] {at, type, start, out.position() - start, link, entrySize});
  }

  private void symbol(
      int name, long value, long size, int binding, int type, int other, int section) {
    out.putInt(name);
    if (!wide) {
      out.putInt((int) value);
      out.putInt((int) size);
    }
    out.put((byte) (binding << 4 | type)).put((byte) other).putShort((short) section);
    if (wide) {
      out.putLong(value);
      out.putLong(size);
    }
  }

  private byte[] build(CountFrom countFrom) {
    int headerSize = wide ? 64 : 52;
    int segmentSize = wide ? 56 : 32;
    int segmentCount = 6;
    out.position(headerSize + segmentCount * segmentSize);

    int start = begin();
    out.put("/lib/ld-x.so.1\0".getBytes(UTF_8));
    segment(Segment.INTERPRETER, 4, start, 1);

    int notes = begin();
    note("GNU", Note.GNU_ABI_TAG, 0, 3, 2, 0);
    note("GNU", Note.GNU_BUILD_ID, Integer.reverseBytes(0x01020304), 0);
    segment(Segment.NOTE, 4, notes, 4);

    int liba = string("liba.so.1");
    int libc = string("libc.so.6");
    int soname = string("libx.so.2");
    int rpath = string("/old");
    int runpath = string("$ORIGIN/../lib");
    int puts = string("puts");
    int f = string("f");
    int g = string("g");
    int hidden = string("h");
    int version = string("X_1");
    int needed = string("GLIBC_2.2.5");
    int dynstr = begin();
    out.put(strings.toString().getBytes(UTF_8));
    section(".dynstr", Section.STRTAB, dynstr, 0, 0);

    int dynsym = begin();
    symbol(0, 0, 0, 0, 0, 0, 0);
    symbol(puts, 0, 0, Symbol.GLOBAL, Symbol.FUNCTION, 0, 0);
    symbol(f, BASE + 0x100, 8, Symbol.GLOBAL, Symbol.FUNCTION, 0, 1);
    symbol(g, BASE + 0x120, 0, Symbol.WEAK, Symbol.FUNCTION, 0, 1);
    symbol(hidden, BASE + 0x130, 4, Symbol.GLOBAL, Symbol.OBJECT, Symbol.HIDDEN, 1);
    if (countFrom == CountFrom.SECTIONS) {
      section(".dynsym", Section.DYNSYM, dynsym, 1, wide ? 24 : 16);
    }

    int versym = begin();
    for (int mark : new int[] {0, 3, 2, 0x8002, 1}) {
      out.putShort((short) mark);
    }
    int verdef = begin();
    definition(1, 1, soname, 28);
    definition(0, 2, version, 0);
    int verneed = begin();
    out.putShort((short) 1).putShort((short) 1).putInt(libc).putInt(16).putInt(0);
    out.putInt(0).putShort((short) 2).putShort((short) 3).putInt(needed).putInt(0);

    int hash = begin();
    if (countFrom == CountFrom.GNU_HASH) {
      // Two buckets, the first two symbols not hashed, one filter word.
      out.putInt(2).putInt(2).putInt(1).putInt(6);
      word(-1);
      out.putInt(2).putInt(3);
      out.putInt(0x10 | 1).putInt(0x20).putInt(0x30 | 1);
    } else if (countFrom == CountFrom.HASH) {
      out.putInt(1).putInt(5).putInt(1);
      for (int chain : new int[] {0, 2, 3, 4, 0}) {
        out.putInt(chain);
      }
    }
    int relocations = begin();
    for (int symbol : new int[] {4, 1}) {
      word(BASE);
      word(wide ? (long) symbol << 32 | 6 : symbol << 8 | 6);
      word(0);
    }

    int dynamic = begin();
    entry(Dynamic.NEEDED, liba);
    entry(Dynamic.NEEDED, libc);
    entry(Dynamic.SONAME, soname);
    entry(Dynamic.RPATH, rpath);
    entry(Dynamic.RUNPATH, runpath);
    entry(Dynamic.FLAGS, 0x10);
    entry(Dynamic.FLAGS_1, 0x08000800);
    entry(Dynamic.STRTAB, BASE + dynstr);
    entry(Dynamic.STRSZ, strings.length());
    entry(Dynamic.SYMTAB, BASE + dynsym);
    entry(Dynamic.VERSYM, BASE + versym);
    entry(Dynamic.VERDEF, BASE + verdef);
    entry(Dynamic.VERDEFNUM, 2);
    entry(Dynamic.VERNEED, BASE + verneed);
    entry(Dynamic.VERNEEDNUM, 1);
    switch (countFrom) {
      case GNU_HASH -> entry(Dynamic.GNU_HASH, BASE + hash);
      case HASH -> entry(Dynamic.HASH, BASE + hash);
      case RELOCATIONS -> {
        entry(Dynamic.RELA, BASE + relocations);
        entry(Dynamic.RELASZ, dynamic - relocations);
      }
      case SECTIONS -> {}
    }
    entry(0, 0);
    entry(Dynamic.NEEDED, runpath); // behind the end, and so not there
    segment(Segment.DYNAMIC, 6, dynamic, 8);

    int strtab = begin();
    out.put("\0main.c\0local\0main\0".getBytes(UTF_8));
    section(".strtab", Section.STRTAB, strtab, 0, 0);
    int symtab = begin();
    symbol(0, 0, 0, 0, 0, 0, 0);
    symbol(1, 0, 0, Symbol.LOCAL, Symbol.FILE, 0, 0xfff1);
    symbol(8, BASE + 0x200, 16, Symbol.LOCAL, Symbol.FUNCTION, 0, 1);
    symbol(14, BASE + 0x200, 16, Symbol.GLOBAL, Symbol.FUNCTION, 0, 1);
    symbol(14, BASE + 0x240, 0, Symbol.GLOBAL, Symbol.NOTYPE, 0, 1);
    section(
        ".symtab", Section.SYMTAB, symtab, countFrom == CountFrom.SECTIONS ? 3 : 2, wide ? 24 : 16);
    goBuildInfo(countFrom == CountFrom.HASH);
    sections.add(new long[] {0, Section.NOBITS, 1 << 30, 1 << 20, 0, 0});

    int sectionTable = countFrom == CountFrom.RELOCATIONS ? 0 : sectionTable();
    segment(Segment.THREAD_LOCAL, 4, out.position(), 8);
    segment(Segment.GNU_STACK, 6, out.position(), 16);
    segments.add(new long[] {Segment.LOAD, 5, 0, out.position(), 0x1000});
    return finish(headerSize, segmentSize, sectionTable);
  }

  private void note(String owner, int type, int... words) {
    int size = type == Note.GNU_BUILD_ID ? 4 : words.length * 4;
    out.putInt(owner.length() + 1).putInt(size).putInt(type);
    out.put((owner + "\0").getBytes(UTF_8));
    for (int i = 0; i < size / 4; i++) {
      if (type == Note.GNU_BUILD_ID) {
        out.put(new byte[] {1, 2, 3, 4});
      } else {
        out.putInt(words[i]);
      }
    }
  }

  /// What the Go linker writes: since Go 1.18 with the texts behind it, before with pointers to
  /// them.
  private void goBuildInfo(boolean pointers) {
    var modules = "0123456789abcdefpath\tx\nfedcba9876543210".getBytes(UTF_8);
    int texts = begin();
    out.put("go1.9".getBytes(UTF_8)).put(modules);
    int headers = begin();
    word(BASE + texts);
    word(5);
    word(BASE + texts + 5);
    word(modules.length);
    align(16);
    int start = out.position();
    out.put((byte) 0xff).put(" Go buildinf:".getBytes(UTF_8));
    out.put((byte) (wide ? 8 : 4));
    if (pointers) {
      out.put((byte) (out.order() == ByteOrder.BIG_ENDIAN ? 1 : 0));
      word(BASE + headers);
      word(BASE + headers + (wide ? 16 : 8));
      align(32);
    } else {
      out.put((byte) 2).put(new byte[16]);
      out.put((byte) 5).put("go1.9".getBytes(UTF_8));
      out.put((byte) modules.length).put(modules);
    }
    section(".go.buildinfo", 1, start, 0, 0);
  }

  private void definition(int flags, int index, int name, int next) {
    out.putShort((short) 1).putShort((short) flags).putShort((short) index).putShort((short) 1);
    out.putInt(0).putInt(20).putInt(next);
    out.putInt(name).putInt(0);
  }

  private void entry(long tag, long value) {
    word(tag);
    word(value);
  }

  private int sectionTable() {
    int names = begin();
    int nameAt = sectionNames.length();
    sectionNames.append(".shstrtab\0");
    out.put(sectionNames.toString().getBytes(UTF_8));
    sections.add(new long[] {nameAt, Section.STRTAB, names, out.position() - names, 0, 0});
    int table = begin();
    out.put(new byte[wide ? 64 : 40]);
    for (var section : sections) {
      out.putInt((int) section[0]).putInt((int) section[1]);
      word(0);
      word(0);
      word(section[2]);
      word(section[3]);
      out.putInt((int) section[4]).putInt(0);
      word(1);
      word(section[5]);
    }
    return table;
  }

  private byte[] finish(int headerSize, int segmentSize, int sectionTable) {
    int size = out.position();
    out.position(0);
    out.put(new byte[] {0x7f, 'E', 'L', 'F'});
    out.put((byte) (wide ? 2 : 1)).put((byte) (out.order() == ByteOrder.BIG_ENDIAN ? 2 : 1));
    out.put((byte) 1).put((byte) 3);
    out.position(16);
    out.putShort((short) ElfHeader.SHARED).putShort((short) 243).putInt(1);
    word(BASE + 0x200);
    word(headerSize);
    word(sectionTable);
    out.putInt(5).putShort((short) headerSize);
    out.putShort((short) segmentSize).putShort((short) segments.size());
    out.putShort((short) (wide ? 64 : 40));
    out.putShort((short) (sectionTable == 0 ? 0 : sections.size() + 1));
    out.putShort((short) (sectionTable == 0 ? 0 : sections.size()));
    for (var segment : segments) {
      out.putInt((int) segment[0]);
      if (wide) {
        out.putInt((int) segment[1]);
      }
      word(segment[2]);
      word(BASE + segment[2]);
      word(BASE + segment[2]);
      word(segment[3]);
      word(segment[3]);
      if (!wide) {
        out.putInt((int) segment[1]);
      }
      word(segment[4]);
    }
    return Arrays.copyOf(out.array(), size);
  }
}
