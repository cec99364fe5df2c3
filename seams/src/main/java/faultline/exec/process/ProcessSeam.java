package faultline.exec.process;

import faultline.core.ProbeException;
import faultline.core.Report.Part;
import faultline.core.Rule;
import faultline.core.Seam;

/// The fourth door of the execution seam: a process that runs. What it has open, what it has
/// mapped, what it says it is, and what of that is not so any more.
///
/// Nothing is stopped or attached to; all of it is read from `/proc`.
public final class ProcessSeam implements Seam<ProcessTarget, ProcessSight> {
  @Override
  public String name() {
    return "exec";
  }

  @Override
  public String describe(ProcessTarget target) {
    return "pid " + target.pid();
  }

  @Override
  public Class<? extends Rule<ProcessSight>> ruleType() {
    return ProcessRule.class;
  }

  @Override
  public ProcessSight observe(ProcessTarget target) throws ProbeException {
    return ProcFilesProbe.look(files -> observe(target, files));
  }

  /// Where neither its program nor its files can be seen, nothing was looked at.
  @Override
  public Part judge(String target, ProcessSight seen) {
    var part = Seam.super.judge(target, seen);
    return seen.blind()
        ? new Part(
            part.seam(),
            part.target(),
            false,
            part.ranked(),
            part.findings(),
            part.notChecked(),
            part.unread(),
            part.observer(),
            part.details())
        : part;
  }

  /// The same with any files.
  static ProcessSight observe(ProcessTarget target, ProcFiles files) throws ProbeException {
    return new ProcessLook(files, target).look();
  }
}
