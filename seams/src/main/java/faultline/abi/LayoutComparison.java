package faultline.abi;

import faultline.abi.Difference.Kind;
import faultline.abi.Layout.Field;
import faultline.abi.ValueComparison.Mismatch;
import faultline.abi.ValueComparison.Way;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Compares two layouts value by value: the offset of every one, not sizes, because padding can
/// absorb what was inserted.
///
/// The first difference tells the others, which are counted. Members are paired by their place.
/// Names are used for one thing only: two members of one width that changed places.
final class LayoutComparison {
  private static final int BYTE = 8;

  private final Layout declared;
  private final Layout defined;
  private final Map<Long, List<Field>> byOffset = new HashMap<>();
  private final Map<String, Field> byPath = new HashMap<>();
  private final Map<String, Field> mineByPath = new HashMap<>();

  private LayoutComparison(Layout declared, Layout defined) {
    this.declared = declared;
    this.defined = defined;
    for (var field : defined.fields()) {
      byOffset.computeIfAbsent(field.offset(), _ -> new ArrayList<>()).add(field);
      byPath.putIfAbsent(field.path(), field);
    }
    for (var field : declared.fields()) {
      mineByPath.putIfAbsent(field.path(), field);
    }
  }

  /// What is wrong; nothing where one of them is not known whole.
  ///
  /// @param allocates whether the program itself makes such structures
  static List<Difference> of(Layout declared, Layout defined, boolean allocates) {
    if (!declared.complete() || !defined.complete() || defined.size().isEmpty()) {
      return List.of();
    }
    var found = new LayoutComparison(declared, defined).differences(allocates);
    if (declared.other().isEmpty()) {
      return found;
    }
    // What is wrong in both ways is wrong, whoever runs it.
    var others = of(declared.other().get(), defined, allocates);
    return grave(found) && grave(others) ? found : List.of();
  }

  /// Whether it can be said how two layouts compare, whoever runs the program.
  static boolean certain(Layout declared, Layout defined) {
    if (!declared.complete() || !defined.complete() || defined.size().isEmpty()) {
      return false;
    }
    return declared.other().isEmpty()
        || declared.other().get().complete()
            && grave(new LayoutComparison(declared, defined).differences(true))
                == grave(of(declared.other().get(), defined, true));
  }

  private static boolean grave(List<Difference> differences) {
    return differences.stream().anyMatch(Difference::grave);
  }

  private List<Difference> differences(boolean allocates) {
    Difference first = null;
    int others = 0;
    var found = new ArrayList<Difference>();
    var seen = new HashSet<Field>();
    for (int i = 0; i < declared.fields().size(); i++) {
      var mine = declared.fields().get(i);
      var difference = field(mine, i, seen);
      if (difference == null) {
        continue;
      }
      if (!difference.grave()) {
        found.add(difference);
      } else if (first == null) {
        first = difference;
      } else {
        others++;
      }
    }
    var lengths = first == null || first.kind() == Kind.MEMBER_OFFSET ? series() : null;
    if (lengths != null && (first == null || lengths.index() <= first.index())) {
      return List.of(lengths.with(others));
    }
    if (first != null) {
      return List.of(packed(first).with(others));
    }
    size(allocates).ifPresent(found::add);
    dropped(seen).ifPresent(found::add);
    found.sort(java.util.Comparator.comparing(difference -> !difference.grave()));
    return found;
  }

  /// An array of structures that has another number of elements than that of its name.
  private @Nullable Difference series() {
    var mine = elements(declared);
    var theirs = elements(defined);
    for (int i = 0; i < declared.fields().size(); i++) {
      var field = declared.fields().get(i);
      var name = head(field);
      var here = mine.get(name);
      var there = theirs.get(name);
      if (here != null && there != null && !here.equals(there)) {
        var namesake = byPath.get(field.path());
        return difference(
            Kind.ARRAY_LENGTH,
            field,
            namesake,
            i,
            there + " elements",
            here + " elements",
            name + " has " + there + " elements, declared with " + here,
            true);
      }
    }
    return null;
  }

  /// How many elements arrays of structures have, by their name.
  private static Map<String, Integer> elements(Layout layout) {
    var counts = new HashMap<String, Integer>();
    for (var field : layout.fields()) {
      var path = field.path();
      int open = path.indexOf('[');
      int close = path.indexOf(']');
      // Of more than one dimension the first is told by the offsets behind it.
      if (open > 0
          && close > open
          && !path.startsWith("[", close + 1)
          && path.lastIndexOf('.', open) < 0) {
        int index = Integer.parseInt(path.substring(open + 1, close));
        counts.merge(path.substring(0, open), index + 1, Math::max);
      }
    }
    return counts;
  }

