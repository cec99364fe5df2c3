package faultline.exec;

/// Addresses as the tables of `/proc/net` write them; proc(5).
public final class SocketTable {
  private SocketTable() {}

  /// `0100007F:1F90` as `127.0.0.1:8080`. The address is written as words of the machine's byte
  /// order, the port as a number.
  public static String address(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return text;
    }
    int port = Integer.parseInt(text.substring(colon + 1), 16);
    var digits = text.substring(0, colon);
    byte[] raw = new byte[digits.length() / 2];
    for (int i = 0; i < raw.length; i++) {
      int inWord = i / 4 * 4 + (3 - i % 4);
      raw[i] = (byte) Integer.parseInt(digits.substring(2 * inWord, 2 * inWord + 2), 16);
    }
    boolean old = raw.length == 4;
    byte[] socket = new byte[old ? 8 : 24];
    socket[0] = (byte) (old ? 2 : 10);
    socket[2] = (byte) (port >> 8);
    socket[3] = (byte) port;
    System.arraycopy(raw, 0, socket, old ? 4 : 8, raw.length);
    return SocketAddress.text(socket);
  }
}
