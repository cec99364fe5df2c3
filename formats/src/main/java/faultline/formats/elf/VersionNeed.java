package faultline.formats.elf;

/// A version that this file needs from another. A weak need may stay unmet.
public record VersionNeed(long offset, int index, String library, String name, boolean weak) {}
