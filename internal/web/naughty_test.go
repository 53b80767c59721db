package web

import (
	"fmt"
	"html"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"passage/internal/i18n"
)

// naughty are texts that people do type, paste or attack with. Each is kept and shown exactly, or refused with words.
var naughty = []string{
	// that look like nothing, like numbers, or like words of a program
	"0", "-0", "00412", "1e9", "1E+02", "0x1F", "1/2", "NaN", "Infinity", "-1", "null", "nil", "undefined", "true", "false", "None", "[object Object]", "()", "...", "-", "_", "=1+1", "+1", "@SUM(A1)",
	// that mean something to HTML, SQL, a template, a shell, a format or a path
	`<b>bold</b>`, `<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `</textarea><script>alert(1)</script>`, `' onfocus='alert(1)`, `javascript:alert(1)`, `&lt;b&gt; &amp;amp; &#0;`, `<!-- x -->`, `]]>`,
	`'; DROP TABLE cases; --`, `" OR ""="`, `{{.}} {{t "x"}}`, `${7*7} #{1}`, `%s %d %n %!`, `$(id) ; ls | cat`, `../../etc/passwd`, `C:\temp\new`, `a\nb\0`, `a%00b+c%20d`, `a;b=c&d=e`,
	// names and languages as they are
	"O’Neil-D'Arcy", "Ñandú Çelik Øst Łódź", "Nguyễn Thị Ánh", "中文姓名", "ქართული", "አማርኛ", "မြန်မာ", "עברית שלום", "اسم مستعار", "नमस्ते", "ﷺ", "İstanbul ıI ß ſ",
	// Unicode that goes wrong elsewhere: composed and not, joined, reversed, wide, invisible, beyond the first plane
	"e\u0301 é", "👩‍👩‍👧‍👦 🏳️‍🌈 🇨🇦", "𝒳𝓎𝓏 𐍈", "a\u202eb\u202cc", "a\u200bb\u200dc\ufeffd", "a\u00a0b\u2028c", "ＦＵＬＬ　ＷＩＤＴＨ", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢", "\ufffd", "\U000e0001x", "\ufdd0", "½ ² ™ ﬁ",
}

// texts are the free text fields of a form, by name.
func texts(form string) (out []string) {
	for _, m := range areaTag.FindAllStringSubmatch(form, -1) {
		out = append(out, m[1])
	}
	for _, in := range inputTag.FindAllStringSubmatch(form, -1) {
		m := nameOf.FindStringSubmatch(in[1])
		if m == nil || !strings.Contains(in[1], `type="text"`) || strings.HasSuffix(m[1], "_y") || strings.HasSuffix(m[1], "_m") || strings.HasSuffix(m[1], "_d") {
			continue
		}
		out = append(out, m[1])
	}
	return out
}

// TestNaughty_AReferral types each of them into every free text of the partner's longest page.
func TestNaughty_AReferral(t *testing.T) {
	t.Parallel()
	h := house(t)
	b := h.browser("caseworker.fld")
	b.start()
	at := b.stepPath("cover")
	kept, refused := 0, 0
	for _, s := range naughty {
		b.open(at)
		action, v := b.fields("cover")
		names := texts(b.body)
		if len(names) < 4 {
			t.Fatalf("the form has the free texts %q only", names)
		}
		for _, n := range names {
			v.Set(n, s)
		}
		v.Set("go", "next")
		rec := ask(t, h, postReq(action, v.Encode()))
		b.code, b.body = rec.Code, rec.Body.String()
		switch rec.Code {
		case 303:
			kept++
			b.open(at)
		case 422:
			refused++
			b.says(i18n.EN.T("ask.check"))
		default:
			t.Errorf("%q: status %d", s, rec.Code)
			continue
		}
		_, is := b.fields("cover")
		for _, n := range names {
			if got := is.Get(n); got != s {
				t.Errorf("%q in %s is shown as %q (status %d)", s, n, got, rec.Code)
			}
		}
	}
	t.Logf("%d kept, %d refused", kept, refused)
	if kept < len(naughty)*3/4 {
		t.Errorf("only %d of %d are kept", kept, len(naughty))
	}
}

