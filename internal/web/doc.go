// Package web owns the pages: addresses, forms, layout, and what a browser is told. It decides nothing of the work:
// who may do what and what a rule says are behind the doors of app.
//
// # How to add a page
//
//  1. routes.go: one line, in the order of the work, with the English pattern; it needs a session unless public.
//     get("/cases/{case}/notes", w.notes), post("/cases/{case}/notes", w.addNote)
//     The GET and the POST of a form share one pattern (see forms). Files: upload(post(...)).
//
//  2. paths.go: the French word of each new path segment, in the one table. Wildcards are random ids or codes, never
//     a name, a year or a partner.
//
//  3. <noun>.go: the handler, and one typed struct for the page that embeds page:
//
//     type notesView struct { page; Notes []noteLine; Edit *form }
//
//     func (w *Web) notes(v *visit) error {
//     f, err := w.App.View(v.ctx(), v.Actor, v.caseID(), access.ViewNotes, "")
//     if err != nil { return err }                      // errors.go makes the page of it
//     p := notesView{page: v.page("note.list.title")}   // key of the title: the same for every case
//     p.Main = "note"                                   // main form: the language toggle takes along what was typed
//     p.Edit = v.form("note", "/cases/{case}/notes", v.caseID())
//     p.Edit.Fields = []field{p.Edit.long("body", "note.body", "")}
//     return v.show("note/list", p)                     // templates/note/list.html
//     }
//
//     func (w *Web) addNote(v *visit) error {
//     if err := w.App.AddNote(v.ctx(), v.write(), v.typed("body")); err != nil { return err }
//     return v.done("note.added", "/cases/{case}/notes", v.caseID())   // 303; words of "done.note.added" on top
//     }
//
//  4. templates/<noun>/<page>.html: from <main id="main" class="page stack" tabindex="-1"> to </main>; the frame is put
//     around it. Begin main with {{template "notices" .}} (error summary, notice), then one <h1>. No style attribute, no script.
//
//  5. i18n/words/<noun>.en.toml and .fr.toml: both, in the same change.
//
// # In templates
//
// Constants cost nothing when the page is shown: they become text when the templates are parsed, and a missing key, route
// or file is an error at start.
//
//	{{t "note.list.title"}}                    words
//	{{tf "note.by" "Name" .By}}                words with values put in; numbers and days as the language writes them
//	{{tb "hrd.guard"}}                         words with **strong** ones
//	{{tn "note.count" .Count}}                 plural
//	{{t .Key}}, {{t (print "stage." .Stage)}}  key chosen at run time (or choose the words in Go: v.T, v.F, v.N)
//	{{path "/cases/{case}/notes" .Case.ID}}    address of a route in the reader's language
//	{{icon "ok"}}                              ok half none lock warn need follow na err; {{template "icon" .X}} when chosen at run time
//	{{date .Day}} {{short .Day}} {{stamp .At}} {{clock .At}} {{num .N}} {{pct .N}} {{lang}}
//	{{template "form" .Edit}}{{template "fields" .Edit.Fields}} buttons {{template "until" .Edit}}</form>
//
// Pages are run by quick.go: a template that writes attributes inside a tag is named attrs-something, and values are
// strings, numbers, booleans, slices and structs (choose in Go, print in templates).
//
// Pages of a case: f, p, err := v.openCase(access.ViewNotes, "case.section.notes"); embed casePage; lay main between
// {{template "case" .}} and {{template "case-end" .}}; headings begin at h2 (the applicant is the h1).
//
// Boxes that scroll: <div class="scroll" tabindex="0" role="region" aria-labelledby="...">. Components with data of their
// own are in component.go: steps, meter, items, matrix, compare, ledger, cellbar; cases and filters in queue.go.
//
// Buttons are <button name="go" value="..."> (v.pressed()); their words begin with a verb and say the result.
// parts/*.html hold the components; /en/components (demo) shows them all.
//
// # Forms
//
// A POST handler returns the fault of a rule as it is. The shell then runs the GET of the same pattern again with
// v.Typed and v.Fault set: fields made by v.form take what was typed, show the faults beside themselves and in the
// summary, and after a conflict what somebody else saved. So: make every field through the form's methods, or with
// sheet(form, referral.CoverForm, &value) from a question list (then answersTo(v, sheet) goes to Fill). A page with several forms
// names each; the name comes back as "form". Item versions: form.of(version) and v.version(). v.write() has the
// idempotency token and the bytes it stands for. Files come last in their form: v.files(func(field, name, declared, body)).
package web
