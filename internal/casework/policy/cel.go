package policy

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"reflect"
	"slices"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/ext"
	"cel.dev/cel-go/interpreter"
)

// program is one compiled condition.
type program = cel.Program

// costLimit bounds the work of one condition on one case, in CEL's units, for lists as long as listLimit. It is asked
// when the pack is loaded: counting while conditions run was half of their price.
const costLimit = 5_000_000

// listLimit is how long the lists of facts, and the texts in them, are taken to be: as many findings as a large family has.
const listLimit = 100

// sizes tells the estimate of a condition's cost how long lists and texts are.
type sizes struct{}

// EstimateSize implements cost.Estimator.
func (sizes) EstimateSize(cost.AstNode) *cost.SizeEstimate { return &cost.SizeEstimate{Max: listLimit} }

// EstimateCallCost implements cost.Estimator: functions cost what CEL says.
func (sizes) EstimateCallCost(string, string, *cost.AstNode, []cost.AstNode) *cost.CallEstimate {
	return nil
}

// compile checks and compiles every condition once; a condition that is not list(string) is refused.
func (p *Pack) compile() error {
	env, err := environment()
	if err != nil {
		return err
	}
	p.programs = map[string]program{}
	for _, list := range [][]Rule{p.Completeness, p.Contradictions} {
		for _, r := range list {
			if _, done := p.programs[r.When]; done || r.When == "" {
				continue
			}
			ast, issues := env.Compile(r.When)
			if issues.Err() != nil {
				return fmt.Errorf("policy: %s: %w", r.ID, issues.Err())
			}
			if !ast.OutputType().IsAssignableType(cel.ListType(cel.StringType)) {
				return fmt.Errorf("policy: %s: the condition gives %s, want list(string)", r.ID, ast.OutputType())
			}
			most, err := env.EstimateCost(ast, sizes{})
			if err != nil {
				return fmt.Errorf("policy: %s: %w", r.ID, err)
			}
			if most.Max > costLimit {
				return fmt.Errorf("policy: %s: the condition may cost %d on a large case, at most %d", r.ID, most.Max, costLimit)
			}
			prg, err := env.Program(ast, cel.EvalOptions(cel.OptOptimize))
			if err != nil {
				return fmt.Errorf("policy: %s: %w", r.ID, err)
			}
			p.programs[r.When] = prg
		}
	}
	return nil
}

// factFields are the variables of a condition: the fields of Facts by their tags.
var factFields = func() (out []reflect.StructField) {
	t := reflect.TypeFor[Facts]()
	for i := range t.NumField() {
		out = append(out, t.Field(i))
	}
	return out
}()

// factIndex is the place of each variable among the fields of Facts.
var factIndex = func() map[string]int {
	out := make(map[string]int, len(factFields))
	for i, f := range factFields {
		out[f.Tag.Get("cel")] = i
	}
	return out
}()

func environment() (*cel.Env, error) {
	opts := []cel.EnvOption{ext.NativeTypes(reflect.TypeFor[Facts](), ext.ParseStructTags(true)), ext.Strings(), ext.Lists()}
	for _, f := range factFields {
		t := celType(f.Type)
		opts = append(opts, cel.Variable(f.Tag.Get("cel"), t))
	}
	return cel.NewEnv(opts...)
}

func celType(t reflect.Type) *cel.Type {
	switch {
	case t.Kind() == reflect.String:
		return cel.StringType
	case t.Kind() == reflect.Slice:
		return cel.ListType(celType(t.Elem()))
	default:
		return cel.ObjectType("policy." + t.Name())
	}
}

// activation gives a condition the fields of Facts without copying them.
type activation struct{ v reflect.Value }

// ResolveName implements interpreter.Activation.
func (a activation) ResolveName(name string) (any, bool) {
	i, ok := factIndex[name]
	if !ok {
		return nil, false
	}
	if f := a.v.Field(i); f.Kind() == reflect.Struct {
		return f.Addr().Interface(), true // as a pointer: a condition reads one field of many
	}
	return a.v.Field(i).Interface(), true
}

