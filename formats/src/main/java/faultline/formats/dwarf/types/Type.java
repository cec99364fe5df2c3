package faultline.formats.dwarf.types;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// A type (DWARF 5, chapter 5). Types refer to each other by [TypeRef], which reads the other one
/// when it is asked for, so that a type may lead back to itself.
///
/// Sizes, alignments and offsets are in bytes where nothing else is said. They are empty where the
/// file does not say them: for declarations, for what has a size only at run time, and for `void`.
public sealed interface Type {
  /// The size of a value.
  OptionalLong size();

  /// The type as C writes it, or by its own name in other languages: `const char *`, `int
  /// (*)(struct node *, ...)`.
  default String text() {
    return Spelling.of(this, "");
  }

  /// A declaration of `name` with this type, as C writes it.
  default String text(String name) {
    return Spelling.of(this, name);
  }

  /// No value, or anything behind a pointer.
  record Nothing() implements Type {
    @Override
    public OptionalLong size() {
      return OptionalLong.empty();
    }
  }

  /// How the bits of a base type are to be read (DWARF 5, table 7.11).
  enum Encoding {
    SIGNED,
    UNSIGNED,
    BOOLEAN,
    SIGNED_CHARACTER,
    UNSIGNED_CHARACTER,
    /// A character of UTF-8, UTF-16 or UTF-32 by its size.
    UNICODE,
    FLOATING,
    COMPLEX,
    DECIMAL_FLOATING,
    ADDRESS,
    OTHER
  }

  /// A type that is made of no others, such as `unsigned long`.
  record Base(String name, Encoding encoding, OptionalLong size) implements Type {}

  /// What a pointer is in its language.
  enum Pointing {
    POINTER,
    REFERENCE,
    RVALUE_REFERENCE
  }

  /// A pointer or reference. It has a name in Go alone.
  record Pointer(Optional<String> name, Pointing pointing, TypeRef target, OptionalLong size)
      implements Type {}

  /// A pointer to a member of a class of C++.
  record MemberPointer(TypeRef target, TypeRef of, OptionalLong size) implements Type {}

  /// What is said about a type without another layout.
  enum Qualifier {
    CONST,
    VOLATILE,
    RESTRICT,
    ATOMIC,
    /// Of languages other than C: shared, immutable, packed.
    OTHER
  }

  /// A type with a qualifier before it.
  record Qualified(Qualifier qualifier, TypeRef target) implements Type {
    @Override
    public OptionalLong size() {
      return bare().size();
    }
  }

  /// Another name of a type. `alignment` is what the name itself asks for.
  record Alias(String name, TypeRef target, OptionalLong alignment) implements Type {
    @Override
    public OptionalLong size() {
      return bare().size();
    }
  }

  /// What keyword a composite type was made with.
  enum Composition {
    STRUCT,
    CLASS,
    UNION,
    INTERFACE
  }

  /// A structure, class or union.
  ///
  /// `declaration` says that only its name is known here. `alignment` is there only where the
  /// source asks for one. Static members and member functions are not among `members`, which are in
  /// the order of the source.
  record Composite(
      Composition composition,
      Optional<String> name,
      OptionalLong size,
      OptionalLong alignment,
      boolean declaration,
      List<Ancestor> bases,
      List<Member> members,
      List<Variants> variants)
      implements Type {}

  /// A member of a composite type. `offset` counts bits from the start of the composite, in memory
  /// order: on machines that store the highest byte first, from the highest bit of each byte. It is
  /// empty where it is computed at run time. `bits` is the width of a bit-field, and empty for
  /// other members. An `embedded` member lends its own members to the composite, as anonymous ones
  /// do in C and embedded ones in Go. An `artificial` one was added by the compiler.
  record Member(
      Optional<String> name,
      TypeRef type,
      OptionalLong offset,
      OptionalLong bits,
      boolean embedded,
      boolean artificial) {}

  /// A class that another one is derived from. The offset, in bytes, is empty for virtual bases,
  /// which are where the object says at run time.
  record Ancestor(TypeRef type, OptionalLong offset, boolean virtual) {}

  /// The part of a composite that differs between its variants, as enumerations of Rust have it.
  /// `discriminator` is the member that tells which one is there.
  record Variants(Optional<Member> discriminator, List<Variant> variants) {}

  /// One variant. The value of the discriminator is empty for the one that all other values mean.
  record Variant(OptionalLong value, List<Member> members) {}

  /// An enumeration. `underlying` is there where the compiler says it. Of `scoped` ones the names
  /// are used with that of the enumeration.
  record Enumeration(
      Optional<String> name,
      OptionalLong size,
      Optional<TypeRef> underlying,
      boolean declaration,
      boolean scoped,
      List<Enumerator> enumerators)
      implements Type {}

  /// One value of an enumeration. Values above `Long.MAX_VALUE` come out negative.
  record Enumerator(String name, long value) {}

  /// An array. `counts` has the number of elements in each dimension, the outermost first; empty
  /// where the source gave none or it is computed at run time. `size` of the element times the
  /// counts is the size of the array, unless elements are `stride` bits apart. A `vector` is a type
  /// for registers.
  record Array(
      Optional<String> name,
      TypeRef element,
      List<OptionalLong> counts,
      OptionalLong stride,
      boolean vector,
      OptionalLong size)
      implements Type {}

  /// The type of a function.
  record Function(Signature signature) implements Type {
    @Override
    public OptionalLong size() {
      return OptionalLong.empty();
    }
  }

  /// A type that has a name and nothing else, such as `decltype(nullptr)`; or one of a kind that
  /// this reader does not know, with the number of its tag.
  record Unspecified(Optional<String> name, OptionalInt tag, OptionalLong size) implements Type {}

  /// What is left of a type without its other names and qualifiers.
  default Type bare() {
    Type at = this;
    // Names of names form no loop in honest files.
    for (int i = 0; i < Types.LONGEST_CHAIN; i++) {
      switch (at) {
        case Alias alias -> at = alias.target().type();
        case Qualified qualified -> at = qualified.target().type();
        case Nothing _,
            Base _,
            Pointer _,
            MemberPointer _,
            Composite _,
            Enumeration _,
            Array _,
            Function _,
            Unspecified _ -> {
          return at;
        }
      }
    }
    return new Nothing();
  }
}
