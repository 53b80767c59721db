package house

import (
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// Client is a person with a plain HTTP tool in place of a browser: forms are read from the pages and sent as they
// are, which is quick enough to keep a server busy.
type Client struct {
	Base string
	HTTP *http.Client
}

// NewClient is a client with cookies of its own; redirects are not followed, since they are the answer to a form.
func NewClient(base string) *Client {
	jar, _ := cookiejar.New(nil)
	return &Client{Base: base, HTTP: &http.Client{Jar: jar, Timeout: 30 * time.Second,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 2},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// Answer is what came back.
type Answer struct {
	Status   int
	Location string
	Body     string
}

func (c *Client) do(r *http.Request) (Answer, error) {
	r.Header.Set("Origin", c.Base) // as a browser says where a form stands
	res, err := c.HTTP.Do(r)
	if err != nil {
		return Answer{}, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	return Answer{res.StatusCode, res.Header.Get("Location"), string(b)}, err
}

// Get fetches a page.
func (c *Client) Get(path string) (Answer, error) {
	r, err := http.NewRequest("GET", c.Base+path, nil)
	if err != nil {
		return Answer{}, err
	}
	return c.do(r)
}

// Post sends a form.
func (c *Client) Post(path string, form url.Values) (Answer, error) {
	r, err := http.NewRequest("POST", c.Base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return Answer{}, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.do(r)
}

// SignIn signs in as an account of the demo.
func (c *Client) SignIn(account string) error {
	a, err := c.Post("/en/demo/sign-in", url.Values{"account": {account}})
	if err == nil && a.Status != http.StatusSeeOther {
		err = fmt.Errorf("sign in as %s: status %d", account, a.Status)
	}
	return err
}

var (
	forms   = regexp.MustCompile(`(?s)<form\b([^>]*)>(.*?)</form>`)
	inputs  = regexp.MustCompile(`<input\b[^>]*>`)
	attribs = regexp.MustCompile(`([a-z]+)="([^"]*)"`)
)

func attrs(tag string) map[string]string {
	m := map[string]string{}
	for _, a := range attribs.FindAllStringSubmatch(tag, -1) {
		m[a[1]] = html.UnescapeString(a[2])
	}
	return m
}

// Form is the form with an id on a page, with what it holds hidden.
func (a Answer) Form(id string) (action string, hidden url.Values, err error) {
	for _, f := range forms.FindAllStringSubmatch(a.Body, -1) {
		at := attrs(f[1])
		if at["id"] != id {
			continue
		}
		hidden = url.Values{}
		for _, in := range inputs.FindAllString(f[2], -1) {
			if m := attrs(in); m["type"] == "hidden" {
				hidden.Add(m["name"], m["value"])
			}
		}
		return at["action"], hidden, nil
	}
	return "", nil, errors.New("the page has no form " + id)
}

var hrefs = regexp.MustCompile(`href="(/[^"#]*)"`)

// Links are the addresses that the page links to and that match, each once.
func (a Answer) Links(match *regexp.Regexp) (out []string) {
	seen := map[string]bool{}
	for _, m := range hrefs.FindAllStringSubmatch(a.Body, -1) {
		l := html.UnescapeString(m[1])
		if match.MatchString(l) && !seen[l] {
			seen[l] = true
			out = append(out, l)
		}
	}
	return out
}
