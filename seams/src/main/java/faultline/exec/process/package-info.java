/// The fourth door of the execution seam: a process that runs.
package faultline.exec.process;
