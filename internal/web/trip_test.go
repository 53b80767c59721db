package web

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"passage/internal/app"
	"passage/internal/casework/access"
	"passage/internal/casework/casefile"
	"passage/internal/casework/policy"
	"passage/internal/i18n"
	"passage/internal/store"
)

// week is a trip of thirty places for Office Cedar, in the house of the tests.
func week() casefile.Trip {
	return casefile.Trip{Place: "Town Seven", Zone: "Europe/Istanbul", Days: []policy.Day{"2026-09-21", "2026-09-22", "2026-09-23", "2026-09-24", "2026-09-25"}, Starts: []string{"09:00", "11:30", "14:00"}, Minutes: 120,
		Rooms: 1, Lines: 1, Languages: []string{"ARA"}, Officers: []string{"officer.cedar"}, Assistants: []string{"assistant.cedar"}}
}

// trip is a trip with an interpreter who is there on its first days, and one place blocked.
func (h *testHouse) trip() (trip, interpreter string) {
	h.t.Helper()
	w := app.Write{Actor: access.Actor{Account: "supervisor.cedar", Role: access.Supervisor, Unit: "cedar"}}
	ok := func(s string, err error) string {
		h.t.Helper()
		if err != nil {
			h.t.Fatal(err)
		}
		return s
	}
	trip = ok(h.App.PlanTrip(h.t.Context(), w, week()))
	interpreter = ok(h.App.EnterInterpreter(h.t.Context(), w, casefile.Interpreter{Number: "0005", Name: "Invented Reader", Languages: []string{"ARA"}, Nationalities: []string{"XKK"}, Network: "Planted network",
		VettedBy: "Security section", Vetted: "2026-01-10", Until: "2026-12-31"}, false))
	ok("", h.App.AttendTrip(h.t.Context(), w, trip, 1, []casefile.Presence{{Interpreter: interpreter, Days: week().Days[:2]}}))
	ok("", h.App.BlockSeat(h.t.Context(), w, trip, 2, casefile.Cell{Slot: "2026-09-25 14:00", Room: 2}, true))
	return trip, interpreter
}

var firstPlace = regexp.MustCompile(`<option value="([^"/]+/2)">`)

// From the plan to the invitation: a supervisor plans and enters who interprets, an assistant books a family from its own page, and the
// calendar shows it by reference.
func TestTripPages(t *testing.T) {
	h := house(t)
	id := h.family(412, casefile.Eligibility)
	ref := h.file(id).Case.Ref
	b := h.browser("supervisor.cedar")
	b.open("/en/interviews")
	b.link(i18n.EN.T("trip.list.title"))
	b.link(i18n.EN.T("trip.new"))
	b.send("trip", "plan", "place", "Town Seven")
	if b.code != 422 {
		t.Errorf("a trip without days: %d", b.code)
	}
	b.says(i18n.EN.T("trip.days.needed"), "Town Seven")
	b.send("trip", "plan", "from_y", "2026", "from_m", "9", "from_d", "21", "until_y", "2026", "until_m", "9", "until_d", "25", "weekdays", "tue", "starts", "09:00, 14:00", "minutes", "120",
		"rooms", "1", "lines", "1", "languages", "Arabic", "officers", "officer.cedar", "assistants", "assistant.cedar")
	b.says(i18n.EN.T("done.trip.planned"), "Town Seven", i18n.EN.T("trip.cell.free"))
	b.open("/en/interviews/interpreters")
	b.link(i18n.EN.T("interpreter.new"))
	b.send("interpreter", "enter", "number", "Ann")
	b.says(i18n.EN.T("interview.interpreter.neutral"))
	b.send("interpreter", "enter", "number", "0005", "name", "Invented Reader", "languages", "Arabic", "nationalities", "Country K", "network", "Planted network", "vetted_by", "Security section",
		"vetted_y", "2026", "vetted_m", "1", "vetted_d", "10", "until_y", "2026", "until_m", "12", "until_d", "31")
	b.says(i18n.EN.T("done.interpreter.kept"), "0005")
	b.hides("Invented Reader", "Planted network")

	b = h.browser("assistant.cedar")
	b.open("/fr/entrevues/deplacements")
	trip := regexp.MustCompile(`/fr/entrevues/deplacements/([a-z2-7]{26})`).FindStringSubmatch(b.body)
	if trip == nil {
		t.Fatalf("no trip in the list\n%s", b.body)
	}
	reader := h.roster()[0].ID
	b.open("/en/interviews/trips/" + trip[1] + "/arrange")
	b.send("present", "present", "there", reader+" 2026-09-22")
	b.says(i18n.EN.T("done.trip.present"), "0005, Arabic")
	b.open("/en/interviews/trips/" + trip[1] + "/arrange")
	b.send("block", "block 2026-09-22 09:00/2")
	b.says(i18n.EN.T("done.trip.block"), i18n.EN.T("trip.open.go"))

	b = h.browser("officer.cedar")
	b.open("/en/cases/" + string(id) + "/interview")
	b.send("meeting", "video_partner")
	b.link(h.tripLink(trip[1]))
	place := firstPlace.FindStringSubmatch(b.body)
	if place == nil || place[1] != "2026-09-22 14:00/2" {
		t.Fatalf("the first free line is %v\n%s", place, b.body)
	}
	b.send("seat", "book", "cell", place[1], "language", "ara", "interpreter", reader, "interpreter_ok", "no_conflict")
	if b.code != 422 {
		t.Errorf("a country in common, and no word on it: %d", b.code)
	}
	b.says(i18n.EN.T("trip.sit.shares"))
	b.send("seat", "book", "interpreter_why", "read against the fears")
	b.says(i18n.EN.T("done.interview.booked"), i18n.EN.T("interview.trip"), "0005")
	b.hides("Town Seven", "Invented Reader") // the page of a case says neither where nor who
	b.link(i18n.EN.T("trip.page.open"))
	b.says(ref, "Applicant 0412", "Town Seven", "0005")
	b.hides("Invented Reader", "Planted network")
	b.open("/en/interviews/interpreters/" + reader)
	b.says("Invented Reader", "Planted network")
}

