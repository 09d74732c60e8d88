package pictures

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// corner is a picture of w by h pixels, white but for a black pixel top left.
func corner(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = 255
	}
	m.Set(0, 0, color.Black)
	return m
}

func encode(t testing.TB, f func(io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func plainPNG(t testing.TB, m image.Image) []byte {
	return encode(t, func(w io.Writer) error { return png.Encode(w, m) })
}

// chunk is a chunk of a PNG.
func chunk(kind string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, kind...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// with puts chunks behind the header of a PNG.
func with(b []byte, chunks ...[]byte) []byte {
	const header = 8 + 25
	return append(append(bytes.Clone(b[:header]), bytes.Join(chunks, nil)...), b[header:]...)
}

// oriented is a TIFF block that holds an orientation and nothing else.
func oriented(n byte) []byte {
	return []byte{'I', 'I', '*', 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, n, 0, 0, 0, 0, 0, 0, 0}
}

func copyOf(t *testing.T, b []byte) Copy {
	t.Helper()
	c, err := Make(context.Background(), bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCopiesHoldPixelsAlone(t *testing.T) {
	const secret = "the person behind the camera"
	gray := image.NewGray(image.Rect(0, 0, 9, 7))
	withText := with(plainPNG(t, corner(5, 4)), chunk("tEXt", []byte("Author\x00"+secret)), chunk("eXIf", append(oriented(1), secret...)))
	withComment := encode(t, func(w io.Writer) error { return jpeg.Encode(w, gray, nil) })
	withComment = append([]byte("\xff\xd8\xff\xfe\x00\x1e"+secret), withComment[2:]...)
	animated := encode(t, func(w io.Writer) error {
		p := image.NewPaletted(image.Rect(0, 0, 6, 5), color.Palette{color.White, color.Black})
		return gif.EncodeAll(w, &gif.GIF{Image: []*image.Paletted{p, p, p}, Delay: []int{1, 1, 1}})
	})
	tests := []struct {
		name, kind    string
		picture       []byte
		width, height int
	}{
		{"PNG with text", "image/png", withText, 5, 4},
		{"JPEG with a comment", "image/jpeg", withComment, 9, 7},
		{"GIF, the first of three", "image/png", append(animated, secret...), 6, 5},
		{"bytes behind the end", "image/png", append(plainPNG(t, gray), secret...), 9, 7},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if !bytes.Contains(tt.picture, []byte(secret)) {
				t.Fatal("the picture holds no secret to take out")
			}
			c := copyOf(t, tt.picture)
			if c.Refusal != "" || c.MediaType != tt.kind || bytes.Contains(c.Content, []byte(secret)) {
				t.Errorf("the copy is %s, %q", c.MediaType, c.Refusal)
			}
			m, _, err := image.DecodeConfig(bytes.NewReader(c.Content))
			if err != nil || m.Width != tt.width || m.Height != tt.height {
				t.Errorf("the copy is %d by %d, %v", m.Width, m.Height, err)
			}
		})
	}
}

// The black corner comes to where the camera's orientation says it belongs (Exif 2.32,
// table of tag 274).
func TestCopiesStandUpright(t *testing.T) {
	for orientation, want := range map[byte]image.Point{0: {0, 0}, 1: {0, 0}, 2: {4, 0}, 3: {4, 2}, 4: {0, 2}, 5: {0, 0}, 6: {2, 0}, 7: {2, 4}, 8: {0, 4}, 9: {0, 0}} {
		c := copyOf(t, with(plainPNG(t, corner(5, 3)), chunk("eXIf", oriented(orientation))))
		m, err := png.Decode(bytes.NewReader(c.Content))
		if err != nil {
			t.Fatal(err)
		}
		size := image.Pt(5, 3)
		if orientation >= 5 && orientation <= 8 {
			size = image.Pt(3, 5)
		}
		if got := m.Bounds().Size(); got != size {
			t.Errorf("orientation %d: the copy is %v, want %v", orientation, got, size)
			continue
		}
		if r, _, _, _ := m.At(want.X, want.Y).RGBA(); r != 0 {
			t.Errorf("orientation %d: the corner is not at %v", orientation, want)
		}
	}
}

// enormous is a PNG that declares more pixels than there may be, in a few bytes.
func enormous(t testing.TB, w, h uint32) []byte {
	b := plainPNG(t, corner(2, 2))
	binary.BigEndian.PutUint32(b[16:], w)
	binary.BigEndian.PutUint32(b[20:], h)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return b
}

func TestWhatIsNotCopied(t *testing.T) {
	tests := []struct {
		name    string
		picture []byte
		why     string
	}{
		{"text", []byte("no picture"), NotAPicture},
		{"a page that says it is a picture", []byte("<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"), NotAPicture},
		{"nothing", nil, NotAPicture},
		{"half a picture", plainPNG(t, corner(50, 50))[:60], broken},
		{"a header alone", []byte("\xff\xd8\xff\xe0"), broken},
		{"more pixels than may be", enormous(t, 10_000, 5_001), tooManyPixels},
		{"a side of two thousand million", enormous(t, 0x7fffffff, 0x7fffffff), broken},
		{"as many pixels as may be, of which none is there", enormous(t, 10_000, 5_000), broken},
		{"more bytes than may be", append(plainPNG(t, corner(2, 2)), make([]byte, MostBytes)...), TooLong},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			began := time.Now()
			c := copyOf(t, tt.picture)
			if c.Refusal != tt.why || c.Content != nil {
				t.Errorf("refused with %q, want %q; %d bytes", c.Refusal, tt.why, len(c.Content))
			}
			if took := time.Since(began); took > 30*time.Second {
				t.Errorf("that took %v", took)
			}
		})
	}
}

// A decoder that runs wild ends with its process, not with the service: too much
// memory and too much time both become a refusal. The parent's own memory stays.
func TestChildIsConfined(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Log("limits of a process differ here; the deadline alone is checked")
	}
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(wildness, "memory")
	if c, err := wild(own, time.Minute); runtime.GOOS == "linux" && (err != nil || c.Refusal != outOfBounds) {
		t.Errorf("too much memory: %q, %v", c.Refusal, err)
	}
	t.Setenv(wildness, "time")
	began := time.Now()
	if c, err := wild(own, 500*time.Millisecond); err != nil || c.Refusal != outOfBounds {
		t.Errorf("too much time: %q, %v", c.Refusal, err)
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("it ended after %v", took)
	}
	t.Setenv(wildness, "file")
	if c, err := wild(own, time.Minute); runtime.GOOS == "linux" && (err != nil || c.Refusal != outOfBounds) {
		t.Errorf("writing a file: %q, %v", c.Refusal, err)
	}
	t.Setenv(wildness, "")
	if c, err := wild(own, time.Minute); err != nil || c.Refusal != "" { // the control: a child that keeps to its share
		t.Errorf("a tame child: %q, %v", c.Refusal, err)
	}
}

