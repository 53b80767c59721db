// Package pdf owns how a page becomes a file: tagged, accessible PDF (PDF/UA-1, ISO 14289-1) from a page model of our own.
// Headings, paragraphs, lists, labelled values, tables and pictures go in; out comes a file whose text is text, in
// reading order, in every script that the fonts have, with a structure tree, a language and a title.
//
// The same document gives the same bytes: there is no clock, no randomness and no map order in it. It owns no word
// that a person reads and knows nothing of cases: whoever calls it says what stands on the page, in which language.
//
//	model.go   what a document is made of
//	text.go    a text becomes lines: scripts, direction, shaping, breaking
//	flow.go    lines become pages
//	tag.go     what each piece of a page is, for whoever does not see it
//	font.go    glyphs that were used, and what each says; subset.go cuts the font to them
//	write.go   the file
package pdf

import "errors"

// Render writes the document. It fails only when a picture is none or a document has neither title nor language:
// a text is never refused, whatever is in it.
func Render(d Document) ([]byte, error) {
	if d.Title == "" || d.Lang == "" {
		return nil, errors.New("pdf: a document has a title and a language")
	}
	w := newFlow(&d)
	if d.Undrawn != "" && w.fonts.lacks(d.Blocks) {
		w.block(Note{Text: Plain(d.Undrawn)})
	}
	for i, b := range d.Blocks {
		w.next = nil
		if i+1 < len(d.Blocks) {
			w.next = d.Blocks[i+1]
		}
		if err := w.add(b); err != nil {
			return nil, err
		}
	}
	w.finish()
	return w.file(), nil
}
