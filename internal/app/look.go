package app

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/fault"
	"passage/internal/store"
)

// What the pages name of the store's types: lists, histories, who has looked.
type (
	// Query is what a list of cases is made from.
	Query = store.Query
	// Cursor is the place after which a page of a list begins.
	Cursor = store.Cursor
	// Event is one entry of a case's history.
	Event = store.Event
	// Look is one entry of the journal of reads.
	Look = store.Look
	// Result says how a look, a release or an attempt ended.
	Result = store.Result
)

// newest is how many entries a history or a list of looks shows, newest first: what a page of 28 KB holds.
const newest = 60

// Timeline is the door to what happened to a case, newest first.
func (a *App) Timeline(ctx context.Context, who access.Actor, id casefile.ID) (*File, []Event, error) {
	f, err := a.View(ctx, who, id, access.ViewTimeline, "")
	if err != nil {
		return nil, nil, err
	}
	events, err := a.Store.History(ctx, id, newest)
	if !rooms(who.Role)[store.Intake] { // that persons were compared is the department's alone (decision 5)
		events = slices.DeleteFunc(events, func(e Event) bool { return comparing[e.Action] || within[e.Action] })
	}
	if partnerRole(who.Role) {
		events = reached(who, events)
	}
	if !rooms(who.Role)[store.Glass] { // who opened a case with break-glass is the office's to know (I-74)
		events = slices.DeleteFunc(events, func(e Event) bool { return opening[e.Action] })
	}
	return f, events, err
}

// reaches are the acts of the department whose result its partner reads anyway.
var reaches = []access.Action{access.CheckReferral, access.AskInformation, access.ConfirmReturn, access.CreateFile, access.AcceptTransfer, access.GiveNotice,
	access.AskPartner, access.AnswerAsked, access.AnswerIncident, access.AnswerChange,
	access.Register, access.ConfirmDates, access.EditReferral, access.EditSafety, access.AddDocument, access.RemoveDocument, access.ScanDocument, access.ReleasePlaces}

// reached is what a partner sees of the events of its case: its own people's, and those whose result it reads anyway. What the
// department found and decided is said by its notices; a state behind the file's creation is the department's.
func reached(who access.Actor, events []Event) []Event {
	events = slices.DeleteFunc(events, func(e Event) bool {
		own := e.Actor.Unit == who.Unit || e.Actor.Role == access.Helper
		return !own && !slices.Contains(reaches, e.Action)
	})
	for i := range events {
		if g := casefile.StageOf(events[i].State); g != casefile.StageDraft && g != casefile.StageReferred && g != casefile.StageFiled {
			events[i].State = ""
		}
	}
	return events
}

// opening are the acts of break-glass.
var opening = map[access.Action]bool{access.BreakGlass: true, access.ReadGlass: true, access.ReviewGlass: true}

// within are the acts of the department among itself.
var within = map[access.Action]bool{access.AskWithin: true, access.AnswerWithin: true, access.NoteAnswer: true}

// comparing are the acts by which a partner could tell that a person is in another case.
var comparing = map[access.Action]bool{access.ComparePersons: true, access.LinkPersons: true, access.MergeDuplicate: true, access.MatchArrival: true}

// Looks is the door to who has looked at a case, newest first: every view of a file is visible to the file's owners.
func (a *App) Looks(ctx context.Context, who access.Actor, id casefile.ID) (*File, []Look, error) {
	f, err := a.View(ctx, who, id, access.ViewLooks, "")
	if err != nil {
		return nil, nil, err
	}
	looks, err := a.Store.Looks(ctx, id, newest)
	return f, looks, err
}

// names keeps the shown names of accounts for a minute: every page of a case names the people who worked on it.
type names struct {
	sync.Mutex
	at   time.Time
	name map[string]string
}

// Name is the shown name of an account, or its id when it has none. Names of staff are no case data.
func (a *App) Name(ctx context.Context, account string) string {
	if account == "" {
		return ""
	}
	n := &a.names
	n.Lock()
	defer n.Unlock()
	if now := a.Now(); n.name == nil || now.Sub(n.at) > time.Minute || now.Before(n.at) {
		n.name, n.at = map[string]string{}, now
	}
	if s, ok := n.name[account]; ok {
		return s
	}
	s := account
	if acc, err := a.Store.Account(ctx, account); err == nil && acc.Details.Name != "" {
		s = acc.Details.Name
	}
	n.name[account] = s
	return s
}

// noteLimit is how long a note may be, in characters.
const noteLimit = 6000

// AddNote keeps a working note on a case. Notes are never edited: a correction names the note it corrects.
func (a *App) AddNote(ctx context.Context, w Write, text, corrects string) (string, error) {
	return a.change(ctx, w, access.AddNote, func(tx *store.Tx, f *store.File) error {
		text := strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
		var c fault.Check
		switch {
		case text == "":
			c.Add("text", "note.text.empty")
		case !utf8.ValidString(text):
			c.Add("text", "ask.control")
		case utf8.RuneCountInString(text) > noteLimit:
			c.Fields = append(c.Fields, fault.Field{Name: "text", Key: "ask.long", Args: map[string]any{"Limit": noteLimit}})
		}
		if corrects != "" {
			if _, err := by(f.Notes, corrects, func(n *casefile.Note) string { return n.ID }); err != nil {
				return err
			}
		}
		if err := c.Err("note.check"); err != nil {
			return err
		}
		n := casefile.Note{Text: text, Corrects: corrects, By: w.Actor.Account, Unit: w.Actor.Unit, At: tx.Now}
		return tx.SaveNote(f, &n)
	})
}

// searchLife is how long the address of a search is good (decision 26).
const searchLife = 15 * time.Minute

// StartSearch keeps what was typed into the find box, sealed, and gives the short-lived id of the search: a name never
// stands in an address.
func (a *App) StartSearch(ctx context.Context, who access.Actor, text string) (string, error) {
	text = strings.TrimSpace(text)
	var c fault.Check
	switch {
	case text == "":
		c.Add("q", "search.q.empty")
	case utf8.RuneCountInString(text) > 200 || !utf8.ValidString(text):
		c.Add("q", "search.q.long")
	}
	if err := c.Err("search.check"); err != nil {
		return "", err
	}
	if err := access.Allow(who, access.Search, access.Resource{Partner: who.Unit, Office: who.Unit}); err != nil {
		return "", err
	}
	return a.Store.LeaveSlip(ctx, store.Slip{Kind: "search", Account: who.Account, Until: a.Now().Add(searchLife), Body: []byte(text)})
}

// Found is the result of a search, for the one who searched: the text and the cases inside their scope.
func (a *App) Found(ctx context.Context, who access.Actor, id string) (string, []casefile.Case, error) {
	s, err := a.Store.Slip(ctx, "search", id, a.Now())
	if err != nil {
		return "", nil, err
	}
	if s.Account != who.Account {
		return "", nil, fault.New(fault.NotFound, "fault.not_found")
	}
	list, err := a.Find(ctx, who, string(s.Body))
	return string(s.Body), list, err
}
