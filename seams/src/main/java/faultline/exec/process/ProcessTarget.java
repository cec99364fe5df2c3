package faultline.exec.process;

/// A process as somebody points at it.
///
/// @param redact whether secrets in its arguments and variables are masked
public record ProcessTarget(int pid, boolean redact) {}