// wild runs the child of this test in place of the program's.
func wild(own string, within time.Duration) (Copy, error) {
	return decodeAs(context.Background(), []string{own, "-test.run=^TestWildChild$"}, []string{wildness + "=" + os.Getenv(wildness), "GOMAXPROCS=1", "CONCORD_WILD=1"}, within, bytes.NewReader([]byte("x")))
}

const wildness = "CONCORD_WILDNESS"

// TestWildChild is what TestChildIsConfined runs as a child; by itself it does nothing.
func TestWildChild(t *testing.T) {
	if os.Getenv("CONCORD_WILD") == "" {
		return
	}
	if err := confine(); err != nil {
		os.Exit(9)
	}
	switch os.Getenv(wildness) {
	case "memory":
		var hold [][]byte
		for range 64 * slack {
			b := make([]byte, 32<<20)
			for i := 0; i < len(b); i += 4096 {
				b[i] = 1
			}
			hold = append(hold, b)
		}
		runtime.KeepAlive(hold)
	case "time":
		for {
			time.Sleep(time.Second)
		}
	case "file":
		f, err := os.CreateTemp("", "wild")
		if err == nil {
			defer os.Remove(f.Name())
			if _, err := f.Write([]byte("x")); err != nil {
				os.Exit(8)
			}
		}
	}
	var png bytes.Buffer
	png.WriteString(pngMagic + "and so on")
	os.Stdout.Write(binary.BigEndian.AppendUint32(nil, uint32(len(`{"length":17}`))))
	os.Stdout.WriteString(`{"length":17}`)
	os.Stdout.Write(png.Bytes())
	os.Exit(0)
}

