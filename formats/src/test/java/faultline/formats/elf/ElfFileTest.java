package faultline.formats.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import faultline.formats.bytes.MalformedException;
import faultline.testkit.Bytes;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ElfFileTest {
  static Stream<Arguments> images() {
    return Stream.of(true, false)
        .flatMap(
            wide ->
                Stream.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)
                    .flatMap(
                        order ->
                            Stream.of(ElfImage.CountFrom.values())
                                .map(count -> Arguments.of(wide, order, count))));
  }

  private static ElfFile open(byte[] bytes) {
    return ElfFile.open(MemorySegment.ofArray(bytes));
  }

  @ParameterizedTest
  @MethodSource("images")
  void readsEveryWidthAndByteOrder(boolean wide, ByteOrder order, ElfImage.CountFrom countFrom) {
    var file = open(ElfImage.of(wide, order, countFrom));
    assertEquals(
        new ElfHeader(wide ? 64 : 32, order, 3, ElfHeader.SHARED, 243, 5, ElfImage.BASE + 0x200),
        file.header());
    assertEquals(wide ? "riscv64" : "riscv32", file.header().machineName());
    assertEquals(Optional.of("/lib/ld-x.so.1"), file.interpreter());
    assertEquals(Optional.of("01020304"), file.buildId());
    assertEquals(Optional.of("Linux 3.2.0"), file.abiTag());
    assertEquals(6, file.segments().size());
    var stack = file.segments().stream().filter(s -> s.type() == Segment.GNU_STACK).findFirst();
    assertFalse(stack.orElseThrow().executable());
    assertTrue(stack.orElseThrow().writable());

    var dynamic = file.dynamic().orElseThrow();
    assertEquals(List.of("liba.so.1", "libc.so.6"), dynamic.needed());
    assertEquals(Optional.of("libx.so.2"), dynamic.soname());
    assertEquals(Optional.of("/old"), dynamic.rpath());
    assertEquals(Optional.of("$ORIGIN/../lib"), dynamic.runpath());
    assertTrue(dynamic.withoutDefaultDirectories());
    assertTrue(dynamic.staticThreadLocals());
    assertTrue(dynamic.positionIndependentProgram());

    assertEquals(
        List.of("puts@GLIBC_2.2.5", "f@@X_1", "g@X_1", "h"),
        file.dynamicSymbols().map(Symbol::versionedName).toList());
    assertEquals(
        List.of("f", "g"),
        file.dynamicSymbols().filter(Symbol::exported).map(Symbol::name).toList());
    assertEquals("libc.so.6", file.dynamicSymbols().findFirst().orElseThrow().version().library());
    var f = file.dynamicSymbols().skip(1).findFirst().orElseThrow();
    assertTrue(f.function());
    assertEquals(ElfImage.BASE + 0x100, f.value());
    assertEquals(8, f.size());
    assertEquals(
        List.of("libx.so.2", "X_1"),
        file.versionsDefined().stream().map(VersionDefinition::name).toList());
    assertTrue(file.versionsDefined().getFirst().base());
    assertEquals(
        List.of("libc.so.6 GLIBC_2.2.5 true"),
        file.versionsNeeded().stream()
            .map(v -> v.library() + " " + v.name() + " " + v.weak())
            .toList());
  }

  @ParameterizedTest
  @MethodSource("images")
  void findsTheNearestSymbol(boolean wide, ByteOrder order, ElfImage.CountFrom countFrom) {
    var file = open(ElfImage.of(wide, order, countFrom));
    if (countFrom == ElfImage.CountFrom.RELOCATIONS) {
      // No section headers, and so no full table.
      assertEquals("f", file.nearest(ElfImage.BASE + 0x104).orElseThrow().symbol().name());
      assertEquals(Optional.empty(), file.nearest(ElfImage.BASE + 0xff));
      return;
    }
    var inside = file.nearest(ElfImage.BASE + 0x20f).orElseThrow();
    assertEquals("main", inside.symbol().name(), "of two at one address the one that others see");
    assertEquals(15, inside.distance());
    assertTrue(inside.inside());
    assertFalse(file.nearest(ElfImage.BASE + 0x210).orElseThrow().inside());
    assertEquals(Optional.empty(), file.nearest(ElfImage.BASE + 0x1ff));
  }

  @ParameterizedTest
  @MethodSource("images")
  void readsWhatTheGoLinkerWrote(boolean wide, ByteOrder order, ElfImage.CountFrom countFrom) {
    var info = open(ElfImage.of(wide, order, countFrom)).goBuildInfo();
    if (countFrom == ElfImage.CountFrom.RELOCATIONS) {
      assertEquals(Optional.empty(), info, "its section has no header");
      return;
    }
    assertEquals("go1.9", info.orElseThrow().version());
    assertEquals("path\tx\n", info.orElseThrow().modules());
  }

  @Test
  void addressesAndOffsetsLeadToEachOther() {
    var bytes = ElfImage.of(true, ByteOrder.LITTLE_ENDIAN, ElfImage.CountFrom.SECTIONS);
    var file = open(bytes);
    assertEquals(OptionalLong.of(0x10), file.offsetOf(ElfImage.BASE + 0x10));
    assertEquals(OptionalLong.of(ElfImage.BASE + 0x10), file.addressOf(0x10));
    assertEquals(OptionalLong.empty(), file.offsetOf(ElfImage.BASE + bytes.length));
    assertEquals(OptionalLong.empty(), file.offsetOf(ElfImage.BASE - 1));
    assertEquals(OptionalLong.empty(), file.addressOf(bytes.length));
  }

  @Test
  void sectionsHaveNamesAndBytes() {
    var file = open(ElfImage.of(true, ByteOrder.BIG_ENDIAN, ElfImage.CountFrom.SECTIONS));
    assertEquals(
        List.of("", ".dynstr", ".dynsym", ".strtab", ".symtab", ".go.buildinfo", "", ".shstrtab"),
        file.sections().stream().map(Section::name).toList());
    assertEquals(19, file.bytes(file.section(".strtab").orElseThrow()).byteSize());
    assertEquals(0, file.bytes(file.sections().get(6)).byteSize(), "takes no room in the file");
    assertFalse(file.sections().get(1).compressed());
    assertEquals(Optional.empty(), file.section(".text"));
  }

  @Test
  void namesWhatIsWrongWithAHeader() {
    record Broken(String bytes, String message) {}
    for (var broken :
        List.of(
            new Broken("'#!/bin/sh'", "ELF: not an ELF file at offset 0x0"),
            new Broken("7f 'EL'", "ELF: not an ELF file at offset 0x0"),
            new Broken("7f 'ELF'", "ELF: needs 1 bytes, 0 left at offset 0x4"),
            new Broken(
                "7f 'ELF' 03 01 01 00", "ELF: class 3 is neither 32 nor 64 bits at offset 0x4"),
            new Broken(
                "7f 'ELF' 02 00 01 00",
                "ELF: byte order 0 is neither little nor big at offset 0x5"),
            new Broken(
                "7f 'ELF' 02 01 01 00 0000000000000000 0300",
                "ELF: needs 2 bytes, 0 left at offset 0x12"))) {
      var e = assertThrows(MalformedException.class, () -> open(Bytes.of(broken.bytes())));
      assertEquals(broken.message(), e.getMessage());
    }
  }

  @Test
  void namesATableThatLeavesTheFile() {
    var bytes = ElfImage.of(true, ByteOrder.LITTLE_ENDIAN, ElfImage.CountFrom.GNU_HASH);
    bytes[32] = (byte) 0xff; // where the program headers are
    bytes[33] = (byte) 0xff;
    var e = assertThrows(MalformedException.class, () -> open(bytes).segments());
    assertEquals("6 program headers do not fit into the file", e.what());
    assertEquals(bytes.length, e.offset(), "no offset behind the end");
  }

  @Test
  void namesATableThatTheFileDoesNotHold() {
    var bytes = ElfImage.of(true, ByteOrder.LITTLE_ENDIAN, ElfImage.CountFrom.GNU_HASH);
    var file = open(bytes);
    var entry =
        file.dynamic().orElseThrow().entries().stream()
            .filter(e -> e.tag() == Dynamic.SYMTAB)
            .findFirst()
            .orElseThrow();
    bytes[(int) entry.offset() + 8 + 5] = 1;
    var e = assertThrows(MalformedException.class, () -> file.dynamicSymbols().count());
    assertTrue(e.what().startsWith("dynamic entry 0x6 points to 0x1000"), e::what);
  }

  @Test
  void machinesHaveTheNamesOfCompilers() {
    record Named(int machine, int bits, ByteOrder order, String name) {}
    var little = ByteOrder.LITTLE_ENDIAN;
    var big = ByteOrder.BIG_ENDIAN;
    for (var named :
        List.of(
            new Named(62, 64, little, "x86_64"),
            new Named(62, 32, little, "x32"),
            new Named(3, 32, little, "i386"),
            new Named(183, 64, little, "aarch64"),
            new Named(183, 64, big, "aarch64_be"),
            new Named(40, 32, little, "arm"),
            new Named(40, 32, big, "armeb"),
            new Named(8, 32, big, "mips"),
            new Named(8, 64, little, "mips64el"),
            new Named(20, 32, big, "ppc"),
            new Named(21, 64, little, "ppc64le"),
            new Named(21, 64, big, "ppc64"),
            new Named(22, 64, big, "s390x"),
            new Named(22, 32, big, "s390"),
            new Named(258, 64, little, "loongarch64"),
            new Named(999, 64, little, "machine 999"))) {
      var header = new ElfHeader(named.bits(), named.order(), 0, 2, named.machine(), 0, 0);
      assertEquals(named.name(), header.machineName());
    }
  }
}