  /// What is wrong with one value of the declaration, or null.
  private @Nullable Difference field(Field mine, int index, Set<Field> seen) {
    var here = byOffset.getOrDefault(mine.offset(), List.of());
    var namesake = byPath.get(mine.path());
    if (namesake != null && here.size() > 1 && here.contains(namesake)) {
      here = List.of(namesake); // of several in a union
    }
    Difference best = null;
    for (var theirs : here) {
      var difference = compare(mine, theirs, index);
      if (difference == null) {
        seen.add(theirs);
        return transposed(mine, theirs, index);
      }
      if (best == null || !difference.grave() && best.grave()) {
        best = difference;
      }
    }
    if (blob(mine, here, seen)) {
      return null;
    }
    if (best != null) {
      here.forEach(seen::add);
      return displacedBefore(mine, index, best);
    }
    return missing(mine, index);
  }

  /// Bytes of the declaration that stand for whole members of the library.
  private boolean blob(Field mine, List<Field> here, Set<Field> seen) {
    boolean bytes =
        mine.shape() instanceof Shape.Number number
            && number.bytes() == 1
            && number.whole()
            && mine.count() > 1;
    boolean open = here.stream().anyMatch(theirs -> isBytes(theirs) && theirs.count() != 0);
    if (!bytes || open) {
      return false;
    }
    var covered = new ArrayList<Field>();
    for (var theirs : defined.fields()) {
      if (theirs.offset() < mine.end() && theirs.end() > mine.offset()) {
        if (theirs.offset() < mine.offset() || theirs.end() > mine.end()) {
          return false;
        }
        covered.add(theirs);
      }
    }
    seen.addAll(covered);
    // Bytes where the library has none are padding that was written out.
    return !covered.isEmpty() || padding(mine);
  }

  private static boolean isBytes(Field field) {
    return field.shape() instanceof Shape.Number number && number.bytes() == 1;
  }

  private @Nullable Difference compare(Field mine, Field theirs, int index) {
    if (mine.bitField() != theirs.bitField() || mine.bitField() && mine.bits() != theirs.bits()) {
      boolean whole = mine.bits() == theirs.bits() && mine.count() == theirs.count();
      return whole ? null : bits(mine, theirs, index);
    }
    if (mine.bitField()) {
      return null;
    }
    long given = theirs.count() == Layout.OPEN ? mine.count() : theirs.count();
    var mismatch = ValueComparison.of(mine.shape(), theirs.shape(), Way.STORED);
    if (mine.bits() == theirs.bits() && mine.count() != given) {
      return lengths(mine, theirs, index);
    }
    return mismatch.map(found -> value(mine, theirs, index, found)).orElse(null);
  }

  private Difference lengths(Field mine, Field theirs, int index) {
    return difference(
        Kind.ARRAY_LENGTH,
        mine,
        theirs,
        index,
        count(theirs),
        count(mine),
        theirs.path() + " has " + count(theirs) + ", declared with " + count(mine),
        true);
  }

  private static String count(Field field) {
    return field.count() == Layout.SINGLE
        ? "one value"
        : field.count() + (field.count() == 1 ? " element" : " elements");
  }

  private Difference value(Field mine, Field theirs, int index, Mismatch found) {
    var kind =
        switch (found.kind()) {
          case PARAM_CLASS, INDIRECTION -> Kind.MEMBER_CLASS;
          case PARAM_WIDTH -> Kind.MEMBER_SIZE;
          default -> found.kind();
        };
    return difference(
        kind,
        mine,
        theirs,
        index,
        found.expected(),
        found.actual(),
        theirs.path()
            + " is "
            + found.expected()
            + ", declared as "
            + found.actual()
            + (found.note().isEmpty() ? "" : ", " + found.note()),
        found.grave());
  }

  private Difference bits(Field mine, Field theirs, int index) {
    return difference(
        Kind.BIT_FIELD,
        mine,
        theirs,
        index,
        range(theirs),
        range(mine),
        name(mine)
            + " is "
            + range(mine)
            + ", and the library has "
            + name(theirs)
            + " in "
            + range(theirs),
        true);
  }

  private static String range(Field field) {
    long last = field.offset() + field.bits() - 1;
    return field.bits() == 1 ? "bit " + field.offset() : "bits " + field.offset() + " to " + last;
  }

