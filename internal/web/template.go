package web

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html"
	"html/template"
	"io/fs"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"text/template/parse"

	"passage/internal/i18n"
)

//go:embed templates
var templateFiles embed.FS

// templates are the pages and components of one language. Words, links to routes, static files and icons that are
// constants in the text become plain text when they are parsed: a page costs what its data costs.
type templates struct {
	lang i18n.Lang
	web  *Web
	set  *template.Template
	fast *executor
}

// wrapped begins and ends every page; files in parts/ hold components and are not wrapped.
const (
	before = `{{template "top" .}}`
	after  = `{{template "bottom" .}}`
)

func parseTemplates(l i18n.Lang, w *Web) (*templates, error) {
	t := &templates{lang: l, web: w}
	funcs := t.funcs()
	t.set = template.New("").Funcs(funcs)
	t.fast = &executor{web: w, lang: l, set: t.set, funcs: funcs, made: map[string]*body{}}
	// The parser wants every function known by name; html/template knows the standard ones by itself.
	known := map[string]any{}
	for _, name := range []string{"and", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "not", "or", "print", "printf", "println", "slice", "urlquery"} {
		known[name] = true
	}
	all := map[string]*parse.Tree{}
	err := fs.WalkDir(templateFiles, "templates", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		buf, err := templateFiles.ReadFile(name)
		if err != nil {
			return err
		}
		name = strings.TrimSuffix(strings.TrimPrefix(name, "templates/"), ".html")
		text := string(buf)
		if !strings.HasPrefix(name, "parts/") {
			text = before + text + after
		}
		trees, err := parse.Parse(name, text, "", "", funcs, known)
		if err != nil {
			return err
		}
		for defined, tree := range trees {
			if parse.IsEmptyTree(tree.Root) {
				continue
			}
			if all[defined] != nil {
				return fmt.Errorf("%s: template %q is defined twice", name, defined)
			}
			if err := t.list(tree.Root); err != nil {
				return fmt.Errorf("%s (%s): %w", name, l, err)
			}
			all[defined] = tree
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for name, tree := range all {
		if strings.HasPrefix(name, attrs) {
			continue
		}
		if err := inline(tree.Root, all); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if _, err := t.set.AddParseTree(name, tree); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// attrs begins the names of templates that write attributes. They are put in where they are called: html/template
// would make a copy of them for that place, which nobody else could find (see quick.go).
const attrs = "attrs-"

func inline(l *parse.ListNode, all map[string]*parse.Tree) error {
	if l == nil {
		return nil
	}
	for i, n := range l.Nodes {
		var err error
		switch n := n.(type) {
		case *parse.IfNode:
			err = errors.Join(inline(n.List, all), inline(n.ElseList, all))
		case *parse.RangeNode:
			err = errors.Join(inline(n.List, all), inline(n.ElseList, all))
		case *parse.WithNode:
			err = errors.Join(inline(n.List, all), inline(n.ElseList, all))
		case *parse.TemplateNode:
			body := all[n.Name]
			if body == nil {
				return fmt.Errorf("line %d: there is no template %q", n.Line, n.Name)
			}
			if !strings.HasPrefix(n.Name, attrs) {
				continue
			}
			if n.Pipe == nil {
				return fmt.Errorf("line %d: %q is called without a value", n.Line, n.Name)
			}
			l.Nodes[i] = &parse.WithNode{BranchNode: parse.BranchNode{NodeType: parse.NodeWith, Line: n.Line, Pipe: n.Pipe.CopyPipe(), List: body.Root.CopyList()}}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// list writes what is constant in a list of nodes as text, and goes into what it holds.
func (t *templates) list(l *parse.ListNode) error {
	if l == nil {
		return nil
	}
	var out []parse.Node
	for _, n := range l.Nodes {
		var err error
		switch n := n.(type) {
		case *parse.TextNode:
			n.Text = squeeze(n.Text)
		case *parse.IfNode:
			err = t.branch(&n.BranchNode)
		case *parse.RangeNode:
			err = t.branch(&n.BranchNode)
		case *parse.WithNode:
			err = t.branch(&n.BranchNode)
		case *parse.ActionNode:
			if with, done, err := t.constant(n); err != nil {
				return fmt.Errorf("line %d: %w", n.Line, err)
			} else if done {
				out = append(out, with...)
				continue
			}
			err = t.known(n.Pipe)
		case *parse.TemplateNode:
			if n.Pipe != nil {
				err = t.known(n.Pipe)
			}
		}
		if err != nil {
			return err
		}
		out = append(out, n)
	}
	l.Nodes = merge(out)
	return nil
}

func (t *templates) branch(b *parse.BranchNode) error {
	if err := t.known(b.Pipe); err != nil {
		return err
	}
	if err := t.list(b.List); err != nil {
		return err
	}
	return t.list(b.ElseList)
}

// known finds constant keys and routes inside longer pipelines, so that a wrong one is found at start.
func (t *templates) known(p *parse.PipeNode) error {
	for _, c := range p.Cmds {
		for _, a := range c.Args {
			if inner, ok := a.(*parse.PipeNode); ok {
				if err := t.known(inner); err != nil {
					return err
				}
			}
		}
		if len(c.Args) < 2 {
			continue
		}
		id, isFunc := c.Args[0].(*parse.IdentifierNode)
		s, isConst := c.Args[1].(*parse.StringNode)
		if !isFunc || !isConst {
			continue
		}
		switch id.Ident {
		case "t", "tf", "tn", "tb":
			if !i18n.Has(s.Text) {
				return fmt.Errorf("no words for %q", s.Text)
			}
		case "path":
			if _, err := t.web.at(s.Text); err != nil {
				return err
			}
		}
	}
	return nil
}

var space = regexp.MustCompile(`\s*\n\s*`)

// squeeze takes the indentation out of the text between actions.
func squeeze(b []byte) []byte { return space.ReplaceAll(b, []byte("\n")) }

// merge joins neighbouring texts: one write, not five.
func merge(nodes []parse.Node) (out []parse.Node) {
	for _, n := range nodes {
		if x, ok := n.(*parse.TextNode); ok && len(out) > 0 {
			if last, ok := out[len(out)-1].(*parse.TextNode); ok {
				last.Text = append(bytes.Clone(last.Text), x.Text...)
				continue
			}
		}
		out = append(out, n)
	}
	return out
}

func text(s string) parse.Node {
	return &parse.TextNode{NodeType: parse.NodeText, Text: []byte(s)}
}

// constant is what stands for an action whose function and key are known now; done is false for any other action.
func (t *templates) constant(n *parse.ActionNode) (out []parse.Node, done bool, err error) {
	if len(n.Pipe.Cmds) != 1 || len(n.Pipe.Decl) != 0 || len(n.Pipe.Cmds[0].Args) < 2 {
		return nil, false, nil
	}
	args := n.Pipe.Cmds[0].Args
	id, ok := args[0].(*parse.IdentifierNode)
	key, isConst := args[1].(*parse.StringNode)
	if !ok || !isConst {
		return nil, false, nil
	}
	switch id.Ident {
	case "t", "tf":
		out, err = t.words(n, key.Text, args[2:], html.EscapeString)
	case "tb":
		out, err = t.words(n, key.Text, args[2:], bold)
	case "path":
		out, err = t.link(n, key.Text, args[2:])
	case "static":
		at, ok := t.web.static.at[key.Text]
		if !ok {
			err = fmt.Errorf("no static file %q", key.Text)
		}
		out = []parse.Node{text(at)}
	case "icon":
		out = []parse.Node{text(`<svg class="i" aria-hidden="true"><use href="#i-` + key.Text + `"/></svg>`)}
	default:
		return nil, false, nil
	}
	return out, true, err
}

var stars = regexp.MustCompile(`\*\*(.+?)\*\*`)

// bold is a sentence with **strong words**.
func bold(s string) string { return stars.ReplaceAllString(html.EscapeString(s), "<b>$1</b>") }

// words are the sentence of a key: its words as text, what is put in as actions that escape themselves.
func (t *templates) words(n *parse.ActionNode, key string, args []parse.Node, escape func(string) string) ([]parse.Node, error) {
	ps, ok := t.lang.Parts(key)
	if !ok {
		return nil, fmt.Errorf("no words for %q, or it has plural forms (use tn)", key)
	}
	given := map[string]parse.Node{}
	for i := 0; i+1 < len(args); i += 2 {
		name, ok := args[i].(*parse.StringNode)
		if !ok {
			return nil, fmt.Errorf("%q: write tf \"key\" \"Name\" .Value", key)
		}
		given[name.Text] = args[i+1]
	}
	var out []parse.Node
	used := 0
	for _, p := range ps {
		out = append(out, text(escape(p.Words)))
		if p.Name == "" {
			continue
		}
		v, ok := given[p.Name]
		if !ok {
			return nil, fmt.Errorf("%q needs %q", key, p.Name)
		}
		used++
		call := &parse.CommandNode{NodeType: parse.NodeCommand, Args: []parse.Node{parse.NewIdentifier("val"), v.Copy()}}
		out = append(out, &parse.ActionNode{NodeType: parse.NodeAction, Line: n.Line,
			Pipe: &parse.PipeNode{NodeType: parse.NodePipe, Line: n.Line, Cmds: []*parse.CommandNode{call}}})
	}
	if used < len(given) {
		return nil, fmt.Errorf("%q is given more than it puts in", key)
	}
	return out, nil
}

// link is the address of a route: its words as text, its values as actions.
func (t *templates) link(n *parse.ActionNode, pattern string, args []parse.Node) ([]parse.Node, error) {
	at, err := t.web.at(pattern)
	if err != nil {
		return nil, err
	}
	raw := at[index(t.lang)]
	var out []parse.Node
	for {
		open, end := strings.IndexByte(raw, '{'), strings.IndexByte(raw, '}')
		if open < 0 {
			break
		}
		if len(args) == 0 {
			return nil, fmt.Errorf("path %q: too few values", pattern)
		}
		call := &parse.CommandNode{NodeType: parse.NodeCommand, Args: []parse.Node{args[0].Copy()}}
		out = append(out, text(raw[:open]), &parse.ActionNode{NodeType: parse.NodeAction, Line: n.Line,
			Pipe: &parse.PipeNode{NodeType: parse.NodePipe, Line: n.Line, Cmds: []*parse.CommandNode{call}}})
		raw, args = raw[end+1:], args[1:]
	}
	if len(args) != 0 {
		return nil, fmt.Errorf("path %q: too many values", pattern)
	}
	return append(out, text(raw)), nil
}

// at is the addresses of a route by its English pattern.
func (w *Web) at(pattern string) ([2]string, error) {
	for _, method := range []string{"GET ", "POST "} {
		if r := w.routes[method+pattern]; r != nil {
			return r.at, nil
		}
	}
	return [2]string{}, fmt.Errorf("path %q: no such route", pattern)
}

// funcs are what templates may call. The first six are written out at parse time when their key is a constant.
func (t *templates) funcs() template.FuncMap {
	l := t.lang
	return template.FuncMap{
		"t":      func(key any, args ...any) string { return l.F(i18n.EN.Value(key), pairs(args)) },
		"tf":     func(key any, args ...any) string { return l.F(i18n.EN.Value(key), pairs(args)) },
		"tb":     func(key any, args ...any) string { return l.F(i18n.EN.Value(key), pairs(args)) },
		"path":   func(pattern string, args ...any) (string, error) { return t.web.path(l, pattern, args...) },
		"static": func(name string) string { return t.web.static.at[name] },
		"icon": func(string) (string, error) {
			return "", fmt.Errorf("icon takes a constant; else {{template \"icon\" .X}}")
		},

		"tn":    func(key any, n any, args ...any) string { return l.N(i18n.EN.Value(key), whole(n), pairs(args)) },
		"val":   l.Value,
		"date":  func(day any) string { return l.Date(plain(day)) },
		"short": func(day any) string { return l.ShortDate(plain(day)) },
		"num":   func(n any) string { return l.Number(whole(n)) },
		"pct":   l.Percent,
		"time":  l.Time,
		"clock": l.Clock,
		"stamp": l.DateTime,
		"dict":  func(args ...any) map[string]any { return pairs(args) },
		"lang":  func() string { return string(l) },
		"other": func() string { return string(l.Other()) },
		"add":   func(a, b int) int { return a + b },
	}
}

// pairs makes a map of "Name" value "Name" value.
func pairs(args []any) map[string]any {
	if len(args) == 0 {
		return nil
	}
	m := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		m[fmt.Sprint(args[i])] = args[i+1]
	}
	return m
}

func whole(n any) int {
	if v := reflect.ValueOf(n); v.CanInt() {
		return int(v.Int())
	}
	return 0
}

// plain is what has a kind of string as a string.
func plain(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	if r := reflect.ValueOf(v); r.Kind() == reflect.String {
		return r.String()
	}
	return fmt.Sprint(v)
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}
