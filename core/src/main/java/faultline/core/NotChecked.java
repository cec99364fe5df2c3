package faultline.core;

/// A question that could not be answered: what was asked, why there is no answer, and how to make
/// it answerable.
public record NotChecked(String what, String why, String how) {}
