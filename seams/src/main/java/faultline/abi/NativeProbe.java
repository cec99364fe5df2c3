package faultline.abi;

import faultline.abi.Library.Exported;
import faultline.abi.Library.Kind;
import faultline.core.NotChecked;
import faultline.core.Place;
import faultline.formats.bytes.MalformedException;
import faultline.formats.dwarf.At;
import faultline.formats.dwarf.Dwarf;
import faultline.formats.dwarf.Entry;
import faultline.formats.dwarf.EntryIndex;
import faultline.formats.dwarf.Sections;
import faultline.formats.dwarf.Tag;
import faultline.formats.elf.ElfFile;
import faultline.formats.elf.Symbol;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads what a library has: its symbols, and what its debug information says of those that are
/// asked for. The debug information may stand in a file of its own.
final class NativeProbe {
  private static final String DEBUG = "/usr/lib/debug";

  private final Tree tree;
  private final Path path;
  private final String file;

  NativeProbe(Tree tree, Path path) {
    this.tree = tree;
    this.path = path;
    this.file = tree.shown(path);
  }

  /// Whether a name tells who frees what a library allocates.
  private static boolean releases(String name) {
    var lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith("free") || lower.contains("free_") || lower.contains("release");
  }

  /// What of the library is wanted. Whatever cannot be read is one more question in `unreadable`.
  Library read(Wanted wanted, List<NotChecked> unreadable) {
    try (var arena = Arena.ofConfined()) {
      var elf = open(path, arena);
      var symbols = symbols(elf);
      var debug = debug(elf, arena);
      var reading = new Reading(elf, symbols, wanted);
      if (debug.dwarf() != null) {
        reading.types(debug.dwarf(), unreadable);
      }
      return reading.library(debug);
    } catch (IOException | MalformedException e) {
      unreadable.add(
          new NotChecked(
              "the library " + file,
              e instanceof MalformedException malformed
                  ? malformed.what()
                  : "it cannot be read: " + e.getMessage(),
              "build it again"));
      return empty("the library cannot be read");
    }
  }

  private Library empty(String why) {
    return new Library(
        file,
        "",
        Target.LINUX_AMD64,
        Tier.E0,
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        List.of(),
        false,
        why);
  }

