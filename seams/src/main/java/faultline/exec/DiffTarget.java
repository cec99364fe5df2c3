package faultline.exec;

import java.nio.file.Path;

/// Two records, or logs of strace, of one command.
public record DiffTarget(Path good, Path bad, boolean redact) {}
