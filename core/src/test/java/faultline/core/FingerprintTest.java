package faultline.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import faultline.core.Report.Part;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintTest {
  private record Quote(Place place, String quote) implements Observation {}

  private static String of(String cause, String directory, Place... places) {
    List<Observation> evidence =
        List.of(places).stream().<Observation>map(place -> new Quote(place, "seen")).toList();
    var finding =
        new Finding(
            "FL-EXEC-001",
            "missing-file",
            Severity.ERROR,
            cause,
            "missing-file",
            Fix.of("make it"),
            Details.NONE.number("pid", cause.length()),
            evidence);
    var part =
        new Part(
            "exec",
            "x",
            true,
            true,
            List.of(finding),
            List.of(),
            List.of(),
            List.of(),
            Details.NONE);
    return Fingerprint.of(part, finding, directory);
  }

  private static String of(String cause) {
    return of(cause, "/home/ann/app", new Place.Call(1, 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/home/ann/app/a.conf is missing | a.conf is missing",
        "pid 12 holds the lock of x | pid 4711 holds the lock of x",
        "line 7 of x.conf is wrong | line 19 of x.conf is wrong",
        "/etc/x.conf:7 is wrong | /etc/x.conf:19 is wrong",
        "/tmp/tmp.k3X9aQz1Bc/out is missing | /tmp/tmp.Zz81Qa77bP/out is missing",
        "/tmp/tmpab_cd1x2/out is missing | /tmp/tmpqqwwee__/out is missing",
        "/tmp/go-build3141592/b001/a.o is missing | /tmp/go-build2718281/b001/a.o is missing",
        "/tmp/ccA1b2C3.o is missing | /tmp/ccZ9y8X7.o is missing",
        "/var/tmp/build-1234/x is missing | /tmp/build-9876/x is missing",
        "crash at 0x7f00aa12 in f | crash at 0x7f11bb00 in f",
        "/proc/12/maps is not readable | /proc/13/maps is not readable",
        "it failed 3 times | it failed 12 times",
      })
  void staysTheSame(String one, String other) {
    assertEquals(of(one), of(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.conf is missing | b.conf is missing",
        "python3.11 is missing | python3.12 is missing",
        "libfoo.so.1 is missing | libfoo.so.2 is missing",
        "127.0.0.1:80 is in use | 127.0.0.1:81 is in use",
        "localhost:80 refuses | localhost:81 refuses",
        "/tmp/app.socket is missing | /tmp/db.socket is missing",
        "/tmp/my-config is missing | /tmp/my-secret is missing",
        "/home/ann/app/a is missing | /home/bob/app/a is missing",
      })
  void differs(String one, String other) {
    assertNotEquals(of(one), of(other));
  }

  @Test
  void movesWithItsLineAndItsCheckout() {
    String here =
        of(
            "Makefile:7 calls x in /src/a/lib",
            "/src/a",
            new Place.Line("/src/a/Makefile", 7),
            new Place.Line("Makefile", 7));
    String there =
        of(
            "Makefile:71 calls x in /b/lib",
            "/b",
            new Place.Line("/b/Makefile", 71),
            new Place.Line("Makefile", 71));
    assertEquals(here, there);
    assertNotEquals(of("x", "", new Place.Line("a.c", 1)), of("x", "", new Place.Line("b.c", 1)));
    assertTrue(here.matches("[0-9a-f]{16}"), here);
  }
}
