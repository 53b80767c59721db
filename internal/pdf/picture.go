package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"image/jpeg"
	"strconv"
)

// picture is a photograph of the file.
type picture struct {
	jpeg          []byte
	width, height int
	space         string
	inverted      bool
}

// readPicture takes a JPEG apart as far as showing it needs, and leaves out what a camera or a program wrote into it:
// only the segments that make the picture stay (ITU-T T.81).
func readPicture(b []byte) (picture, error) {
	c, err := jpeg.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return picture{}, fmt.Errorf("pdf: picture: %w", err)
	}
	p := picture{width: c.Width, height: c.Height}
	wrong := errors.New("pdf: picture: cut short")
	out := []byte{0xFF, 0xD8}
	for at := 2; ; {
		for at < len(b) && b[at] == 0xFF && at+1 < len(b) && b[at+1] == 0xFF {
			at++
		}
		if at+4 > len(b) || b[at] != 0xFF {
			return picture{}, wrong
		}
		kind, n := b[at+1], int(be.Uint16(b[at+2:]))
		if n < 2 || at+2+n > len(b) {
			return picture{}, wrong
		}
		segment := b[at : at+2+n]
		adobe := kind == 0xEE && n >= 14 && bytes.HasPrefix(segment[4:], []byte("Adobe")) // says how colours are meant
		switch {
		case kind >= 0xC0 && kind <= 0xCF && kind != 0xC4 && kind != 0xC8 && kind != 0xCC:
			if n < 8 {
				return picture{}, wrong
			}
			p.space = map[byte]string{1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}[segment[9]]
		case adobe:
			p.inverted = true
		case kind >= 0xE0 && kind <= 0xEF || kind == 0xFE:
			segment = nil
		}
		out = append(out, segment...)
		at += 2 + n
		if kind == 0xDA { // the scan itself: up to the next marker that is none of its own
			from := at
			for at+1 < len(b) && (b[at] != 0xFF || b[at+1] == 0 || b[at+1] >= 0xD0 && b[at+1] <= 0xD7) {
				at++
			}
			out = append(out, b[from:at]...)
			if at+1 < len(b) && b[at+1] == 0xD9 {
				p.jpeg = append(out, 0xFF, 0xD9)
				break
			}
		}
	}
	if p.space == "" || p.width == 0 || p.height == 0 {
		return picture{}, errors.New("pdf: picture: no colours that a page can show")
	}
	return p, nil
}

func (p picture) write(o *objects) int {
	decode := ""
	if p.space == "/DeviceCMYK" && p.inverted {
		decode = " /Decode [1 0 1 0 1 0 1 0]"
	}
	return o.raw(fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent 8 /Filter /DCTDecode%s", p.width, p.height, p.space, decode), p.jpeg)
}

// figure puts a picture on the page.
func (w *flow) figure(f Figure) error {
	p, err := readPicture(f.JPEG)
	if err != nil {
		return err
	}
	high := f.Height
	if high == 0 {
		high = 120_000
	}
	high = min(high, w.top()-marginEnd)
	wide := high * p.width / p.height
	if wide > w.width() {
		wide, high = w.width(), w.width()*p.height/p.width
	}
	w.gap(6_000)
	w.need(high)
	w.pics = append(w.pics, p)
	w.y -= high
	e := w.root.in("Figure")
	e.alt = f.Alt
	e.attrs = fmt.Sprintf("<</O /Layout /Placement /Block /BBox [%s %s %s %s]>>", num(marginX), num(w.y), num(marginX+wide), num(w.y+high))
	w.mark(e)
	fmt.Fprintf(w.page(), "q %s 0 0 %s %s %s cm /I%s Do Q\n", num(wide), num(high), num(marginX), num(w.y), strconv.Itoa(len(w.pics)))
	w.endMark()
	return nil
}

// Shows says whether bytes are a picture that a page can show.
func Shows(b []byte) bool {
	_, err := readPicture(b)
	return err == nil
}
