package faultline.abi;

import faultline.core.ProbeException;

/// One language's way of declaring what a library has. A side is a public class `*Probe` with a
/// public constructor without parameters, named in `META-INF/services/faultline.abi.Side`.
public interface Side {
  /// The word for it in reports: `ctypes`, `cgo`, `ffm`.
  String language();

  /// What the programs among the files of `tree` declare.
  Declarations declarations(Tree tree) throws ProbeException;
}
