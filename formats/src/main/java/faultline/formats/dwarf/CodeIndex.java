package faultline.formats.dwarf;

import faultline.formats.bytes.MalformedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The functions of a file by their addresses, with those that the compiler put into others.
public final class CodeIndex {
  /// Follows more references than this nowhere: an origin of an origin is as far as compilers go.
  private static final int MOST_ORIGINS = 8;

  private static final int DEEPEST = 1 << 10;

  /// One function that an address is in.
  ///
  /// @param function the entry of the function, or of the copy of it that was put into another
  /// @param name its name in the source
  /// @param linkageName its name as the linker knows it, where that is another
  /// @param file the source file that is being executed, in this function
  /// @param line the line in that file, from 1 on; 0 where that is not known
  /// @param column the column, from 1 on; 0 where that is not known
  /// @param inlined whether the compiler put the function into the next frame's
  public record Frame(
      Entry function,
      Optional<String> name,
      Optional<String> linkageName,
      Optional<SourceFile> file,
      int line,
      int column,
      boolean inlined) {}

  private final List<Unit> units;
  private final AddressMap unitAt;
  private final Map<Integer, Functions> functions = new HashMap<>();
  private final List<MalformedException> unread = new ArrayList<>();

  /// The functions of one unit and where they are.
  private record Functions(AddressMap at, long[] offsets) {}

  private CodeIndex(Dwarf dwarf) {
    units = dwarf.units();
    var builder = new AddressMap.Builder();
    for (int i = 0; i < units.size(); i++) {
      try {
        for (var range : unitRanges(units.get(i))) {
          builder.add(range.low(), range.high(), i);
        }
      } catch (MalformedException e) {
        unread.add(e);
      }
    }
    unitAt = builder.build();
  }

  /// Reads where the units of a file are. Functions are read when one of their unit is asked for.
  public static CodeIndex of(Dwarf dwarf) {
    return new CodeIndex(dwarf);
  }

  /// Units whose addresses could not be read.
  public List<MalformedException> unread() {
    return List.copyOf(unread);
  }

  private static List<Range> unitRanges(Unit unit) {
    return switch (unit.kind()) {
      case COMPILE, SPLIT_COMPILE -> {
        // What is left in the program of a split unit repeats its addresses, and so does the unit.
        var entry = unit.file().owner(unit).map(Unit::entry).orElseGet(unit::entry);
        yield entry.ranges().orElse(List.of());
      }
      case TYPE, SPLIT_TYPE, PARTIAL, SKELETON -> List.of();
    };
  }

  /// The unit that an address is in.
  public Optional<Unit> unit(long address) {
    int found = unitAt.find(address);
    return found < 0 ? Optional.empty() : Optional.of(units.get(found));
  }

  /// The functions that an address is in, the innermost first and the one that stands in the
  /// program last. No function where the file says nothing of the address.
  public List<Frame> at(long address) {
    int number = unitAt.find(address);
    if (number < 0) {
      return List.of();
    }
    var unit = units.get(number);
    var known = functions.get(number);
    if (known == null) {
      known = functions(unit);
      functions.put(number, known);
    }
    int found = known.at.find(address);
    if (found < 0) {
      return List.of();
    }
    var chain = new ArrayList<Entry>();
    chain.add(unit.file().entry(known.offsets[found]));
    descend(chain, address, 0);
    return frames(unit, chain, address);
  }

  private static Functions functions(Unit unit) {
    var builder = new AddressMap.Builder();
    var offsets = new ArrayList<Long>();
    var reader = unit.entries();
    while (reader.next()) {
      if (reader.tag() == Tag.SUBPROGRAM
          && (reader.find(At.LOW_PC) >= 0 || reader.find(At.RANGES) >= 0)) {
        var entry = reader.entry();
        for (var range : entry.ranges().orElse(List.of())) {
          builder.add(range.low(), range.high(), offsets.size());
        }
        offsets.add(entry.offset());
      }
    }
    return new Functions(builder.build(), offsets.stream().mapToLong(Long::longValue).toArray());
  }

  /// Adds the copies of functions inside the last one of the chain that have the address.
  private static void descend(List<Entry> chain, long address, int depth) {
    Entry inside = chain.getLast();
    while (inside != null) {
      if (++depth > DEEPEST) {
        throw inside.unit().file().malformed(inside.offset(), "scopes nested too deep");
      }
      Entry next = null;
      for (var child : inside.children()) {
        boolean block = child.tag() == Tag.LEXICAL_BLOCK;
        if ((block || child.tag() == Tag.INLINED_SUBROUTINE) && has(child, address)) {
          next = child;
          break;
        }
      }
      if (next != null && next.tag() == Tag.INLINED_SUBROUTINE) {
        chain.add(next);
      }
      inside = next;
    }
  }

  private static boolean has(Entry entry, long address) {
    for (var range : entry.ranges().orElse(List.of())) {
      if (range.has(address)) {
        return true;
      }
    }
    return false;
  }

  private static List<Frame> frames(Unit unit, List<Entry> chain, long address) {
    var lines = unit.lines();
    var frames = new ArrayList<Frame>();
    Optional<SourceFile> file = Optional.empty();
    int line = 0;
    int column = 0;
    if (lines.isPresent()) {
      var table = lines.get();
      var row = table.rowAt(address);
      if (row.isPresent()) {
        file = table.file(table.fileNumber(row.getAsInt()));
        line = table.line(row.getAsInt());
        column = table.column(row.getAsInt());
      }
    }
    for (int i = chain.size() - 1; i >= 0; i--) {
      var entry = chain.get(i);
      boolean inlined = i > 0;
      frames.add(
          new Frame(
              entry,
              text(entry, At.NAME),
              text(entry, At.LINKAGE_NAME).or(() -> text(entry, At.MIPS_LINKAGE_NAME)),
              file,
              line,
              column,
              inlined));
      if (inlined) {
        long number = entry.number(At.CALL_FILE).orElse(-1);
        file = lines.flatMap(table -> table.file(number));
        line = (int) entry.number(At.CALL_LINE).orElse(0);
        column = (int) entry.number(At.CALL_COLUMN).orElse(0);
      }
    }
    return frames;
  }

  /// Text of an entry or of what it is a copy or the definition of.
  private static Optional<String> text(Entry entry, int name) {
    var at = entry;
    for (int i = 0; i < MOST_ORIGINS; i++) {
      var text = at.text(name);
      if (text.isPresent()) {
        return text;
      }
      var before = at;
      var origin =
          before.reference(At.ABSTRACT_ORIGIN).or(() -> before.reference(At.SPECIFICATION));
      if (origin.isEmpty()) {
        break;
      }
      at = origin.get();
    }
    return Optional.empty();
  }
}
