package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"passage/e2e/browser"
	"passage/e2e/house"
)

// The ten most frequent tasks (ux section 4), counted from the landing page on a real screen, once with the mouse and once
// with the keyboard: each click, each key that does something, each page that is loaded. Filling a field, a text or a list, is
// typing and not counted, nor is what only leads the focus on (Tab, arrows, j and k), which the log shows all the same. A task
// that costs more than its target fails.

// target is what a task may cost: clicks, or keys, and page loads.
type target struct{ hands, loads int }

// costs says what was spent, and fails above the target.
func (p *person) costs(t testing.TB, task string, may target) {
	t.Helper()
	s := p.Spent()
	t.Logf("%-52s %d clicks, %d keys (and %d moves of the focus), %d page loads; at most %d and %d", task, s.Clicks, s.Keys, s.Moves, s.Loads, may.hands, may.loads)
	if s.Clicks+s.Keys > may.hands || s.Loads > may.loads {
		t.Errorf("%s costs %d clicks, %d keys and %d page loads, at most %d and %d", task, s.Clicks, s.Keys, s.Loads, may.hands, may.loads)
	}
}

// to moves the focus to what a selector names, as Tab and the arrows would.
func (p *person) to(t testing.TB, css string) {
	t.Helper()
	for range 200 {
		var on bool
		if p.Eval(fmt.Sprintf(`!!document.activeElement && document.activeElement.matches(%q)`, css), &on); on {
			return
		}
		p.Key("Tab")
	}
	t.Fatalf("Tab does not lead to %s at %s", css, p.URL())
}

// lands opens the landing page and begins to count.
func lands(t testing.TB, s *house.Server, lang, account string) *person {
	t.Helper()
	p := signIn(t, s, lang, account, browser.Options{})
	p.Spent()
	return p
}

// landsWithKeys is lands for who has turned single keys on.
func landsWithKeys(t testing.TB, s *house.Server, lang, account string) *person {
	t.Helper()
	p := signIn(t, s, lang, account, browser.Options{})
	home := p.URL()
	p.Go("/" + lang + map[string]string{"en": "/keyboard", "fr": "/clavier"}[lang])
	p.ClickCSS("form#keys button")
	p.Go(home)
	p.Spent()
	return p
}

