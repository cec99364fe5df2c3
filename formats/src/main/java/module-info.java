import org.jspecify.annotations.NullMarked;

/// Bytes in, records out. Nothing here opens, logs or judges.
@NullMarked
module faultline.formats {
  requires com.fasterxml.jackson.core;
  requires static org.jspecify;

  exports faultline.formats.bytes;
  exports faultline.formats.dwarf;
  exports faultline.formats.dwarf.frames;
  exports faultline.formats.dwarf.types;
  exports faultline.formats.elf;
  exports faultline.formats.goenv;
  exports faultline.formats.json;
  exports faultline.formats.procfs;
  exports faultline.formats.python;
  exports faultline.formats.strace;
  exports faultline.formats.toml;
  exports faultline.formats.zstd;
}
