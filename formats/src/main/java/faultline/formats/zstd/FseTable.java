package faultline.formats.zstd;

import java.util.Arrays;

/// A decoding table of finite state entropy (RFC 8878, 4.1): for each state its symbol, and how
/// many bits lead to which next state.
final class FseTable {
  final int log;
  final byte[] symbols;
  private final byte[] bits;
  private final int[] bases;

  private FseTable(int log) {
    this.log = log;
    symbols = new byte[1 << log];
    bits = new byte[1 << log];
    bases = new int[1 << log];
  }

  /// A table that gives one symbol forever.
  static FseTable always(int symbol) {
    var table = new FseTable(0);
    table.symbols[0] = (byte) symbol;
    return table;
  }

  /// The table for probabilities of the symbols, of which -1 is one that is less than any state's.
  static FseTable of(int log, int... probabilities) {
    var table = new FseTable(log);
    int size = 1 << log;
    int end = size;
    var next = new int[probabilities.length];
    for (int symbol = 0; symbol < probabilities.length; symbol++) {
      if (probabilities[symbol] == -1) {
        table.symbols[--end] = (byte) symbol;
        next[symbol] = 1;
      }
    }
    int step = (size >> 1) + (size >> 3) + 3;
    int at = 0;
    for (int symbol = 0; symbol < probabilities.length; symbol++) {
      if (probabilities[symbol] > 0) {
        next[symbol] = probabilities[symbol];
        for (int i = 0; i < probabilities[symbol]; i++) {
          table.symbols[at] = (byte) symbol;
          do {
            at = at + step & size - 1;
          } while (at >= end);
        }
      }
    }
    for (int state = 0; state < size; state++) {
      int following = next[table.symbols[state]]++;
      int count = log - (31 - Integer.numberOfLeadingZeros(following));
      table.bits[state] = (byte) count;
      table.bases[state] = (following << count) - size;
    }
    return table;
  }

  /// Reads the description of a table (RFC 8878, 4.1.1).
  static FseTable read(ForwardBits at, int mostLog, int mostSymbols) {
    int log = 5 + at.read(4);
    if (log > mostLog) {
      throw at.malformed("table of 2^" + log + " states, at most 2^" + mostLog + " are allowed");
    }
    var probabilities = new int[mostSymbols];
    int remaining = 1 << log;
    int symbol = 0;
    while (remaining > 0) {
      if (symbol >= mostSymbols) {
        throw at.malformed("table of more than " + mostSymbols + " symbols");
      }
      int count = 32 - Integer.numberOfLeadingZeros(remaining + 1);
      int value = at.read(count - 1);
      int low = (1 << count) - 1 - (remaining + 1);
      if (value >= low) {
        value |= at.read(1) << count - 1;
        if (value >= 1 << count - 1) {
          value -= low;
        }
      }
      int probability = value - 1;
      remaining -= Math.abs(probability);
      probabilities[symbol++] = probability;
      if (probability == 0) {
        int repeat;
        do {
          repeat = at.read(2);
          symbol += repeat;
        } while (repeat == 3);
      }
    }
    if (remaining < 0 || symbol > mostSymbols) {
      throw at.malformed("table whose probabilities have a wrong sum");
    }
    at.align();
    return of(log, Arrays.copyOf(probabilities, symbol));
  }

  int next(int state, BackwardBits from) {
    return bases[state] + from.read(bits[state]);
  }
}
