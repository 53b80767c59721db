package assessment

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Contradiction X-3 (decision 2): nobody here assesses whether a person is a defender, and reasons that start to do
// so are pointed out to their writer, in both languages. It is an acknowledged note: the writer may keep the words.
// It helps a human to read their own text again and proves nothing; docs/status-words.md states its recall.

//go:embed status_words.txt
var statusWords string

type wordList struct {
	any          []string // a sentence without one of these matches no pattern
	drift, clear []*regexp.Regexp
}

var statusPatterns = sync.OnceValue(func() wordList {
	lists := map[string]string{}
	var out wordList
	gap := regexp.MustCompile(`\{(\d+)\}`)
	for _, line := range strings.Split(statusWords, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		head, rest, _ := strings.Cut(line, " ")
		if head == "any" {
			out.any = strings.Split(rest, "|")
			continue
		}
		if head == "list" {
			lang, rest, _ := strings.Cut(rest, " ")
			name, words, _ := strings.Cut(rest, " ")
			words = strings.ReplaceAll(words, "{hrd}", lists[lang+"hrd"])
			lists[lang+name] = words
			continue
		}
		into := &out.drift
		if head == "clear" {
			into = &out.clear
			head, rest, _ = strings.Cut(rest, " ")
		}
		rest = strings.ReplaceAll(rest, "{hrd}", `\b(?:`+lists[head+"hrd"]+`)\b`)
		rest = strings.ReplaceAll(rest, "{work}", `\b(?:`+lists[head+"work"]+`)\b`)
		rest = gap.ReplaceAllString(rest, `(?:\S+ ){0,$1}`)
		*into = append(*into, regexp.MustCompile(rest))
	}
	return out
})

// DriftsIntoStatus says whether a text reads like an assessment of whether somebody is a human rights defender, in
// English or French, and gives the first sentence that does.
func DriftsIntoStatus(text string) (sentence string, drifts bool) {
	if strings.TrimSpace(text) == "" {
		return "", false
	}
	words := statusPatterns()
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return r == '.' || r == '!' || r == '?' || r == '\n' || r == ';' }) {
		plain := plainText(s)
		if !slices.ContainsFunc(words.any, func(w string) bool { return strings.Contains(plain, w) }) {
			continue // forty patterns over every sentence of every finding would cost more than to store it
		}
		if matches(words.clear, plain) {
			continue
		}
		if matches(words.drift, plain) {
			return strings.TrimSpace(s), true
		}
	}
	return "", false
}

func matches(list []*regexp.Regexp, s string) bool {
	for _, re := range list {
		if re.MatchString(s) {
			return true
		}
	}
	return false
}

// plainText is text in lower case, without accents and punctuation, one space between words.
func plainText(s string) string {
	var b strings.Builder
	space := true
	for _, r := range strings.ToLower(s) {
		if p, ok := unaccented[r]; ok {
			r = p
		}
		if r == '’' {
			r = '\''
		}
		if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '\'') {
			r = ' '
		}
		if r == ' ' {
			if space {
				continue
			}
			space = true
		} else {
			space = false
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}

var unaccented = map[rune]rune{'à': 'a', 'â': 'a', 'ä': 'a', 'ç': 'c', 'é': 'e', 'è': 'e', 'ê': 'e', 'ë': 'e',
	'î': 'i', 'ï': 'i', 'ô': 'o', 'ö': 'o', 'ù': 'u', 'û': 'u', 'ü': 'u', 'ÿ': 'y'}
