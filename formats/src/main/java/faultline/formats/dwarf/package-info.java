/// Debug information in the format DWARF, versions 2 to 5, also mixed in one file.
///
/// A reader here takes sections and not a file, so that it works for any container: ELF,
/// WebAssembly, or the decompressed and relocated sections of an object file. Nothing is decoded
/// before it is asked for, strings least of all, and payloads are views of the sections.
///
/// "DWARF 5, 7.5" in a comment is section 7.5 of the DWARF Debugging Information Format, version 5.
///
/// Uses `faultline.formats.bytes`.
package faultline.formats.dwarf;
