// Package store owns all SQL, one text for SQLite and PostgreSQL, the journal that makes every change replayable, and
// the rule that nothing readable about a case is ever on disk. It does not decide who may do what (access, app) nor
// what a rule says (casework).
//
// # How a change is written
//
// [Store.Change] runs a function over a [Tx]. What the function saves is written when it returns, in one transaction:
// rows, a journal entry for each stream they belong to, the chain's head, kept counters, blind-index tokens, and the
// answer kept with the idempotency token. On SQLite one goroutine writes and commits up to 256 changes together; on
// PostgreSQL changes run side by side, and only the entries of reads are batched.
//
// # Data dictionary
//
// Journalled (replay rebuilds them exactly):
//
//	cases     head of a case. Clear: id, ref, state, partners, stream, office, accounts, numbers of persons, working
//	          days, pack version. Sealed under the case's key: summary (name, countries, priority, ...).
//	items     everything else of a case, one row each. Sealed: body = kind, zero byte, JSON. The kinds are registered
//	          with [kind] in the file named after the noun: referral, inquiry, person, plan, secret, document, finding, track, ground,
//	          conviction, answered, step, filing, return, request, question, within, transfer, comparison, interview, fairness, answer,
//	          written_request, disclosure, hold, order, note, notice, mail, reconsideration, court_application, record, withdrawal, death,
//	          principal_change, split, needs, attempt, ending, family_change, incident, glass, grant, card, typed, consultation, decision,
//	          visa, permit, departure, window, landing, brought, difference, separation, loan, orientation, destination, movement, hurry, arrival,
//	          safety_check, words_given.
//	accounts  role and unit in clear; name, links, credentials sealed under the system key. Stream "access".
//	ledger    lines of the spaces ledger, appended. Clear but for the author's note. Stream "ledger/<year>".
//	suspensions  of partners' agreements: partner in clear, the rest sealed under the system key. Stream "agreements".
//	matters   of cessation and vacation, apart from the cases: all but the id sealed under a key of each matter's own
//	          (matters.wrapped, not journalled). Stream "matter/<id>", and so its reads.
//	levels    versions of a year's numbers beside the pack: year in clear, the rest sealed. Stream "levels".
//	reallocations  proposals to move room between partners: the same. Stream "levels".
//	releases  register of reports and tables that were let out: the same. Stream "releases".
//	packs     texts of the policy pack that decisions stand under, by their print; sealed under the system key. Stream "packs".
//	extracts  of the department's case system that were compared: the same, figures alone. Stream "levels".
//	trips     of offices to interview: office in clear, the rest sealed under the system key. Stream "trips".
//	seats     places of a trip that interviews have taken: trip in clear, the rest sealed under the system key. Stream "trips".
//	interpreters  an office's roster: office in clear, the rest sealed under the system key. Stream "interpreters".
//
// The log:
//
//	journal   changes: who, when, action, pack version, row images, hash of the entry before, own hash.
//	reads     looks, releases and refusals to show; detail sealed under the case's key, or the system's for lists.
//	heads     last link of each chain, but of a case's changes: that one stands beside its head (cases.linked, cases.link).
//
// Not journalled: cases.wrapped, the key of a case (taking it away shreds the case, journal included); cases.made, when
// the case was made, the order of lists within a day; derived rows that can be rebuilt (spaces,
// counts, days, ages and space_days: kept counters, see tally.go; stays: how each case stood from when to when, see stay.go; arrivals: cases whose persons wait to be compared;
// desk: cases that stand out among those of their office and officer, as casefile.Case.Desk says;
// pressing: cases in which somebody is asked for something in hours, or a helper is let in for days; tokens, faces, traces: blind index of numbers and of persons, see alike.go;
// forecasts: kept as they were made, see forecast.go; counted and counting: what reports were made of, see report.go;
// outbox: mails that wait to leave, see mail.go; sketches: what copied words of decisions are known again by, see sketch.go; taken: what seats hold, so that nobody else does, see trip.go); what lives for hours or days (sessions, slips, attempts, requests,
// uploads: files on their way in, their name and what is said of them sealed); unscanned (documents that wait for the scanner);
// chunks (bytes of documents: their hash and size stand in the journalled document).
//
// Every row of a journalled table carries a MAC over all its columns under the key of its case, or the system key.
package store
