/// Commands that repair what a finding says, where its rule knows none. Each class knows one kind
/// of repair, pure; [RepairProbe] looks up what they need.
package faultline.exec.repair;
