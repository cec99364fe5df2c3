/// The execution seam: a command starts, and something that it needs is not where it looks.
package faultline.exec;
