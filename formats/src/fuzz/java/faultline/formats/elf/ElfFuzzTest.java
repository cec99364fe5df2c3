package faultline.formats.elf;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// The property of the ordinary tests for ELF files, with inputs that look for new paths.
class ElfFuzzTest {
  @FuzzTest
  void anyBytesParseOrSayWhere(byte[] bytes) {
    ElfAnyBytesTest.parsesOrSaysWhere(bytes);
  }
}
