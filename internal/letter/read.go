package letter

import (
	"html"
	"regexp"
	"slices"
	"strings"
)

// Node is a piece of a letter that was written: an element of the few that letters have, or text. A page that shows a
// letter lays its nodes out itself and escapes their text, so that a stored letter can never bring markup of its own.
type Node struct {
	Tag   string // "" for text
	Text  string
	Nodes []Node
}

// tagNames are the elements that letters have.
var tagNames = []string{"h1", "h2", "h3", "p", "ul", "ol", "li", "b", "q", "span", "br"}

var element = regexp.MustCompile(`<(/?)([a-z0-9]+)[^>]*>`)

// Read takes a letter apart. What is not an element of a letter is text.
func Read(letter string) []Node {
	root := &Node{}
	open := []*Node{root}
	top := func() *Node { return open[len(open)-1] }
	text := func(s string) {
		if s != "" {
			top().Nodes = append(top().Nodes, Node{Text: html.UnescapeString(s)})
		}
	}
	last := 0
	for _, m := range element.FindAllStringSubmatchIndex(letter, -1) {
		name := letter[m[4]:m[5]]
		if !slices.Contains(tagNames, name) {
			continue
		}
		text(letter[last:m[0]])
		last = m[1]
		switch closing := m[2] != m[3]; {
		case name == "br":
			top().Nodes = append(top().Nodes, Node{Tag: name})
		case !closing:
			open = append(open, &Node{Tag: name})
		case len(open) > 1 && top().Tag == name:
			done := *top()
			open = open[:len(open)-1]
			top().Nodes = append(top().Nodes, done)
		}
	}
	text(letter[last:])
	for len(open) > 1 { // never closed: what was read of it is kept
		done := *top()
		open = open[:len(open)-1]
		top().Nodes = append(top().Nodes, done)
	}
	return root.Nodes
}

// Plain is a letter as plain text: a line for each heading, paragraph and point.
func Plain(letter string) string {
	var b strings.Builder
	var walk func(list []Node)
	walk = func(list []Node) {
		for _, n := range list {
			block := n.Tag == "h1" || n.Tag == "h2" || n.Tag == "h3" || n.Tag == "p" || n.Tag == "li" || n.Tag == "br"
			if block && b.Len() > 0 && !strings.HasSuffix(b.String(), "\n") {
				b.WriteByte('\n')
			}
			if s := space(n.Text); s != " " || b.Len() > 0 && !strings.HasSuffix(b.String(), "\n") {
				b.WriteString(s)
			}
			walk(n.Nodes)
			if block && n.Tag != "br" && !strings.HasSuffix(b.String(), "\n") {
				b.WriteByte('\n')
			}
		}
	}
	walk(Read(letter))
	return strings.TrimSpace(b.String())
}
