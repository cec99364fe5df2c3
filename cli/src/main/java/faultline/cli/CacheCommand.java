package faultline.cli;

import faultline.core.ProbeException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `faultline cache [show|clear]`
@Command(name = "cache", description = "Show or remove what Faultline wrote outside its checkout.")
final class CacheCommand implements Callable<Integer> {
  /// What to do with it.
  enum Action {
    SHOW,
    CLEAR
  }

  private static final int UNIT = 1024;

  @Parameters(paramLabel = "ACTION", arity = "0..1", description = "show (the default) or clear.")
  Action action = Action.SHOW;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws ProbeException {
    PrintWriter out = spec.commandLine().getOut();
    List<Leftovers.Item> items = Leftovers.of(System.getenv()).items();
    if (items.isEmpty()) {
      out.println("nothing of ours outside the checkout");
      return ExitCode.CLEAN;
    }
    int code = ExitCode.CLEAN;
    for (Leftovers.Item item : items) {
      String size = size(item.bytes());
      if (!item.refusal().isEmpty()) {
        out.println(
            String.format(Locale.ROOT, "kept    %10s  %s: %s", size, item.path(), item.refusal()));
      } else if (action == Action.SHOW) {
        out.println(String.format(Locale.ROOT, "%10s  %s  %s", size, item.path(), item.what()));
      } else if (item.remove()) {
        out.println(String.format(Locale.ROOT, "removed %10s  %s", size, item.path()));
      } else {
        out.println(
            String.format(Locale.ROOT, "kept    %10s  %s: cannot be removed", size, item.path()));
        code = ExitCode.COULD_NOT_LOOK;
      }
    }
    return code;
  }

  private static String size(long bytes) {
    if (bytes < UNIT) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= UNIT && unit < 3) {
      value /= UNIT;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %ciB", value, "KMGT".charAt(unit));
  }
}
