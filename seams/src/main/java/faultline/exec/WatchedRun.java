package faultline.exec;

import java.util.List;

/// A command that was run and watched to its end.
public interface WatchedRun {
  /// What was seen.
  ExecTrace trace();

  /// Processes that the command left behind and that still run.
  List<Integer> survivors();

  /// Ends this process by the signal that ended the command, if one did. Returns otherwise.
  void endAsItDid();

  /// Waits until no watched process is left. A watched process cannot live without its tracer.
  void awaitSurvivors();
}
