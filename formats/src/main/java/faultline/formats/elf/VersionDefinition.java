package faultline.formats.elf;

/// A version that this file defines. The base version names the file itself.
public record VersionDefinition(long offset, int index, String name, boolean base, boolean weak) {}
