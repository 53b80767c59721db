package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
	"passage/internal/vault"
)

// Query is what a list of cases is made from: the scope of the reader (access.Scope, in clear columns) and coded
// filters. Empty fields do not filter. Lists come oldest in state first, Limit rows after the row After.
type Query struct {
	Partner    string // referred by
	Office     string
	AtIntake   bool // referred, and not accepted by an office
	Sent       bool // referred, wherever it is now
	WithOffice bool // transferred to an office, or accepted by it
	Visas      bool // visas were issued, or somebody is in Canada under protection: the family may travel, or is here
	Assigned   string
	Prepared   string
	States     []casefile.State
	IDs        []casefile.ID       // of a search
	Ref        string              // exactly this reference
	Newest     bool                // newest in state first
	Unassigned bool                // nobody's
	Desk       []casefile.DeskKind // stands on the desk for one of these
	Pressing   bool                // somebody is asked for something beside the next step
	After      Cursor
	Limit      int
}

// Cursor is the place after which a page begins: the last row's day and id.
type Cursor struct {
	Since policy.Day
	ID    casefile.ID
}

// open is the condition of the index of open cases, in the words of the migration.
var open = func() string {
	var over []string
	for _, st := range casefile.States {
		if !slices.Contains(casefile.OpenStates, st) {
			over = append(over, "'"+string(st)+"'")
		}
	}
	return "state NOT IN (" + strings.Join(over, ", ") + ")"
}()

// everyOpen says whether a list asks for all states in which there is work left.
func (query Query) everyOpen() bool {
	return len(query.States) == len(casefile.OpenStates) && !slices.ContainsFunc(query.States, func(st casefile.State) bool { return !slices.Contains(casefile.OpenStates, st) })
}

// in asks for any of some values of a column; arg gives a value its place.
func in[T ~string](col string, list []T, arg func(any) string) string {
	marks := make([]string, len(list))
	for i, x := range list {
		marks[i] = arg(string(x))
	}
	return col + " IN (" + strings.Join(marks, ", ") + ")"
}

// where is what the query asks of a row of cases; arg gives a value its place.
func (query Query) where(arg func(any) string) (where []string) {
	if query.Partner != "" {
		where = append(where, "referred_by = "+arg(query.Partner))
	}
	for _, f := range [][2]string{{"office", query.Office}, {"assigned", query.Assigned}, {"prepared", query.Prepared}, {"ref", query.Ref}} {
		if f[1] != "" {
			where = append(where, f[0]+" = "+arg(f[1]))
			if f[0] == "office" || f[0] == "assigned" {
				where = append(where, f[0]+" <> ''") // so that the engine sees that the index has them all
			}
		}
	}
	if query.AtIntake {
		where = append(where, "at_office = ''")
	}
	if query.AtIntake || query.Sent {
		where = append(where, "referred <> ''")
		draft := []casefile.State{}
		for _, st := range casefile.States {
			if st.Draft() {
				draft = append(draft, st)
			}
		}
		where = append(where, "NOT ("+in("state", draft, arg)+")")
	}
	if query.WithOffice {
		where = append(where, "(at_office <> '' OR state = "+arg(string(casefile.Transferred))+")")
	}
	if query.Visas { // as casefile.Case.Visas
		at := func(when ...casefile.Milestone) string {
			list := slices.DeleteFunc(slices.Clone(casefile.States), func(st casefile.State) bool { return !slices.Contains(when, casefile.MilestoneOf(st)) })
			return in("state", list, arg)
		}
		where = append(where, "("+at(casefile.Admitted)+" OR decided <> '' AND "+at(casefile.VisaIssued, casefile.HasDeparted)+")")
	}
	if query.Unassigned {
		where = append(where, "assigned = ''")
	}
	if query.Pressing {
		where = append(where, "id IN (SELECT case_id FROM pressing)")
	}
	if query.IDs != nil {
		where = append(where, in("id", query.IDs, arg))
	}
	return where
}