// TestNaughty_ANote writes each of them on a case, and what is no text: that is refused, and the journal is as it was.
func TestNaughty_ANote(t *testing.T) {
	t.Parallel()
	h, id := atOffice(t)
	b := h.browser("officer.cedar")
	at := "/en/cases/" + string(id) + "/notes"
	entries := func() int {
		list, err := h.App.Store.History(t.Context(), id, 100000)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	write := func(s string) (int, int) {
		b.open(at)
		action, v := b.fields("note")
		if !slices.Contains(slices.Collect(maps.Keys(v)), "text") {
			t.Fatalf("the form has %v", v)
		}
		v.Set("text", s)
		v.Set("go", "add")
		before := entries()
		rec := ask(t, h, postReq(action, v.Encode()))
		b.code, b.body = rec.Code, rec.Body.String()
		return rec.Code, entries() - before
	}
	for _, s := range naughty {
		code, more := write(s)
		if code != 303 || more != 1 {
			t.Errorf("%q: status %d, %d entries", s, code, more)
			continue
		}
		b.open(at)
		if !strings.Contains(html.UnescapeString(b.body), s) || strings.Contains(b.body, "<script>alert") || strings.Contains(b.body, "<img src=x") {
			t.Errorf("%q is not shown as it was written", s)
		}
	}
	for _, s := range []string{"", " \t ", "a\x00b", "a\x1b[2Jb", "a\xff\xfeb", "a\x7fb", "\xc3\x28", "\xed\xa0\x80"} {
		if code, more := write(s); code != 422 || more != 0 || !strings.Contains(b.body, `class="summary`) && !strings.Contains(b.body, `aria-invalid="true"`) {
			t.Errorf("%q: status %d, %d entries, or no message", s, code, more)
		}
	}
}

// TestNaughty_EveryForm types them into every free text of every form that somebody of the test house has before them:
// the answer is a page, nothing of it acts, and what is refused stands there again as it was typed. What is kept and has
// its field on the page stands there exactly.
func TestNaughty_EveryForm(t *testing.T) {
	t.Parallel()
	h := house(t)
	args := h.rooms()
	cookies := h.cookies()
	posts, fields, again, there, used := 0, 0, 0, 0, map[string]bool{}
	for k, key := range slices.Sorted(maps.Keys(h.routes)) {
		r := h.routes[key]
		if r.method != "POST" || r.pattern == "/sign-out" || r.pattern == "/demo/sign-in" || h.routes["GET "+r.pattern] == nil || apart[r.pattern] {
			continue
		}
		l := i18n.Langs[k%2]
		at, err := h.path(l, r.pattern, args(r)...)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range rand.New(rand.NewPCG(515, uint64(k))).Perm(len(accounts)) {
			h.cookie = cookies[accounts[i].ID]
			if len(h.wellFormed(ask(t, h, getReq(at)).Body.String(), at)) > 0 {
				break
			}
		}
		for n := range 12 {
			page := ask(t, h, getReq(at)).Body.String()
			b := &browser{testHouse: h, at: at, body: page}
			form, names := "", []string{}
			for _, m := range formTag.FindAllStringSubmatch(page, -1) {
				if to, _, _ := strings.Cut(html.UnescapeString(m[1]), "?"); to == at && len(texts(m[3])) > 0 {
					form, names = m[2], texts(m[3])
					break
				}
			}
			if form == "" {
				break // no free text, or what was sent before has ended it
			}
			action, v := b.fields(form)
			typed := map[string]string{}
			for j, name := range names {
				s := naughty[(n*7+j*5+k)%len(naughty)]
				typed[name], used[s] = s, true
				v.Set(name, s)
				v.Set("token", fmt.Sprintf("%s-%d", v.Get("token"), posts))
			}
			if whole := h.wellFormed(page, at); len(whole) > 0 {
				v.Set("go", whole[n%len(whole)].Get("go"))
			}
			rec := ask(t, h, postReq(action, v.Encode()))
			posts++
			fields += len(names)
			where := fmt.Sprintf("%s, button %s", r.pattern, v.Get("go"))
			h.framed(where, l, rec)
			body := rec.Body.String()
			if rec.Code == 303 {
				body = ask(t, h, getReq(at)).Body.String()
			}
			for _, acts := range []string{"<script>alert", "<img src=x", "onfocus='alert", `href="javascript:`} {
				if strings.Contains(body, acts) {
					t.Errorf("%s: the page holds %q", where, acts)
				}
			}
			if rec.Code != 303 && rec.Code != 422 {
				continue
			}
			shown := &browser{testHouse: h, at: at, body: body}
			if !strings.Contains(body, `id="`+form+`"`) {
				continue
			}
			_, is := shown.fields(form)
			any := slices.Concat(slices.Collect(maps.Values(is))...) // lines of a record move when one is added
			for name, s := range typed {
				got, has := is[name]
				switch {
				case !has || len(got) == 0:
				case rec.Code == 422 && !slices.Contains(any, s):
					t.Errorf("%s: %q typed into %s stands there as %q", where, s, name, got[0])
				case rec.Code == 422:
					again++
				case got[0] == s:
					there++
				case got[0] != "" && html.UnescapeString(got[0]) == s:
					t.Errorf("%s: %q in %s is shown as %q", where, s, name, got[0])
				}
			}
		}
	}
	t.Logf("%d posts, %d texts typed, of which %d stand there again after a refusal and %d are kept in their field; %d of %d strings", posts, fields, again, there, len(used), len(naughty))
	if posts < 250 || again+there < 400 || len(used) != len(naughty) {
		t.Error("too few to mean anything")
	}
}
