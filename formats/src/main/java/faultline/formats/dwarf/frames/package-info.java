/// How to get from a function to its caller, address by address: call frame information (DWARF 5,
/// 6.4), as `.debug_frame` has it and as `.eh_frame` does (Linux Standard Base 5, 10.6).
///
/// Readers here take the bytes of a section and know no file. They say by which rule a register of
/// the caller is found; to follow the rules takes the registers and memory of a program.
///
/// Uses `faultline.formats.bytes`.
package faultline.formats.dwarf.frames;
