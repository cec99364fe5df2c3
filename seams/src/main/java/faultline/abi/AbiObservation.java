package faultline.abi;

import faultline.core.Observation;
import faultline.core.Place;

/// What can be seen where two sides share bytes or names.
public sealed interface AbiObservation extends Observation {

  /// Something that a program declares.
  record Declared(Place place, String language, String text) implements AbiObservation {
    @Override
    public String quote() {
      return text;
    }
  }

  /// What the debug information of a library, or a header, says about it.
  record Defined(Place place, String text) implements AbiObservation {
    @Override
    public String quote() {
      return text;
    }
  }

  /// An entry of the symbol table of a library, or its absence.
  record Symbol(Place place, String text) implements AbiObservation {
    @Override
    public String quote() {
      return text;
    }
  }

  /// A library that a declaration was compared with.
  record Loaded(Place place, String text) implements AbiObservation {
    @Override
    public String quote() {
      return text;
    }
  }
}
