package faultline.core;

/// Something a probe saw and can point at.
///
/// Each seam seals its own hierarchy of records under this one. An observation holds no judgement:
/// no severity and no advice.
public interface Observation {
  /// Where it was seen.
  Place place();

  /// What was seen, in one line.
  String quote();
}
