package web

import (
	"net/http"

	"passage/internal/casework/fault"
	"passage/internal/i18n"
)

// csp is the policy of every page (ux section 9): nothing from elsewhere, nothing inline.
const csp = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

// guard puts the security headers on every answer and turns forged requests away.
func (w *Web) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		h := rw.Header()
		h.Set("Content-Security-Policy", csp)
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), publickey-credentials-get=(self), publickey-credentials-create=(self)")
		h.Set("Cache-Control", "no-store")
		if w.secure || r.TLS != nil {
			h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		if w.forged(r) {
			l := i18n.Preferred(r.Header.Get("Accept-Language"))
			if len(r.URL.Path) > 3 && i18n.Lang(r.URL.Path[1:3]).Valid() && r.URL.Path[3] == '/' {
				l = i18n.Lang(r.URL.Path[1:3])
			}
			w.visit(rw, r, l, &route{pattern: "/"}).fail(fault.New(fault.Forbidden, "frame.error.forged"))
			return
		}
		next.ServeHTTP(rw, r)
	})
}

// forged says whether a request that changes something may come from another site. The library lets a request pass
// that says nothing of its origin; with a cookie on it, ours does not: every browser of the last years says it. The
// demo has nobody to protect and lets plain HTTP tools in.
func (w *Web) forged(r *http.Request) bool {
	if err := w.forgery.Check(r); err != nil {
		return true
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return false
	}
	return !w.Demo && r.Header.Get("Cookie") != "" && r.Header.Get("Origin") == "" && r.Header.Get("Sec-Fetch-Site") == ""
}