// text is the statement of a list. Each state's rows stand in an index in the order of the list, so the states are
// merged and the first rows are found without sorting what follows them: an office's list costs the same with a hundred
// cases as with a hundred thousand.
func (query Query) text() (string, []any) {
	var args []any
	arg := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	where, from := query.where(arg), listed
	if len(query.Desk) > 0 {
		from = query.desk(arg)
	}
	past, dir := ">", ""
	if query.Newest {
		past, dir = "<", " DESC"
	}
	if query.After.ID != "" {
		d, id := arg(string(query.After.Since)), arg(string(query.After.ID))
		where = append(where, "(since "+past+" "+d+" OR (since = "+d+" AND (made, id) "+past+" ((SELECT made FROM cases WHERE id = "+id+"), "+id+")))")
	}
	rest := strings.Join(where, " AND ")
	pick := func(more string) string {
		both := rest
		if more != "" && rest != "" {
			both = " AND " + rest
		}
		if more+both == "" {
			return from
		}
		return from + " AND " + more + both
	}
	var picks []string
	switch {
	case len(query.States) == 0:
		picks = append(picks, pick(""))
	case query.everyOpen():
		picks = append(picks, pick(open))
	default:
		for _, st := range query.States {
			picks = append(picks, pick("state = "+arg(string(st))))
		}
	}
	text := strings.Join(picks, " UNION ALL ") + " ORDER BY since" + dir + ", made" + dir + ", id" + dir
	if query.Limit > 0 {
		text += " LIMIT " + arg(int64(query.Limit))
	}
	return text, args
}

// listed is what a row of a list is known by: most heads have been opened a moment ago and are kept, so the two dozen
// columns of their rows need not be read. The last three are the order of a list.
const listed = "SELECT id, version, mac, since, made FROM cases WHERE wrapped IS NOT NULL"

// desk is listed for the cases that a desk has: these few are read first, and each one's row by its key.
func (query Query) desk(arg func(any) string) string {
	marks := make([]string, len(query.Desk))
	for i, what := range query.Desk {
		marks[i] = arg(string(what))
	}
	rows := "SELECT DISTINCT case_id FROM desk WHERE what IN (" + strings.Join(marks, ", ") + ")"
	if query.Office != "" {
		rows += " AND office = " + arg(query.Office)
		if query.Assigned != "" {
			rows += " AND assigned = " + arg(query.Assigned)
		}
	}
	return "SELECT id, version, mac, since, made FROM (" + rows + ") AS on_desk CROSS JOIN cases WHERE cases.id = on_desk.case_id AND wrapped IS NOT NULL"
}

// List reads the heads of cases, summaries opened. The caller has recorded the look.
func (s *Store) List(ctx context.Context, query Query) (out []casefile.Case, err error) {
	if query.IDs != nil && len(query.IDs) == 0 {
		return nil, nil
	}
	text, args := query.text()
	err = s.asking(ctx, func(q querier) error {
		var unknown []int // places in out of heads that are not kept
		rows, err := q.QueryContext(ctx, text, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		var id, since string
		var version, made int64
		var mac sql.RawBytes
		into := []any{&id, &version, &mac, &since, &made}
		for rows.Next() {
			if err := rows.Scan(into...); err != nil {
				return err
			}
			c, ok := s.heads.Have(mac)
			if !ok {
				unknown = append(unknown, len(out))
				c.ID = casefile.ID(id)
			} else if string(c.ID) != id || c.Version != version {
				return vault.ErrSealed // another row's MAC; under its own is held that row as it was written, for the MAC covers it whole
			}
			c.Summary.Countries = slices.Clone(c.Summary.Countries)
			out = append(out, c)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		rows.Close()
		for few := range slices.Chunk(unknown, some) {
			if err := s.openHeads(ctx, q, out, few); err != nil {
				return err
			}
		}
		return nil
	})
	return slices.DeleteFunc(out, func(c casefile.Case) bool { return c.Ref == "" }), err // its key went in between
}

// some is how many heads one statement reads.
const some = 16

var someCases = func() string {
	marks := make([]string, some)
	for i := range marks {
		marks[i] = "$" + strconv.Itoa(i+1)
	}
	return cases.with("wrapped") + " WHERE wrapped IS NOT NULL AND id IN (" + strings.Join(marks, ", ") + ")"
}()

// openHeads reads and opens the heads at some places of a list, of which only the ids are known, and keeps them. What
// was changed in between comes as it is now.
func (s *Store) openHeads(ctx context.Context, q querier, list []casefile.Case, places []int) error {
	at := make(map[string]int, len(places))
	args := make([]any, some)
	for i := range args {
		p := places[min(i, len(places)-1)] // one text for every number of them
		at[string(list[p].ID)], args[i] = p, string(list[p].ID)
	}
	rows, err := q.QueryContext(ctx, someCases, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var wrapped []byte
		r, err := cases.scan(rows, &wrapped)
		if err != nil {
			return err
		}
		id := r[0].(string)
		k, err := s.vault.Unwrap(id, wrapped)
		if err != nil {
			return err
		}
		c, err := s.heads.Open(r[len(r)-1].([]byte), func() (casefile.Case, error) { return openCase(k, r) })
		if err != nil {
			return err
		}
		c.Summary.Countries = slices.Clone(c.Summary.Countries)
		list[at[id]] = c
	}
	return rows.Err()
}
