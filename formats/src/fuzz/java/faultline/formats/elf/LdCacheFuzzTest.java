package faultline.formats.elf;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// The property of the ordinary tests for the loader's cache, with inputs that look for new paths.
class LdCacheFuzzTest {
  @FuzzTest
  void anyBytesParseOrSayWhere(byte[] bytes) {
    LdCacheTest.parsesOrSaysWhere(bytes);
  }
}
