package faultline.exec;

import faultline.core.ProbeException;
import faultline.core.Rule;
import faultline.core.Seam;

/// The second door of the execution seam: two runs of one command, and what the good one found that
/// the bad one did not.
public final class DiffSeam implements Seam<DiffTarget, RunPair> {
  private final ExecSeam runs = new ExecSeam();

  @Override
  public String name() {
    return "exec";
  }

  @Override
  public String describe(DiffTarget target) {
    return target.good() + " " + target.bad();
  }

  @Override
  public Class<? extends Rule<RunPair>> ruleType() {
    return PairRule.class;
  }

  @Override
  public RunPair observe(DiffTarget target) throws ProbeException {
    return pair(
        runs.observe(new ExecTarget.Log(target.good(), target.redact())),
        runs.observe(new ExecTarget.Log(target.bad(), target.redact())));
  }

  /// Two runs that were seen. Each must have a process, or nothing can be compared.
  public RunPair pair(ExecTrace good, ExecTrace bad) throws ProbeException {
    if (good.root() == null || bad.root() == null) {
      throw new ProbeException(
          "the "
              + (good.root() == null ? "good" : "bad")
              + " run has no process to compare: is"
              + " it a record of faultline run --record, or a log of strace -f?");
    }
    return new RunPair(good, bad, runs.judge("", bad).findings());
  }
}
