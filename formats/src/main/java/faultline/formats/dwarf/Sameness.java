package faultline.formats.dwarf;

import org.jspecify.annotations.Nullable;

/// Numbers for types and signatures that are equal where those are the same, as [EntryIndex]
/// defines it.
///
/// A type contains others by value only finitely deep, and what is behind a pointer counts by its
/// name, so that recursive types need no more than a recursion here.
final class Sameness {
  private static final long UNKNOWN = 0;
  private static final long BUSY = 1;

  /// Nesting of types that no compiler reaches.
  private static final int DEEPEST = 256;

  private static final long VOID = 0x766f6964;
  private static final long NAMED = 0x6e616d65;
  private static final long LOOP = 0x6c6f6f70;

  private final Outline outline;
  private final @Nullable Sameness alternate;
  private final long[] known;

  Sameness(Outline outline, @Nullable Outline alternate) {
    this.outline = outline;
    this.alternate = alternate == null ? null : new Sameness(alternate, null);
    this.known = new long[outline.count];
  }

  /// The number of the type in a row, its scope included.
  long type(int row) {
    return whole(row, 0);
  }

  /// The number of a function's or variable's name and type.
  long signature(int row) {
    int meant = meant(row);
    long hash = Outline.mix(nameHash(meant), outline.own[meant]);
    hash = Outline.mix(hash, outline.names.hash(linkageName(row)));
    hash = Outline.mix(hash, byValue(outline.type[meant], 0));
    hash = Outline.mix(hash, scope(meant));
    return parts(meant, hash, 0);
  }

  /// The row that has the name and type: a definition may leave them to the declaration it
  /// completes, and a copy to the one it is a copy of.
  private int meant(int row) {
    int at = row;
    for (int i = 0; i < DEEPEST; i++) {
      if (outline.name[at] != Names.NONE || outline.origin[at] < 0) {
        return at;
      }
      int next = outline.row(outline.origin[at]);
      if (next < 0) {
        return at;
      }
      at = next;
    }
    return at;
  }

  int name(int row) {
    return outline.name[meant(row)];
  }

  int linkageName(int row) {
    return outline.linkageName[row] != Names.NONE
        ? outline.linkageName[row]
        : outline.linkageName[meant(row)];
  }

  private long nameHash(int row) {
    return outline.names.hash(outline.name[row]);
  }

  private long scope(int row) {
    long hash = 0;
    for (int at = outline.parent[row]; at >= 0; at = outline.parent[at]) {
      hash = Outline.mix(Outline.mix(hash, outline.tag[at] == Tag.NAMESPACE ? 1 : 2), nameHash(at));
    }
    return hash;
  }

  /// The number of a type with all that lies in it.
  private long whole(int row, int depth) {
    if (known[row] == BUSY || depth > DEEPEST) {
      return LOOP;
    }
    if (known[row] != UNKNOWN) {
      return known[row];
    }
    known[row] = BUSY;
    long hash = Outline.mix(outline.own[row], nameHash(row));
    int tag = outline.tag[row];
    if (scoped(tag) && outline.parent[row] >= 0) {
      hash = Outline.mix(hash, scope(row));
    }
    hash =
        Outline.mix(
            hash,
            pointing(tag)
                ? byName(outline.type[row], depth + 1)
                : byValue(outline.type[row], depth + 1));
    if (outline.origin[row] != Outline.NOWHERE) {
      hash = Outline.mix(hash, byValue(outline.origin[row], depth + 1));
    }
    hash = parts(row, hash, depth);
    known[row] = hash == UNKNOWN || hash == BUSY ? NAMED : hash;
    return known[row];
  }

