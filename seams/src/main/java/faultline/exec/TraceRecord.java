package faultline.exec;

import faultline.core.NotChecked;
import faultline.core.ObserverEffect;
import faultline.formats.bytes.MalformedException;
import faultline.formats.json.Json;
import faultline.formats.json.JsonWriter;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The lines of a record: one JSON object for each observation, its type in `t`, the components of
/// the record under their own names. What is 0, empty, false or absent is left out, so that a line
/// can be read and written by people too.
///
/// The first line is `{"t":"faultline-record","schemaVersion":"1.0"}`. Of several failures with the
/// same sequence the last counts: it has the final number of repeats. `docs/schema` describes it.
public final class TraceRecord {
  static final String HEADER = "faultline-record";
  static final String SCHEMA = "1.0";
  private static final Map<String, Class<?>> TYPES = new LinkedHashMap<>();

  static {
    register(ExecObservation.class);
    TYPES.put("observer", ObserverEffect.class);
    TYPES.put("notChecked", NotChecked.class);
  }

  private static void register(Class<?> sealed) {
    for (var type : sealed.getPermittedSubclasses()) {
      if (type.isSealed()) {
        register(type);
      } else {
        TYPES.put(name(type), type);
      }
    }
  }

  private static String name(Class<?> type) {
    var name = type.getSimpleName();
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  private TraceRecord() {}

  /// Writes the first line. `command` are the words of the command.
  static void writeHeader(JsonWriter out, List<String> command) throws IOException {
    out.object().text("t", HEADER).text("schemaVersion", SCHEMA).texts("command", command);
    out.endObject().line();
  }

  static void write(JsonWriter out, ExecObservation observation) throws IOException {
    writeRecord(out.object(), (Record) observation, name(observation.getClass()));
    out.line();
  }

  static void write(JsonWriter out, ObserverEffect effect) throws IOException {
    writeRecord(out.object(), effect, "observer");
    out.line();
  }

  static void write(JsonWriter out, NotChecked question) throws IOException {
    writeRecord(out.object(), question, "notChecked");
    out.line();
  }

  private static void writeRecord(JsonWriter out, Record value, String type) throws IOException {
    out.text("t", type);
    for (var component : value.getClass().getRecordComponents()) {
      write(out, component.getName(), get(component, value));
    }
    out.endObject();
  }

  private static void write(JsonWriter out, String name, @Nullable Object value)
      throws IOException {
    switch (value) {
      case null -> {
        // Absent.
      }
      case String text -> {
        if (!text.isEmpty()) {
          out.text(name, text);
        }
      }
      case Number number -> {
        if (number.longValue() != 0) {
          out.number(name, number.longValue());
        }
      }
      case Boolean flag -> {
        if (flag) {
          out.bool(name, true);
        }
      }
      case Enum<?> constant -> out.text(name, constant.name());
      case List<?> list -> {
        if (!list.isEmpty()) {
          out.array(name);
          for (var item : list) {
            switch (item) {
              case String text -> out.text(text);
              case Number number -> out.number(number.longValue());
              case Record nested -> writeRecord(out.object(), nested, name(nested.getClass()));
              default -> throw new IllegalStateException("no form for " + item.getClass());
            }
          }
          out.endArray();
        }
      }
      case Record nested -> writeRecord(out.object(name), nested, name(nested.getClass()));
      default -> throw new IllegalStateException("no form for " + value.getClass());
    }
  }

  private static @Nullable Object get(RecordComponent component, Record value) {
    try {
      return component.getAccessor().invoke(value);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(component.toString(), e);
    }
  }

  /// What the lines of a record tell. Lines without `sequence` get the next number.
  public static ExecTrace read(List<Json> lines) {
    var observations = new TreeMap<Long, ExecObservation>();
    var facts = new ArrayList<Fact>();
    var effects = new ArrayList<ObserverEffect>();
    var questions = new ArrayList<NotChecked>();
    long next = 0;
    for (var line : lines) {
      var type = line.textAt("t").orElse("");
      if (type.equals(HEADER)) {
        var version = line.textAt("schemaVersion").orElse("");
        if (!version.startsWith("1.")) {
          throw new MalformedException("record", 0, "schema " + version + " is not known");
        }
        continue;
      }
      var known = TYPES.get(type);
      if (known == null) {
        throw new MalformedException("record", 0, "unknown line type " + type);
      }
      next = Math.max(next + 1, line.wholeAt("sequence").orElse(0));
      switch (value(known, line, next)) {
        case Fact fact -> facts.add(fact);
        case ExecObservation seen -> observations.put(seen.sequence(), seen);
        case ObserverEffect effect -> effects.add(effect);
        case NotChecked question -> questions.add(question);
        default -> throw new IllegalStateException(type);
      }
    }
    var all = new ArrayList<ExecObservation>(observations.values());
    all.addAll(facts);
    return new ExecTrace(all, questions, List.of(), effects);
  }

  private static Object value(Class<?> type, Json json, long sequence) {
    var components = type.getRecordComponents();
    var types = new Class<?>[components.length];
    var values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      var name = components[i].getName();
      var given = json.at(name).orElse(null);
      if (given == null && (name.equals("sequence") || name.equals("lastSequence"))) {
        values[i] = sequence;
      } else if (given == null && name.equals("repeats")) {
        values[i] = 1;
      } else {
        values[i] = component(components[i].getGenericType(), types[i], given, sequence);
      }
    }
    try {
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.toString(), e);
    }
  }

  private static @Nullable Object component(
      Type generic, Class<?> type, @Nullable Json given, long sequence) {
    if (type == int.class) {
      return (int) whole(given);
    }
    if (type == long.class) {
      return whole(given);
    }
    if (type == Integer.class) {
      return given == null ? null : Integer.valueOf((int) whole(given));
    }
    if (type == boolean.class) {
      return given instanceof Json.Bool(boolean flag) && flag;
    }
    if (type == String.class) {
      return given instanceof Json.Text(var text) ? text : given == null ? "" : malformed(given);
    }
    if (type.isEnum()) {
      return constant(type, given instanceof Json.Text(var text) ? text : "");
    }
    if (type == List.class) {
      var list = new ArrayList<Object>();
      var element = ((ParameterizedType) generic).getActualTypeArguments()[0];
      if (given instanceof Json.Items(var items)) {
        for (var item : items) {
          list.add(element(element, item, sequence));
        }
      }
      return list;
    }
    if (type.isRecord()) {
      return given == null ? null : value(type, given, sequence);
    }
    throw new IllegalStateException("no form for " + type);
  }

  private static Object element(Type type, Json item, long sequence) {
    return switch (item) {
      case Json.Text(var text) -> text;
      case Json.Number number when type == Integer.class -> (int) whole(number);
      case Json.Number number -> whole(number);
      case Json.Fields fields -> {
        var known = TYPES.get(fields.textAt("t").orElse(""));
        yield known == null ? malformed(fields) : value(known, fields, sequence);
      }
      case Json.Items _, Json.Bool _, Json.Null _ -> malformed(item);
    };
  }

  private static Object constant(Class<?> type, String name) {
    for (var constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(name) || name.isEmpty()) {
        return constant;
      }
    }
    throw new MalformedException("record", 0, "unknown word " + name);
  }

  private static long whole(@Nullable Json given) {
    return given instanceof Json.Number number ? number.whole().orElse(0) : 0;
  }

  private static String malformed(Json given) {
    throw new MalformedException("record", 0, "unexpected value " + given);
  }
}
