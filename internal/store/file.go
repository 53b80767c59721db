package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"

	"passage/internal/casework/assessment"
	"passage/internal/casework/casefile"
	"passage/internal/casework/decision"
	"passage/internal/casework/document"
	"passage/internal/casework/fault"
	"passage/internal/casework/people"
	"passage/internal/casework/policy"
	"passage/internal/casework/referral"
	"passage/internal/vault"
)

// File is one case as it is stored, decoded: its head and its items. A reader holds only the rooms they may see.
// After a new kind is registered (see kind) it gets a field here and nothing else changes.
type File struct {
	Case casefile.Case

	Referrals        []referral.Referral // one; a slice as every kind
	Persons          []people.Person
	Plans            []people.SafetyPlan
	Secrets          []people.Secret    // what one of the family keeps from the others
	Inquiries        []referral.Inquiry // the partner's own, one
	Documents        []document.Document
	Findings         []assessment.Finding
	Tracks           []assessment.Track
	Grounds          []assessment.Ground
	Convictions      []assessment.Conviction
	Answered         []assessment.Answered // contradictions overruled or acknowledged
	Steps            []casefile.Step       // moves, in order
	Filings          []casefile.Filing     // the file as created, one
	Returns          []casefile.Return
	Requests         []casefile.Request
	Questions        []casefile.Question // between the partner and the department
	Within           []casefile.Question // inside the department, which the partner does not see
	Transfers        []casefile.Transfer
	Comparisons      []casefile.Comparison // answers about persons of other cases who may be the same
	Interviews       []casefile.Interview
	Letters          []casefile.FairLetter     // concerns put in writing
	Answers          []casefile.Answer         // what came back on them
	Written          []casefile.WrittenRequest // what was asked for in a letter
	Disclosures      []casefile.Disclosure
	Consultations    []casefile.Consultation // proof against what the partner determined, and its answer
	Holds            []casefile.Hold
	Orders           []casefile.Order // of the Governor in Council, that suspend, go on or end it
	Notes            []casefile.Note
	Notices          []casefile.Notice
	Mails            []casefile.Mail         // that say "you have an update" and nothing else
	Withdrawals      []casefile.Withdrawal   // the applicants' own, one
	Changes          []casefile.FamilyChange // of the family, after the referral
	Glasses          []casefile.Glass        // break-glass openings
	Incidents        []casefile.Incident     // what happened meanwhile, and what was done about it
	Cards            []casefile.Card         // with which a person reads their own letters
	Grants           []casefile.Grant        // forms that are open to helpers, or were
	Typed            []casefile.Typed        // and what each of them typed
	Decisions        []decision.Decision
	Visas            []decision.Visa
	Permits          []decision.Permit     // on which somebody comes before the checks are over
	Separations      []decision.Separation // of who stays because they are not let out
	Loans            []decision.Loan
	Orientations     []decision.Orientation
	Windows          []decision.WindowApplication // of members who follow
	Departures       []decision.Departure
	Landings         []decision.Landing
	Destinations     []decision.DestinationRequest // where in Canada the family goes, as the operations centre was asked
	Hurries          []decision.Hurry              // that the case cannot wait
	Movements        []decision.Movement           // planned travel
	Arrivals         []decision.ArrivalNotice
	SafetyChecks     []decision.SafetyCheck            // of whoever did not arrive
	WordsGiven       []decision.WordsGiven             // plain words on passports and travel (decision 9)
	Reconsiderations []casefile.ReconsiderationRequest // requests to look at a refusal once more
	Courts           []casefile.CourtApplication       // applications to the court
	Records          []casefile.CertifiedRecord        // made for a court or for the person

	// What life does to a case.
	Deaths     []casefile.Death           // of persons of the case
	Principals []casefile.PrincipalChange // changes of the principal applicant
	Attempts   []casefile.Attempt         // to reach applicants of whom nothing is heard
	Endings    []casefile.Ending          // why it was closed before anybody arrived, one
	Needs      []casefile.Needs           // practical needs, of each person one
	Splits     []casefile.Split           // persons who went on in a case of their own, or who came by one

	// Between us and the department's case system.
	Broughts    []casefile.Brought    // that it came from there, one
	Differences []casefile.Difference // what an extract of it has differently

	key     *vault.Key
	orig    casefile.Case
	fresh   bool   // made in this change
	top     row    // head as stored
	wrapped []byte // the key as it is stored with a new case
	linked  int64  // version of the last entry of its chain
	link    []byte // and its hash
	links   []Link // see Sealed
	wrote   map[string]Link
	found   found // what it was found by when a change read it
	rows    map[string]*stored
	last    int64 // highest seq
	puts    []*stored
}

