package faultline.core;

/// A step of a policy: it changes the severity or the ruling of findings, or adds findings and
/// remarks of its own. Steps are taken one after the other; the verdict is found after the last.
///
/// Plug-ins implement it and are found by [java.util.ServiceLoader]. A gate is a pure function: no
/// I/O, no state, no clock.
public interface Gate {
  /// The word by which messages name it.
  String name();

  /// What becomes of `draft`. No finding of it may be left out.
  Draft apply(Draft draft);
}
