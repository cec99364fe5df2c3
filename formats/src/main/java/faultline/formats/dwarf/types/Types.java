package faultline.formats.dwarf.types;

import faultline.formats.bytes.MalformedException;
import faultline.formats.dwarf.At;
import faultline.formats.dwarf.Dwarf;
import faultline.formats.dwarf.Entry;
import faultline.formats.dwarf.Expression;
import faultline.formats.dwarf.Tag;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes types of entries. A type that was made is kept, so that one object is for one thread.
public final class Types {
  /// Chains of typedefs, qualifiers and copies that are longer than any compiler's.
  static final int LONGEST_CHAIN = 256;

  static final Type NOTHING = new Type.Nothing();

  /// Where the entry of a type is. Files are told apart by identity.
  record Key(@Nullable Dwarf file, long offset) {
    static Key of(Entry entry) {
      return new Key(entry.unit().file(), entry.offset());
    }
  }

  static final Key VOID = new Key(null, -1);

  private static final int BITS = 8;
  private static final int NORMAL_CONVENTION = 1;

  private final Map<Key, Type> known = new HashMap<>();
  private final Set<Key> busy = new HashSet<>();

  /// The type that an entry describes.
  public Type of(Entry entry) {
    var key = Key.of(entry);
    var type = known.get(key);
    if (type == null) {
      // The size of an array needs that of its element, which in a broken file may be the array.
      if (busy.size() > LONGEST_CHAIN || !busy.add(key)) {
        throw new MalformedException("DWARF type", entry.offset(), "type that contains itself");
      }
      try {
        type = read(entry);
      } finally {
        busy.remove(key);
      }
      known.put(key, type);
    }
    return type;
  }

  private TypeRef ref(Entry entry, int attribute) {
    return new TypeRef(this, entry.reference(attribute).orElse(null));
  }

  private Type read(Entry entry) {
    return switch (entry.tag()) {
      case Tag.BASE_TYPE -> base(entry);
      case Tag.POINTER_TYPE -> pointer(entry, Type.Pointing.POINTER);
      case Tag.REFERENCE_TYPE -> pointer(entry, Type.Pointing.REFERENCE);
      case Tag.RVALUE_REFERENCE_TYPE -> pointer(entry, Type.Pointing.RVALUE_REFERENCE);
      case Tag.PTR_TO_MEMBER_TYPE ->
          new Type.MemberPointer(
              ref(entry, At.TYPE), ref(entry, At.CONTAINING_TYPE), entry.number(At.BYTE_SIZE));
      case Tag.CONST_TYPE -> qualified(entry, Type.Qualifier.CONST);
      case Tag.VOLATILE_TYPE -> qualified(entry, Type.Qualifier.VOLATILE);
      case Tag.RESTRICT_TYPE -> qualified(entry, Type.Qualifier.RESTRICT);
      case Tag.ATOMIC_TYPE -> qualified(entry, Type.Qualifier.ATOMIC);
      case Tag.PACKED_TYPE, Tag.SHARED_TYPE, Tag.IMMUTABLE_TYPE ->
          qualified(entry, Type.Qualifier.OTHER);
      case Tag.TYPEDEF, Tag.TEMPLATE_ALIAS ->
          new Type.Alias(entry.name().orElse(""), ref(entry, At.TYPE), entry.number(At.ALIGNMENT));
      case Tag.STRUCTURE_TYPE -> composite(entry, Type.Composition.STRUCT);
      case Tag.CLASS_TYPE -> composite(entry, Type.Composition.CLASS);
      case Tag.UNION_TYPE -> composite(entry, Type.Composition.UNION);
      case Tag.INTERFACE_TYPE -> composite(entry, Type.Composition.INTERFACE);
      case Tag.ENUMERATION_TYPE -> enumeration(entry);
      case Tag.ARRAY_TYPE -> array(entry);
      case Tag.SUBROUTINE_TYPE -> new Type.Function(signature(entry, entry));
      case Tag.SUBRANGE_TYPE ->
          // A type of its own in Ada and Pascal: its values are some of another type's.
          new Type.Alias(entry.name().orElse(""), ref(entry, At.TYPE), entry.number(At.ALIGNMENT));
      case Tag.UNSPECIFIED_TYPE ->
          new Type.Unspecified(entry.name(), OptionalInt.empty(), entry.number(At.BYTE_SIZE));
      default ->
          new Type.Unspecified(
              entry.name(), OptionalInt.of(entry.tag()), entry.number(At.BYTE_SIZE));
    };
  }

