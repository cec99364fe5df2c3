package faultline.formats.elf;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The dynamic section: what a program or library asks of the loader.
public final class Dynamic {
  /// One entry. What the value means depends on the tag.
  public record Entry(long offset, long tag, long value) {}

  public static final long NEEDED = 1;
  public static final long HASH = 4;
  public static final long STRTAB = 5;
  public static final long SYMTAB = 6;
  public static final long RELA = 7;
  public static final long RELASZ = 8;
  public static final long STRSZ = 10;
  public static final long SONAME = 14;
  public static final long RPATH = 15;
  public static final long REL = 17;
  public static final long RELSZ = 18;
  public static final long PLTREL = 20;
  public static final long JMPREL = 23;
  public static final long PLTRELSZ = 2;
  public static final long TEXTREL = 22;
  public static final long RUNPATH = 29;
  public static final long FLAGS = 30;
  public static final long GNU_HASH = 0x6ffffef5L;
  public static final long VERSYM = 0x6ffffff0L;
  public static final long FLAGS_1 = 0x6ffffffbL;
  public static final long VERDEF = 0x6ffffffcL;
  public static final long VERDEFNUM = 0x6ffffffdL;
  public static final long VERNEED = 0x6ffffffeL;
  public static final long VERNEEDNUM = 0x6fffffffL;
  public static final long MIPS_SYMTABNO = 0x70000011L;
  static final long END = 0;

  private static final long STATIC_TLS = 0x10;
  private static final long NODEFLIB = 0x800;
  private static final long PIE = 0x08000000;

  private final ElfFile file;
  private final List<Entry> entries;

  Dynamic(ElfFile file, List<Entry> entries) {
    this.file = file;
    this.entries = entries;
  }

  /// All entries before the end mark, in file order.
  public List<Entry> entries() {
    return entries;
  }

  /// The value of the first entry with `tag`.
  public OptionalLong value(long tag) {
    return entries.stream().filter(entry -> entry.tag == tag).mapToLong(Entry::value).findFirst();
  }

  /// The names of the libraries that the loader must find, in the order it looks for them.
  public List<String> needed() {
    return entries.stream().filter(entry -> entry.tag == NEEDED).map(this::text).toList();
  }

  public Optional<String> soname() {
    return text(SONAME);
  }

  /// The old search path, which holds only where there is no [#runpath].
  public Optional<String> rpath() {
    return text(RPATH);
  }

  public Optional<String> runpath() {
    return text(RUNPATH);
  }

  public long flags() {
    return value(FLAGS).orElse(0);
  }

  public long flags1() {
    return value(FLAGS_1).orElse(0);
  }

  /// Whether the loader must not look in its cache and its default directories.
  public boolean withoutDefaultDirectories() {
    return (flags1() & NODEFLIB) != 0;
  }

  /// Whether the file needs room in the thread area that exists before it is loaded, which `dlopen`
  /// may be unable to give.
  public boolean staticThreadLocals() {
    return (flags() & STATIC_TLS) != 0;
  }

  /// Whether a file of type [ElfHeader#SHARED] is a program.
  public boolean positionIndependentProgram() {
    return (flags1() & PIE) != 0;
  }

  private Optional<String> text(long tag) {
    return entries.stream().filter(entry -> entry.tag == tag).findFirst().map(this::text);
  }

  private String text(Entry entry) {
    return strings().at(entry.value, entry.offset);
  }

  StringTable strings() {
    long start = file.offsetOf(STRTAB, value(STRTAB).orElse(0));
    long size = value(STRSZ).orElse(0);
    if (size < 0 || size > file.bytes().byteSize() - start) {
      throw file.malformed(start, "dynamic string table leaves the file");
    }
    return new StringTable(file.bytes(), start, size);
  }
}
