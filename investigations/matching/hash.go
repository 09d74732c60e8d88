package matching

// key stands for a folded word, code or reference; 0 is none. It is FNV-1a, the
// same on every machine, since scores must be.
type key uint64

func keyOf(text string) key {
	if text == "" {
		return 0
	}
	h := uint64(14695981039346656037)
	for i := 0; i < len(text); i++ {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return key(max(h, 1))
}

// short is keyOf in 32 bits, for names that are compared and not looked up.
func short(text string) uint32 { return max(uint32(keyOf(text)>>32), 1) }
