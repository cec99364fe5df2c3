package faultline.formats.dwarf;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Structures and functions of C at random, and the source that asks a compiler about them.
///
/// What it asks for is constant data in the object file, so that nothing has to run and compilers
/// for other machines can be asked, too.
final class RandomTypes {
  /// One value in a structure: how C reaches it from outside, and whether it is a bit-field.
  record Leaf(String path, boolean bitField) {}

  /// A structure or union with its leaves.
  record Composite(String tag, String keyword, List<Leaf> leaves) {
    String type() {
      return keyword + " " + tag;
    }
  }

  /// A function: the types of what it gives and takes, as C writes them.
  record Prototype(
      String name, String returns, List<String> parameters, boolean variadic, boolean old) {
    /// Whether a parameter is a structure or union, and no pointer to one.
    boolean takesComposites() {
      return parameters.stream().anyMatch(type -> type.matches("(struct|union) \\w+|cell_t"));
    }
  }

  private static final String[] INTEGERS = {
    "char",
    "signed char",
    "unsigned char",
    "short",
    "unsigned short",
    "int",
    "unsigned int",
    "long",
    "unsigned long",
    "long long",
    "unsigned long long",
    "_Bool",
    "enum mode",
    "enum wide",
    "count_t"
  };
  private static final String[] OTHERS = {
    "float",
    "double",
    "long double",
    "void *",
    "const char *",
    "struct opaque *",
    "double _Complex",
    "four_t",
    "callback_t",
    "cell_t *const",
    "volatile int"
  };
  private static final String[] BIT_FIELDS = {
    "unsigned int", "int", "signed char", "unsigned short", "long long", "unsigned long long"
  };
  private static final int[] BIT_FIELD_WIDTHS = {32, 32, 8, 16, 64, 64};

  static final String PRELUDE =
      """
      enum mode { MODE_A, MODE_B = 7, MODE_C = -3 };
      enum wide { WIDE_A = 0x100000000ull };
      typedef unsigned int count_t;
      typedef float four_t __attribute__((vector_size(16)));
      typedef struct { short kind; union { int whole; char parts[3]; } value; } cell_t;
      typedef int (*callback_t)(const cell_t *, enum mode, ...);
      struct opaque;
      """;

  private final Random random;
  private final StringBuilder source = new StringBuilder(PRELUDE);
  private final List<Composite> composites = new ArrayList<>();
  private final List<Prototype> prototypes = new ArrayList<>();
  private int names;

  RandomTypes(long seed) {
    random = new Random(seed);
  }

  List<Composite> composites() {
    return composites;
  }

  List<Prototype> prototypes() {
    return prototypes;
  }

  String source() {
    return source.toString();
  }

  /// Adds `count` structures, their instances, and the questions about them.
  RandomTypes composites(int count) {
    for (int i = 0; i < count; i++) {
      composite("s" + i);
    }
    return this;
  }

  private void composite(String tag) {
    int packing = random.nextInt(10);
    if (packing == 0) {
      source.append("#pragma pack(push, ").append(1 << random.nextInt(3)).append(")\n");
    }
    var keyword = random.nextInt(8) == 0 ? "union" : "struct";
    var leaves = new ArrayList<Leaf>();
    source.append(keyword);
    if (packing == 1) {
      source.append(" __attribute__((packed))");
    } else if (packing == 2) {
      source.append(" __attribute__((aligned(").append(4 << random.nextInt(4)).append(")))");
    }
    source.append(' ').append(tag).append(" {\n");
    members("", keyword, 1 + random.nextInt(8), 0, leaves);
    if (keyword.equals("struct") && random.nextInt(8) == 0) {
      source.append("  short open").append("[];\n");
    }
    source.append("};\n");
    if (packing == 0) {
      source.append("#pragma pack(pop)\n");
    }
    var composite = new Composite(tag, keyword, List.copyOf(leaves));
    ask(composite);
    composites.add(composite);
  }

  private void members(String path, String keyword, int count, int depth, List<Leaf> leaves) {
    for (int i = 0; i < count; i++) {
      var name = "m" + names++;
      var full = path.isEmpty() ? name : path + "." + name;
      switch (random.nextInt(depth < 3 ? 12 : 9)) {
        case 0, 1, 2 -> plain(INTEGERS[random.nextInt(INTEGERS.length)], name, full, leaves);
        case 3, 4 -> plain(OTHERS[random.nextInt(OTHERS.length)], name, full, leaves);
        case 5, 6 -> bitField(name, full, keyword, leaves);
        case 7 -> scalars(name, full, leaves);
        case 8 -> earlier(name, full, leaves);
        case 9 -> {
          // An anonymous one, whose members belong to what is around it.
          var inner = random.nextBoolean() ? "struct" : "union";
          source.append("  ").append(inner).append(" {\n");
          members(path, inner, 1 + random.nextInt(3), depth + 1, leaves);
          source.append("  };\n");
        }
        case 10 -> {
          var inner = random.nextBoolean() ? "struct" : "union";
          source.append("  ").append(inner).append(" {\n");
          members(full, inner, 1 + random.nextInt(3), depth + 1, leaves);
          source.append("  } ").append(name).append(";\n");
        }
        default -> {
          int length = 1 + random.nextInt(3);
          source.append("  struct {\n");
          var each = new ArrayList<Leaf>();
          members("", "struct", 1 + random.nextInt(3), depth + 1, each);
          source.append("  } ").append(name).append("[").append(length).append("];\n");
          for (int element = 0; element < length; element++) {
            for (var leaf : each) {
              leaves.add(new Leaf(full + "[" + element + "]." + leaf.path, leaf.bitField));
            }
          }
        }
      }
    }
  }

