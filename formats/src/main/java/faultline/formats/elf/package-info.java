/// ELF files: programs, libraries, objects and debug files of either byte order and word size, and
/// the cache of the dynamic loader.
///
/// Opening reads the header. Tables are decoded when they are asked for, payloads are views of the
/// file. What the loader would use (interpreter, needed libraries, versions, symbols) is read
/// through the program headers, as the loader does it, so that it also works without section
/// headers.
///
/// Uses `faultline.formats.bytes` and `faultline.formats.zstd`.
package faultline.formats.elf;
