package matching

import "sync"

// text is what a report has any number of: its telling words, its references and the
// sketch of its text, one after another in a block that many share. A million reports
// have millions of short lists; each allocated alone would cost more around it than it
// holds, and more to find when memory is cleared up than all the rest.
type text struct {
	in                     *block // nil where there is nothing
	from                   uint16
	said                   uint8 // words
	own, mentions, sources uint8 // references, see packReferences
	sketched               bool
}

type block [blockSize]uint32

const blockSize = 4096

// blocks hands out pieces of a block.
var blocks struct {
	sync.Mutex
	in   *block
	used int
}

func keepText(list words, own, mentions, locators []key, s sketch) text {
	t := text{said: uint8(len(list)), own: uint8(len(own)), mentions: uint8(len(mentions)), sources: uint8(len(locators)), sketched: s != sketch{}}
	n := len(list) + 2*(len(own)+len(mentions)+len(locators)) + len(s)*when(t.sketched)
	if n == 0 {
		return t
	}
	blocks.Lock()
	if blocks.in == nil || blocks.used+n > blockSize {
		blocks.in, blocks.used = new(block), 0
	}
	t.in, t.from = blocks.in, uint16(blocks.used)
	blocks.used += n
	blocks.Unlock()
	into := t.in[t.from:][:0]
	into = append(into, list...)
	for _, part := range [][]key{own, mentions, locators} {
		for _, k := range part {
			into = append(into, uint32(k>>32), uint32(k))
		}
	}
	if t.sketched {
		copy(into[len(into):][:len(s)], s[:])
	}
	return t
}

// words may be weighed where they stand.
func (t *text) words() words {
	if t.said == 0 {
		return nil
	}
	return t.in[t.from:][:t.said]
}

// keys of references, two numbers each.
type keys []uint32

func (k keys) len() int { return len(k) / 2 }

func (k keys) at(i int) key { return key(k[2*i])<<32 | key(k[2*i+1]) }

// references are all of them: its own, then what it mentions, then where its sources lie.
func (t *text) references() keys {
	n := 2 * (int(t.own) + int(t.mentions) + int(t.sources))
	if n == 0 {
		return nil
	}
	return t.in[int(t.from)+int(t.said):][:n]
}

func (t *text) parts() (own, mentions, locators keys) {
	all := t.references()
	o, m := 2*int(t.own), 2*(int(t.own)+int(t.mentions))
	return all[:o], all[o:m], all[m:]
}

// sketch of the text; all zero for none.
func (t *text) sketch() (s sketch) {
	if t.sketched {
		copy(s[:], t.in[int(t.from)+int(t.said)+len(t.references()):])
	}
	return s
}
