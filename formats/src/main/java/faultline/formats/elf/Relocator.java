package faultline.formats.elf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Completes the sections of object files that hold data, as a linker would that puts every section
/// at address 0. That is what debug information needs: its references into other sections become
/// offsets there, and addresses become offsets into their section.
final class Relocator {
  /// What a relocation of some type does: it stores or adds `size` bytes. Where `relative`, the
  /// value counts from the place.
  private record Action(int size, boolean relative, Change change) {}

  private enum Change {
    STORE,
    ADD,
    SUBTRACT,
    NOTHING
  }

  private static final Action NOTHING = new Action(0, false, Change.NOTHING);

  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final ElfFile file;
  private final boolean swap;

  Relocator(ElfFile file) {
    this.file = file;
    this.swap = file.header().bigEndian();
  }

  /// Changes `bytes`, the contents of a section, by the relocations in `table`.
  void apply(Section table, MemorySegment bytes) {
    var values = symbolValues(table);
    var relocations = Relocation.of(file, table).iterator();
    while (relocations.hasNext()) {
      var relocation = relocations.next();
      var action = action(relocation);
      if (action.change == Change.NOTHING) {
        continue;
      }
      long place = relocation.place();
      if (place < 0 || place > bytes.byteSize() - action.size) {
        throw file.malformed(relocation.offset(), "relocation of a place outside its section");
      }
      int symbol = relocation.symbol();
      if (symbol < 0 || symbol > values.length) {
        throw file.malformed(relocation.offset(), "relocation by symbol " + symbol + ", not there");
      }
      long there = read(bytes, place, action.size);
      long value = symbol == 0 ? 0 : values[symbol - 1];
      value += relocation.implicit() ? there : relocation.addend();
      if (action.relative) {
        value -= place;
      }
      write(
          bytes,
          place,
          action.size,
          switch (action.change) {
            case STORE, NOTHING -> value;
            case ADD -> there + value;
            case SUBTRACT -> there - value;
          });
    }
  }

  /// The values of all symbols but the first, which is no symbol.
  private long[] symbolValues(Section table) {
    int link = table.link();
    if (link <= 0 || link >= file.sections().size()) {
      throw file.malformed(table.offset(), "relocations whose symbols are in no section");
    }
    return SymbolTable.values(file, file.sections().get(link));
  }

  /// What the types of relocations that debug information has mean, by the processor's ABI.
  private Action action(Relocation relocation) {
    int type = relocation.type();
    var known =
        switch (file.header().machine()) {
          case ElfHeader.X86_64 ->
              switch (type) {
                case 0 -> NOTHING;
                case 1, 17 -> store(8); // R_X86_64_64, DTPOFF64
                case 10, 11, 21 -> store(4); // R_X86_64_32, 32S, DTPOFF32
                case 12 -> store(2);
                case 14 -> store(1);
                case 2 -> relative(4); // R_X86_64_PC32
                case 24 -> relative(8); // R_X86_64_PC64
                default -> null;
              };
          case ElfHeader.I386 ->
              switch (type) {
                case 0 -> NOTHING;
                case 1, 32 -> store(4); // R_386_32, TLS_LDO_32
                case 20 -> store(2);
                case 22 -> store(1);
                case 2 -> relative(4); // R_386_PC32
                default -> null;
              };
          case ElfHeader.AARCH64 ->
              switch (type) {
                case 0, 256 -> NOTHING;
                case 257, 1029 -> store(8); // R_AARCH64_ABS64, TLS_DTPREL64
                case 258 -> store(4);
                case 259 -> store(2);
                case 260 -> relative(8); // R_AARCH64_PREL64
                case 261 -> relative(4);
                default -> null;
              };
          case ElfHeader.ARM ->
              switch (type) {
                case 0 -> NOTHING;
                case 2, 106 -> store(4); // R_ARM_ABS32, TLS_LDO32
                case 3 -> relative(4); // R_ARM_REL32
                default -> null;
              };
          case ElfHeader.PPC, ElfHeader.PPC64 ->
              switch (type) {
                case 0 -> NOTHING;
                case 38, 78 -> store(8); // R_PPC64_ADDR64, DTPREL64
                case 1 -> store(4); // R_PPC64_ADDR32
                case 26 -> relative(4); // R_PPC64_REL32
                case 44 -> relative(8); // R_PPC64_REL64
                default -> null;
              };
          case ElfHeader.S390 ->
              switch (type) {
                case 0 -> NOTHING;
                case 22, 55 -> store(8); // R_390_64, TLS_LDO64
                case 4 -> store(4); // R_390_32
                case 5 -> relative(4); // R_390_PC32
                case 23 -> relative(8); // R_390_PC64
                default -> null;
              };
          case ElfHeader.MIPS ->
              switch (type & 0xff) {
                case 0 -> NOTHING;
                case 2 -> store(4); // R_MIPS_32
                case 18 -> store(8); // R_MIPS_64
                case 248 -> relative(4); // R_MIPS_PC32
                default -> null;
              };
          case ElfHeader.RISCV ->
              switch (type) {
                case 0, 51 -> NOTHING; // R_RISCV_NONE, RELAX
                case 1, 9, 56 -> store(4); // R_RISCV_32, TLS_DTPREL32, SET32
                case 2, 10 -> store(8); // R_RISCV_64, TLS_DTPREL64
                case 54 -> store(1); // R_RISCV_SET8
                case 55 -> store(2);
                case 57 -> relative(4); // R_RISCV_32_PCREL
                case 33 -> new Action(1, false, Change.ADD); // R_RISCV_ADD8 and on
                case 34 -> new Action(2, false, Change.ADD);
                case 35 -> new Action(4, false, Change.ADD);
                case 36 -> new Action(8, false, Change.ADD);
                case 37 -> new Action(1, false, Change.SUBTRACT); // R_RISCV_SUB8 and on
                case 38 -> new Action(2, false, Change.SUBTRACT);
                case 39 -> new Action(4, false, Change.SUBTRACT);
                case 40 -> new Action(8, false, Change.SUBTRACT);
                // The halves of numbers of 6 bits and of LEB128 are in no section that is read here
                // but one of call frames, whose numbers stay relative to each other.
                case 52, 53, 60, 61 -> NOTHING;
                default -> null;
              };
          default -> null;
        };
    if (known == null) {
      throw file.malformed(
          relocation.offset(),
          "relocation of type " + type + " for " + file.header().machineName() + " is not known");
    }
    return known;
  }

  private static Action store(int size) {
    return new Action(size, false, Change.STORE);
  }

  private static Action relative(int size) {
    return new Action(size, true, Change.STORE);
  }

  private long read(MemorySegment bytes, long place, int size) {
    return switch (size) {
      case 1 -> bytes.get(ValueLayout.JAVA_BYTE, place);
      case 2 -> swap ? Short.reverseBytes(bytes.get(U16, place)) : bytes.get(U16, place);
      case 4 -> swap ? Integer.reverseBytes(bytes.get(U32, place)) : bytes.get(U32, place);
      default -> swap ? Long.reverseBytes(bytes.get(U64, place)) : bytes.get(U64, place);
    };
  }

  private void write(MemorySegment bytes, long place, int size, long value) {
    switch (size) {
      case 1 -> bytes.set(ValueLayout.JAVA_BYTE, place, (byte) value);
      case 2 -> bytes.set(U16, place, swap ? Short.reverseBytes((short) value) : (short) value);
      case 4 -> bytes.set(U32, place, swap ? Integer.reverseBytes((int) value) : (int) value);
      default -> bytes.set(U64, place, swap ? Long.reverseBytes(value) : value);
    }
  }
}
