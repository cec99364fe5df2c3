/// Data compressed by Zstandard (RFC 8878), as sections of ELF files may be. Only decompression,
/// and without dictionaries.
///
/// Uses `faultline.formats.bytes`.
package faultline.formats.zstd;
