package faultline.exec.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What was meant by a name, and what was not.
class LikenessTest {
  @ParameterizedTest
  @CsvSource({
    "Config.h, config.h, SAME",
    "'users.json ', users.json, SAME",
    "prat, part, SLIP",
    "mian.c, main.c, SLIP",
    "tools, tool, SLIP",
    "autoconfig.h, autoconf.h, SLIP",
    "tcllib, tcl, LONGER",
    "lib, lib64, LONGER",
    "libcodec.so.1.4.1, libcodec.so.1.4.2, PATCH",
    "x86_64-13.2, x86_64-13.3, PATCH",
    "wire_v3.h, wire_v2.h, NONE",
    "releases7, releases6, NONE",
    "libtone.so.1, libtone.so.2, NONE",
    "python3.9, python3.11, NONE",
    "data1.csv, data.csv, NONE",
    "a, b, NONE",
    "conf, etc, NONE",
    "key, key, NONE",
  })
  void tells(String wanted, String other, Likeness likeness) {
    assertEquals(likeness, Likeness.of(wanted, other));
  }
}
