package faultline.formats.dwarf;

import faultline.formats.bytes.MalformedException;
import faultline.formats.bytes.RawText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The types, functions and variables of a file by their names, each once: a header that a hundred
/// units include gives one entry here and not a hundred.
///
/// Two types are one where they have the same name in the same scope and their layouts are the same
/// to the last member, types of members included; of what they point to only the name counts. So a
/// type that two units define differently is there twice, and one that another unit merely declares
/// is not there a second time. Two functions are one where their names and signatures are.
public final class EntryIndex {
  private static final byte TYPE = 0;
  private static final byte FUNCTION = 1;
  private static final byte VARIABLE = 2;

  private final Dwarf dwarf;
  private final Names names;
  private final @Nullable EntryIndex alternate;
  private final List<MalformedException> unread;

  private int count;
  private long[] offsets = new long[1 << 10];
  private int[] next = new int[1 << 10];
  private byte[] kinds = new byte[1 << 10];
  private boolean[] declared = new boolean[1 << 10];
  private final int[] first;
  private final int[] counts = new int[3];

  private EntryIndex(Outline outline, @Nullable EntryIndex alternate, Outline @Nullable [] others) {
    dwarf = outline.dwarf;
    names = outline.names;
    unread = List.copyOf(outline.unread);
    this.alternate = alternate;
    first = new int[names.count()];
    Arrays.fill(first, -1);
    collect(outline, new Sameness(outline, others == null ? null : others[0]));
  }

  /// Reads all of a file, and of its alternate file where there is one. A unit that cannot be read
  /// is left out and listed in [#unread].
  public static EntryIndex of(Dwarf dwarf) {
    var other = dwarf.alternate().map(Outline::new);
    var index =
        new EntryIndex(
            new Outline(dwarf),
            other.map(outline -> new EntryIndex(outline, null, null)).orElse(null),
            other.map(outline -> new Outline[] {outline}).orElse(null));
    return index;
  }

  private void collect(Outline outline, Sameness sameness) {
    var seen = new LongSet(outline.count / 8);
    for (int row = 0; row < outline.count; row++) {
      int tag = outline.tag[row];
      byte kind;
      switch (tag) {
        case Tag.STRUCTURE_TYPE,
            Tag.CLASS_TYPE,
            Tag.UNION_TYPE,
            Tag.INTERFACE_TYPE,
            Tag.ENUMERATION_TYPE,
            Tag.TYPEDEF,
            Tag.TEMPLATE_ALIAS,
            Tag.BASE_TYPE,
            Tag.UNSPECIFIED_TYPE ->
            kind = TYPE;
        case Tag.SUBPROGRAM -> kind = FUNCTION;
        case Tag.VARIABLE -> kind = VARIABLE;
        default -> {
          // Go names types of every kind, in C++ and C these have no names.
          if (outline.name[row] == Names.NONE || !named(tag)) {
            continue;
          }
          kind = TYPE;
        }
      }
      int name = kind == TYPE ? outline.name[row] : sameness.name(row);
      if (kind != TYPE && name == Names.NONE) {
        continue;
      }
      boolean declaration = (outline.flags[row] & Outline.DECLARATION) != 0;
      long key = kind == TYPE ? sameness.type(row) : sameness.signature(row);
      if (seen.add(Outline.mix(key, kind * 2L + (declaration ? 1 : 0)))) {
        int linkage = kind == TYPE ? Names.NONE : sameness.linkageName(row);
        add(outline.offset[row], kind, declaration, name);
        if (linkage != Names.NONE && linkage != name) {
          chain(linkage);
        }
      }
    }
  }

  private static boolean named(int tag) {
    return switch (tag) {
      case Tag.ARRAY_TYPE, Tag.POINTER_TYPE, Tag.SUBROUTINE_TYPE, Tag.SUBRANGE_TYPE -> true;
      default -> false;
    };
  }

  private void add(long offset, byte kind, boolean declaration, int name) {
    if (count + 1 >= offsets.length) {
      int size = offsets.length * 2;
      offsets = Arrays.copyOf(offsets, size);
      next = Arrays.copyOf(next, size);
      kinds = Arrays.copyOf(kinds, size);
      declared = Arrays.copyOf(declared, size);
    }
    offsets[count] = offset;
    kinds[count] = kind;
    declared[count] = declaration;
    counts[kind]++;
    next[count] = -1;
    if (name != Names.NONE) {
      next[count] = first[name];
      first[name] = count;
    }
    count++;
  }

  /// The last one added again, under another name.
  private void chain(int name) {
    int same = count - 1;
    add(offsets[same], kinds[same], declared[same], name);
    counts[kinds[same]]--;
    kinds[count - 1] = (byte) (kinds[same] | ALIAS);
  }

  private static final byte ALIAS = 4;

  /// What of the file could not be read, and why.
  public List<MalformedException> unread() {
    if (alternate == null) {
      return unread;
    }
    return Stream.concat(unread.stream(), alternate.unread.stream()).toList();
  }

  /// How many types there are, those without names included.
  public int typeCount() {
    return counts[TYPE] + (alternate == null ? 0 : alternate.typeCount());
  }

  public int functionCount() {
    return counts[FUNCTION] + (alternate == null ? 0 : alternate.functionCount());
  }

  public int variableCount() {
    return counts[VARIABLE] + (alternate == null ? 0 : alternate.variableCount());
  }

  /// All types, in file order.
  public Stream<Entry> types() {
    return all(TYPE);
  }

  public Stream<Entry> functions() {
    return all(FUNCTION);
  }

  public Stream<Entry> variables() {
    return all(VARIABLE);
  }

  private Stream<Entry> all(byte kind) {
    var own = IntStream.range(0, count).filter(i -> kinds[i] == kind).mapToObj(this::entry);
    return alternate == null ? own : Stream.concat(own, alternate.all(kind));
  }

  private Entry entry(int i) {
    return dwarf.entry(offsets[i]);
  }

  /// The types with this name, without the scopes around them: more than one where they differ, or
  /// where a structure and a typedef share the name. Declarations without a definition only where
  /// there is no definition.
  public List<Entry> types(String name) {
    return named(name, TYPE);
  }

  /// The functions with this name or this linkage name, definitions before declarations.
  public List<Entry> functions(String name) {
    return named(name, FUNCTION);
  }

  /// The variables with this name or this linkage name, definitions before declarations.
  public List<Entry> variables(String name) {
    return named(name, VARIABLE);
  }

  private List<Entry> named(String text, byte kind) {
    var definitions = new ArrayList<Entry>();
    var declarations = new ArrayList<Entry>();
    find(RawText.encode(text), kind, definitions, declarations);
    if (kind != TYPE || definitions.isEmpty()) {
      definitions.addAll(declarations);
    }
    return definitions;
  }

  private void find(byte[] text, byte kind, List<Entry> definitions, List<Entry> declarations) {
    int name = names.of(text);
    if (name != Names.NONE) {
      for (int i = first[name]; i >= 0; i = next[i]) {
        if ((kinds[i] & ~ALIAS) == kind) {
          (declared[i] ? declarations : definitions).add(entry(i));
        }
      }
    }
    if (alternate != null) {
      alternate.find(text, kind, definitions, declarations);
    }
  }
}
