package web

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"text/template/parse"

	"passage/internal/i18n"
)

// A page costs mostly its template: the standard executor calls every escaper through reflection. executor runs the same
// trees faster. html/template alone decides what is escaped and how: it rewrites the trees, and it only follows
// them. Whatever it does not know (an escaper, a kind of node or value, any surprise at all) sends the page to the
// standard executor, from its beginning; the test of every page compares the two.
type executor struct {
	web   *Web
	lang  i18n.Lang
	set   *template.Template
	funcs template.FuncMap

	compare func(name string, data any, quick []byte) // the test of every page: is it what the standard executor writes?

	mu    sync.Mutex
	made  map[string]*body
	pages sync.Map // name of a page: *quickPage
}

// quickPage is a page: compiled after the standard executor has shown it once, which escapes it.
type quickPage struct {
	shown atomic.Bool
	once  sync.Once
	run   func(*state) // nil: always slow
}

// body is a compiled template; run is set before anybody runs it.
type body struct{ run func(*state) }

type state struct {
	b    *bytes.Buffer
	dot  reflect.Value
	vars []variable
}

type variable struct {
	name  string
	value reflect.Value
}

// errSlow is thrown where the standard executor has to take over.
var errSlow = errors.New("not for the quick executor")

func slow() { panic(errSlow) }

// page renders a page into b.
func (q *executor) page(b *bytes.Buffer, name string, data any) error {
	p, ok := q.pages.Load(name)
	if !ok {
		p, _ = q.pages.LoadOrStore(name, &quickPage{})
	}
	page := p.(*quickPage)
	if page.shown.Load() {
		page.once.Do(func() { page.run = q.compilePage(name) })
		if page.run != nil && try(page.run, b, data) {
			if q.compare != nil {
				q.compare(name, data, b.Bytes())
			}
			return nil
		}
		b.Reset()
	}
	err := q.set.ExecuteTemplate(b, name, data)
	if err == nil {
		page.shown.Store(true)
	}
	return err
}

func try(run func(*state), b *bytes.Buffer, data any) (done bool) {
	defer func() {
		if p := recover(); p != nil {
			done = false // the standard executor says what is wrong, if anything is
		}
	}()
	dot := reflect.ValueOf(data)
	run(&state{b: b, dot: dot, vars: []variable{{"$", dot}}})
	return true
}

func (q *executor) compilePage(name string) (run func(*state)) {
	q.mu.Lock()
	defer q.mu.Unlock()
	defer func() {
		if p := recover(); p != nil {
			if p != errSlow {
				panic(p)
			}
			run = nil
		}
	}()
	return q.template(name).run
}

// template compiles a template and what it calls. A name that html/template made for a context of its own is not to
// be had, and makes the page slow.
func (q *executor) template(name string) *body {
	if made := q.made[name]; made != nil {
		return made
	}
	t := q.set.Lookup(name)
	if t == nil || t.Tree == nil {
		slow()
	}
	made := &body{}
	q.made[name] = made
	defer func() {
		if made.run == nil {
			delete(q.made, name)
		}
	}()
	made.run = q.list(t.Tree.Root)
	return made
}

func (q *executor) list(l *parse.ListNode) func(*state) {
	if l == nil {
		return func(*state) {}
	}
	var all []func(*state)
	for _, n := range l.Nodes {
		if f := q.node(n); f != nil {
			all = append(all, f)
		}
	}
	if len(all) == 1 {
		return all[0]
	}
	return func(s *state) {
		for _, f := range all {
			f(s)
		}
	}
}

func (q *executor) node(n parse.Node) func(*state) {
	switch n := n.(type) {
	case *parse.TextNode:
		text := n.Text
		return func(s *state) { s.b.Write(text) }
	case *parse.CommentNode:
		return nil
	case *parse.ActionNode:
		return q.action(n)
	case *parse.IfNode:
		return q.branch(&n.BranchNode, false)
	case *parse.WithNode:
		return q.branch(&n.BranchNode, true)
	case *parse.RangeNode:
		return q.rangeOver(n)
	case *parse.TemplateNode:
		return q.call(n)
	}
	slow()
	return nil
}