  private void plain(String type, String name, String full, List<Leaf> leaves) {
    source.append("  ").append(type).append(' ').append(name);
    if (random.nextInt(12) == 0) {
      source.append(" __attribute__((aligned(").append(1 << random.nextInt(6)).append(")))");
    } else if (random.nextInt(12) == 0) {
      source.append(" __attribute__((packed))");
    }
    source.append(";\n");
    leaves.add(new Leaf(full, false));
  }

  private void bitField(String name, String full, String keyword, List<Leaf> leaves) {
    int which = random.nextInt(BIT_FIELDS.length);
    if (keyword.equals("struct") && random.nextInt(5) == 0) {
      int width = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(BIT_FIELD_WIDTHS[which]);
      source.append("  ").append(BIT_FIELDS[which]).append(" : ").append(width).append(";\n");
    }
    // Of one as wide as its type clang writes a whole member, also where it begins inside a byte.
    int width = 1 + random.nextInt(BIT_FIELD_WIDTHS[which] - 1);
    source.append("  ").append(BIT_FIELDS[which]).append(' ').append(name);
    source.append(" : ").append(width).append(";\n");
    leaves.add(new Leaf(full, true));
  }

  private void scalars(String name, String full, List<Leaf> leaves) {
    var type = INTEGERS[random.nextInt(INTEGERS.length)];
    source.append("  ").append(type).append(' ').append(name);
    for (int dimensions = 1 + random.nextInt(3); dimensions > 0; dimensions--) {
      source.append('[').append(1 + random.nextInt(4)).append(']');
    }
    source.append(";\n");
    leaves.add(new Leaf(full, false));
  }

  /// A member of a type that was made before, or an array of it.
  private void earlier(String name, String full, List<Leaf> leaves) {
    if (composites.isEmpty()) {
      plain("int", name, full, leaves);
      return;
    }
    var type = composites.get(random.nextInt(composites.size()));
    if (type.leaves.size() > 60) {
      plain(type.type() + " *", name, full, leaves);
      return;
    }
    int rows = random.nextInt(3);
    int columns = 1 + random.nextInt(2);
    source.append("  ").append(type.type()).append(' ').append(name);
    if (rows > 0) {
      source.append('[').append(rows).append("][").append(columns).append(']');
    }
    source.append(";\n");
    for (int i = 0; i < Math.max(1, rows * columns); i++) {
      var inner = rows > 0 ? full + "[" + i / columns + "][" + i % columns + "]" : full;
      for (var leaf : type.leaves) {
        leaves.add(new Leaf(inner + "." + leaf.path, leaf.bitField));
      }
    }
  }

  /// The size and alignment, and of each leaf the offset and the size; of bit-fields the bytes of a
  /// structure in which nothing but the field is set.
  private void ask(Composite composite) {
    var type = composite.type();
    source.append(type).append(" instance_").append(composite.tag).append(";\n");
    source.append("const unsigned long long ask_").append(composite.tag).append("[] = {\n");
    source.append("  sizeof(").append(type).append("), _Alignof(").append(type).append("),\n");
    for (var leaf : composite.leaves) {
      if (!leaf.bitField) {
        source
            .append("  __builtin_offsetof(" + type + ", " + leaf.path + "), ")
            .append("sizeof(((" + type + " *)0)->" + leaf.path + "),\n");
      }
    }
    source.append("};\n");
    int number = 0;
    for (var leaf : composite.leaves) {
      if (leaf.bitField) {
        source
            .append("const " + type + " bits_" + composite.tag + "_" + number++)
            .append(" = { ." + leaf.path + " = -1 };\n");
      }
    }
  }

  /// Adds `count` functions, and the questions about them.
  RandomTypes prototypes(int count) {
    for (int i = 0; i < count; i++) {
      prototype("f" + i);
    }
    return this;
  }

  private void prototype(String name) {
    boolean old = random.nextInt(20) == 0;
    var parameters = new ArrayList<String>();
    for (int i = old ? 0 : random.nextInt(7); i > 0; i--) {
      parameters.add(type());
    }
    boolean variadic = !parameters.isEmpty() && random.nextInt(6) == 0;
    var returns = random.nextInt(4) == 0 ? "void" : type();
    source.append(returns).append(' ').append(name).append('(');
    for (int i = 0; i < parameters.size(); i++) {
      source.append(i == 0 ? "" : ", ").append(parameters.get(i)).append(" p").append(i);
    }
    source.append(variadic ? ", ..." : parameters.isEmpty() && !old ? "void" : "");
    source.append(
        returns.equals("void") ? ") {}\n" : ") { static " + returns + " r; return r; }\n");
    source.append("const unsigned long long ask_").append(name).append("[] = {\n");
    ask(returns.equals("void") ? "char" : returns);
    parameters.forEach(this::ask);
    source.append("};\n");
    prototypes.add(new Prototype(name, returns, List.copyOf(parameters), variadic, old));
  }

  /// The size, the class by the compiler's own words, and whether it is a signed integer.
  private void ask(String type) {
    source.append("  sizeof(" + type + "), __builtin_classify_type(*(" + type + " *)0), ");
    boolean integer = List.of(INTEGERS).contains(type) || type.equals("volatile int");
    source.append(integer ? "(" + type + ")-1 < (" + type + ")1,\n" : "2,\n");
  }

  private String type() {
    return switch (random.nextInt(5)) {
      case 0, 1 -> INTEGERS[random.nextInt(INTEGERS.length)];
      case 2 ->
          composites.isEmpty()
              ? "cell_t"
              : composites.get(random.nextInt(composites.size())).type();
      case 3 ->
          composites.isEmpty()
              ? "int"
              : composites.get(random.nextInt(composites.size())).type() + " *";
      default -> OTHERS[random.nextInt(OTHERS.length)];
    };
  }
}
