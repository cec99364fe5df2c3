package faultline.abi.ctypes;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The types that ctypes has by itself, as they are on 64-bit Linux. `code` is the letter of
/// `_type_` where there is one, so that names of one type can be told from each other.
final class SimpleTypes {
  private static final Map<String, CType> TYPES = new HashMap<>();

  static {
    add("c_bool", '?', 1);
    add("c_char", 'c', 1);
    add("c_wchar", 'u', 4);
    add("c_byte", 'b', 1);
    add("c_ubyte", 'B', 1);
    add("c_short", 'h', 2);
    add("c_ushort", 'H', 2);
    add("c_int", 'i', 4);
    add("c_uint", 'I', 4);
    add("c_long", 'l', 8);
    add("c_ulong", 'L', 8);
    add("c_longlong", 'q', 8);
    add("c_ulonglong", 'Q', 8);
    // Names for the above.
    add("c_int8", 'b', 1);
    add("c_uint8", 'B', 1);
    add("c_int16", 'h', 2);
    add("c_uint16", 'H', 2);
    add("c_int32", 'i', 4);
    add("c_uint32", 'I', 4);
    add("c_int64", 'q', 8);
    add("c_uint64", 'Q', 8);
    add("c_size_t", 'Q', 8);
    add("c_ssize_t", 'q', 8);
    add("c_time_t", 'q', 8);
    add("c_float", 'f', 4);
    add("c_double", 'd', 8);
    add("c_longdouble", 'g', 16);
    add("c_float_complex", 'F', 8);
    add("c_double_complex", 'D', 16);
    add("c_longdouble_complex", 'G', 32);
    for (var handle : new String[] {"c_char_p", "c_wchar_p", "c_void_p", "py_object"}) {
      TYPES.put(handle, new CType.Handle(handle));
    }
    TYPES.put("c_voidp", new CType.Handle("c_void_p"));
  }

  private SimpleTypes() {}

  private static void add(String name, char code, int bytes) {
    TYPES.put(name, new CType.Simple(name, code, bytes));
  }

  /// The type that a name of the module ctypes stands for, or null.
  static @Nullable CType of(String name) {
    return TYPES.get(name);
  }

  static Iterable<String> names() {
    return TYPES.keySet();
  }

  /// The types of `ctypes.wintypes`, which are what they are called after on Linux too.
  static @Nullable CType ofWindows(String name) {
    var meant =
        switch (name) {
          case "BYTE" -> "c_byte";
          case "WORD", "USHORT" -> "c_ushort";
          case "SHORT" -> "c_short";
          case "DWORD", "ULONG", "COLORREF" -> "c_ulong";
          case "LONG", "BOOL" -> "c_long";
          case "INT" -> "c_int";
          case "UINT" -> "c_uint";
          case "FLOAT" -> "c_float";
          case "DOUBLE" -> "c_double";
          case "CHAR" -> "c_char";
          case "WCHAR" -> "c_wchar";
          case "LPSTR", "LPCSTR" -> "c_char_p";
          case "LPWSTR", "LPCWSTR" -> "c_wchar_p";
          default -> name.startsWith("H") || name.startsWith("LP") ? "c_void_p" : "";
        };
    return TYPES.get(meant);
  }
}