// stored is an item's row as it was read, and what is to become of it.
type stored struct {
	row  row // as stored; nil when new
	id   string
	seq  int64
	next []byte // plaintext to seal: kind, zero byte, JSON; nil to remove
	sent bool   // queued
}

// Room is a part of a case that is opened or closed to a reader as a whole.
type Room string

// The rooms. Which role sees which is decided by access; what is not opened is not even decrypted.
const (
	Package Room = "package" // what the partner sent: persons, referral, documents
	Intake  Room = "intake"  // the operations centre's own work: file, returns, transfers
	Contact Room = "contact" // safe-contact plans, places, who must not know
	Office  Room = "office"  // the office's own work: findings, interviews, tracks, notes
	Family  Room = "family"  // who the persons are, how their list changed, and that the case came from the case system: a part of what the partner sent that is opened alone after an arrival
	Way     Room = "way"     // the moves of the case, and the plain words that were given: a part of the office's own that is opened alone after an arrival
	Outcome Room = "outcome" // decision, notices, visa, landing
	Onward  Room = "onward"  // what the operations centre is asked and told of a family on its way, and nothing else of the case
	Own     Room = "own"     // the partner's own: inquiry, screening, referees; opened to the partner of the case alone
	Kept    Room = "kept"    // what one of the family keeps from the others: opened by a logged reveal alone
	Glass   Room = "glass"   // who opened the case with break-glass and why; the office's, and the privacy officer's alone
	Helped  Room = "helped"  // which forms are open to whom and who typed what; the partner's, and the helper's own
	Mailed  Room = "mail"    // to whom a mail said that there is an update, and what became of it; the department's
	Parting Room = "parting" // why it ended before anybody arrived: evidence of nothing, and closed to who works on cessation (decision 9)
	Parted  Room = "parted"  // that there is another case, of persons who went on in it (I-79): the assigned officer's and the supervisor's alone
	Bridge  Room = "bridge"  // what the department's case system has differently: codes, days and numbers; the department's
	Consult Room = "consult" // proof to the contrary and the partner's answer, which headquarters records and sees alone
)

// Rooms says which rooms a reader sees.
type Rooms map[Room]bool

// opensWith are the rooms that are opened with another.
var opensWith = map[Room]Room{Family: Package, Way: Office}

// Everything opens every room; changes read a case with it, since rules look at the whole. No reader has it.
var Everything = Rooms{Parted: true, Parting: true, Package: true, Intake: true, Contact: true, Office: true, Outcome: true, Onward: true, Own: true, Consult: true, Glass: true, Helped: true, Kept: true, Mailed: true, Bridge: true}

// itemKind is how one kind of item is kept in a File.
type itemKind[T any] struct {
	name string
	room Room
	list func(*File) *[]T
	meta func(*T) (id *string, version *int64)
}

// decoders reads an item's JSON into its list, by kind name; rooms says where the kind belongs.
var (
	decoders = map[string]func(f *File, id string, version int64, body []byte) error{}
	rooms    = map[string]Room{}
)

