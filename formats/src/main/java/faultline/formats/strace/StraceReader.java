package faultline.formats.strace;

import faultline.formats.bytes.RawText;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Reads a log that `strace` wrote, from a file or while it is written.
///
/// Text of any bytes is read to its end and nothing is thrown. Events are values of their own and
/// keep no hold of the log.
public final class StraceReader {
  /// `strace -s` can make lines of any length. What is longer than this is no use as evidence, and
  /// holding it would let a broken log take all memory.
  public static final int LONGEST_LINE = 64 << 20;

  private static final int BLOCK = 1 << 18;
  private static final byte ESCAPE = 0x1b;

  private final Consumer<? super StraceEvent> events;
  private final LineParser lines;
  private byte[] held = new byte[0];
  private int heldSize;
  private long offset;
  private long line = 1;
  private boolean tooLong;
  private long skipped;
  private boolean coloured;

  public StraceReader(Consumer<? super StraceEvent> events) {
    this.events = events;
    this.lines = new LineParser(events);
  }

  /// All events of one log, read block by block as the stream is pulled.
  public static Stream<StraceEvent> events(MemorySegment log) {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(
            new Pull(log), Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  /// Begins another log of the same run: `strace -ff` writes one for each thread, whose id is in
  /// the file's name and not in the lines. Offsets and line numbers begin anew. Give threads before
  /// the process they belong to, so that an `execve` finds its beginning.
  public void begin(int tid) {
    endOfLog();
    offset = 0;
    line = 1;
    lines.belongTo(tid);
  }

  /// The next stretch of text, which may end in the middle of a line.
  public void accept(byte[] bytes, int from, int size) {
    int end = from + size;
    int at = from;
    for (int i = from; i < end; i++) {
      coloured |= bytes[i] == ESCAPE;
      if (bytes[i] == '\n') {
        if (heldSize > 0 || tooLong) {
          hold(bytes, at, i);
          endLine(held, 0, heldSize, 1);
          heldSize = 0;
        } else {
          endLine(bytes, at, i, 1);
        }
        at = i + 1;
      }
    }
    hold(bytes, at, end);
  }

  /// The next stretch of text, which may end in the middle of a line.
  public void accept(MemorySegment text) {
    var block = new byte[(int) Math.min(BLOCK, text.byteSize())];
    for (long at = 0; at < text.byteSize(); at += block.length) {
      int size = (int) Math.min(block.length, text.byteSize() - at);
      MemorySegment.copy(text, ValueLayout.JAVA_BYTE, at, block, 0, size);
      accept(block, 0, size);
    }
  }

  /// The text has ended: its last line needs no line end, and calls that have only begun come out
  /// as not returned.
  public void end() {
    endOfLog();
    lines.end();
  }

  private void endOfLog() {
    if (heldSize > 0 || tooLong) {
      endLine(held, 0, heldSize, 0);
      heldSize = 0;
    }
  }

  private void hold(byte[] bytes, int from, int end) {
    int size = end - from;
    if (size == 0) {
      return;
    }
    if (tooLong || size > LONGEST_LINE - heldSize) {
      tooLong = true;
      skipped += size;
      return;
    }
    if (held.length - heldSize < size) {
      held =
          Arrays.copyOf(held, Math.max(heldSize + size, Math.min(LONGEST_LINE, 2 * held.length)));
    }
    System.arraycopy(bytes, from, held, heldSize, size);
    heldSize += size;
  }

  private void endLine(byte[] bytes, int from, int end, int terminator) {
    if (tooLong) {
      var beginning = RawText.decode(bytes, from, Math.min(200, end - from));
      events.accept(
          new StraceEvent.Unrecognised(new Origin(offset, line, 0, Stamp.NONE), beginning));
      tooLong = false;
    } else if (coloured) {
      var plain = withoutColours(bytes, from, end);
      lines.line(plain, 0, plain.length, offset, line);
    } else {
      lines.line(bytes, from, end, offset, line);
    }
    coloured = false;
    offset += end - from + skipped + terminator;
    skipped = 0;
    line++;
  }

  /// Drops the colours that version 7 writes for a terminal, such as `ESC [ 1 ; 31 m`. Elsewhere in
  /// a line this byte is always escaped.
  private static byte[] withoutColours(byte[] bytes, int from, int end) {
    var plain = new byte[end - from];
    int size = 0;
    for (int i = from; i < end; i++) {
      if (bytes[i] == ESCAPE && i + 1 < end && bytes[i + 1] == '[') {
        i += 2;
        while (i < end && (Scan.isDigit(bytes[i]) || bytes[i] == ';')) {
          i++;
        }
      } else {
        plain[size++] = bytes[i];
      }
    }
    return Arrays.copyOf(plain, size);
  }

  private static final class Pull implements Iterator<StraceEvent> {
    private final MemorySegment log;
    private final Queue<StraceEvent> queue = new ArrayDeque<>();
    private final StraceReader reader = new StraceReader(queue::add);
    private long at;
    private boolean ended;

    Pull(MemorySegment log) {
      this.log = log;
    }

    @Override
    public boolean hasNext() {
      while (queue.isEmpty() && !ended) {
        long size = Math.min(BLOCK, log.byteSize() - at);
        if (size == 0) {
          reader.end();
          ended = true;
        } else {
          reader.accept(log.asSlice(at, size));
          at += size;
        }
      }
      return !queue.isEmpty();
    }

    @Override
    public StraceEvent next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return queue.remove();
    }
  }
}