  private long parts(int row, long start, int depth) {
    long hash = start;
    int end = outline.last[row];
    for (int child = row + 1; child <= end; child = outline.last[child] + 1) {
      switch (outline.tag[child]) {
        case Tag.FORMAL_PARAMETER ->
            // The names of parameters are no part of a signature.
            hash =
                Outline.mix(
                    Outline.mix(hash, outline.own[child]),
                    byValue(parameterType(child), depth + 1));
        case Tag.MEMBER,
            Tag.INHERITANCE,
            Tag.ENUMERATOR,
            Tag.SUBRANGE_TYPE,
            Tag.UNSPECIFIED_PARAMETERS -> {
          if ((outline.flags[child] & Outline.DECLARATION) != 0) {
            continue; // a static member is no part of the layout
          }
          hash = Outline.mix(Outline.mix(hash, outline.own[child]), nameHash(child));
          hash = Outline.mix(hash, byValue(outline.type[child], depth + 1));
        }
        case Tag.VARIANT_PART, Tag.VARIANT -> {
          hash = Outline.mix(hash, outline.own[child]);
          hash = depth > DEEPEST ? LOOP : parts(child, hash, depth + 1);
        }
        default -> {
          // Nested types and member functions are no part of the layout.
        }
      }
    }
    return hash;
  }

  private long parameterType(int row) {
    int meant = meant(row);
    return outline.type[meant] != Outline.NOWHERE || outline.origin[meant] < 0
        ? outline.type[meant]
        : NOTHING;
  }

  private static final long NOTHING = Outline.NOWHERE;

  private static boolean scoped(int tag) {
    return switch (tag) {
      case Tag.STRUCTURE_TYPE,
          Tag.CLASS_TYPE,
          Tag.UNION_TYPE,
          Tag.INTERFACE_TYPE,
          Tag.ENUMERATION_TYPE,
          Tag.TYPEDEF ->
          true;
      default -> false;
    };
  }

  private static boolean pointing(int tag) {
    return switch (tag) {
      case Tag.POINTER_TYPE,
          Tag.REFERENCE_TYPE,
          Tag.RVALUE_REFERENCE_TYPE,
          Tag.PTR_TO_MEMBER_TYPE ->
          true;
      default -> false;
    };
  }

  private long byValue(long reference, int depth) {
    if (reference == Outline.NOWHERE) {
      return VOID;
    }
    if ((reference & Outline.ALTERNATE) != 0) {
      return alternate == null
          ? reference
          : alternate.byValue(reference & ~Outline.ALTERNATE, depth);
    }
    int row = outline.row(reference);
    // A type that is defined inside a function is no part of the outline, and the same as no other.
    return row < 0 ? Outline.mix(LOOP, reference) : whole(row, depth);
  }

  private long byName(long reference, int depth) {
    if (reference == Outline.NOWHERE) {
      return VOID;
    }
    if ((reference & Outline.ALTERNATE) != 0) {
      return alternate == null
          ? reference
          : alternate.byName(reference & ~Outline.ALTERNATE, depth);
    }
    int row = outline.row(reference);
    if (row < 0) {
      return Outline.mix(LOOP, reference);
    }
    int tag = outline.tag[row];
    if (outline.name[row] != Names.NONE && tag != Tag.BASE_TYPE) {
      long hash = Outline.mix(Outline.mix(NAMED, Outline.classOf(tag)), nameHash(row));
      return scoped(tag) ? Outline.mix(hash, scope(row)) : hash;
    }
    if (outline.origin[row] != Outline.NOWHERE && outline.name[row] == Names.NONE && scoped(tag)) {
      return byName(outline.origin[row], depth + 1); // a declaration that stands for a type unit
    }
    if (depth > DEEPEST) {
      return LOOP;
    }
    switch (tag) {
      case Tag.CONST_TYPE, Tag.VOLATILE_TYPE, Tag.RESTRICT_TYPE, Tag.ATOMIC_TYPE -> {
        return Outline.mix(outline.own[row], byName(outline.type[row], depth + 1));
      }
      default -> {
        return whole(row, depth + 1);
      }
    }
  }
}
