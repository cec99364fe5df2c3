package faultline.abi.ctypes;

import java.util.List;

/// What a name stands for that may stand for one of several things.
final class Merging {
  private Merging() {}

  static PyValue of(List<PyValue> values) {
    var distinct = values.stream().distinct().toList();
    if (distinct.size() == 1) {
      return distinct.getFirst();
    }
    var libraries = distinct.stream().filter(PyValue.Library.class::isInstance).toList();
    if (!libraries.isEmpty()) {
      // One library under several names, of which the first that can be loaded is taken.
      var first = ((PyValue.Library) libraries.getFirst()).library();
      for (var one : libraries) {
        if (one instanceof PyValue.Library(LoadedLibrary other) && other != first) {
          first.otherwise(other);
        }
      }
      return libraries.getFirst();
    }
    var something =
        distinct.stream()
            .filter(one -> one != PyValue.Nil.NONE && !(one instanceof PyValue.Unknown))
            .toList();
    return something.size() == 1 && something.getFirst() instanceof PyValue.Foreign
        ? something.getFirst()
        : new PyValue.Unknown("it depends on a condition that is not known");
  }
}
