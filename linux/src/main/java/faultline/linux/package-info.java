/// One class for each family of kernel calls.
package faultline.linux;
