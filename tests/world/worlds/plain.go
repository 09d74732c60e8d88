package worlds

// plainNoise is the world of the prototype with which the figures of matching.md were
// measured: the rates of section 4 as far as the word "add" in each line, and nothing
// of what "Known weakness" there says it had not. Beside kinds of errors, those are
//
//   - partners who are not everywhere and always, reports not yet in, and incidents
//     that everybody hears of: given its size, partners record an incident
//     independently, by the prototype's formula where reporting is even;
//   - gazetteers that differ: places as coarse as a town lie in the very same middle;
//   - counts that part civilians from fighters, ranges that say only "at least", and
//     injured people not counted;
//   - what repeats the weapon in other words: category, cause and a partner's own code
//     of methods.
//
// It is easier than real lists are, and there to compare with those figures alone.
const plainNoise = "plain"

// plainKinds are the errors of a plain world. A zone slip is how we read its
// "partner zone offset".
const plainKinds = Marks(1<<Overstated | 1<<GrossError | 1<<ZoneSlip | 1<<DayOff | 1<<Span |
	1<<TollOff | 1<<TollRange | 1<<TollMissing | 1<<ActorUnknown | 1<<ActorWrong | 1<<WeaponUnknown | 1<<WeaponWrong |
	1<<LetterDropped | 1<<NeighbourTown | 1<<Duplicate | 1<<MergedIncidents)

// plainEven is how a plain world records where reporting is even: with the extra of
// ORL and VAR their a is 0.3 and 0.0, and b is between the prototype's 0.9 and 1.0.
var plainEven = reporting{base: 0.15, slope: 0.95}
