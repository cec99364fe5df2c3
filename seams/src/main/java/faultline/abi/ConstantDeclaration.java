package faultline.abi;

import faultline.core.Place;

/// A number that a program gives a name, which may be a copy of one of the library's.
public record ConstantDeclaration(
    String language, String name, long value, Place place, String quote) {}
