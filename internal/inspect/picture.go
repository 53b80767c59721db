package inspect

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"

	xdraw "golang.org/x/image/draw"
	"golang.org/x/image/tiff"
)

// lightSide is the longer side of the light copy: a page of print can be read, in some 100 KB.
const lightSide = 1200

// picture decodes a JPEG or PNG and writes it anew: what was not the picture is not in it.
func (f *Found) picture(b []byte) {
	turn := 1
	if f.Type == "image/png" {
		var whole bool
		if turn, whole = f.chunks(b); !whole {
			f.Fault = "document.file.cut"
			return
		}
	} else {
		turn = f.exifOf(b)
		if !bytes.Contains(b[max(0, len(b)-(1<<20)):], []byte("\xff\xd9")) {
			f.Fault = "document.file.cut"
			return
		}
	}
	c, _, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		f.Fault = "document.file.unreadable"
		return
	}
	if !bounded(c) {
		f.Fault = "document.file.pixels"
		return
	}
	m, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		f.Fault = "document.file.unreadable"
		return
	}
	m = upright(m, turn)
	f.Pages = 1
	f.copies(m, f.Type == "image/png")
}

func bounded(c image.Config) bool {
	return c.Width > 0 && c.Height > 0 && c.Width <= 30_000 && c.Height <= 30_000 && int64(c.Width)*int64(c.Height) <= MaxPixels
}

// copies writes the clean and the light copy.
func (f *Found) copies(m image.Image, exact bool) {
	var w bytes.Buffer
	if exact {
		if png.Encode(&w, m) != nil {
			f.Fault = "document.file.unreadable"
			return
		}
		f.CleanType = "image/png"
	} else {
		if jpeg.Encode(&w, opaque(m), &jpeg.Options{Quality: 88}) != nil {
			f.Fault = "document.file.unreadable"
			return
		}
		f.CleanType = "image/jpeg"
	}
	f.Clean = w.Bytes()
	light := jpegOf(shrunk(m, lightSide), 60)
	if len(light) < len(f.Clean)/2 {
		f.Light = light
	}
}

func jpegOf(m image.Image, quality int) []byte {
	var w bytes.Buffer
	if jpeg.Encode(&w, opaque(m), &jpeg.Options{Quality: quality}) != nil {
		return nil
	}
	return w.Bytes()
}

// opaque puts a picture that one can see through on white, as paper is; others are given back as they are.
func opaque(m image.Image) image.Image {
	if o, ok := m.(interface{ Opaque() bool }); ok && o.Opaque() {
		return m
	}
	out := image.NewRGBA(m.Bounds())
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(out, out.Bounds(), m, m.Bounds().Min, draw.Over)
	return out
}

// shrunk is the picture with its longer side at most side.
func shrunk(m image.Image, side int) image.Image {
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	if max(w, h) <= side {
		return m
	}
	if w >= h {
		w, h = side, max(1, h*side/w)
	} else {
		w, h = max(1, w*side/h), side
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	xdraw.ApproxBiLinear.Scale(out, out.Bounds(), m, m.Bounds(), xdraw.Over, nil)
	return out
}

// upright turns a picture as its EXIF orientation asks, since the copy has none.
func upright(m image.Image, orientation int) image.Image {
	if orientation <= 1 || orientation > 8 {
		return m
	}
	b := m.Bounds()
	w, h := b.Dx(), b.Dy()
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	from := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(from, from.Bounds(), m, b.Min, draw.Src)
	out := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			var u, v int
			switch orientation {
			case 2:
				u, v = w-1-x, y
			case 3:
				u, v = w-1-x, h-1-y
			case 4:
				u, v = x, h-1-y
			case 5:
				u, v = y, x
			case 6:
				u, v = h-1-y, x
			case 7:
				u, v = h-1-y, w-1-x
			case 8:
				u, v = y, w-1-x
			}
			copy(out.Pix[out.PixOffset(u, v):][:4], from.Pix[from.PixOffset(x, y):][:4])
		}
	}
	return out
}

// tiff decodes a scan of one or more pages: one is written as a picture, more as a PDF of pictures.
func (f *Found) tiff(b []byte) {
	pages, ok := directories(b)
	switch {
	case !ok:
		f.Fault = "document.file.unreadable"
		return
	case len(pages) > tiffPages:
		f.Fault = "document.file.pages"
		return
	}
	var small [][]byte
	var total int64
	for _, at := range pages {
		one := bytes.Clone(b)
		order(b).PutUint32(one[4:], at)
		turn := f.exif(one)
		c, err := tiff.DecodeConfig(bytes.NewReader(one))
		if err != nil {
			f.Fault = "document.file.unreadable"
			return
		}
		if total += int64(c.Width) * int64(c.Height); !bounded(c) || total > 8*MaxPixels {
			f.Fault = "document.file.pixels"
			return
		}
		m, err := tiff.Decode(bytes.NewReader(one))
		if err != nil {
			f.Fault = "document.file.unreadable"
			return
		}
		m = upright(m, turn)
		if len(pages) == 1 {
			f.Pages = 1
			f.copies(m, false)
			return
		}
		small = append(small, jpegOf(shrunk(m, 2400), 80))
	}
	f.Pages = len(pages)
	f.bound(small)
}

func order(b []byte) binary.ByteOrder {
	if b[0] == 'M' {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// directories are where the pages of a TIFF begin; a chain that bites its tail is none.
func directories(b []byte) (pages []uint32, ok bool) {
	if len(b) < 8 {
		return nil, false
	}
	o := order(b)
	for at := o.Uint32(b[4:]); at != 0; {
		if int64(at)+2 > int64(len(b)) || len(pages) >= MaxPages {
			return nil, false
		}
		pages = append(pages, at)
		end := int64(at) + 2 + 12*int64(o.Uint16(b[at:]))
		if end+4 > int64(len(b)) {
			return nil, false
		}
		at = o.Uint32(b[end:])
	}
	return pages, len(pages) > 0
}

// heic walks the boxes of a picture that nothing here can decode: it is whole, and it is offered as it is.
func (f *Found) heic(b []byte) {
	seen := map[string]bool{}
	for at := int64(0); at < int64(len(b)); {
		if at+8 > int64(len(b)) {
			f.Fault = "document.file.cut"
			return
		}
		n := int64(binary.BigEndian.Uint32(b[at:]))
		kind := string(b[at+4 : at+8])
		switch {
		case n == 1 && at+16 <= int64(len(b)):
			n = int64(binary.BigEndian.Uint64(b[at+8:]))
		case n == 0:
			n = int64(len(b)) - at
		}
		if n < 8 || at+n > int64(len(b)) || at+n < at {
			f.Fault = "document.file.cut"
			return
		}
		seen[kind] = true
		at += n
	}
	if !seen["meta"] || !seen["mdat"] {
		f.Fault = "document.file.unreadable"
		return
	}
	f.Pages = 1
	if bytes.Contains(b, []byte("Exif\x00\x00")) {
		f.trace("unknown")
	}
}
