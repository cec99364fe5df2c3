package faultline.linux;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Names and numbers of the system calls of one ABI, from the kernel's headers (asm/unistd_64.h,
/// asm/unistd_32.h, asm-generic/unistd.h).
public final class SyscallTable {
  private static final Map<String, SyscallTable> TABLES = new ConcurrentHashMap<>();
  private static final int HIGHEST = 1024;
  private final String[] names = new String[HIGHEST];
  private final Map<String, Integer> numbers = new HashMap<>();

  private SyscallTable(String abi) {
    var resource = SyscallTable.class.getResourceAsStream("syscalls-" + abi + ".txt");
    if (resource == null) {
      throw new IllegalArgumentException("no table of system calls for " + abi);
    }
    try (var lines =
        new BufferedReader(new InputStreamReader(resource, StandardCharsets.US_ASCII))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        int space = line.indexOf(' ');
        int number = Integer.parseInt(line.substring(0, space));
        names[number] = line.substring(space + 1);
        numbers.put(line.substring(space + 1), number);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The table of `x86_64`, `i386` or `aarch64`.
  public static SyscallTable of(String abi) {
    return TABLES.computeIfAbsent(abi, SyscallTable::new);
  }

  /// The name of call `number`; `syscall_<number>` for one that is not in the table.
  public String name(long number) {
    var name = number >= 0 && number < HIGHEST ? names[(int) number] : null;
    return name != null ? name : "syscall_" + number;
  }

  /// The number of call `name`, or -1 where this ABI has none.
  public int number(String name) {
    return numbers.getOrDefault(name, -1);
  }
}
