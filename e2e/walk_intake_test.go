package e2e

import (
	"fmt"
	"strings"
)

// filed checks the package, creates the file with its numbers and sends it to the office that is proposed.
func (w *walk) filed() {
	p := w.as("en", "clerk.roco")
	p.Click(w.ref).See("Nothing that is needed is missing.", "HRD status is not assessed here")
	p.Fill("Application number", "G410000001")
	var labels []string
	p.Eval(`[...document.querySelectorAll('form[id=file] label')].map(l => l.innerText.trim())`, &labels)
	for i, l := range labels {
		if strings.HasPrefix(l, "UCI of person") {
			p.Fill(l, fmt.Sprintf("4100-000%d", i))
		}
	}
	send(p, "Create the file, transfer, next")
}
