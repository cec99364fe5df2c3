/// The seam between a declaration in one language and the library that it meets.
package faultline.abi;