func (h *testHouse) roster() []casefile.Interpreter {
	h.t.Helper()
	list, err := h.App.Store.Interpreters(h.t.Context(), "cedar")
	if err != nil || len(list) == 0 {
		h.t.Fatal(list, err)
	}
	return list
}

// tripLink is the beginning of the words of the link to a trip.
func (h *testHouse) tripLink(id string) string {
	h.t.Helper()
	x, err := h.App.Store.Trip(h.t.Context(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	return i18n.EN.F("trip.seat.link", map[string]any{"Ref": x.Ref, "Days": i18n.EN.F("trip.span", map[string]any{"From": i18n.EN.Date(string(x.Days[0])), "Until": i18n.EN.Date(string(x.Days[len(x.Days)-1]))})})
}

// Thirty families in a week stand on one page, under 28 KB, in both languages; a case that the reader may not open is taken and no more.
func TestTripPages_ThirtyFamilies(t *testing.T) {
	h := house(t)
	trip, _ := h.trip()
	x, err := h.App.Store.Trip(t.Context(), trip)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	var refs []string
	for _, slot := range x.Slots() {
		for room := 1; room <= 2; room++ {
			id := h.family(500+n, casefile.Eligibility)
			refs = append(refs, h.file(id).Case.Ref)
			s := casefile.Seat{Trip: trip, Cell: casefile.Cell{Slot: slot.Name, Room: room}, At: slot.At, Minutes: 120, Case: id, Interview: store.NewID(), Officer: []string{"officer.cedar", "officer2.cedar"}[room-1]}
			h.change(id, func(tx *store.Tx, _ *store.File) error { mine := s; return tx.TakeSeat(&mine) })
			n++
		}
	}
	for _, l := range i18n.Langs {
		at, err := h.path(l, tripAt, trip)
		if err != nil {
			t.Fatal(err)
		}
		b := h.browser("officer.cedar")
		b.open(at)
		for _, ref := range refs {
			b.says(ref)
		}
		if len(b.body) > 28<<10 {
			t.Errorf("%s: %d bytes of HTML for %d families, at most %d", l, len(b.body), n, 28<<10)
		}
		t.Logf("%s: %d bytes of HTML for %d families", l, len(b.body), n)
		if got := strings.Count(b.body, `class="unprinted"`); got < n {
			t.Errorf("%d names of %d stay off the paper", got, n)
		}
	}
	if err := h.App.DeclareLink(t.Context(), app.Write{Actor: access.Actor{Account: "admin.hq", Role: access.Admin, Unit: "HQ"}}, "assistant.cedar", "XKK", true); err != nil {
		t.Fatal(err)
	}
	b := h.browser("assistant.cedar")
	b.open(fmt.Sprintf("/en/interviews/trips/%s", trip))
	b.says(i18n.EN.T("trip.cell.taken"))
	b.hides(append(refs, "Applicant 05")...)
}