func TestTenTasks(t *testing.T) {
	t.Parallel()
	s := house.Demo(t)

	t.Run("resume the last draft", func(t *testing.T) {
		t.Parallel()
		for _, keys := range []bool{false, true} {
			p := lands(t, s, "en", "caseworker.fld")
			if keys {
				p.KeyTo("Enter")
			} else {
				p.ClickCSS("a[autofocus]")
			}
			p.costs(t, "1 resume the last draft where it stopped", target{1, 1})
			if p.Status() != 200 || p.count("main form") == 0 {
				t.Errorf("there is nothing to go on with at %s", p.URL())
			}
		}
	})

	t.Run("answer a question", func(t *testing.T) {
		t.Parallel()
		for i, keys := range []bool{false, true} {
			var p *person
			for _, partner := range []string{"fld", "unhcr", "pd"} {
				if p = lands(t, s, "en", "caseworker."+partner); p.Has("Waiting for your answer") {
					break
				}
			}
			if keys {
				p.to(t, `a[href$="/questions"][href*="/referrals/"]`)
				p.KeyTo("Enter")
				p.to(t, "textarea[name=answer]")
				p.Type("The second page is sent again.").Chord("Enter")
			} else {
				p.ClickCSS(`main li:first-child a[href$="/questions"]`)
				p.Fill("Your answer", "The second page is sent again.")
				p.Click("Send the answer")
			}
			p.costs(t, "2 answer a question from IRCC", target{2, 2})
			if p.Status() != 200 || !strings.Contains(p.URL(), "done=") {
				t.Errorf("%d: the answer was not sent: %s", i, p.Text())
			}
		}
	})

	t.Run("add a family member", func(t *testing.T) {
		t.Parallel()
		for _, keys := range []bool{false, true} {
			p := lands(t, s, "en", "caseworker.fld")
			p.Click("Start a referral")
			p.Fill("Family name", "Applicant")
			send(p.Page, "Start the draft")
			step(p.Page, "family")
			p.Click("Add a person")
			p.Fill("Family name", "Applicant").Fill("Given names", "Child")
			p.Select("Relationship to the main applicant", "Daughter")
			p.Spent()
			if keys {
				p.to(t, `button[value=add]`)
				p.KeyTo("Enter")
			} else {
				p.ClickCSS(`button[value=add]`)
			}
			p.costs(t, "3 add a family member from inside the step", target{1, 1})
			if p.Status() != 200 || !p.HasField("Family name") || p.Value("Family name") == "Applicant" {
				t.Errorf("no room for the next person: %s", p.Text())
			}
		}
	})

	t.Run("create a file, transfer it, open the next", func(t *testing.T) {
		t.Parallel()
		for i, keys := range []bool{false, true} {
			p := lands(t, s, "en", "clerk.roco")
			if keys {
				p = landsWithKeys(t, s, "en", "clerk.roco")
				p.KeyTo("f")
			} else {
				p.Click("Create the next file")
			}
			for k := range 2 {
				var names []string
				p.Eval(`[...document.querySelectorAll('form[id=file] input[type=text], form[id=file] input:not([type])')].map(i => i.name)`, &names)
				p.cursorIn(t, "number")
				p.Type(fmt.Sprintf("G53%07d", i*10+k))
				for n, name := range names {
					if strings.HasPrefix(name, "uci_") {
						p.Key("Tab").Type(fmt.Sprintf("88-%04d-%04d", i*10+k, n))
					}
				}
				if keys {
					p.Chord("Enter")
				} else {
					p.Click("Create the file, transfer, next")
				}
				if p.Status() != 200 || !strings.Contains(p.URL(), "done=intake.filed_transferred") {
					t.Fatalf("no file: %s", p.Text())
				}
				if k == 0 {
					p.costs(t, "4 create a file, transfer it, open the next", target{2, 2})
				} else {
					p.costs(t, "4 the same for the second file", target{1, 1})
				}
			}
		}
	})

	t.Run("settle a possible duplicate", func(t *testing.T) {
		t.Parallel()
		for _, keys := range []bool{false, true} {
			if keys {
				p := landsWithKeys(t, s, "fr", "clerk2.roco")
				p.to(t, `tr a[href*="doublons"]`)
				p.KeyTo("Enter").KeyTo("2")
				p.costs(t, "5 settle a possible duplicate", target{2, 2})
				p.SeeNot("Comparer deux personnes").See("Personnes différentes")
				continue
			}
			p := lands(t, s, "fr", "clerk2.roco")
			p.ClickCSS(`tr a[href*="doublons"]`)
			p.ClickCSS(`button[value=different]`)
			p.costs(t, "5 settle a possible duplicate", target{2, 2})
			p.SeeNot("Comparer deux personnes")
			p.ClickCSS(`a[href*="doublons"]`).ClickCSS(`button[value=undo]`) // for the keys
		}
	})

	t.Run("the officer's work", func(t *testing.T) {
		t.Parallel()
		for i, keys := range []bool{false, true} {
			p := lands(t, s, "en", "officer.cedar")
			p.opens(t, keys, "a.btn-big")
			p.costs(t, "6 open the next task", target{1, 1})
			p.finding(t, keys) // a line with one question and no HRD note
			p.costs(t, "7 record its finding, go to the next", target{2, 1})

			p = lands(t, s, "en", "officer.cedar")
			p.opens(t, keys, p.nth("tbody th a", "Eligibility worksheet", i+1)) // the first is the one of before
			p.See("HRD note")
			p.costs(t, "8 read the HRD note: the page that opens shows it", target{1, 1})
			asked, notes := p.finding(t, keys)
			p.costs(t, fmt.Sprintf("7 record a finding with %d HRD notes, go to the next", notes), target{asked + notes + 1, 1})
			if notes == 0 {
				t.Errorf("%s had no HRD note to answer", p.URL())
			}
			p.Close()
		}
		for i, keys := range []bool{false, true} {
			p := lands(t, s, "en", "officer.cedar")
			if keys {
				p = landsWithKeys(t, s, "en", "officer.cedar")
			}
			p.opens(t, keys, p.nth("tbody tr:has(th a[href$=eligibility]) td.id a", "", i+1))
			if keys {
				p.KeyTo("i")
			} else {
				p.Click("Interview")
			}
			p.opens(t, keys, p.nth("form button[name=go]", "Choose: Video", 0))
			slot := p.nth("form input[type=radio]", "", 0)
			if keys {
				p.to(t, slot)
				p.Key(" ").Chord("Enter")
			} else {
				p.PressCSS(slot).ClickCSS(".savebar button.btn-1")
			}
			p.costs(t, "9 book a safe video interview", target{5, 4})
			p.See("Invitation")
			p.Close()
		}
	})

	t.Run("decide and send", func(t *testing.T) {
		t.Parallel()
		for i, keys := range []bool{false, true} {
			p := lands(t, s, "en", []string{"officer.cedar", "officer2.cedar"}[i])
			p.opens(t, keys, p.nth("tbody th a", "Decide", 0))
			p.picks(t, keys, "input[name=outcome][value=approve]")
			p.Fill("Conclusion and summary", "All of it is established.").Fill("Reasons: how each requirement of R139(1) is established", "Each is established.")
			day(p.Page, "Planned day of travel", today(-60))
			p.Fill("Year in which the office has a place for the family inside its GAR number", today(-60).Format("2006")).Select("Destination", "Ontario")
			day(p.Page, "Destination requested on", today(0))
			p.opens(t, keys, p.nth("form button[name=go]", "Preview the letters", 1))
			p.opens(t, keys, p.nth("form button", "Sign and send both letters", 0))
			p.opens(t, keys, p.nth("form button", "It is me, go on", 0))
			// Deliberately longer, five: open, choose, preview, sign, confirm.
			p.costs(t, "decide and send", target{5, 4})
			p.See("The decision is signed and both letters are sent")
			p.Close()
		}
	})

	t.Run("landed, likely, room", func(t *testing.T) {
		t.Parallel()
		for _, keys := range []bool{false, true} {
			p := lands(t, s, "en", "analyst.oppb")
			p.See("Landed", "Room")
			p.costs(t, "10 see landed, likely, room", target{0, 0})
			p.opens(t, keys, p.nth("main td a", "", 0))
			p.costs(t, "10 open the cases behind a number", target{1, 1})
			if p.Status() != 200 {
				t.Error(p.Text())
			}
		}
	})
}

