package faultline.exec;

import faultline.exec.Fact.ProgramFact;
import faultline.exec.Fact.ProgramFact.Format;
import faultline.formats.bytes.RawText;
import faultline.linux.FileSystem;
import faultline.linux.Machine;
import faultline.linux.SyscallException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Reads the beginning of a file as execve(2) does.
final class ProgramProbe {
  /// BINPRM_BUF_SIZE of the kernel: what it looks at for `#!`.
  private static final int HEAD = 256;

  private static final int PT_INTERP = 3;
  private static final Map<Integer, String> MACHINES =
      Map.of(
          3,
          "i386",
          8,
          "MIPS",
          20,
          "PowerPC",
          21,
          "PowerPC64",
          22,
          "s390",
          40,
          "ARM",
          62,
          "x86-64",
          183,
          "AArch64",
          243,
          "RISC-V");
  private final FileSystem files;
  private final PathProbe paths;

  ProgramProbe(FileSystem files, PathProbe paths) {
    this.files = files;
    this.paths = paths;
  }

  /// What `path` (absolute, under `root`) is, and whether its interpreter can be found. `directory`
  /// is what a relative interpreter is relative to.
  @org.jspecify.annotations.Nullable
  ProgramFact look(String root, String path, String directory) {
    byte[] head;
    try {
      head = files.readAt(RawText.encode(root + path), 0, 4096);
    } catch (SyscallException _) {
      return null;
    }
    if (head.length == 0) {
      return new ProgramFact(path, Format.EMPTY, "", "", false, "", true, null);
    }
    if (head.length > 2 && head[0] == '#' && head[1] == '!') {
      return script(root, path, directory, head);
    }
    if (head.length >= 64
        && head[0] == 0x7f
        && head[1] == 'E'
        && head[2] == 'L'
        && head[3] == 'F') {
      return elf(root, path, head);
    }
    return new ProgramFact(
        path, text(head) ? Format.TEXT : Format.OTHER, "", "", false, "", false, null);
  }

  private static boolean text(byte[] head) {
    for (int i = 0; i < Math.min(head.length, HEAD); i++) {
      if (head[i] == 0) {
        return false;
      }
    }
    return true;
  }

  private ProgramFact script(String root, String path, String directory, byte[] head) {
    int end = 2;
    while (end < head.length && end < HEAD && head[end] != '\n') {
      end++;
    }
    var line = RawText.decode(head, 2, end - 2);
    boolean carriageReturn = line.endsWith("\r");
    var words = line.strip();
    int blank = 0;
    while (blank < words.length() && words.charAt(blank) != ' ' && words.charAt(blank) != '\t') {
      blank++;
    }
    var interpreter = words.substring(0, blank);
    var argument = words.substring(blank).strip();
    var wanted = carriageReturn && argument.isEmpty() ? interpreter + "\r" : interpreter;
    var found =
        interpreter.isEmpty()
            ? null
            : paths.walk(root, Paths.absolute(directory, wanted), "", null, true);
    return new ProgramFact(
        path, Format.SCRIPT, interpreter, argument, carriageReturn, "", true, found);
  }

  private ProgramFact elf(String root, String path, byte[] head) {
    boolean wide = head[4] == 2;
    var bytes =
        ByteBuffer.wrap(head).order(head[5] == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int machine = bytes.getShort(18) & 0xffff;
    boolean here =
        machine == Machine.current().elfMachine()
            || machine == 3 && Machine.current() == Machine.X86_64;
    long table = wide ? bytes.getLong(32) : bytes.getInt(28);
    int entrySize = bytes.getShort(wide ? 54 : 42) & 0xffff;
    int count = bytes.getShort(wide ? 56 : 44) & 0xffff;
    var interpreter = "";
    for (int i = 0; i < count && interpreter.isEmpty(); i++) {
      long at = table + (long) i * entrySize;
      if (at < 0 || at + entrySize > head.length || entrySize < 32) {
        break;
      }
      if (bytes.getInt((int) at) == PT_INTERP) {
        long offset = wide ? bytes.getLong((int) at + 8) : bytes.getInt((int) at + 4);
        long size = wide ? bytes.getLong((int) at + 32) : bytes.getInt((int) at + 16);
        interpreter = interpreter(root, path, offset, size);
      }
    }
    var name = MACHINES.getOrDefault(machine, "machine " + machine) + (wide ? "" : " (32 bit)");
    var found = interpreter.isEmpty() ? null : paths.walk(root, interpreter, "", null, true);
    return new ProgramFact(path, Format.ELF, interpreter, "", false, name, here, found);
  }

  private String interpreter(String root, String path, long offset, long size) {
    try {
      var raw = files.readAt(RawText.encode(root + path), offset, Math.clamp(size, 0, 4096));
      int end = 0;
      while (end < raw.length && raw[end] != 0) {
        end++;
      }
      return new String(raw, 0, end, StandardCharsets.UTF_8);
    } catch (SyscallException _) {
      return "";
    }
  }
}
