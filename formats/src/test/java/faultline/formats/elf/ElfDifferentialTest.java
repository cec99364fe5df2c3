package faultline.formats.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import faultline.formats.bytes.RawText;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The reader against `readelf`, over the programs and libraries of this machine.
/// `-Dfaultline.differential.files=N` compares N files; the default is a sample.
class ElfDifferentialTest {
  private static final int FILES = Integer.getInteger("faultline.differential.files", 80);
  private static final Pattern SYMBOL =
      Pattern.compile(
          " *[0-9]+: ([0-9a-f]+) +(0x[0-9a-f]+|[0-9]+) (\\S+) +(\\S+) +(\\S+)(?: +\\[.*?])? +(\\S+)"
              + " (.*)");
  private static final String[] TYPES = {
    "NOTYPE", "OBJECT", "FUNC", "SECTION", "FILE", "COMMON", "TLS", "7", "8", "9", "IFUNC"
  };
  private static final String[] BINDINGS = {
    "LOCAL", "GLOBAL", "WEAK", "3", "4", "5", "6", "7", "8", "9", "UNIQUE"
  };
  private static final String[] VISIBILITIES = {"DEFAULT", "INTERNAL", "HIDDEN", "PROTECTED"};

  private static String run(String... command) throws IOException, InterruptedException {
    try {
      var process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      var output = RawText.decode(process.getInputStream().readAllBytes());
      process.waitFor();
      return output;
    } catch (IOException _) {
      return "";
    }
  }

