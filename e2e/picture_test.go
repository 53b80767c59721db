package e2e

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"passage/e2e/browser"
	"passage/e2e/house"
)

// TestPicture makes the picture of the README from the demo: an officer's worksheet. It is written to docs/ when PICTURE
// says where (make picture); always, it shows what the README promises and stays under 120 KB.
func TestPicture(t *testing.T) {
	t.Parallel()
	s := house.Demo(t)
	p := signIn(t, s, "en", "officer.cedar", browser.Options{})
	p.ClickCSS("main .btn-1") // the next task
	p.See("Eligibility worksheet", "not assessed here", "HRD note")
	p.Eval(`document.activeElement.blur()`, nil)
	raw := filepath.Join(t.TempDir(), "picture.png")
	p.Screenshot(raw, false)
	small := lean(t, raw)
	t.Logf("%d bytes", len(small))
	if len(small) > 120<<10 {
		t.Errorf("the picture has %d bytes, at most 120 KB", len(small))
	}
	if to := os.Getenv("PICTURE"); to != "" {
		if err := os.WriteFile(to, small, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// lean is a picture with the 128 colours that it has most: a page has few, and the edges of letters bear it.
func lean(t *testing.T, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	src, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	box := src.Bounds()
	count := map[color.RGBA]int{}
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			count[color.RGBAModel.Convert(src.At(x, y)).(color.RGBA)]++
		}
	}
	colours := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int { return count[b] - count[a] })
	var palette color.Palette
	for _, c := range colours[:min(128, len(colours))] {
		palette = append(palette, c)
	}
	to := image.NewPaletted(box, palette)
	draw.Draw(to, box, src, box.Min, draw.Src)
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, to); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