  private static Type base(Entry entry) {
    var encoding =
        switch ((int) entry.number(At.ENCODING).orElse(0)) {
          case 0x01 -> Type.Encoding.ADDRESS;
          case 0x02 -> Type.Encoding.BOOLEAN;
          case 0x03 -> Type.Encoding.COMPLEX;
          case 0x04 -> Type.Encoding.FLOATING;
          case 0x05 -> Type.Encoding.SIGNED;
          case 0x06 -> Type.Encoding.SIGNED_CHARACTER;
          case 0x07 -> Type.Encoding.UNSIGNED;
          case 0x08 -> Type.Encoding.UNSIGNED_CHARACTER;
          case 0x0f -> Type.Encoding.DECIMAL_FLOATING;
          case 0x10, 0x11, 0x12 -> Type.Encoding.UNICODE;
          default -> Type.Encoding.OTHER;
        };
    return new Type.Base(entry.name().orElse(""), encoding, entry.number(At.BYTE_SIZE));
  }

  private Type pointer(Entry entry, Type.Pointing pointing) {
    var size = entry.number(At.BYTE_SIZE);
    return new Type.Pointer(
        entry.name(),
        pointing,
        ref(entry, At.TYPE),
        size.isPresent() ? size : OptionalLong.of(entry.unit().addressSize()));
  }

  private Type qualified(Entry entry, Type.Qualifier qualifier) {
    return new Type.Qualified(qualifier, ref(entry, At.TYPE));
  }

  private Type composite(Entry entry, Type.Composition composition) {
    // A declaration that stands for the type of another unit.
    var other = entry.reference(At.SIGNATURE);
    if (other.isPresent() && other.get().offset() != entry.offset()) {
      return of(other.get());
    }
    var bases = new ArrayList<Type.Ancestor>();
    var members = new ArrayList<Type.Member>();
    var variants = new ArrayList<Type.Variants>();
    for (var child : entry.children()) {
      switch (child.tag()) {
        case Tag.INHERITANCE -> {
          boolean virtual = child.number(At.VIRTUALITY).orElse(0) != 0;
          bases.add(
              new Type.Ancestor(
                  ref(child, At.TYPE), virtual ? OptionalLong.empty() : location(child), virtual));
        }
        case Tag.MEMBER -> {
          if (!child.flag(At.DECLARATION) && !child.flag(At.EXTERNAL)) {
            members.add(member(child));
          }
        }
        case Tag.VARIANT_PART -> variants.add(variants(child));
        default -> {
          // Nested types and member functions.
        }
      }
    }
    return new Type.Composite(
        composition,
        entry.name(),
        entry.number(At.BYTE_SIZE),
        entry.number(At.ALIGNMENT),
        entry.flag(At.DECLARATION),
        List.copyOf(bases),
        List.copyOf(members),
        List.copyOf(variants));
  }

  private Type.Variants variants(Entry part) {
    var discriminator = part.reference(At.DISCR).map(this::member);
    var found = new ArrayList<Type.Variant>();
    for (var child : part.children()) {
      if (child.tag() == Tag.VARIANT) {
        found.add(
            new Type.Variant(
                child.number(At.DISCR_VALUE),
                child.children().stream()
                    .filter(inner -> inner.tag() == Tag.MEMBER)
                    .map(this::member)
                    .toList()));
      }
    }
    return new Type.Variants(discriminator, List.copyOf(found));
  }

  private Type.Member member(Entry entry) {
    var type = ref(entry, At.TYPE);
    var bits = entry.number(At.BIT_SIZE);
    // Go says 0 for members that are not embedded.
    boolean embedded = entry.name().isEmpty() || entry.flag(At.GO_EMBEDDED_FIELD);
    return new Type.Member(
        entry.name(), type, offset(entry, type, bits), bits, embedded, entry.flag(At.ARTIFICIAL));
  }

