package inspect

import (
	"bytes"
	"encoding/binary"
)

// What a picture says besides the picture: JPEG segments, PNG chunks and the EXIF block within either.

// segments are the marker segments of a JPEG before its first scan; body is what follows from there. ok is false when
// the file is cut or is none.
func segments(b []byte) (list [][]byte, body []byte, ok bool) {
	if !bytes.HasPrefix(b, []byte("\xff\xd8")) {
		return nil, nil, false
	}
	for at := 2; ; {
		for at+1 < len(b) && b[at] == 0xff && b[at+1] == 0xff { // fill bytes
			at++
		}
		if at+4 > len(b) || b[at] != 0xff {
			return nil, nil, false
		}
		n := 2 + int(binary.BigEndian.Uint16(b[at+2:]))
		if n < 4 || at+n > len(b) {
			return nil, nil, false
		}
		if b[at+1] == 0xda {
			return list, b[at:], true
		}
		list = append(list, b[at:at+n])
		at += n
	}
}

// exifOf enters what the segments of a JPEG betray and answers how it lies (1 to 8, 1 upright).
func (f *Found) exifOf(b []byte) (orientation int) {
	orientation = 1
	list, _, ok := segments(b)
	if !ok {
		return
	}
	for _, s := range list {
		data := s[4:]
		switch {
		case s[1] == 0xe1 && bytes.HasPrefix(data, []byte("Exif\x00\x00")):
			orientation = f.exif(data[6:])
		case s[1] == 0xe1: // XMP
			f.trace("description")
			if bytes.Contains(data, []byte("GPS")) {
				f.trace("gps")
			}
		case s[1] == 0xed, s[1] == 0xfe: // IPTC, comment
			f.trace("description")
		case s[1] == 0xe2 && bytes.HasPrefix(data, []byte("MPF\x00")):
			f.trace("thumbnail")
		}
	}
	return
}

// exif reads the fields of a TIFF structure that betray, and its orientation.
func (f *Found) exif(t []byte) (orientation int) {
	orientation = 1
	var o binary.ByteOrder = binary.LittleEndian
	switch {
	case len(t) < 8:
		return
	case string(t[:2]) == "MM":
		o = binary.BigEndian
	case string(t[:2]) != "II":
		return
	}
	at := o.Uint32(t[4:])
	for dir := 0; dir < 2; dir++ { // the picture, its thumbnail
		if at < 8 || int64(at)+2 > int64(len(t)) {
			return
		}
		if dir == 1 {
			f.trace("thumbnail")
			return
		}
		n := int(o.Uint16(t[at:]))
		end := int64(at) + 2 + 12*int64(n)
		if end+4 > int64(len(t)) {
			n = (len(t) - int(at) - 2) / 12
		}
		for i := range n {
			e := t[int(at)+2+12*i:]
			switch o.Uint16(e) {
			case 0x0112:
				if v := int(o.Uint16(e[8:])); v >= 1 && v <= 8 {
					orientation = v
				}
			case 0x8825:
				f.trace("gps")
			case 0x013b, 0x8298, 0x9c9d:
				f.trace("author")
			case 0x010f, 0x0110, 0x0131, 0x013c:
				f.trace("device")
			case 0x0132, 0x8769:
				f.trace("time")
			case 0x010e, 0x02bc, 0x83bb, 0x9286:
				f.trace("description")
			}
		}
		if end+4 > int64(len(t)) {
			return
		}
		at = o.Uint32(t[end:])
	}
	return
}

// chunks enters what the chunks of a PNG betray. Whole is false when the file does not end with its last chunk.
func (f *Found) chunks(b []byte) (orientation int, whole bool) {
	orientation = 1
	for at := 8; at+12 <= len(b); {
		n := int64(binary.BigEndian.Uint32(b[at:]))
		if int64(at)+12+n > int64(len(b)) {
			return
		}
		data := b[at+8 : at+8+int(n)]
		switch string(b[at+4 : at+8]) {
		case "eXIf":
			orientation = f.exif(data)
		case "tEXt", "iTXt", "zTXt":
			f.trace("description")
		case "tIME":
			f.trace("time")
		case "IEND":
			return orientation, at+12+int(n) == len(b)
		}
		at += 12 + int(n)
	}
	return
}

// bare is a JPEG without the segments that are not needed to show it: EXIF, XMP, IPTC, comments, previews. The colour
// profile and Adobe's note on colours stay, and what follows the end of the picture goes.
func bare(b []byte) ([]byte, bool) {
	list, body, ok := segments(b)
	if !ok {
		return nil, false
	}
	out := append(make([]byte, 0, len(b)), 0xff, 0xd8)
	for _, s := range list {
		m := s[1]
		if m == 0xfe || m >= 0xe1 && m <= 0xef && m != 0xee && !(m == 0xe2 && bytes.HasPrefix(s[4:], []byte("ICC_PROFILE\x00"))) {
			continue
		}
		out = append(out, s...)
	}
	return append(out, body...), true
}
