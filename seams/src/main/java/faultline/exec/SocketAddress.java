package faultline.exec;

import faultline.formats.bytes.RawText;

/// `struct sockaddr` as text: `127.0.0.1:80`, `[::1]:80`, a path, or `@name` for an abstract one.
final class SocketAddress {
  private static final int UNIX = 1;
  private static final int INET = 2;
  private static final int INET6 = 10;

  private SocketAddress() {}

  static String text(byte[] raw) {
    if (raw.length < 4) {
      return "";
    }
    int family = raw[0] & 0xff | (raw[1] & 0xff) << 8;
    int port = (raw[2] & 0xff) << 8 | raw[3] & 0xff;
    if (family == INET && raw.length >= 8) {
      return (raw[4] & 0xff)
          + "."
          + (raw[5] & 0xff)
          + "."
          + (raw[6] & 0xff)
          + "."
          + (raw[7] & 0xff)
          + ":"
          + port;
    }
    if (family == INET6 && raw.length >= 24) {
      return "[" + inet6(raw) + "]:" + port;
    }
    if (family == UNIX) {
      boolean hidden = raw[2] == 0;
      int from = hidden ? 3 : 2;
      int end = from;
      while (end < raw.length && raw[end] != 0) {
        end++;
      }
      return (hidden ? "@" : "") + RawText.decode(raw, from, end - from);
    }
    return "family " + family;
  }

  private static String inet6(byte[] raw) {
    var groups = new StringBuilder();
    int zerosFrom = -1;
    int zeros = 0;
    for (int i = 0, run = 0; i < 8; i++) {
      run = raw[8 + 2 * i] == 0 && raw[9 + 2 * i] == 0 ? run + 1 : 0;
      if (run > zeros) {
        zeros = run;
        zerosFrom = i - run + 1;
      }
    }
    for (int i = 0; i < 8; i++) {
      if (zeros > 1 && i == zerosFrom) {
        groups.append("::");
        i += zeros - 1;
        continue;
      }
      if (!groups.isEmpty() && groups.charAt(groups.length() - 1) != ':') {
        groups.append(':');
      }
      groups.append(Integer.toHexString((raw[8 + 2 * i] & 0xff) << 8 | raw[9 + 2 * i] & 0xff));
    }
    return groups.toString();
  }
}
