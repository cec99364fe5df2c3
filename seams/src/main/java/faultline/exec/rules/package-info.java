/// The rules of the execution seam: one class for each fault, pure.
package faultline.exec.rules;
