package faultline.abi.ctypes;

import faultline.core.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A type of ctypes, as a class of Python. `name` is how the program writes it.
sealed interface CType {
  String name();

  /// How a simple type is read; the letters are those of `_type_`.
  record Simple(String name, char code, int bytes) implements CType {}

  record Pointer(String name, PyValue target) implements CType {}

  record Series(String name, PyValue element, long count) implements CType {}

  /// The type of a callback, or of a function behind a pointer.
  record Code(String name, PyValue result, List<PyValue> parameters, boolean windows)
      implements CType {}

  /// What is a pointer for C and of which ctypes does not tell to what.
  record Handle(String name) implements CType {}

  /// One member: `bits` is there for bit-fields.
  record Member(String name, PyValue type, Optional<Long> bits, Place place) {}

  /// A structure or union, whose members may be given after its class.
  final class Composite implements CType {
    private final String name;
    private final Place place;
    private final boolean union;
    private final boolean swapped;
    private final @Nullable Composite base;
    private @Nullable List<Member> members;
    private String unknown = "";
    private long pack;
    private long align;
    private String rule = "";
    private List<String> anonymous = List.of();

    Composite(String name, Place place, boolean union, boolean swapped, @Nullable Composite base) {
      this.name = name;
      this.place = place;
      this.union = union;
      this.swapped = swapped;
      this.base = base;
      if (base != null) {
        pack = base.pack;
        align = base.align;
        rule = base.rule;
      }
    }

    @Override
    public String name() {
      return name;
    }

    Place place() {
      return place;
    }

    boolean union() {
      return union;
    }

    /// Whether its numbers are stored in the order that is not the machine's.
    boolean swapped() {
      return swapped;
    }

    /// Why the members are not known; empty where they are.
    String unknown() {
      if (!unknown.isEmpty()) {
        return unknown;
      }
      if (base != null && base.given() && !base.unknown().isEmpty()) {
        return base.unknown();
      }
      return given() ? "" : "it has no _fields_";
    }

    private boolean given() {
      return members != null || base != null && base.given();
    }

    /// All members, those of the class it is derived from first.
    List<Member> members() {
      var all = new ArrayList<>(base == null ? List.<Member>of() : base.members());
      if (members != null) {
        all.addAll(members);
      }
      return all;
    }

    /// The members that the class itself gives.
    List<Member> own() {
      return members == null ? List.of() : members;
    }

    void give(List<Member> list) {
      members = List.copyOf(list);
    }

    void hide(String why) {
      unknown = why;
    }

    /// `_pack_`, 0 where there is none.
    long pack() {
      return pack;
    }

    void pack(long bytes) {
      pack = bytes;
    }

    /// `_align_`, 0 where there is none.
    long align() {
      return align;
    }

    void align(long bytes) {
      align = bytes;
    }

    /// `_layout_`, empty where there is none.
    String rule() {
      return rule;
    }

    void rule(String word) {
      rule = word;
    }

    /// The members of `_anonymous_`, whose own members are used as if they were of this one.
    List<String> anonymous() {
      return anonymous;
    }

    void anonymous(List<String> names) {
      anonymous = List.copyOf(names);
    }
  }
}
