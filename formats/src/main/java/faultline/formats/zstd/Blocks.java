package faultline.formats.zstd;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Decodes the compressed blocks of one frame (RFC 8878, 3.1.1.3). Tables and the last distances go
/// on from block to block.
final class Blocks {
  private static final int MOST_LITERALS = 1 << 17;

  private static final FseTable LITERAL_LENGTHS =
      FseTable.of(
          6, 4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1,
          1, 1, 1, -1, -1, -1, -1);
  private static final FseTable MATCH_LENGTHS =
      FseTable.of(
          6, 1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
          1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1);
  private static final FseTable DISTANCES =
      FseTable.of(
          5, 1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1,
          -1);

  private static final int[] LITERAL_BASES = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 28, 32, 40, 48, 64,
    128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536
  };
  private static final int[] LITERAL_BITS = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11,
    12, 13, 14, 15, 16
  };
  private static final int[] MATCH_BASES = {
    3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
    29, 30, 31, 32, 33, 34, 35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99, 131, 259, 515, 1027, 2051,
    4099, 8195, 16387, 32771, 65539
  };
  private static final int[] MATCH_BITS = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
  };

  /// Distances have as many more bits as their code says; 31 is the most for contents of 2 GB.
  private static final int DISTANCE_CODES = 32;

  private final Zstd out;
  private final int frameStart;
  private final int[] distances = {1, 4, 8};
  private @Nullable HuffmanTable huffman;
  private @Nullable FseTable literalLengths;
  private @Nullable FseTable matchLengths;
  private @Nullable FseTable distanceCodes;

  private byte[] literals = new byte[0];
  private int literalCount;

  Blocks(Zstd out, int frameStart) {
    this.out = out;
    this.frameStart = frameStart;
  }

  void decode(byte[] bytes, int start, int end) {
    var at = new ForwardBits(bytes, start, end);
    literals(at, bytes);
    sequences(at, bytes, end);
  }

  private void literals(ForwardBits at, byte[] bytes) {
    int first = at.u8();
    int type = first & 3;
    int format = first >> 2 & 3;
    if (type < 2) {
      int more = (format & 1) == 0 ? 0 : format == 1 ? 1 : 2;
      literalCount = more == 0 ? first >> 3 : first >> 4 | at.number(more) << 4;
      reserve(at);
      if (type == 0) {
        System.arraycopy(bytes, at.skip(literalCount), literals, 0, literalCount);
      } else {
        Arrays.fill(literals, 0, literalCount, (byte) at.u8());
      }
      return;
    }
    int width = format < 2 ? 10 : format == 2 ? 14 : 18;
    long header = first >> 4 | Integer.toUnsignedLong(at.number(format < 2 ? 2 : format + 1)) << 4;
    int mask = (1 << width) - 1;
    literalCount = (int) header & mask;
    int packed = (int) (header >>> width) & mask;
    reserve(at);
    int start = at.skip(packed);
    var part = new ForwardBits(bytes, start, start + packed);
    if (type == 2) {
      huffman = HuffmanTable.read(part, bytes);
    }
    var table = huffman;
    if (table == null) {
      throw at.malformed("literals by an earlier table, where there is none");
    }
    decode(table, part, bytes, format == 0);
  }

  private void decode(HuffmanTable table, ForwardBits part, byte[] bytes, boolean single) {
    if (single) {
      int from = part.offset();
      table.decode(bytes, from, from + part.left(), literals, 0, literalCount);
      return;
    }
    var sizes = new int[4];
    int known = 0;
    for (int i = 0; i < 3; i++) {
      sizes[i] = part.number(2);
      known += sizes[i];
    }
    sizes[3] = part.left() - known;
    int each = (literalCount + 3) / 4;
    if (literalCount < each * 3) {
      throw part.malformed("four streams for " + literalCount + " literals");
    }
    for (int i = 0; i < 4; i++) {
      int from = part.skip(sizes[i]);
      int count = i < 3 ? each : literalCount - 3 * each;
      table.decode(bytes, from, from + sizes[i], literals, i * each, count);
    }
  }

  private void reserve(ForwardBits at) {
    if (literalCount > MOST_LITERALS) {
      throw at.malformed(literalCount + " literals in one block");
    }
    if (literals.length < literalCount) {
      literals = new byte[Math.max(literalCount, 1 << 12)];
    }
  }

  private void sequences(ForwardBits at, byte[] bytes, int end) {
    int count = at.u8();
    if (count == 255) {
      count = at.number(2) + 0x7f00;
    } else if (count >= 128) {
      count = (count - 128 << 8) + at.u8();
    }
    if (count == 0) {
      out.append(literals, 0, literalCount);
      return;
    }
    int modes = at.u8();
    var forLiterals =
        table(at, modes >> 6 & 3, LITERAL_LENGTHS, literalLengths, 9, LITERAL_BASES.length);
    literalLengths = forLiterals;
    var forDistances = table(at, modes >> 4 & 3, DISTANCES, distanceCodes, 8, DISTANCE_CODES);
    distanceCodes = forDistances;
    var forMatches = table(at, modes >> 2 & 3, MATCH_LENGTHS, matchLengths, 9, MATCH_BASES.length);
    matchLengths = forMatches;
    var stream = new BackwardBits(bytes, at.offset(), end);
    int literalState = stream.read(forLiterals.log);
    int distanceState = stream.read(forDistances.log);
    int matchState = stream.read(forMatches.log);
    int used = 0;
    for (int i = 0; i < count; i++) {
      int distanceCode = forDistances.symbols[distanceState];
      int matchCode = forMatches.symbols[matchState];
      int literalCode = forLiterals.symbols[literalState];
      long distanceValue = (1L << distanceCode) + Integer.toUnsignedLong(stream.read(distanceCode));
      int match = MATCH_BASES[matchCode] + stream.read(MATCH_BITS[matchCode]);
      int plain = LITERAL_BASES[literalCode] + stream.read(LITERAL_BITS[literalCode]);
      if (i + 1 < count) {
        literalState = forLiterals.next(literalState, stream);
        matchState = forMatches.next(matchState, stream);
        distanceState = forDistances.next(distanceState, stream);
      }
      if (stream.left() < 0 || plain > literalCount - used) {
        throw at.malformed("sequences that use more than there is");
      }
      out.append(literals, used, plain);
      used += plain;
      out.repeat(frameStart, distance(distanceValue, plain == 0), match);
    }
    if (stream.left() != 0) {
      throw at.malformed("sequences that do not end where their bits do");
    }
    out.append(literals, used, literalCount - used);
  }

  private static FseTable table(
      ForwardBits at,
      int mode,
      FseTable usual,
      @Nullable FseTable earlier,
      int mostLog,
      int mostSymbols) {
    return switch (mode) {
      case 0 -> usual;
      case 1 -> {
        int symbol = at.u8();
        if (symbol >= mostSymbols) {
          throw at.malformed("code " + symbol + ", of which there are " + mostSymbols);
        }
        yield FseTable.always(symbol);
      }
      case 2 -> FseTable.read(at, mostLog, mostSymbols);
      default -> {
        if (earlier == null) {
          throw at.malformed("sequences by an earlier table, where there is none");
        }
        yield earlier;
      }
    };
  }

  /// The distance that a value stands for: the small ones mean one of the last three (RFC 8878,
  /// 3.1.1.5).
  private int distance(long value, boolean noLiterals) {
    if (value > 3) {
      shift(2, (int) Math.min(value - 3, Integer.MAX_VALUE));
      return distances[0];
    }
    int which = (int) value - 1 + (noLiterals ? 1 : 0);
    if (which == 3) {
      shift(2, distances[0] - 1);
    } else {
      shift(which, distances[which]);
    }
    return distances[0];
  }

  /// Puts `distance` first, and the ones before `place` behind it.
  private void shift(int place, int distance) {
    for (int i = place; i > 0; i--) {
      distances[i] = distances[i - 1];
    }
    distances[0] = distance;
  }
}
