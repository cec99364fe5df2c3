package faultline.policy;

import java.time.LocalDate;

/// An exception from the rules, which somebody answers for until a day.
///
/// @param expires the last day on which it holds
/// @param file where it is written
/// @param line where it begins, counted from 1
public record Excuse(
    Selector about, String owner, String reason, LocalDate expires, String file, int line) {}
