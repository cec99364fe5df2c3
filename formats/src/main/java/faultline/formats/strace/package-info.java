/// Readers of the text that strace writes.
package faultline.formats.strace;
