package faultline.abi.ctypes;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/// Structures and functions of C at random, with declarations in ctypes that are correct by
/// construction, and the same with one fault each.
final class RandomPairs {
  /// One member: C declares it with `%s` for the name.
  record Member(String name, String c, String python, int bits) {
    String inC() {
      return "  " + c.formatted(name) + (bits > 0 ? " : " + bits : "") + ";\n";
    }

    String inPython() {
      return "(\"" + name + "\", " + python + (bits > 0 ? ", " + bits : "") + ")";
    }
  }

  record Type(String c, String python) {}

  private static final List<Type> NUMBERS =
      List.of(
          new Type("int8_t %s", "c_int8"),
          new Type("uint8_t %s", "c_ubyte"),
          new Type("int16_t %s", "c_int16"),
          new Type("unsigned short %s", "c_ushort"),
          new Type("int %s", "c_int"),
          new Type("uint32_t %s", "c_uint32"),
          new Type("int64_t %s", "c_int64"),
          new Type("uint64_t %s", "c_uint64"),
          new Type("long %s", "c_long"),
          new Type("unsigned long %s", "c_ulong"),
          new Type("size_t %s", "c_size_t"),
          new Type("long long %s", "c_longlong"),
          new Type("float %s", "c_float"),
          new Type("double %s", "c_double"),
          new Type("bool %s", "c_bool"),
          new Type("char %s", "c_char"),
          new Type("enum color %s", "c_int"));

  private static final List<Type> POINTERS =
      List.of(
          new Type("void *%s", "c_void_p"),
          new Type("const char *%s", "c_char_p"),
          new Type("int32_t *%s", "POINTER(c_int32)"),
          new Type("double *%s", "POINTER(c_double)"),
          new Type("int (*%s)(void *, size_t)", "CFUNCTYPE(c_int, c_void_p, c_size_t)"));

  /// A structure with a function that takes it.
  static final class Pair {
    final String tag;
    final boolean union;
    boolean packed;
    final List<Member> members;
    final List<Member> parameters;
    final String result;
    String restype;
    String symbol;

    Pair(
        String tag,
        boolean union,
        boolean packed,
        List<Member> members,
        List<Member> parameters,
        Type result) {
      this.tag = tag;
      this.union = union;
      this.packed = packed;
      this.members = members;
      this.parameters = parameters;
      this.result = result.c().formatted("").strip();
      this.restype = result.python();
      this.symbol = "use_" + tag;
    }

    Pair copy() {
      var copy =
          new Pair(
              tag,
              union,
              packed,
              new ArrayList<>(members),
              new ArrayList<>(parameters),
              new Type(result + " %s", restype));
      return copy;
    }

    String inC() {
      var text = new StringBuilder(union ? "union " : "struct ");
      text.append(packed ? "__attribute__((packed)) " : "").append(tag).append(" {\n");
      members.forEach(member -> text.append(member.inC()));
      text.append("};\n").append(result).append(" use_").append(tag).append("(");
      text.append(union ? "union " : "struct ").append(tag).append(" *self");
      parameters.forEach(one -> text.append(", ").append(one.c().formatted(one.name())));
      return text.append(") { return (").append(result).append(") 0; }\n").toString();
    }

    String inPython() {
      var text = new StringBuilder("class " + tag + (union ? "(Union):\n" : "(Structure):\n"));
      if (packed) {
        text.append("    _pack_ = 1\n");
      }
      text.append("    _fields_ = [\n");
      members.forEach(member -> text.append("        ").append(member.inPython()).append(",\n"));
      text.append("    ]\n");
      text.append("lib.").append(symbol).append(".argtypes = [POINTER(").append(tag).append(")");
      parameters.forEach(one -> text.append(", ").append(one.python()));
      text.append("]\nlib.").append(symbol).append(".restype = ").append(restype);
      return text.append("\n\n").toString();
    }
  }

  static final String HEAD =
      """
      #include <stdbool.h>
      #include <stddef.h>
      #include <stdint.h>
      enum color { RED, GREEN = 5, BLUE };
      """;

  static final String PYTHON_HEAD = "from ctypes import *\nlib = CDLL('./libpairs.so')\n\n";

  private final Random random;
  private final List<Pair> pairs = new ArrayList<>();

  RandomPairs(long seed, int count) {
    random = new Random(seed);
    for (int i = 0; i < count; i++) {
      pairs.add(pair(i));
    }
  }

