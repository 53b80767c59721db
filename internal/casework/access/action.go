package access

// Action is one thing a person may do or look at; policy.cedar opens it, the journal keeps it, docs/access.md lists it.
type Action string
