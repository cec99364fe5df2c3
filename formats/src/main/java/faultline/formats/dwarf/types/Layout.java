package faultline.formats.dwarf.types;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// A type laid out flat: every value in it with its place, nested types and arrays of them opened.
/// Padding has no slot. Members of unions lie on each other.
///
/// `complete` is false where something could not be placed: a virtual base, a member whose place is
/// computed at run time, a type that is only declared, or more values than [#MOST].
public record Layout(OptionalLong size, List<Slot> slots, boolean complete) {
  /// More values than anyone compares one by one.
  public static final int MOST = 1 << 16;

  private static final int DEEPEST = 64;
  private static final int BITS = 8;

  public static Layout of(Type type) {
    var reader = new Flattening();
    reader.value("", 0, type, 0);
    return new Layout(type.size(), List.copyOf(reader.slots), reader.complete);
  }

  private static final class Flattening {
    private final List<Slot> slots = new ArrayList<>();
    private boolean complete = true;

    /// Arrays of empty structures have elements without end and no slots.
    private int visits;

    /// Where the layout ends early, what was not visited.
    private void stop() {
      complete = false;
    }

    private boolean full() {
      return slots.size() >= MOST || visits >= MOST * 2;
    }

    void value(String path, long offset, Type type, int depth) {
      if (full() || depth > DEEPEST) {
        stop();
        return;
      }
      visits++;
      switch (type.bare()) {
        case Type.Composite composite -> composite(path, offset, composite, depth);
        case Type.Array array when !array.vector() -> array(path, offset, array, depth);
        case Type.Nothing _, Type.Function _, Type.Unspecified _ -> stop();
        case Type.Base _,
            Type.Pointer _,
            Type.MemberPointer _,
            Type.Enumeration _,
            Type.Array _,
            Type.Qualified _,
            Type.Alias _ ->
            scalar(path, offset, type, type.size(), OptionalLong.empty());
      }
    }

    private void scalar(
        String path, long offset, Type type, OptionalLong size, OptionalLong count) {
      if (size.isEmpty()) {
        stop();
        return;
      }
      slots.add(new Slot(path, offset, size.getAsLong() * BITS, type, count, false));
    }

    private void composite(String path, long offset, Type.Composite composite, int depth) {
      if (composite.declaration()) {
        stop();
        return;
      }
      for (var base : composite.bases()) {
        if (base.offset().isEmpty()) {
          stop();
        } else {
          value(path, offset + base.offset().getAsLong() * BITS, base.type().type(), depth + 1);
        }
      }
      for (var member : composite.members()) {
        member(path, offset, member, depth);
      }
      for (var part : composite.variants()) {
        part.discriminator().ifPresent(member -> member(path, offset, member, depth));
        for (var variant : part.variants()) {
          for (var member : variant.members()) {
            member(path, offset, member, depth);
          }
        }
      }
    }

    private void member(String path, long start, Type.Member member, int depth) {
      if (member.offset().isEmpty()) {
        stop();
        return;
      }
      var name = member.name().orElse("");
      var inner = path.isEmpty() || name.isEmpty() ? path + name : path + "." + name;
      long offset = start + member.offset().getAsLong();
      if (member.bits().isPresent()) {
        slots.add(
            new Slot(
                inner,
                offset,
                member.bits().getAsLong(),
                member.type().type(),
                OptionalLong.empty(),
                true));
      } else {
        value(inner, offset, member.type().type(), depth + 1);
      }
    }

    private void array(String path, long offset, Type.Array array, int depth) {
      long count = 1;
      for (var dimension : array.counts()) {
        count = dimension.isEmpty() || count < 0 ? Slot.OPEN : count * dimension.getAsLong();
      }
      if (array.counts().isEmpty()) {
        count = Slot.OPEN;
      }
      var element = array.element().type();
      var each = array.stride().isPresent() ? array.stride() : bits(element.size());
      if (each.isEmpty()) {
        stop();
        return;
      }
      if (opened(element)) {
        // An array of open length has no element that is part of the type's size.
        for (long i = 0; i < count && !full(); i++) {
          value(
              path + indexed(array.counts(), i), offset + i * each.getAsLong(), element, depth + 1);
        }
        if (count > 0 && full()) {
          stop();
        }
      } else {
        slots.add(new Slot(path, offset, each.getAsLong(), element, OptionalLong.of(count), false));
      }
    }

    private static OptionalLong bits(OptionalLong bytes) {
      return bytes.isEmpty() ? bytes : OptionalLong.of(bytes.getAsLong() * BITS);
    }

    /// Whether an element has values of its own.
    private static boolean opened(Type element) {
      return element.bare() instanceof Type.Composite
          || element.bare() instanceof Type.Array array && !array.vector();
    }

    /// The indexes of element `number` in memory order, the last dimension fastest.
    private static String indexed(List<OptionalLong> counts, long number) {
      var text = "";
      long rest = number;
      for (int i = counts.size() - 1; i >= 0; i--) {
        long count = i == 0 ? Long.MAX_VALUE : Math.max(1, counts.get(i).orElse(1));
        text = "[" + rest % count + "]" + text;
        rest /= count;
      }
      return text;
    }
  }
}
