package faultline.formats.dwarf.frames;

import java.util.Map;

/// The rules that hold from one address on, up to the next row's or the end of the entry.
///
/// @param address the first address
/// @param cfa how the canonical frame address is found
/// @param registers rules of registers by their DWARF number, in the order of these; a register
///   without a rule is treated as the machine's calling convention says
/// @param signed whether the return address is signed (AArch64 pointer authentication)
public record FrameRow(
    long address, CfaRule cfa, Map<Integer, RegisterRule> registers, boolean signed) {}
