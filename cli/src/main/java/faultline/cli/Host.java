package faultline.cli;

import faultline.core.ProbeException;

/// The operating system that we run on.
final class Host {
  private Host() {}

  /// Refuses where commands cannot be watched, before anything of Linux is loaded.
  static void mustWatchCommands() throws ProbeException {
    String system = System.getProperty("os.name", "");
    if (system.equals("Linux")) {
      return;
    }
    throw new ProbeException(
        system.startsWith("Windows")
            ? "a command can be watched on Linux alone, and this is "
                + system
                + ": use WSL 2 (wsl --install) and run faultline in it, or a Linux container"
            : "a command can be watched on Linux alone, and this is "
                + system
                + ": use a Linux container (docker run -it -v \"$PWD:/src\" -w /src"
                + " debian) or a Linux virtual machine. On Windows there is WSL 2. A saved record"
                + " can be explained here: faultline run --from FILE");
  }
}
