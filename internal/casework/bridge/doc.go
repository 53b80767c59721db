// Package bridge owns what comes from the department's case system as a table: its columns, what is wrong in it and where, the case
// that a record becomes here, what a corrected row may change, and what an extract has differently from us.
//
// It owns neither the acts by which a case moves (casefile, decision) nor the ledger (spaces). Nothing that comes in is a finding, a
// reason or a decision taken here: it is what another system says, and says so (docs/bridge.md, docs/adr/0042-the-bridge.md).
package bridge