  /// A value that is where the library has none: the member of its name is elsewhere, or it is one
  /// too many.
  private @Nullable Difference missing(Field mine, int index) {
    var theirs = byPath.get(mine.path());
    boolean overlaps =
        defined.fields().stream()
            .anyMatch(other -> other.offset() < mine.end() && other.end() > mine.offset());
    if (theirs == null && !overlaps) {
      boolean behind = mine.offset() >= defined.size().orElse(0) * BYTE;
      // The size tells of what is behind the end; and padding may be written out.
      return behind || padding(mine) ? null : extra(mine, index);
    }
    boolean bits = mine.bitField() || theirs != null && theirs.bitField();
    if (declared.union() != defined.union()) {
      return unions(mine, theirs, index);
    }
    return displaced(bits ? Kind.BIT_FIELD : Kind.MEMBER_OFFSET, mine, theirs, index);
  }

  /// Where the value at this place is another member's, the member is what is displaced.
  private Difference displacedBefore(Field mine, int index, Difference best) {
    var theirs = byPath.get(mine.path());
    if (declared.union() != defined.union()) {
      return unions(mine, theirs, index);
    }
    if (theirs == null || theirs.offset() == mine.offset() || !best.grave()) {
      return best;
    }
    return displaced(
        mine.bitField() || theirs.bitField() ? Kind.BIT_FIELD : Kind.MEMBER_OFFSET,
        mine,
        theirs,
        index);
  }

  private Difference unions(Field mine, @Nullable Field theirs, int index) {
    return difference(
        Kind.UNION,
        mine,
        theirs,
        index,
        defined.union() ? "union" : "struct",
        declared.union() ? "union" : "struct",
        "the library has a "
            + (defined.union() ? "union" : "struct")
            + ", declared as a "
            + (declared.union() ? "union" : "struct"),
        true);
  }

  private Difference displaced(Kind kind, Field mine, @Nullable Field theirs, int index) {
    var expected = theirs == null ? "nothing" : place(theirs);
    return difference(
        kind,
        mine,
        theirs,
        index,
        expected,
        place(mine),
        theirs == null
            ? name(mine) + " is at " + place(mine) + ", in the middle of another member"
            : name(mine) + " is at " + place(theirs) + ", declared at " + place(mine),
        true);
  }

  private static String place(Field field) {
    return field.bitField() || field.offset() % BYTE != 0
        ? range(field)
        : "offset " + field.offset() / BYTE;
  }

  private @Nullable Difference extra(Field mine, int index) {
    return difference(
        Kind.MEMBER_OFFSET,
        mine,
        null,
        index,
        "padding",
        place(mine),
        name(mine) + " is declared where the library has padding",
        false);
  }

