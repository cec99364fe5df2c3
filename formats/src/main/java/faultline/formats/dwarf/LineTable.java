package faultline.formats.dwarf;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Which source line each address of a unit comes from (DWARF 5, 6.2).
///
/// Rows are in the order of the file. A sequence is a run of rows with growing addresses; its last
/// row is no line but the first address behind it. Rows are known by their index.
public final class LineTable {
  static final int STATEMENT = 1;
  static final int BLOCK = 1 << 1;
  static final int END = 1 << 2;
  static final int PROLOGUE_END = 1 << 3;
  static final int EPILOGUE_BEGIN = 1 << 4;

  /// The rows as the program of the table writes them.
  static final class Rows {
    int count;
    long[] addresses = new long[64];
    int[] lines = new int[64];
    int[] columns = new int[64];
    int[] files = new int[64];
    int[] discriminators = new int[64];
    byte[] flags = new byte[64];

    void add(long address, int file, int line, int column, int discriminator, int flag) {
      if (count == addresses.length) {
        int larger = count * 2;
        addresses = Arrays.copyOf(addresses, larger);
        lines = Arrays.copyOf(lines, larger);
        columns = Arrays.copyOf(columns, larger);
        files = Arrays.copyOf(files, larger);
        discriminators = Arrays.copyOf(discriminators, larger);
        flags = Arrays.copyOf(flags, larger);
      }
      addresses[count] = address;
      lines[count] = line;
      columns[count] = column;
      files[count] = file;
      discriminators[count] = discriminator;
      flags[count] = (byte) flag;
      count++;
    }
  }

  private final int version;
  private final List<SourceFile> files;
  private final Rows rows;

  /// The rows `[first, last]` of each sequence, by its addresses.
  private final AddressMap sequences;

  private int[] first = new int[8];
  private int[] last = new int[8];

  LineTable(int version, List<SourceFile> files, Rows rows) {
    this.version = version;
    this.files = files;
    this.rows = rows;
    var builder = new AddressMap.Builder();
    int count = 0;
    int start = 0;
    for (int row = 0; row < rows.count; row++) {
      if (!end(row)) {
        continue;
      }
      if (row > start) {
        if (count == first.length) {
          first = Arrays.copyOf(first, count * 2);
          last = Arrays.copyOf(last, count * 2);
        }
        first[count] = start;
        last[count] = row;
        builder.add(rows.addresses[start], rows.addresses[row], count++);
      }
      start = row + 1;
    }
    sequences = builder.build();
  }

  /// Version of the table, 2 to 5.
  public int version() {
    return version;
  }

  /// All files that are named, in the order of the table.
  public List<SourceFile> files() {
    return files;
  }

  /// The file with a number as rows and [At#DECL_FILE] have it: from 0 on in version 5, from 1 on
  /// before. Empty for a number that the table has not, which some compilers write for "none".
  public Optional<SourceFile> file(long number) {
    long index = version >= 5 ? number : number - 1;
    return index < 0 || index >= files.size()
        ? Optional.empty()
        : Optional.of(files.get((int) index));
  }

  /// How many rows there are.
  public int rows() {
    return rows.count;
  }

  /// The address of a row.
  public long address(int row) {
    return rows.addresses[row];
  }

  /// The number of a row's file, for [#file(long)].
  public int fileNumber(int row) {
    return rows.files[row];
  }

  /// The line of a row, from 1 on; 0 where no line of the source is meant.
  public int line(int row) {
    return rows.lines[row];
  }

  /// The column of a row, from 1 on; 0 for the whole line.
  public int column(int row) {
    return rows.columns[row];
  }

  /// Which of several blocks on one line a row belongs to; 0 where that is not said.
  public int discriminator(int row) {
    return rows.discriminators[row];
  }

  /// Whether a row is a good place for a breakpoint.
  public boolean statement(int row) {
    return (rows.flags[row] & STATEMENT) != 0;
  }

  /// Whether a row is the end of a sequence, and no line.
  public boolean end(int row) {
    return (rows.flags[row] & END) != 0;
  }

  /// Whether a row is where a block of code begins that is entered only there.
  public boolean block(int row) {
    return (rows.flags[row] & BLOCK) != 0;
  }

  /// Whether a row is where the epilogue of a function begins.
  public boolean epilogueBegin(int row) {
    return (rows.flags[row] & EPILOGUE_BEGIN) != 0;
  }

  /// Whether a row is where the prologue of a function has ended.
  public boolean prologueEnd(int row) {
    return (rows.flags[row] & PROLOGUE_END) != 0;
  }

  /// The row that an address belongs to: the last one at or before it, in a sequence that has it.
  public OptionalInt rowAt(long address) {
    int sequence = sequences.find(address);
    if (sequence < 0) {
      return OptionalInt.empty();
    }
    int low = first[sequence];
    int high = last[sequence];
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(rows.addresses[middle], address) <= 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return OptionalInt.of(low);
  }
}
