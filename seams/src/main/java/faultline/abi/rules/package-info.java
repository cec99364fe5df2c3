/// What can be wrong between a declaration and its library: one class for each kind of fault.
package faultline.abi.rules;
