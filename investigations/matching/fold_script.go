package matching

// spelling gives letters of other scripts, and Latin ones whose mark changes the
// sound, in plain Latin letters. Vowel letters of Arabic and Hebrew are given the
// vowel they most often stand for, which the skeleton drops again.
var spelling = map[rune]string{
	// Arabic, Persian, Urdu, Kurdish
	'ا': "a", 'أ': "a", 'إ': "a", 'آ': "a", 'ٱ': "a", 'ء': "", 'ئ': "i", 'ؤ': "u", 'ع': "a", 'ى': "a", 'ة': "a",
	'ب': "b", 'پ': "p", 'ت': "t", 'ٹ': "t", 'ث': "th", 'ج': "j", 'چ': "ch", 'ح': "h", 'خ': "kh", 'د': "d", 'ڈ': "d",
	'ذ': "dh", 'ر': "r", 'ڑ': "r", 'ز': "z", 'ژ': "zh", 'س': "s", 'ش': "sh", 'ص': "s", 'ض': "d", 'ط': "t", 'ظ': "z",
	'غ': "gh", 'ف': "f", 'ڤ': "v", 'ق': "q", 'ك': "k", 'ک': "k", 'گ': "g", 'ل': "l", 'م': "m", 'ن': "n", 'ں': "n",
	'ه': "h", 'ہ': "h", 'ھ': "h", 'ە': "e", 'و': "u", 'ۆ': "o", 'ي': "i", 'ی': "i", 'ے': "i", 'ێ': "e", 'ـ': "",
	// Hebrew
	'א': "a", 'ב': "b", 'ג': "g", 'ד': "d", 'ה': "h", 'ו': "u", 'ז': "z", 'ח': "kh", 'ט': "t", 'י': "i", 'כ': "k",
	'ך': "k", 'ל': "l", 'מ': "m", 'ם': "m", 'נ': "n", 'ן': "n", 'ס': "s", 'ע': "a", 'פ': "p", 'ף': "f", 'צ': "ts",
	'ץ': "ts", 'ק': "k", 'ר': "r", 'ש': "sh", 'ת': "t", '׳': "", '״': "",
	// Cyrillic: Russian, Ukrainian, Belarusian, Bulgarian, Serbian, Macedonian
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'ґ': "g", 'ѓ': "g", 'д': "d", 'ђ': "dj", 'е': "e", 'ё': "e", 'є': "e",
	'ж': "zh", 'з': "z", 'ѕ': "z", 'и': "i", 'і': "i", 'ї': "i", 'й': "i", 'ј': "i", 'к': "k", 'ќ': "k", 'л': "l",
	'љ': "l", 'м': "m", 'н': "n", 'њ': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'ћ': "ch", 'у': "u",
	'ў': "u", 'ф': "f", 'х': "kh", 'ц': "ts", 'ч': "ch", 'џ': "dj", 'ш': "sh", 'щ': "shch", 'ъ': "", 'ы': "i",
	'ь': "", 'э': "e", 'ю': "u", 'я': "a",
	// Latin letters whose mark or form is a sound of its own
	'š': "sh", 'ş': "sh", 'ș': "sh", 'ś': "sh", 'č': "ch", 'ç': "ch", 'ć': "ch", 'ž': "zh", 'ż': "zh", 'ź': "z",
	'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l", 'ø': "o", 'œ': "e", 'æ': "e", 'ß': "ss", 'ı': "i", 'ḫ': "kh", 'ẖ': "kh",
	'ə': "e", 'ʿ': "", 'ʾ': "", 'ʼ': "",
}

// withoutVowels tells whether text is in a script that leaves short vowels out,
// so that it can only be compared by its consonants.
func withoutVowels(text string) bool {
	for _, r := range text {
		if r >= 0x0590 && r <= 0x08FF || r >= 0xFB1D && r <= 0xFEFC {
			return true
		}
	}
	return false
}