  /// A name for what nobody reads.
  private static boolean padding(Field field) {
    var name = field.path().substring(field.path().lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return name.startsWith("_")
        || name.isEmpty()
        || Set.of("pad", "rese", "rsvd", "unus", "fill", "dumm", "alig", "spar").stream()
            .anyMatch(name::contains);
  }

  /// A member that is where another one of its width and class is: nothing but their names tells.
  private @Nullable Difference transposed(Field mine, Field theirs, int index) {
    if (mine.path().equals(theirs.path()) || declared.union() || defined.union()) {
      return null;
    }
    var meant = byPath.get(mine.path());
    if (meant == null || mine.path().isEmpty() || overlapping(meant, mine)) {
      return null;
    }
    if (!mineByPath.containsKey(theirs.path())) {
      // A member that was put before it fits into its place.
      return displaced(Kind.MEMBER_OFFSET, mine, meant, index);
    }
    return difference(
        Kind.ORDER,
        mine,
        meant,
        index,
        place(meant),
        place(mine),
        name(mine)
            + " is at "
            + place(meant)
            + ", declared at "
            + place(mine)
            + ", where the library has "
            + theirs.path(),
        true);
  }

  private static boolean overlapping(Field one, Field other) {
    return one.offset() < other.end() && other.offset() < one.end();
  }

  /// Tighter or looser packing, where the same values follow each other on both sides.
  private Difference packed(Difference first) {
    boolean shift =
        first.kind() == Kind.MEMBER_OFFSET
            || first.kind() == Kind.MEMBER_SIZE
            || first.kind() == Kind.MEMBER_CLASS;
    if (!shift || declared.union() || !(declared.packed() ^ defined.packed()) || !sameValues()) {
      return first;
    }
    return new Difference(
        Kind.PACK,
        first.member(),
        first.index(),
        first.expected(),
        first.actual(),
        first.offset(),
        (defined.packed()
                ? "the library packs it and the declaration does not: "
                : "it is declared packed and the library does not pack it: ")
            + first.what(),
        true,
        first.declared(),
        first.defined(),
        first.later(),
        first.meant(),
        "");
  }

  private boolean sameValues() {
    if (declared.fields().size() != defined.fields().size()) {
      return false;
    }
    for (int i = 0; i < declared.fields().size(); i++) {
      var mine = declared.fields().get(i);
      var theirs = defined.fields().get(i);
      if (mine.bits() != theirs.bits() || mine.count() != theirs.count()) {
        return false;
      }
    }
    return true;
  }

  private Optional<Difference> size(boolean allocates) {
    long mine = declared.size().orElse(0);
    long theirs = defined.size().orElse(0);
    boolean open = defined.fields().stream().anyMatch(field -> field.count() == Layout.OPEN);
    if (mine == theirs || open && mine >= theirs) {
      return Optional.empty();
    }
    // Who never makes one may know its beginning alone.
    boolean prefix =
        mine < theirs
            && !allocates
            && defined.fields().stream().anyMatch(field -> field.offset() >= mine * BYTE);
    if (prefix) {
      return Optional.empty();
    }
    boolean packing = declared.packed() != defined.packed();
    var last =
        mine < theirs
            ? defined.fields().stream().filter(f -> f.end() > mine * BYTE).findFirst()
            : declared.fields().stream().filter(f -> f.end() > theirs * BYTE).findFirst();
    var name = last.map(LayoutComparison::name).orElse("");
    return Optional.of(
        new Difference(
            packing && last.isEmpty() ? Kind.PACK : Kind.SIZE,
            name,
            -1,
            theirs + " bytes",
            mine + " bytes",
            mine < theirs ? mine : theirs,
            "it has "
                + theirs
                + " bytes in the library and "
                + mine
                + " as declared"
                + (name.isEmpty()
                    ? ""
                    : mine < theirs
                        ? ": " + name + " is not declared"
                        : ": the library has no " + name),
            mine < theirs,
            declared.place(),
            last.isPresent() && mine < theirs && last.get().place() != null
                ? last.get().place()
                : defined.place(),
            0,
            null,
            undeclared()));
  }

  /// A member of the library inside of the declared size that nothing declared covers.
  private Optional<Difference> dropped(Set<Field> seen) {
    if (declared.union() || defined.union()) {
      return Optional.empty();
    }
    long end = declared.size().orElse(0) * BYTE;
    for (var theirs : defined.fields()) {
      boolean inside = theirs.offset() < end && theirs.count() != Layout.OPEN && !padding(theirs);
      boolean covered =
          seen.contains(theirs)
              || declared.fields().stream()
                  .anyMatch(mine -> mine.offset() < theirs.end() && theirs.offset() < mine.end());
      if (inside && !covered) {
        return Optional.of(
            new Difference(
                Kind.DROPPED,
                name(theirs),
                -1,
                place(theirs),
                "nothing",
                theirs.offset() / BYTE,
                "the library has " + name(theirs) + " at " + place(theirs) + ", not declared",
                false,
                declared.place(),
                theirs.place() == null ? defined.place() : theirs.place(),
                0,
                theirs.shape(),
                ""));
      }
    }
    return Optional.empty();
  }

  /// Members of the library that the declaration has nowhere by their name, where it has others:
  /// who calls all of them otherwise has none of them.
  private String undeclared() {
    var mine = new HashSet<String>();
    declared.fields().forEach(field -> mine.add(head(field)));
    var theirs = new java.util.LinkedHashSet<String>();
    defined.fields().forEach(field -> theirs.add(head(field)));
    var missing = theirs.stream().filter(name -> !mine.contains(name) && !name.isEmpty()).toList();
    return missing.size() > theirs.size() / 2 ? "" : String.join(" and ", missing);
  }

  private static String head(Field field) {
    return field.path().split("[.\\[]", 2)[0];
  }

  /// The type of a field: an array where it is one.
  private static Shape meant(Field field) {
    return field.count() == Layout.SINGLE
        ? field.shape()
        : new Shape.Series(field.shape().text(), field.shape(), field.count());
  }

  private static String name(Field field) {
    return field.path().isEmpty() ? "a nameless member" : field.path();
  }

  private Difference difference(
      Kind kind,
      Field mine,
      @Nullable Field theirs,
      int index,
      String expected,
      String actual,
      String what,
      boolean grave) {
    return new Difference(
        kind,
        name(mine),
        index,
        expected,
        actual,
        (theirs == null ? mine : theirs).offset() / BYTE,
        what,
        grave,
        mine.place() == null ? declared.place() : mine.place(),
        theirs != null && theirs.place() != null ? theirs.place() : defined.place(),
        0,
        theirs == null ? null : meant(theirs),
        undeclared());
  }
}
