package faultline.formats.zstd;

import faultline.formats.bytes.MalformedException;

/// A decoding table for literals (RFC 8878, 4.2).
final class HuffmanTable {
  private static final int MOST_BITS = 11;
  private static final int MOST_SYMBOLS = 256;
  private static final int WEIGHTS_LOG = 6;

  private final int log;
  private final byte[] symbols;
  private final byte[] bits;

  private HuffmanTable(int log) {
    this.log = log;
    symbols = new byte[1 << log];
    bits = new byte[1 << log];
  }

  /// Reads the description of a table (RFC 8878, 4.2.1).
  static HuffmanTable read(ForwardBits at, byte[] bytes) {
    var weights = new int[MOST_SYMBOLS];
    int header = at.u8();
    int count;
    if (header >= 128) {
      count = header - 127;
      int start = at.skip((count + 1) / 2);
      for (int i = 0; i < count; i++) {
        int pair = bytes[start + i / 2];
        weights[i] = (i % 2 == 0 ? pair >> 4 : pair) & 15;
      }
    } else {
      int start = at.skip(header);
      count = compressed(new ForwardBits(bytes, start, start + header), bytes, weights);
    }
    return of(at, weights, count);
  }

  private static int compressed(ForwardBits at, byte[] bytes, int[] weights) {
    var table = FseTable.read(at, WEIGHTS_LOG, MOST_BITS + 2);
    var stream = new BackwardBits(bytes, at.offset(), at.offset() + at.left());
    int count = 0;
    int now = stream.read(table.log);
    int other = stream.read(table.log);
    while (true) {
      if (count >= MOST_SYMBOLS - 2) {
        throw at.malformed("weights of more than " + MOST_SYMBOLS + " literals");
      }
      weights[count++] = table.symbols[now];
      now = table.next(now, stream);
      if (stream.left() < 0) {
        weights[count++] = table.symbols[other];
        return count;
      }
      int swapped = now;
      now = other;
      other = swapped;
    }
  }

  /// The last weight is not written: it is what is missing to a power of two.
  private static HuffmanTable of(ForwardBits at, int[] weights, int count) {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      if (weights[i] > MOST_BITS) {
        throw at.malformed("literal of weight " + weights[i]);
      }
      sum += weights[i] > 0 ? 1 << weights[i] - 1 : 0;
    }
    int log = 32 - Integer.numberOfLeadingZeros(sum);
    int rest = (1 << log) - sum;
    if (sum == 0 || log > MOST_BITS || Integer.bitCount(rest) != 1) {
      throw at.malformed("weights of literals with a wrong sum");
    }
    weights[count] = 32 - Integer.numberOfLeadingZeros(rest);
    var table = new HuffmanTable(log);
    int filled = 0;
    for (int weight = 1; weight <= log; weight++) {
      int width = 1 << weight - 1;
      for (int symbol = 0; symbol <= count; symbol++) {
        if (weights[symbol] == weight) {
          for (int i = 0; i < width; i++) {
            table.symbols[filled] = (byte) symbol;
            table.bits[filled++] = (byte) (log + 1 - weight);
          }
        }
      }
    }
    return table;
  }

  /// Decodes `count` literals from the stretch into `into`.
  void decode(byte[] bytes, int start, int end, byte[] into, int from, int count) {
    var stream = new BackwardBits(bytes, start, end);
    int mask = (1 << log) - 1;
    int state = stream.read(log);
    for (int i = 0; i < count; i++) {
      into[from + i] = symbols[state];
      int used = bits[state];
      state = (state << used | stream.read(used)) & mask;
    }
    if (stream.left() != -log) {
      throw new MalformedException(
          Zstd.FORMAT, start, "literals that do not end where their bits do");
    }
  }
}
