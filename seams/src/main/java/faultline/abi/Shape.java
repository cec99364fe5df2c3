package faultline.abi;

import java.util.OptionalLong;

/// What one side says a value is. `text` is how that side writes it. Sizes are in bytes.
///
/// A composite is known by its key, under which the side has its [Layout], so that a type that
/// leads back to itself ends here.
public sealed interface Shape {
  String text();

  /// Empty for what has no size, or one that is not known.
  OptionalLong size();

  /// No value.
  record Nothing(String text) implements Shape {
    @Override
    public OptionalLong size() {
      return OptionalLong.empty();
    }
  }

  /// How the bits of a number are read.
  enum Sort {
    SIGNED,
    UNSIGNED,
    BOOLEAN,
    /// A character, of which nobody asks whether it has a sign.
    CHARACTER,
    /// An enumeration, of which programs in C do not ask it either.
    ENUMERATION,
    FLOATING,
    COMPLEX
  }

  /// A number. `platform` says that its width differs between machines, as that of `long` does.
  record Number(String text, Sort sort, long bytes, boolean platform) implements Shape {
    public Number(String text, Sort sort, long bytes) {
      this(text, sort, bytes, false);
    }

    @Override
    public OptionalLong size() {
      return OptionalLong.of(bytes);
    }

    /// Whether it is passed in a register for whole numbers.
    public boolean whole() {
      return sort != Sort.FLOATING && sort != Sort.COMPLEX;
    }
  }

  /// How a string of the other language becomes a pointer, or a pointer a string.
  enum Conversion {
    NONE,
    /// The language copies the characters and forgets the pointer.
    COPIED
  }

  /// A pointer. Of one to anything the target is [Nothing].
  record Address(String text, long bytes, Shape target, Conversion conversion) implements Shape {
    public Address(String text, long bytes, Shape target) {
      this(text, bytes, target, Conversion.NONE);
    }

    @Override
    public OptionalLong size() {
      return OptionalLong.of(bytes);
    }
  }

  /// A structure or union; its [Layout] stands under `key`.
  record Composite(String text, String key, OptionalLong size) implements Shape {}

  /// Values one behind the other. `count` is -1 where the length is open.
  record Series(String text, Shape element, long count) implements Shape {
    @Override
    public OptionalLong size() {
      var one = element.size();
      return one.isEmpty() || count < 0
          ? OptionalLong.empty()
          : OptionalLong.of(one.getAsLong() * count);
    }
  }

  /// A function, of which a value is always behind a pointer.
  record Code(String text, Prototype prototype) implements Shape {
    @Override
    public OptionalLong size() {
      return OptionalLong.empty();
    }
  }

  /// Something that this side does not tell; `why` not.
  record Unknown(String text, String why) implements Shape {
    @Override
    public OptionalLong size() {
      return OptionalLong.empty();
    }
  }
}
