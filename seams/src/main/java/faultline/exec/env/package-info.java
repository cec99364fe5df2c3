/// What a toolchain is set to, and who said so: the second door of the exec room.
package faultline.exec.env;
