package faultline.formats.elf;

import faultline.formats.bytes.Cursor;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;

/// What `dwz -m` wrote: the path of the file with shared debug information, absolute or from the
/// folder of this one, and that file's build id in hexadecimal digits.
public record AlternateLink(String path, String buildId) {
  static AlternateLink read(Cursor at) {
    var path = at.cstring();
    var id = at.slice(at.left()).toArray(ValueLayout.JAVA_BYTE);
    return new AlternateLink(path, HexFormat.of().formatHex(id));
  }
}
