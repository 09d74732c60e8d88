package harness

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
)

// Photo is a JPEG as a camera makes it: held on its side (orientation 6), with the
// place and time it was taken and words of the camera in its Exif, a comment, and
// bytes behind its end. The picture is 24 by 16, red on the left half, blue on the
// right; upright it is 16 by 24 with red on top.
func Photo(words string) []byte {
	m := image.NewRGBA(image.Rect(0, 0, 24, 16))
	for y := range 16 {
		for x := range 24 {
			c := color.RGBA{255, 0, 0, 255}
			if x >= 12 {
				c = color.RGBA{0, 0, 255, 255}
			}
			m.Set(x, y, c)
		}
	}
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, m, &jpeg.Options{Quality: 95}); err != nil {
		panic(err) // of a picture that is always the same
	}
	b := []byte("\xff\xd8")
	b = segment(b, 0xe1, append([]byte("Exif\x00\x00"), Exif(words)...))
	b = segment(b, 0xe1, []byte("http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>"+words+"</x:xmpmeta>"))
	b = segment(b, 0xfe, []byte("comment "+words))
	b = append(b, plain.Bytes()[2:]...)
	return append(b, "behind the end "+words...)
}

func segment(b []byte, marker byte, body []byte) []byte {
	b = append(b, 0xff, marker)
	return append(binary.BigEndian.AppendUint16(b, uint16(len(body)+2)), body...)
}

// PhotoLat and PhotoLon are where Photo was taken: 0°24'44.28" north, 0°48'46.80" east.
const PhotoLat, PhotoLon = 0.4123, 0.813

// Exif is an Exif block, big-endian: orientation 6, words as the camera's maker, time,
// and the place above.
func Exif(words string) []byte {
	e := binary.BigEndian
	text := append([]byte(words), 0)
	taken, offset := []byte("2031:03:04 04:10:00\x00"), []byte("+03:00\x00")
	const ifd0, exif, gps = 8, 8 + 2 + 4*12 + 4, 8 + 2 + 4*12 + 4 + 2 + 2*12 + 4
	data := gps + 2 + 4*12 + 4
	var tail []byte
	store := func(v []byte) []byte {
		at := e.AppendUint32(nil, uint32(data+len(tail)))
		tail = append(tail, v...)
		return at
	}
	entry := func(b []byte, tag, kind uint16, n int, value []byte) []byte {
		b = e.AppendUint16(e.AppendUint16(b, tag), kind)
		return append(e.AppendUint32(b, uint32(n)), append(value, 0, 0, 0, 0)[:4]...)
	}
	rationals := func(v ...uint32) (b []byte) {
		for i := 0; i < len(v); i += 2 {
			b = e.AppendUint32(e.AppendUint32(b, v[i]), v[i+1])
		}
		return b
	}
	b := append([]byte("MM\x00*"), e.AppendUint32(nil, ifd0)...)
	b = e.AppendUint16(b, 4)
	b = entry(b, 0x010f, 2, len(text), store(text))
	b = entry(b, 0x0112, 3, 1, e.AppendUint16(nil, 6))
	b = entry(b, 0x8769, 4, 1, e.AppendUint32(nil, exif))
	b = entry(b, 0x8825, 4, 1, e.AppendUint32(nil, gps))
	b = append(b, 0, 0, 0, 0)
	b = e.AppendUint16(b, 2)
	b = entry(b, 0x9003, 2, len(taken), store(taken))
	b = entry(b, 0x9011, 2, len(offset), store(offset))
	b = append(b, 0, 0, 0, 0)
	b = e.AppendUint16(b, 4)
	b = entry(b, 1, 2, 2, []byte("N\x00"))
	b = entry(b, 2, 5, 3, store(rationals(0, 1, 24, 1, 4428, 100)))
	b = entry(b, 3, 2, 2, []byte("E\x00"))
	b = entry(b, 4, 5, 3, store(rationals(0, 1, 48, 1, 4680, 100)))
	b = append(b, 0, 0, 0, 0)
	return append(b, tail...)
}
