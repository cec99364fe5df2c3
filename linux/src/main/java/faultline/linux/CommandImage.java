package faultline.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// The memory image of everything that the helper needs: strings, vectors and the filter.
final class CommandImage {
  final List<Long> programs = new ArrayList<>();
  private final List<Long> argumentOffsets = new ArrayList<>();
  private final List<Long> environmentOffsets = new ArrayList<>();
  private final List<byte[]> strings = new ArrayList<>();
  private final byte[] filter;
  final long arguments;
  final long environment;
  final long filterHeader;
  private final long filterCode;
  final long ignoreAction;
  final long oldLimit;
  final long defaultAction;
  private final long size;
  private long used;

  CommandImage(Tracer.Command command, byte[] filter) {
    this.filter = filter;
    command.programs().forEach(program -> programs.add(string(program)));
    command.arguments().forEach(argument -> argumentOffsets.add(string(argument)));
    command.environment().forEach(entry -> environmentOffsets.add(string(entry)));
    arguments = align();
    environment = arguments + 8L * (argumentOffsets.size() + 1);
    filterHeader = environment + 8L * (environmentOffsets.size() + 1);
    ignoreAction = filterHeader + 16;
    oldLimit = ignoreAction + 32;
    defaultAction = oldLimit + 16;
    filterCode = defaultAction + 32;
    size = filterCode + filter.length + 8;
  }

  private long string(byte[] text) {
    long at = used;
    strings.add(text);
    used += text.length + 1;
    return at;
  }

  private long align() {
    return used + 15 & ~15L;
  }

  long size() {
    return size;
  }

  MemorySegment at(Arena arena, long base) {
    var image = arena.allocate(size, 16);
    long at = 0;
    for (var text : strings) {
      MemorySegment.copy(text, 0, image, JAVA_BYTE, at, text.length);
      at += text.length + 1;
    }
    vector(image, arguments, argumentOffsets, base);
    vector(image, environment, environmentOffsets, base);
    image.set(JAVA_SHORT, filterHeader, (short) (filter.length / 8));
    image.set(JAVA_LONG, filterHeader + 8, base + filterCode);
    // struct kernel_sigaction: handler SIG_IGN, flags, restorer, mask.
    image.set(JAVA_LONG, ignoreAction, 1);
    MemorySegment.copy(filter, 0, image, JAVA_BYTE, filterCode, filter.length);
    return image;
  }

  private static void vector(MemorySegment image, long at, List<Long> offsets, long base) {
    for (var offset : offsets) {
      image.set(JAVA_LONG, at, base + offset);
      at += 8;
    }
    image.set(JAVA_LONG, at, 0);
  }
}
