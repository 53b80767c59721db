package e2e

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
)

// pixel is a small picture, as a scan or a photo.
func pixel() []byte {
	m := image.NewRGBA(image.Rect(0, 0, 120, 160))
	for i := range 120 {
		m.Set(i, i, color.RGBA{90, 60, 120, 255})
	}
	var b bytes.Buffer
	png.Encode(&b, m)
	return b.Bytes()
}