// action prints a value through its escapers, or sets a variable.
func (q *executor) action(n *parse.ActionNode) func(*state) {
	if len(n.Pipe.Decl) > 0 {
		if len(n.Pipe.Decl) != 1 || n.Pipe.IsAssign {
			slow()
		}
		name, value := n.Pipe.Decl[0].Ident[0], q.pipe(n.Pipe)
		return func(s *state) { s.vars = append(s.vars, variable{name, value(s)}) }
	}
	cmds := n.Pipe.Cmds
	var escapers []func(string) string
	html := false
	for len(cmds) > 1 {
		last := cmds[len(cmds)-1]
		id, ok := last.Args[0].(*parse.IdentifierNode)
		if !ok || len(last.Args) != 1 || !strings.HasPrefix(id.Ident, "_html_template_") {
			break
		}
		switch id.Ident {
		case "_html_template_htmlescaper", "_html_template_attrescaper", "_html_template_rcdataescaper":
			if len(escapers) > 0 || html {
				slow() // never after another: the last word is always one of these three
			}
			html = true
		case "_html_template_urlfilter":
			escapers = append(escapers, urlFilter)
		case "_html_template_urlnormalizer":
			escapers = append(escapers, urlNormal)
		case "_html_template_urlescaper":
			escapers = append(escapers, urlEscape)
		default:
			slow()
		}
		cmds = cmds[:len(cmds)-1]
	}
	if !html {
		slow() // a value that nothing escapes is for the standard executor to judge
	}
	value := q.commands(cmds)
	if len(escapers) == 0 {
		return func(s *state) { escape(s.b, plainText(value(s))) }
	}
	return func(s *state) {
		text := plainText(value(s))
		for i := len(escapers) - 1; i >= 0; i-- {
			text = escapers[i](text)
		}
		escape(s.b, text)
	}
}

func (q *executor) branch(n *parse.BranchNode, with bool) func(*state) {
	value, then, otherwise := q.pipe(n.Pipe), q.list(n.List), q.list(n.ElseList)
	name := ""
	if len(n.Pipe.Decl) > 0 {
		if len(n.Pipe.Decl) != 1 || n.Pipe.IsAssign {
			slow()
		}
		name = n.Pipe.Decl[0].Ident[0]
	}
	return func(s *state) {
		v := value(s)
		mark, dot := len(s.vars), s.dot
		if name != "" {
			s.vars = append(s.vars, variable{name, v})
		}
		if truth(v) {
			if with {
				s.dot = v
			}
			then(s)
		} else {
			otherwise(s)
		}
		s.vars, s.dot = s.vars[:mark], dot
	}
}

func (q *executor) rangeOver(n *parse.RangeNode) func(*state) {
	value, each, none := q.pipe(n.Pipe), q.list(n.List), q.list(n.ElseList)
	var names []string
	if n.Pipe.IsAssign {
		slow()
	}
	for _, d := range n.Pipe.Decl {
		names = append(names, d.Ident[0])
	}
	return func(s *state) {
		v := indirect(value(s))
		if !v.IsValid() {
			none(s)
			return
		}
		if v.Kind() != reflect.Slice && v.Kind() != reflect.Array {
			slow()
		}
		size := v.Len()
		if size == 0 {
			none(s)
			return
		}
		mark, dot := len(s.vars), s.dot
		for i := range size {
			s.dot = v.Index(i)
			switch len(names) {
			case 1:
				s.vars = append(s.vars, variable{names[0], s.dot})
			case 2:
				s.vars = append(s.vars, variable{names[0], reflect.ValueOf(i)}, variable{names[1], s.dot})
			}
			each(s)
			s.vars = s.vars[:mark]
		}
		s.dot = dot
	}
}

