/// What the kernel writes into the files of `/proc/PID`; proc(5).
package faultline.formats.procfs;
