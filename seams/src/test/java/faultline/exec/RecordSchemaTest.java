package faultline.exec;

import faultline.core.NotChecked;
import faultline.core.ObserverEffect;
import faultline.testkit.Fixture;
import faultline.testkit.Golden;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The published schema of `run --record` tells of the very records that are written.
class RecordSchemaTest {
  private final Map<String, Class<?>> types = new TreeMap<>();

  @Test
  void theSchemaSaysWhatTheRecordsSay() {
    register(ExecObservation.class);
    types.put("observer", ObserverEffect.class);
    types.put("notChecked", NotChecked.class);
    Golden.expect(Fixture.root().resolve("docs/schema/record-1.0.json"), schema());
  }

  private void register(Class<?> sealed) {
    for (var type : sealed.getPermittedSubclasses()) {
      if (type.isSealed()) {
        register(type);
      } else {
        types.put(word(type), type);
      }
    }
  }

  private static String word(Class<?> type) {
    var name = type.getSimpleName();
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  private String schema() {
    return """
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "One line of a record of faultline run --record, version 1.0",
      "description": "A record is JSON Lines. The first line is the header. What is 0, empty, false or absent is left out.",
      "oneOf": [
        {"$ref": "#/$defs/header"},
    """
        + types.keySet().stream()
            .map(name -> "    {\"$ref\": \"#/$defs/" + name + "\"}")
            .collect(Collectors.joining(",\n"))
        + """

          ],
          "$defs": {
            "header": {
              "type": "object",
              "required": ["t", "schemaVersion"],
              "properties": {
                "t": {"const": "faultline-record"},
                "schemaVersion": {"type": "string", "pattern": "^1\\\\."},
                "command": {"type": "array", "items": {"type": "string"}}
              }
            },
        """
        + types.entrySet().stream()
            .map(one -> definition(one.getKey(), one.getValue()))
            .collect(Collectors.joining(",\n"))
        + "\n  }\n}\n";
  }

  private String definition(String name, Class<?> type) {
    return "    \""
        + name
        + "\": {\n      \"type\": \"object\",\n      \"required\": [\"t\"],\n"
        + "      \"properties\": {\n        \"t\": {\"const\": \""
        + name
        + "\"}"
        + Arrays.stream(type.getRecordComponents())
            .map(part -> ",\n        \"" + part.getName() + "\": " + form(part.getGenericType()))
            .collect(Collectors.joining())
        + "\n      }\n    }";
  }

  private String form(Type type) {
    if (type instanceof ParameterizedType list) {
      return "{\"type\": \"array\", \"items\": " + form(list.getActualTypeArguments()[0]) + "}";
    }
    var plain = (Class<?>) type;
    if (plain == int.class
        || plain == long.class
        || plain == Integer.class
        || plain == Long.class) {
      return "{\"type\": \"integer\"}";
    }
    if (plain == boolean.class) {
      return "{\"type\": \"boolean\"}";
    }
    if (plain == String.class) {
      return "{\"type\": \"string\"}";
    }
    if (plain.isEnum()) {
      return Arrays.stream(plain.getEnumConstants())
          .map(word -> "\"" + ((Enum<?>) word).name() + "\"")
          .collect(Collectors.joining(", ", "{\"enum\": [", "]}"));
    }
    if (types.containsValue(plain)) {
      return "{\"$ref\": \"#/$defs/" + word(plain) + "\"}";
    }
    return "{\"type\": \"object\"}";
  }
}