  /// In bits from the start of the composite. Bit-fields have two notations (DWARF 5, 5.7.6 and
  /// DWARF 3, 5.6.6): the older one counts from the highest bit of a storage unit, whatever the
  /// order of its bytes.
  private static OptionalLong offset(Entry entry, TypeRef type, OptionalLong bits) {
    var direct = entry.number(At.DATA_BIT_OFFSET);
    if (direct.isPresent()) {
      return direct;
    }
    var start = location(entry);
    var old = entry.number(At.BIT_OFFSET);
    if (start.isEmpty() || bits.isEmpty() || old.isEmpty()) {
      return start.isEmpty() ? start : OptionalLong.of(start.getAsLong() * BITS);
    }
    var storage = entry.number(At.BYTE_SIZE);
    if (storage.isEmpty()) {
      storage = type.type().size();
    }
    boolean big = entry.unit().file().sections().order() == ByteOrder.BIG_ENDIAN;
    if (!big && storage.isEmpty()) {
      return OptionalLong.empty();
    }
    long fromStart =
        big ? old.getAsLong() : storage.getAsLong() * BITS - old.getAsLong() - bits.getAsLong();
    return OptionalLong.of(start.getAsLong() * BITS + fromStart);
  }

  /// In bytes. Members of unions mostly have none, which is 0.
  private static OptionalLong location(Entry entry) {
    if (!entry.has(At.DATA_MEMBER_LOCATION)) {
      return OptionalLong.of(0);
    }
    var number = entry.number(At.DATA_MEMBER_LOCATION);
    if (number.isPresent()) {
      return number;
    }
    var block = entry.block(At.DATA_MEMBER_LOCATION);
    return block.isPresent()
        ? Expression.constant(block.get(), entry.unit().file().sections().order())
        : OptionalLong.empty();
  }

  private Type enumeration(Entry entry) {
    var other = entry.reference(At.SIGNATURE);
    if (other.isPresent() && other.get().offset() != entry.offset()) {
      return of(other.get());
    }
    var found = new ArrayList<Type.Enumerator>();
    for (var child : entry.children()) {
      if (child.tag() == Tag.ENUMERATOR) {
        found.add(
            new Type.Enumerator(child.name().orElse(""), child.number(At.CONST_VALUE).orElse(0)));
      }
    }
    return new Type.Enumeration(
        entry.name(),
        entry.number(At.BYTE_SIZE),
        entry.reference(At.TYPE).map(target -> new TypeRef(this, target)),
        entry.flag(At.DECLARATION),
        entry.flag(At.ENUM_CLASS),
        List.copyOf(found));
  }

  private Type array(Entry entry) {
    var element = ref(entry, At.TYPE);
    var counts = new ArrayList<OptionalLong>();
    for (var child : entry.children()) {
      switch (child.tag()) {
        case Tag.SUBRANGE_TYPE -> counts.add(count(child));
        case Tag.ENUMERATION_TYPE ->
            counts.add(
                of(child) instanceof Type.Enumeration range
                    ? OptionalLong.of(range.enumerators().size())
                    : OptionalLong.empty());
        default -> {
          // Nothing else describes a dimension.
        }
      }
    }
    var bytes = entry.number(At.BYTE_STRIDE);
    var stride =
        bytes.isPresent() ? OptionalLong.of(bytes.getAsLong() * BITS) : entry.number(At.BIT_STRIDE);
    var size = entry.number(At.BYTE_SIZE);
    if (size.isEmpty()) {
      size = size(element, counts, stride);
    }
    return new Type.Array(
        entry.name(), element, List.copyOf(counts), stride, entry.flag(At.GNU_VECTOR), size);
  }

  private static OptionalLong size(
      TypeRef element, List<OptionalLong> counts, OptionalLong stride) {
    long elements = 1;
    for (var count : counts) {
      if (count.isEmpty()) {
        return OptionalLong.empty();
      }
      elements *= count.getAsLong();
    }
    if (stride.isPresent()) {
      return OptionalLong.of((elements * stride.getAsLong() + BITS - 1) / BITS);
    }
    var one = element.type().size();
    return one.isEmpty() ? one : OptionalLong.of(elements * one.getAsLong());
  }

  private static OptionalLong count(Entry range) {
    var count = range.number(At.COUNT);
    if (count.isPresent()) {
      // Before there was a way to say "not known", clang said -1.
      return count.getAsLong() < 0 ? OptionalLong.empty() : count;
    }
    var upper = range.number(At.UPPER_BOUND);
    if (upper.isEmpty()) {
      return upper;
    }
    long lower = range.number(At.LOWER_BOUND).orElse(lowest(range.unit().language()));
    long last = upper.getAsLong();
    // `int a[0]` ends at -1, in as many bits as the compiler took.
    boolean none = last == -1 || last == 0xffffffffL || last == 0xffff_ffff_ffffL;
    return OptionalLong.of(none && lower == 0 ? 0 : last - lower + 1);
  }

