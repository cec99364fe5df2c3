/// What does not fit together in a process.
package faultline.exec.process.rules;