  private static ElfFile open(Path path, Arena arena) throws IOException {
    try (var channel = FileChannel.open(path)) {
      return ElfFile.open(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
    }
  }

  private record Debug(@Nullable Dwarf dwarf, String why) {}

  /// The debug information: the library's own, or that of the file its build id or link leads to.
  private Debug debug(ElfFile elf, Arena arena) throws IOException {
    if (elf.contents(".debug_info").isPresent()) {
      return new Debug(dwarf(elf, arena), "");
    }
    var id = elf.buildId();
    for (var place : places(elf, id)) {
      if (Files.isRegularFile(place)) {
        var other = open(place, arena);
        if (other.contents(".debug_info").isEmpty()) {
          continue;
        }
        if (id.isPresent() && other.buildId().isPresent() && !id.equals(other.buildId())) {
          return new Debug(null, "the debug file " + place + " is of another build");
        }
        return new Debug(dwarf(other, arena), "");
      }
    }
    return new Debug(
        null,
        "it has no debug information"
            + id.map(one -> ", and there is no debug file for its build id " + one).orElse(""));
  }

  private List<Path> places(ElfFile elf, Optional<String> id) {
    var places = new ArrayList<Path>();
    id.filter(text -> text.length() > 2)
        .ifPresent(
            text ->
                places.add(
                    Path.of(
                        DEBUG, ".build-id", text.substring(0, 2), text.substring(2) + ".debug")));
    var folder = path.toAbsolutePath().getParent();
    elf.debugLink()
        .ifPresent(
            link -> {
              if (folder != null) {
                places.add(folder.resolve(link.name()));
                places.add(folder.resolve(".debug").resolve(link.name()));
                places.add(Path.of(DEBUG + folder).resolve(link.name()));
              }
            });
    return places;
  }

  private static Dwarf dwarf(ElfFile elf, Arena arena) throws IOException {
    var sections = Sections.of(elf.header().order(), elf::contents);
    var link = elf.alternateLink();
    if (link.isPresent()) {
      var id = link.get().buildId();
      for (var place :
          List.of(
              Path.of(link.get().path()),
              Path.of(DEBUG, ".build-id", id.substring(0, 2), id.substring(2) + ".debug"))) {
        if (Files.isRegularFile(place)) {
          var other = open(place, arena);
          return Dwarf.of(sections, Dwarf.of(Sections.of(other.header().order(), other::contents)));
        }
      }
    }
    return Dwarf.of(sections);
  }

  private static List<Symbol> symbols(ElfFile elf) {
    return Stream.concat(elf.dynamicSymbols(), elf.symbols())
        .filter(symbol -> symbol.defined() && !symbol.name().isEmpty())
        .filter(symbol -> symbol.type() != Symbol.SECTION && symbol.type() != Symbol.FILE)
        .filter(symbol -> !symbol.namesAVersion())
        .toList();
  }

  /// One look at the library, while it is open.
  private final class Reading {
    private final ElfFile elf;
    private final Wanted wanted;
    private final Map<String, List<Exported>> symbols = new HashMap<>();
    private final Map<String, List<Symbol>> raw = new HashMap<>();
    private final Map<Long, List<String>> byAddress = new HashMap<>();
    private final Set<String> exported = new HashSet<>();
    private final Map<String, Library.Function> functions = new HashMap<>();
    private final Map<String, Library.Variable> variables = new HashMap<>();
    private final Map<String, List<Library.Constant>> constants = new HashMap<>();
    private final NativeTypes types =
        new NativeTypes(new Place.Target(file), text -> tree.shown(Path.of(text)));
    private boolean typed;

    Reading(ElfFile elf, List<Symbol> all, Wanted wanted) {
      this.elf = elf;
      this.wanted = wanted;
      var dynamic = new HashSet<Long>();
      elf.dynamicSymbols().forEach(symbol -> dynamic.add(symbol.offset()));
      for (var symbol : all) {
        boolean visible =
            dynamic.contains(symbol.offset()) && symbol.exported() && !symbol.version().hidden();
        if (visible) {
          exported.add(symbol.name());
        }
        byAddress.computeIfAbsent(symbol.value(), _ -> new ArrayList<>()).add(symbol.name());
        // The full table says again what the dynamic one says, with the version in the name.
        var name = symbol.name().split("@", 2)[0];
        if (wanted.functions().containsKey(name) || wanted.variables().containsKey(name)) {
          raw.computeIfAbsent(name, _ -> new ArrayList<>()).add(symbol);
          symbols
              .computeIfAbsent(name, _ -> new ArrayList<>())
              .add(exported(symbol, name, visible, dynamic.contains(symbol.offset())));
        }
      }
    }

    private Exported exported(Symbol symbol, String name, boolean visible, boolean dynamic) {
      var kind =
          switch (symbol.type()) {
            case Symbol.THREAD_LOCAL -> Kind.THREAD_LOCAL;
            case Symbol.INDIRECT_FUNCTION -> Kind.CHOSEN;
            case Symbol.OBJECT -> Kind.DATA;
            case Symbol.FUNCTION -> Kind.FUNCTION;
            default -> Kind.FUNCTION;
          };
      var why =
          visible
              ? ""
              : symbol.version().hidden()
                  ? "only for programs that ask for version " + symbol.version().name()
                  : symbol.binding() == Symbol.LOCAL && symbol.visibility() == Symbol.DEFAULT
                      ? "static, hidden, or local by a version script"
                      : symbol.visibility() == Symbol.HIDDEN
                              || symbol.visibility() == Symbol.INTERNAL
                          ? "hidden by its visibility"
                          : dynamic ? "not exported" : "not in the dynamic symbol table";
      return new Exported(
          name,
          kind,
          symbol.size(),
          symbol.version().name(),
          visible,
          why,
          new Place.Offset(file, symbol.offset()));
    }

    void types(Dwarf dwarf, List<NotChecked> unreadable) {
      var index = EntryIndex.of(dwarf);
      typed = true;
      for (var broken : index.unread()) {
        unreadable.add(
            new NotChecked(
                "part of the debug information of " + file,
                broken.what()
                    + " at "
                    + broken.format()
                    + "@0x"
                    + Long.toHexString(broken.offset()),
                "build it again"));
      }
      new TreeMap<>(wanted.functions())
          .forEach(
              (name, depth) ->
                  entry(index::functions, name)
                      .ifPresent(entry -> functions.put(name, types.function(entry, name, depth))));
      new TreeMap<>(wanted.variables())
          .forEach(
              (name, depth) ->
                  entry(index::variables, name)
                      .ifPresent(entry -> variables.put(name, types.variable(entry, name, depth))));
      if (!wanted.constants().isEmpty()) {
        index
            .types()
            .filter(entry -> entry.tag() == Tag.ENUMERATION_TYPE)
            .flatMap(entry -> types.constants(entry, wanted.constants()).stream())
            .forEach(
                found ->
                    constants
                        .computeIfAbsent(found.getKey(), _ -> new ArrayList<>())
                        .add(found.getValue()));
      }
    }

    /// The entry of what stands behind a symbol: by its name, or by another name of its address.
    private Optional<Entry> entry(
        java.util.function.Function<String, List<Entry>> named, String name) {
      var symbol = raw.getOrDefault(name, List.of()).stream().findFirst();
      if (symbol.isEmpty() || symbol.get().type() == Symbol.INDIRECT_FUNCTION) {
        // What the loader chooses has another name, and the chooser has this one.
        return Optional.empty();
      }
      var names = new ArrayList<>(List.of(name));
      names.addAll(byAddress.getOrDefault(symbol.get().value(), List.of()));
      for (var one : names) {
        var found = named.apply(one).stream().filter(this::whole).toList();
        var best =
            found.stream()
                .filter(entry -> entry.address(At.LOW_PC).orElse(-1) == symbol.get().value())
                .findFirst()
                .or(() -> found.stream().findFirst());
        if (best.isPresent()) {
          return best;
        }
      }
      return Optional.empty();
    }

    /// Whether an entry is what others can bind to, and not one of a file's own.
    private boolean whole(Entry entry) {
      if (entry.flag(At.EXTERNAL)) {
        return true;
      }
      return entry
          .reference(At.SPECIFICATION)
          .or(() -> entry.reference(At.ABSTRACT_ORIGIN))
          .map(original -> original.flag(At.EXTERNAL))
          .orElse(false);
    }

    Library library(Debug debug) {
      var similar = new HashMap<String, List<String>>();
      for (var name : wanted.functions().keySet()) {
        if (symbols.getOrDefault(name, List.of()).stream().noneMatch(Exported::visible)) {
          similar.put(name, NearNames.of(name, exported));
        }
      }
      var header = elf.header();
      var target =
          new Target(
              "linux-"
                  + switch (header.machineName()) {
                    case "x86_64" -> "amd64";
                    case "aarch64" -> "arm64";
                    case "i386" -> "386";
                    default -> header.machineName();
                  },
              header.bits() / 8,
              header.bits() / 8);
      return new Library(
          file,
          elf.dynamic().flatMap(dynamic -> dynamic.soname()).orElse(""),
          target,
          typed ? Tier.E2 : Tier.E0,
          symbols,
          similar,
          functions,
          variables,
          types.layouts(),
          constants,
          exported.stream().filter(NativeProbe::releases).sorted().toList(),
          elf.dynamic().map(dynamic -> dynamic.staticThreadLocals()).orElse(false),
          debug.why());
    }
  }
}
