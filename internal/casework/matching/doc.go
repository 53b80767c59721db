// Package matching says how alike two records of persons are, and why, field by field: names across spellings and
// scripts, birth dates of which a part is unknown or whose day and month are swapped, numbers of documents
// (issue 3, point 8; docs/adr/0012-same-person.md).
//
// It compares records; it says nothing about a person, and it decides nothing: a clerk answers "same", "different" or
// "not sure", and linking never merges. It owns no index (store), no reader's scope (access, app) and no words.
//
// Everything here is a general rule of writing or of sound. There are no lists of names.
package matching