func (q *executor) call(n *parse.TemplateNode) func(*state) {
	to := q.template(n.Name)
	value := func(*state) reflect.Value { return reflect.Value{} }
	if n.Pipe != nil {
		value = q.pipe(n.Pipe)
	}
	return func(s *state) {
		v := value(s)
		mark, dot := len(s.vars), s.dot
		// The parser lets no template name a variable of its caller, so one stack does for all.
		s.vars, s.dot = append(s.vars, variable{"$", v}), v
		to.run(s)
		s.vars, s.dot = s.vars[:mark], dot
	}
}

// expr is a value at run time.
type expr func(*state) reflect.Value

func (q *executor) pipe(p *parse.PipeNode) expr { return q.commands(p.Cmds) }

func (q *executor) commands(cmds []*parse.CommandNode) expr {
	value := q.command(cmds[0], nil)
	for _, c := range cmds[1:] {
		value = q.command(c, value)
	}
	return value
}

// command is one command; last is the value of the command before it, nil for none.
func (q *executor) command(c *parse.CommandNode, last expr) expr {
	switch first := c.Args[0].(type) {
	case *parse.FieldNode:
		return q.fields(func(s *state) reflect.Value { return s.dot }, first.Ident, q.args(c.Args[1:], last))
	case *parse.VariableNode:
		return q.fields(vars(first.Ident[0]), first.Ident[1:], q.args(c.Args[1:], last))
	case *parse.IdentifierNode:
		return q.function(first.Ident, q.args(c.Args[1:], last))
	}
	if len(c.Args) > 1 || last != nil {
		slow()
	}
	return q.arg(c.Args[0])
}

func (q *executor) args(nodes []parse.Node, last expr) (out []expr) {
	for _, n := range nodes {
		out = append(out, q.arg(n))
	}
	if last != nil {
		out = append(out, last)
	}
	return out
}

func (q *executor) arg(n parse.Node) expr {
	constant := func(v any) expr {
		r := reflect.ValueOf(v)
		return func(*state) reflect.Value { return r }
	}
	switch n := n.(type) {
	case *parse.DotNode:
		return func(s *state) reflect.Value { return s.dot }
	case *parse.FieldNode:
		return q.fields(func(s *state) reflect.Value { return s.dot }, n.Ident, nil)
	case *parse.VariableNode:
		return q.fields(vars(n.Ident[0]), n.Ident[1:], nil)
	case *parse.StringNode:
		return constant(n.Text)
	case *parse.BoolNode:
		return constant(n.True)
	case *parse.NumberNode:
		if n.IsInt {
			return constant(int(n.Int64))
		}
	case *parse.PipeNode:
		if len(n.Decl) == 0 {
			return q.pipe(n)
		}
	case *parse.IdentifierNode:
		return q.function(n.Ident, nil)
	}
	slow()
	return nil
}

func vars(name string) expr {
	return func(s *state) reflect.Value {
		for i := len(s.vars) - 1; i >= 0; i-- {
			if s.vars[i].name == name {
				return s.vars[i].value
			}
		}
		slow()
		return reflect.Value{}
	}
}

// fields follows names from a value; the last may be a method with arguments.
func (q *executor) fields(from expr, names []string, args []expr) expr {
	for i, name := range names {
		at := from
		get := &getter{name: name}
		if i == len(names)-1 && len(args) > 0 {
			return func(s *state) reflect.Value {
				in := make([]reflect.Value, len(args))
				for i, a := range args {
					in[i] = a(s)
				}
				return get.of(at(s), in)
			}
		}
		from = func(s *state) reflect.Value { return get.of(at(s), nil) }
	}
	if len(names) == 0 && len(args) > 0 {
		slow()
	}
	return from
}

// getter finds a field or method of a value; what it found for a type it keeps.
type getter struct {
	name string
	last atomic.Pointer[found]
}

type found struct {
	of     reflect.Type
	index  []int
	method int
	addr   bool // the method is the pointer's
}

