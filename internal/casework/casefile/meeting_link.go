package casefile

import (
	"net/url"
	"strings"

	"passage/internal/casework/fault"
)

// maxLink is how long the address of a video meeting may be, in characters.
const maxLink = 500

// KeepLink keeps the address of a video meeting until the partner opens it.
//
// Rule I-84 (our default): whoever has the link is in the room with the applicant, so it is given once: it waits sealed on the interview,
// is shown to one person of the partner that hands on the invitation, and is gone from there when it was shown. It is in no letter and in
// no mail, and the office does not read it back. A link that was lost is replaced by another.
func KeepLink(i Interview, link string) (Interview, error) {
	if i.Status != InterviewBooked || !i.Mode.Video() {
		return i, fault.Stop("I-84", "interview.link.when")
	}
	link = strings.TrimSpace(link)
	at, err := url.Parse(link)
	if err != nil || at.Scheme != "https" || at.Host == "" || len(link) > maxLink || strings.ContainsAny(link, " \n\t") {
		var c fault.Check
		c.AddRule("link", "interview.link.form", "I-84")
		return i, c.Err("interview.link.wrong")
	}
	i.MeetingLink = link
	return i, nil
}
