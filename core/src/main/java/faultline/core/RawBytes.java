package faultline.core;

import java.util.Set;
import java.util.TreeSet;

/// Finds the fields of a part whose strings hold bytes that are not UTF-8. Such a byte 0xNN is the
/// lone surrogate U+DCNN in a string.
final class RawBytes {
  private static final char FIRST = '\udc80';
  private static final char LAST = '\udcff';

  private final Set<String> fields = new TreeSet<>();

  private RawBytes() {}

  static Set<String> fieldsOf(Report.Part part) {
    var raw = new RawBytes();
    raw.look("target", part.target());
    part.findings().forEach(raw::look);
    for (NotChecked question : part.notChecked()) {
      raw.look("what", question.what());
      raw.look("why", question.why());
      raw.look("how", question.how());
    }
    for (Unread unread : part.unread()) {
      raw.look("place", unread.place().text());
      raw.look("why", unread.why());
    }
    for (ObserverEffect effect : part.observer()) {
      raw.look("what", effect.what());
      if (effect.path() != null) {
        raw.look("path", effect.path());
      }
    }
    raw.look("details", part.details());
    return raw.fields;
  }

  private void look(Finding finding) {
    look("cause", finding.cause());
    look("text", finding.fix().text());
    finding.fix().commands().forEach(command -> look("commands", command));
    for (Observation seen : finding.evidence()) {
      look("place", seen.place().text());
      look("quote", seen.quote());
    }
    look("details", finding.details());
  }

  private void look(String name, Value value) {
    switch (value) {
      case Value.Text(String text) -> look(name, text);
      case Value.Many(var values) -> values.forEach(one -> look(name, one));
      case Details(var inner) -> inner.forEach(field -> look(field.name(), field.value()));
      case Value.Whole _, Value.Flag _, Value.Absent _ -> {}
    }
  }

  private void look(String name, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (c >= FIRST && c <= LAST) {
        fields.add(name);
        return;
      }
    }
  }
}
