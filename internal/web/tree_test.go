package web

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// node is an element of a page, as a reader's browser has it.
type node struct {
	tag    string
	attr   map[string]string
	text   string // of the element itself and all inside it
	parent *node
	nodes  []*node
}

var (
	tagRE  = regexp.MustCompile(`<!--.*?-->|<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[-a-zA-Z0-9:]+(?:="[^"]*")?)*)\s*(/?)>`)
	attrRE = regexp.MustCompile(`([-a-zA-Z0-9:]+)(?:="([^"]*)")?`)
	void   = []string{"meta", "link", "input", "br", "hr", "img"}
)

// tree parses a page and fails when an element is not closed where it was opened: our templates are strict, so that
// no browser has to guess.
func tree(t testing.TB, where, page string) *node {
	t.Helper()
	page = strings.TrimPrefix(page, "<!doctype html>")
	root := &node{tag: "page"}
	at := root
	last := 0
	say := func(s string) {
		for n := at; n != nil; n = n.parent {
			n.text += s
		}
	}
	for _, m := range tagRE.FindAllStringSubmatchIndex(page, -1) {
		between := page[last:m[0]]
		if strings.ContainsAny(between, "<>") {
			t.Errorf("%s: a tag that cannot be read near %q", where, between)
		}
		say(html.UnescapeString(between))
		last = m[1]
		if m[4] < 0 {
			continue
		}
		name, closing := page[m[4]:m[5]], m[2] != m[3]
		if closing {
			if at.tag != name {
				t.Fatalf("%s: </%s> closes <%s>", where, name, at.tag)
			}
			at = at.parent
			continue
		}
		n := &node{tag: name, attr: map[string]string{}, parent: at}
		for _, a := range attrRE.FindAllStringSubmatch(page[m[6]:m[7]], -1) {
			if _, twice := n.attr[a[1]]; twice {
				t.Errorf("%s: <%s> has %s twice", where, name, a[1])
			}
			n.attr[a[1]] = html.UnescapeString(a[2])
		}
		at.nodes = append(at.nodes, n)
		if !slices.Contains(void, name) && m[8] == m[9] {
			at = n
		}
	}
	if at != root {
		t.Errorf("%s: <%s> is never closed", where, at.tag)
	}
	return root
}

// all are the elements with a tag, in order; "" is every element.
func (n *node) all(tag string) (out []*node) {
	for _, c := range n.nodes {
		if tag == "" || c.tag == tag {
			out = append(out, c)
		}
		out = append(out, c.all(tag)...)
	}
	return out
}

// sound checks what every page keeps, whatever it shows.
func sound(t testing.TB, where, lang string, root *node) {
	t.Helper()
	bad := func(format string, args ...any) { t.Helper(); t.Errorf(where+": "+format, args...) }
	ids := map[string]*node{}
	for _, n := range root.all("") {
		if id, ok := n.attr["id"]; ok {
			if ids[id] != nil || id == "" {
				bad("id %q is empty or stands twice", id)
			}
			ids[id] = n
		}
		for name := range n.attr {
			if name == "style" || strings.HasPrefix(name, "on") {
				bad("<%s> has %s: nothing inline passes the policy of the page", n.tag, name)
			}
		}
	}
	refers := func(n *node, attr string) {
		for _, id := range strings.Fields(n.attr[attr]) {
			if ids[id] == nil {
				bad("<%s %s=%q> points to nothing", n.tag, attr, id)
			}
		}
	}
	labels := map[string]bool{}
	for _, l := range root.all("label") {
		refers(l, "for")
		labels[l.attr["for"]] = true
		if strings.TrimSpace(l.text) == "" {
			bad("an empty label for %q", l.attr["for"])
		}
	}
	if h := root.all("html"); len(h) != 1 || h[0].attr["lang"] != lang {
		bad("the page does not say that it is in %q", lang)
	}
	if n := len(root.all("h1")); n != 1 {
		bad("%d h1", n)
	}
	if n := len(root.all("main")); n != 1 {
		bad("%d main", n)
	}
	level := 0
	for _, n := range root.all("") {
		refers(n, "aria-labelledby")
		refers(n, "aria-describedby")
		if n.tag == "use" && ids[strings.TrimPrefix(n.attr["href"], "#")] == nil {
			bad("no icon %q", n.attr["href"])
		}
		if len(n.tag) == 2 && n.tag[0] == 'h' && n.tag[1] >= '1' && n.tag[1] <= '6' {
			now := int(n.tag[1] - '0')
			if now > max(level, 1)+1 { // a summary of faults stands before the h1
				bad("after h%d comes h%d (%q)", level, now, n.text)
			}
			level = now
			if strings.TrimSpace(n.text) == "" {
				bad("an empty h%d", now)
			}
		}
		switch n.tag {
		case "input", "select", "textarea":
			if n.attr["type"] != "hidden" && !labels[n.attr["id"]] && n.attr["aria-labelledby"] == "" { // a cell's heads label it
				bad("<%s name=%q> has no label", n.tag, n.attr["name"])
			}
		case "button", "a":
			if strings.TrimSpace(n.text) == "" && n.attr["aria-label"] == "" {
				bad("<%s> without words", n.tag)
			}
		case "fieldset":
			if len(n.nodes) == 0 || n.nodes[0].tag != "legend" || strings.TrimSpace(n.nodes[0].text) == "" {
				bad("a fieldset without a legend")
			}
		case "table":
			if len(n.all("caption")) != 1 {
				bad("a table without a caption")
			}
		case "img":
			if _, ok := n.attr["alt"]; !ok {
				bad("an image without words")
			}
		case "script":
			if n.attr["src"] == "" || strings.TrimSpace(n.text) != "" {
				bad("an inline script")
			}
		case "iframe", "object", "embed":
			bad("<%s>", n.tag)
		}
	}
}
