package faultline.formats.dwarf.types;

import java.util.Optional;
import java.util.OptionalLong;

/// A variable outside of functions. `address` is empty where it is only declared here, was
/// optimised away, or is one of each thread.
public record Variable(
    Optional<String> name,
    Optional<String> linkageName,
    TypeRef type,
    OptionalLong address,
    boolean external,
    boolean declaration) {}
