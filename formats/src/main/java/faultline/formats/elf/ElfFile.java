package faultline.formats.elf;

import faultline.formats.bytes.Cursor;
import faultline.formats.bytes.MalformedException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An ELF file, read where it lies. Small tables are kept once they were decoded, so that one file
/// is for one thread.
public final class ElfFile {
  static final String FORMAT = "ELF";

  private static final String OLD_COMPRESSED = ".zdebug_";
  private static final int IDENT = 16;
  private static final int EXTENDED_COUNT = 0xffff;

  private final MemorySegment bytes;
  private final ElfHeader header;
  private final long segmentTable;
  private final int segmentSize;
  private final int segmentCount;
  private final long sectionTable;
  private final int sectionSize;
  private final int sectionCount;
  private final int sectionNames;

  private @Nullable List<Segment> segments;
  private @Nullable List<Section> sections;
  private @Nullable SymbolIndex index;

  private ElfFile(MemorySegment bytes, ElfHeader header, Cursor at) {
    this.bytes = bytes;
    this.header = header;
    segmentTable = word(at, header.wide());
    sectionTable = word(at, header.wide());
    at.skip(4 + 2); // flags, size of the header
    segmentSize = at.u16();
    segmentCount = at.u16();
    sectionSize = at.u16();
    sectionCount = at.u16();
    sectionNames = at.u16();
  }

  /// Whether `bytes` begin like an ELF file.
  public static boolean isElf(MemorySegment bytes) {
    return bytes.byteSize() >= 4
        && bytes.get(ValueLayout.JAVA_BYTE, 0) == 0x7f
        && bytes.get(ValueLayout.JAVA_BYTE, 1) == 'E'
        && bytes.get(ValueLayout.JAVA_BYTE, 2) == 'L'
        && bytes.get(ValueLayout.JAVA_BYTE, 3) == 'F';
  }

  public static ElfFile open(MemorySegment bytes) {
    if (!isElf(bytes)) {
      throw new MalformedException(FORMAT, 0, "not an ELF file");
    }
    var ident = new Cursor(FORMAT, bytes, ByteOrder.LITTLE_ENDIAN, 4);
    int elfClass = ident.u8();
    int data = ident.u8();
    ident.u8(); // version of the header
    int osAbi = ident.u8();
    if (elfClass != 1 && elfClass != 2) {
      throw new MalformedException(FORMAT, 4, "class " + elfClass + " is neither 32 nor 64 bits");
    }
    if (data != 1 && data != 2) {
      throw new MalformedException(FORMAT, 5, "byte order " + data + " is neither little nor big");
    }
    boolean wide = elfClass == 2;
    var order = data == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    var at = new Cursor(FORMAT, bytes, order, IDENT);
    int type = at.u16();
    int machine = at.u16();
    at.u32(); // version of the format
    long entry = word(at, wide);
    int flags = new Cursor(FORMAT, bytes, order, at.offset() + (wide ? 16 : 8)).i32();
    var header = new ElfHeader(wide ? 64 : 32, order, osAbi, type, machine, flags, entry);
    return new ElfFile(bytes, header, at);
  }

  /// An address or size: eight bytes in 64-bit files, four in 32-bit ones.
  static long word(Cursor at, boolean wide) {
    return wide ? at.u64() : at.u32();
  }

  public ElfHeader header() {
    return header;
  }

  /// The whole file.
  public MemorySegment bytes() {
    return bytes;
  }

  /// The program headers, in file order.
  public List<Segment> segments() {
    var known = segments;
    if (known == null) {
      known = readSegments();
      segments = known;
    }
    return known;
  }

  private List<Segment> readSegments() {
    long count = segmentCount;
    if (count == EXTENDED_COUNT && sectionTable != 0) {
      count = Integer.toUnsignedLong(firstSection().info());
    }
    if (count == 0) {
      return List.of();
    }
    int smallest = header.wide() ? 56 : 32;
    var table = table(segmentTable, count, segmentSize, smallest, "program headers");
    var found = new ArrayList<Segment>();
    for (long i = 0; i < count; i++) {
      found.add(Segment.next(table.seek(segmentTable + i * segmentSize), header.wide()));
    }
    return List.copyOf(found);
  }