func (g *getter) of(v reflect.Value, args []reflect.Value) reflect.Value {
	v = indirect(v)
	if !v.IsValid() {
		slow()
	}
	f := g.last.Load()
	if f == nil || f.of != v.Type() {
		f = g.look(v)
		g.last.Store(f)
	}
	if f.method >= 0 {
		if f.addr {
			if !v.CanAddr() {
				slow()
			}
			v = v.Addr()
		}
		return callOne(v.Method(f.method), args)
	}
	if len(args) > 0 {
		slow()
	}
	if len(f.index) == 1 {
		return v.Field(f.index[0])
	}
	return v.FieldByIndex(f.index)
}

func (g *getter) look(v reflect.Value) *found {
	t := v.Type()
	if m, ok := t.MethodByName(g.name); ok {
		return &found{of: t, method: m.Index}
	}
	if v.CanAddr() {
		if m, ok := reflect.PointerTo(t).MethodByName(g.name); ok {
			return &found{of: t, method: m.Index, addr: true}
		}
	}
	if t.Kind() != reflect.Struct {
		slow()
	}
	f, ok := t.FieldByName(g.name)
	if !ok || !f.IsExported() {
		slow()
	}
	return &found{of: t, index: f.Index, method: -1}
}

func callOne(fn reflect.Value, args []reflect.Value) reflect.Value {
	t := fn.Type()
	if !t.IsVariadic() && t.NumIn() != len(args) {
		slow()
	}
	for i, a := range args {
		want := t.In(min(i, t.NumIn()-1))
		if t.IsVariadic() && i >= t.NumIn()-1 {
			want = want.Elem()
		}
		if !a.IsValid() || !a.Type().AssignableTo(want) {
			slow()
		}
	}
	out := fn.Call(args)
	if len(out) == 2 && !out[1].IsNil() {
		slow()
	}
	return out[0]
}

// function is a call of one of the standard functions, or of ours.
func (q *executor) function(name string, args []expr) expr {
	if f := q.native(name, args); f != nil {
		return f
	}
	ours, ok := q.funcs[name]
	if !ok {
		slow()
	}
	fn := reflect.ValueOf(ours)
	return func(s *state) reflect.Value {
		in := make([]reflect.Value, len(args))
		for i, a := range args {
			in[i] = a(s)
			if in[i].IsValid() && in[i].Kind() == reflect.Interface {
				in[i] = in[i].Elem()
			}
		}
		return callOne(fn, in)
	}
}

var yes, no = reflect.ValueOf(true), reflect.ValueOf(false)

func truly(b bool) reflect.Value {
	if b {
		return yes
	}
	return no
}

func (q *executor) native(name string, args []expr) expr {
	n := len(args)
	switch {
	case name == "not" && n == 1:
		return func(s *state) reflect.Value { return truly(!truth(args[0](s))) }
	case name == "and" && n > 0, name == "or" && n > 0:
		until := name == "or"
		return func(s *state) (v reflect.Value) {
			for _, a := range args {
				if v = a(s); truth(v) == until {
					break
				}
			}
			return v
		}
	case name == "len" && n == 1:
		return func(s *state) reflect.Value { return reflect.ValueOf(indirect(args[0](s)).Len()) }
	case name == "eq" && n > 1:
		return func(s *state) reflect.Value {
			a := args[0](s)
			for _, x := range args[1:] {
				if same(a, x(s)) {
					return yes
				}
			}
			return no
		}
	case name == "ne" && n == 2:
		return func(s *state) reflect.Value { return truly(!same(args[0](s), args[1](s))) }
	case name == "gt" && n == 2:
		return func(s *state) reflect.Value { return truly(number(args[0](s)) > number(args[1](s))) }
	case name == "lt" && n == 2:
		return func(s *state) reflect.Value { return truly(number(args[0](s)) < number(args[1](s))) }
	case name == "index" && n == 2:
		return func(s *state) reflect.Value {
			list, i := indirect(args[0](s)), number(args[1](s))
			if !list.IsValid() || list.Kind() != reflect.Slice && list.Kind() != reflect.Array || i < 0 || int(i) >= list.Len() {
				slow()
			}
			return list.Index(int(i))
		}
	case name == "print":
		return func(s *state) reflect.Value {
			in := make([]any, n)
			for i, a := range args {
				v := indirect(a(s))
				if !v.IsValid() || !v.CanInterface() {
					slow()
				}
				in[i] = v.Interface()
			}
			return reflect.ValueOf(fmt.Sprint(in...))
		}
	case name == "val" && n == 1:
		return func(s *state) reflect.Value {
			v := indirect(args[0](s))
			if v.IsValid() && v.Type() == stringType {
				return v
			}
			if !v.IsValid() || !v.CanInterface() {
				slow()
			}
			return reflect.ValueOf(q.lang.Value(v.Interface()))
		}
	}
	return nil
}

