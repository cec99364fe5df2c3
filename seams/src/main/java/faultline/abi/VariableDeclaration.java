package faultline.abi;

import faultline.core.Place;
import java.util.Optional;

/// What a program says about one variable of a library.
public record VariableDeclaration(
    String language,
    Optional<String> library,
    String symbol,
    Place place,
    String quote,
    Shape shape) {}
