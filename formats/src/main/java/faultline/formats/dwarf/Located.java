package faultline.formats.dwarf;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// Where a value is for some addresses of the program: a location expression (DWARF 5, 2.5 and
/// 2.6).
///
/// @param range the addresses for which it holds; empty where it holds for all of the scope that
///   has no better one
/// @param expression the bytes of the expression; none where the value is not kept anywhere
public record Located(Optional<Range> range, MemorySegment expression) {}