// kind registers a kind of item: one line per noun, in the file named after it.
func kind[T any](name string, room Room, list func(*File) *[]T, meta func(*T) (*string, *int64)) itemKind[T] {
	rooms[name] = room
	decoders[name] = func(f *File, id string, version int64, body []byte) error {
		var v T
		if err := json.Unmarshal(body, &v); err != nil {
			return errors.New("store: an item of kind " + name + " cannot be read") // the text would hold case text
		}
		i, ver := meta(&v)
		*i, *ver = id, version
		l := list(f)
		*l = append(*l, v)
		return nil
	}
	k := itemKind[T]{name: name, room: room, list: list, meta: meta}
	listers = append(listers, lister(k))
	takers = append(takers, func(tx *Tx, f, from *File) error {
		l := *list(from)
		for i := range l {
			if err := k.save(tx, f, &l[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return k
}

// takers store every item of a kind, of a case that is taken over whole (see Take).
var takers []func(tx *Tx, f, from *File) error

// save stores v: as a new item when its id is empty or unknown, else in place of the version it was read at. A stale
// version is fault.Conflict. The list in f and v's id and version are brought up to date.
func (k itemKind[T]) save(tx *Tx, f *File, v *T) error {
	id, version := k.meta(v)
	if *id == "" {
		*id = tx.NewID()
	}
	st := f.rows[*id]
	if st == nil {
		f.last++
		st = &stored{id: *id, seq: f.last}
		f.rows[*id] = st
		*version = 1
		*k.list(f) = append(*k.list(f), *v)
	} else {
		l := *k.list(f)
		i := slices.IndexFunc(l, func(x T) bool { xid, _ := k.meta(&x); return *xid == *id })
		if i < 0 {
			return fault.New(fault.NotFound, "fault.not_found") // the id is another kind's
		}
		if _, have := k.meta(&l[i]); *have != *version {
			return fault.New(fault.Conflict, "fault.conflict")
		}
		if !st.sent && st.row != nil {
			*version = st.row[3].(int64) + 1
		}
		l[i] = *v
	}
	body, err := json.Marshal(v, json.OmitZeroStructFields(true))
	if err != nil {
		return err
	}
	st.next = append(append([]byte(k.name), 0), body...)
	f.queue(st)
	return nil
}

// drop removes an item of this kind; its image stays in the journal.
func (k itemKind[T]) drop(f *File, id string) error {
	l := k.list(f)
	i := slices.IndexFunc(*l, func(x T) bool { xid, _ := k.meta(&x); return *xid == id })
	st := f.rows[id]
	if i < 0 || st == nil {
		return notFound()
	}
	*l = slices.Delete(*l, i, i+1)
	st.next = nil
	f.queue(st)
	if st.row == nil { // made and dropped in the same change
		f.puts = slices.DeleteFunc(f.puts, func(s *stored) bool { return s == st })
	}
	delete(f.rows, id)
	return nil
}

func (f *File) queue(st *stored) {
	if !st.sent {
		st.sent = true
		f.puts = append(f.puts, st)
	}
}

func notFound() error { return fault.New(fault.NotFound, "fault.not_found") }

func place(table, column, id string, version int64) vault.Place {
	return vault.Place{Table: table, Column: column, Row: id, Version: version}
}

// Load reads a case inside a change and locks it against other changes. It returns fault.NotFound.
func (tx *Tx) Load(id casefile.ID) (*File, error) {
	for _, f := range tx.files {
		if f.Case.ID == id {
			return f, nil
		}
	}
	f, err := tx.s.load(tx.ctx, tx.q, id, Everything, true)
	if err != nil {
		return nil, err
	}
	f.found = f.terms()
	tx.files = append(tx.files, f)
	return f, nil
}

// Create starts a case with a key of its own. ID and Ref may be empty: they are then made.
func (tx *Tx) Create(c casefile.Case) (*File, error) {
	if c.ID == "" {
		c.ID = casefile.ID(tx.NewID())
	}
	if c.Ref == "" {
		c.Ref = NewRef()
	}
	key, wrapped := tx.s.vault.NewKey(string(c.ID))
	c.Version = 1
	f := &File{Case: c, key: key, wrapped: wrapped, fresh: true, rows: map[string]*stored{}}
	tx.files = append(tx.files, f)
	return f, nil
}

// Fresh says that the case is made in this change: nothing else in the store is about it yet.
func (f *File) Fresh() bool { return f.fresh }

// Peek reads the head of a case alone, for a decision about access before anything else is opened.
func (s *Store) Peek(ctx context.Context, id casefile.ID) (c casefile.Case, err error) {
	err = s.reading(ctx, func(q querier) error {
		f, err := s.load(ctx, q, id, nil, false)
		if err == nil {
			c = f.Case
		}
		return err
	})
	return c, err
}

// Read reads a case with the rooms that are open to the reader.
func (s *Store) Read(ctx context.Context, id casefile.ID, open Rooms) (f *File, err error) {
	err = s.reading(ctx, func(q querier) error {
		f, err = s.load(ctx, q, id, open, false)
		return err
	})
	return f, err
}

func (s *Store) load(ctx context.Context, q querier, id casefile.ID, open Rooms, lock bool) (*File, error) {
	x, err := s.fetch(ctx, q, id, len(open) > 0, lock)
	if err != nil {
		return nil, err
	}
	return x.Open(open)
}

// Sealed is a case as it was read in one consistent view: its head is opened, for a decision about access, and its
// items are not yet.
type Sealed struct {
	Case casefile.Case
	key  *vault.Key
	top  row
	rest []row

	linked int64
	link   []byte
	links  []Link          // of a case that is read as of an instant: its chain until then
	wrote  map[string]Link // and by item, what wrote it
}

// Fetch reads a case without opening its items: who may see it is decided, and the look entered, before Open.
func (s *Store) Fetch(ctx context.Context, id casefile.ID) (x *Sealed, err error) {
	err = s.reading(ctx, func(q querier) error {
		x, err = s.fetch(ctx, q, id, true, false)
		return err
	})
	return x, err
}

func (s *Store) fetch(ctx context.Context, q querier, id casefile.ID, whole, lock bool) (*Sealed, error) {
	text := casesByID
	if lock {
		text = casesByIDLocked
	}
	var top row
	var wrapped, link []byte
	var linked int64
	rows, err := q.QueryContext(ctx, text, string(id))
	if err != nil {
		return nil, err
	}
	if rows.Next() {
		top, err = cases.scan(rows, &wrapped, &linked, &link)
	}
	if e := rows.Err(); err == nil {
		err = e
	}
	rows.Close()
	if err != nil {
		return nil, err
	}
	if top == nil {
		return nil, notFound()
	}
	key, err := s.vault.Unwrap(string(id), wrapped)
	if err != nil {
		return nil, err
	}
	var rest []row
	if whole {
		if rows, err = q.QueryContext(ctx, itemsByCase, string(id)); err != nil {
			return nil, err
		}
		defer rows.Close()
		known := row{string(id)}
		for rows.Next() {
			r, err := items.scanAfter(rows, known)
			if err != nil {
				return nil, err
			}
			rest = append(rest, r)
		}
		if err := rows.Err(); err != nil {
			return nil, err
		}
	}
	x, err := sealed(key, top, rest)
	if err != nil {
		return nil, err
	}
	x.linked, x.link = linked, link
	return x, nil
}

// A case without its key (shredded) is not found.
var (
	casesByID       = cases.with("wrapped", "linked", "link") + " WHERE id = $1 AND wrapped IS NOT NULL"
	casesByIDLocked = casesByID + " FOR UPDATE"
	itemsByCase     = "SELECT " + strings.Join(items.cols[1:], ", ") + " FROM items WHERE case_id = $1 ORDER BY seq"
)

// keyOf unwraps the key of a case; fault.NotFound when it has been shredded.
func (s *Store) keyOf(ctx context.Context, q querier, id casefile.ID) (*vault.Key, error) {
	var wrapped []byte
	err := q.QueryRowContext(ctx, "SELECT wrapped FROM cases WHERE id = $1 AND wrapped IS NOT NULL", string(id)).Scan(&wrapped)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, notFound()
	}
	if err != nil {
		return nil, err
	}
	return s.vault.Unwrap(string(id), wrapped)
}

func sealed(key *vault.Key, top row, rest []row) (*Sealed, error) {
	c, err := openCase(key, top)
	if err != nil {
		return nil, err
	}
	return &Sealed{Case: c, key: key, top: top, rest: rest}, nil
}

// Open opens the rows of a case: every row's MAC is checked, and the items of the open rooms are decoded.
func (x *Sealed) Open(open Rooms) (*File, error) {
	f := &File{Case: x.Case, orig: x.Case, key: x.key, top: x.top, linked: x.linked, link: x.link, links: x.links, wrote: x.wrote, rows: make(map[string]*stored, len(x.rest))}
	f.orig.Summary.Countries = slices.Clone(x.Case.Summary.Countries)
	all := make([]stored, len(x.rest))
	b := scratch.Get().(*[]byte)
	defer func() { clear((*b)[:cap(*b)]); scratch.Put(b) }() // what was opened is decoded into values of their own
	for i, r := range x.rest {
		st := &all[i]
		*st = stored{row: r, id: r[2].(string), seq: r[1].(int64)}
		f.last = max(f.last, st.seq)
		f.rows[st.id] = st
		plain, err := openRow(f.key, items, r, 4, st.id, b)
		if err != nil {
			return nil, err
		}
		name, body, ok := bytes.Cut(plain, []byte{0})
		if !ok {
			return nil, vault.ErrSealed
		}
		read := decoders[string(name)]
		if read == nil {
			return nil, errors.New("store: an item of an unknown kind: made by a newer version")
		}
		if room := rooms[string(name)]; !open[room] && !open[opensWith[room]] {
			continue
		}
		if err := read(f, st.id, r[3].(int64), body); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// openRow checks a row's MAC and opens its one sealed cell, into memory that is used again when there is some.
func openRow(k *vault.Key, t *table, r row, cell int, id string, into *[]byte) ([]byte, error) {
	last := len(r) - 1
	if !bytes.Equal(rowMAC(k, r[:last]), r[last].([]byte)) {
		return nil, vault.ErrSealed
	}
	p := place(t.name, t.cols[cell], id, r[t.version].(int64))
	if into == nil {
		return k.Open(p, r[cell].([]byte))
	}
	return k.OpenInto(into, p, r[cell].([]byte))
}

func sealRow(k *vault.Key, t *table, r row, cell int, id string, plain []byte) row {
	r[cell] = k.Seal(place(t.name, t.cols[cell], id, r[t.version].(int64)), plain)
	r[len(r)-1] = rowMAC(k, r[:len(r)-1])
	return r
}

// rowMAC is the MAC over the columns of a row. The bytes are put together in memory that is used again: a case has a
// dozen rows, and every look at it checks them all.
func rowMAC(k *vault.Key, cols row) []byte {
	b := scratch.Get().(*[]byte)
	defer scratch.Put(b)
	*b = encode((*b)[:0], cols...)
	return k.MAC(*b)
}

var scratch = sync.Pool{New: func() any { b := make([]byte, 0, 4096); return &b }}

func openCase(k *vault.Key, r row) (c casefile.Case, err error) {
	plain, err := openRow(k, cases, r, 20, r[0].(string), nil)
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(plain, &c.Summary); err != nil {
		return c, errors.New("store: a summary cannot be read")
	}
	str := func(i int) string { return r[i].(string) }
	day := func(i int) policy.Day { return policy.Day(str(i)) }
	c.ID, c.Version, c.Ref, c.State = casefile.ID(str(0)), r[1].(int64), str(2), casefile.State(str(3))
	c.ReferredBy, c.IdentifiedBy, c.Stream, c.Office = str(4), str(5), str(6), str(7)
	c.Assigned, c.Prepared, c.Persons, c.Landed = str(8), str(9), int(r[10].(int64)), int(r[11].(int64))
	c.Opened, c.Since, c.Referred, c.Applied = day(12), day(13), day(14), day(15)
	c.Filed, c.AtOffice, c.Decided, c.Pack = day(16), day(17), day(18), str(19)
	return c, nil
}

func caseRow(k *vault.Key, c casefile.Case) (row, error) {
	plain, err := json.Marshal(c.Summary, json.OmitZeroStructFields(true))
	if err != nil {
		return nil, err
	}
	r := row{string(c.ID), c.Version, c.Ref, string(c.State), c.ReferredBy, c.IdentifiedBy, c.Stream, c.Office,
		c.Assigned, c.Prepared, int64(c.Persons), int64(c.Landed), string(c.Opened), string(c.Since), string(c.Referred),
		string(c.Applied), string(c.Filed), string(c.AtOffice), string(c.Decided), c.Pack, nil, nil}
	return sealRow(k, cases, r, 20, string(c.ID), plain), nil
}

// images are the row images of what a change did to this case.
func (f *File) images(tx *Tx) ([]image, error) {
	var out []image
	if f.fresh {
		f.Case.Version = 1
	}
	if f.fresh || !reflect.DeepEqual(f.Case, f.orig) {
		m := image{table: cases, op: inserted, key: row{string(f.Case.ID)}, before: []byte{}}
		if !f.fresh {
			m.op, m.before, m.was = updated, rowHash(f.top), f.top
			f.Case.Version = f.orig.Version + 1
		}
		r, err := caseRow(f.key, f.Case)
		if err != nil {
			return nil, err
		}
		m.after = r
		out = append(out, m)
		tx.after = append(tx.after, f.count(tx))
		if f.Case.Pressing() != (!f.fresh && f.orig.Pressing()) {
			tx.after = append(tx.after, f.presses(tx))
		}
		if !slices.Equal(standing(f.Case), standing(f.orig)) {
			tx.after = append(tx.after, f.desks(tx))
		}
		if f.Case.Arriving() != (!f.fresh && f.orig.Arriving()) {
			tx.after = append(tx.after, f.arrives(tx))
		}
	}
	slices.SortFunc(f.puts, func(a, b *stored) int { return int(a.seq - b.seq) })
	indexed := f.fresh || f.Case.State.After() != f.orig.State.After()
	posted := false
	for _, st := range f.puts {
		m := image{table: items, op: inserted, key: row{string(f.Case.ID), st.seq}, before: []byte{}}
		version := int64(1)
		if st.row != nil {
			version = st.row[3].(int64) + 1
			m.op, m.before = updated, rowHash(st.row)
		}
		if st.next == nil {
			m.op, m.version = removed, st.row[3].(int64)
		} else {
			m.after = sealRow(f.key, items, row{string(f.Case.ID), st.seq, st.id, version, nil, nil}, 4, st.id, st.next)
		}
		out = append(out, m)
		posted = posted || isMail(st.next)
		indexed = indexed || st.next == nil || strings.HasPrefix(string(st.next), "person\x00") || strings.HasPrefix(string(st.next), "filing\x00")
	}
	if posted {
		tx.after = append(tx.after, f.posts(tx))
	}
	if f.sketched() {
		tx.after = append(tx.after, func(q querier) error { return tx.s.keepSketch(tx.ctx, q, f) })
	}
	if indexed || f.Case.Summary.Application != f.orig.Summary.Application {
		tx.after = append(tx.after, func(q querier) error { return tx.s.index(tx.ctx, q, f) })
	}
	return out, nil
}
