/// Bytes and how to walk over them: what every other format stands on.
package faultline.formats.bytes;
