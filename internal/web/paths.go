package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"passage/internal/i18n"
)

// french is the one table of path words. A route is known by its English pattern; its French address is made of these.
// Eligibility and admissibility never share a word: French pages use "admissibilité" for both (ux section 7).
var french = map[string]string{
	"register":       "inscrire",
	"cards":          "cartes",
	"item":           "element",
	"page":           "page",
	"agreements":     "ententes",
	"allocation":     "repartition",
	"levels":         "niveaux",
	"reallocations":  "passages-de-places",
	"signatures":     "signatures",
	"representative": "representant",
	"sections":       "sections",
	"accept":         "accepter",
	"access":         "acces",
	"apart":          "a-part",
	"accessibility":  "accessibilite",
	"account":        "compte",
	"add":            "ajouter",
	"address":        "adresse",
	"admin":          "administration",
	"admissibility":  "interdiction-de-territoire",
	"answer":         "repondre",
	"applicant":      "demandeur",
	"appoint":        "convoquer",
	"approve":        "approuver",
	"arrivals":       "arrivees",
	"assign":         "attribuer",
	"audit":          "verification",
	"cases":          "dossiers",
	"cancel":         "annuler",
	"cessation":      "perte-de-l-asile",
	"check":          "verifier",
	"close":          "fermer",
	"codes":          "codes",
	"commitment":     "engagement",
	"components":     "composants",
	"concerns":       "preoccupations",
	"confirm":        "confirmer",
	"consent":        "consentement",
	"consultation":   "consultation",
	"withdrawal":     "retrait",
	"separation":     "separation",
	"loan":           "pret",
	"permit":         "permis",
	"hurry":          "urgence",
	"consultations":  "consultations",
	"contact":        "contact",
	"contradictions": "contradictions",
	"conviction":     "condamnation",
	"convictions":    "condamnations",
	"copy":           "copie",
	"correct":        "corriger",
	"cover":          "page-couverture",
	"create":         "creer",
	"deaths":         "deces",
	"ending":         "fin",
	"decision":       "decision",
	"declare":        "declarer",
	"definitions":    "definitions",
	"destination":    "destination",
	"destinations":   "destinations",
	"demo":           "demo",
	"departure":      "depart",
	"documents":      "documents",
	"download":       "telecharger",
	"draft":          "ebauche",
	"duplicates":     "doublons",
	"duty":           "permanence",
	"edit":           "modifier",
	"eligibility":    "admissibilite-reinstallation",
	"entry-sheet":    "fiche-de-saisie",
	"exports":        "exportations",
	"facts":          "faits",
	"group":          "groupe",
	"letter":         "lettre",
	"grounds":        "motifs",
	"assessment":     "evaluation",
	"matter":         "affaire",
	"matters":        "affaires",
	"differences":    "ecarts",
	"workload":       "charge-des-bureaux",
	"result":         "resultat",
	"wall":           "cloison",
	"writings":       "ecrits",
	"family":         "famille",
	"file":           "fichier",
	"forecast":       "prevision",
	"finish":         "terminer",
	"kept":           "garde",
	"forms":          "formulaires",
	"freeze":         "bloquer",
	"granted":        "confies",
	"help":           "aide",
	"helpers":        "aidants",
	"hold":           "retenir",
	"holds":          "retenues",
	"import":         "importer",
	"information":    "renseignements",
	"intake":         "reception",
	"inquiries":      "demandes",
	"integrity":      "integrite",
	"interview":      "entrevue",
	"interviews":     "entrevues",
	"invitation":     "invitation",
	"keyboard":       "clavier",
	"landing":        "etablissement",
	"ledger":         "registre",
	"letters":        "lettres",
	"light":          "legere",
	"link":           "lier",
	"links":          "liens",
	"looked":         "consultations-du-dossier",
	"mail":           "courriel",
	"measures":       "mesures",
	"messages":       "messages",
	"my-work":        "mon-travail",
	"needs":          "besoins",
	"new":            "nouveau",
	"news":           "nouvelles",
	"families":       "familles",
	"next":           "suivant",
	"notes":          "notes",
	"notices":        "avis",
	"office":         "bureau",
	"offices":        "bureaux",
	"openings":       "ouvertures",
	"original":       "original",
	"outcome":        "resultat",
	"overrule":       "reformer",
	"package":        "trousse",
	"pages":          "pages",
	"partners":       "partenaires",
	"passkeys":       "cles-d-acces",
	"people":         "personnel",
	"persons":        "personnes",
	"photo":          "photo",
	"plan":           "planifier",
	"past":           "tel-qu-il-etait",
	"policy":         "politique",
	"preview":        "apercu",
	"orders":         "decrets",
	"principal":      "demandeur-principal",
	"privacy":        "confidentialite",
	"proof":          "preuve",
	"questions":      "questions",
	"read":           "lire",
	"reauthenticate": "confirmer-identite",
	"receive":        "recevoir",
	"record":         "consigner",
	"requests":       "demandes-ecrites",
	"refer":          "recommander",
	"referees":       "repondants",
	"referral":       "recommandation",
	"records":        "copies-certifiees",
	"recourse":       "recours",
	"referrals":      "recommandations",
	"refuse":         "refuser",
	"release":        "communiquer",
	"remove":         "retirer",
	"reports":        "rapports",
	"csv":            "csv",
	"table":          "tableau",
	"xlsx":           "xlsx",
	"reroute":        "reacheminer",
	"return":         "retourner",
	"returned":       "retour",
	"reveal":         "devoiler",
	"review":         "revision",
	"safe":           "en-securite",
	"words":          "mots",
	"safety":         "securite",
	"search":         "recherche",
	"second-look":    "second-examen",
	"second-looks":   "seconds-examens",
	"security":       "surete",
	"send":           "envoyer",
	"sign":           "signer",
	"sign-in":        "connexion",
	"sign-out":       "deconnexion",
	"spaces":         "places",
	"splits":         "scissions",
	"stages":         "etapes",
	"start":          "commencer",
	"submit":         "soumettre",
	"summary":        "sommaire",
	"take-back":      "reprendre",
	"terms":          "termes",
	"timeline":       "chronologie",
	"tracks":         "volets",
	"transfer":       "transferer",
	"transfers":      "transferts",
	"travel":         "voyage",
	"trips":          "deplacements",
	"missed":         "absence",
	"arrange":        "amenager",
	"interpreters":   "interpretes",
	"undo":           "retablir",
	"units":          "unites",
	"upload":         "televerser",
	"uploads":        "televersements",
	"visa":           "visa",
	"waive":          "dispenser",
	"withdraw":       "retirer-recommandation",
	"xml":            "xml",
}

