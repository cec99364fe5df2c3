/// Lazy readers of ELF files.
package faultline.formats.elf;
