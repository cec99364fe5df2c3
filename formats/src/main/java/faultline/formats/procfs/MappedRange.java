package faultline.formats.procfs;

import faultline.formats.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A line of `/proc/PID/maps`; proc_pid_maps(5).
///
/// @param start first address, `end` the one behind the last
/// @param permissions such as `r-xp`
/// @param offset in the file, in bytes
/// @param device major and minor number as in `8:1`
/// @param path as the kernel names it, perhaps with ` (deleted)` behind it; empty for memory that
///   no file is behind, `[stack]` and the like for what the kernel knows
public record MappedRange(
    long start, long end, String permissions, long offset, String device, long inode, String path) {
  private static final Pattern LINE =
      Pattern.compile(
          "([0-9a-f]{1,16})-([0-9a-f]{1,16}) ([r-][w-][x-][sp]) ([0-9a-f]{1,16})"
              + " ([0-9a-f]+):([0-9a-f]+) ([0-9]{1,19}) *(.*)",
          Pattern.DOTALL);

  /// All lines of the file.
  public static List<MappedRange> all(String maps) {
    var all = new ArrayList<MappedRange>();
    int at = 0;
    for (var line : maps.split("\n", -1)) {
      if (!line.isEmpty()) {
        all.add(read(line, at));
      }
      at += line.length() + 1;
    }
    return all;
  }

  private static MappedRange read(String line, int at) {
    var parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw new MalformedException("maps", at, "this is no mapping: " + line);
    }
    try {
      return new MappedRange(
          Long.parseUnsignedLong(parts.group(1), 16),
          Long.parseUnsignedLong(parts.group(2), 16),
          parts.group(3),
          Long.parseUnsignedLong(parts.group(4), 16),
          Long.parseLong(parts.group(5), 16) + ":" + Long.parseLong(parts.group(6), 16),
          Long.parseUnsignedLong(parts.group(7)),
          parts.group(8).replace("\\012", "\n"));
    } catch (NumberFormatException e) {
      throw new MalformedException("maps", at, "a number is too large: " + line);
    }
  }

  /// Whether the processor may run what is in it.
  public boolean executable() {
    return permissions.charAt(2) == 'x';
  }

  /// The name of its link in `/proc/PID/map_files`.
  public String range() {
    return Long.toHexString(start) + "-" + Long.toHexString(end);
  }
}