  private static List<Path> candidates() throws IOException {
    var found = new TreeSet<Path>();
    for (var folder :
        List.of(
            "/usr/bin", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64")) {
      if (Files.isDirectory(Path.of(folder))) {
        try (var files = Files.walk(Path.of(folder), 2)) {
          files.filter(Files::isRegularFile).filter(Files::isReadable).forEach(found::add);
        }
      }
    }
    var shuffled = new ArrayList<>(found);
    Collections.shuffle(shuffled, new Random(1));
    return shuffled;
  }

  @Test
  void saysWhatReadelfSays() throws IOException, InterruptedException {
    assumeTrue(!run("readelf", "--version").isEmpty(), "needs readelf");
    int compared = 0;
    for (var path : candidates()) {
      if (compared == FILES) {
        break;
      }
      try (var channel = FileChannel.open(path);
          var arena = Arena.ofConfined()) {
        var bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        if (ElfFile.isElf(bytes)) {
          compare(path, bytes);
          compared++;
        }
      }
    }
    assertTrue(compared > 0, "no ELF file on this machine");
  }

  private static void compare(Path path, MemorySegment bytes)
      throws IOException, InterruptedException {
    var file = ElfFile.open(bytes);
    var told = run("readelf", "-W", "-h", "-l", "-d", "-n", path.toString());
    assertEquals(
        field(told, "Entry point address: +(\\S+)"),
        List.of("0x" + Long.toHexString(file.header().entry())),
        path::toString);
    assertEquals(
        field(told, "Class: +ELF(\\d+)"), List.of("" + file.header().bits()), path::toString);
    assertEquals(
        field(told, "program interpreter: (.*)]"),
        file.interpreter().stream().toList(),
        path::toString);
    assertEquals(
        field(told, "Build ID: ([0-9a-f]+)").stream().limit(1).toList(),
        file.buildId().stream().toList(),
        path::toString);
    var dynamic = file.dynamic();
    assertEquals(
        field(told, "Shared library: \\[(.*)]"),
        dynamic.map(Dynamic::needed).orElse(List.of()),
        path::toString);
    assertEquals(
        field(told, "Library soname: \\[(.*)]"),
        dynamic.flatMap(Dynamic::soname).stream().toList(),
        path::toString);
    assertEquals(
        field(told, "Library runpath: \\[(.*)]"),
        dynamic.flatMap(Dynamic::runpath).stream().toList(),
        path::toString);
    assertEquals(
        field(told, "Library rpath: \\[(.*)]"),
        dynamic.flatMap(Dynamic::rpath).stream().toList(),
        path::toString);
    var symbols = symbols(run("readelf", "-W", "--dyn-syms", path.toString()));
    same(path, symbols, lines(file.dynamicSymbols()));
    assertEquals(
        symbols(run("readelf", "-W", "-s", path.toString())).size() - symbols.size(),
        file.symbols().count(),
        path::toString);
    withoutSections(path, bytes, file);
  }

  private static void same(Path path, List<String> expected, List<String> found) {
    for (int i = 0; i < Math.min(expected.size(), found.size()); i++) {
      assertEquals(expected.get(i), found.get(i), path::toString);
    }
    assertEquals(expected.size(), found.size(), path::toString);
  }

  /// The loader needs no section headers, and neither do we: all that can be bound to, and all that
  /// a relocation needs, is still there.
  private static void withoutSections(Path path, MemorySegment bytes, ElfFile file) {
    if (!file.header().wide() || file.header().bigEndian()) {
      return;
    }
    var stripped = MemorySegment.ofArray(new byte[(int) bytes.byteSize()]).copyFrom(bytes);
    stripped.asSlice(40, 8).fill((byte) 0);
    stripped.asSlice(58, 6).fill((byte) 0);
    var again = lines(ElfFile.open(stripped).dynamicSymbols());
    var all = lines(file.dynamicSymbols());
    assertEquals(all.subList(0, Math.min(again.size(), all.size())), again, path::toString);
    assertEquals(
        lines(file.dynamicSymbols().filter(Symbol::exported)),
        lines(ElfFile.open(stripped).dynamicSymbols().filter(Symbol::exported)),
        path::toString);
  }

  private static List<String> field(String told, String pattern) {
    return Pattern.compile(pattern).matcher(told).results().map(m -> m.group(1)).toList();
  }

  private static List<String> symbols(String told) {
    return told.lines()
        // readelf has the word for it only where the header names the system.
        .map(line -> line.replace("OBJECT  <OS specific>: 10", "OBJECT  UNIQUE"))
        .map(SYMBOL::matcher)
        .filter(m -> m.matches())
        .map(
            m ->
                "%x %d %s %s %s %s %s"
                    .formatted(
                        Long.parseUnsignedLong(m.group(1), 16),
                        Long.decode(m.group(2)),
                        m.group(3),
                        m.group(4),
                        m.group(5),
                        m.group(6),
                        m.group(7).replaceAll(" \\([0-9]+\\)$", "")))
        .filter(line -> !line.equals("0 0 NOTYPE LOCAL DEFAULT UND "))
        .toList();
  }

  private static List<String> lines(Stream<Symbol> symbols) {
    return symbols
        .map(
            s ->
                "%x %d %s %s %s %s %s"
                    .formatted(
                        s.value(),
                        s.size(),
                        TYPES[s.type()],
                        BINDINGS[s.binding()],
                        VISIBILITIES[s.visibility()],
                        switch (s.section()) {
                          case 0 -> "UND";
                          case 0xfff1 -> "ABS";
                          case 0xfff2 -> "COM";
                          default -> "" + s.section();
                        },
                        s.versionedName()))
        .toList();
  }

  @Test
  void theCacheLeadsWhereLdconfigSays() throws IOException, InterruptedException {
    var cache = Path.of("/etc/ld.so.cache");
    var told = run("/sbin/ldconfig", "-p");
    assumeTrue(Files.isReadable(cache) && !told.isEmpty(), "needs ldconfig and its cache");
    var line = Pattern.compile("\\t(\\S+) \\(.*\\) => (.*)");
    var expected =
        told.lines()
            .map(line::matcher)
            .filter(m -> m.matches())
            .map(m -> m.group(1) + " " + m.group(2))
            .toList();
    var found =
        LdCache.open(MemorySegment.ofArray(Files.readAllBytes(cache)))
            .entries()
            .map(entry -> entry.name() + " " + entry.path())
            .toList();
    assertEquals(expected, found);
  }

  @Test
  void everyFormOfTheCacheSaysTheSame(@TempDir Path folder)
      throws IOException, InterruptedException {
    var lib = Files.createDirectories(folder.resolve("lib/glibc-hwcaps/x86-64-v2")).getParent();
    Files.writeString(folder.resolve("f.c"), "int f(void) { return 1; }\n");
    var plain = folder.resolve("lib/libf.so.1").toString();
    run(
        "gcc",
        "-shared",
        "-fPIC",
        "-Wl,-soname,libf.so.1",
        "-o",
        plain,
        folder.resolve("f.c").toString());
    assumeTrue(Files.exists(Path.of(plain)), "needs gcc");
    Files.copy(Path.of(plain), lib.resolve("x86-64-v2/libf.so.1"));
    Files.writeString(folder.resolve("conf"), folder.resolve("lib") + "\n");
    for (var form : List.of("new", "compat", "old")) {
      var cache = folder.resolve(form);
      run(
          "/sbin/ldconfig",
          "-C",
          cache.toString(),
          "-f",
          folder.resolve("conf").toString(),
          "-c",
          form,
          "-X");
      assumeTrue(Files.exists(cache), "needs ldconfig");
      var found = LdCache.open(MemorySegment.ofArray(Files.readAllBytes(cache))).find("libf.so.1");
      assertEquals(
          List.of(lib.resolve("x86-64-v2/libf.so.1").toString(), plain),
          found.stream().map(LdCache.Entry::path).toList(),
          form);
      assertEquals(
          form.equals("old") ? List.of("", "") : List.of("x86-64-v2", ""),
          found.stream().map(LdCache.Entry::subdirectory).toList());
    }
  }
}