// Parent implements interpreter.Activation.
func (a activation) Parent() interpreter.Activation { return nil }

// Finding is a rule of the pack that has something to say about a case: where.
type Said struct {
	Rule   *Rule
	Places []string
}

// Contradictions are the contradictions of a case under the text in force on the view's day, in the pack's order.
// at narrows to a page (worksheet, interview, admissibility, decision); "" is all.
func (v *View) Contradictions(f *Facts, at string) ([]Said, error) {
	return v.say(v.part.Contradictions, f, func(r *Rule) bool { return at == "" || len(r.At) == 0 || slices.Contains(r.At, at) })
}

// Completeness is what a package lacks under the text in force on the view's day. For a partner the rules that only
// the operations centre sees are left out (decision 5).
func (v *View) Completeness(f *Facts, partner bool) ([]Said, error) {
	return v.answered.once(f, partner, func() ([]Said, error) {
		return v.say(v.part.Completeness, f, func(r *Rule) bool { return !partner || !slices.Contains(r.NotFor, "partner") })
	})
}

// answered keeps what completeness said of some facts: a package is counted at each of its changes, and most change none
// of the facts, which are codes, days and numbers.
type answered struct {
	mu sync.Mutex
	by map[[sha256.Size]byte][]Said
}

// mostAnswered is how many different facts are kept.
const mostAnswered = 512

func (a *answered) once(f *Facts, partner bool, say func() ([]Said, error)) ([]Said, error) {
	b := make([]byte, 0, 4096)
	if b = append(b, 0); partner {
		b[0] = 1
	}
	key := sha256.Sum256(appendFacts(b, reflect.ValueOf(f).Elem()))
	a.mu.Lock()
	out, ok := a.by[key]
	a.mu.Unlock()
	if ok {
		return out, nil
	}
	out, err := say()
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.by == nil || len(a.by) >= mostAnswered {
		a.by = map[[sha256.Size]byte][]Said{}
	}
	a.by[key] = out
	return out, nil
}

// appendFacts writes every field, so that no two facts are written alike: texts and lists with their length in front.
func appendFacts(b []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			b = appendFacts(b, v.Field(i))
		}
	case reflect.Slice:
		b = binary.AppendUvarint(b, uint64(v.Len()))
		for i := range v.Len() {
			b = appendFacts(b, v.Index(i))
		}
	case reflect.String:
		b = binary.AppendUvarint(b, uint64(v.Len()))
		b = append(b, v.String()...)
	case reflect.Bool:
		if v.Bool() {
			return append(b, 1)
		}
		b = append(b, 0)
	case reflect.Int:
		b = binary.AppendVarint(b, v.Int())
	default:
		panic("policy: a fact of kind " + v.Kind().String())
	}
	return b
}

func (v *View) say(rules []Rule, f *Facts, want func(*Rule) bool) ([]Said, error) {
	var out []Said
	facts := f.drawn()
	act := activation{reflect.ValueOf(&facts).Elem()}
	for i := range rules {
		r := &rules[i]
		prg := v.Pack.programs[r.When]
		if prg == nil || !want(r) {
			continue
		}
		val, _, err := prg.Eval(act)
		if err != nil {
			return nil, fmt.Errorf("policy: %s: %w", r.ID, err)
		}
		places, err := stringList(val)
		if err != nil {
			return nil, fmt.Errorf("policy: %s: %w", r.ID, err)
		}
		if len(places) > 0 {
			out = append(out, Said{r, places})
		}
	}
	return out, nil
}

func stringList(val ref.Val) ([]string, error) {
	if types.IsUnknownOrError(val) {
		return nil, fmt.Errorf("the condition gives no list")
	}
	got, err := val.ConvertToNative(reflect.TypeFor[[]string]())
	if err != nil {
		return nil, err
	}
	return got.([]string), nil
}