  List<Pair> pairs() {
    return pairs;
  }

  String inC() {
    return HEAD + pairs.stream().map(Pair::inC).collect(Collectors.joining("\n"));
  }

  static String inPython(List<Pair> pairs) {
    return PYTHON_HEAD + pairs.stream().map(Pair::inPython).collect(Collectors.joining());
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private Pair pair(int number) {
    boolean union = random.nextInt(12) == 0;
    boolean packed = !union && random.nextInt(6) == 0;
    var members = new ArrayList<Member>();
    int count = 2 + random.nextInt(7);
    boolean wasBits = false;
    for (int i = 0; i < count; i++) {
      boolean bits = !union && !packed && !wasBits && i == 0 && random.nextInt(5) == 0;
      if (bits) {
        // Where the whole unit stands by itself C and all versions of ctypes agree.
        for (int j = 0; j < 2 + random.nextInt(3); j++) {
          int width = 1 + random.nextInt(8);
          members.add(new Member("b" + j, "unsigned %s", "c_uint", width));
        }
        members.add(new Member("after", "uint32_t %s", "c_uint32", 0));
        wasBits = true;
      } else {
        members.add(member("m" + i));
      }
    }
    var parameters = new ArrayList<Member>();
    for (int i = 0; i < random.nextInt(4); i++) {
      var type = random.nextInt(3) == 0 ? any(POINTERS) : any(NUMBERS);
      parameters.add(new Member("p" + i, type.c(), type.python(), 0));
    }
    return new Pair("S" + number, union, packed, members, parameters, any(NUMBERS));
  }

  private Member member(String name) {
    int kind = random.nextInt(10);
    if (kind < 6 || pairs.isEmpty() && kind >= 8) {
      var type = any(NUMBERS);
      return new Member(name, type.c(), type.python(), 0);
    }
    if (kind < 7) {
      var type = any(POINTERS);
      return new Member(name, type.c(), type.python(), 0);
    }
    if (kind < 8) {
      var type = any(NUMBERS);
      int length = 1 + random.nextInt(9);
      return new Member(name, type.c() + "[" + length + "]", type.python() + " * " + length, 0);
    }
    var other = any(pairs);
    var word = (other.union ? "union " : "struct ") + other.tag;
    if (other.members.size() > 12) {
      return new Member(name, "void *%s", "c_void_p", 0);
    }
    return switch (random.nextInt(3)) {
      case 0 -> new Member(name, word + " %s", other.tag, 0);
      case 1 -> new Member(name, word + " %s[2]", other.tag + " * 2", 0);
      default -> new Member(name, word + " *%s", "POINTER(" + other.tag + ")", 0);
    };
  }

  /// What was changed, and the pair with it.
  record Mutation(String kind, Pair pair) {}

  /// The pair with one fault that a C compiler would have refused.
  Mutation mutated(Pair original) {
    for (int i = 0; i < 200; i++) {
      var pair = original.copy();
      var kind = mutate(pair);
      if (!kind.isEmpty()) {
        return new Mutation(kind, pair);
      }
    }
    var pair = original.copy();
    pair.symbol += "_by";
    return new Mutation("name", pair);
  }

  private String mutate(Pair pair) {
    return switch (random.nextInt(13)) {
      case 0 -> replace(pair.members, "width");
      case 1 -> replace(pair.parameters, "width");
      case 2 -> order(pair);
      case 3 -> lengths(pair);
      case 4 -> bits(pair);
      case 5 -> pack(pair);
      case 6 -> result(pair);
      case 7 -> count(pair);
      case 8 -> drop(pair);
      case 9 -> insert(pair);
      case 10 -> name(pair);
      case 11 -> kind(pair.parameters);
      default -> kind(pair.members);
    };
  }

  private static String name(Pair pair) {
    pair.symbol += "_by";
    return "name";
  }

  /// Another width for one number.
  private String replace(List<Member> list, String what) {
    if (list.isEmpty()) {
      return "";
    }
    int at = random.nextInt(list.size());
    var one = list.get(at);
    if (one.bits() > 0) {
      return "";
    }
    var other =
        switch (one.python()) {
          case "c_int8", "c_ubyte", "c_char" -> "c_int16";
          case "c_bool" -> "c_int";
          case "c_int16", "c_ushort" -> "c_int8";
          case "c_int" -> "c_int64";
          case "c_uint32" -> "c_uint16";
          case "c_int64", "c_long", "c_longlong" -> "c_int";
          case "c_uint64", "c_size_t", "c_ulong" -> "c_uint32";
          case "c_float" -> "c_double";
          case "c_double" -> "c_float";
          default -> "";
        };
    if (other.isEmpty()) {
      return "";
    }
    list.set(at, new Member(one.name(), one.c(), other, 0));
    return what + " " + one.python() + " as " + other;
  }

  /// A whole number for a floating one, a pointer for a number.
  private String kind(List<Member> list) {
    if (list.isEmpty()) {
      return "";
    }
    int at = random.nextInt(list.size());
    var one = list.get(at);
    var other =
        switch (one.python()) {
          case "c_float" -> "c_int32";
          case "c_double" -> "c_int64";
          case "c_int64", "c_uint64", "c_long", "c_size_t" -> "c_double";
          case "c_int", "c_uint32" -> one.bits() > 0 ? "" : "c_float";
          case "c_void_p", "POINTER(c_double)", "c_char_p" -> "c_double";
          case "POINTER(c_int32)" -> "POINTER(c_int64)";
          case "CFUNCTYPE(c_int, c_void_p, c_size_t)" -> "CFUNCTYPE(c_int, c_void_p, c_uint32)";
          default -> "";
        };
    if (other.isEmpty()) {
      return "";
    }
    list.set(at, new Member(one.name(), one.c(), other, 0));
    return "class " + one.python() + " as " + other;
  }

  private String order(Pair pair) {
    if (pair.union || pair.members.size() < 2) {
      return "";
    }
    int at = random.nextInt(pair.members.size() - 1);
    var one = pair.members.get(at);
    var other = pair.members.get(at + 1);
    if (one.bits() > 0 || other.bits() > 0) {
      return "";
    }
    pair.members.set(at, other);
    pair.members.set(at + 1, one);
    return "order";
  }

  private String lengths(Pair pair) {
    for (int i = 0; i < pair.members.size(); i++) {
      var one = pair.members.get(i);
      if (one.python().contains(" * ")) {
        var parts = one.python().split(" \\* ", -1);
        int length = Integer.parseInt(parts[1]) + (random.nextBoolean() ? 1 : -1);
        if (length > 0) {
          pair.members.set(i, new Member(one.name(), one.c(), parts[0] + " * " + length, 0));
          return "array length";
        }
      }
    }
    return "";
  }

  private String bits(Pair pair) {
    for (int i = 0; i < pair.members.size(); i++) {
      var one = pair.members.get(i);
      if (one.bits() > 0) {
        pair.members.set(i, new Member(one.name(), one.c(), one.python(), one.bits() + 1));
        return "bit-field";
      }
    }
    return "";
  }

  private String pack(Pair pair) {
    boolean narrow =
        pair.members.getFirst().python().equals("c_bool")
            || pair.members.getFirst().python().equals("c_int8");
    if (pair.union || !narrow || pair.members.size() < 2) {
      return "";
    }
    var next = pair.members.get(1).python();
    if (!List.of("c_int64", "c_double", "c_long", "c_void_p", "c_int").contains(next)) {
      return "";
    }
    pair.packed = !pair.packed;
    return "pack";
  }

  private String result(Pair pair) {
    pair.restype =
        switch (pair.restype) {
          case "c_int64",
              "c_long",
              "c_longlong",
              "c_bool",
              "c_int8",
              "c_int16",
              "c_float",
              "c_double" ->
              "c_int";
          case "c_int", "c_uint32" -> "None";
          case "c_uint64", "c_size_t", "c_ulong" -> "c_uint";
          default -> "c_double";
        };
    return "return";
  }

  private String count(Pair pair) {
    if (!pair.parameters.isEmpty() && random.nextBoolean()) {
      pair.parameters.removeLast();
    } else {
      pair.parameters.add(new Member("q", "int %s", "c_int", 0));
    }
    return "count";
  }

  private String drop(Pair pair) {
    if (pair.union || pair.members.size() < 3) {
      return "";
    }
    int at = random.nextInt(pair.members.size());
    if (pair.members.get(at).bits() > 0) {
      return "";
    }
    pair.members.remove(at);
    return "member left out";
  }

  private String insert(Pair pair) {
    if (pair.union) {
      return "";
    }
    int at = random.nextInt(pair.members.size());
    if (pair.members.get(at).bits() > 0) {
      return "";
    }
    pair.members.add(at, new Member("extra", "int64_t %s", "c_int64", 0));
    return "member put in";
  }
}