// nth is a selector of the nth element of those that a selector names and whose words begin so.
func (p *person) nth(css, words string, n int) (out string) {
	p.Eval(fmt.Sprintf(`(() => {
		const e = [...document.querySelectorAll(%q)].filter(e => e.innerText.trim().startsWith(%q))[%d];
		if (!e) return '';
		e.dataset.counted = 'n' + document.querySelectorAll('[data-counted]').length;
		return '[data-counted=' + e.dataset.counted + ']';
	})()`, css, words, n), &out)
	return out
}

// cursorIn waits until the cursor stands in a field, as somebody does who looks where they will type.
func (p *person) cursorIn(t testing.TB, name string) {
	t.Helper()
	var at string
	for range 100 {
		if p.Eval(`document.activeElement.name || ''`, &at); at == name {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("the cursor stands in %q at %s: %s", at, p.URL(), p.Text())
}

// picks chooses an answer, by the mouse or by Tab and the space bar.
func (p *person) picks(t testing.TB, keys bool, css string) {
	t.Helper()
	if !keys {
		p.PressCSS(css)
		return
	}
	p.to(t, css)
	p.Key(" ")
}

// opens follows a link or presses a button, by the mouse or by Tab and Enter.
func (p *person) opens(t testing.TB, keys bool, css string) {
	t.Helper()
	if css == "" {
		t.Fatalf("there is nothing of the kind at %s: %s", p.URL(), p.Text())
	}
	if !keys {
		p.ClickCSS(css)
		return
	}
	p.to(t, css)
	p.KeyTo("Enter")
}

// finding answers the open line of the worksheet and each of its HRD notes, and records: one act for the answer, one for each
// note, one to record. It gives the number of questions (two facts where the finding follows from two) and of notes.
func (p *person) finding(t testing.TB, keys bool) (asked, notes int) {
	t.Helper()
	var boxes []string
	for range p.count("#open .ask fieldset:not(.ev):has(input[type=radio])") {
		boxes = append(boxes, p.nth("#open .ask fieldset:not(.ev) .pick:nth-of-type(1) input[type=radio]", "", len(boxes)))
	}
	notes = p.count("#hrd fieldset")
	for _, css := range boxes {
		p.picks(t, keys, css)
	}
	for n := range notes { // "does not arise", the second answer
		if keys {
			p.to(t, p.nth("#hrd fieldset .pick:first-of-type input", "", n))
			p.Key("ArrowDown").Spend(browser.Spent{Keys: 1})
		} else {
			p.PressCSS(p.nth("#hrd fieldset .pick:last-of-type input", "", n))
		}
	}
	p.types(t, keys, p.nth("#open textarea[name=reasons]", "", 0), "The file establishes it.")
	for n := range notes {
		p.types(t, keys, p.nth("#hrd input.in", "", n), "Nothing on file raises it.")
	}
	p.types(t, keys, p.nth("#open select[name=doc]", "", 0), "")
	was := p.URL()
	if keys {
		p.Chord("Enter")
	} else {
		p.ClickCSS("#open button.btn-1")
	}
	if p.Status() != 200 || p.URL() == was {
		t.Fatalf("the finding is not recorded: %s", p.Text())
	}
	return len(boxes), notes
}

func (p *person) count(css string) (n int) {
	p.Eval(fmt.Sprintf(`document.querySelectorAll(%q).length`, css), &n)
	return n
}

// types fills a field: a text, or a list by its first option where there is no text.
func (p *person) types(t testing.TB, keys bool, css, text string) {
	t.Helper()
	if keys {
		p.to(t, css)
	} else {
		p.Eval(fmt.Sprintf(`document.querySelector(%q).focus()`, css), nil)
	}
	if text == "" {
		p.Key("ArrowDown")
		return
	}
	p.Type(text)
}
