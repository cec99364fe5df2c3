/// The vocabulary: what was seen, what it means, and what the report says. It does no I/O and knows
/// no seam.
package faultline.core;
