package faultline.exec.env;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import faultline.core.ProbeException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvComparisonTest {
  private static byte[] report(String toolchain, String version, String... settings) {
    return ("{\"parts\":[{\"envVersion\":\"1.0\",\"toolchain\":\""
            + toolchain
            + "\",\"uses\":{\"executable\":\"/x\",\"version\":\""
            + version
            + "\"},\"settings\":["
            + String.join(",", settings)
            + "]}]}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String setting(String name, String value, String kind, String where) {
    return "{\"name\":\"%s\",\"value\":\"%s\",\"provenance\":{\"kind\":\"%s\",\"where\":\"%s\"}}"
        .formatted(name, value, kind, where);
  }

  @Test
  void theVersionComesFirstAndPlacesLast() throws ProbeException {
    var one =
        report(
            "go",
            "go1.25.5",
            setting("GOCACHE", "/a", "default", "HOME"),
            setting("GOFLAGS", "-x", "env", "GOFLAGS"),
            setting("GOOS", "linux", "default", "this machine"));
    var other =
        report(
            "go",
            "go1.26.8",
            setting("GOCACHE", "/b", "default", "HOME"),
            setting("GOFLAGS", "", "default", "built in"),
            setting("GOOS", "linux", "default", "this machine"));
    var names =
        EnvComparison.of(one, "A", other, "B").differences().stream()
            .map(EnvComparison.Difference::name)
            .toList();
    assertEquals(List.of("version", "GOFLAGS", "GOCACHE"), names);
  }

  @Test
  void whatChoosesTheProgramComesBeforeTheRest() throws ProbeException {
    var one =
        report(
            "c",
            "12.2.0",
            setting("SOURCE_DATE_EPOCH", "0", "env", "SOURCE_DATE_EPOCH"),
            setting("CFLAGS", "-O2", "env", "CFLAGS"),
            setting("LDFLAGS", "-s", "env", "LDFLAGS"),
            setting("CC", "gcc", "env", "CC"));
    var other =
        report(
            "c",
            "12.2.0",
            setting("SOURCE_DATE_EPOCH", "9", "env", "SOURCE_DATE_EPOCH"),
            setting("CFLAGS", "-O3", "env", "CFLAGS"),
            setting("LDFLAGS", "", "default", "not set"),
            setting("CC", "clang", "env", "CC"));
    var compared = EnvComparison.of(one, "A", other, "B");
    assertEquals(
        List.of("CC", "LDFLAGS", "CFLAGS", "SOURCE_DATE_EPOCH"),
        compared.differences().stream().map(EnvComparison.Difference::name).toList());
    assertFalse(compared.differs(EnvComparison.Weight.VERSION));
    assertTrue(compared.differs(EnvComparison.Weight.SETTING));
  }

  @Test
  void placesAloneDoNotMatter() throws ProbeException {
    var one = report("go", "go1.26.8", setting("GOCACHE", "/a", "default", "HOME"));
    var other = report("go", "go1.26.8", setting("GOCACHE", "/b", "default", "HOME"));
    assertFalse(EnvComparison.of(one, "A", other, "B").matters());
    assertEquals("no difference\n", EnvComparison.of(one, "A", one, "A").text());
  }

  @Test
  void whatCannotBeComparedIsSaid() {
    var go = report("go", "1", setting("GOOS", "linux", "default", "x"));
    var node = report("node", "1", setting("version", "1", "computed", "x"));
    assertThrows(ProbeException.class, () -> EnvComparison.of(go, "A", node, "B"));
    assertThrows(ProbeException.class, () -> EnvComparison.of(go, "A", new byte[] {'{'}, "B"));
    assertThrows(ProbeException.class, () -> EnvComparison.of(go, "A", report("go", "1"), "B"));
  }
}
