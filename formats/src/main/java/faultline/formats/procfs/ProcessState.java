package faultline.formats.procfs;

import faultline.formats.bytes.MalformedException;

/// What `/proc/PID/stat` says; proc_pid_stat(5).
///
/// @param command the name of the first thread, which it may have changed
/// @param state one letter: `R` running, `S` sleeping, `D` waiting for a device, `Z` ended, `T`
///   stopped
/// @param parent pid of the parent, 0 for none
/// @param kernel whether it is a thread of the kernel
/// @param threads how many it has
/// @param started when, in clock ticks since the start of the machine; with its pid this tells it
///   from all others
public record ProcessState(
    int pid, String command, char state, int parent, boolean kernel, int threads, long started) {
  private static final int PF_KTHREAD = 0x00200000;
  private static final int FEWEST = 20;

  /// Reads the file. The command is in parentheses and may have such itself.
  public static ProcessState read(String stat) {
    int open = stat.indexOf('(');
    int close = stat.lastIndexOf(')');
    if (open < 1 || close < open || close + 2 >= stat.length()) {
      throw new MalformedException("stat", 0, "there is no command in parentheses");
    }
    var words = stat.substring(close + 2).strip().split(" +", -1);
    if (words.length < FEWEST || words[0].length() != 1) {
      throw new MalformedException("stat", close, "it ends early");
    }
    try {
      return new ProcessState(
          Integer.parseInt(stat.substring(0, open).strip()),
          stat.substring(open + 1, close),
          words[0].charAt(0),
          Integer.parseInt(words[1]),
          (Long.parseLong(words[6]) & PF_KTHREAD) != 0,
          Integer.parseInt(words[17]),
          Long.parseUnsignedLong(words[19]));
    } catch (NumberFormatException e) {
      throw new MalformedException("stat", close, "a word is no number");
    }
  }

  /// Whether it has ended and waits for its parent to be told.
  public boolean ended() {
    return state == 'Z' || state == 'X';
  }
}