func number(v reflect.Value) int64 {
	if v = indirect(v); !v.IsValid() || !v.CanInt() {
		slow()
	}
	return v.Int()
}

// same is eq for the basic kinds that templates compare; any other pair is for the standard executor.
func same(a, b reflect.Value) bool {
	a, b = indirect(a), indirect(b)
	if !a.IsValid() || !b.IsValid() {
		slow()
	}
	switch {
	case a.Kind() == reflect.String && b.Kind() == reflect.String:
		return a.String() == b.String()
	case a.CanInt() && b.CanInt():
		return a.Int() == b.Int()
	case a.Kind() == reflect.Bool && b.Kind() == reflect.Bool:
		return a.Bool() == b.Bool()
	}
	slow()
	return false
}

// indirect follows pointers and interfaces; a nil one is the invalid value.
func indirect(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return reflect.Value{}
		}
		v = v.Elem()
	}
	return v
}

// truth is what the standard templates take as true.
func truth(v reflect.Value) bool {
	if v.Kind() == reflect.Interface && !v.IsNil() {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.Invalid:
		return false
	case reflect.String, reflect.Slice, reflect.Array, reflect.Map:
		return v.Len() > 0
	case reflect.Bool:
		return v.Bool()
	case reflect.Pointer, reflect.Interface, reflect.Func:
		return !v.IsNil()
	case reflect.Struct:
		return true
	}
	if v.CanInt() {
		return v.Int() != 0
	}
	slow()
	return false
}

var stringType = reflect.TypeFor[string]()

// plainText is a value as html/template writes it before it escapes it.
func plainText(v reflect.Value) string {
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.IsValid() {
		return ""
	}
	t := v.Type()
	if t == stringType || t.Kind() == reflect.String && t.NumMethod() == 0 && t.PkgPath() != "html/template" {
		return v.String()
	}
	if v.CanInt() && t.NumMethod() == 0 {
		return strconv.FormatInt(v.Int(), 10)
	}
	if !v.CanInterface() || t.Kind() == reflect.Pointer || t.PkgPath() == "html/template" {
		slow()
	}
	return fmt.Sprint(v.Interface())
}

// escape writes text into HTML text or a quoted attribute, as html/template does.
func escape(b *bytes.Buffer, s string) {
	last := 0
	for i := range len(s) {
		var with string
		switch s[i] {
		case 0:
			with = "\uFFFD"
		case '"':
			with = "&#34;"
		case '&':
			with = "&amp;"
		case '\'':
			with = "&#39;"
		case '+':
			with = "&#43;"
		case '<':
			with = "&lt;"
		case '>':
			with = "&gt;"
		default:
			continue
		}
		b.WriteString(s[last:i])
		b.WriteString(with)
		last = i + 1
	}
	b.WriteString(s[last:])
}

// The escapers of addresses take only what they would not change: a path of ours, with a query of ours.

func urlFilter(s string) string {
	if !strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "#") {
		slow()
	}
	return s
}

func urlNormal(s string) string { return unchanged(s, "!#$&*+,/:;=?@[]~", true) }

func urlEscape(s string) string { return unchanged(s, "~", false) }

func unchanged(s, also string, escapes bool) string {
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' || strings.IndexByte(also, c) >= 0 {
			continue
		}
		if c != '%' || !escapes || i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2]) {
			slow()
		}
	}
	return s
}

func isHex(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' }
