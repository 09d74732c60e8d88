package pictures

import (
	"bytes"
	"encoding/binary"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Facts is what a camera wrote into a picture, and its size in pixels. Place and time
// tell where the person behind the camera stood: they are for the own partner alone.
// "" and nil are not known.
type Facts struct {
	Width       int      `json:"width,omitempty"`
	Height      int      `json:"height,omitempty"`
	Orientation int      `json:"orientation,omitempty"`   // 1 to 8 as in Exif; 0 is not stated
	TakenAt     string   `json:"taken_at,omitempty"`      // of the camera's clock, as it wrote it: 2031:03:04 01:10:00
	TakenOffset string   `json:"taken_offset,omitempty"`  // of that clock from UTC, like +03:00
	GPSAt       string   `json:"gps_at,omitempty"`        // UTC of the satellites, 2031:03:04 01:10:00
	Lat         *float64 `json:"lat,omitempty"`           // degrees north, WGS 84
	Lon         *float64 `json:"lon,omitempty"`           // degrees east
	AltitudeM   *float64 `json:"altitude_m,omitempty"`    // metres above the sea
	DirectionDg *float64 `json:"direction_deg,omitempty"` // degrees from north that the camera looked
	Make        string   `json:"make,omitempty"`
	Model       string   `json:"model,omitempty"`
	Serial      string   `json:"serial,omitempty"` // of the camera's body
}

// exifOf finds the Exif block of a JPEG (APP1) or PNG (eXIf); nil for none.
func exifOf(b []byte) []byte {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xd8")):
		return exifOfJPEG(b[2:])
	case bytes.HasPrefix(b, []byte(pngMagic)):
		return exifOfPNG(b[len(pngMagic):])
	}
	return nil
}

const pngMagic = "\x89PNG\r\n\x1a\n"

// exifOfJPEG walks the segments before the picture itself (ITU T.81, annex B).
func exifOfJPEG(b []byte) []byte {
	for len(b) >= 4 && b[0] == 0xff {
		marker := b[1]
		if marker == 0xff { // a fill byte
			b = b[1:]
			continue
		}
		if marker == 0xda || marker == 0xd9 { // the picture, or its end
			return nil
		}
		length := int(binary.BigEndian.Uint16(b[2:]))
		if length < 2 || len(b) < 2+length {
			return nil
		}
		if body := b[4 : 2+length]; marker == 0xe1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")) {
			return body[6:]
		}
		b = b[2+length:]
	}
	return nil
}

// exifOfPNG walks the chunks (PNG specification, third edition, 11.3.2.5).
func exifOfPNG(b []byte) []byte {
	for len(b) >= 12 {
		length := binary.BigEndian.Uint32(b)
		if uint64(length)+12 > uint64(len(b)) {
			return nil
		}
		if string(b[4:8]) == "eXIf" {
			return b[8 : 8+length]
		}
		b = b[12+length:]
	}
	return nil
}

// Tags of TIFF and Exif 2.32 that are read.
const (
	tagMake, tagModel, tagOrientation, tagDateTime = 0x010f, 0x0110, 0x0112, 0x0132
	tagExif, tagGPS                                = 0x8769, 0x8825
	tagOriginal, tagOffset, tagSerial              = 0x9003, 0x9011, 0xa431
	gpsLatRef, gpsLat, gpsLonRef, gpsLon           = 1, 2, 3, 4
	gpsAltRef, gpsAlt, gpsTime, gpsDirection       = 5, 6, 7, 17
	gpsDate                                        = 29
)

// block is a TIFF block: offsets count from its beginning.
type block struct {
	b     []byte
	order binary.ByteOrder
}

// field is one entry of a directory: its type and its bytes.
type field struct {
	kind  uint16
	value []byte
	block
}

// readExif reads what Facts has a place for and skips all that is broken.
func readExif(b []byte) (f Facts) {
	t := block{b, binary.LittleEndian}
	switch {
	case bytes.HasPrefix(b, []byte("II*\x00")):
	case bytes.HasPrefix(b, []byte("MM\x00*")):
		t.order = binary.BigEndian
	default:
		return f
	}
	if len(b) < 8 {
		return f
	}
	first := t.directory(t.order.Uint32(b[4:]))
	f.Make, f.Model, f.TakenAt = first[tagMake].text(), first[tagModel].text(), first[tagDateTime].text()
	if n := first[tagOrientation].number(); n >= 1 && n <= 8 {
		f.Orientation = int(n)
	}
	if at := first[tagExif].number(); at > 0 {
		more := t.directory(uint32(at))
		if original := more[tagOriginal].text(); original != "" {
			f.TakenAt = original
		}
		f.TakenOffset, f.Serial = more[tagOffset].text(), more[tagSerial].text()
	}
	if at := first[tagGPS].number(); at > 0 {
		t.gps(t.directory(uint32(at)), &f)
	}
	return f
}

