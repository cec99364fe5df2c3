/// The text that `strace` writes, of versions 5.10 to 7, as events.
///
/// Lines come in, events go out: calls with both their halves joined, signals, ends of processes.
/// The two halves of a call that another thread interrupted are paired by thread. Arguments are
/// decoded when they are asked for. No line is dropped: what is not understood comes out as such,
/// with its place.
///
/// Uses `faultline.formats.bytes`.
package faultline.formats.strace;
