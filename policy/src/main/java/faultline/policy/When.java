package faultline.policy;

/// A condition on findings, and what becomes of those that meet it.
///
/// @param condition in CEL
/// @param then `error`, `warning`, `info`, `report-only` or empty
/// @param tag a tag to add, or empty
/// @param reason why, or empty
/// @param line where it stands in `file`, counted from 1
public record When(
    String condition, String then, String tag, String reason, String file, int line) {}