func (t block) gps(d map[uint16]field, f *Facts) {
	lat, lon := degrees(d[gpsLat], d[gpsLatRef], "S", 90), degrees(d[gpsLon], d[gpsLonRef], "W", 180)
	if lat != nil && lon != nil {
		f.Lat, f.Lon = lat, lon
	}
	if r := d[gpsAlt].rationals(1); r != nil && math.Abs(r[0]) < 1e5 {
		if v := d[gpsAltRef].value; len(v) > 0 && v[0] == 1 {
			r[0] = -r[0]
		}
		f.AltitudeM = &r[0]
	}
	if r := d[gpsDirection].rationals(1); r != nil && r[0] < 360 {
		f.DirectionDg = &r[0]
	}
	day, clock := d[gpsDate].text(), d[gpsTime].rationals(3)
	if len(day) == 10 && clock != nil && clock[0] < 24 && clock[1] < 60 && clock[2] < 61 {
		f.GPSAt = day + " " + two(clock[0]) + ":" + two(clock[1]) + ":" + two(clock[2])
	}
}

func two(v float64) string { n := int(v); return string([]byte{'0' + byte(n/10), '0' + byte(n%10)}) }

// degrees reads three numbers, degrees, minutes and seconds, with a letter for the
// side.
func degrees(v, side field, negative string, most float64) *float64 {
	r := v.rationals(3)
	if r == nil {
		return nil
	}
	d := r[0] + r[1]/60 + r[2]/3600
	if strings.EqualFold(side.text(), negative) {
		d = -d
	}
	if math.Abs(d) > most {
		return nil
	}
	return &d
}

// mostEntries of one directory are read; cameras write some dozens.
const mostEntries = 512

// sizes of one value by TIFF type: byte, text, short, long, rational, …
var sizes = map[uint16]uint64{1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}

func (t block) directory(at uint32) map[uint16]field {
	fields := map[uint16]field{}
	if uint64(at)+2 > uint64(len(t.b)) {
		return fields
	}
	n := min(int(t.order.Uint16(t.b[at:])), mostEntries)
	for i := range n {
		from := uint64(at) + 2 + uint64(i)*12
		if from+12 > uint64(len(t.b)) {
			break
		}
		e := t.b[from : from+12]
		kind := t.order.Uint16(e[2:])
		length := uint64(t.order.Uint32(e[4:])) * sizes[kind]
		value := e[8:12]
		if length > 4 {
			start := uint64(t.order.Uint32(value))
			if start+length > uint64(len(t.b)) {
				continue
			}
			value = t.b[start : start+length]
		}
		fields[t.order.Uint16(e)] = field{kind, value[:min(uint64(len(value)), length)], t}
	}
	return fields
}

// number is a whole number; 0 for none.
func (f field) number() int64 {
	switch {
	case f.kind == 3 && len(f.value) >= 2:
		return int64(f.order.Uint16(f.value))
	case f.kind == 4 && len(f.value) >= 4:
		return int64(f.order.Uint32(f.value))
	}
	return 0
}

// rationals are n fractions; nil when they are not there or divide by nothing.
func (f field) rationals(n int) []float64 {
	if f.kind != 5 || len(f.value) < 8*n {
		return nil
	}
	out := make([]float64, n)
	for i := range out {
		over := f.order.Uint32(f.value[8*i+4:])
		if over == 0 {
			return nil
		}
		out[i] = float64(f.order.Uint32(f.value[8*i:])) / float64(over)
	}
	return out
}

// longest text that is kept of a camera, in bytes.
const longest = 200

// text is one line of plain text; "" for none.
func (f field) text() string {
	if f.kind != 2 || len(f.value) > longest {
		return ""
	}
	s := strings.TrimSpace(strings.TrimRight(string(f.value), "\x00"))
	if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return ""
	}
	return s
}
