import org.jspecify.annotations.NullMarked;

/// The rooms: each knows one place where two runtimes meet.
@NullMarked
module faultline.seams {
  requires transitive faultline.core;
  requires faultline.formats;
  requires faultline.linux;
  requires static org.jspecify;

  exports faultline.abi;
  exports faultline.exec;
  exports faultline.exec.env;
  exports faultline.exec.process;

  uses faultline.abi.AbiRule;
  uses faultline.abi.Side;
  uses faultline.exec.ExecRule;
  uses faultline.exec.env.EnvRule;
  uses faultline.exec.PairRule;
  uses faultline.exec.process.ProcessRule;
}