  private Cursor table(long offset, long count, int size, int smallest, String what) {
    if (size < smallest) {
      throw malformed(offset, what + " of " + size + " bytes, at least " + smallest + " expected");
    }
    if (offset < 0 || offset > bytes.byteSize() || count > (bytes.byteSize() - offset) / size) {
      throw malformed(offset, count + " " + what + " do not fit into the file");
    }
    return cursor(offset);
  }

  /// The section headers, in file order; none where they were stripped.
  public List<Section> sections() {
    var known = sections;
    if (known == null) {
      known = readSections();
      sections = known;
    }
    return known;
  }

  private Section firstSection() {
    return Section.next(
            table(sectionTable, 1, sectionSize, header.wide() ? 64 : 40, "section headers"),
            header.wide(),
            0)
        .section();
  }

  private List<Section> readSections() {
    if (sectionTable == 0) {
      return List.of();
    }
    var first = firstSection();
    long count = sectionCount == 0 ? first.size() : sectionCount;
    int namesAt = sectionNames == EXTENDED_COUNT ? first.link() : sectionNames;
    if (count < 0 || count > Integer.MAX_VALUE) {
      throw malformed(sectionTable, "more sections than a file can have");
    }
    var table = table(sectionTable, count, sectionSize, header.wide() ? 64 : 40, "section headers");
    var unnamed = new ArrayList<Section.Unnamed>();
    for (int i = 0; i < count; i++) {
      table.seek(sectionTable + (long) i * sectionSize);
      unnamed.add(Section.next(table, header.wide(), i));
    }
    if (namesAt <= 0 || namesAt >= count) {
      return unnamed.stream().map(Section.Unnamed::section).toList();
    }
    var names = strings(unnamed.get(namesAt).section());
    var found = new ArrayList<Section>();
    for (var section : unnamed) {
      long usedAt = sectionTable + (long) section.section().index() * sectionSize;
      found.add(section.named(names.at(section.nameOffset(), usedAt)));
    }
    return List.copyOf(found);
  }

  /// The first section with that name.
  public Optional<Section> section(String name) {
    return sections().stream().filter(section -> section.name().equals(name)).findFirst();
  }

  /// The bytes of a section; none where the file holds none for it.
  public MemorySegment bytes(Section section) {
    return section.type() == Section.NOBITS
        ? MemorySegment.NULL
        : window(section).slice(section.size());
  }

  /// What a section holds for its readers: decompressed where it was compressed, and in object
  /// files with its relocations done, as if all sections began at address 0. A view of the file
  /// where nothing had to be done.
  public MemorySegment contents(Section section) {
    MemorySegment contents;
    boolean copied = true;
    if (section.type() == Section.NOBITS) {
      return MemorySegment.NULL;
    } else if (section.compressed()) {
      contents = Compression.expand(this, section);
    } else if (section.name().startsWith(OLD_COMPRESSED)) {
      contents = Compression.expandOld(this, section);
    } else {
      contents = bytes(section);
      copied = false;
    }
    if (header.type() != ElfHeader.RELOCATABLE) {
      return contents;
    }
    for (var table : sections()) {
      boolean relocations = table.type() == Section.RELA || table.type() == Section.REL;
      if (relocations && table.info() == section.index()) {
        if (!copied) {
          if (contents.byteSize() > Integer.MAX_VALUE - 8) {
            throw malformed(section.offset(), "section of more than 2 GB with relocations");
          }
          contents = MemorySegment.ofArray(contents.toArray(ValueLayout.JAVA_BYTE));
          copied = true;
        }
        new Relocator(this).apply(table, contents);
      }
    }
    return contents;
  }