// address is the path of a pattern in a language, its wildcards still in it.
func address(l i18n.Lang, pattern string) (string, error) {
	if pattern == "/" {
		return "/" + string(l), nil
	}
	segments := strings.Split(strings.TrimPrefix(pattern, "/"), "/")
	for i, s := range segments {
		if strings.HasPrefix(s, "{") || l == i18n.EN {
			continue
		}
		fr, ok := french[s]
		if !ok {
			return "", fmt.Errorf("route %s: no French word for %q in paths.go", pattern, s)
		}
		segments[i] = fr
	}
	return "/" + string(l) + "/" + strings.Join(segments, "/"), nil
}

// path is the address of a route with its wildcards filled in order.
func (w *Web) path(l i18n.Lang, pattern string, args ...any) (string, error) {
	var at [2]string
	found := false
	for _, method := range []string{"GET ", "POST "} {
		if r := w.routes[method+pattern]; r != nil {
			at, found = r.at, true
			break
		}
	}
	if !found {
		return "", fmt.Errorf("path %q: no such route", pattern)
	}
	raw := at[index(l)]
	var b strings.Builder
	n := 0
	for raw != "" {
		open := strings.IndexByte(raw, '{')
		if open < 0 {
			break
		}
		end := strings.IndexByte(raw, '}')
		if n >= len(args) {
			return "", fmt.Errorf("path %q: %d values are too few", pattern, len(args))
		}
		b.WriteString(raw[:open])
		b.WriteString(url.PathEscape(i18n.EN.Value(args[n])))
		raw, n = raw[end+1:], n+1
	}
	if n != len(args) {
		return "", fmt.Errorf("path %q: %d values are too many", pattern, len(args))
	}
	return b.String() + raw, nil
}

func index(l i18n.Lang) int {
	if l == i18n.FR {
		return 1
	}
	return 0
}

// wildcards are the names of the wildcards of a pattern, in order.
func wildcards(pattern string) (out []string) {
	for _, s := range strings.Split(pattern, "/") {
		if strings.HasPrefix(s, "{") {
			out = append(out, strings.Trim(s, "{}"))
		}
	}
	return out
}

// elsewhere is the address of the same page in another language: the same values, the same filters.
func (w *Web) elsewhere(l i18n.Lang, pattern string, r *http.Request) string {
	var args []any
	for _, name := range wildcards(pattern) {
		args = append(args, r.PathValue(name))
	}
	p, err := w.path(l, pattern, args...)
	if err != nil {
		return "/" + string(l)
	}
	if r.URL.RawQuery != "" {
		p += "?" + r.URL.RawQuery
	}
	return p
}
