/// Declarations of Python's ctypes: what programs say with `Structure`, `argtypes` and `restype`.
///
/// Programs are not run. `Execution` follows their statements as far as they can be known, and says
/// of everything else that it does not know it.
package faultline.abi.ctypes;