  /// The contents of all sections with that name, one behind the other: an object file has one
  /// `.debug_types` for each type. Also finds `.debug_info` where it was compressed to the older
  /// `.zdebug_info`. Empty where no section has the name.
  public Optional<MemorySegment> contents(String name) {
    var old = name.startsWith(".debug_") ? OLD_COMPRESSED + name.substring(7) : name;
    var parts =
        sections().stream()
            .filter(section -> section.name().equals(name) || section.name().equals(old))
            .filter(section -> section.type() != Section.NOBITS)
            .map(this::contents)
            .toList();
    if (parts.size() <= 1) {
      return parts.stream().findFirst();
    }
    long size = parts.stream().mapToLong(MemorySegment::byteSize).sum();
    if (size > Integer.MAX_VALUE - 8) {
      throw malformed(sectionTable, "sections of " + size + " bytes with the name " + name);
    }
    return Optional.of(Compression.joined(parts, (int) size));
  }

  /// The relocations of a section of type [Section#REL] or [Section#RELA], each decoded when the
  /// stream is pulled.
  public Stream<Relocation> relocations(Section table) {
    return Relocation.of(this, table);
  }

  Cursor window(Section section) {
    return cursor(0).window(section.offset(), section.size());
  }

  private StringTable strings(Section section) {
    if (section.type() == Section.NOBITS) {
      return new StringTable(bytes, 0, 0);
    }
    return new StringTable(bytes, window(section).offset(), section.size());
  }

  /// The program that the kernel starts to load this one.
  public Optional<String> interpreter() {
    return first(Segment.INTERPRETER)
        .map(
            segment -> {
              var path = cursor(0).window(segment.offset(), segment.fileSize());
              return path.text(path.left());
            });
  }

  private Optional<Segment> first(int type) {
    return segments().stream().filter(segment -> segment.type() == type).findFirst();
  }

  /// What the file asks of the loader; empty for static programs and object files.
  public Optional<Dynamic> dynamic() {
    return first(Segment.DYNAMIC).map(this::dynamic);
  }

  private Dynamic dynamic(Segment segment) {
    var at = cursor(0).window(segment.offset(), segment.fileSize());
    int size = header.wide() ? 16 : 8;
    var entries = new ArrayList<Dynamic.Entry>();
    while (at.left() >= size) {
      long offset = at.offset();
      long tag = word(at, header.wide());
      long value = word(at, header.wide());
      if (tag == Dynamic.END) {
        break;
      }
      entries.add(new Dynamic.Entry(offset, tag, value));
    }
    return new Dynamic(this, List.copyOf(entries));
  }

  /// The versions of symbols that this file defines.
  public List<VersionDefinition> versionsDefined() {
    return dynamic().map(dynamic -> new Versions(this, dynamic).defined()).orElse(List.of());
  }

  /// The versions of symbols that this file needs from others.
  public List<VersionNeed> versionsNeeded() {
    return dynamic().map(dynamic -> new Versions(this, dynamic).needed()).orElse(List.of());
  }

  /// The symbols that take part in dynamic linking, with their versions, each decoded when the
  /// stream is pulled.
  public Stream<Symbol> dynamicSymbols() {
    return dynamic().map(dynamic -> SymbolTable.dynamic(this, dynamic)).orElseGet(Stream::empty);
  }

  /// The full symbol table, which stripped files have not; each entry is decoded when the stream is
  /// pulled.
  public Stream<Symbol> symbols() {
    return sections().stream()
        .filter(section -> section.type() == Section.SYMTAB)
        .findFirst()
        .map(section -> SymbolTable.of(this, section))
        .orElseGet(Stream::empty);
  }

  /// The last defined symbol at or before `address`, as far as the symbol tables know one: of the
  /// full table where there is one, else of the dynamic one.
  public Optional<NearestSymbol> nearest(long address) {
    var known = index;
    if (known == null) {
      known = SymbolIndex.of(this);
      index = known;
    }
    return known.nearest(address);
  }

