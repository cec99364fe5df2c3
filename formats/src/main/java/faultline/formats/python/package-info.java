/// Source code of Python 3: what is written, without running any of it.
///
/// The reader knows all statements and expressions, since declarations stand among them. What it
/// does not know becomes an [Statement.Unread] of its own, and the statements behind it are read.
///
/// Uses `faultline.formats.bytes`.
package faultline.formats.python;