// The child is told nothing of what the parent knows.
func TestChildKnowsNothing(t *testing.T) {
	t.Setenv("CONCORD_PASSPHRASE", "a secret")
	for _, pair := range environment {
		if strings.Contains(pair, "PASSPHRASE") || strings.Contains(pair, "secret") {
			t.Errorf("the child is told %s", pair)
		}
	}
	if len(environment) != 1 {
		t.Errorf("the child is told %v", environment)
	}
}

// What breaks while the picture is being read is the reader's error, not a refusal.
func TestErrorOfThePictureItself(t *testing.T) {
	wrong := errors.New("damaged")
	if _, err := Make(context.Background(), io.MultiReader(strings.NewReader("\xff\xd8\xff"), failing{wrong})); !errors.Is(err, wrong) {
		t.Errorf("err = %v, want %v", err, wrong)
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Make(ended, strings.NewReader("x")); err == nil {
		t.Error("nobody waits any more, and a picture was copied")
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// Whatever a child writes, the parent takes no type from it and nothing half.
func TestWhatAChildWritesIsNotBelieved(t *testing.T) {
	frame := func(header, content string) []byte {
		return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(header))), header...), content...)
	}
	tests := []struct {
		name    string
		output  []byte
		kind    string
		refused bool
	}{
		{"a PNG", frame(`{"length":8,"media_type":"text/html"}`, pngMagic), "image/png", false},
		{"a JPEG", frame(`{"length":3}`, "\xff\xd8\xff"), "image/jpeg", false},
		{"a page", frame(`{"length":6,"media_type":"image/png"}`, "<html>"), "", true},
		{"less than announced", frame(`{"length":9}`, pngMagic), "", true},
		{"nothing", nil, "", true},
		{"a header longer than all", []byte{0xff, 0xff, 0xff, 0xff, '{', '}'}, "", true},
		{"no copy and no reason", frame(`{}`, ""), "", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := parse(tt.output)
			if err != nil || c.MediaType != tt.kind || (c.Refusal != "") != tt.refused || (c.Content == nil) != tt.refused {
				t.Errorf("taken as %q, refusal %q, %v", c.MediaType, c.Refusal, err)
			}
		})
	}
}

func FuzzExif(f *testing.F) {
	f.Add(oriented(6))
	f.Add([]byte("MM\x00*\x00\x00\x00\x08\x00\x01\x88\x25\x00\x04\x00\x00\x00\x01\x00\x00\x00\x08"))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x20Exif\x00\x00II*\x00\x08\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, facts := range []Facts{readExif(b), readExif(exifOf(b)), readExif(exifOf(append([]byte("\xff\xd8"), b...))), readExif(exifOf(append([]byte(pngMagic), b...)))} {
			if facts.Orientation < 0 || facts.Orientation > 8 || facts.Lat != nil && (*facts.Lat > 90 || *facts.Lat < -90) || facts.Lon != nil && (*facts.Lon > 180 || *facts.Lon < -180) {
				t.Errorf("read %+v", facts)
			}
		}
	})
}
