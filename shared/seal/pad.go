package seal

import "math/bits"

// Floor is the least length of an envelope that the relay stores, in bytes.
const Floor = 4 << 10

// padme rounds n up so that at most log2(log2 n) bits of a length show, at a
// cost of at most 12 % (Padmé, Nikitin et al., PETS 2019, algorithm 1).
func padme(n int) int {
	if n < 2 {
		return n
	}
	e := bits.Len(uint(n)) - 1
	s := bits.Len(uint(e))
	mask := 1<<(e-s) - 1
	return (n + mask) &^ mask
}

// pad lengthens plain so that its envelope, which adds overhead, has a padded
// length of at least floor.
func pad(plain []byte, overhead, floor int) []byte {
	n := max(padme(len(plain)+overhead), floor) - overhead
	return append(plain, make([]byte, n-len(plain))...)
}
