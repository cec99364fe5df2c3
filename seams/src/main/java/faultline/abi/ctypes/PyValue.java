package faultline.abi.ctypes;

import faultline.core.Place;
import faultline.formats.python.Expression;
import faultline.formats.python.Statement;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A value of a program that is followed and not run.
sealed interface PyValue {

  /// The value `None`, which also stands for no result.
  enum Nil implements PyValue {
    NONE
  }

  record Whole(BigInteger value) implements PyValue {
    static Whole of(long value) {
      return new Whole(BigInteger.valueOf(value));
    }
  }

  record Truth(boolean value) implements PyValue {}

  record Real() implements PyValue {}

  record Text(String value, boolean bytes) implements PyValue {}

  /// A list or tuple, and the line that it was written in.
  record Items(List<PyValue> items, Place place) implements PyValue {}

  record Table(Map<PyValue, PyValue> entries) implements PyValue {}

  /// A type of ctypes.
  record Type(CType type) implements PyValue {}

  /// A library that was loaded.
  record Library(LoadedLibrary library) implements PyValue {}

  /// A function of a library.
  record Foreign(ForeignFunction function) implements PyValue {}

  /// A value of a type of ctypes: it is passed as what it is.
  record Typed(@Nullable CType type) implements PyValue {}

  /// A pointer that `byref`, `pointer` or `cast` made, or a buffer.
  record Reference() implements PyValue {}

  /// A name of a module that is not followed, with the module before it: `os.path.join`.
  record Known(String name) implements PyValue {}

  /// A function of the program.
  record Function(
      String name, List<Expression.Parameter> parameters, List<Statement> body, Scope scope)
      implements PyValue {}

  /// A method, and what it was taken from.
  record Method(Function function, PyValue self) implements PyValue {}

  /// A class of the program.
  record ClassOf(String name, Map<String, PyValue> attributes, List<PyValue> bases)
      implements PyValue {}

  /// An object of a class of the program. What its methods give it they all see.
  record Instance(ClassOf type, Map<String, PyValue> attributes) implements PyValue {
    static Instance of(ClassOf type) {
      return new Instance(type, new LinkedHashMap<>());
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /// A module of the program.
  record Module(Scope scope) implements PyValue {}

  /// Something that is not known before the program runs; `why` not.
  record Unknown(String why) implements PyValue {}
}
