package inspect

import (
	"bytes"
	"io"
	"slices"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// pdf reads a PDF whole, refuses what can act or is closed, and writes it anew without what betrays: who made it and
// with what, its XMP, previews, links, authors of comments, the EXIF of its pictures, and earlier versions of itself.
// The copy is a cleaned file and no proof of harmlessness: it is turned into pictures, or shown in a sandbox.
func (f *Found) pdf(b []byte) {
	end := bytes.LastIndex(b, []byte("%%EOF"))
	if end < 0 {
		f.Fault = "document.file.cut"
		return
	}
	if strings.Trim(string(b[end+5:]), "\x00 \r\n\t\x1a") != "" {
		f.Fault = "document.file.twofold"
		return
	}
	model.ConfigPath = "disable" // else it writes into the home folder
	conf := model.NewDefaultConfiguration()
	conf.Offline, conf.ValidateLinks = true, false
	ctx, err := api.ReadContext(bytes.NewReader(b), conf)
	if ctx != nil && ctx.Encrypt != nil || err != nil && encrypted(b) {
		f.Fault = "document.pdf.encrypted"
		return
	}
	if err != nil {
		f.Fault = "document.file.unreadable"
		return
	}
	c := cleaner{found: f}
	for _, e := range ctx.Table {
		if e != nil && !e.Free && e.Object != nil {
			e.Object = c.object(e.Object, 0)
		}
	}
	if f.Fault != "" {
		return
	}
	if api.ValidateContext(ctx) != nil {
		f.Fault = "document.file.unreadable"
		return
	}
	switch {
	case ctx.PageCount == 0:
		f.Fault = "document.file.empty"
		return
	case ctx.PageCount > MaxPages:
		f.Fault = "document.file.pages"
		return
	}
	f.Pages = ctx.PageCount
	ctx.Info, ctx.Title, ctx.Author, ctx.Subject, ctx.Creator, ctx.Keywords = nil, "", "", "", "", ""
	ctx.Properties, ctx.KeywordList, ctx.CatalogXMPMeta, ctx.ID = nil, nil, nil, nil
	var w bytes.Buffer
	if api.WriteContext(ctx, &w) != nil {
		f.Fault = "document.file.unreadable"
		return
	}
	f.Clean, f.CleanType = w.Bytes(), f.Type
}

// encrypted says so of a file that the reader gave up on: its trailer names a dictionary of encryption.
func encrypted(b []byte) bool { return bytes.Contains(b, []byte("/Encrypt")) }

// cleaner goes through every object.
type cleaner struct{ found *Found }

// acts are actions that run or fetch something when they are triggered.
var acts = []string{"JavaScript", "Launch", "SubmitForm", "ImportData", "Rendition", "GoToE", "GoTo3DView", "RichMediaExecute"}

// holds are kinds of annotation that hold another file or a player.
var holds = []string{"FileAttachment", "RichMedia", "3D", "Movie", "Sound", "Screen"}

// deep bounds how far objects may lie in one another.
const deep = 200

func (c *cleaner) object(o types.Object, level int) types.Object {
	if level > deep {
		c.found.Fault = "document.file.unreadable"
		return o
	}
	switch o := o.(type) {
	case types.Dict:
		c.dict(o, level)
	case types.StreamDict:
		c.dict(o.Dict, level)
		c.pictureIn(&o)
		return o
	case *types.StreamDict:
		c.dict(o.Dict, level)
		c.pictureIn(o)
	case types.ObjectStreamDict:
		c.dict(o.Dict, level)
	case *types.ObjectStreamDict:
		c.dict(o.Dict, level)
	case types.Array:
		for i := range o {
			o[i] = c.object(o[i], level+1)
		}
	}
	return o
}

// named is the value of a key that is a name, decoded: "J#61vaScript" is one way of writing it.
func named(d types.Dict, key string) string {
	n, ok := d[key].(types.Name)
	if !ok {
		return ""
	}
	if s, err := types.DecodeName(string(n)); err == nil {
		return s
	}
	return string(n)
}

func (c *cleaner) dict(d types.Dict, level int) {
	for key, v := range d {
		plain := key
		if s, err := types.DecodeName(key); err == nil {
			plain = s
		}
		drop, trace := true, ""
		switch plain {
		case "JS", "JavaScript":
			c.found.Fault = "document.pdf.script"
		case "EmbeddedFiles", "EF", "AF":
			c.found.Fault = "document.pdf.embedded"
		case "XFA":
			c.found.Fault = "document.pdf.form"
		case "Metadata":
			trace = "description"
		case "PieceInfo", "LastModified", "SpiderInfo", "OpenAction", "AA":
		case "Thumb":
			trace = "thumbnail"
		case "A", "PA":
			if a, ok := v.(types.Dict); ok && a["S"] == nil {
				drop = false // attributes of a structure element
			} else if _, ok := v.(types.Array); ok {
				drop = false
			} else if named(d, "Subtype") != "Link" && named(d, "Type") != "Annot" && d["Title"] == nil {
				drop = false
			} else {
				trace = "link"
			}
		case "URI":
			trace = "link"
		case "Author", "Creator", "Producer", "Company", "SourceModified":
			trace = "author"
		case "CreationDate", "ModDate":
			trace = "time"
		default:
			drop = false
		}
		v = c.object(v, level+1) // also of what goes: what it would have done is a reason to refuse
		if drop {
			delete(d, key)
		} else {
			d[key] = v
		}
		if trace != "" {
			c.found.trace(trace)
		}
	}
	if s := named(d, "S"); slices.Contains(acts, s) {
		c.found.Fault = "document.pdf.script"
	}
	sub := named(d, "Subtype")
	if slices.Contains(holds, sub) {
		c.found.Fault = "document.pdf.embedded"
	}
	if d["Rect"] != nil && sub != "Widget" && sub != "" { // an annotation; the T of a field is its name
		for _, k := range []string{"T", "M", "NM", "RC"} {
			if d[k] != nil {
				delete(d, k)
				if k == "T" {
					c.found.trace("author")
				}
			}
		}
	}
}

// pictureIn takes EXIF, XMP and comments out of a JPEG within the PDF: the phone that scanned a page writes where.
func (c *cleaner) pictureIn(s *types.StreamDict) {
	if len(s.FilterPipeline) != 1 || s.FilterPipeline[0].Name != "DCTDecode" || len(s.Raw) == 0 {
		return
	}
	c.found.exifOf(s.Raw)
	if b, ok := bare(s.Raw); ok && len(b) != len(s.Raw) {
		s.Raw, s.Content = b, nil
		n := int64(len(b))
		s.StreamLength, s.StreamLengthObjNr = &n, nil
		s.Dict["Length"] = types.Integer(n)
	}
}

// bound makes a PDF of pictures, each a page of its size.
func (f *Found) bound(pages [][]byte) {
	model.ConfigPath = "disable"
	conf := model.NewDefaultConfiguration()
	conf.Offline = true
	list := make([]io.Reader, len(pages))
	for i, p := range pages {
		list[i] = bytes.NewReader(p)
	}
	var w bytes.Buffer
	if api.ImportImages(nil, &w, list, nil, conf) != nil {
		f.Fault = "document.file.unreadable"
		return
	}
	f.Clean, f.CleanType = w.Bytes(), "application/pdf"
}
