package faultline.abi;

import java.util.Locale;

/// How a language writes a type of C, for repairs. Where it is not known, C's own spelling stands.
final class Words {
  private Words() {}

  /// The type in the words of the language, or in those of C with a mark that it is C.
  static String of(String language, Shape shape) {
    if (language.equals("ctypes")) {
      var word = ctypes(shape);
      if (!word.isEmpty()) {
        return word;
      }
    }
    return "what C writes as " + shape.text();
  }

  private static String ctypes(Shape shape) {
    return switch (shape) {
      case Shape.Nothing _ -> "None";
      case Shape.Number number -> number(number);
      case Shape.Address address -> address(address);
      case Shape.Series series -> {
        var element = ctypes(series.element());
        yield element.isEmpty() || series.count() < 0 ? "" : element + " * " + series.count();
      }
      case Shape.Composite composite -> tag(composite.text());
      case Shape.Code _, Shape.Unknown _ -> "";
    };
  }

  private static String tag(String text) {
    return text.replaceFirst("^(const |volatile )*(struct|union) ", "");
  }

  private static String number(Shape.Number number) {
    var text = number.text().replace("const ", "").replace("volatile ", "").strip();
    return switch (number.sort()) {
      case BOOLEAN -> "c_bool";
      case FLOATING ->
          number.bytes() == 4
              ? "c_float"
              : number.bytes() == 8 ? "c_double" : number.bytes() == 16 ? "c_longdouble" : "";
      case CHARACTER ->
          number.bytes() > 1
              ? "c_wchar"
              : text.contains("uint8") || text.startsWith("unsigned")
                  ? "c_uint8"
                  : text.contains("int8") || text.startsWith("signed") ? "c_int8" : "c_char";
      case COMPLEX -> "";
      case ENUMERATION -> "c_int" + (number.bytes() == 4 ? "" : number.bytes() * 8);
      case SIGNED, UNSIGNED -> {
        var sign = number.sort() == Shape.Sort.UNSIGNED ? "u" : "";
        if (text.equals("size_t") || text.equals("ssize_t")) {
          yield "c_" + text;
        }
        if (number.platform()) {
          yield "c_" + sign + "long";
        }
        if (text.toLowerCase(Locale.ROOT).equals("int") || text.equals("unsigned int")) {
          yield "c_" + sign + "int";
        }
        yield number.bytes() > 8 ? "" : "c_" + sign + "int" + number.bytes() * 8;
      }
    };
  }

  private static String address(Shape.Address address) {
    return switch (address.target()) {
      case Shape.Nothing _, Shape.Unknown _ -> "c_void_p";
      case Shape.Number number
          when number.sort() == Shape.Sort.CHARACTER && address.text().contains("char *") ->
          address.text().contains("unsigned")
              ? "POINTER(c_ubyte)"
              : number.bytes() == 1 ? "c_char_p" : "c_wchar_p";
      case Shape.Composite composite when composite.size().isEmpty() -> "c_void_p";
      case Shape.Code code -> function(code.prototype());
      case Shape.Number _, Shape.Address _, Shape.Composite _, Shape.Series _ -> {
        var target = ctypes(address.target());
        yield target.isEmpty() ? "c_void_p" : "POINTER(" + target + ")";
      }
    };
  }

  private static String function(Prototype prototype) {
    var text = new StringBuilder("CFUNCTYPE(").append(ctypes(prototype.returns().shape()));
    for (var parameter : prototype.parameters().orElse(java.util.List.of())) {
      var word = ctypes(parameter.shape());
      if (word.isEmpty()) {
        return "";
      }
      text.append(", ").append(word);
    }
    return text.append(")").toString();
  }
}
