/// Types and signatures as debug information tells them: what a compiler knew about the layout of
/// data and the parameters of functions, for C, C++, Go, Rust and what else describes itself in
/// DWARF.
///
/// Uses `faultline.formats.bytes` and `faultline.formats.dwarf`.
package faultline.formats.dwarf.types;
