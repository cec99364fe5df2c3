package faultline.core;

/// A stretch of input that no reader understood, and why. It is never dropped: every report shows
/// it.
public record Unread(Place place, String why) implements Observation {
  @Override
  public String quote() {
    return why;
  }
}
