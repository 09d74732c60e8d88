package pictures

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"image"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"
)

// childName is the one argument by which this program knows that it is its own child.
const childName = "concord-working-copy"

// A picture comes from a stranger and its decoder is large: whatever it does, it does
// in a process of its own that can neither write a file nor take more than its share.
// The check stands in an init so that every program that has this package, the tests
// too, can be its own child.
func init() {
	if len(os.Args) == 2 && os.Args[1] == childName {
		os.Exit(child(os.Stdin, os.Stdout))
	}
}

// header comes before the copy on the child's standard output.
type header struct {
	Facts     Facts  `json:"facts"`
	MediaType string `json:"media_type"` // of the copy
	Length    int    `json:"length"`     // of the copy in bytes; 0 for none
	Refusal   string `json:"refusal"`    // why there is none, one of the reasons
}

// child reads a picture and writes its header, then the copy.
func child(in io.Reader, out io.Writer) int {
	if confine() != nil {
		return 3
	}
	b := make([]byte, MostBytes+1)
	n, err := io.ReadFull(in, b)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return 4
	}
	h, copied := work(b[:n])
	text, err := json.Marshal(h)
	if err != nil {
		return 5
	}
	for _, part := range [][]byte{binary.BigEndian.AppendUint32(nil, uint32(len(text))), text, copied} {
		if _, err := out.Write(part); err != nil {
			return 6
		}
	}
	return 0
}

// work decodes a picture, turns it upright and encodes it again: what is not a pixel
// stays behind.
func work(b []byte) (h header, copied []byte) {
	h.Facts = readExif(exifOf(b))
	refuse := func(why string) (header, []byte) { h.Refusal = why; return h, nil }
	if len(b) > MostBytes {
		return refuse(TooLong)
	}
	config, decode := formatOf(b)
	if decode == nil {
		return refuse(NotAPicture)
	}
	c, err := config(bytes.NewReader(b))
	if err != nil {
		return refuse(broken)
	}
	if h.Facts.Width, h.Facts.Height = c.Width, c.Height; c.Width <= 0 || c.Height <= 0 || int64(c.Width)*int64(c.Height) > MostPixels {
		return refuse(tooManyPixels)
	}
	picture, err := decode(bytes.NewReader(b))
	if err != nil {
		return refuse(broken)
	}
	picture = upright(picture, h.Facts.Orientation)
	to := &bounded{}
	if h.MediaType = "image/png"; bytes.HasPrefix(b, []byte("\xff\xd8")) {
		h.MediaType = "image/jpeg"
		err = jpeg.Encode(to, picture, &jpeg.Options{Quality: 90})
	} else {
		err = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(to, picture)
	}
	if err != nil {
		return refuse(tooLongCopy)
	}
	h.Length = to.Len()
	return h, to.Bytes()
}

type decoder func(io.Reader) (image.Image, error)

// formatOf tells a picture by its first bytes, never by its name.
func formatOf(b []byte) (func(io.Reader) (image.Config, error), decoder) {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return jpeg.DecodeConfig, jpeg.Decode
	case bytes.HasPrefix(b, []byte(pngMagic)):
		return png.DecodeConfig, png.Decode
	case bytes.HasPrefix(b, []byte("GIF87a")), bytes.HasPrefix(b, []byte("GIF89a")):
		return gif.DecodeConfig, gif.Decode // the first picture of several
	}
	return nil, nil
}

// bounded is a buffer that does not grow over what a copy may have.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > mostCopy {
		return 0, io.ErrShortWrite
	}
	return b.Buffer.Write(p)
}

// upright turns and mirrors a picture as its camera said (Exif orientation 2 to 8),
// because what said so does not go along.
func upright(m image.Image, orientation int) image.Image {
	if orientation < 2 || orientation > 8 {
		return m
	}
	b := m.Bounds()
	from := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(from, from.Bounds(), m, b.Min, draw.Src)
	w, h := b.Dx(), b.Dy()
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	to := image.NewNRGBA(size)
	for y := range h {
		for x := range w {
			tx, ty := x, y
			switch orientation {
			case 2:
				tx = w - 1 - x
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				ty = h - 1 - y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			copy(to.Pix[to.PixOffset(tx, ty):][:4], from.Pix[from.PixOffset(x, y):][:4])
		}
	}
	return to
}