  /// Where arrays begin in a language (DWARF 5, table 7.17).
  private static long lowest(int language) {
    return switch (language) {
      case 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0d, 0x0e, 0x0f, 0x17, 0x1f, 0x22, 0x23 -> 1;
      default -> 0;
    };
  }

  private Signature signature(Entry entry, Entry shape) {
    var parameters = new ArrayList<Signature.Parameter>();
    var results = new ArrayList<Signature.Parameter>();
    boolean variadic = false;
    for (var child : shape.children()) {
      if (child.tag() == Tag.UNSPECIFIED_PARAMETERS) {
        variadic = true;
      } else if (child.tag() == Tag.FORMAL_PARAMETER) {
        var meant = meant(child, At.TYPE);
        var parameter =
            new Signature.Parameter(
                meant.name().orElse(""), ref(meant, At.TYPE), meant.flag(At.ARTIFICIAL));
        (meant.flag(At.VARIABLE_PARAMETER) ? results : parameters).add(parameter);
      }
    }
    return new Signature(
        ref(meant(entry, At.TYPE), At.TYPE),
        List.copyOf(parameters),
        List.copyOf(results),
        variadic,
        meant(entry, At.PROTOTYPED).flag(At.PROTOTYPED));
  }

  /// The entry that has an attribute: this one, or the one that it completes or is a copy of (DWARF
  /// 5, 2.13.2 and 3.3.8).
  private static Entry meant(Entry entry, int attribute) {
    var at = entry;
    for (int i = 0; i < LONGEST_CHAIN && !at.has(attribute); i++) {
      var next = original(at);
      if (next.isEmpty()) {
        break;
      }
      at = next.get();
    }
    return at;
  }

  private static Optional<Entry> original(Entry entry) {
    return entry.reference(At.ABSTRACT_ORIGIN).or(() -> entry.reference(At.SPECIFICATION));
  }

  /// The function that an entry with the tag [Tag#SUBPROGRAM] describes.
  public Subprogram function(Entry entry) {
    var convention = meant(entry, At.CALLING_CONVENTION).number(At.CALLING_CONVENTION);
    return new Subprogram(
        meant(entry, At.NAME).name(),
        linkageName(entry),
        signature(entry, shape(entry)),
        entry.address(At.LOW_PC),
        meant(entry, At.EXTERNAL).flag(At.EXTERNAL),
        entry.flag(At.DECLARATION),
        meant(entry, At.NORETURN).flag(At.NORETURN),
        convention.isPresent() && convention.getAsLong() != NORMAL_CONVENTION
            ? OptionalInt.of((int) convention.getAsLong())
            : OptionalInt.empty());
  }

  /// A copy without parameters of its own has those of its original.
  private static Entry shape(Entry entry) {
    var at = entry;
    for (int i = 0; i < LONGEST_CHAIN; i++) {
      if (at.hasChildren()
          && at.children().stream()
              .anyMatch(
                  c -> c.tag() == Tag.FORMAL_PARAMETER || c.tag() == Tag.UNSPECIFIED_PARAMETERS)) {
        return at;
      }
      var next = original(at);
      if (next.isEmpty()) {
        return at;
      }
      at = next.get();
    }
    return at;
  }

  private static Optional<String> linkageName(Entry entry) {
    return meant(entry, At.LINKAGE_NAME)
        .text(At.LINKAGE_NAME)
        .or(() -> meant(entry, At.MIPS_LINKAGE_NAME).text(At.MIPS_LINKAGE_NAME));
  }

  /// The variable that an entry with the tag [Tag#VARIABLE] describes.
  public Variable variable(Entry entry) {
    var order = entry.unit().file().sections().order();
    var location = entry.block(At.LOCATION);
    return new Variable(
        meant(entry, At.NAME).name(),
        linkageName(entry),
        ref(meant(entry, At.TYPE), At.TYPE),
        location.isPresent() ? Expression.address(location.get(), order) : OptionalLong.empty(),
        meant(entry, At.EXTERNAL).flag(At.EXTERNAL),
        entry.flag(At.DECLARATION));
  }
}
