package policy

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"

	"github.com/goccy/go-yaml"
)

//go:embed pack
var embedded embed.FS

// Load reads the embedded pack and lays overlays over it: a collection that an overlay has replaces the pack's.
// It refuses unknown keys, missing words and conditions that do not compile.
func Load(overlays ...fs.FS) (*Pack, error) {
	base, err := fs.Sub(embedded, "pack")
	if err != nil {
		return nil, err
	}
	p := &Pack{}
	for _, dir := range append([]fs.FS{base}, overlays...) {
		names, err := fs.Glob(dir, "*.yaml")
		if err != nil {
			return nil, err
		}
		slices.Sort(names)
		for _, n := range names {
			text, err := fs.ReadFile(dir, n)
			if err != nil {
				return nil, err
			}
			// Decoding into the pack replaces the collections that the file has and leaves the others.
			var part Pack
			if err := yaml.UnmarshalWithOptions(text, &part, yaml.Strict()); err != nil {
				return nil, fmt.Errorf("policy: %s: %w", n, err)
			}
			p.lay(&part)
		}
	}
	if err := p.compile(); err != nil {
		return nil, err
	}
	p.cut()
	return p, p.imprint()
}

// Text is the whole pack as it was laid together, without what was confirmed beside it. Read makes the same pack of it.
func (p *Pack) Text() []byte { return p.text }

// Print names the text: two packs with the same print say the same.
func (p *Pack) Print() string { return p.print }

// imprint keeps the text of a pack and its print.
func (p *Pack) imprint() (err error) {
	if p.text, err = json.Marshal(p); err != nil {
		return err
	}
	sum := sha256.Sum256(p.text)
	p.print = hex.EncodeToString(sum[:16])
	return nil
}

// Read is the pack of a text that a decision was signed under. Its conditions are those of its time: one that this version cannot
// read is an error, never left out.
func Read(text []byte) (*Pack, error) {
	p := &Pack{}
	if err := json.Unmarshal(text, p); err != nil {
		return nil, fmt.Errorf("policy: a kept text cannot be read: %w", err)
	}
	if err := p.compile(); err != nil {
		return nil, err
	}
	p.cut()
	return p, p.imprint()
}

// Demo is the overlay of invented offices, numbers and territories that the demonstration lays over the pack.
func Demo() fs.FS {
	sub, err := fs.Sub(embedded, "pack/demo")
	if err != nil {
		panic(err)
	}
	return sub
}

func lay[T any](to *[]T, from []T) {
	if from != nil {
		*to = from
	}
}

func (p *Pack) lay(o *Pack) {
	if o.Version != "" {
		if p.Version != "" {
			p.Version += "+"
		}
		p.Version += o.Version
	}
	lay(&p.Streams, o.Streams)
	lay(&p.Partners, o.Partners)
	lay(&p.Commitments, o.Commitments)
	lay(&p.Allocations, o.Allocations)
	lay(&p.Levels, o.Levels)
	lay(&p.Offices, o.Offices)
	lay(&p.Forms, o.Forms)
	lay(&p.Completeness, o.Completeness)
	lay(&p.Headings, o.Headings)
	lay(&p.Criteria, o.Criteria)
	lay(&p.Notes, o.Notes)
	lay(&p.Contradictions, o.Contradictions)
	lay(&p.Grounds, o.Grounds)
	lay(&p.Checks, o.Checks)
	lay(&p.Routes, o.Routes)
	lay(&p.Letters, o.Letters)
	lay(&p.Clocks, o.Clocks)
	lay(&p.Reports, o.Reports)
	lay(&p.Bands, o.Bands)
	lay(&p.Lists, o.Lists)
	lay(&p.Sources, o.Sources)
}
