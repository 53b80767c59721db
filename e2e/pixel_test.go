package e2e

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
)

// scanText stands in the bytes of each scan, as the text of a document; no disk may hold it.
const scanText = "Vellumgate statement of the witness"

// pixel is a small picture, as a scan or a photo, with a text of its own.
func pixel() []byte {
	m := image.NewRGBA(image.Rect(0, 0, 120, 160))
	for i := range 120 {
		m.Set(i, i, color.RGBA{90, 60, 120, 255})
	}
	var b bytes.Buffer
	png.Encode(&b, m)
	said := append([]byte("tEXtComment\x00"), scanText...)
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(said)-4))
	chunk = binary.BigEndian.AppendUint32(append(chunk, said...), crc32.ChecksumIEEE(said))
	end := b.Len() - 12 // the last chunk
	return append(append(bytes.Clone(b.Bytes()[:end]), chunk...), b.Bytes()[end:]...)
}
