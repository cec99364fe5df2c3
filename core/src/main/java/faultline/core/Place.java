package faultline.core;

/// Where something was seen, precisely enough for a reader to go there and look.
public sealed interface Place {

  /// The place in one line, as the report shows it.
  String text();

  /// A line of a text, counted from 1.
  record Line(String source, long number) implements Place {
    @Override
    public String text() {
      return source + ":" + number;
    }
  }

  /// A byte of a file, counted from 0.
  record Offset(String file, long offset) implements Place {
    @Override
    public String text() {
      return file + "@0x" + Long.toHexString(offset);
    }
  }

  /// A system call of a watched process; `sequence` counts the calls of the whole run from 1.
  record Call(int pid, long sequence) implements Place {
    @Override
    public String text() {
      return "call " + sequence + " of pid " + pid;
    }
  }

  /// A process as a whole: how it was started, what it had open, how it ended.
  record Process(int pid) implements Place {
    @Override
    public String text() {
      return "pid " + pid;
    }
  }

  /// A named thing that has no finer coordinates: a file, a directory, a variable, a limit.
  record Target(String name) implements Place {
    @Override
    public String text() {
      return name;
    }
  }
}