  /// Where the byte at `address` stands in the file.
  public OptionalLong offsetOf(long address) {
    for (var segment : segments()) {
      if (segment.type() == Segment.LOAD && segment.backs(address)) {
        long offset = segment.offset() + (address - segment.address());
        return offset >= 0 && offset < bytes.byteSize()
            ? OptionalLong.of(offset)
            : OptionalLong.empty();
      }
    }
    return OptionalLong.empty();
  }

  /// The address that the byte at `offset` of the file is loaded at, before the load bias.
  public OptionalLong addressOf(long offset) {
    for (var segment : segments()) {
      if (segment.type() == Segment.LOAD
          && Long.compareUnsigned(offset - segment.offset(), segment.fileSize()) < 0) {
        return OptionalLong.of(segment.address() + (offset - segment.offset()));
      }
    }
    return OptionalLong.empty();
  }

  /// The place of a table that the dynamic section gives by its address.
  long offsetOf(long tag, long address) {
    return offsetOf(address)
        .orElseThrow(
            () ->
                malformed(
                    0,
                    "dynamic entry 0x"
                        + Long.toHexString(tag)
                        + " points to 0x"
                        + Long.toHexString(address)
                        + ", which the file does not hold"));
  }

  /// All notes: those that are loaded with the file, and those that only a section header leads to.
  public Stream<Note> notes() {
    var loaded = segments().stream().filter(segment -> segment.type() == Segment.NOTE).toList();
    var others =
        sections().stream()
            .filter(section -> section.type() == Section.NOTE)
            .filter(section -> loaded.stream().noneMatch(segment -> segment.holds(section)));
    return Stream.concat(
        loaded.stream().flatMap(s -> notes(s.offset(), s.fileSize(), s.alignment())),
        others.flatMap(s -> notes(s.offset(), s.size(), 4)));
  }

  private Stream<Note> notes(long offset, long size, long alignment) {
    return Note.of(cursor(0).window(offset, size), alignment == 8 ? 8 : 4);
  }

  /// The build id in hexadecimal digits.
  public Optional<String> buildId() {
    return gnuNote(Note.GNU_BUILD_ID)
        .map(note -> HexFormat.of().formatHex(note.description().toArray(ValueLayout.JAVA_BYTE)));
  }

  /// The oldest kernel that the file says it runs on, such as `Linux 3.2.0`.
  public Optional<String> abiTag() {
    return gnuNote(Note.GNU_ABI_TAG)
        .filter(note -> note.description().byteSize() >= 16)
        .map(
            note -> {
              var at = new Cursor(FORMAT, note.description(), header.order(), 0);
              var system =
                  switch (at.i32()) {
                    case 0 -> "Linux";
                    case 1 -> "Hurd";
                    case 2 -> "Solaris";
                    case 3 -> "FreeBSD";
                    default -> "another system";
                  };
              return system + " " + at.u32() + "." + at.u32() + "." + at.u32();
            });
  }

  private Optional<Note> gnuNote(int type) {
    return notes().filter(note -> note.type() == type && note.owner().equals("GNU")).findFirst();
  }

  /// The file that the debug information was moved to.
  public Optional<DebugLink> debugLink() {
    return section(".gnu_debuglink").map(section -> DebugLink.read(window(section)));
  }

  /// The file that debug information which several files share was moved to, by `dwz`.
  public Optional<AlternateLink> alternateLink() {
    return section(".gnu_debugaltlink").map(section -> AlternateLink.read(window(section)));
  }

  /// What the Go linker left in the file.
  public Optional<GoBuildInfo> goBuildInfo() {
    return GoBuildInfo.of(this);
  }

  Cursor cursor(long offset) {
    return new Cursor(FORMAT, bytes, header.order(), 0).seek(offset);
  }

  StringTable namesOf(Section table) {
    int link = table.link();
    if (link <= 0 || link >= sections().size()) {
      throw malformed(table.offset(), "symbol table whose names are in no section");
    }
    return strings(sections().get(link));
  }

  MalformedException malformed(long offset, String what) {
    return cursor(0).malformed(offset, what);
  }
}
